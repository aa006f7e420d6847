"""Redis is gone: people file, workers log in, claim and read; when it is back the boards are live again, and nobody restarted us."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests import services
from tests.servers import TRUST, Process, Server, environment, file_case, heard, prepared

pytestmark = pytest.mark.topology
BACK = 20  # seconds until a board may take to be live again


def claim(server: Server, client: httpx.Client, code: str) -> httpx.Response:
    head = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": server.url}
    return client.post(f"/api/v1/desk/complaints/{code}/claim/", json={"client_key": str(uuid4())}, headers=head)


def ready(server: Server) -> None:
    end = time.monotonic() + BACK
    while httpx.get(f"{server.url}/readyz", timeout=10, verify=TRUST).status_code != 200:
        assert time.monotonic() < end, server.text()[-3000:]
        time.sleep(0.2)


def test_without_redis_pages_claims_and_limits_work_and_it_heals_by_itself(postgres_url: str, tmp_path: Path) -> None:
    port = services.free_port()
    env = environment(
        prepared(tmp_path), DATABASE_URL=postgres_url, REDIS_URL=f"redis://127.0.0.1:{port}/0", BINAN_INTAKE_RATE="30"
    )
    with ExitStack() as redis, ExitStack() as started:
        redis.enter_context(services.redis_server(port))
        server = Server(env, tmp_path, "--no-clock", "--prepare")
        started.callback(server.stop)
        clock = Process(["manage.py", "clock"], env, tmp_path / "clock.log")
        started.callback(clock.stop)
        clock.wait_for("clock running")
        ready(server)
        worker = server.staff("shegong1")
        tablet = server.tablet(worker)
        before = file_case(server.url).json()["code"]
        assert heard(tablet, before, within=5) is not None

        redis.close()
        began = time.monotonic()
        answers = [file_case(server.url) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [201] * 5, server.text()[-3000:]
        assert time.monotonic() - began < 10
        code = answers[0].json()["code"]
        other = server.staff("shegong2")  # logging in counts tries
        assert claim(server, other, code).status_code == 200
        assert claim(server, worker, code).status_code == 409
        for page in ("/desk/", f"/desk/{code}/", "/q/DEM0GCMY62/", "/"):
            assert other.get(page).status_code == 200, page
        said = httpx.get(f"{server.url}/readyz", timeout=10, verify=TRUST).json()
        assert (said["channels"], said["database"], said["clock"]) == (False, True, True)
        limited = [file_case(server.url).status_code for _ in range(30)]
        assert 429 in limited and 500 not in limited  # limits hold, process by process

        redis.enter_context(services.redis_server(port))
        ready(server)
        tablet = server.tablet(worker)
        time.sleep(6)  # until each process asks Redis again
        time.sleep(60 - time.time() % 60)  # the next minute of the limit
        after = file_case(server.url).json()["code"]
        assert heard(tablet, after, within=5) is not None, server.text()[-3000:]
        tablet.close()
