"""The papers of the talks: inquiry, evidence, the record (domain.md §4.2 nos. 5–7)."""

from __future__ import annotations

from mediation.documents.blocks import HAND, Data, head, mediator, moment, names, sign_as, split, spoken_for, ticked
from mediation.documents.closing import Hand, signatures
from mediation.documents.ruling import Cell, table
from mediation.documents.sheet import CELL, Sheet

LEAST = 8  # rows of the list of evidence with its head: what comes later is written in by hand
READ = "以上记录我已看过（听过），与我所说的一致。"


def inquiry(sheet: Sheet, data: Data) -> None:
    """调查记录."""
    values = data["values"]
    head(sheet, data)
    for label, name in (
        ("时间", "at"),
        ("地点", "place"),
        ("被调查人", "asked"),
        ("调查人", "by"),
        ("记录人", "recorder"),
    ):
        sheet.labelled(label, values.get(name, ""), blanks=14)
    sheet.blank(3)
    sheet.heading("内容")
    sheet.para(values["content"])
    sheet.blank(3)
    sheet.para(READ)
    signatures(sheet, [Hand("被调查人签名"), Hand("调查人签名")])


def evidence(sheet: Sheet, data: Data) -> None:
    """证据材料清单: each piece with where it came from and its checksum."""
    head(sheet, data)
    rows = [
        [
            Cell("序号", head=True),
            Cell("名称", head=True),
            Cell("来源", head=True),
            Cell("收到时间", head=True),
            Cell("校验码", head=True),
        ]
    ]
    for number, one in enumerate(data["body"]["items"], 1):
        rows.append([
            Cell(str(number), align="center"), Cell(one["name"]), Cell(one["from"]), Cell(moment(one["at"])), Cell(one["sha256"][:16]),
        ])  # fmt: skip
    typed = split(data["values"].get("items", ""))
    for number, name in enumerate(typed, len(rows)):
        rows.append([Cell(str(number), align="center"), Cell(name), Cell(""), Cell(""), Cell("")])
    rows += [[Cell("", least=HAND)] * 5 for _ in range(LEAST - len(rows))]
    table(sheet, (0.7, 2.6, 1.1, 1.5, 1.5), rows, size=11, header=1)
    sheet.blank(3)
    sheet.para("校验码是文件 SHA-256 指纹的前十六位，文件另存。", 10, indent=0)
    signatures(sheet, [Hand("提交人（签名）"), Hand("接收人（签名）")], boxes=False)


def record(sheet: Sheet, data: Data) -> None:
    """人民调解记录(笔录): who, when and where, what was said, the result, the signatures."""
    body, values = data["body"], data["values"]
    head(sheet, data)
    sheet.labelled("时间", body["time"], blanks=18)
    sheet.labelled("地点", body["place"], blanks=18)
    sheet.labelled("当事人", names(data))
    sheet.labelled("参加人", values.get("others") or body.get("others", ""), blanks=18)
    sheet.labelled("主持调解员", data["mediator"], blanks=12)
    sheet.labelled("记录人", values.get("recorder") or data["issued_by"])
    sheet.blank(3)
    sheet.heading("调解记录")
    sheet.para("调解开始前，调解员已向双方说明调解的性质、原则和效力，以及当事人的权利和义务。")
    if values.get("content"):
        sheet.para(values["content"])
    for note in body.get("notes", ()):
        sheet.para(f"{note['who']}：{note['text']}" if note.get("who") else note["text"])
    sheet.blank(2)
    sheet.labelled("调解结果", ticked([(label, body["result"] == key) for key, label in RESULTS]))
    sheet.blank(2)
    sheet.para(READ)
    hands = [Hand(sign_as(party)) for party in data["parties"] if not party.get("spoken_by")]
    spoken_for(sheet, data, "spoken_by", "代表参加调解并签名")
    signatures(sheet, [*hands, Hand(mediator(data)), Hand("记录人（签名）")], boxes=False)
    if not values.get("content") and not body.get("notes"):
        sheet.para("（现场没有留下电子笔录，见所附手写笔录。）", CELL)


RESULTS = (("agreed", "调解成功"), ("failed", "调解不成"), ("open", "继续调解"))
