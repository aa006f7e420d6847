"""The scale-out shape on real parts: two servers, one clock, PostgreSQL and Redis; what compose.yaml runs in containers."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.servers import TRUST, Process, Server, environment, file_case, heard, prepared

pytestmark = pytest.mark.topology


@pytest.fixture(scope="module")
def parts(postgres_url, redis_url, tmp_path_factory):
    """Servers A and B and a clock over one PostgreSQL and one Redis; the demo district is loaded by A.

    The folder brings the collected files."""
    folder: Path = tmp_path_factory.mktemp("topology")
    env = environment(prepared(folder), DATABASE_URL=postgres_url, REDIS_URL=redis_url, BINAN_DB_POOL="6")
    started: list[Process] = []

    def serve(*options: str) -> Server:
        started.append(Server(env, folder, "--no-clock", *options))
        return started[-1]

    a = serve("--prepare")
    b = serve()
    clock = Process(["manage.py", "clock"], env, folder / "clock.log")
    started.append(clock)
    clock.wait_for("clock running")
    yield {"a": a, "b": b, "clock": clock, "serve": serve}
    for process in started:
        process.stop()


def test_a_case_filed_at_a_shows_within_a_second_on_a_tablet_connected_to_b(parts):
    a, b = parts["a"], parts["b"]
    tablet = b.tablet(b.staff("shegong1"))
    times = []
    for _ in range(20):
        began = time.monotonic()
        code = file_case(a.url).json()["code"]
        assert heard(tablet, code, within=1.0) is not None
        times.append(time.monotonic() - began)
    tablet.close()
    assert statistics.quantiles(times, n=20)[-1] < 1.0


def test_both_servers_are_ready_and_say_so(parts):
    for name in ("a", "b"):
        answer = httpx.get(parts[name].url + "/readyz", timeout=10, verify=TRUST)
        assert (answer.status_code, answer.json()["clock"]) == (200, True), answer.text


def test_of_two_tablets_on_two_servers_one_wins_and_the_other_hears_who_was_faster(parts):
    a, b = parts["a"], parts["b"]
    code = file_case(a.url).json()["code"]
    first, second = a.staff("shegong1"), b.staff("shegong2")
    answers = []

    def claim(server, client):
        token = client.cookies["csrftoken"]
        path = f"/api/v1/desk/complaints/{code}/claim/"
        head = {"X-CSRFToken": token, "Referer": server.url}
        answers.append(client.post(path, json={"client_key": str(uuid4())}, headers=head))

    threads = [threading.Thread(target=claim, args=pair) for pair in ((a, first), (b, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert "已经认领" in loser.json()["error"]["sentence"]


def test_killing_a_loses_nothing(parts):
    """Clients file at A with keys; A dies by kill -9 in the middle; they retry at B: every case is there once."""
    b = parts["b"]
    a = parts["serve"]()
    keys = [str(uuid4()) for _ in range(60)]
    answered: dict[str, str] = {}

    def client(mine: list[str]) -> None:
        for key in mine:
            for url in (a.url, b.url):
                try:
                    answer = file_case(url, key)
                except httpx.TransportError:
                    continue
                if answer.status_code in (200, 201):
                    answered[key] = answer.json()["code"]
                    break

    threads = [threading.Thread(target=client, args=(keys[n::6],)) for n in range(6)]
    for thread in threads:
        thread.start()
    while len(answered) < 20:
        time.sleep(0.01)
    a.kill()
    for thread in threads:
        thread.join()
    assert len(answered) == 60
    for key, code in list(answered.items()):
        assert file_case(b.url, key).json()["code"] == code
    assert len(set(answered.values())) == 60
    queue = b.staff("shegong1").get("/api/v1/desk/complaints/").json()
    assert queue["results"]


def test_the_clock_alone_escalates_what_nobody_claimed(parts, postgres_url, redis_url, tmp_path):
    """A rehearsal as of six minutes later, by another process, is seen through server B."""
    b = parts["b"]
    code = file_case(b.url).json()["code"]
    later = (datetime.now().astimezone() + timedelta(minutes=6)).isoformat()
    env = environment(tmp_path, DATABASE_URL=postgres_url, REDIS_URL=redis_url)
    done = subprocess.run(
        [sys.executable, "manage.py", "clock", "--once", "--now", later], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    detail = b.staff("jiedao1").get(f"/api/v1/desk/complaints/{code}/").json()
    assert [entry["kind"] for entry in detail["timeline"]] == ["file", "accept", "miss", "escalate"]
