"""The database restarts under load, and is away for a while: nothing is lost or doubled, people are told, nobody restarts us."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests import services
from tests.servers import TRUST, Process, Server, environment, file_case, prepared

pytestmark = pytest.mark.topology
AWAY = 4  # seconds


def test_a_restart_loses_nothing_is_said_and_needs_nobody(redis_url: str, tmp_path: Path) -> None:
    with services.restartable() as (url, restart):
        env = environment(prepared(tmp_path), DATABASE_URL=url, REDIS_URL=redis_url)
        server = Server(env, tmp_path, "--no-clock", "--prepare")
        clock = Process(["manage.py", "clock"], env, tmp_path / "clock.log")
        try:
            _story(server, clock, url, restart)
        finally:
            clock.stop()
            server.stop()


def _story(server: Server, clock: Process, url: str, restart: object) -> None:
    clock.wait_for("clock running")
    worker = server.staff("shegong1")
    keys, answered, said = [str(uuid4()) for _ in range(60)], {}, set()
    stop = threading.Event()

    def phone(mine: list[str]) -> None:
        """A resident's telephone: the same key until it has an answer."""
        for key in mine:
            while not stop.is_set():
                answer = file_case(server.url, key)
                if answer.status_code in (200, 201):
                    answered[key] = answer.json()["code"]
                    break
                said.add((answer.status_code, answer.json()["error"]["code"]))
                time.sleep(0.2)

    threads = [threading.Thread(target=phone, args=(keys[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    while len(answered) < 15:
        time.sleep(0.01)
    began = time.monotonic()
    restart(AWAY, lambda: _while_away(server, worker))  # type: ignore[operator]
    back = time.monotonic()
    while len(answered) < 60 and time.monotonic() - back < 30:
        time.sleep(0.05)
    noticed = time.monotonic() - began
    stop.set()
    for thread in threads:
        thread.join()
    assert len(answered) == len(set(answered.values())) == 60, server.text()[-3000:]
    assert said <= {(503, "away")}, said
    assert worker.get("/desk/").status_code == 200
    with psycopg.connect(url) as connection:
        stored = connection.execute(
            "SELECT count(DISTINCT complaint_id) FROM complaints_timelineentry WHERE client_key = ANY(%s::uuid[])",
            [keys],
        ).fetchone()
    assert stored == (60,)
    end = time.monotonic() + 20
    while not httpx.get(f"{server.url}/readyz", timeout=10, verify=TRUST).json()["clock"]:
        assert time.monotonic() < end, clock.text()[-2000:]
        time.sleep(0.2)
    print(f"away {AWAY} s, people noticed {noticed:.1f} s")


def _while_away(server: Server, worker: httpx.Client) -> None:
    """What people see meanwhile."""
    page = httpx.post(
        f"{server.url}/api/v1/complaints/",
        json={"place": "DEM0GCMY62", "text": "楼上跳绳。", "phone": "13800138001", "client_key": str(uuid4())},
        timeout=30,
        verify=TRUST,
    )
    assert (page.status_code, page.json()["error"]["code"]) == (503, "away"), page.text
    assert page.headers["Retry-After"] == "30"
    desk = worker.get("/desk/")
    assert desk.status_code == 503
    assert "系统正在恢复" in desk.text
    assert httpx.get(f"{server.url}/healthz", timeout=10, verify=TRUST).status_code == 200
    ready = httpx.get(f"{server.url}/readyz", timeout=30, verify=TRUST)
    assert (ready.status_code, ready.json()["database"]) == (503, False)
