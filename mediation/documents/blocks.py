"""What several papers have in common: the parties, numbered lines, boxes that are ticked, amounts and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mediation.documents.ruling import Cell, table
from mediation.documents.sheet import BODY, CELL, LEADING, POINT, Sheet

Data = Mapping[str, Any]
SIX = (25.0, 31.0, 25.0, 23.0, 21.0, 31.0)  # mm
LONG = 14  # characters: a longer name has its row for itself
HAND = 10.0  # mm, a row one writes in by hand
WEEKDAYS = "一二三四五六日"


def head(sheet: Sheet, data: Data, *, title: str = "") -> None:
    """The title of a paper, and under it, to the right, the file number."""
    sheet.turn()
    sheet.title(title or data["title"], gap=3)
    sheet.line_of(f"编号：{data['number']}", CELL, align="right")
    sheet.blank(CELL * POINT * 2.2)


def parties(sheet: Sheet, data: Data, *, sides: str = "AB") -> None:
    """The parties in ruled boxes; what is not known is left to be written in by hand."""
    for party in data["parties"]:
        if party["side"] in sides:
            one(sheet, party)
    sheet.blank(3)


def one(sheet: Sheet, party: Data) -> None:
    """The rows of one party, all on one page."""
    rows = person(party)
    sheet.need(len(rows) * (HAND + 1))
    table(sheet, SIX, rows)


def person(party: Data) -> list[list[Cell]]:
    """The rows of one party: name, sex, ethnic group, age, occupation, telephone, home or place of work (domain.md §4.2 no. 1)."""

    def label(text: str) -> Cell:
        return Cell(text, head=True)

    def value(key: str, span: int = 1) -> Cell:
        return Cell(str(party.get(key) or ""), span=span, least=HAND)

    if party.get("body"):  # a company or another organisation
        rows = [
            [label(party["role"]), value("name", 5)],
            [label("法定代表人"), value("head"), label("职务"), value("post"), label("联系方式"), value("phone")],
            [label("地址"), value("address", 5)],
        ]
    elif len(str(party["name"])) > LONG:
        rows = [
            [label(party["role"]), value("name", 5)],
            [label("性别"), value("sex"), label("民族"), value("people"), label("年龄"), value("age")],
            [label("职业或职务"), value("work"), label("联系方式"), value("phone", 3)],
            [label("单位或住址"), value("address", 5)],
        ]
    else:
        rows = [
            [label(party["role"]), value("name"), label("性别"), value("sex"), label("民族"), value("people")],
            [label("年龄"), value("age"), label("职业或职务"), value("work"), label("联系方式"), value("phone")],
            [label("单位或住址"), value("address", 5)],
        ]
    if party.get("agent"):
        rows.append([label("代理人"), value("agent", 5)])
    return rows


def listed(sheet: Sheet, texts: Iterable[str], *, size: float = BODY, leading: float = LEADING) -> None:
    """Numbered lines: `1．` and so on."""
    for number, text in enumerate(texts, 1):
        sheet.para(f"{number}．{text}", size, leading=leading)


def split(text: str) -> list[str]:
    """The lines of what was typed one in a line, without numbers typed before them."""
    return [line.strip().lstrip("0123456789.．、 ") for line in text.split("\n") if line.strip()]


def ticked(options: Sequence[tuple[str, bool]]) -> str:
    """`■当事人申请　□主动调解`; the font has no ticked box."""
    return "　".join(("■" if on else "□") + label for label, on in options)


def day(iso: str) -> str:
    """`2026年11月24日` of a frozen moment or day, "" of none."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso)
    return f"{moment.year}年{moment.month}月{moment.day}日"


def moment(iso: str) -> str:
    """`2026年11月24日 14:00` of a frozen moment, "" of none."""
    return f"{day(iso)} {datetime.fromisoformat(iso):%H:%M}" if iso else ""


def yuan(amount: str) -> str:
    """`人民币3200元` of a frozen amount in yuan, "" of none; whole yuan without decimals."""
    if not amount:
        return ""
    whole, _, cents = amount.partition(".")
    return f"人民币{int(whole):,}{'.' + cents if cents.strip('0') else ''}元"


def names(data: Data, side: str = "AB") -> str:
    """`甲、乙`: the parties of these sides."""
    return "、".join(party["name"] for party in data["parties"] if party["side"] in side)


def mediator(data: Data) -> str:
    """`人民调解员（签名）`; only people's mediation calls her so."""
    return "人民调解员（签名）" if data["people"] else "调解员（签名）"


def spoken_for(sheet: Sheet, data: Data, key: str, what: str) -> None:
    """Who acts for whom, in place of a box that stays empty. `key`: `settled_by` or `spoken_by` of a party; `what`: does what."""
    for party in data["parties"]:
        if party.get(key):
            sheet.para(f"{party['role']}{_called(party)}由{party[key]}作为代表人{what}。", CELL)


def _called(party: Data) -> str:
    """`（周工友）`, "" for one who is called by her role alone."""
    return "" if party["name"].startswith(party["role"]) else f"（{party['name']}）"


def sign_as(party: Data) -> str:
    """`申请人签名（盖章）`."""
    return f"{party['role']}签名（盖章）"
