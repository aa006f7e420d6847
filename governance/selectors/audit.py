"""Reading the audit: what an auditor asks for, newest first, as fast with a million entries as with ten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from binan.kit import codes, cursors
from binan.kit.errors import Refused
from governance.access import audits, opens_closed
from governance.deeds import Deed, Thing
from governance.models import AuditEntry, Staff

PAGE = 50
CHUNK = 2000  # rows of an export that are in memory at once
TYPED_MAX = 64  # characters
NOT_OURS = "没有这个筛选，请从第一页重新打开。"
TOLD = {
    "fields": "哪些内容", "rows": "哪些行", "action": "操作", "role": "岗位", "unit": "单位", "new": "新的", "what": "看什么", "reason": "原因",
    "phone": "电话", "shown": "看到几件", "asked": "筛选", "command": "命令", "by": "系统账号", "kind": "做了什么", "of": "对象类型", "id": "对象",
    "label": "名称", "ok": "成功",
}  # fmt: skip
FIELDS = {"changed": "改：", "added": "加：", "deleted": "删："}
RESULTS = {"": "全部", "ok": "成功", "refused": "没有允许"}


@dataclass(frozen=True)
class Asked:
    """What is asked for: each empty for everything. `who`: a user name or a name; `thing`: a case number or another number."""

    who: str = ""
    kind: str = ""
    thing: str = ""
    day: date | None = None
    result: str = ""

    @property
    def query(self) -> str:
        """As it stands in an address."""
        values = {"who": self.who, "kind": self.kind, "thing": self.thing, "day": self.day or "", "result": self.result}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def words(self) -> str:
        """As the books say it: in what was asked, not for whom of the residents, since no name or number finds anything here."""
        kind = Deed(self.kind).label if self.kind else ""
        return (
            "，".join(
                filter(
                    None, [self.who, kind, self.thing, f"{self.day or ''}", RESULTS[self.result] if self.result else ""]
                )
            )
            or "全部"
        )


@dataclass(frozen=True)
class Page:
    """Entries, the newest first, and the cursor of the next page ("" at the end)."""

    rows: list[AuditEntry]
    next: str


def asked(typed: Mapping[str, str]) -> Asked:
    """The filter as an address or a form sent it. Raises `Refused` for what is none."""
    given = {name: typed.get(name, "").strip() for name in ("who", "kind", "thing", "day", "result")}
    try:
        day = date.fromisoformat(given["day"]) if given["day"] else None
    except ValueError as fault:
        raise Refused("show", NOT_OURS) from fault
    known = (not given["kind"] or given["kind"] in Deed.values) and given["result"] in RESULTS
    if not known or any(len(value) > TYPED_MAX or "\0" in value for value in given.values()):
        raise Refused("show", NOT_OURS)
    if day and not 2000 < day.year < 2200:
        raise Refused("show", NOT_OURS)
    return Asked(given["who"], given["kind"], given["thing"], day, given["result"])


def listed(staff: Staff, of: Asked, *, cursor: str = "") -> Page:
    """A page of the entries asked for. Raises `NotAllowed` for whoever is no auditor, `Refused` on a cursor that is not ours."""
    audits(staff)
    rows = _rows(of)
    if cursor:
        at, pk = cursors.place(cursor, datetime, int)
        rows = rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(pk__lt=pk))
    found = list(rows.order_by("-at", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], cursors.cursor(last.at, last.pk) if last else "")


def one(staff: Staff, pk: int) -> tuple[AuditEntry, list[tuple[str, str]]]:
    """One entry with its details in words as she may read them: of a deed on something closed they are those of 打开工作台 for all but
    `opens_closed`. Raises `NotAllowed`, `Http404`."""
    audits(staff)
    found = AuditEntry.objects.select_related("actor", "unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    told = dict(found.body or {})
    if found.kind == Deed.DESK_OPENED and not opens_closed(staff):
        told = {}
    return found, [(TOLD.get(str(name), str(name)), _words(str(name), value)) for name, value in told.items()]


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(_words(name, each) for each in value)
    if name == "fields":  # Django keeps the names of its own fields in English
        deed, _, field = str(value).partition(": ")
        return f"{FIELDS.get(deed, deed)}{gettext(field)}"
    if name == "kind":
        return str(Deed(value).label)
    return str(Thing(value).label) if name == "of" and value else str(value)


def exported(of: Asked) -> Iterator[AuditEntry]:
    """The entries asked for that stand on the chain, in its order, without their bodies, a few at a time however many there are."""
    rows, last = _rows(of).order_by("seq"), 0
    while True:
        found = list(rows.filter(seq__gt=last)[:CHUNK])
        yield from found
        if len(found) < CHUNK:
            return
        last = found[-1].seq or 0


def _rows(of: Asked) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.select_related("actor", "unit").defer("body", "body_salt")
    if of.who:
        people = Staff.objects.filter(Q(username=of.who) | Q(display_name=of.who)).values_list("pk", flat=True)
        rows = rows.filter(actor__in=list(people))
    if of.thing:
        rows = rows.filter(object_id__in={of.thing, of.thing.upper(), codes.spoken(of.thing)})
    if of.kind:
        rows = rows.filter(kind=of.kind)
    if of.result:
        rows = rows.filter(result=of.result)
    if of.day:
        begin = timezone.make_aware(datetime.combine(of.day, time()))
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return rows


def link_of(entry: AuditEntry) -> str:
    """What finds every other entry about the same thing; "" where that is nothing."""
    return entry.object_id if entry.object_type not in ("", Thing.LIST, Thing.AUDIT) else ""
