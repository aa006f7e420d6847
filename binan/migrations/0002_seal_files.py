"""Seals the files that older versions left plain, or sealed as text in files of two folders; from here on nothing else opens.

What lies on the disk at this one moment is believed. Killed in between it goes on where it stopped: a sealed file is left alone.
"""

import base64
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import migrations

from binan.kit import crypto

AS_TEXT = {"ink": "mediation.ink", "papers": "mediation.document.file"}  # folder → what was bound to its files


def seal(apps, schema_editor):
    for name in default_storage.names():
        if default_storage.key_of(name) == "":
            raw, label = Path(default_storage.path(name)).read_bytes(), AS_TEXT.get(name.partition("/")[0])
            try:
                data = base64.b64decode(crypto.unseal(raw.decode("ascii"), label)) if label else raw
            except (crypto.Unreadable, UnicodeDecodeError):
                continue  # was unreadable before; what names it says so, and `rotate_keys` lists it
            default_storage.replace(name, data)


class Migration(migrations.Migration):
    dependencies = [("binan", "0001_initial")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
