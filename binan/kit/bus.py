"""One way from synchronous code into the channel layer.

The in-memory layer lives in one event loop (trust.md 2.3): `manage.py serve` registers its own loop here. A WSGI worker
has none, so the first message starts one in a thread and keeps it, with its connection to Redis.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def use(loop: asyncio.AbstractEventLoop | None) -> None:
    """Register the event loop that serves the websockets of this process (None: forget it)."""
    global _loop
    _loop = loop


def loop() -> asyncio.AbstractEventLoop:
    """The loop messages go through; started in a daemon thread when the process serves no sockets itself."""
    global _loop
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="bus", daemon=True).start()
        return _loop


def run(coroutine: Coroutine[Any, Any, Any]) -> Future:
    """Start a coroutine on the bus; the future tells its end. Never wait for it from the loop's own thread."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop())


def send(groups: list[str], message: dict) -> None:
    """Send `message` to every group, without waiting: no message is needed to be right (trust.md 2.6)."""
    run(_send(groups, message)).add_done_callback(_report)


async def _send(groups: list[str], message: dict) -> None:
    layer = get_channel_layer()
    await asyncio.gather(*(layer.group_send(group, message) for group in groups))


def _report(done: Future) -> None:
    if not done.cancelled() and (fault := done.exception()):
        log.warning("live message lost, boards heal by refetching: %r", fault)
