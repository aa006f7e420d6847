"""The roster of committees and mediators for the bureau of justice of the district, which counts them and tells the court
(人民调解法 art. 10)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from binan.kit.sheets import cell
from mediation import registry
from mediation.committee import Language, Office
from mediation.models import Mediator, Member, Organisation

HEADS = {
    "调解组织": (
        "编码", "名称", "调解类型", "设立层级", "服务范围", "地址", "电话", "设立日期", "本届开始", "本届期满", "主任", "委员", "其中妇女",
        "调解员", "其中专职", "要补正的",
    ),
    "委员": ("组织编码", "组织", "序号", "姓名", "职务", "女"),
    "调解员": (
        "组织编码", "组织", "用户名", "姓名", "任职方式", "专职", "文化程度", "证件号", "任职日期", "专长", "语言", "近一年培训学时",
    ),
}  # fmt: skip
WIDEST = 40  # characters


def book(today: date) -> bytes:
    """The workbook as of `today`: what is in use, a sheet each for organisations, members and mediators."""
    organisations = registry.enrolled()
    written = Workbook()
    written.remove(written.active)
    _sheet(written, "调解组织", (_organisation(one) for one in organisations))
    _sheet(written, "委员", (_member(one, sits) for one in organisations for sits in one.members.all()))
    _sheet(written, "调解员", (_mediator(one, today) for org in organisations for one in org.mediators.all()))
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def _organisation(one: Organisation) -> tuple[object, ...]:
    members, people = list(one.members.all()), list(one.mediators.all())
    return (
        one.key, one.name, one.get_regime_display(), one.get_tier_display(), one.unit or "全区", one.address, one.dial,
        one.founded_on, one.term_began, one.term_ends, "、".join(m.name for m in members if m.office == Office.CHAIR),
        len(members), sum(m.woman for m in members), len(people), sum(m.full_time for m in people),
        "".join(registry.faults(one)),
    )  # fmt: skip


def _member(one: Organisation, sits: Member) -> tuple[object, ...]:
    return one.key, one.name, sits.number, sits.name, sits.get_office_display(), "是" if sits.woman else "否"


def _mediator(one: Mediator, today: date) -> tuple[object, ...]:
    return (
        one.organisation.key, one.organisation.name, one.staff.username, one.staff.display_name,
        one.get_engagement_display(), "是" if one.full_time else "否", one.get_education_display(), one.certificate,
        one.engaged_on, "、".join(one.specialities), "、".join(Language(word).label for word in one.languages),
        registry.trained(one, today),
    )  # fmt: skip


def _sheet(written: Workbook, title: str, rows: Iterable[tuple[object, ...]]) -> None:
    sheet = written.create_sheet(title)
    sheet.append(HEADS[title])
    for row in rows:
        sheet.append([value if isinstance(value, int) else _said(value) for value in row])
    for head in sheet[1]:
        head.font = Font(bold=True)
    for number, column in enumerate(sheet.columns, 1):
        longest = max(sum(2 if ord(letter) > 255 else 1 for letter in str(one.value or "")) for one in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, WIDEST) + 2
        for one in column:
            one.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _said(value: object) -> str:
    return cell(value if value is not None else "").replace("\u00a0", " ")
