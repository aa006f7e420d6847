"""The audit with a million entries, on PostgreSQL and on SQLite: `python -m benchmarks.audit [ROWS]` prints each figure beside its limit.

list: the auditor's page by every filter, p95 in this process. insert: what one entry costs beside a bare row of the same bytes
without indexes, and beside the page that it records. chain and look over: entries a second.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.load import table
from tests import services
from tests.servers import ROOT, environment

ROWS, CHAINED, LOOKS, WARM, INSERTS = 1_000_000, 20_000, 40, 5, 1000
LIST_P95 = 300.0  # milliseconds
PEOPLE = 100


SERIES = {
    "postgresql": "generate_series(0, {count} - 1) AS one(n)",
    "sqlite": "(WITH RECURSIVE one(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM one WHERE n < {count} - 1) SELECT n FROM one) AS one",
}
MOMENT = {
    "postgresql": "timestamptz '2023-11-30 00:00:00+00' + n * interval '{step} microseconds'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 1701302400 + n * {step} / 1000000.0, 'unixepoch') || '000'",
}
PAD = {"postgresql": "lpad(({value})::text, {width}, '0')", "sqlite": "printf('%0{width}d', {value})"}


def fill(count: int) -> None:
    """`count` entries of `PEOPLE` over three years, as a district leaves them: mostly looks at cases, one in fifty refused. Written by
    the database itself, already on a chain that nobody checks; what is checked is written by the house afterwards."""
    from django.db import connection

    from governance.models import AuditHead, Staff
    from governance.services import audit

    names = [f"person{n}" for n in range(PEOPLE)]
    Staff.objects.bulk_create([Staff(username=name, display_name=name) for name in names])
    first = Staff.objects.get(username="person0").pk
    vendor, step = connection.vendor, int(3 * 365 * 86400 * 1_000_000 / count)

    def padded(value: str, width: int) -> str:
        return PAD[vendor].format(value=value, width=width)

    who, mark = f"(n / 100 * 7 + n) % {PEOPLE}", padded("n", 64)
    kind = "CASE WHEN n % 100 < 70 THEN 'case_read' WHEN n % 100 < 85 THEN 'desk_opened' WHEN n % 100 < 98 THEN 'photo_opened' ELSE 'person_revealed' END"
    code = f"'BA' || {padded(f'n % {max(1, count // 10)}', 12)}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO governance_auditentry (at, actor_id, actor_name, actor_kind, kind, object_type, object_id, object_label, result, network,
            device, way, body, body_salt, body_digest, seq, prev_hash, hash)
            SELECT {MOMENT[vendor].format(step=step)}, {first} + {who}, 'person' || ({who}), 'staff', {kind}, 'case', {code}, {code},
            CASE WHEN n % 50 = 0 THEN 'refused' ELSE 'ok' END, '10.1.2.0/24', 'iPad · Safari', 'desk', '', '', '{audit.EMPTY}', n + 1, {mark}, {mark}
            FROM {SERIES[vendor].format(count=count)}"""
        )
        cursor.execute("ANALYZE")
    AuditHead.objects.update_or_create(pk=1, defaults={"seq": count, "hash": str(count - 1).zfill(64)})


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
    chain_and_look(count, auditor)
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


def chain_and_look(count: int, staff: object) -> None:
    """`CHAINED` deeds written, hung on behind all the others, and looked over as a night does."""
    from django.db import transaction
    from django.utils import timezone

    from governance import ledger
    from governance.deeds import Deed
    from governance.models import AuditAnchor, AuditHead
    from governance.services import audit, chaining

    now, head = timezone.now(), AuditHead.objects.get()
    AuditAnchor.objects.create(day=now.date(), at=now, seq=head.seq, hash=head.hash, checked=count)
    with transaction.atomic():
        for n in range(CHAINED):
            audit.record(Deed.CASE_READ, staff=staff, of=audit.Of("case", f"BA{n:012}"))  # type: ignore[arg-type]
    started = time.perf_counter()
    while chaining.chain(timezone.now()):
        pass
    chained = time.perf_counter() - started
    started = time.perf_counter()
    found = ledger.look_over(timezone.now())
    looked = time.perf_counter() - started
    assert found.faults == [], found.faults[:3]
    table("the chain", [("", "entries", "seconds", "a second"), ("chain", f"{CHAINED:,}", f"{chained:.1f}", f"{CHAINED / chained:,.0f}"),
          ("look over", f"{found.checked:,}", f"{looked:.1f}", f"{found.checked / looked:,.0f}")])  # fmt: skip


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
    works: list[Callable[[], object]] = [
        bare,
        lambda: audit.record(Deed.CASE_READ, staff=staff, of=one),  # type: ignore[arg-type]
        lambda: audit.record(Deed.PERSON_REVEALED, staff=staff, of=one, body={"what": "电话"}),  # type: ignore[arg-type]
    ]
    taken: list[list[float]] = [[], [], []]
    for _ in range(INSERTS):  # in turn, so that the machine's other work falls on all three
        for work, times in zip(works, taken, strict=True):
            times += timed(work, 1)
    plain, entry, told = map(sorted, taken)
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
