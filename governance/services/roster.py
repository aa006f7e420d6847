"""Making a roster: who is on duty when. What is over stays as it was: replay reads who was there at any past minute.

Nobody has two duties at once: her row is locked, the clash is named, and the database refuses whatever gets past that.
A command that comes twice finds its own duty and answers with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from binan.kit import memo
from binan.kit.errors import Moved, Refused
from binan.kit.workflow import locked
from governance.models import Duty, Shift, Staff, Unit
from governance.selectors import roster
from governance.selectors.coverage import absences
from governance.shifts import DAY, Span, on_day, rotation

LONGEST = timedelta(hours=26)  # of one duty: a day and the hand-over
STAND_IN = timedelta(hours=8)  # of a stand-in where the station keeps no shifts


@dataclass(frozen=True)
class Planned:
    """What a command over a whole week did: how many duties were written, and for each that was not, why."""

    made: int
    left: tuple[str, ...] = ()


def span_of(shift: Shift, day: date) -> Span:
    """When a shift is that begins on `day`."""
    return on_day(shift.begins, shift.ends, day, timezone.get_current_timezone())


def plan(unit: Unit, *, staff: Staff, span: Span, now: datetime, shift: Shift | None = None) -> Duty:
    """排班: `staff` is on duty in `unit`, from now on when `span` has begun. Raises `Refused` (over, length, not_here, overlap)
    with a sentence that names what stands in the way."""
    return planned(unit, staff=staff, span=span, now=now, shift=shift)[0]


def planned(unit: Unit, *, staff: Staff, span: Span, now: datetime, shift: Shift | None = None) -> tuple[Duty, bool]:
    """As `plan`: the duty, and whether it is a new one."""
    if span.ends_at <= now:
        raise Refused("over", "这个班已经过去了，不能再排。")
    if not timedelta() < span.ends_at - span.starts_at <= LONGEST:
        raise Refused("length", "一个班要晚于开始才结束，最长 26 小时。")
    rest = Span(max(span.starts_at, now), span.ends_at)
    with transaction.atomic():
        locked(Staff.objects.all(), staff.pk)
        hers = Duty.objects.filter(unit=unit, staff=staff, ends_at=rest.ends_at)
        same = hers.filter(starts_at__gte=span.starts_at, starts_at__lte=rest.starts_at).first()
        if same:
            return same, False
        _fits(unit, staff, rest)
        return _kept(Duty(unit=unit, staff=staff, starts_at=rest.starts_at, ends_at=rest.ends_at, shift=shift)), True


def reassign(duty: Duty, *, to: Staff, now: datetime) -> Duty:
    """改派: somebody else has this duty; of one that is running, from now on. Returns the duty of `to`.

    Raises `Refused` as `plan` does, and `Moved` when the duty has changed hands or gone meanwhile.
    """
    with transaction.atomic():
        for pk in sorted({duty.staff_id, to.pk}):
            locked(Staff.objects.all(), pk)
        fresh = _fresh(duty, now)
        if fresh.staff_id == to.pk:
            return fresh
        rest = Span(max(fresh.starts_at, now), fresh.ends_at)
        _fits(fresh.unit, to, rest)
        if fresh.starts_at >= now:
            fresh.staff = to
            return _kept(fresh)
        Duty.objects.filter(pk=fresh.pk).update(ends_at=now)
        return _kept(Duty(unit=fresh.unit, staff=to, starts_at=rest.starts_at, ends_at=rest.ends_at, shift=fresh.shift))


def remove(duty: Duty, *, now: datetime) -> None:
    """撤班: a duty to come is taken off the roster, one that is running ends now. Raises `Refused("over")` and `Moved`."""
    with transaction.atomic():
        locked(Staff.objects.all(), duty.staff_id)
        fresh = _fresh(duty, now)
        if fresh.starts_at < now:
            Duty.objects.filter(pk=fresh.pk).update(ends_at=now)
        else:
            fresh.delete()
    memo.forget()


def copy_week(unit: Unit, *, first: date, now: datetime) -> Planned:
    """照抄上周: the shifts of the week before `first` (a Monday), seven days later; what does not fit is named and left out,
    who has left the station is left out as well."""
    before = [row for row in roster.duties(window=roster.days_of(first - 7 * DAY), unit=unit) if row.staff.is_active]
    begun = [row for row in before if row.shift_id and roster.local(row).starts_at.date() >= first - 7 * DAY]
    away = {row.staff_id for row in begun} - {person.pk for person in roster.workers(unit)}
    asked = [(row, Span(row.starts_at + 7 * DAY, row.ends_at + 7 * DAY)) for row in begun if row.staff_id not in away]
    return _all(unit, [(row.staff, span, row.shift) for row, span in asked if span.ends_at > now], now)


def fill(unit: Unit, *, first: date, now: datetime) -> Planned:
    """轮流补齐: the places of the week that are still open go round fairly (governance.shifts.rotation); what nobody can take
    without a rest too short or a seventh day stays open and is named."""
    week = roster.week(unit, first, now)
    cells = [(cell, shift) for shift, cells in week.rows for cell in cells if cell.span.ends_at > now]
    places = [(cell, shift) for cell, shift in cells for _ in range(cell.missing)]
    people = {person.pk: person for person in roster.workers(unit)}
    window = roster.days_of(first - 2 * DAY, 11)
    busy: dict[int, list[Span]] = {pk: [] for pk in people}
    for row in roster.duties(window=window, people=people):
        busy[row.staff_id].append(roster.local(row))
    away: dict[int, list[Span]] = {}
    for leave in absences(people, window):
        away.setdefault(leave.staff_id, []).append(roster.local(leave))
    past = {person.staff.pk: person.lately for person in week.people}
    turns = rotation([cell.span for cell, _ in places], list(people), busy=busy, past=past, away=away)
    given = [(people[who], cell.span, shift) for who, (cell, shift) in zip(turns, places, strict=True) if who]
    done = _all(unit, given, now)
    open_ = [f"{cell.day:%m月%d日}{shift.name}" for who, (cell, shift) in zip(turns, places, strict=True) if not who]
    return Planned(
        done.made, (*done.left, *(f"{name}：没有人能接（休息不到 11 小时，或一周没有休息日）" for name in open_))
    )


def stand_in(unit: Unit, *, staff: Staff, now: datetime) -> Duty:
    """临时顶班: on duty from now to the end of the running shift. Again during it: the same duty.

    Raises `Refused` as `plan` does, and with "away" while she is on leave: who is away covers nothing.
    """
    if absences([staff.pk], Span(now, now + timedelta(microseconds=1))):
        raise Refused("away", "您正在请假。要顶班，请先在值班表上销假。")
    running = Duty.objects.filter(unit=unit, staff=staff, starts_at__lte=now, ends_at__gt=now).first()
    if running:
        return running
    ends = [span for shift in Shift.objects.filter(unit=unit) for span in _around(shift, now)]
    until = min((span.ends_at for span in ends), default=now + STAND_IN)
    nearest = Duty.objects.filter(staff=staff, starts_at__gt=now).order_by("starts_at").first()
    end = min(until, nearest.starts_at) if nearest else until
    return plan(unit, staff=staff, span=Span(now, end), now=now)


def _around(shift: Shift, now: datetime) -> list[Span]:
    today = timezone.localdate(now)
    spans = (span_of(shift, day) for day in (today - DAY, today))
    return [span for span in spans if span.starts_at <= now < span.ends_at]


def _all(unit: Unit, asked: Sequence[tuple[Staff, Span, Shift | None]], now: datetime) -> Planned:
    made, left = 0, []
    with transaction.atomic():
        for pk in sorted({staff.pk for staff, _, _ in asked}):  # in one order: two planners never wait for each other
            locked(Staff.objects.all(), pk)
        for staff, span, shift in asked:
            try:
                made += planned(unit, staff=staff, span=span, now=now, shift=shift)[1]
            except Refused as refusal:
                left.append(f"{when(span)} {staff}：{refusal.sentence}")
    return Planned(made, tuple(left))


def _fresh(duty: Duty, now: datetime) -> Duty:
    fresh = Duty.objects.select_related("staff", "unit", "shift").filter(pk=duty.pk, staff=duty.staff_id).first()
    if fresh is None:
        raise Moved("moved", "这个班刚刚有人改过，请看最新的值班表。")
    if fresh.ends_at <= now:
        raise Refused("over", "这个班已经过去了，不能再改。")
    return fresh


def _fits(unit: Unit, staff: Staff, span: Span) -> None:
    """Raises `Refused` when she does not work there or is on duty elsewhere then."""
    if not roster.able(unit).filter(pk=staff.pk).exists():
        raise Refused("not_here", f"{staff}在{unit}和它的上级没有办理诉求的岗位，看不到这里的诉求，不能排在这里。")
    clash = next(iter(roster.duties(window=span, people=[staff.pk])), None)
    if clash:
        raise Refused("overlap", f"{staff}这段时间已经在{clash.unit}值班（{when(roster.local(clash))}）。")


def _kept(duty: Duty) -> Duty:
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as fault:
        raise Refused("overlap", f"{duty.staff}这段时间刚刚排了别的班，请看最新的值班表。") from fault
    return duty


def when(span: Span) -> str:
    """A stretch in words: 11月24日 20:00–08:00."""
    begin, end = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    return f"{begin.month}月{begin.day}日 {begin:%H:%M}–{end:%H:%M}"


__all__ = ["Planned", "copy_week", "fill", "plan", "planned", "reassign", "remove", "span_of", "stand_in", "when"]
