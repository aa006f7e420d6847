"""What other apps ask of this one: tell somebody something, in the same transaction as what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


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
