"""Promises that run out in a rush: `python -m benchmarks.deadlines [embedded|scale-out] [COUNT]` prints how late each was found.

COUNT (10,000) promises fall due spread over one minute. Scale-out: two clocks on PostgreSQL, one of them killed with -9 in the
middle and started again; embedded default: the one server with its clock on SQLite. Then a stop of an hour is caught up.
Each promise has to be found exactly once; lateness is what the timeline itself says.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.load import table
from tests import services
from tests.servers import ROOT, Process, Server, environment

COUNT, SPREAD = 10_000, 60.0  # promises, seconds over which they fall due
LEAD = 8.0  # seconds before the first
PATIENCE = 120.0  # seconds after the last that anybody waits
GOALS = {"embedded": 5.0, "scale-out": 2.0}  # seconds of lateness, p99


def plant(count: int, begin: float, spread: float) -> None:
    """Inside Django: `count` open cases with one promise each, due evenly from `begin` (Unix seconds) over `spread` seconds."""
    from datetime import UTC, datetime

    from complaints.models import Complaint, Deadline
    from complaints.models.complaint import Lane
    from complaints.models.timeline import GENESIS
    from governance.levels import Level
    from governance.models import Unit

    units = list(Unit.objects.filter(level=Level.COMMUNITY).select_related("parent").order_by("key"))
    for start in range(0, count, 2000):
        cases, promises = [], []
        for number in range(start, min(start + 2000, count)):
            unit, due = units[number % len(units)], datetime.fromtimestamp(begin + spread * number / count, UTC)
            name = f"{int(begin):x}-{number:x}"
            opened = due - timedelta(hours=24)
            case = Complaint(
                code=f"DL{name}"[:16], token=name, token_key=f"deadline-{name}", stage="ACCEPTED", urgency="P2", category="NOI-01",
                unit=unit, subdistrict=unit.parent, community=unit, text="时限", title="楼上每天傍晚在家跳绳", head=GENESIS,
                notice_version="2026-11", filed_at=opened, accepted_at=opened, lane=Lane.OPEN, pressing_at=due, pressing_kind="close",
            )  # fmt: skip
            cases.append(case)
            plan = [[due.isoformat(), "due", 0, 0]]
            promises.append(
                Deadline(complaint=case, kind="close", opened_at=opened, due_at=due, plan=plan, next_at=due)
            )
        Complaint.objects.bulk_create(cases, batch_size=500)
        Deadline.objects.bulk_create(promises, batch_size=500)


def found(begin: float) -> tuple[int, int, list[float]]:
    """Inside Django: how many of the promises planted at `begin` nobody found, how many were found twice, and all lateness."""
    from complaints.models import Deadline, TimelineEntry

    mine = {"complaint__token_key__startswith": f"deadline-{int(begin):x}-"}
    rows = TimelineEntry.objects.filter(kind="miss", **mine).values_list("complaint_id", "body")
    times, late = Counter(case for case, _ in rows), sorted(float(body["late"]) for _, body in rows)
    missing = Deadline.objects.filter(missed_at=None, **mine).count()
    return missing, sum(count - 1 for count in times.values()), late


def ask(env: dict[str, str], *words: object) -> str:
    """One of the two above, in a process with this environment."""
    command = [sys.executable, "-m", "benchmarks.deadlines", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


@contextlib.contextmanager
def clocks(shape: str) -> Iterator[tuple[dict[str, str], list[Process], Path]]:
    """The environment and the processes that keep time."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        if shape == "embedded":
            env = environment(folder)
            server = Server(env, folder, "--prepare")
            stack.callback(server.stop)
            yield env, [], folder
            return
        database = stack.enter_context(services.database(stack.enter_context(services.postgres())))
        redis = stack.enter_context(services.redis_server())
        env = environment(folder, DATABASE_URL=database, REDIS_URL=redis)
        Server(env, folder, "--prepare", "--no-clock").stop()
        crew = [Process(["manage.py", "clock"], env, folder / f"clock-{n}.log") for n in range(2)]
        try:
            yield env, crew, folder
        finally:
            for clock in crew:
                clock.stop()


def wait(env: dict[str, str], begin: float, until: float) -> tuple[int, int, list[float]]:
    """Until every promise was found, at most `PATIENCE` seconds after `until` (Unix seconds)."""
    while True:
        time.sleep(max(0.0, until - time.time()) or 2.0)
        missing, twice, *late = ask(env, "found", begin).split()
        if missing == "0" or time.time() > until + PATIENCE:
            return int(missing), int(twice), [float(each) for each in late]


def rush(env: dict[str, str], crew: list[Process], folder: Path, count: int) -> tuple[int, int, list[float]]:
    """A minute in which `count` promises fall due; with two clocks one is killed at half time and comes back 5 s later."""
    begin = float(int(time.time() + LEAD + count / 1000))
    ask(env, "plant", count, begin, SPREAD)
    if crew:
        time.sleep(max(0.0, begin + SPREAD / 2 - time.time()))
        crew[0].kill()
        time.sleep(5)
        crew[0] = Process(["manage.py", "clock"], env, folder / "clock-again.log")
    return wait(env, begin, begin + SPREAD + 2)


def after_a_stop(env: dict[str, str], count: int) -> tuple[float, int, int, list[float]]:
    """`count` promises of the last hour that nobody looked after: seconds until all were found."""
    began = time.time()
    begin = float(int(began - 3600))
    ask(env, "plant", count, begin, 3600 - 1)
    planted = time.time()
    missing, twice, late = wait(env, begin, planted)
    return time.time() - planted, missing, twice, late


def measure(shape: str, count: int) -> None:
    """Print the tables of one shape."""
    with clocks(shape) as (env, crew, folder):
        missing, twice, late = rush(env, crew, folder, count)
        rows = [("promises due in one minute", "not found", "found twice", "p50 s", "p99 s", "max s", "to reach")]
        told = (f"{late[int(len(late) * share)]:.2f}" for share in (0.5, 0.99)) if late else ("-", "-")
        killed = ", one clock killed at half time" if crew else ""
        goal = f"0, 0, p99 < {GOALS[shape]:.0f} s"
        rows.append((f"{count:,}{killed}", str(missing), str(twice), *told, f"{max(late, default=0):.2f}", goal))
        table(f"Deadlines — {shape}", rows)
        seconds, missing, twice, late = after_a_stop(env, count // 10)
        rows = [("promises of an hour's stop", "not found", "found twice", "caught up in s", "lateness recorded, s")]
        span = f"{min(late, default=0):.0f} – {max(late, default=0):.0f}"
        rows.append((f"{count // 10:,}", str(missing), str(twice), f"{seconds:.1f}", span))
        table(f"After a stop — {shape}", rows)


def main(*words: str) -> None:
    """Both shapes, or the one that is named; or one of the two questions inside Django."""
    if words and words[0] in ("plant", "found"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
        import django

        django.setup()
        if words[0] == "plant":
            plant(int(words[1]), float(words[2]), float(words[3]))
        else:
            missing, twice, late = found(float(words[1]))
            print(missing, twice, *late)
        return
    wanted = [word for word in words if not word.isdigit()] or list(GOALS)
    count = next((int(word) for word in words if word.isdigit()), COUNT)
    for shape in wanted:
        measure(shape, count)


if __name__ == "__main__":
    main(*sys.argv[1:])
