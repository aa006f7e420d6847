"""A roster from a table: read, tried line by line, and written whole or not at all.

The trial does what the import will do, in a transaction that is taken back: what it says of a line is what would happen,
clashes between two lines of the file included.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from binan.kit.errors import NotAllowed, Refused
from governance.access import may_plan, rostered
from governance.models import Duty, Shift, Staff, Unit
from governance.selectors import roster
from governance.services.roster import planned, span_of, when
from governance.shifts import YEARS, Span, on_day

T = TypeVar("T")
COLUMNS = ("单位", "人员", "日期", "班次", "开始", "结束")
BYTES_MAX, LINES_MAX = 200 * 2**10, 2000
ENCODINGS = ("utf-8-sig", "gb18030")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Line:
    """One line of the table: its number in the file, what it asks for, what is wrong with it ("" when nothing is)."""

    number: int
    asked: str
    problem: str = ""


def decoded(raw: bytes) -> str:
    """The text of the file: UTF-8 with or without a mark, or GB18030 as Excel in China writes it. Raises `Refused("file")`."""
    if len(raw) > BYTES_MAX:
        raise Refused("file", "文件太大了，请分成几份，每份不超过 200 KB。")
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("file", "这个文件打不开。请在表格软件里另存为 CSV，再上传。")


def bring_in(text: str, *, unit: Unit, by: Staff, now: datetime, trial: bool) -> list[Line]:
    """Plan every line of `text` in `unit`, or in the unit a line names. Nothing is written on a `trial`, or when any line is
    wrong. Raises `Refused("file")` for a table without our columns, and `NotAllowed` for who makes no roster here."""
    if not may_plan(by, unit):
        raise NotAllowed("not_allowed", "值班表由本单位或上级的负责人来排，请和负责人说。")
    try:
        rows = list(_rows(text))
    except csv.Error as fault:
        raise Refused("file", "这个表读不出来：有一格太长，或者引号没有成对。请检查后再上传。") from fault
    books = _Books(unit, by)
    with transaction.atomic():
        lines = [_line(number, row, books, now) for number, row in rows]
        if trial or any(line.problem for line in lines):
            transaction.set_rollback(True)
    return lines


def template(unit: Unit, today: date) -> str:
    """A table to fill in: the columns and one line for each shift as an example, marked so that Excel reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    person = next(iter(roster.workers(unit)), None)
    for shift in roster.shifts(unit):
        writer.writerow([unit.key, person.username if person else "", today.isoformat(), shift.name, "", ""])
    writer.writerow([unit.key, person.username if person else "", today.isoformat(), "", "09:00", "17:00"])
    return "\ufeff" + out.getvalue()


class _Books:
    """What names in the file stand for; each asked of the database once."""

    def __init__(self, unit: Unit, by: Staff) -> None:
        self.unit = unit
        self.units = {name: one for one in rostered(by) if may_plan(by, one) for name in (one.name, one.key)}
        self._shifts: dict[int, dict[str, Shift]] = {}
        self._people: dict[int, list[Staff]] = {}

    def unit_of(self, name: str) -> Unit:
        if name and name not in self.units:
            raise Refused("unit", f"没有您能排班的单位“{name}”。")
        return self.units[name] if name else self.unit

    def shift_of(self, unit: Unit, name: str) -> Shift:
        kept = self._shifts.setdefault(unit.pk, {shift.name: shift for shift in roster.shifts(unit)})
        if name not in kept:
            raise Refused("shift", f"{unit}没有叫“{name}”的班次，有的是：{'、'.join(kept) or '还没有设'}。")
        return kept[name]

    def person_of(self, unit: Unit, name: str) -> Staff:
        people = self._people.setdefault(unit.pk, list(roster.able(unit)))
        found = [one for one in people if name in (one.username, one.display_name)]
        if not found:
            raise Refused("staff", f"{unit}没有能值班的“{name}”。" if name else "没有写是谁。")
        if len(found) > 1:
            raise Refused("staff", f"有 {len(found)} 个人叫“{name}”，请写用户名。")
        return found[0]


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not reader.fieldnames or not {"人员", "日期"} <= {(name or "").strip() for name in reader.fieldnames}:
        raise Refused("file", "第一行要有这些列名：单位、人员、日期、班次、开始、结束。请下载模板照着填。")
    for n, row in enumerate(reader):
        if n >= LINES_MAX:
            raise Refused("file", f"一次最多 {LINES_MAX} 行，请分成几份。")
        given = {str(name).strip(): str(value or "").strip() for name, value in row.items() if name}
        if any(given.values()):
            yield reader.line_num, given


def _line(number: int, row: dict[str, str], books: _Books, now: datetime) -> Line:
    asked = "　".join(value for name in COLUMNS if (value := row.get(name, "")))
    try:
        duty, fresh = _planned(row, books, now)
    except Refused as refusal:
        return Line(number, asked, refusal.sentence)
    said = f"{duty.unit} {duty.staff} {when(Span(duty.starts_at, duty.ends_at))}"
    return Line(number, said if fresh else f"{said}（已经排过）")


def _planned(row: dict[str, str], books: _Books, now: datetime) -> tuple[Duty, bool]:
    unit = books.unit_of(row.get("单位", ""))
    person = books.person_of(unit, row["人员"])
    day = _typed(row["日期"], _day, "日期", "2026-12-01")
    shift = books.shift_of(unit, row["班次"]) if row.get("班次") else None
    span = span_of(shift, day) if shift else _hours(row, day)
    return planned(unit, staff=person, span=span, shift=shift, now=now)


def _hours(row: dict[str, str], day: date) -> Span:
    begins, ends = (_typed(row.get(name, ""), _time, name, "08:00") for name in ("开始", "结束"))
    return on_day(begins, ends, day, timezone.get_current_timezone())


def _typed(words: str, read: Callable[[str], T], name: str, example: str) -> T:
    try:
        return read(words)
    except ValueError as fault:
        raise Refused("typed", f"{name}“{words}”看不懂，请写成 {example} 这样。") from fault


def _day(words: str) -> date:
    if not (found := DAY.fullmatch(words)):
        raise ValueError(words)
    day = date(*(int(part) for part in found.groups()))
    if day.year not in YEARS:
        raise ValueError(words)
    return day


def _time(words: str) -> time:
    if (found := time.fromisoformat(words)).tzinfo:  # ours are the house's
        raise ValueError(words)
    return found
