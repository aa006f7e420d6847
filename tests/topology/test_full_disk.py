"""The disk is full: people read so and keep what they wrote, pages that only show go on; with room again the same filing goes in once."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.photos import photo
from tests.servers import TRUST, Server, environment, file_case, prepared, stored

pytestmark = pytest.mark.topology
SIZE = 200  # MB
TRIES = 500


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own that can be filled without harm to anybody; a named skip where we may not mount one."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb", buffering=0) as file:
        for piece in (2**20, 4096, 1):  # to the last byte
            with contextlib.suppress(OSError):
                while True:
                    os.write(file.fileno(), b"\0" * piece)


def test_a_full_disk_is_said_loses_nothing_and_passes(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        server = Server(environment(prepared(disk / "data")), tmp_path, "--prepare")
        try:
            worker = server.staff("shegong1")
            fill(disk / "filler")
            for _ in range(TRIES):  # the database has some room of its own before it asks for more
                key = str(uuid4())
                answer = file_case(server.url, key)
                if answer.status_code != 201:
                    break
            assert (answer.status_code, answer.json()["error"]["code"]) == (503, "full"), answer.text
            before = stored(server)[0]
            assert httpx.get(f"{server.url}/q/DEM0GCMY62/", timeout=20, verify=TRUST).status_code == 200
            assert httpx.get(f"{server.url}/healthz", timeout=20, verify=TRUST).status_code == 200
            page = _form(server)
            assert page.status_code == 503, page.text
            assert "存不下" in page.text
            (disk / "filler").unlink()
            assert file_case(server.url, key).status_code == 201
            assert file_case(server.url, key).status_code == 200
            assert stored(server)[0] == before + 1
            assert worker.get("/desk/").status_code == 200

            checked = subprocess.run(
                [sys.executable, "manage.py", "verify_timeline"],
                env=server.env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert "全部完好" in checked.stdout, checked.stderr
        finally:
            server.stop()


def _form(server: Server) -> httpx.Response:
    """A filing by the form, with a photo."""
    with httpx.Client(base_url=server.url, timeout=20, verify=TRUST) as browser:
        browser.get("/q/DEM0GCMY62/file/")
        form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "text": "楼道里堆满了东西，过不去人。", "phone": "13800138009",
                "identity": "hidden", "nature": "complaint", "client_key": str(uuid4())}  # fmt: skip
        return browser.post(
            "/q/DEM0GCMY62/file/",
            data=form,
            files={"files": ("a.jpg", photo().read(), "image/jpeg")},
            headers={"Referer": server.url},
        )
