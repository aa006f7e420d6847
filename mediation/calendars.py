"""The calendar of one organisation: rooms or mediators of a page, day by day or hour by hour, and what has to be moved.

A fixed number of queries and a bounded page whatever the organisation has: it is read many times a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.models import Staff
from governance.selectors import workdays
from mediation.access import visible
from mediation.models import Booking, Mediation, Mediator, Organisation, Room
from mediation.workflow import How, Stage

DAYS = 7
ROWS = {True: 6, False: 12}  # rooms or mediators of a page: a screenful of a week, and of a day
HOURS = range(8, 22)  # of a day's view; what is earlier or later stands in the first or last
NEWEST = 500  # mediations in which the organisation of one without her own is looked for
LISTED = 30  # sessions that fell on a holiday
WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKEND = 5

Rows = list[Room] | list[Mediator]


@dataclass(frozen=True)
class Item:
    """One session in a cell. `who`: the mediator in a row of rooms, the room in a row of mediators; `code` only for whoever
    sees that mediation; `movable`: whether it may be moved."""

    code: str
    at: str
    until: str
    who: str
    room: int
    mediator: int
    minutes: int
    movable: bool

    @property
    def card(self) -> SafeString:
        """As it stands in the cell: hundreds of them are drawn, each in one go."""
        if not self.code:
            return format_html('<span class="sitting"><b>{}–{}</b> 已约 {}</span>', self.at, self.until, self.who)
        moving = (
            format_html(
                ' draggable="true" data-code="{}" data-at="{}" data-minutes="{}" data-room="{}" data-mediator="{}"',
                self.code, self.at, self.minutes, self.room, self.mediator,
            )
            if self.movable else ""
        )  # fmt: skip
        return format_html(
            '<a class="sitting" href="{}"{}><b>{}–{}</b> <span class="num">{}</span> {}</a>',
            reverse("mediation:one", args=[self.code]), moving, self.at, self.until, self.code, self.who,
        )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A day, or an hour of a day, of a row."""

    day: date
    time: str
    items: list[Item] = field(default_factory=list)

    @property
    def place(self) -> SafeString:
        """Its attributes: where a session that is dropped on it goes, and its head where there is no room for a table."""
        head = self.time or f"{self.day.month}月{self.day.day}日 {WEEK[self.day.weekday()]}"
        return format_html('data-day="{}" data-time="{}" data-head="{}"', self.day.isoformat(), self.time, head)


@dataclass(frozen=True)
class Line:
    """A room or a mediator with its cells."""

    pk: int
    name: str
    note: str
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """What a page of the calendar shows. `by`: room or mediator; `heads`: of the columns; `only`: the one that alone is shown, 0
    for all of a page."""

    organisation: Organisation
    by: str
    days: list[date]
    heads: list[tuple[date, str]]
    lines: list[Line]
    page: int
    more: bool
    only: int = 0


def organisations() -> list[Organisation]:
    """Those in use, by name."""
    return list(Organisation.objects.filter(active=True).only("name"))


def hers(staff: Staff, asked: str, found: list[Organisation]) -> Organisation | None:
    """The organisation asked for, else the one she mediates for, else that of the last mediation she sees, else the first; None
    when there is none."""
    wanted = {str(one.pk): one for one in found}
    if one := wanted.get(asked):
        return one
    own = getattr(getattr(staff, "mediator", None), "organisation_id", None)
    own = own or _last_seen(staff)
    return wanted.get(str(own)) or (found[0] if found else None)


def sheet(
    staff: Staff, organisation: Organisation, every: Rows, *, by: str, first: date, days: int = DAYS, page: int = 1,
    only: int = 0,
) -> Sheet:  # fmt: skip
    """One page of `every` room or mediator (`by`) of an organisation (`rows_of`) for `days` days from `first`, or `only` the one with
    this pk; a single day is shown by the hour."""
    dates, most = [first + timedelta(days=number) for number in range(days)], ROWS[days > 1]
    rows, more = _page(every, page, most, only)
    heads = [(day, "") for day in dates] if days > 1 else [(first, f"{hour:02}:00") for hour in HOURS]
    cells = {row.pk: [Cell(day, at) for day, at in heads] for row in rows}
    booked = list(_bookings(by, [row.pk for row in rows], dates))
    seen = set(visible(staff).filter(pk__in={one.mediation_id for one in booked}).values_list("pk", flat=True))
    zone = timezone.get_current_timezone()
    for booking in booked:
        _put(cells[getattr(booking, f"{by}_id")], booking, by, seen, zone)
    lines = [Line(row.pk, str(row), _note(row), cells[row.pk]) for row in rows]
    return Sheet(organisation, by, dates, heads, lines, page, more, only if len(rows) == 1 else 0)


def fallen(organisation: Organisation, now: datetime) -> list[Booking]:
    """The coming sessions on weekdays on which, by the table of holidays, nobody works: to be moved."""
    today = timezone.localdate(now)
    off = [day for day, kind in workdays().items() if kind == "off" and day >= today and day.weekday() < WEEKEND]
    if not off:
        return []
    on_those = reduce(
        or_, (Q(starts_at__gte=_begin(day), starts_at__lt=_begin(day + timedelta(days=1))) for day in off)
    )
    rows = Booking.objects.filter(on_those, state=Booking.State.FIRM, starts_at__gt=now)
    rows = rows.filter(mediation__organisation=organisation, mediation__stage=Stage.BOOKED)
    rows = rows.exclude(room__on_holidays=True)  # it was open that day when it was booked, and it still is
    return list(rows.select_related("mediation", "room", "mediator__staff").order_by("starts_at")[:LISTED])


def rows_of(organisation: Organisation, by: str) -> Rows:
    """The rooms or mediators (`by`) of an organisation that are in use, in the order of the calendar."""
    if by == "room":
        return list(Room.objects.filter(organisation=organisation, active=True).order_by("name", "pk"))
    people = Mediator.objects.filter(organisation=organisation, active=True).select_related("staff")
    return list(people.order_by("staff__display_name", "pk"))


def _page(rows: Sequence[Room | Mediator], page: int, most: int, only: int) -> tuple[Sequence[Room | Mediator], bool]:
    """What is shown of them, and whether there is more. An organisation has tens of them: this is a cut, not a query."""
    if alone := [row for row in rows if row.pk == only]:
        return alone, False
    return rows[(page - 1) * most : page * most], len(rows) > page * most


def _last_seen(staff: Staff) -> int | None:
    """The organisation of the newest mediation she sees, among the last that began anywhere."""
    newest = Mediation.objects.order_by("-pk").values("pk")[:NEWEST]
    return visible(staff).filter(pk__in=newest).order_by("-pk").values_list("organisation", flat=True).first()


def _bookings(by: str, pks: list[int], dates: list[date]) -> Iterable[Booking]:
    rows = Booking.objects.filter(
        state=Booking.State.FIRM, starts_at__gte=_begin(dates[0]), starts_at__lt=_begin(dates[-1] + timedelta(days=1)),
        **{f"{by}__in": pks},
    )  # fmt: skip
    rows = rows.select_related("room", "mediator__staff", "mediation")
    fields = (
        "room__name",
        "mediator__staff__display_name",
        "mediator__staff__username",
        "mediation__code",
        "mediation__stage",
    )
    own = ("room_id", "mediator_id", "mediation_id", "starts_at", "ends_at", "how", "state")
    return rows.only(*own, *fields).order_by("starts_at")


def _put(cells: list[Cell], booking: Booking, by: str, seen: set[int], zone: tzinfo) -> None:
    start, end = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    mine = booking.mediation_id in seen
    item = Item(
        booking.mediation.code if mine else "", f"{start:%H:%M}", f"{end:%H:%M}",
        str(booking.mediator) if by == "room" else booking.short, booking.room_id or 0, booking.mediator_id,
        int((end - start).total_seconds() // 60),
        mine and booking.how == How.ROOM and booking.mediation.stage == Stage.BOOKED,
    )  # fmt: skip
    if len(cells) == len(HOURS) and cells[0].time:
        number = min(max(start.hour - HOURS[0], 0), len(HOURS) - 1)
    else:
        number = (start.date() - cells[0].day).days
    cells[number].items.append(item)


def _note(row: Room | Mediator) -> str:
    return f"{row.opens:%H:%M}–{row.closes:%H:%M}" if isinstance(row, Room) else ""


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
