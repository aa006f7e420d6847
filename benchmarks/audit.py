"""The audit with a million entries, on PostgreSQL and on SQLite: `python -m benchmarks.audit [ROWS]` prints each figure beside its limit.

list: the auditor's page by every filter, p95 in this process. insert: what one entry costs beside a bare row of the same bytes
without indexes, and beside the page that it records. chain and look over: entries a second.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.load import table
from tests import services
from tests.servers import ROOT, environment

ROWS, LOOKS, WARM, INSERTS = 1_000_000, 40, 5, 2000
LIST_P95 = 300.0  # milliseconds
PEOPLE = 100


def fill(count: int) -> None:
    """`count` entries of `PEOPLE` over three years, as a district leaves them: mostly looks at cases, one in fifty refused."""
    from django.db import connection

    from governance.deeds import Deed
    from governance.models import AuditEntry, Staff
    from governance.services import audit

    dice, begin = random.Random(1), datetime(2023, 11, 30, tzinfo=UTC)
    names = [f"person{n}" for n in range(PEOPLE)]
    Staff.objects.bulk_create([Staff(username=name, display_name=name) for name in names])
    people = list(Staff.objects.filter(username__in=names))
    kinds = (
        [Deed.CASE_READ] * 70
        + [Deed.DESK_OPENED] * 15
        + [Deed.LOGIN] * 5
        + [Deed.PHOTO_OPENED] * 8
        + [Deed.PERSON_REVEALED] * 2
    )
    step = timedelta(days=3 * 365) / count
    for start in range(0, count, 10_000):
        rows = []
        for number in range(start, min(start + 10_000, count)):
            who, code = dice.choice(people), f"BA{number % (count // 10 or 1):012}"
            rows.append(
                AuditEntry(
                    at=begin + number * step, actor=who, actor_name=who.username, actor_kind="staff", kind=dice.choice(kinds), object_type="case",
                    object_id=code, object_label=code, result="refused" if number % 50 == 0 else "ok", network="10.1.2.0/24",
                    device="iPad · Safari", way="desk", body_digest=audit.EMPTY,
                )
            )  # fmt: skip
        AuditEntry.objects.bulk_create(rows, batch_size=500)
    connection.cursor().execute("ANALYZE")


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * 1000)
    return sorted(found)


def measured(count: int) -> None:
    """Inside Django: everything, as tables."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)
    from governance.models import Post, Staff

    fill(count)
    auditor = Staff.objects.create_user("auditor", password="x", display_name="审计")
    Post.objects.create(staff=auditor, role="AUDITOR")
    browser = Client()
    browser.force_login(auditor)
    chain_and_look(count)
    rows = [("filter", "p50 ms", "p95 ms", "limit ms")]
    deep = f"cursor={deep_cursor()}"
    for query in ("", "who=person7", "kind=person_revealed", "kind=audit_exported", "thing=BA000000000007", "day=2025-05-05", "result=refused",
                  "who=person7&kind=person_revealed&result=refused", "who=person7&day=2025-05-05", deep, f"who=person7&{deep}"):  # fmt: skip
        times = timed(lambda query=query: browser.get(f"/audit/?{query}").content, WARM + LOOKS)  # type: ignore[misc]
        rows.append((query.split("cursor")[0] + ("from the middle" if "cursor" in query else "") or "all", f"{statistics.median(times):.1f}",
                     f"{times[int(len(times) * 0.95)]:.1f}", f"{LIST_P95:.0f}"))  # fmt: skip
    table("the auditor's page", rows)
    inserts(auditor)


def deep_cursor() -> str:
    from binan.kit import cursors
    from governance.models import AuditEntry

    row = AuditEntry.objects.filter(at__gte=datetime(2025, 5, 30, tzinfo=UTC)).order_by("at").first()
    assert row
    return cursors.cursor(row.at, row.pk)


def chain_and_look(count: int) -> None:
    """Chaining everything, and one whole look over it."""
    from django.utils import timezone

    from governance import ledger
    from governance.services import chaining

    started = time.perf_counter()
    while chaining.chain(timezone.now()):
        pass
    chained = time.perf_counter() - started
    started = time.perf_counter()
    found = ledger.look_over(timezone.now(), whole=True)
    looked = time.perf_counter() - started
    assert found.faults == [], found.faults[:3]
    table("the chain", [("", "entries", "seconds", "a second"), ("chain", f"{count:,}", f"{chained:.0f}", f"{count / chained:,.0f}"),
           ("look over", f"{found.checked:,}", f"{looked:.0f}", f"{found.checked / looked:,.0f}")])  # fmt: skip


def inserts(staff: object) -> None:
    """One entry beside a bare row of as many bytes that has no index but its key; each committed by itself."""
    from django.db import connection

    from governance.deeds import Deed
    from governance.services import audit

    key = "bigserial PRIMARY KEY" if connection.vendor == "postgresql" else "integer PRIMARY KEY AUTOINCREMENT"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare (id {key}, text varchar(400))")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare (text) VALUES (%s)", ["x" * 300])

    one = audit.Of("case", "BA261123000001", "BA261123000001")
    plain = timed(bare, INSERTS)
    entry = timed(lambda: audit.record(Deed.CASE_READ, staff=staff, of=one), INSERTS)  # type: ignore[arg-type]
    told = timed(lambda: audit.record(Deed.PERSON_REVEALED, staff=staff, of=one, body={"what": "电话"}), INSERTS)  # type: ignore[arg-type]
    rows = [("one committed row", "p50 ms", "p95 ms", "times bare, p50")]
    for name, times in (("bare", plain), ("entry", entry), ("entry with a sealed body", told)):
        rows.append((name, f"{statistics.median(times):.3f}", f"{times[int(len(times) * 0.95)]:.3f}",
                     f"{statistics.median(times) / statistics.median(plain):.2f}"))  # fmt: skip
    table("an entry", rows)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with services.postgres() as cluster, services.database(cluster) as url:
        for name, more in (("PostgreSQL", {"DATABASE_URL": url}), ("SQLite", {})):
            with TemporaryDirectory() as folder:
                print(f"\n{name}, {count:,} entries\n", flush=True)
                env = {**environment(Path(folder)), **more}
                subprocess.run(
                    [sys.executable, "-m", "benchmarks.audit", "inside", str(count)], cwd=ROOT, env=env, check=True
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
        django.setup()
        measured(int(sys.argv[2]))
    else:
        main()
