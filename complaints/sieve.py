"""What a board lets through: one rule in two tongues, columns for the database and marks on a row for the tablet.

A row carries marks (`marks`); a board asks for clauses (`wants`); static/js/live.js lets a row through when each clause has
one of its marks. So a row that arrives over the socket falls into every filtered board by itself, with no query, and
tests/complaints/test_sieve.py holds both tongues to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import Q

from complaints.taxonomy import CATEGORIES
from complaints.vocabulary import Stage

VIEWS = {"new": "新", "mine": "我的", "team": "同事", "waiting": "等待", "overdue": "超时", "supervised": "督办"}
VIEW_HINTS = {
    "new": "还没有人认领的",
    "mine": "我承办的",
    "team": "本单位同事承办的",
    "waiting": "在等居民接电话，或者在等调解",
    "overdue": "说好的时间已经过了",
    "supervised": "上级督办的、批示还没有反馈的",
}
FAMILIES = {
    "NOI": "噪声", "NEI": "邻里", "PET": "犬只动物", "PRO": "物业", "HOU": "房屋租赁", "CIT": "市容环境", "TRA": "交通",
    "SAF": "安全险情", "SEC": "治安", "FAM": "婚姻家庭", "LAB": "劳动", "ENT": "企业园区", "CON": "消费", "EDU": "教育医疗",
    "GOV": "咨询建议", "OTH": "其他",
}  # fmt: skip
LATE, TAKEN, WAITS, WATCHED = (
    "late",
    "taken",
    "waits",
    "watched",
)  # marks that are no value of a column; "late" the tablet reads off the clock


class Sifted(Protocol):
    """What of a case a sieve looks at."""

    stage: str
    urgency: str
    source: str
    category: str
    contact_tries: int
    supervised: str
    instructed: bool
    handler_id: int | None
    unit_id: int
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None


@dataclass(frozen=True)
class Sieve:
    """The filters of a board, each "" or 0 when not set. `unit`: a unit below hers; `column`: the scope column it stands in."""

    view: str = ""
    stage: str = ""
    urgency: str = ""
    family: str = ""
    source: str = ""
    unit: int = 0
    column: str = ""

    @property
    def address(self) -> str:
        """The filters as a query string, "" for none: what stands in the URL and what the socket is opened with."""
        return urlencode({name: value for name, value in asdict(self).items() if value and name != "column"})

    def where(self, me: int, units: Iterable[int], now: datetime) -> Q:
        """The filter for the database. `me`: who asks; `units`: those she works in; all of it besides the scope and the lane."""
        found = Q()
        for name in ("stage", "urgency", "source"):
            if value := getattr(self, name):
                found &= Q(**{name: value})
        if self.family:
            found &= Q(category__in=[code for code in CATEGORIES if code.startswith(self.family)])
        if self.column:
            found &= Q(**{self.column: self.unit})
        views = {
            "new": Q(stage=Stage.ACCEPTED),
            "mine": Q(handler=me),
            "team": Q(handler__isnull=False, unit__in=list(units)) & ~Q(handler=me),
            "waiting": Q(stage=Stage.MEDIATING) | Q(stage=Stage.CLAIMED, contact_tries__gt=0),
            "overdue": Q(pressing_at__lte=now) & ~Q(pressing_kind=""),
            "supervised": ~Q(supervised="") | Q(instructed=True),
        }
        return found & views.get(self.view, Q())

    def wants(self, me: int, units: Iterable[int]) -> str:
        """The same for a tablet: clauses apart by blanks, alternatives within one by `|`, `!` before a mark that must not be."""
        found = [value for value in (self.stage, self.urgency, self.source, self.family) if value]
        if self.column:
            found.append(f"in{self.unit}")
        views = {
            "new": [Stage.ACCEPTED.value],
            "mine": [f"by{me}"],
            "team": [TAKEN, f"!by{me}", "|".join(f"of{unit}" for unit in units) or "nowhere"],
            "waiting": [WAITS],
            "overdue": [LATE],
            "supervised": [WATCHED],
        }
        return " ".join(found + views.get(self.view, []))


def marks(case: Sifted) -> str:
    """What a row of this case says to every sieve; nothing in it depends on who looks or on the time."""
    found = [case.stage, case.urgency, case.source, case.category[:3], f"of{case.unit_id}"]
    found += [f"in{unit}" for unit in (case.subdistrict_id, case.community_id, case.grid_id) if unit]
    if case.handler_id:
        found += [TAKEN, f"by{case.handler_id}"]
    if case.stage == Stage.MEDIATING or (case.stage == Stage.CLAIMED and case.contact_tries):
        found.append(WAITS)
    if case.supervised or case.instructed:
        found.append(WATCHED)
    return " ".join(found)
