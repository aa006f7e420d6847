"""随机抽查, the weekly draw: in each subdistrict some of the residents who stayed silent are called by another one (work.md D4.6)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from complaints import sampling
from complaints.fairness import OPENS
from complaints.models import Complaint, Rating, Revisit, SampleDraw, TimelineEntry
from complaints.selectors import NOT_IN_A_ROW
from complaints.workflow import Stage
from governance.levels import Level
from governance.models import Unit
from governance.selectors import at_level

WEEK = timedelta(days=7)


def weekly(now: datetime) -> int:
    """The clock's job: from Monday nine o'clock draw the sample of the week that is over, once; returns how many are to be called."""
    monday = sampling.week_of(now)
    if now < datetime.combine(monday, OPENS, tzinfo=timezone.get_current_timezone()):
        return 0
    week = monday - WEEK
    if SampleDraw.objects.filter(week=week).exists():
        return 0
    units = list(at_level(Level.SUBDISTRICT))
    with transaction.atomic():
        return sum(_draw(unit, units, week, now) for unit in units)


def silent(unit: Unit, week: date) -> dict[str, str]:
    """Case number → hash of the entry that ended its invitation, for every invitation of a subdistrict that ended in the week."""
    begin = datetime.combine(week, time(0), tzinfo=timezone.get_current_timezone())
    ended = Rating.objects.filter(subdistrict=unit, expired_at__gte=begin, expired_at__lt=begin + WEEK)
    entries = TimelineEntry.objects.filter(
        kind="lapse_rating", complaint__in=ended.values("complaint"), at__gte=begin, at__lt=begin + WEEK
    )
    return dict(entries.values_list("complaint__code", "hash"))


def _draw(unit: Unit, units: list[Unit], week: date, now: datetime) -> int:
    found = silent(unit, week)
    order = sampling.order(found, week=week, unit=unit.key)
    callable_ = _callable(order)
    chosen = [callable_[code] for code in order if code in callable_][: sampling.size(len(found))]
    draw, fresh = SampleDraw.objects.get_or_create(
        week=week, subdistrict=unit,
        defaults={
            "at": now, "population": len(found), "picked": len(chosen), "seed": sampling.seed(week, unit.key, found.values())
        },
    )  # fmt: skip
    if not fresh:
        return 0
    other = sampling.caller([each.pk for each in units], unit.pk, week) or unit.parent_id
    assert other is not None  # a subdistrict has its district
    Revisit.objects.bulk_create(
        [
            Revisit(
                complaint=case, round=case.round, reason=Revisit.Reason.SAMPLE, unit_id=other, subdistrict=unit, draw=draw,
                opened_at=now, due_at=now + sampling.CALL_WITHIN,
            )
            for case in chosen
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(chosen)


def _callable(codes: list[str]) -> dict[str, Complaint]:
    """Those of these cases whose residents may be called about them."""
    cases = Complaint.objects.filter(code__in=codes, stage=Stage.CLOSED, consent_withdrawn_at=None, erased_at=None)
    return {case.code: case for case in cases.exclude(phone_key="").defer(*NOT_IN_A_ROW)}


def faults(week: date) -> list[str]:
    """Sentences about draws of a week that the timelines do not bear out; none for an honest week."""
    found = []
    for draw in SampleDraw.objects.filter(week=week).select_related("subdistrict"):
        ended = silent(draw.subdistrict, week)
        if sampling.seed(week, draw.subdistrict.key, ended.values()) != draw.seed:
            found.append(f"{draw}：种子和流转记录对不上")
        order = sampling.order(ended, week=week, unit=draw.subdistrict.key)
        called = set(draw.revisits.values_list("complaint__code", flat=True))
        if called - set(order):
            found.append(f"{draw}：抽到了名单以外的事件")
        last = max((order.index(code) for code in called if code in order), default=-1)
        passed = _callable([code for code in order[:last] if code not in called])
        found += [f"{draw}：名单上排在前面的 {code} 被跳过了" for code in passed]
        if draw.picked > sampling.size(len(ended)) or len(called) != draw.picked:
            found.append(f"{draw}：抽到的件数不对")
    return found
