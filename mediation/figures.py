"""The statistics form as plain values: its columns, and how rows add up (domain.md §4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any


@dataclass
class Figures:
    """One row of the form. Metadata: the head of its column. Counts are cases unless the head says otherwise."""

    accepted: int = field(default=0, metadata={"head": "受理"})
    mediated: int = field(default=0, metadata={"head": "调解结束"})
    applied: int = field(default=0, metadata={"head": "其中依申请"})
    initiative: int = field(default=0, metadata={"head": "其中主动调解"})
    referred: int = field(default=0, metadata={"head": "其中接受委托移送"})
    settled: int = field(default=0, metadata={"head": "调解成功"})
    partial: int = field(default=0, metadata={"head": "其中部分当事人达成"})
    written: int = field(default=0, metadata={"head": "书面协议"})
    oral: int = field(default=0, metadata={"head": "口头协议"})
    withdrawn: int = field(default=0, metadata={"head": "撤诉（没有另签协议）"})
    unsettled: int = field(default=0, metadata={"head": "调解不成"})
    not_begun: int = field(default=0, metadata={"head": "未开展（不同意、随案撤销、移交）"})
    performed: int = field(default=0, metadata={"head": "协议已履行"})
    confirm_filed: int = field(default=0, metadata={"head": "申请司法确认"})
    confirmed: int = field(default=0, metadata={"head": "司法确认有效"})
    people: int = field(default=0, metadata={"head": "当事人（人）"})
    people_settled: int = field(default=0, metadata={"head": "达成协议的当事人（人）"})
    amount: Decimal = field(default=Decimal(0), metadata={"head": "涉及金额（元）"})
    reports: int = field(default=0, metadata={"head": "填报排查的月报（份）"})
    rounds: int = field(default=0, metadata={"head": "排查次数"})
    found: int = field(default=0, metadata={"head": "排查发现"})
    prevented: int = field(default=0, metadata={"head": "预防纠纷"})
    crime_cases: int = field(default=0, metadata={"head": "防止民转刑（件）"})
    crime_people: int = field(default=0, metadata={"head": "防止民转刑（人）"})
    petition_cases: int = field(default=0, metadata={"head": "防止群体性上访（件）"})
    petition_people: int = field(default=0, metadata={"head": "防止群体性上访（人）"})

    @property
    def rate(self) -> float | None:
        """Settled of mediated in percent, one decimal; None when nothing was mediated."""
        return round(100 * self.settled / self.mediated, 1) if self.mediated else None

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})

    def cells(self) -> list[int | Decimal | float | None]:
        """The values in the order of `HEADS`: the rate behind what it is of; nothing typed where nobody reported."""
        row: list[int | Decimal | float | None] = []
        for each in fields(self):
            typed = each.name in TYPED
            row.append(None if typed and not self.reports else getattr(self, each.name))
            if each.name == "settled":
                row.append(self.rate)
        return row


TYPED = ("rounds", "found", "prevented", "crime_cases", "crime_people", "petition_cases", "petition_people")
HEADS: list[str] = []
for _each in fields(Figures):
    HEADS += [_each.metadata["head"], "成功率（%）"] if _each.name == "settled" else [_each.metadata["head"]]


@dataclass(frozen=True)
class Form:
    """The whole form: figures by (month, kind of organisation), and how many were mediated by (type of dispute, kind).

    `known`: the kinds of organisation there are; one without a case stands there with zeros, as does a month without one.
    """

    first: date
    last: date
    known: frozenset[str]
    cells: dict[tuple[date, str], Figures]
    disputes: Counter[tuple[str, str]]

    def kinds(self) -> list[str]:
        """The kinds of organisation there are or were, in order."""
        return sorted(self.known | {kind for _, kind in self.cells})

    def by_kind(self) -> list[tuple[str, Figures]]:
        """A row for each kind over all months, then the total."""
        rows = [(kind, total(row for (_, of), row in self.cells.items() if of == kind)) for kind in self.kinds()]
        return [*rows, ("合计", total(row for _, row in rows))]

    def lines(self) -> list[tuple[str, list[Any]]]:
        """The columns of the form as lines, as a screen has room for: head, and its value for each row of `by_kind`."""
        return [(head, [row[at] for row in self._rows]) for at, head in enumerate(HEADS)]

    @cached_property
    def _rows(self) -> list[list[int | Decimal | float | None]]:
        return [row.cells() for _, row in self.by_kind()]

    def by_month(self) -> list[tuple[date, str, Figures]]:
        """A row for each month and kind, the months in order; zeros where nothing was."""
        months = [month_after(self.first, number) for number in range(months_between(self.first, self.last))]
        return [(month, kind, self.cells.get((month, kind), Figures())) for month in months for kind in self.kinds()]

    def monthly(self) -> list[tuple[date, str, list[int | Decimal | float | None]]]:
        """`by_month` as the cells of its columns, as screen and workbook show them."""
        return [(month, kind, row.cells()) for month, kind, row in self.by_month()]

    def by_dispute(self) -> list[tuple[str, list[int], int]]:
        """For each type of dispute how many were mediated by each of `kinds`, and in all; the most frequent first."""
        types = sorted({of for of, _ in self.disputes}, key=lambda of: (-self._all(of), of))
        return [(of, [self.disputes[of, kind] for kind in self.kinds()], self._all(of)) for of in types]

    def _all(self, dispute: str) -> int:
        return sum(number for (of, _), number in self.disputes.items() if of == dispute)


def total(rows: Iterable[Figures]) -> Figures:
    """The rows added up, column by column."""
    return sum(rows, Figures())


def month_after(first: date, number: int) -> date:
    """The first day of the month `number` months after that of `first`."""
    years, month = divmod(first.month - 1 + number, 12)
    return date(first.year + years, month + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months from `first` to `last`, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1
