"""督办: a superior, or the clock, asks the unit that has a case in hand to account for it (domain.md §3.3, §3.5).

The unit answers, or the supervision goes one grade up; the level that issued it, or one above, lifts it. Cards count for
units: nothing here is written on a person's record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from binan.kit.errors import Refused
from binan.kit.page_tags import moment
from complaints import audience
from complaints.access import CLOCK, Actor, actor, in_hand, may_supervise, ours, supervises_at
from complaints.models import Complaint, Supervision, TimelineEntry
from complaints.promises import PROMISES
from complaints.services.perform import perform
from complaints.supervision import ANSWER_MAX, ANSWER_WITHIN, CARDS, POINTS, Grade, gravest, raised
from governance.levels import Level
from governance.models import Staff, Unit
from notices.services import tell

# Who asks, in words the resident reads; above the subdistrict it is the district.
BY: dict[int, str] = {Level.DISTRICT: gettext_noop("区里"), Level.SUBDISTRICT: gettext_noop("街道")}
BY_CLOCK = gettext_noop("办理超时，系统")
OUT_OF_RANGE = f"回复期限要在现在以后、{ANSWER_MAX.days} 天以内，请重新选择。"
NO_ANSWER, OURS = "没有按时回复", "系统中断过，回复期限顺延"


def supervise(
    case: Complaint, *, staff: Staff, grade: str, reason: str, now: datetime, requirement: str = "",
    due_at: datetime | None = None, client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """A superior asks the unit below to account for the case by `due_at` (by default as long as the `grade` gives).

    `reason` and `requirement` stay among ourselves. Raises `Refused` for a moment out of range, a case that is 挂账 and a unit
    that is not below hers.
    """
    due = due_at or now + ANSWER_WITHIN.get(grade, ANSWER_MAX)
    if not now < due <= now + ANSWER_MAX:
        raise Refused("due_at", OUT_OF_RANGE, fields={"due_at": OUT_OF_RANGE})
    level = supervises_at(staff, case)

    def values(fresh: Complaint) -> dict[str, Any]:
        unit = in_hand(fresh)
        told = {"by": BY.get(level, ""), "reason": reason, "requirement": requirement}
        return {**_issued(fresh, unit, grade, due, now), **told, "above": may_supervise(fresh, staff)}

    with transaction.atomic():
        entry = _issue(case, actor(staff), grade, now, values, client_key=client_key)
        _row(case, entry, level=level, reason=reason, requirement=requirement, issued_by=staff, due_at=due)
    return entry


def card(case: Complaint, kind: str, times: int, *, late: float, now: datetime) -> TimelineEntry | None:
    """The clock, which holds the row, found the promise `kind` unkept after so many of its lengths: a card for the unit that has
    the case in hand, each once a round; None for one that was given before."""
    if Supervision.objects.filter(complaint=case, round=case.round, card=times).exists():
        return None
    unit, grade = in_hand(case), CARDS[times]
    due = now + ANSWER_WITHIN[grade]
    reason = f"{PROMISES[kind].label}超时" + (f"，已到时限的 {times} 倍" if times > 1 else "")
    entry = _issue(
        case, CLOCK, grade, now, held=True,
        values=lambda fresh: {
            **_issued(fresh, unit, grade, due, now), "by": BY_CLOCK, "reason": reason, "above": True, "late": round(late, 3),
        },
    )  # fmt: skip
    _row(case, entry, level=max(unit.level - 1, Level.DISTRICT), reason=reason, card=times, due_at=due)
    return entry


def answer_supervision(
    case: Complaint, *, staff: Staff, text: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """The unit accounts for the case: one answer for every supervision of it that waits. Those who asked are told."""

    def values(fresh: Complaint) -> dict[str, Any]:
        rows = list(_waiting(fresh))
        units = {row.unit_id: row.unit for row in rows}.values()
        return {
            "text": text, "answers": ours(fresh, staff, units), "asked_of": "、".join(unit.name for unit in units),
            "people": sorted({row.issued_by_id for row in rows if row.issued_by_id}),
        }  # fmt: skip

    with transaction.atomic():
        entry = perform(case, "answer_supervision", who=actor(staff), now=now, values=values, client_key=client_key)
        if not Supervision.objects.filter(complaint=case, answered_at=entry.at).exists():
            _waiting(case).update(answered_at=entry.at, answer=text, answered_by=staff)
    return entry


def lift_supervision(
    case: Complaint, *, staff: Staff, supervision: int, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """The level that issued it, or one above, takes a supervision back: its points are gone, what happened stays to be read."""

    def values(fresh: Complaint) -> dict[str, Any]:
        row = liftable(fresh).filter(pk=supervision).first()
        if row is None:
            return {"supervision": supervision, "reason": reason}
        rest = [one for one in _waiting(fresh) if one.pk != row.pk] if fresh.is_open else []
        return {
            "supervision": supervision, "reason": reason, "grade": row.grade, "grade_label": row.get_grade_display(),
            "supervised": row.unit.name, "may": supervises_at(staff, fresh) <= row.level, "due_at": _next_due(rest, now),
            "people": audience.answerable(fresh, row.unit, now),
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        return {"supervised": gravest(row.grade for row in _standing(fresh) if row.pk != supervision)}

    with transaction.atomic():
        entry = perform(
            case, "lift_supervision", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key
        )
        lifted = Supervision.objects.filter(complaint=case, pk=supervision, lifted_at=None)
        lifted.update(lifted_at=entry.at, lifted_by=staff, lift_reason=reason, points=0)
    return entry


def overdue(case: Complaint, *, step: str, late: float, now: datetime, spared: bool) -> TimelineEntry | None:
    """The clock, which holds the row, found a supervision unanswered: it goes one grade up and has to be answered anew.

    `spared`: the system stood still before, so that the time is given once more. None where there is no graver grade: the
    heads of the unit are told.
    """
    rows = list(_waiting(case))
    due = [row for row in rows if row.due_at <= now and (spared or row.grade != Grade.RED)]
    if not due:
        tell(audience.attention(case, "supervised", step), now=now)
        return None
    for row in due:
        row.grade = row.grade if spared else raised(row.grade)
        row.points, row.due_at = POINTS[row.grade], now + ANSWER_WITHIN[row.grade]
        row.raised_at = row.raised_at if spared else now
    worst = max(due, key=lambda row: row.points)
    grade = gravest(row.grade for row in _standing(case) if row.pk not in {one.pk for one in due})
    values = {
        "reason": OURS if spared else NO_ANSWER, "grade": worst.grade, "grade_label": worst.get_grade_display(),
        "supervised": worst.unit.name, "due_at": _next_due([row for row in rows if row in due or row.due_at > now], now),
        "due": _words(worst.due_at), "late": round(late, 3), "spared": spared,
        "people": sorted({*audience.answerable(case, worst.unit, now), *(r.issued_by_id for r in due if r.issued_by_id)}),
    }  # fmt: skip
    entry = perform(
        case, "supervision_due", who=CLOCK, now=now, values=values, held=True,
        changes=lambda fresh: {"supervised": gravest([*([grade] if grade else []), *(row.grade for row in due)])},
    )  # fmt: skip
    Supervision.objects.bulk_update(due, ["grade", "points", "due_at", "raised_at"])
    return entry


def liftable(case: Complaint) -> Any:
    """The supervisions of the case that have not been lifted, of every round, with their units."""
    return Supervision.objects.filter(complaint=case, lifted_at=None).select_related("unit").order_by("pk")


def _issue(
    case: Complaint, who: Actor, grade: str, now: datetime, values: Callable[[Complaint], dict[str, Any]],
    client_key: UUID | None = None, held: bool = False,
) -> TimelineEntry:  # fmt: skip
    return perform(
        case, "supervise", who=who, now=now, values=values, client_key=client_key, held=held,
        changes=lambda fresh: {"supervised": gravest([grade, *([fresh.supervised] if fresh.supervised else [])])},
    )  # fmt: skip


def _issued(case: Complaint, unit: Unit, grade: str, due: datetime, now: datetime) -> dict[str, Any]:
    """What every supervision says. `due_at`: of all that wait, the first moment by which one is to be answered."""
    first = min([due, *(max(row.due_at, now) for row in _waiting(case))])
    label = Grade(grade).label if grade in Grade.values else ""
    return {
        "grade": grade, "grade_label": label, "supervised": unit.name, "supervised_id": unit.pk, "due": _words(due),
        "due_at": first.isoformat(), "people": audience.answerable(case, unit, now),
    }  # fmt: skip


def _row(case: Complaint, entry: TimelineEntry, **given: Any) -> None:
    """The supervision that `entry` issued; a command that arrives twice issues one."""
    body: Any = entry.body
    frozen = {
        "complaint": case, "round": case.round, "unit_id": body["supervised_id"], "grade": body["grade"], "at": entry.at,
        "points": POINTS[body["grade"]],
    }  # fmt: skip
    Supervision.objects.get_or_create(entry=entry, defaults={**frozen, **given})


def _waiting(case: Complaint) -> Any:
    """Those of this round whose answer is owed, the first due first."""
    rows = Supervision.objects.filter(complaint=case, round=case.round, answered_at=None, lifted_at=None)
    return rows.select_related("unit").order_by("due_at", "pk")


def _standing(case: Complaint) -> list[Supervision]:
    """Those of this round that have not been lifted."""
    return list(Supervision.objects.filter(complaint=case, round=case.round, lifted_at=None))


def _next_due(rows: Iterable[Supervision], now: datetime) -> str:
    first = min((row.due_at for row in rows), default=None)
    return max(first, now).isoformat() if first else ""


def _words(at: datetime) -> str:
    return moment(timezone.localtime(at))
