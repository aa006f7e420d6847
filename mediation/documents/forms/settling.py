"""The papers of an agreement and what follows it (domain.md §4.2 nos. 8–11; arts. 28–33)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mediation.documents.blocks import (
    HAND,
    Data,
    day,
    head,
    listed,
    mediator,
    moment,
    names,
    parties,
    sign_as,
    spoken_for,
    ticked,
    yuan,
)  # fmt: skip
from mediation.documents.closing import Hand, seal, signatures
from mediation.documents.ruling import Cell, table
from mediation.documents.sheet import CELL, Sheet

NUMBERS = "零一二三四五六七八九十"
BINDING = (
    "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，具有法律约束力，各方应当按照约定履行。就协议的履行或者内容"
    "发生争议的，可以向人民法院提起诉讼；双方认为有必要的，可以自协议生效之日起三十日内共同向人民法院申请司法确认。"
)
BINDING_OTHERWISE = "本协议自各方当事人签名或者盖章之日起生效，各方应当按照约定履行。就协议的履行或者内容发生争议的，可以依法申请仲裁或者向人民法院提起诉讼。"


def copies(count: int) -> str:
    """一式三份: `count` in Chinese numerals, up to 99."""
    tens, ones = divmod(count, 10)
    if count <= 10:
        return NUMBERS[count]
    return f"{NUMBERS[tens] if tens > 1 else ''}十{NUMBERS[ones] if ones else ''}"


def agreement(sheet: Sheet, data: Data) -> None:
    """人民调解协议书, with what art. 29 names; as many copies as there are parties, and one more."""
    body = data["body"]
    head(sheet, data)
    parties(sheet, data)
    sheet.heading("纠纷的主要事实、争议事项和各方责任")
    for label, key in (("", "facts"), ("争议事项：", "issues"), ("各方责任：", "responsibility")):
        if body.get(key):
            sheet.para(label + body[key])
    sheet.heading("经调解，双方自愿达成如下协议")
    listed(sheet, body["clauses"])
    if body.get("performance"):
        sheet.heading("履行方式和时限")
        sheet.para(body["performance"])
    obligations(sheet, body["obligations"])
    sheet.blank(4)
    keeper = "人民调解委员会" if data["people"] else "调解组织"
    sheet.para(f"本协议一式{copies(body['copies'])}份，当事人各执一份，{keeper}留存一份。")
    sheet.para(BINDING if data["people"] else BINDING_OTHERWISE)
    signed = body.get("signed", {})
    spoken_for(sheet, data, "settled_by", "代为达成协议并签名")
    signatures(sheet, [_hand(sign_as(one), signed.get(str(one["pk"])), _called(one)) for one in settling(data)])
    signatures(sheet, [_hand(mediator(data), signed.get("M")), Hand("记录人（签名）")], boxes=False)
    seal(sheet, data, on=body.get("sealed_at", ""))
    if body.get("text_sha256"):
        sheet.para(f"签署文本指纹（SHA-256）：{body['text_sha256']}", 8, indent=0)


def settling(data: Data) -> list[Data]:
    """The parties who settle and sign for themselves."""
    return [party for party in data["parties"] if not party.get("settled_by")]


def _hand(who: str, given: Data | None, name: str = "") -> Hand:
    """A place to sign, with whose it is by name and the signature that was given."""
    return Hand(who, f"{name}　{given['words']}".strip("　"), given.get("ink", "")) if given else Hand(who, name)


def obligations(sheet: Sheet, rows: Sequence[Data]) -> None:
    """Who owes what to whom, until when, and what proves it."""
    if not rows:
        return
    shown = [[Cell(text, head=True) for text in ("序号", "履行人", "履行内容", "期限", "凭证")]]
    for one in rows:
        what = one["what"] + (f"（{yuan(one['amount'])}）" if one.get("amount") else "")
        what += f"，向{one['to']}履行" if one.get("to") else ""
        what += f"；{one['jointly']}" if one.get("jointly") else ""
        when = "当场履行" if one.get("on_the_spot") else day(one.get("due_on", ""))
        shown.append([
            Cell(str(one["number"]), align="center"), Cell(one["by"]), Cell(what), Cell(when), Cell(one.get("proof", "")),
        ])  # fmt: skip
    sheet.blank(2)
    table(sheet, (0.7, 1.4, 3.0, 1.95, 1.45), shown, size=11, header=1)


def oral(sheet: Sheet, data: Data) -> None:
    """口头协议登记表: art. 28, the mediator records what was agreed; art. 30, it holds from that day."""
    body = data["body"]
    head(sheet, data)
    parties(sheet, data)
    table(sheet, (1.2, 5), [
        [Cell("达成时间", head=True), Cell(moment(body["reached_at"]))],
        [Cell("纠纷主要事实、争议事项", head=True), Cell(body.get("facts") or data["summary"], least=20)],
        [Cell("协议内容", head=True), Cell("\n".join(body["clauses"]), least=24)],
        [Cell("履行方式、时限", head=True), Cell(body.get("performance", ""), least=12)],
        [Cell("备注", head=True), Cell("双方认为不需要制作书面协议，口头协议自达成之日起生效。", least=HAND)],
    ])  # fmt: skip
    obligations(sheet, body["obligations"])
    signatures(sheet, [Hand(mediator(data)), Hand("记录人（签名）")], boxes=False)
    seal(sheet, data, on=data["issued_at"] if data.get("seal") else "")


def performance(sheet: Sheet, data: Data) -> None:
    """履行凭证: what was done by whom, and what proves it, with room for the receipt."""
    values = data["values"]
    head(sheet, data)
    table(sheet, (1.2, 5), [
        [Cell("当事人", head=True), Cell(names(data))],
        [Cell("履行了什么", head=True), Cell(values["what"], least=26)],
        [Cell("履行时间", head=True), Cell(values["at"])],
        [Cell("凭证", head=True), Cell(values["proof"], least=16)],
    ])  # fmt: skip
    obligations(sheet, data["body"]["obligations"])
    sheet.blank(4)
    sheet.need(74)
    sheet.box(40, sheet.y, 130, 60, dashed=True)
    sheet.y += 27
    sheet.line_of("收条、转账记录等凭证粘贴处", CELL, align="center")
    sheet.y += 36
    spoken_for(sheet, data, "settled_by", "代为签名")
    signatures(sheet, [Hand(sign_as(party)) for party in settling(data)])


def revisit(sheet: Sheet, data: Data) -> None:
    """回访记录 (art. 31: the committee sees to it that an agreement is kept), of one revisit as it was recorded."""
    body = data["body"]
    head(sheet, data)
    table(sheet, (1.4, 5), [
        [Cell("当事人", head=True), Cell(names(data))],
        [Cell("协议编号", head=True), Cell(data["number"])],
        [Cell("回访对象", head=True), Cell(body["whom"])],
        [Cell("回访时间、方式", head=True), Cell(f"{moment(body['at'])}　{body['way']}")],
        [Cell("回访人", head=True), Cell(body["by"])],
        [Cell("回访事由", head=True), Cell(body["reason"], least=16)],
        [Cell("履行情况", head=True), Cell("\n".join([body["performed"], *body["duties"]]), least=26)],
        [Cell("满意程度", head=True), Cell(ticked([(label, label == body["satisfied"]) for label in SATISFIED]), least=HAND)],
        [Cell("有无激化或遗留隐患", head=True), Cell(body["risk"], least=20)],
        [Cell("采取的措施", head=True), Cell(body["measures"] or "无", least=20)],
        [Cell("备注", head=True), Cell(data["values"].get("remark", ""), least=HAND)],
    ])  # fmt: skip
    signatures(sheet, [Hand("被回访人（签名）"), Hand("回访人（签名）")], boxes=False)


SATISFIED = ("满意", "基本满意", "不满意", "没有表态")


def confirmation(sheet: Sheet, data: Data) -> None:
    """司法确认申请书: both together, within thirty days of effect (art. 33)."""
    body = data["body"]
    head(sheet, data)
    asking = _applicants(data)
    parties(sheet, {"parties": asking})
    sheet.heading("申请事项")
    sheet.para(f"请求确认申请人之间于{day(body['effective_at'])}生效的调解协议（编号：{data['number']}）有效。")
    sheet.heading("事实和理由")
    if body.get("facts"):
        sheet.para(body["facts"])
    sheet.para(f"经{data['organisation']}主持调解，各方自愿达成如下协议：")
    listed(sheet, body["clauses"])
    now = {party["pk"]: party["role"] for party in asking}
    if wished := [f"{now[one['pk']]}于{day(one['at'])}{one['way']}表示同意共同申请" for one in body["wishes"]]:
        sheet.para(f"{'；'.join(wished)}。")
    sheet.para(
        "各方当事人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因该协议内容给他人造成损害，愿意承担相应的民事责任和其他法律责任。"
    )
    sheet.para(f"申请期限：自协议生效之日起三十日，最后一日为{day(body['confirm_by'])}。")
    sheet.heading("附件")
    listed(sheet, ("调解协议书一份", "各方当事人身份证明", f"{data['organisation']}主持调解的证明"))
    sheet.need(30)
    sheet.para("此致")
    sheet.para(data["values"]["court"], indent=0)
    spoken_for(sheet, {"parties": asking}, "settled_by", "代为申请并签名")
    signatures(sheet, [Hand(sign_as(one), _called(one)) for one in settling({"parties": asking})])


def proof(sheet: Sheet, data: Data) -> None:
    """调解证明: the organisation certifies that it mediated and what came of it, for the court (domain.md §4.2 no. 11)."""
    body = data["body"]
    how = f"（编号：{data['number']}）"
    head(sheet, data)
    parties(sheet, data)
    sheet.para(
        f"{day(data['accepted_at'])}，{data['organisation']}受理了{names(data, 'A')}与{names(data, 'B')}之间的{data['kind_of']}，由{data['mediator']}"
        f"主持调解。{day(body['reached_at'])}，各方当事人自愿达成调解协议{how}，该协议于{day(body['effective_at'])}生效。"
    )
    sheet.para("特此证明。")
    signatures(sheet, [Hand(mediator(data))], boxes=False)
    seal(sheet, data, on=data["issued_at"] if data.get("seal") else "")


def _called(party: Data) -> str:
    return "" if party["name"].startswith(party["role"]) else str(party["name"])


def _applicants(data: Data) -> list[dict[str, Any]]:
    """Everybody applies, jointly (art. 33): 申请人一, 申请人二 …; telephones are written in by hand, the court calls them."""
    now = {party["role"]: f"申请人{copies(number)}" for number, party in enumerate(data["parties"], 1)}
    return [
        {**party, "role": now[party["role"]], "settled_by": now.get(party.get("settled_by", ""), ""), "phone": ""}
        for party in data["parties"]
    ]
