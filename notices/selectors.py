"""Reads for the inbox of a member of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.shortcuts import get_object_or_404

from governance.models import Staff
from notices.models import Notice

PAGE = 50
LATELY = 1000  # dead letters looked at: more in a day is an alarm anyway
MANY = 99  # the bell counts no further


@dataclass(frozen=True)
class Outbox:
    """What has not gone out: `waiting` messages that are due, the eldest for `oldest` seconds; `dead`: given up within a day."""

    waiting: int
    oldest: float
    dead: int


def outbox(now: datetime) -> Outbox:
    """The state of the outbox, over what is due alone."""
    due = Notice.objects.filter(next_try_at__lte=now).aggregate(so_many=Count("pk"), first=Min("next_try_at"))
    lately = (
        Notice.objects.filter(state=Notice.State.DEAD).order_by("-id").values_list("created_at", flat=True)[:LATELY]
    )
    dead = sum(at > now - timedelta(days=1) for at in lately)
    return Outbox(due["so_many"], (now - due["first"]).total_seconds() if due["first"] else 0.0, dead)


def inbox(staff: Staff, before: int | None = None) -> tuple[list[Notice], int | None]:
    """One page of her messages, newest first, and where the next page begins (None: there is none).

    `before`: the key at which the page before this one ended.
    """
    rows = Notice.objects.filter(channel=Notice.Channel.INBOX, staff=staff).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def message(staff: Staff, pk: int) -> Notice:
    """One of her messages. Raises `Http404` for another's (convention 4)."""
    return get_object_or_404(Notice, channel=Notice.Channel.INBOX, staff=staff, pk=pk)


def about(prefix: str) -> list[Notice]:
    """What was sent to somebody's telephone about a matter, newest first: keys of its messages begin with `prefix`."""
    return list(
        Notice.objects.filter(key__startswith=prefix).exclude(channel=Notice.Channel.INBOX).order_by("-id")[:PAGE]
    )


def unread(staff: Staff) -> int:
    """How many of her messages are unread, counted up to `MANY` + 1."""
    return Notice.objects.filter(channel=Notice.Channel.INBOX, staff=staff, read_at=None)[: MANY + 1].count()
