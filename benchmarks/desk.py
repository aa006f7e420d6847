"""The desk under load, on PostgreSQL and Redis: `python -m benchmarks.desk [MEASURE…]` prints each figure beside its limit.

board: the page and its JSON with 10,000, 100,000 and 1,000,000 cases. fan-out: one event to 500 tablets on one process, against
a bare broadcast of the same bytes through the same layer. race: 1,000 rounds of 20 claims. storm: 500 tablets come back at once.
Run it on an idle machine: about ten minutes. Load goes to loopback only.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.load import table
from benchmarks.path import Shape, scale_out
from tests.servers import PASSWORD, ROOT, TRUST, file_case

SIZES = (10_000, 100_000, 1_000_000)
TABLETS, EACH = 500, 10  # sockets, and how many of them one account opens
EVENTS = 20
ROUNDS, RIVALS = 1000, 20
WARM, LOOKS = 20, 120  # requests before and while it is measured


def inside(shape: Shape, *words: object) -> str:
    """A helper of this module inside Django, in the environment of `shape`."""
    command = [sys.executable, "-m", "benchmarks.desk", "inside", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=shape.env, check=True, capture_output=True, text=True).stdout


def crew(shape: Shape, count: int) -> list[dict[str, str]]:
    """The headers of `count` social workers of 东冠社区."""
    return [{"Authorization": f"Token {key}"} for key in json.loads(inside(shape, "crew", count))]


def board(shape: Shape) -> None:
    """How long the district's board takes, as page and as JSON, with a growing number of cases."""
    rows = [("cases", "page p50 ms", "page p95 ms", "JSON p50 ms", "JSON p95 ms", "p95 of the first", "to reach")]
    with httpx.Client(base_url=shape.http, timeout=60, verify=TRUST) as client:
        client.get("/login/")
        form = {"username": "quji1", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/login/", data=form).status_code == 302
        first: list[float] = []
        for size in SIZES:
            inside(shape, "fill", size)
            told, growth = [], []
            for number, path in enumerate(("/desk/", "/api/v1/desk/complaints/")):
                times = []
                for _ in range(WARM + LOOKS):
                    began = time.perf_counter()
                    client.get(path).raise_for_status()
                    times.append((time.perf_counter() - began) * 1000)
                p95 = statistics.quantiles(times[WARM:], n=20)[-1]
                first = first if len(first) > number else [*first, p95]
                told += [f"{statistics.median(times[WARM:]):.1f}", f"{p95:.1f}"]
                growth.append(p95 / first[number])
            rows.append((f"{size:,}", *told, " / ".join(f"{each:.2f}×" for each in growth), "< 1.5×"))
    table("Board and its JSON — PostgreSQL", rows)


async def tablets(shape: Shape, heads: list[dict[str, str]]) -> list[ClientConnection]:
    """Boards that are open, `EACH` for each account."""
    url = f"{shape.socket}/ws/desk/"

    async def one(number: int) -> ClientConnection:
        return await connect(url, additional_headers=heads[number // EACH], open_timeout=60, max_queue=64)

    found: list[ClientConnection] = []
    for start in range(0, TABLETS, 50):
        found += await asyncio.gather(*(one(number) for number in range(start, min(start + 50, TABLETS))))
    return found


async def arrivals(sockets: list[ClientConnection], needle: str, began: float) -> list[float]:
    """Milliseconds from `began` until each socket has the message that holds `needle`."""

    async def one(socket: ClientConnection) -> float:
        async with asyncio.timeout(20):
            while needle not in str(await socket.recv()):
                pass
        return (time.perf_counter() - began) * 1000

    return await asyncio.gather(*(one(socket) for socket in sockets))


def fan_out(shape: Shape) -> None:
    """One event to every tablet, and the same bytes sent by hand through the same layer."""
    heads = crew(shape, TABLETS // EACH)
    before = memory(shape.socket_pid)
    ours, bare, size, held = asyncio.run(_fan_out(shape, heads))
    goal = "p99 < 250 ms, ≤ 2×"
    rows = [(f"to {TABLETS} tablets", "p50 ms", "p99 ms", "max ms", "p99 of bare", "to reach")]
    for name, times in ((f"bare broadcast of the same {size:,} bytes", bare), ("a claim, from its POST", ours)):
        p99 = statistics.quantiles(times, n=100)[-1]
        share = p99 / statistics.quantiles(bare, n=100)[-1]
        rows.append((name, f"{statistics.median(times):.0f}", f"{p99:.0f}", f"{max(times):.0f}", f"{share:.2f}×", goal))
    table(f"Fan-out on one process — {EVENTS} events", rows)
    print(f"\nMemory: {(held - before) / TABLETS / 1024:.0f} KB a socket ({before >> 20} → {held >> 20} MB).")


async def _fan_out(shape: Shape, heads: list[dict[str, str]]) -> tuple[list[float], list[float], int, int]:
    from channels_redis.pubsub import RedisPubSubChannelLayer

    layer, group = RedisPubSubChannelLayer(hosts=[shape.env["REDIS_URL"]]), inside(shape, "group")
    sockets = await tablets(shape, heads)
    held = memory(shape.socket_pid)
    ours, bare, size = [], [], 0
    async with httpx.AsyncClient(base_url=shape.http, timeout=60, verify=TRUST) as client:
        for _ in range(EVENTS):
            code = (await asyncio.to_thread(file_case, shape.http)).json()["code"]
            await arrivals(sockets, code, time.perf_counter())
            began = time.perf_counter()
            heard = asyncio.create_task(arrivals(sockets, 'data-stage="CLAIMED"', began))
            url = f"/api/v1/desk/complaints/{code}/claim/"
            (await client.post(url, json={"client_key": str(uuid4())}, headers=heads[0])).raise_for_status()
            ours += await heard
            html = inside(shape, "row", code)
            size = len(html.encode())
            mark = uuid4().hex
            html = html.replace(code, mark[: len(code)])
            began = time.perf_counter()
            heard = asyncio.create_task(arrivals(sockets, mark[: len(code)], began))
            await layer.group_send(group, {"type": "row", "entry": 0, "code": mark, "html": html})
            bare += await heard
    await asyncio.gather(*(socket.close() for socket in sockets))
    await layer.flush()
    return ours, bare, size, held


def memory(pid: int) -> int:
    """Bytes of memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


def race(shape: Shape) -> None:
    """Many people tap 认领 on the same case."""
    found, wrong = asyncio.run(_race(shape, crew(shape, RIVALS)))
    other = sum(found.values()) - found[200] - found[409]
    rows = [("claims", "200", "409", "other", "rounds without exactly one winner", "to reach")]
    goal = f"{ROUNDS:,} · {ROUNDS * (RIVALS - 1):,} · 0 · 0"
    rows.append((f"{ROUNDS:,} rounds of {RIVALS}", f"{found[200]:,}", f"{found[409]:,}", str(other), str(wrong), goal))
    table("Claim race — PostgreSQL", rows)


async def _race(shape: Shape, heads: list[dict[str, str]]) -> tuple[Counter[int], int]:
    found: Counter[int] = Counter()
    wrong = 0
    limits = httpx.Limits(max_connections=RIVALS + 2, max_keepalive_connections=RIVALS + 2)
    async with httpx.AsyncClient(base_url=shape.http, timeout=120, verify=TRUST, limits=limits) as client:
        for _ in range(ROUNDS):
            body = {"place": "DEM0GCMY62", "text": "楼上每天傍晚跳绳，吵得没法休息。", "client_key": str(uuid4())}
            code = (await client.post("/api/v1/complaints/", json=body)).json()["code"]
            url = f"/api/v1/desk/complaints/{code}/claim/"
            asked = (client.post(url, json={"client_key": str(uuid4())}, headers=head) for head in heads)
            statuses = Counter(answer.status_code for answer in await asyncio.gather(*asked))
            found += statuses
            wrong += statuses[200] != 1
    return found, wrong


def storm(shape: Shape) -> None:
    """All tablets lose their line and come back in the same moment: socket and rows."""
    faults, took = asyncio.run(_storm(shape, crew(shape, TABLETS // EACH)))
    rows = [("tablets", "faults", "p50 s", "p99 s", "last s", "to reach")]
    p99 = statistics.quantiles(took, n=100)[-1]
    rows.append((f"{TABLETS}", str(faults), f"{statistics.median(took):.1f}", f"{p99:.1f}", f"{max(took):.1f}", "0"))
    table("Reconnect storm: socket open and rows read", rows)


async def _storm(shape: Shape, heads: list[dict[str, str]]) -> tuple[int, list[float]]:
    sockets = await tablets(shape, heads)
    for socket in sockets:
        socket.transport.abort()
    faults, took, began = 0, [], time.perf_counter()
    limits = httpx.Limits(max_connections=64)

    async def back(client: httpx.AsyncClient, number: int) -> None:
        nonlocal faults
        try:
            async with connect(f"{shape.socket}/ws/desk/", additional_headers=heads[number // EACH], open_timeout=60):
                answer = await client.get("/api/v1/desk/complaints/", headers=heads[number // EACH])
                answer.raise_for_status()
        except Exception as fault:
            print(type(fault).__name__, fault, file=sys.stderr)
            faults += 1
        took.append(time.perf_counter() - began)

    async with httpx.AsyncClient(base_url=shape.http, timeout=60, verify=TRUST, limits=limits) as client:
        await asyncio.gather(*(back(client, number) for number in range(TABLETS)))
    return faults, took


def _inside(what: str, *words: str) -> str:
    """What the measures above need to know or to have from Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    import django

    django.setup()
    from rest_framework.authtoken.models import Token

    from benchmarks.backlog import fill
    from complaints import live
    from complaints.models import Complaint
    from complaints.row import row
    from governance.models import Post, Staff, Unit

    if what == "fill":
        fill(int(words[0]))
    elif what == "crew":
        unit, keys = Unit.objects.get(name="东冠社区"), []
        for number in range(int(words[0])):
            person, _ = Staff.objects.get_or_create(username=f"bench{number}", defaults={"display_name": f"测{number}"})
            Post.objects.get_or_create(staff=person, role="SOCIAL_WORKER", unit=unit)
            keys.append(Token.objects.get_or_create(user=person)[0].key)
        return json.dumps(keys)
    elif what == "row":
        return row(Complaint.objects.select_related("unit", "place", "handler").get(code=words[0]))
    elif what == "group":
        return live.board(Unit.objects.get(name="东冠社区").pk)
    return ""


MEASURES = {"board": board, "fan-out": fan_out, "race": race, "storm": storm}


def main(*words: str) -> None:
    """All measures, or those that are named."""
    if words[:1] == ("inside",):
        print(_inside(*words[1:]), end="")
        return
    with scale_out() as shape:
        for measure in words or MEASURES:
            MEASURES[measure](shape)


if __name__ == "__main__":
    main(*sys.argv[1:])
