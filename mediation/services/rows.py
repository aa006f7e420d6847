"""Rows that a command writes beside the history: each once, however often the command arrives (convention 11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from binan.kit.errors import Refused

Row = TypeVar("Row", bound=Model)
KEPT = timedelta(days=7)  # a tablet's time older than this, or in the future, is a wrong watch
AHEAD = timedelta(minutes=2)


def recorded(rows: QuerySet[Row], client_key: UUID | None, command: Callable[[], Row]) -> tuple[Row, bool]:
    """Run `command` in one transaction, or return the row that this very command wrote before; and whether it is new.

    `rows`: where the row of this command would be. Raises what `command` raises, and `Refused` for a key that another
    command has used.
    """
    if earlier := _earlier(rows, client_key):
        return earlier, False
    try:
        with transaction.atomic():
            return command(), True
    except (IntegrityError, Refused) as fault:
        if earlier := _earlier(rows, client_key):
            return earlier, False
        if (
            client_key
            and isinstance(fault, IntegrityError)
            and rows.model._default_manager.filter(client_key=client_key).exists()
        ):
            raise Refused("client_key", "这个操作编号已经用过，请刷新页面再试。") from fault
        raise


def _earlier(rows: QuerySet[Row], client_key: UUID | None) -> Row | None:
    return rows.filter(client_key=client_key).first() if client_key else None


def believed(device_at: datetime | None, now: datetime) -> datetime | None:
    """The time a tablet without a network gave to what it kept; None for one that cannot be."""
    return device_at if device_at and now - KEPT <= device_at <= now + AHEAD else None
