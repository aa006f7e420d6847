"""The papers at the end: notice of termination, remarks, closing report (domain.md §4.2 nos. 12–14; art. 26)."""

from __future__ import annotations

from mediation.documents.blocks import HAND, Data, day, head, listed, names, ticked
from mediation.documents.closing import Hand, seal, signatures
from mediation.documents.forms.asking import ORIGINS
from mediation.documents.ruling import Cell, table
from mediation.documents.sheet import Sheet


def termination(sheet: Sheet, data: Data) -> None:
    """终止调解告知书: it names nobody and blames nobody; both sides get the same (domain.md §0.5)."""
    body = data["body"]
    head(sheet, data)
    sheet.para("各方当事人：", indent=0)
    sheet.para(
        f"{day(data['accepted_at'])}，{data['organisation']}受理了你们之间的{data['kind_of']}（调解编号 {data['mediation']}）。{body['reason']}。"
    )
    sheet.para(f"根据{body['law']}，本次调解于{day(body['ended_at'])}终止。")
    sheet.para("你们仍然可以依法通过下列途径维护自己的权利：")
    listed(sheet, body["ways"])
    sheet.para("特此告知。")
    seal(sheet, data, on=data["issued_at"] if data.get("seal") else "")
    signatures(sheet, [Hand(f"{role}签收") for role in data["roles"]], boxes=False)


def remarks(sheet: Sheet, data: Data) -> None:
    """卷宗情况说明."""
    head(sheet, data)
    sheet.para(data["values"]["content"])
    signatures(sheet, [Hand("立卷人（签名）")], boxes=False)


def closing(sheet: Sheet, data: Data) -> None:
    """结案报告表."""
    body = data["body"]
    head(sheet, data)
    table(sheet, (1.2, 2, 1.2, 2), [
        [Cell("卷号", head=True), Cell(data["number"], span=3)],
        [Cell("填表时间", head=True), Cell(day(data["issued_at"])), Cell("承办单位", head=True), Cell(data["organisation"])],
        [Cell("受理时间", head=True), Cell(day(data["accepted_at"])), Cell("结案时间", head=True), Cell(day(body["ended_at"]))],
        [Cell("承办人", head=True), Cell(data["mediator"]), Cell("纠纷类型", head=True), Cell(data["kind_of"])],
        [Cell("当事人", head=True), Cell(names(data), span=3, least=HAND)],
        [Cell("案件来源", head=True), Cell(ticked([(label, data["origin"] == key) for key, label in ORIGINS]), span=3)],
        [Cell("简要事实", head=True), Cell(data["summary"], span=3, least=44)],
        [Cell("结果", head=True), Cell(body["outcome"], span=3, least=30)],
        [Cell("备注", head=True), Cell(data["values"].get("remark", ""), span=3, least=HAND)],
    ])  # fmt: skip
    signatures(sheet, [Hand("承办人（签名）"), Hand("负责人（签名）")], boxes=False)
