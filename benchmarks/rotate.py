"""What a change of the field keys costs: rows and files a second, while nobody and while somebody works.

`python -m benchmarks.rotate [CASES]` (default 3000), on SQLite in a folder of its own, or on `DATABASE_URL` (an empty database).
Cases are filed through the service, so each has its timeline, promises and messages; every third has a photo of some 150 KB.
The figure for a million cases is the measured one times the number: an extrapolation, said so.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

OLD, NEW = "k1:" + "A" * 43, "k2:" + "B" * 42 + "A"
PHOTO = 150_000  # bytes
MILLION = 1_000_000


def prepare(folder: str) -> None:
    """The environment of this run, before Django reads it."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="binan.settings", BINAN_DATA=folder, BINAN_FIELD_KEYS=OLD, BINAN_ENV="development",
        BINAN_INTAKE_RATE="0", BINAN_DEMO="0", BINAN_LOG="WARNING",
    )  # fmt: skip


def fill(count: int) -> None:
    """File `count` cases, a third of them with a photo."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from complaints.services.intake import Filing, file_complaint
    from tests.world import NOISE, World

    door = World().door
    for number in range(count):
        phone = f"138{number:08d}"
        file_complaint(place=door, filing=Filing(text=NOISE, phone=phone), client_key=uuid4(), now=timezone.now())
        if number % 3 == 0:
            default_storage.save(f"photos/{number % 256:02x}/{number}.jpg", ContentFile(secrets.token_bytes(PHOTO)))


def work(over: threading.Event, took: list[float]) -> None:
    """Somebody who files all the while."""
    from django.db import connections
    from django.utils import timezone

    from complaints.services.intake import Filing, file_complaint
    from governance.models import Place
    from tests.world import NOISE

    door = Place.objects.get(code="TESTDOOR01")
    while not over.is_set():
        began = time.perf_counter()
        filing = Filing(text=NOISE, phone=f"139{secrets.randbelow(10**8):08d}")
        file_complaint(place=door, filing=filing, client_key=uuid4(), now=timezone.now())
        took.append(time.perf_counter() - began)
        time.sleep(0.05)
    connections.close_all()


def measured(keys: str, busy: bool) -> tuple[float, int, int, list[float]]:
    """Take everything over to the first of `keys`: seconds of the first pass, rows and files changed, seconds of each filing."""
    from django.conf import settings
    from django.utils import timezone

    from binan import rotation
    from binan.kit import keyfile, resealing

    settings.FIELD_KEYS = keyfile.parse(keys)
    over, took = threading.Event(), []
    person = threading.Thread(target=work, args=(over, took))
    if busy:
        person.start()
    began = time.perf_counter()
    rows = sum(resealing.reseal(table).changed for table in resealing.tables())
    between = time.perf_counter()
    files = rotation._files(False, rotation._Watch(lambda line: None)).changed
    end = time.perf_counter()
    over.set()
    if busy:
        person.join()
    else:
        left = rotation.remaining(timezone.now())
        assert not (left.waiting or left.unreadable), left
        print(f"the round that proves it: {time.perf_counter() - end:.1f} s")
    print(
        f"{'while one person files' if busy else 'alone':24} {rows:>8,} rows {between - began:7.1f} s {rows / (between - began):>9,.0f} rows/s"
        f"  {files:>6,} files {end - between:6.1f} s {files / (end - between):>7,.0f} files/s"
    )
    return end - began, rows, files, took


def main(count: int) -> None:
    """Measure and print."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill(count)
    print(
        f"{connection.vendor}: {count:,} cases filed in {time.perf_counter() - began:.0f} s, {count // 3:,} photos of {PHOTO // 1000} KB"
    )
    alone, rows, *_ = measured(f"{NEW},{OLD}", busy=False)
    *_, took = measured(f"k3:{'C' * 42}A,{NEW}", busy=True)
    took.sort()
    print(
        f"a filing meanwhile: median {took[len(took) // 2] * 1000:.0f} ms, slowest {took[-1] * 1000:.0f} ms ({len(took)} filed)"
    )
    hours = alone / count * MILLION / 3600
    print(f"measured: {alone:.1f} s for {count:,} cases just filed, {rows / count:.1f} rows each, and their photos")
    print(
        f"extrapolated, not measured: {hours:.1f} h for {MILLION:,} such cases; a case that was worked on has several times the rows"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="binan-rotate-") as folder:
        Path(folder, "media").mkdir()
        prepare(folder)
        import django

        django.setup()
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
