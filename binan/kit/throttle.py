"""Counting attempts: so many in a window from one client (address, never port: trust.md §3)."""

from __future__ import annotations

import contextlib
import time

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import TooOften

SENTENCE = _("操作太频繁了，请过 {wait} 秒再试。急事请直接打 110 或社区电话。")


def hit(purpose: str, who: str, *, limit: int, window: int) -> None:
    """Count one attempt of `who` for `purpose`; more than `limit` in `window` seconds raise `TooOften`.

    A limit of 0 counts nothing. Fixed windows in the shared cache: at worst twice the limit around a border.
    """
    if not limit:
        return
    now = time.time()
    slot = int(now // window)
    key = f"throttle:{purpose}:{who}:{slot}"
    cache.add(key, 0, timeout=window + 1)
    try:
        count = cache.incr(key)
    except ValueError:  # the slot ended between the two calls
        return
    if count > limit:
        wait = int(window - now % window) + 1
        raise TooOften("too_often", SENTENCE.format(wait=wait), retry_after=wait)


def take_back(purpose: str, who: str, *, window: int) -> None:
    """Uncount one attempt that turned out to be honest, e.g. one with the right password; the others stay counted."""
    with contextlib.suppress(ValueError):  # the slot ended between the two calls
        cache.decr(f"throttle:{purpose}:{who}:{int(time.time() // window)}")


def forget(purpose: str, who: str, *, window: int) -> None:
    """Forget the attempts of the running window, e.g. after a right password."""
    cache.delete(f"throttle:{purpose}:{who}:{int(time.time() // window)}")
