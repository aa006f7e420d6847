"""Seals the files that older versions left plain, or sealed as text in files of two folders; from here on nothing else opens.

What lies on the disk at this one moment is believed. Killed in between it goes on where it stopped: a sealed file is left alone.
"""

from django.db import migrations

from binan.kit import vault


def seal(apps, schema_editor):
    vault.seal_plain()


class Migration(migrations.Migration):
    dependencies = [("binan", "0001_initial")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
