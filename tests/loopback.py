"""A small provider on a free port of the loopback: what the fakes of other people's services share."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Loopback:
    """Use it as a context manager. Each request is answered by `handler`, which finds this object as its `fake`."""

    @property
    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Who answers."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (self.handler,), {"fake": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def release(self) -> None:
        """Let go of the callers whom a plan leaves hanging."""
        self._over.set()

    @property
    def url(self) -> str:
        """What to configure as the endpoint."""
        return f"http://127.0.0.1:{self._server.server_port}"
