"""Who answers now, and in which stretches of the coming days a station has nobody who could."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from governance.levels import Level
from governance.models import Absence, Duty, Shift, Staff, StaffSession, StationHour, Unit
from governance.shifts import DAY, Span, fewest, joined, on_day, without

Row = TypeVar("Row", bound=Model)
LOOKS = timedelta(hours=24)  # who has used a device within this time can be reached on it
EMPTY, MUTE = "empty", "mute"
WORDS = {EMPTY: "没有人值班", MUTE: "值班的人没有手机号，也一天没有登录，联系不上"}


@dataclass(frozen=True)
class Gap:
    """A stretch in which `unit` should be covered and is not. `kind`: nobody there (`EMPTY`), or nobody to be reached (`MUTE`)."""

    unit: Unit
    span: Span
    kind: str

    @property
    def key(self) -> str:
        """The same for as long as it is the same gap."""
        return f"gap:{self.unit.pk}:{self.kind}:{int(self.span.starts_at.timestamp()) // 60}"

    @property
    def words(self) -> str:
        """What is wrong."""
        return WORDS[self.kind]


@dataclass(frozen=True)
class Watch:
    """One unit now: who is on duty until when, and whether somebody should be."""

    unit: Unit
    duties: list[Duty]
    wanted: bool

    @property
    def missing(self) -> bool:
        """Whether nobody is there who should be."""
        return self.wanted and not self.duties


def gaps(units: Iterable[Unit], now: datetime, ahead: timedelta) -> list[Gap]:
    """The gaps of those of `units` that keep shifts, from now to `ahead`, first ones first. Four queries.

    A gap that has begun starts where it did begin, at most at yesterday's first midnight: one that lasts is told of once a day.
    """
    shifts = _shifts(unit for unit in units if unit.level <= Level.COMMUNITY)
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - DAY
    window = Span(since, now + ahead)
    wanted = {unit: _wanted(kept, window) for unit, kept in shifts.items()}
    rows = list(_within(Duty.objects.filter(unit__in=list(shifts)), window).select_related("staff"))
    people = {row.staff_id: row.staff for row in rows}
    away, heard = _away(people, window), _heard(people, now)
    found = []
    for unit, spans in wanted.items():
        here = {row.pk: present(row, away) for row in rows if row.unit_id == unit.pk and row.staff.is_active}
        mine = [row for row in rows if row.pk in here]
        empty = without(spans, [span for row in mine for span in here[row.pk]])
        loud = [span for row in mine if row.staff.mobile or row.staff_id in heard for span in here[row.pk]]
        found += [Gap(unit, span, EMPTY) for span in empty]
        found += [Gap(unit, span, MUTE) for span in without(without(spans, loud), empty)]
    return sorted((gap for gap in found if gap.span.ends_at > now), key=lambda gap: (gap.span, gap.unit.key))


def watches(units: Iterable[Unit], now: datetime, *, gone: bool = False) -> list[Watch]:
    """Who is on duty in each of `units` at `now`, in their order; of a past moment with `gone`, which adds those whose
    accounts were closed since. Three queries."""
    shifts = _shifts(units)
    rows = Duty.objects.filter(unit__in=list(units), starts_at__lte=now, ends_at__gt=now)
    rows = rows if gone else rows.filter(staff__is_active=True)
    serving = list(rows.select_related("staff").order_by("staff__display_name", "pk"))
    instant = Span(now, now + timedelta(microseconds=1))
    away = _away({row.staff_id: row.staff for row in serving}, instant)
    here = defaultdict(list)
    for row in serving:
        if row.staff_id not in away:
            here[row.unit_id].append(row)
    day = Span(now - DAY, now + DAY)
    wanted = {unit.pk for unit, kept in shifts.items() if any(s.overlaps(instant) for s in _wanted(kept, day))}
    return [Watch(unit, here[unit.pk], unit.pk in wanted) for unit in units]


def counts(unit: Unit, window: Span, now: datetime) -> list[tuple[Span, int]]:
    """How many people are on duty in `unit` all through each hour of `window`, which begins on a full hour, whoever relieves
    whom in it, of the hour that runs in what is left of it; leave is taken off."""
    rows = list(_within(Duty.objects.filter(unit=unit, staff__is_active=True), window).select_related("staff"))
    away = _away({row.staff_id: row.staff for row in rows}, window)
    spans = [span for row in rows for span in present(row, away)]
    hour, found = timedelta(hours=1), []
    at = window.starts_at
    while at < window.ends_at:
        left = Span(max(at, now), at + hour) if now < at + hour else Span(at, at + hour)
        found.append((Span(at, at + hour), fewest(left, spans)))
        at += hour
    return found


def arrivals(unit: Unit) -> dict[int, float]:
    """How many cases the unit gets on average in each hour of the week (0: Monday at midnight) that has had any."""
    return dict(StationHour.objects.filter(unit=unit).values_list("hour", "arrivals"))


def absences(people: Iterable[int], window: Span) -> list[Absence]:
    """The leave of these people (their keys) that touches `window`."""
    rows = _within(Absence.objects.filter(staff__in=list(people)), window)
    return list(rows.select_related("staff").order_by("starts_at"))


def _shifts(units: Iterable[Unit]) -> dict[Unit, list[Shift]]:
    by_key = {unit.pk: unit for unit in units}
    found: dict[Unit, list[Shift]] = {}
    for shift in Shift.objects.filter(unit__in=list(by_key)):
        found.setdefault(by_key[shift.unit_id], []).append(shift)
    return found


def _wanted(kept: list[Shift], window: Span) -> list[Span]:
    zone, first = timezone.get_current_timezone(), timezone.localdate(window.starts_at) - DAY
    days = [first + DAY * n for n in range((window.ends_at - window.starts_at).days + 3)]
    spans = joined(on_day(shift.begins, shift.ends, day, zone) for shift in kept for day in days)
    cut = [Span(max(span.starts_at, window.starts_at), min(span.ends_at, window.ends_at)) for span in spans]
    return [span for span in cut if span.starts_at < span.ends_at]


def _within(rows: QuerySet[Row], window: Span) -> QuerySet[Row]:
    return rows.filter(starts_at__lt=window.ends_at, ends_at__gt=window.starts_at)


def _away(people: Iterable[int], window: Span) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for leave in absences(people, window):
        found.setdefault(leave.staff_id, []).append(Span(leave.starts_at, leave.ends_at))
    return found


def present(duty: Duty, away: Mapping[int, list[Span]]) -> list[Span]:
    """The stretches of a duty in which she is there; `away`: the leave of each person by key."""
    return without([Span(duty.starts_at, duty.ends_at)], away.get(duty.staff_id, []))


def _heard(people: dict[int, Staff], now: datetime) -> set[int]:
    """Those of `people` who have used a device lately."""
    rows = StaffSession.objects.filter(seen_at__gt=now - LOOKS, staff__in=list(people))
    return set(rows.values_list("staff_id", flat=True))
