"""The roster of the demo district: shifts as stations keep them, four weeks behind and four ahead, and one gap to be found.

Whoever tries the house comes in by the accounts of `interface.md`, so these have the running shift (and the next one, when
that ends soon); the colleagues share out the rest as the page's own 轮流补齐 does.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from binan.kit import memo
from governance.models import Duty, Shift, Staff, Unit
from governance.services.roster import span_of
from governance.shifts import DAY, Load, Span, load, rotation

BEHIND, AHEAD = 28, 28  # days
SOON = timedelta(hours=6)  # a shift that ends within this time is followed by another one of the same people
STAND_IN = timedelta(hours=8)
DAY_AND_NIGHT = (("白班", time(8), time(20)), ("夜班", time(20), time(8)))
ROUND_THE_CLOCK = (("值班", time(8), time(8)),)
# Unit, its shifts with how many people each needs, who has the running one, the colleagues.
STATIONS = (
    ("BJ", ROUND_THE_CLOCK, (1,), "quji1", "quji2 quji3"),
    ("PY", ROUND_THE_CLOCK, (1,), "jiedao1", "jiedao2 jiedao3"),
    ("PY-DONGGUAN", DAY_AND_NIGHT, (2, 1), "shegong1 shegong2 shuji1", "shegong3 shegong4 shegong5"),
    ("CH-ZHONGXING", DAY_AND_NIGHT, (1, 1), "shegong9", "shegong10 shegong11 shegong12"),
    ("PY-DONGGUAN-G01", (("网格班", time(8), time(18)),), (1,), "wangge1", ""),
)
GAP = ("PY-DONGGUAN", "夜班", 1)  # unit, shift, days from today: nobody has it


def fill(units: dict[str, Unit], staff: dict[str, Staff], now: datetime) -> None:
    """Shifts where there are none, and duties from where the roster ends so far; called again later, it grows."""
    today = timezone.localdate(now)
    for key, shifts, needed, own, others in STATIONS:
        kept = [_shift(units[key], shift, count) for shift, count in zip(shifts, needed, strict=True)]
        last = Duty.objects.filter(unit=units[key], shift__isnull=False).order_by("-starts_at").first()
        first = timezone.localdate(last.starts_at) + DAY if last else today - BEHIND * DAY
        named, team = ([staff[name] for name in names.split()] for names in (own, others))
        rows = _running(units[key], kept, named, now)
        for n in range(0, (today + AHEAD * DAY - first).days - 6, 7):  # whole weeks, so that a second call adds nothing
            rows += _week(units[key], kept, [*named, *team], first + n * DAY, rows, today)
        Duty.objects.bulk_create(rows)
    memo.forget()


def _shift(unit: Unit, given: tuple[str, time, time], needed: int) -> Shift:
    name, begins, ends = given
    return Shift.objects.get_or_create(
        unit=unit, name=name, defaults={"begins": begins, "ends": ends, "needed": needed}
    )[0]


def _running(unit: Unit, kept: list[Shift], named: list[Staff], now: datetime) -> list[Duty]:
    """What the named ones have now; nothing when they are on duty already."""
    if Duty.objects.filter(staff__in=named, ends_at__gt=now, starts_at__lte=now).exists():
        return []
    today = timezone.localdate(now)
    spans = sorted((span_of(shift, today + n * DAY), shift) for shift in kept for n in (-1, 0, 1))
    running = [(span, shift) for span, shift in spans if span.starts_at <= now < span.ends_at]
    if not running:
        until = min(span.starts_at for span, _ in spans if span.starts_at > now)
        return [Duty(unit=unit, staff=one, starts_at=now, ends_at=min(until, now + STAND_IN)) for one in named]
    if running[0][0].ends_at - now < SOON:
        running += [(span, shift) for span, shift in spans if span.starts_at == running[0][0].ends_at]
    return [_duty(unit, one, span, shift) for span, shift in running for one in named]


def _week(unit: Unit, kept: list[Shift], people: list[Staff], first: date, rows: list[Duty], today: date) -> list[Duty]:
    """Seven days shared out; places that `rows` hold already are left."""
    held: dict[Staff, list[Span]] = {one: [] for one in people}
    for row in [*Duty.objects.filter(staff__in=people, ends_at__gt=_midnight(first - BEHIND * DAY)), *rows]:
        held[row.staff].append(Span(timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)))
    places: list[tuple[Span, Shift]] = []
    for day in (first + n * DAY for n in range(7)):
        for shift in kept:
            span = span_of(shift, day)
            there = sum(span.overlaps(Span(row.starts_at, row.ends_at)) for row in rows)
            if (unit.key, shift.name, (day - today).days) != GAP:
                places += [(span, shift)] * max(0, shift.needed - there)
    past: dict[Staff, Load] = {one: load(spans) for one, spans in held.items()}
    turns = rotation([span for span, _ in places], people, busy=held, past=past, away={})
    return [_duty(unit, one, span, shift) for one, (span, shift) in zip(turns, places, strict=True) if one]


def _duty(unit: Unit, one: Staff, span: Span, shift: Shift) -> Duty:
    return Duty(unit=unit, staff=one, starts_at=span.starts_at, ends_at=span.ends_at, shift=shift)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
