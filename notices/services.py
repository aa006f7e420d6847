"""What other apps ask of this one: tell somebody something, in the same transaction as what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from binan.kit.rows import insert
from governance.models import Staff
from notices.models import Notice


@dataclass(frozen=True)
class Message:
    """What to tell one person: to a member of staff by `staff_id` (inbox), or to a number by `phone` (SMS).

    `template` names a row of `notices.texts.TEMPLATES`; `data` its values; `key` the telling itself (at most 80 characters):
    a second message with the same key is not sent.
    """

    key: str
    template: str
    data: dict[str, Any] = field(default_factory=dict)
    staff_id: int | None = None
    phone: str = ""
    urgent: bool = False


def tell(messages: Iterable[Message], *, now: datetime) -> int:
    """Write the messages to the outbox; returns how many were asked for. Inbox messages are delivered by being written."""
    rows = [_row(message, now) for message in messages]
    insert(rows, ignore_conflicts=True)
    return len(rows)


def mark_read(*, staff: Staff, now: datetime, notice: int | None = None) -> int:
    """Mark her unread inbox messages as read: one (`notice`: its key) or all; returns how many there were."""
    unread = Notice.objects.filter(channel=Notice.Channel.INBOX, staff=staff, read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice)
    return unread.update(state=Notice.State.READ, read_at=now)


def resend(*, notices: Iterable[int], now: datetime) -> list[int]:
    """Send dead letters again, as new messages with new tries; returns the keys of those that still were dead.

    A person decides this: a letter whose fate is not known may then arrive a second time.
    """
    return [pk for pk in notices if _revive(pk, now)]


def _revive(pk: int, now: datetime) -> bool:
    dead = Notice.objects.filter(pk=pk, channel=Notice.Channel.SMS, state=Notice.State.DEAD)
    return bool(
        dead.update(
            state=Notice.State.WAITING,
            next_try_at=now,
            tries=0,
            resent=F("resent") + 1,
            sent_at=None,
            receipt="",
            problem="",
        )
    )


def _row(message: Message, now: datetime) -> Notice:
    inbox = message.staff_id is not None
    return Notice(
        key=message.key,
        channel=Notice.Channel.INBOX if inbox else Notice.Channel.SMS,
        template=message.template,
        data=message.data,
        staff_id=message.staff_id,
        phone=message.phone,
        urgent=message.urgent,
        state=Notice.State.SENT if inbox else Notice.State.WAITING,
        created_at=now,
        sent_at=now if inbox else None,
        next_try_at=None if inbox else now,
    )
