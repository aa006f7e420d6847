"""The cache of several processes: Redis, and while it does not answer, the memory of each process.

Limits still hold then, counted process by process; nobody's filing waits for a cache (issue: Redis gone, pages and claims still work).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)
PATIENCE = 0.5  # seconds for one question
REST = 5.0  # seconds without a question after one that was not answered
_away_until = 0.0  # of this process, by its monotonic watch


def _either(name: str) -> Callable[..., Any]:
    def asked(self: Sturdy, *args: Any, **more: Any) -> Any:
        global _away_until
        if time.monotonic() >= _away_until:
            try:
                return getattr(super(Sturdy, self), name)(*args, **more)
            except (RedisError, OSError) as fault:
                _away_until = time.monotonic() + REST
                log.warning("the cache does not answer, each process counts for itself: %r", fault)
        return getattr(self._own, name)(*args, **more)

    asked.__name__ = name
    return asked


class Sturdy(RedisCache):
    """Django's cache on Redis that outlives it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._own = LocMemCache("sturdy", {"OPTIONS": {"MAX_ENTRIES": 50_000}})

    add = _either("add")
    get = _either("get")
    set = _either("set")
    touch = _either("touch")
    delete = _either("delete")
    get_many = _either("get_many")
    has_key = _either("has_key")
    incr = _either("incr")
    set_many = _either("set_many")
    delete_many = _either("delete_many")
    clear = _either("clear")
