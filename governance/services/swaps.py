"""换班: a duty is offered, somebody takes it, or a head says no. Who is told of it reads the rows (notices.watch).

Each step is won by compare-and-swap on the state, so of two who take it at once one has it. Until somebody has taken it the
duty stays with whom it is: nothing is ever without an owner because it was offered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from binan.kit.errors import Moved, NotAllowed, Refused
from binan.kit.masking import plain
from governance.access import may_plan
from governance.models import Duty, Staff, Swap
from governance.selectors import roster
from governance.services.roster import reassign

REMIND = (timedelta(hours=24), timedelta(hours=2))  # before the duty begins, while nobody has taken it
MOVED = "这次换班刚刚有人处理过了，请看最新的值班表。"
State = Swap.State


def offer(duty: Duty, *, staff: Staff, now: datetime, to: Staff | None = None, reason: str = "") -> Swap:
    """请人换班: she offers her own duty to a colleague, or (`to` empty) to everybody of the station.

    Twice the same: the swap there is. Raises `NotAllowed` for another's duty, `Refused` (begun, not_here, offered).
    """
    if duty.staff_id != staff.pk:
        raise NotAllowed("not_yours", "只能换自己的班。别人的班请负责人改派。")
    if duty.starts_at <= now:
        raise Refused("begun", "这个班已经开始了。要走开，请打电话找人临时顶班，或者告诉负责人。")
    if to and (to.pk == staff.pk or not roster.able(duty.unit).filter(pk=to.pk).exists()):
        raise Refused("not_here", "请选择本单位的另一位同事。")
    given = {"duty": duty, "giver": staff, "to": to, "reason": plain(reason).strip()[:100]}
    try:
        with transaction.atomic():
            return Swap.objects.create(**given, offered_at=now, next_at=now)
    except IntegrityError as fault:
        there = Swap.objects.get(duty=duty, state=State.OPEN)
        if there.to_id == (to.pk if to else None):
            return there
        raise Refused("offered", "这个班已经在请人接了。要换个人，请先收回。") from fault


def take(swap: Swap, *, staff: Staff, now: datetime) -> Duty:
    """我来接: the duty is hers. Twice: hers already. Raises `Moved`, `NotAllowed` and what `reassign` raises."""
    if swap.state == State.TAKEN and swap.taker_id == staff.pk:
        return swap.duty
    if swap.giver_id == staff.pk or swap.to_id not in (None, staff.pk):
        raise NotAllowed("not_for_you", "这个班不是请您接的。")
    if swap.duty.starts_at <= now:
        raise Refused("begun", "这个班已经开始了，要顶上请用“临时顶班”。")
    with transaction.atomic():
        _move(swap, State.OPEN, State.TAKEN, now, taker=staff)
        return reassign(swap.duty, to=staff, now=now)


def withdraw(swap: Swap, *, staff: Staff, now: datetime) -> None:
    """不换了: she keeps her duty. Raises `NotAllowed` and `Moved`."""
    if swap.giver_id != staff.pk:
        raise NotAllowed("not_yours", "只有提出换班的人能收回。")
    if swap.state != State.WITHDRAWN:
        _move(swap, State.OPEN, State.WITHDRAWN, now)


def veto(swap: Swap, *, staff: Staff, now: datetime) -> None:
    """不同意换班: before the duty begins, by a head of the unit; one that was taken goes back to whom it was.

    Raises `NotAllowed`, `Moved`, `Refused("begun")` and what `reassign` raises.
    """
    if not may_plan(staff, swap.duty.unit):
        raise NotAllowed("not_allowed", "由本单位或上级的负责人决定。")
    if swap.state == State.VETOED:
        return
    if swap.duty.starts_at <= now:
        raise Refused("begun", "这个班已经开始了，请直接改派。")
    with transaction.atomic():
        before = swap.state if swap.state == State.TAKEN else State.OPEN
        _move(swap, before, State.VETOED, now, decided_by=staff)
        if before == State.TAKEN:
            reassign(swap.duty, to=swap.giver, now=now)


def give(duty: Duty, *, to: Staff, by: Staff, now: datetime) -> Duty:
    """改派 by a head, who says so herself; an offer that waits for somebody is answered with it. Both hear of it.

    Raises `NotAllowed` and what `reassign` raises.
    """
    if not may_plan(by, duty.unit):
        raise NotAllowed("not_allowed", "由本单位或上级的负责人改派。")
    with transaction.atomic():
        giver, fresh = duty.staff, reassign(duty, to=to, now=now)
        if giver.pk == to.pk:
            return fresh
        told = {"taker": to, "decided_by": by, "decided_at": now, "next_at": now}
        waiting = Swap.objects.filter(duty=duty, state=State.OPEN)
        if not waiting.update(state=State.TAKEN, seq=F("seq") + 1, **told):
            Swap.objects.create(duty=fresh, giver=giver, to=to, state=State.TAKEN, offered_at=now, **told)
    return fresh


def follow(swap: Swap, *, now: datetime) -> None:
    """The clock's step, after what was due has been told: when to look again; one that nobody took before its duty lapses."""
    if swap.state == State.OPEN and swap.duty.starts_at <= now:
        _move(swap, State.OPEN, State.LAPSED, now)
        return
    times = [swap.duty.starts_at - before for before in (*REMIND, timedelta())]
    following = min((at for at in times if at > now), default=None) if swap.state == State.OPEN else None
    Swap.objects.filter(pk=swap.pk, seq=swap.seq).update(next_at=following, seq=F("seq") + 1)


def due(now: datetime) -> list[Swap]:
    """The swaps of which somebody is to be told now, with all that is said of them."""
    rows = Swap.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    people = ("giver", "to", "taker", "decided_by", "duty__staff")
    return list(rows.select_related("duty__unit__parent__parent__parent", *people)[:100])


def _move(swap: Swap, before: str, after: str, now: datetime, **more: Any) -> None:
    """Win the step; what follows is told at once. The swap at hand shows it."""
    won = Swap.objects.filter(pk=swap.pk, state=before).update(
        state=after, decided_at=now, next_at=now, seq=F("seq") + 1, **more
    )
    if not won:
        raise Moved("moved", MOVED)
    swap.refresh_from_db(fields=["state", "seq", "next_at", "taker", "decided_by", "decided_at"])
