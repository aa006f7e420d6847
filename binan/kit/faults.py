"""Faults of the house that pass by themselves: the database is restarting, the disk is full. People read what it is and that their
words are not lost; a program reads 503 and when to come again."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import Refused

AGAIN = 30  # seconds until it is worth another try
AWAY = _("系统正在恢复，这一步没有做成。您写的内容还在上一页，请过半分钟再试；急事请直接打 110、119、120 或社区电话。")
FULL = _(
    "系统暂时存不下新的内容，这一步没有做成。您写的内容还在上一页，请稍后再试；急事请直接打 110、119、120 或社区电话。"
)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Unavailable(Refused):
    """Not now; nothing was changed."""

    status = 503
    retry_after = AGAIN


def passing(exception: BaseException | None) -> Unavailable | None:
    """What to say of `exception` when it, or what caused it, is a fault that passes; None for any other."""
    found = list(_causes(exception))
    if any(_no_room(each) for each in found):
        return Unavailable("full", FULL)
    if any(isinstance(each, (OperationalError, InterfaceError)) for each in found):
        return Unavailable("away", AWAY)
    return None


def _causes(exception: BaseException | None) -> Iterator[BaseException]:
    while exception is not None:
        yield exception
        exception = exception.__cause__ or exception.__context__


def _no_room(exception: BaseException) -> bool:
    if isinstance(exception, OSError) and exception.errno in NO_ROOM:
        return True
    # SQLite says it in words, PostgreSQL by the class of its error (53100 disk_full).
    full = "database or disk is full" in str(exception) or getattr(exception, "sqlstate", "") == "53100"
    return full and not isinstance(exception, Refused)
