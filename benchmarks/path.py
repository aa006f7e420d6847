"""The whole path, measured: `python -m benchmarks.path [embedded|scale-out [MEASURE…]]` prints each figure beside its limit of the same run.

Embedded default: one `manage.py serve` on SQLite. Scale-out: two WSGI workers (granian), daphne for sockets, a clock, PostgreSQL and Redis.
About four minutes each on two cores; run it on an idle machine. Load goes to loopback only.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx
from websockets.sync.client import connect

from benchmarks.load import FILE_LUA, Result, granian, running, table, wrk
from tests import services
from tests.servers import PASSWORD, ROOT, Process, Server, environment, file_case, free_port, heard

SIZES = (10_000, 100_000)
ROUNDS = 10
TURNS = 4  # of the limit and of what is held against it


@dataclass(frozen=True)
class Shape:
    """Where pages and sockets are served, by which process the sockets, and the environment to run commands beside it."""

    name: str
    http: str
    socket: str
    socket_pid: int
    env: dict[str, str]


@contextlib.contextmanager
def embedded() -> Iterator[Shape]:
    """One process on SQLite."""
    with TemporaryDirectory(prefix="bench-") as folder:
        env = environment(Path(folder))
        server = Server(env, Path(folder), "--prepare")
        try:
            yield Shape(
                "embedded default (daphne, SQLite)", server.url, server.url.replace("http", "ws"), server.popen.pid, env
            )
        finally:
            server.stop()


@contextlib.contextmanager
def scale_out() -> Iterator[Shape]:
    """WSGI workers, daphne, clock, PostgreSQL, Redis."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        database = stack.enter_context(services.database(stack.enter_context(services.postgres())))
        redis = stack.enter_context(services.redis_server())
        env = environment(folder, DATABASE_URL=database, REDIS_URL=redis)
        sockets = Server(env, folder, "--prepare", "--no-clock")
        clock = Process(["manage.py", "clock"], env, folder / "clock.log")
        try:
            with granian("binan.wsgi:application", env) as url:
                yield Shape(
                    "scale-out (granian, daphne, PostgreSQL, Redis)",
                    url.rstrip("/"),
                    sockets.url.replace("http", "ws"),
                    sockets.popen.pid,
                    env,
                )
        finally:
            clock.stop()
            sockets.stop()


def pages(shape: Shape) -> None:
    """The landing against a bare Django view under the same server."""
    if "granian" in shape.name:
        bare_server = granian("benchmarks.bare:wsgi", os.environ | {"PYTHONPATH": str(ROOT)})
    else:
        port = free_port()
        command = [sys.executable, "-m", "benchmarks.bare", str(port)]
        bare_server = running(command, dict(os.environ), f"http://127.0.0.1:{port}/")
    with bare_server as url:
        bare = wrk(url)
    landing = wrk(f"{shape.http}/q/DEM0GCMY62/")
    rows = [("page", "requests/s", "p50 ms", "p99 ms", "errors", "of the bare view", "to reach")]
    rows.append(_row("bare Django view", bare, "100 %", "-"))
    rows.append(_row("landing", landing, f"{landing.rate / bare.rate:.0%}", "≥ 60 %"))
    table(f"Landing — {shape.name}", rows)


def _row(name: str, found: Result, share: str, goal: str) -> tuple[str, ...]:
    return name, f"{found.rate:,.0f}", f"{found.p50:.1f}", f"{found.p99:.1f}", str(found.bad), share, goal


def filing(shape: Shape) -> None:
    """Filing over the API against the same rows in one raw transaction."""
    file_case(shape.http).raise_for_status()
    raw = [sys.executable, "-m", "benchmarks.raw", "5", "8"]
    wrk(
        f"{shape.http}/", lua=FILE_LUA, connections=16, seconds=2
    )  # connections opened, statements prepared in every worker
    limits, filings = [], []
    for _ in range(TURNS):  # by turns: a machine is not equally fast from one minute to the next
        told = subprocess.run(raw, cwd=ROOT, env=shape.env, capture_output=True, text=True, check=True)
        limits.append(float(told.stdout))
        filings.append(wrk(f"{shape.http}/", lua=FILE_LUA, connections=16, seconds=5))
    limit = statistics.mean(limits)
    found = Result(
        statistics.mean(turn.rate for turn in filings),
        statistics.median(turn.p50 for turn in filings),
        statistics.median(turn.p99 for turn in filings),
        sum(turn.bad for turn in filings),
    )
    rows = [("filing", "per second", "p50 ms", "p99 ms", "errors", "of raw", "to reach")]
    rows.append(("raw transaction, same rows", f"{limit:,.0f}", "", "", "", "100 %", "-"))
    goal = "≥ 30 %, ≥ 160/s" if "granian" in shape.name else "-"
    rows.append(_row("POST /api/v1/complaints/", found, f"{found.rate / limit:.0%}", goal))
    table(f"Filing — {shape.name}", rows)


def staff(shape: Shape, username: str) -> dict[str, str]:
    """The headers of a logged-in API client."""
    answer = httpx.post(f"{shape.http}/api/v1/token/", json={"username": username, "password": PASSWORD}, timeout=20)
    return {"Authorization": f"Token {answer.raise_for_status().json()['token']}"}


def live(shape: Shape) -> None:
    """From the client's POST to the row on a tablet."""
    head = staff(shape, "shegong1")
    with connect(f"{shape.socket}/ws/desk/", additional_headers=head, open_timeout=20) as tablet:
        times = []
        for _ in range(100):
            began = time.perf_counter()
            code = file_case(shape.http).json()["code"]
            assert heard(tablet, code, within=5) is not None, "a row was lost"
            times.append((time.perf_counter() - began) * 1000)
    rows = [("filed → on the tablet", "p50 ms", "p95 ms", "max ms", "to reach")]
    p95 = statistics.quantiles(times, n=20)[-1]
    rows.append(
        (
            "100 filings, one after the other",
            f"{statistics.median(times):.0f}",
            f"{p95:.0f}",
            f"{max(times):.0f}",
            "p95 < 300 ms",
        )
    )
    table(f"Live board — {shape.name}", rows)


def claims(shape: Shape) -> None:
    """50 claims at once, several rounds: one winner, clean refusals; and how long a lone claim takes."""
    heads = [staff(shape, "shegong1"), staff(shape, "shegong2")]
    found: Counter[int] = Counter()
    for _ in range(ROUNDS):
        code = file_case(shape.http).json()["code"]
        start, answers = threading.Barrier(50), []

        def one(number: int, code: str = code, start: threading.Barrier = start, answers: list = answers) -> None:
            with httpx.Client(timeout=60) as client:
                start.wait()
                url = f"{shape.http}/api/v1/desk/complaints/{code}/claim/"
                answers.append(
                    client.post(url, json={"client_key": str(uuid4())}, headers=heads[number % 2]).status_code
                )

        crew = [threading.Thread(target=one, args=(n,)) for n in range(50)]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()
        found += Counter(answers)
    times = []
    for _ in range(60):
        code = file_case(shape.http).json()["code"]
        began = time.perf_counter()
        url = f"{shape.http}/api/v1/desk/complaints/{code}/claim/"
        httpx.post(url, json={"client_key": str(uuid4())}, headers=heads[0], timeout=20).raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
    rows = [("claims", "200", "409", "other", "to reach")]
    other = sum(found.values()) - found[200] - found[409]
    rows.append(
        (
            f"{ROUNDS} rounds of 50 at once",
            str(found[200]),
            str(found[409]),
            str(other),
            f"{ROUNDS} · {ROUNDS * 49} · 0",
        )
    )
    rows.append(
        (
            "one alone",
            f"p50 {statistics.median(times):.0f} ms",
            f"p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms",
            "",
            "-",
        )
    )
    table(f"Claims — {shape.name}", rows)


def queue(shape: Shape) -> None:
    """The queue page of 50 rows with a growing backlog."""
    head, rows = staff(shape, "quji1"), [("queue, cases", "API p50 ms", "API p95 ms", "of the first", "to reach")]
    first = 0.0
    for size in SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.backlog", str(size)], cwd=ROOT, env=shape.env, check=True)
        times = []
        with httpx.Client(headers=head, timeout=60) as client:
            for _ in range(120):
                began = time.perf_counter()
                client.get(f"{shape.http}/api/v1/desk/complaints/").raise_for_status()
                times.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(times[20:], n=20)[-1]
        first = first or p95
        rows.append(
            (f"{size:,}", f"{statistics.median(times[20:]):.1f}", f"{p95:.1f}", f"{p95 / first:.2f}×", "≤ 1.5×")
        )
    table(f"Queue — {shape.name}", rows)


MEASURES = {"pages": pages, "live": live, "filing": filing, "claims": claims, "queue": queue}


def main(wanted: str = "", *measures: str) -> None:
    """Measure the wanted shape, or both; all of `MEASURES`, or those named."""
    for name, shape in (("embedded", embedded), ("scale-out", scale_out)):
        if wanted in ("", name):
            with shape() as found:
                for measure in measures or MEASURES:
                    MEASURES[measure](found)


if __name__ == "__main__":
    main(*sys.argv[1:])
