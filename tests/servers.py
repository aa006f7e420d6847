"""Real server processes for tests that need them: started on free ports, ended by the test that started them, by id."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "demo-password-for-tests"
START, STOP = 120, 15  # seconds
# What every client here is given: by itself each reads all authorities of the world, which takes longer than a request.
TRUST = ssl.create_default_context()


def free_port() -> int:
    """A TCP port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a server under test: the embedded default in `data`, or whatever `more` names."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("BINAN_", "DATABASE", "REDIS"))}
    return clean | {
        "BINAN_DATA": str(data),
        "BINAN_DEMO_PASSWORD": PASSWORD,
        "BINAN_INTAKE_RATE": "0",
        "BINAN_FIELD_KEYS": "t1:dGVzdHMtb25seS1rZXktb2YtdGhpcnR5LXR3by1ieSE",
        "SECRET_KEY": "only-for-tests-" + "s" * 40,
        "PYTHONUNBUFFERED": "1",
        **more,
    }


class Process:
    """One process of ours with its log."""

    def __init__(self, arguments: list[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        self._out = log.open("ab")
        command = [sys.executable, *arguments] if arguments[0] == "manage.py" else arguments
        self.popen = subprocess.Popen(command, cwd=ROOT, env=env, stdout=self._out, stderr=self._out)

    def wait_for(self, line: str) -> None:
        """Until the log holds `line`; raises with the log when the process ends first."""
        end = time.monotonic() + START
        while line not in self.text():
            if self.popen.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"no {line!r} in:\n{self.text()}")
            time.sleep(0.05)

    def text(self) -> str:
        """The log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """kill -9."""
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> float:
        """SIGTERM and wait; returns the seconds it took."""
        began = time.monotonic()
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(STOP)
            except subprocess.TimeoutExpired:
                self.kill()
        self._out.close()
        return time.monotonic() - began


class Server(Process):
    """A `manage.py serve` that has said it is ready."""

    def __init__(self, env: dict[str, str], folder: Path, *options: str, port: int = 0) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        env = env | {"PORT": str(self.port), "BINAN_PUBLIC_URL": self.url}
        self.env = env
        super().__init__(["manage.py", "serve", *options], env, folder / f"serve-{self.port}-{uuid4().hex[:6]}.log")
        self.wait_for("滨安码 ready")

    def staff(self, username: str) -> httpx.Client:
        """A logged-in browser of a demo account."""
        client = httpx.Client(base_url=self.url, follow_redirects=False, timeout=20, verify=TRUST)
        client.get("/login/")
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        answer = client.post("/login/", data=form)
        assert answer.status_code == 302, answer.text
        return client

    def tablet(self, client: httpx.Client) -> ClientConnection:
        """The live board's socket of a logged-in browser."""
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return connect(
            f"ws://127.0.0.1:{self.port}/ws/desk/",
            additional_headers={"Cookie": cookies},
            origin=self.url,
            open_timeout=20,
            legacy=True,
        )


def file_case(
    url: str, key: str | None = None, text: str = "楼上每天傍晚跳绳，吵得没法休息。", **more: object
) -> httpx.Response:
    """File over the public API at the demo door."""
    body = {"place": "DEM0GCMY62", "text": text, "phone": "13800138001", "client_key": key or str(uuid4()), **more}
    return httpx.post(f"{url}/api/v1/complaints/", json=body, timeout=20, verify=TRUST)


def heard(tablet: ClientConnection, code: str, within: float) -> float | None:
    """Seconds until the tablet gets the row of `code`, or None when it does not come `within` seconds."""
    began = time.monotonic()
    while (left := within - (time.monotonic() - began)) > 0:
        try:
            message = tablet.recv(timeout=left)
        except TimeoutError:
            return None
        if f'data-code="{code}"' in str(message):
            return time.monotonic() - began
    return None


def stored(server: Server) -> tuple[int, int]:
    """How many cases and how many photos of cases the embedded server's own database holds."""
    path = Path(server.env["BINAN_DATA"]) / "binan.sqlite3"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = (f"SELECT count(*) FROM complaints_{table}" for table in ("complaint", "attachment"))
        cases, photos = (db.execute(row).fetchone()[0] for row in rows)
        return cases, photos


@cache
def _first_start() -> TemporaryDirectory[str]:
    """The folder of an embedded server that was started once and stopped."""
    folder = TemporaryDirectory(prefix="binan-first-")
    Server(environment(Path(folder.name)), Path(folder.name), "--prepare").stop()
    return folder


def prepared(folder: Path) -> Path:
    """Put into `folder` what a first start leaves: the demo district and the collected files. It takes ten times a start."""
    return shutil.copytree(_first_start().name, folder, ignore=shutil.ignore_patterns("*.log"), dirs_exist_ok=True)


@contextlib.contextmanager
def embedded(**more: str) -> Iterator[Server]:
    """One embedded server with the demo district in a folder of its own; `more` is for its environment."""
    with TemporaryDirectory(prefix="binan-server-") as name:
        folder = prepared(Path(name))
        server = Server(environment(folder, **more), folder, "--prepare")
        try:
            yield server
        finally:
            server.stop()
