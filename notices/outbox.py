"""Delivering the outbox: waiting SMS go out, unsure ones are asked about first, sent ones are followed to their end.

Network calls happen here and outside any transaction (convention 8). What is to be sent for the first time is taken together
and written off together; any other row is taken alone, by compare-and-swap. While SENDING a row holds a lease (`next_try_at`);
whoever finds it after that (a time-out, a killed clock) asks for the receipt first: nobody gets a message twice.
"""

from __future__ import annotations

import contextlib
import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from binan.kit.crypto import Unreadable
from notices import texts, transports
from notices.models import Notice
from notices.transports import Dead, Fate, Receipt, Report, Retry, Transport

log = logging.getLogger(__name__)
BATCH, BUDGET = 50, 2.0  # messages and seconds of one call; a call to the provider under way may add its own time-out
TRIES = 8
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
LEASE = timedelta(minutes=2)  # far above a call's time-out; also how long the provider gets to book a message it took
FOLLOWED = [timedelta(minutes=1), timedelta(minutes=10), *(timedelta(hours=h) for h in (1, 6, 24, 72))]  # after sending
State = Notice.State


def deliver(now: datetime) -> int:
    """Work through what is due at `now`, at most `BATCH` messages or about `BUDGET` seconds; returns how many.

    Call it from a thread of its own: it waits for other people's servers, promises do not.
    """
    due = _due(now)
    if not due:
        return 0
    until = time.monotonic() + BUDGET
    done = 0
    rows = _rows(due)
    with contextlib.closing(transports.chosen()) as transport, _Round(transport, now) as together:
        together.take([row for row in rows.values() if row.state == State.WAITING and not row.tries])
        for pk in due:
            _handle(pk, rows.get(pk), together)
            done += 1
            if time.monotonic() > until:
                break
    return done


class _Round:
    """The letters one call sends for the first time: taken in one transaction, written off as sent in one update.

    Between the two the lease is theirs. A clock that is killed leaves them SENDING: the receipt is asked for when it ends.
    """

    def __init__(self, transport: Transport, now: datetime) -> None:
        self.transport, self.now = transport, now
        self.taken: dict[int, Notice] = {}
        self.sent: dict[int, str] = {}  # their receipts

    def take(self, rows: list[Notice]) -> None:
        """Take those of the waiting `rows` that nobody else has."""
        if not rows:
            return
        lease = {"state": State.SENDING, "tries": 1, "next_try_at": self.now + LEASE, "sent_at": self.now}
        waiting = Notice.objects.filter(state=State.WAITING, tries=0, next_try_at__lte=self.now)
        with transaction.atomic():
            free = waiting.filter(pk__in=[row.pk for row in rows]).select_for_update(skip_locked=True)
            mine = set(free.values_list("pk", flat=True))
            Notice.objects.filter(pk__in=mine).update(**lease)
        for row in rows:
            if row.pk in mine:
                self.taken[row.pk] = row
                row.__dict__.update(lease)

    def __enter__(self) -> _Round:
        return self

    def held(self) -> QuerySet[Notice]:
        return Notice.objects.filter(state=State.SENDING, tries=1, next_try_at=self.now + LEASE)

    def __exit__(self, *fault: object) -> None:
        if self.sent:
            numbers = Case(*(When(pk=pk, then=Value(number)) for pk, number in self.sent.items()))
            stopped = Notice.objects.filter(state=State.VOID, tries=1).exclude(phone="")  # after it had gone out
            gone = (self.held() | stopped).filter(pk__in=self.sent)
            gone.update(**_as_sent(self.transport, self.now), receipt=numbers)
        if self.taken:
            self.held().filter(pk__in=self.taken).update(
                state=State.WAITING, tries=0, next_try_at=self.now, sent_at=None
            )


def _due(now: datetime) -> list[int]:
    """What is to be sent, then what is to be followed; keys only, since one unreadable row must not hide the rest."""
    rows = Notice.objects.filter(channel=texts.SMS, next_try_at__lte=now).order_by("next_try_at", "pk")
    sending = rows.filter(state__in=[State.WAITING, State.SENDING]).values_list("pk", flat=True)[:BATCH]
    followed = rows.filter(state=State.SENT).values_list("pk", flat=True)
    return [*sending, *followed[: BATCH - len(sending)]]


def _rows(keys: list[int]) -> dict[int, Notice]:
    """The rows at once; none when one of them cannot be read, then each is read alone."""
    try:
        return Notice.objects.in_bulk(keys)
    except Unreadable:
        return {}


def _handle(pk: int, seen: Notice | None, together: _Round) -> None:
    """Work on one row as it was `seen`; if another clock has changed it since, the compare-and-swap leaves it alone."""
    transport, now = together.transport, together.now
    try:
        if taken := together.taken.pop(pk, None):
            # Called off or erased since the round began: it does not go out any more.
            if together.held().filter(pk=pk).exists() and (receipt := _send(taken, transport, now)):
                together.sent[pk] = receipt.number
            return
        notice = seen or Notice.objects.get(pk=pk)
        if notice.next_try_at is None or notice.next_try_at > now:
            return  # another clock has it
        if notice.state == State.SENT:
            _follow(notice, transport, now)
        else:
            _dispatch(notice, transport, now)
    except Exception:  # one poisoned row is logged, put off and does not hold up the rest
        log.exception("notice %s", pk)
        _put_off(pk, now)


def _dispatch(notice: Notice, transport: Transport, now: datetime) -> None:
    """Send one message, after asking for the receipt when an earlier try may have been accepted."""
    unsure = notice.state == State.SENDING
    tried_at = notice.sent_at if unsure else now
    lease = now + max(LEASE, _backoff(notice.tries + 1))
    if not _swap(notice, state=State.SENDING, tries=notice.tries + 1, next_try_at=lease, sent_at=tried_at):
        return
    if unsure and not _is_unknown(notice, transport, tried_at or now, now):
        return
    if receipt := _send(notice, transport, now):
        _swap(notice, **_as_sent(transport, now), receipt=receipt.number)


def _is_unknown(notice: Notice, transport: Transport, tried_at: datetime, now: datetime) -> bool:
    """Ask the provider about an earlier try; True when it never got that and the message is still ours to send."""
    try:
        report = transport.ask(notice.phone, notice.out_id, tried_at)
    except Dead as dead:
        _bury(notice, dead.reason)
        return False
    except Retry as retry:
        _again(notice, retry, now, unsure=True)
        return False
    if report:
        _settle(notice, report, now)
        return False
    if notice.tries > TRIES:
        _bury(notice, f"试了 {TRIES} 次，没有发出")
        return False
    return _swap(notice, sent_at=now)


def _send(notice: Notice, transport: Transport, now: datetime) -> Receipt | None:
    """Hand a message that is ours to the provider; None when it was not taken, which is written down."""
    try:
        return transport.send(notice.phone, notice.template, _values(notice), notice.out_id)
    except Dead as dead:
        _bury(notice, dead.reason)
    except Retry as retry:
        _again(notice, retry, now, unsure=retry.unsure)
    return None


def _as_sent(transport: Transport, now: datetime) -> dict[str, Any]:
    followed = now + FOLLOWED[0] if transport.reports else None
    return {"state": State.SENT, "sent_at": now, "next_try_at": followed, "problem": ""}


def _values(notice: Notice) -> dict[str, str]:
    try:
        return texts.values(notice.template, notice.data)
    except KeyError as missing:
        raise Dead(f"短信缺少内容：{missing.args[0]}") from missing


def _again(notice: Notice, retry: Retry, now: datetime, *, unsure: bool) -> None:
    """Plan the next try. An unsure message stays SENDING until its lease ends, also after its last try: one more question."""
    if notice.tries > TRIES or (notice.tries == TRIES and not unsure):
        _bury(notice, f"不能确定是否已发出：{retry.reason}" if unsure else retry.reason)
    elif unsure:
        _swap(notice, problem=retry.reason[:200])
    else:
        wait = max(retry.after, _backoff(notice.tries))
        _swap(notice, state=State.WAITING, sent_at=None, next_try_at=now + wait, problem=retry.reason[:200])


def _follow(notice: Notice, transport: Transport, now: datetime) -> None:
    """Ask whether an accepted message has arrived."""
    sent_at = notice.sent_at or now
    following = next((sent_at + age for age in FOLLOWED if sent_at + age > now), None)
    if not _swap(notice, next_try_at=following):
        return
    try:
        report = transport.ask(notice.phone, notice.out_id, sent_at, notice.receipt)
    except Retry as retry:
        log.info("receipt of notice %s: %s", notice.pk, retry.reason)
        return
    if report and report.fate is not Fate.UNDERWAY:
        _settle(notice, report, now)


def _settle(notice: Notice, report: Report, now: datetime) -> None:
    """Write down what the provider says of a message it has accepted."""
    if report.fate is Fate.FAILED:
        _bury(notice, f"运营商没有送到：{report.reason}")
    elif report.fate is Fate.DELIVERED:
        _swap(notice, state=State.DELIVERED, next_try_at=None, problem="")
    else:
        _swap(notice, state=State.SENT, next_try_at=now + FOLLOWED[0], problem="")


def _bury(notice: Notice, reason: str) -> None:
    log.warning("notice %s is a dead letter: %s", notice.pk, reason)
    _swap(notice, state=State.DEAD, next_try_at=None, problem=reason[:200])


def _swap(notice: Notice, **to: Any) -> bool:
    """Compare-and-swap on what the row was when we last saw it; False when somebody else has it now."""
    seen = {"state": notice.state, "tries": notice.tries, "next_try_at": notice.next_try_at}
    won = Notice.objects.filter(pk=notice.pk, **seen).update(**to)
    for name, value in to.items() if won else ():
        setattr(notice, name, value)
    return bool(won)


def _put_off(pk: int, now: datetime) -> None:
    """A row we could not even work on: later; after the last try a dead letter, a sent one is followed no more."""
    row = Notice.objects.filter(pk=pk)
    row.update(next_try_at=now + LONGEST, tries=F("tries") + 1, problem="系统内部问题，见日志")
    row.filter(state=State.SENT).update(next_try_at=None)
    row.filter(state__in=[State.WAITING, State.SENDING], tries__gte=TRIES).update(state=State.DEAD, next_try_at=None)


def _backoff(tries: int) -> timedelta:
    """How long to wait after so many tries: 30 s, doubled each time, an hour at most."""
    return min(FIRST * 2 ** max(tries - 1, 0), LONGEST)
