"""Clients that send a byte a second, and a thousand sockets that never read: everybody else is served, and they are cut off."""

from __future__ import annotations

import base64
import contextlib
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.servers import TRUST, Server, embedded, file_case, heard

pytestmark = pytest.mark.topology
SLOW, SILENT, EACH = 300, 1000, 20
PATIENCE = 3.0  # seconds somebody waits at most beside them, on a busy machine
CUT = (
    100  # seconds until who never answers a ping is gone: 20 to the ping, 30 of patience, and what a busy machine takes
)


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    """Room for a thousand sockets at this end; the server inherits it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before[1], 8192), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def memory(server: Server) -> float:
    """Megabytes the server holds."""
    for line in Path(f"/proc/{server.popen.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def waited(server: Server, times: int = 10) -> float:
    """The longest of some looks at the landing and of filings."""
    longest = 0.0
    for _ in range(times):
        began = time.monotonic()
        assert httpx.get(f"{server.url}/q/DEM0GCMY62/", timeout=20, verify=TRUST).status_code == 200
        assert file_case(server.url).status_code == 201
        longest = max(longest, time.monotonic() - began)
    return longest


def test_three_hundred_who_send_a_byte_a_second_hold_up_nobody() -> None:
    with embedded() as server, contextlib.ExitStack() as held:
        stop = threading.Event()
        slow = [held.enter_context(socket.create_connection(("127.0.0.1", server.port), 10)) for _ in range(SLOW)]

        def drip() -> None:
            words = (
                b"POST /q/DEM0GCMY62/file/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nX-Slow: "
                + b"a" * 9999
            )
            for byte in words:
                for each in slow:
                    with contextlib.suppress(OSError):
                        each.send(bytes([byte]))
                if stop.wait(1):
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            time.sleep(3)
            longest = waited(server)
        finally:
            stop.set()
            thread.join()
        print(f"{SLOW} slow clients: the longest wait of the others {longest:.2f} s")
        assert longest < PATIENCE


def test_a_thousand_sockets_that_never_read_are_served_around_and_cut_off() -> None:
    with embedded() as server:
        worker = server.staff("shegong1")
        tablet = server.tablet(worker)
        cases = [file_case(server.url, phone=f"139{n:08}").json() for n in range(SILENT // EACH)]
        waited(server, 3)
        before = memory(server)
        silent = [_silent(server, cases[n % len(cases)]["token"]) for n in range(SILENT)]
        held = memory(server)
        longest = waited(server)
        code = file_case(server.url, phone="13700137000").json()["code"]
        pushed = heard(tablet, code, within=PATIENCE)
        print(
            f"{SILENT} silent sockets: {1024 * (held - before) / SILENT:.0f} KB each, the longest wait of the others {longest:.2f} s, pushed after {pushed} s"
        )
        assert longest < PATIENCE
        assert pushed is not None
        end = time.monotonic() + CUT
        while (open_now := sum(map(_open, silent))) and time.monotonic() < end:
            time.sleep(1)
            with contextlib.suppress(TimeoutError):
                tablet.recv(timeout=0.01)  # who reads answers the pings
        assert open_now == 0
        assert heard(tablet, file_case(server.url, phone="13700137001").json()["code"], within=PATIENCE) is not None
        assert memory(server) < held + 50
        tablet.close()
        for each in silent:
            each.close()


def _silent(server: Server, token: str) -> socket.socket:
    """A websocket whose beginning is read and nothing after it; it takes little, so that what is sent to it piles up at the server."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    raw.settimeout(20)
    raw.connect(("127.0.0.1", server.port))
    key = base64.b64encode(os.urandom(16)).decode()
    raw.send(
        f"GET /ws/c/{token}/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {server.url}\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(64)
    return raw


def _open(raw: socket.socket) -> bool:
    """Whether the server still holds it: asked of the kernel, without reading."""
    state = raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state == 1  # ESTABLISHED
