"""Lists as files: the filtered board, and the board of a past minute. Masked, and each with a line that says whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from binan.kit import sheets
from binan.kit.masking import mask_person, mask_text
from complaints import selectors
from complaints.models import Complaint, Export
from complaints.promises import PROMISES
from complaints.selectors.replay import Line
from complaints.services import exporting
from complaints.sieve import FAMILIES, VIEWS, Sieve
from complaints.taxonomy import CATEGORIES
from complaints.templatetags.desk import left_of
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.replay import asked_for
from complaints.workflow import Source, Stage, Urgency
from governance.models import Staff

BOARD = ("受理编号", "紧急程度", "阶段", "类别", "来源", "负责单位", "承办人", "地点", "提交时间", "最紧的时限", "到期",
         "称呼", "联系电话", "摘要", "诉求内容")  # fmt: skip
REPLAY = ("受理编号", "紧急程度", "阶段", "负责单位", "承办人", "最紧的时限", "到期", "还剩或超时", "在叫谁", "摘要")
UNTOLD = "看不出来"


@staff_only
@require_POST
def board(request: DeskRequest) -> HttpResponse:
    """The board as it is filtered, all its pages, in its order."""
    staff, now = request.user, timezone.now()
    sieve = selectors.sieve(staff, request.POST.dict())
    written, keys = exporting.export(
        staff, what=Export.What.BOARD, asked=_asked(staff, sieve), now=now,
        read=lambda most: selectors.keys(staff, now=now, sieve=sieve, most=most),
    )  # fmt: skip
    return _file(request, written, BOARD, (_on_board(case) for case in selectors.exported(keys)))


@staff_only
@require_POST
def replayed(request: DeskRequest) -> HttpResponse:
    """The board of a past minute."""
    unit, at = asked_for(request.user, request.POST.get("unit", ""), request.POST.get("at", ""), timezone.now())
    written, lines = exporting.export(
        request.user, what=Export.What.REPLAY, asked=f"{unit.name}，{localtime(at):%Y-%m-%d %H:%M} 的看板", now=timezone.now(),
        read=lambda most: selectors.replay.board(unit, at=at).lines,
    )  # fmt: skip
    return _file(request, written, REPLAY, (_as_it_was(line, at) for line in lines))


def _file(request: DeskRequest, written: Export, head: Sequence[str], rows: Iterator[Sequence[object]]) -> HttpResponse:
    def all_of_it() -> Iterator[Sequence[object]]:
        yield [exporting.watermark(written)]
        yield head
        yield from rows
        yield [exporting.watermark(written)]

    return sheets.download(request, all_of_it(), name=f"binan-{written.number}.csv")  # type: ignore[return-value]


def _on_board(case: Complaint) -> Sequence[object]:
    promise = PROMISES.get(case.pressing_kind)
    category = CATEGORIES.get(case.category)
    return (
        case.code, case.get_urgency_display(), case.get_stage_display(), category.name if category else "", case.get_source_display(),
        case.unit.name, case.handler or "", case.place.name if case.place else "", _moment(case.filed_at),
        promise.label if promise else "", _moment(case.pressing_at) if promise else "",
        case.masked_name, case.masked_phone, mask_text(case.title), mask_person(case.text, case.name),
    )  # fmt: skip


def _as_it_was(line: Line, at: datetime) -> Sequence[object]:
    then, clock = line.then, line.then.pressing
    due = _moment(clock.due_at) if clock and clock.due_at else ""
    return (
        line.case.code, Urgency(then.urgency).label if then.urgency else UNTOLD, Stage(then.stage).label, then.said_unit or UNTOLD,
        then.title, PROMISES[clock.kind].label if clock else "", due, left_of(clock, at) if clock else "", "；".join(then.rings),
        mask_text(line.case.title),
    )  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def _asked(staff: Staff, sieve: Sieve) -> str:
    """The filter in words, for the books."""
    unit = next((unit.name for unit in selectors.area(staff) if unit.pk == sieve.unit), "")
    words = [
        VIEWS.get(sieve.view, ""), Urgency(sieve.urgency).label if sieve.urgency else "", Stage(sieve.stage).label if sieve.stage else "",
        FAMILIES.get(sieve.family, ""), Source(sieve.source).label if sieve.source else "", unit,
    ]  # fmt: skip
    return "，".join(map(str, filter(None, words))) or "没有办结的，全部"
