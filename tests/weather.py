"""The network of a lift: a TCP proxy between browser and server that lets so many bytes pass and then cuts everything.

Bytes to the server and bytes back are counted apart, so that a cut can fall before a letter, in the middle of a photo, or
between the commit and its answer. After a cut nobody gets through until the weather is fair again. A hush is worse: the
connection stays open, and nothing comes through it any more.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Iterator

CHUNK = 4096
HARD = struct.pack("ii", 1, 0)  # SO_LINGER 0: the other end sees a reset, as with a lost network
VERSION = re.compile(rb'(const VERSION = "binan-)([0-9a-f]{12})')


class Weather:
    """Listens on `port` for one upstream port; `edition` is what it makes of the worker's version, to stand for an update."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.edition = ""
        self.cuts = 0
        self._lock = threading.Lock()
        self._links: set[socket.socket] = set()
        self._silent: set[socket.socket] = set()
        self._needle = b""
        self._left: dict[str, int | None] = {"up": None, "down": None}
        self._down = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def fair(self) -> None:
        """Everything passes."""
        with self._lock:
            self._left, self._down = {"up": None, "down": None}, False

    def storm(self, *, up: int | None = None, down: int | None = None) -> None:
        """Cut when `up` more bytes have gone to the server, or `down` more have come back; 0 cuts with the next one."""
        with self._lock:
            self._left, self._down = {"up": up, "down": down}, False

    def hush(self, request: str) -> None:
        """The next time a `request` ("GET /path") goes up, its answer does not come down; the connection stays open."""
        self._needle = request.encode()

    @property
    def hushed(self) -> bool:
        """Whether that has happened."""
        return bool(self._silent)

    def cut(self) -> None:
        """Cut now."""
        with self._lock:
            self._cut()

    def close(self) -> None:
        """End of the proxy."""
        self._listener.close()
        self.cut()

    def _cut(self) -> None:
        self._down = True
        self.cuts += 1
        self._reset()

    def _reset(self) -> None:
        for link in self._links:
            with contextlib.suppress(OSError):
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HARD)
                link.shutdown(socket.SHUT_RDWR)
            link.close()
        self._links.clear()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:  # closed
                return
            far = socket.create_connection(("127.0.0.1", self.upstream))
            with self._lock:
                self._links |= {near, far}
                if self._down:
                    self._reset()
                    continue
            for source, target, way in ((near, far, "up"), (far, near, "down")):
                threading.Thread(target=self._pump, args=(source, target, way), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, way: str) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if way == "up" and self._needle and self._needle in data:
                    self._needle = b""
                    self._silent.add(source)
                if not self._pass(target, way, self._dressed(way, data)):
                    return
            target.shutdown(socket.SHUT_WR)

    def _pass(self, target: socket.socket, way: str, data: bytes) -> bool:
        with self._lock:
            if target in self._silent:
                return True
            left = self._left[way]
            if left is None or self._down:
                allowed = b"" if self._down else data
            else:
                allowed, self._left[way] = data[: max(0, left)], left - len(data)
        if allowed:
            target.sendall(allowed)
        if len(allowed) == len(data):
            return True
        with self._lock:
            if not self._down:
                self._cut()
        return False

    def _dressed(self, way: str, data: bytes) -> bytes:
        """The worker's script with another version, uncompressed so that it can be read; lengths stay."""
        if way == "up":
            return data.replace(b"Accept-Encoding:", b"X-Accept-Coding:")
        if not self.edition:
            return data
        return VERSION.sub(lambda found: found[1] + self.edition.encode().rjust(12, b"0"), data)


@contextlib.contextmanager
def weather(upstream: int) -> Iterator[Weather]:
    """A proxy in front of `upstream`, ended with the block."""
    made = Weather(upstream)
    try:
        yield made
    finally:
        made.close()
