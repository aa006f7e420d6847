"""Lives the stories through the real services, in the order of time, with the clock running between their steps.

So the past is whole: promises met, missed and escalated at their moments, chains that verify, and nothing overdue that a
clock would find all at once when the server starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F, Min, Q
from django.utils import timezone

import complaints.clock
import mediation.clock
from binan.demo.mediate import MEDIATION
from binan.demo.story import Step, Story
from complaints.access import CITIZEN, actor
from complaints.fairness import by_day
from complaints.models import Complaint, Deadline, Rating, TimelineEntry
from complaints.services import calling, clustering, escalation, handling, merging, rating
from complaints.services.intake import Filing, file_complaint
from governance.models import Place, Staff, Unit
from mediation.models import Booking, Mediation
from notices.models import Notice

OURS = UUID("7c0e1c1e-6a52-4c0c-9d53-2f5b6c2f3a10")  # the name space of the stories' client keys
FILE = Step(0, "file")
READ_BEFORE = timedelta(hours=1)  # older notices have been read by now


def _delegate(case: Complaint, *, staff: Staff, now: datetime, unit: str, reason: str) -> None:
    escalation.delegate(case, staff=staff, unit=Unit.objects.get(key=unit), reason=reason, now=now)


def _missed(case: Complaint, *, staff: Staff, now: datetime, outcome: str) -> None:
    handling.call_back(case, staff=staff, reached=False, summary="", outcome=outcome, now=now)


def _ending(name: str) -> Callable[..., Any]:
    return lambda case, **values: handling.end_without_closing(case, name, **values)


def _add_info(case: Complaint, *, now: datetime, text: str) -> None:
    handling.add_info(case, text=text, photos=[], now=now)


def _rate(case: Complaint, *, now: datetime, choice: int, comment: str) -> None:
    rating.rate(Rating.objects.get(complaint=case, rated_at=None), choice=choice, comment=comment, now=now)


def _merge(case: Complaint, *, staff: Staff, now: datetime, into: str) -> None:
    """`into`: the story of the earlier case."""
    earlier = TimelineEntry.objects.select_related("complaint").get(client_key=uuid5(OURS, into))
    merging.merge(case, staff=staff, target=earlier.complaint.code, now=now)


def _cluster(case: Complaint, *, staff: Staff, now: datetime, of: str) -> None:
    """`of`: the story of a neighbour's case."""
    other = TimelineEntry.objects.select_related("complaint").get(client_key=uuid5(OURS, of))
    clustering.cluster(case, staff=staff, other=other.complaint.code, now=now)


VERBS: dict[str, Callable[..., Any]] = {
    "claim": handling.claim,
    "dial": calling.dial,
    "call_back": handling.call_back,
    "call_missed": _missed,
    "set_out": handling.set_out,
    "arrive": handling.arrive,
    "note": handling.note,
    "release": handling.release,
    "close": handling.close,
    "decline": _ending("decline"),
    "transfer": _ending("transfer"),
    "merge": _merge,
    "cluster": _cluster,
    "escalate": escalation.escalate,
    "send_back": escalation.send_back,
    "delegate": _delegate,
    "urge": handling.urge,
    "withdraw": handling.withdraw,
    "add_info": _add_info,
    "rate": _rate,
    **MEDIATION,
}


def tell(
    stories: Iterable[Story],
    *,
    places: dict[str, Place],
    units: dict[str, Unit],
    staff: dict[str, Staff],
    now: datetime,
) -> int:
    """Tell every story that was not told before; returns how many were. Call it inside a transaction."""
    now = timezone.localtime(now)
    by_key = {key(story): story for story in stories}
    told = set(TimelineEntry.objects.filter(client_key__in=by_key).values_list("client_key", flat=True))
    fresh = [story for client_key, story in by_key.items() if client_key not in told]
    moments = [(moment, n, story, step) for n, story in enumerate(fresh) for moment, step in _moments(story, now)]
    cases: dict[str, Complaint] = {}
    for moment, _, story, step in sorted(moments, key=lambda entry: entry[:2]):
        if moment > now:
            raise ValueError(f"story {story.name}: {step.do} lies in the future")
        run_clocks(moment)
        if step.do == "file":
            cases[story.name] = _file(story, places, units, staff, moment)
        else:
            who = {"staff": staff[step.by]} if step.by else {}
            VERBS[step.do](cases[story.name], now=moment, **who, **step.values)
    if fresh:
        run_clocks(now)
        _deliver(cases.values(), now)
    return len(fresh)


def _dialled(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, with the tap on the number before each call: half the way since the step before, after a minute at most."""
    before = 0.0
    for step in steps:
        if step.do in ("call_back", "call_missed"):
            yield Step(before + min(1.0, (step.after - before) / 2), "dial", step.by)
        yield step
        before = step.after


def _moments(story: Story, now: datetime) -> Iterable[tuple[datetime, Step]]:
    """When each step happens: residents are asked by day, so they rate by day, and all that follows is as much later."""
    later = timedelta(0)
    for step in (FILE, *_dialled(story.steps)):
        moment = story.begins(now) + timedelta(minutes=step.after) + later
        if step.do == "rate":
            later += by_day(moment) - moment
            moment = by_day(moment)
        yield moment, step


def key(story: Story) -> UUID:
    """The client key of a story's filing."""
    return uuid5(OURS, story.name)


def _file(
    story: Story, places: dict[str, Place], units: dict[str, Unit], staff: dict[str, Staff], now: datetime
) -> Complaint:
    case, _ = file_complaint(
        place=places.get(story.at),
        unit=None if story.at in places else units[story.at],
        filing=Filing(text=story.text, phone=story.phone, **story.filing),
        client_key=key(story),
        now=now,
        who=actor(staff[story.by]) if story.by else CITIZEN,
    )
    return case


def run_clocks(until: datetime) -> None:
    """Every tick that was due before `until`, each at its own moment."""
    while True:
        promise = Deadline.objects.filter(next_at__lte=until).aggregate(at=Min("next_at"))["at"]
        reminder = Booking.objects.filter(next_reminder_at__lte=until).aggregate(at=Min("next_reminder_at"))["at"]
        moment = min(filter(None, (promise, reminder)), default=None)
        if moment is None:
            return
        complaints.clock.tick(moment)
        mediation.clock.tick(moment)


def _deliver(cases: Iterable[Complaint], now: datetime) -> None:
    """What was told in these stories has been delivered and, if it is old, read: no message goes out for them now."""
    codes = [case.code for case in cases]
    codes += Mediation.objects.filter(complaint__code__in=codes).values_list("code", flat=True)
    ours = Notice.objects.filter(reduce(or_, (Q(key__startswith=f"{code}:") for code in codes)))
    ours.filter(state=Notice.State.WAITING).update(
        state=Notice.State.DELIVERED, sent_at=F("created_at"), next_try_at=None
    )
    ours.filter(channel=Notice.Channel.INBOX, created_at__lt=now - READ_BEFORE).update(
        state=Notice.State.READ, read_at=F("created_at")
    )
