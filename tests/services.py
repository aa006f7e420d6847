"""A private PostgreSQL and Redis for one test run: own processes on free ports in an own folder, ended exactly.

    python -m tests.services run -- COMMAND…

starts both, gives COMMAND their addresses as DATABASE_URL and REDIS_URL (and again as TEST_POSTGRES_URL and
TEST_REDIS_URL, for tests that hand them to servers of their own), ends both and returns COMMAND's exit code.
A machine without one of them gets exit code 69 and a sentence.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import redis

START = 30  # seconds a server may take to answer
STOP = 15  # seconds it may take to end before it is killed
MISSING = 69  # exit code of `run` on a machine that lacks a server (EX_UNAVAILABLE)


class Missing(Exception):
    """A program this machine does not have; the text says how to get it."""


def find(program: str, package: str, *folders: str) -> str:
    """The path of `program`, on PATH or in `folders`; raises `Missing`, naming the Debian `package` that brings it."""
    found = shutil.which(program) or next((p for folder in folders if (p := shutil.which(program, path=folder))), None)
    if not found:
        raise Missing(f"{program} is missing: on Debian, apt install {package}")
    return found


def chromium() -> str:
    """The path of the Chromium that browser tests drive; raises `Missing`."""
    return next((p for name in ("chromium-browser", "google-chrome") if (p := shutil.which(name))), None) or find(
        "chromium", "chromium"
    )


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A new cluster with fsync off; yields the URL of its empty database `binan`. Raises `Missing`."""
    with _cluster() as (url, command, folder, owner), _postgres(url, command, folder, owner):
        with psycopg.connect(url.replace("/binan", "/postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE binan")
        yield url


@contextlib.contextmanager
def restartable() -> Iterator[tuple[str, Callable[[float, Callable[[], None]], None]]]:
    """A cluster that writes as in production, and what takes it away: `(seconds, meanwhile)` stops it at once, calls `meanwhile`, and
    starts it again after that time at the earliest."""
    with _cluster(fsync="on") as (url, command, folder, owner), contextlib.ExitStack() as running:
        running.enter_context(_postgres(url, command, folder, owner))
        with psycopg.connect(url.replace("/binan", "/postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE binan")

        def restart(seconds: float, meanwhile: Callable[[], None]) -> None:
            began = time.monotonic()
            running.close()
            meanwhile()
            time.sleep(max(0.0, seconds - (time.monotonic() - began)))
            running.enter_context(_postgres(url, command, folder, owner))

        yield url, restart


@contextlib.contextmanager
def _cluster(fsync: str = "off") -> Iterator[tuple[str, list[str], str, dict]]:
    """The files of a cluster, and the command that runs it."""
    homes = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    initdb, server = (find(name, "postgresql", *homes) for name in ("initdb", "postgres"))
    port = free_port()
    with _folder() as folder:
        # PostgreSQL refuses to run as root; Debian's package brings the user for it.
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if owner:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        made = [initdb, "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
        with Path(folder, "data", "postgresql.conf").open("a") as settings:
            settings.write(f"fsync = {fsync}\n")  # here and not as an option, so that `database` can turn it on
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "max_connections": 200,
            "timezone": "Asia/Shanghai",
        }
        command = [server, "-D", f"{folder}/data", *(f"--{name}={value}" for name, value in options.items())]
        yield f"postgresql://postgres@127.0.0.1:{port}/binan", command, folder, owner


@contextlib.contextmanager
def _postgres(url: str, command: list[str], folder: str, owner: dict) -> Iterator[None]:
    """The cluster running."""
    with _running(command, folder, signal.SIGINT, **owner) as alive:
        _wait(lambda: psycopg.connect(url.replace("/binan", "/postgres")).close(), alive, psycopg.OperationalError)
        yield


@contextlib.contextmanager
def database(cluster: str) -> Iterator[str]:
    """A new empty database in the cluster of the URL `cluster`, dropped at the end; yields its URL.

    It is for servers under test that get killed, so from here on the cluster writes as it would in production.
    """
    name = f"topology_{os.getpid()}_{time.monotonic_ns()}"
    base = cluster.rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{base}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def redis_server(port: int = 0) -> Iterator[str]:
    """A new Redis that keeps nothing on disk, on `port` or a free one; yields its URL. Raises `Missing`."""
    program, port = find("redis-server", "redis-server"), port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with _folder() as folder, _running(command, folder, signal.SIGTERM) as alive:
        _wait(lambda: redis.Redis.from_url(url).ping(), alive, redis.exceptions.ConnectionError)
        yield url


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="binan-services-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _running(command: list[str], folder: str, ending: signal.Signals, **owner) -> Iterator[Callable[[], None]]:
    """Run a server with its log in `folder`; yields a check that raises with that log once the server has ended."""
    log = Path(folder) / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, start_new_session=True, **owner)

    def alive() -> None:
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{log.read_text()}")

    try:
        yield alive
    finally:
        process.send_signal(ending)
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(attempt: Callable[[], object], alive: Callable[[], None], not_yet: type[Exception]) -> None:
    deadline = time.monotonic() + START
    while True:
        alive()
        try:
            attempt()
            return
        except not_yet:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """`run -- COMMAND…`; returns the exit code."""
    if arguments[:2] != ["run", "--"] or not arguments[2:]:
        print("usage: python -m tests.services run -- COMMAND…", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that an ended run still ends its servers
    try:
        with postgres() as database_url, redis_server() as redis_url:
            urls = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            urls |= {"TEST_POSTGRES_URL": database_url, "TEST_REDIS_URL": redis_url}
            return subprocess.run(arguments[2:], env=os.environ | urls, check=False).returncode
    except Missing as missing:
        print(missing, file=sys.stderr)
        return MISSING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
