"""回访: who handled a case does not ask how it went; somebody else does, by telephone (domain.md §3.5, work.md D4.4, D4.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from binan.kit.errors import Moved, Refused
from binan.kit.masking import plain
from binan.kit.throttle import hit
from complaints import audience, ladder
from complaints.access import actor
from complaints.fairness import ASKING, by_day
from complaints.models import Closing, Complaint, Revisit, TimelineEntry
from complaints.models.rating import Choice
from complaints.services.perform import perform, repeated
from complaints.workflow import REVISITOR
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right
from governance.selectors import at_level, with_right
from notices.services import Message, tell

SECOND_WITHIN = timedelta(hours=48)  # after the second closing
TRIES_MAX = 3  # calls nobody answers before a revisit ends without a word
WORDS_MAX = 500  # characters
BATCH = 100
DIALS, A_DAY = 50, 86_400  # numbers that one person may ring in so many seconds, as with 查看完整号码 (domain.md §5)


def after_closing(case: Complaint, *, now: datetime) -> Revisit | None:
    """A second handling has ended: a third person is to call. None where nobody may be called, or after a first handling."""
    if case.round == 1 or not case.phone or case.consent_withdrawn_at:
        return None
    unit, callers = _third(case)
    found, fresh = Revisit.objects.get_or_create(
        complaint=case, round=case.round, reason=Revisit.Reason.SECOND,
        defaults={
            "unit": unit, "subdistrict_id": case.subdistrict_id, "opened_at": now, "due_at": by_day(now + SECOND_WITHIN)
        },
    )  # fmt: skip
    if fresh:
        tell(audience.revisit_owed(case, f"revisit{case.round}", callers), now=now)
    return found


def _tried(owed: Revisit, open_: QuerySet[Revisit], now: datetime) -> int:
    """A call nobody answered: a try where it lies apart from the last one (`ladder.apart`), else no more than its entry."""
    owed.refresh_from_db(fields=["tries", "tried_at"])  # under the case's lock
    if not ladder.apart(owed.tries, owed.tried_at, now):
        return int(open_.exists())
    return open_.update(tries=F("tries") + 1, tried_at=now)


def call_off(case: Complaint, *, now: datetime) -> int:
    """Nobody is to call about the case any more: it is handled again, or its resident does not want to be called."""
    return Revisit.objects.filter(complaint=case, done_at=None, void_at=None).update(void_at=now)


def dial(owed: Revisit, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """She taps the number: it is in the books before there is one to dial (`selectors.line.ringing`); get `owed` from
    `judgements.revisit_for`. A second copy of one tap is the first one, and not counted. Raises `TooOften`, and `Refused` when nobody
    is to be called any more."""
    if earlier := repeated([owed.complaint_id], "dial_revisit", client_key, staff):
        return earlier
    if owed.done_at or owed.void_at:
        raise Moved("moved", "这件事同事已经回访过了。")
    hit("dial-revisit", str(staff.pk), limit=DIALS, window=A_DAY)
    return perform(owed.complaint, "dial_revisit", who=actor(staff, REVISITOR), now=now, client_key=client_key)


def revisit(
    owed: Revisit, *, staff: Staff, outcome: str, now: datetime, mark: int | None = None, words: str = "",
    client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """Log a call of a revisit; get `owed` from `judgements.revisit_for`, which knows who may.

    `outcome`: a value of `Revisit.Outcome`; reached brings a `mark`, and unreached ends the matter the third time, at times that lie apart. The mark stands
    beside the rating and changes nothing of it. Raises `Refused`, or `Moved` when a colleague was faster.
    """
    marked = outcome == Revisit.Outcome.REACHED
    if outcome not in Revisit.Outcome.values or (mark in Choice.values) != marked:
        raise Refused(
            "mark", "接通并评价了，请选一个评价；没有评价的，请选没接通或不愿评价。", fields={"mark": "请选评价。"}
        )
    values: dict[str, Any] = {"outcome": outcome}
    if mark is not None:
        values |= {"choice": Choice(mark).label, "value": mark}

    def logged(fresh: Complaint) -> dict[str, Any]:  # under the case's lock, and not for a command that arrives again
        _log(owed, staff, outcome, mark, plain(words).strip()[:WORDS_MAX], now)
        return {}

    who = actor(staff, REVISITOR)
    return perform(
        owed.complaint, "revisit", who=who, now=now, values=values, changes=logged, client_key=client_key
    )  # fmt: skip


def _log(owed: Revisit, staff: Staff, outcome: str, mark: int | None, words: str, now: datetime) -> None:
    open_ = Revisit.objects.filter(pk=owed.pk, done_at=None, void_at=None)
    done = {"done_at": now, "by": staff, "outcome": outcome, "mark": mark, "words": words}
    if outcome == Revisit.Outcome.UNREACHED:
        won = _tried(owed, open_, now)
        open_.filter(tries__gte=TRIES_MAX).update(**done)
    else:
        won = open_.update(**done)
    if not won:
        raise Moved("moved", "这件事同事已经回访过了。")
    owed.refresh_from_db()


def overdue(now: datetime) -> int:
    """The clock's job: a call that is owed past its time is asked for again each day, by day, until it is made, and the district hears
    of it. Where nobody of its unit may make it any more another unit gets it; where nobody at all may, the heads above hear so.
    Returns how many."""
    if by_day(now) != now:
        return 0
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    late = Revisit.objects.filter(done_at=None, void_at=None, due_at__lte=now)
    rows = (
        late.filter(_not_since(today))
        .order_by("due_at")
        .select_related("complaint__unit__parent__parent__parent", "unit")
    )
    return sum(_chase(owed, today, now) for owed in rows[:BATCH])


def _not_since(today: datetime) -> Q:
    return Q(chased_at=None) | Q(chased_at__lt=today)


def _chase(owed: Revisit, today: datetime, now: datetime) -> bool:
    case, unit = owed.complaint, owed.unit
    barred, chain = had_a_hand(case), case.unit.chain()
    callers = [pk for pk in _callers(unit) if pk not in barred]
    if not callers:
        unit, callers = _third(case, outside=owed.reason == Revisit.Reason.SAMPLE)
    with transaction.atomic():
        waiting = Revisit.objects.filter(_not_since(today), pk=owed.pk, done_at=None, void_at=None)
        won = waiting.update(chased_at=now, unit=unit)
        if won and callers:  # like `still_late` once a day, however many calls are owed
            people, key = sorted({*callers, *_callers(chain[Level.DISTRICT])}), f"revisit-late:{now:%Y-%m-%d}"
            tell([Message(f"{key}:{pk}", "revisit_late", {}, staff_id=pk) for pk in people], now=now)
        elif won:  # no title: no erasure of the case would find it there
            key = f"revisit-stuck:{now:%Y-%m-%d}"
            tell(audience.to_heads(case, "revisit_stuck", key, chain.values(), title=""), now=now)
    return bool(won)


def had_a_hand(case: Complaint) -> set[int]:
    """Who may not ask how it went (keys of `Staff`): everyone who had the case in a closed round, or did anything to it but ask."""
    acted = TimelineEntry.objects.filter(complaint=case, staff__isnull=False).exclude(kind__in=ASKING)
    people = {pk for closing in Closing.objects.filter(complaint=case) for pk in closing.people}
    return people | set(acted.values_list("staff", flat=True))


def _third(case: Complaint, *, outside: bool = False) -> tuple[Unit, list[int]]:
    """Which unit calls, and who there may: the one above, else one beside whose people did nothing here. `outside`: not the street
    whose matter it is."""
    barred = had_a_hand(case)
    chain = case.unit.chain()
    near = [chain[level] for level in sorted(chain) if not outside or level == Level.DISTRICT]
    beside = [unit for unit in at_level(Level.SUBDISTRICT) if unit.pk != case.subdistrict_id]
    for unit in [*near, *beside]:
        if free := [pk for pk in _callers(unit) if pk not in barred]:
            return unit, free
    return near[0], []


def _callers(unit: Unit) -> Iterable[int]:
    return with_right(unit, Right.REVISIT).values_list("pk", flat=True)
