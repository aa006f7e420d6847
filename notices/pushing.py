"""Reminding phones: each waiting reminder goes to every phone that follows its case, then waits to be confirmed.

It runs beside the SMS (`notices.outbox`), in a thread of its own: push services can be far away or not there at all. A row is
taken by compare-and-swap and leased, as there. A reminder that may have been sent is sent again: under its topic and tag a
phone shows one. When `push_until` has passed unconfirmed, one update turns the row into the SMS; a confirmation that comes
first (`notices.services`) ends it. So whatever is killed in between, a telling arrives one way.
"""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from binan.kit import crypto
from notices import policy, texts, transports
from notices.models import Notice, Subscription
from notices.transports import Dead, Gone, Retry, Transport

log = logging.getLogger(__name__)
BATCH, BUDGET = 20, 2.0  # reminders and seconds of one call; calls under way may add their time-outs
TRIES = 8
PAUSE, LEASE = timedelta(seconds=15), timedelta(minutes=2)
ENOUGH = 20  # failures in a row after which a phone is not reminded any more
NOBODY = "没有手机在等这条提醒"
State = Notice.State


def deliver(now: datetime) -> int:
    """Work through the reminders that are due at `now`, at most `BATCH` or about `BUDGET` seconds; returns how many."""
    rows = Notice.objects.filter(channel=texts.PUSH, next_try_at__lte=now).order_by("next_try_at", "pk")
    due = list(rows.values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    until, done = time.monotonic() + BUDGET, 0
    with contextlib.ExitStack() as stack:
        transport = transports.pushing()
        if transport:
            stack.callback(transport.close)
        for pk in due:
            _handle(pk, transport, now)
            done += 1
            if time.monotonic() > until:
                break
    return done


def _handle(pk: int, transport: Transport | None, now: datetime) -> None:
    try:
        notice = Notice.objects.filter(pk=pk, channel=texts.PUSH, next_try_at__lte=now).first()
        if notice and transport and now < _until(notice):
            _remind(notice, transport, now)
        elif notice:
            _give_over(notice, notice.problem or "没有手机确认看到", now)
    except Exception:  # one poisoned row is logged, put off and does not hold up the rest
        log.exception("reminder %s", pk)
        _put_off(pk, now)


def _remind(notice: Notice, transport: Transport, now: datetime) -> None:
    """Send it to every phone that follows; one that takes it is enough, the others follow the same page."""
    ack = crypto.blind(f"{notice.key} {notice.resent}", "notices.ack")
    if not _swap(notice, state=State.SENDING, tries=notice.tries + 1, next_try_at=now + LEASE, receipt=ack):
        return
    outcomes = [_send(phone, notice, transport, now) for phone in _followers(notice)]
    retries = [outcome for outcome in outcomes if isinstance(outcome, Retry)]
    if None in outcomes:
        behind = notice.push_until if notice.phone else None
        _swap(notice, state=State.SENT, sent_at=now, next_try_at=behind, problem="")
    elif retries and notice.tries < TRIES:
        wait = max(PAUSE * 2 ** (notice.tries - 1), *(retry.after for retry in retries))
        at = min(now + wait, _until(notice))
        _swap(notice, state=State.WAITING, next_try_at=at, problem=retries[0].reason[:200])
    else:
        reasons = [outcome.reason for outcome in outcomes if outcome]
        _give_over(notice, reasons[0] if reasons else NOBODY, now)


def _followers(notice: Notice) -> Iterable[Subscription]:
    """The phones to remind; none when a value of the text is missing, which nobody can send."""
    try:
        texts.reminder(notice.template, notice.data)
    except KeyError:
        return []
    return Subscription.objects.filter(follows__subject=notice.subject, ended_at=None).order_by("pk")


def _send(phone: Subscription, notice: Notice, transport: Transport, now: datetime) -> Dead | Retry | None:
    """One phone: None when its push service took the reminder."""
    row = Subscription.objects.filter(pk=phone.pk)
    try:
        transport.send(json.dumps(phone.info), notice.template, _params(notice, now), notice.receipt)
    except Gone as gone:
        row.update(ended_at=now, failures=F("failures") + 1)
        return gone
    except (Dead, Retry) as fault:
        row.update(failures=F("failures") + 1)
        row.filter(failures__gte=ENOUGH).update(ended_at=now)
        return fault
    row.update(last_ok_at=now, failures=0)
    return None


def _params(notice: Notice, now: datetime) -> dict[str, str]:
    left = _until(notice) - now - (policy.MARGIN if notice.phone else timedelta(0))
    return {
        **{name: str(value) for name, value in notice.data.items()},
        "topic": crypto.blind(notice.subject, "notices.topic"),
        "ttl": str(max(0, int(left.total_seconds()))),
        "urgency": "high" if notice.urgent or notice.phone else "normal",
        "silent": "1" if policy.silent(now, urgent=notice.urgent) else "",
    }


def _until(notice: Notice) -> datetime:
    return notice.push_until or notice.created_at


def _give_over(notice: Notice, reason: str, now: datetime) -> None:
    """Not confirmed and not to be reminded again: the SMS goes, where there is a number; else a dead letter."""
    if notice.phone:
        at = policy.begins(notice.template, now, urgent=notice.urgent)
        said = f"手机提醒：{reason}，改发短信"[:200]
        _swap(notice, channel=texts.SMS, state=State.WAITING, tries=0, next_try_at=at, sent_at=None, problem=said)
    else:
        log.info("reminder %s is given up: %s", notice.pk, reason)
        state = State.VOID if reason == NOBODY else State.DEAD
        _swap(notice, state=state, next_try_at=None, problem=reason[:200])


def _swap(notice: Notice, **to: Any) -> bool:
    """Compare-and-swap on what the row was when we last saw it; False when it was confirmed or another clock has it."""
    seen = {name: getattr(notice, name) for name in ("channel", "state", "tries", "next_try_at")}
    won = Notice.objects.filter(pk=notice.pk, **seen).update(**to)
    for name, value in to.items() if won else ():
        setattr(notice, name, value)
    return bool(won)


def _put_off(pk: int, now: datetime) -> None:
    """A row we could not even work on: later, at the latest when its SMS is due; a dead letter when that fails too."""
    row = Notice.objects.filter(pk=pk, channel=texts.PUSH).only("push_until", "created_at", "tries").first()
    if row is None:
        return
    until = _until(row)
    fault = {"tries": row.tries + 1, "problem": "系统内部问题，见日志"}
    if now >= until:
        Notice.objects.filter(pk=pk).update(**fault, state=State.DEAD, next_try_at=None)
    else:
        Notice.objects.filter(pk=pk).update(
            **fault, next_try_at=until if row.tries > TRIES else min(now + LEASE, until)
        )
