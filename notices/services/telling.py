"""Telling somebody something, in the same transaction as what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from binan.kit import bus
from binan.kit.rows import insert
from governance.models import Staff
from governance.services import sessions
from notices import policy, texts
from notices.models import RESENDABLE, Follow, Notice


@dataclass(frozen=True)
class Message:
    """What to tell one person: to a member of staff by `staff_id` (inbox), or to a resident by `phone` (SMS) and on the phones
    that follow `subject`; which of the two says `notices.policy`.

    `template` names a row of `notices.texts.TEMPLATES`; `data` its values; `key` the telling itself (at most 80 characters):
    a second message with the same key is not sent.
    """

    key: str
    template: str
    data: dict[str, Any] = field(default_factory=dict)
    staff_id: int | None = None
    phone: str = ""
    subject: str = ""
    urgent: bool = False


def tell(messages: Iterable[Message], *, now: datetime) -> int:
    """Write the messages to the outbox; returns how many. Inbox messages are delivered by being written.

    A message that has no way to its person, no number and no phone that follows, is left out.
    """
    rows = compose(messages, now=now)
    insert(rows, ignore_conflicts=True)
    announce(rows)
    return len(rows)


def announce(rows: Iterable[Notice]) -> None:
    """After commit the open pages of whoever has an inbox message among these fetch their bells; `tell` does it by itself."""
    if people := sorted({row.staff_id for row in rows if row.staff_id}):
        groups = [sessions.group(pk) for pk in people]
        transaction.on_commit(lambda: bus.send(groups, {"type": "inbox"}), robust=True)


def compose(messages: Iterable[Message], *, now: datetime) -> list[Notice]:
    """The rows that `tell` would write, for a caller that writes them together with its own."""
    asked = list(messages)
    followed = _followed({message.subject for message in asked if _may_remind(message)})
    return [row for message in asked if (row := _row(message, now, message.subject in followed))]


def drop(*, subject: str, templates: Iterable[str]) -> int:
    """Later news has overtaken what still waits of these templates: it is not told any more; returns how many were dropped."""
    rows = Notice.objects.filter(subject=subject, template__in=templates, next_try_at__isnull=False)
    return rows.stop("后来有了新的进展，不再发送")


def mark_read(*, staff: Staff, now: datetime, notice: int | None = None) -> int:
    """Mark her unread inbox messages as read: one (`notice`: its key) or all; returns how many there were."""
    unread = Notice.objects.filter(channel=Notice.Channel.INBOX, staff=staff, read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice)
    return unread.update(state=Notice.State.READ, read_at=now)


def resend(*, notices: Iterable[int], now: datetime) -> list[int]:
    """Send dead letters again, as new messages with new tries; returns the keys of those that still were `RESENDABLE`.

    A person decides this: a letter whose fate is not known may then arrive a second time.
    """
    return [pk for pk in notices if _revive(pk, now)]


def _revive(pk: int, now: datetime) -> bool:
    dead = Notice.objects.filter(RESENDABLE, pk=pk)
    fresh = {
        "state": Notice.State.WAITING,
        "next_try_at": now,
        "tries": 0,
        "sent_at": None,
        "receipt": "",
        "problem": "",
    }
    until = now + policy.KEPT  # of a reminder; nothing reads it of an SMS
    return bool(dead.update(**fresh, push_until=until, resent=F("resent") + 1))


def _may_remind(message: Message) -> bool:
    """Whether it matters if a phone follows the subject."""
    asks = message.subject and settings.PUSH["key"]
    return bool(asks) and policy.asks(message.template, number=bool(message.phone))


def _followed(subjects: set[str]) -> set[str]:
    if not subjects:
        return set()
    rows = Follow.objects.filter(subject__in=subjects, subscription__ended_at=None)
    return set(rows.values_list("subject", flat=True))


def _row(message: Message, now: datetime, followed: bool) -> Notice | None:
    if message.staff_id is not None:
        state, more = Notice.State.SENT, {"channel": texts.INBOX, "sent_at": now}
    else:
        number = bool(message.phone)
        channel = policy.channel(message.template, number=number, followed=followed)
        if channel is None:
            return None
        begin = policy.begins(message.template, now, urgent=message.urgent)
        state, more = Notice.State.WAITING, {"channel": channel, "next_try_at": begin}
        if channel == texts.PUSH:
            more["push_until"] = policy.reminded_until(message.template, begin, number=number)
    return Notice(
        key=message.key,
        template=message.template,
        data=message.data,
        staff_id=message.staff_id,
        phone=message.phone,
        subject=message.subject,
        urgent=message.urgent,
        state=state,
        created_at=now,
        **more,
    )
