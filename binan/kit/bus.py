"""One way from synchronous code into the channel layer.

The in-memory layer lives in one event loop (trust.md 2.3): `manage.py serve` registers its own loop here; a process that
serves no sockets starts one in a thread. Over Redis a group is a channel that anybody may publish to, so there a thread
publishes what has gathered in one round trip, without an event loop: a fifth of what the loop cost a filing.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any

from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from redis import Redis, RedisError

log = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds for Redis to take what has gathered
GATHERED_MAX = 200  # messages of one round trip
REST = 0.02  # seconds between two round trips: what comes alone goes at once, a rush goes together
WAITING_MAX = 5_000  # messages; more are dropped while Redis does not answer
GROUP = "asgi__group__{}"  # where channels_redis.pubsub listens for a group
LOST = "live messages lost, boards heal by refetching: %r"
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
    layer = get_channel_layer()
    if isinstance(layer, RedisPubSubChannelLayer):
        settled: dict[str, Any] = settings.CHANNEL_LAYERS["default"]
        _publisher(settled["CONFIG"]["hosts"][0]).put(groups, layer.serialize(message))
    else:
        run(_send(layer, groups, message)).add_done_callback(_report)


async def _send(layer: Any, groups: list[str], message: dict) -> None:
    await asyncio.gather(*(layer.group_send(group, message) for group in groups))


def _report(done: Future) -> None:
    if not done.cancelled() and (fault := done.exception()):
        log.warning(LOST, fault)


class _Publisher:
    """A thread that publishes what the others hand it; they never wait for Redis."""

    def __init__(self, url: str) -> None:
        self._waiting: SimpleQueue[tuple[list[str], bytes]] = SimpleQueue()
        self._redis = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        threading.Thread(target=self._publish, name="publisher", daemon=True).start()

    def put(self, groups: list[str], message: bytes) -> None:
        if self._waiting.qsize() < WAITING_MAX:
            self._waiting.put((groups, message))

    def _publish(self) -> None:
        while True:
            try:
                with self._redis.pipeline(transaction=False) as together:
                    for groups, message in self._gathered():
                        for group in groups:
                            together.publish(GROUP.format(group), message)
                    together.execute()
            except RedisError as fault:
                log.warning(LOST, fault)
            time.sleep(REST)

    def _gathered(self) -> Iterator[tuple[list[str], bytes]]:
        yield self._waiting.get()
        try:
            for _ in range(GATHERED_MAX - 1):
                yield self._waiting.get_nowait()
        except Empty:
            return


@cache
def _publisher(url: str) -> _Publisher:
    return _Publisher(url)
