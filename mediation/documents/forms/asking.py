"""The papers before the talks: application, registration, rights, identity, proxy (domain.md §4.2 nos. 1–4)."""

from __future__ import annotations

from mediation.documents.blocks import (
    HAND,
    Data,
    day,
    head,
    listed,
    names,
    one,
    parties,
    sign_as,
    split,
    ticked,
)
from mediation.documents.closing import DATE, SEAL, Hand, signatures, stamp
from mediation.documents.ruling import Cell, table
from mediation.documents.sheet import CELL, INNER, LEFT, Sheet
from mediation.paperwork import POWERS
from mediation.vocabulary import Power

DECLARED = "人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解，请予受理。"
DECLARED_OTHERWISE = "调解组织已将申请调解的相关规定告知我，现自愿申请调解，请予受理。"


def application(sheet: Sheet, data: Data) -> None:
    """人民调解申请书 (art. 17)."""
    head(sheet, data)
    parties(sheet, data)
    sheet.heading("纠纷简要情况")
    sheet.para(data["values"].get("facts") or data["summary"])
    sheet.heading("当事人申请事项")
    listed(sheet, split(data["values"]["requests"]))
    sheet.blank(2)
    sheet.para(DECLARED if data["people"] else DECLARED_OTHERWISE)
    sheet.need(60)
    sheet.para("此致")
    sheet.para(data["organisation"], indent=0)
    signatures(sheet, [Hand(sign_as(party)) for party in data["parties"] if party["side"] == "A"])


def registration(sheet: Sheet, data: Data) -> None:
    """人民调解受理登记表; the source of the case: arts. 17 and 18."""
    head(sheet, data)
    origin = data["origin"]
    source = ticked([(label, origin == key) for key, label in ORIGINS])
    if data["referral"]:
        source += f"\n移送、委托文号：{data['referral']}"
    where = f"经当事人同意，调解{names(data, 'A')}与{names(data, 'B')}之间的纠纷。"
    stamped = bool(data.get("seal"))
    on, high = (day(data["issued_at"]), SEAL + 2) if stamped else (DATE, 22.0)
    label = [
        Cell("登记日期", head=True),
        Cell(day(data["accepted_at"])),
        Cell("纠纷类型", head=True),
        Cell(data["kind_of"]),
    ]
    table(sheet, (1.1, 2.2, 1.1, 2.2), [label])
    for party in data["parties"]:
        one(sheet, party)
    table(sheet, (1.1, 5.5), [
        [Cell("案件来源", head=True), Cell(source)],
        [Cell("受理意见", head=True), Cell(where)],
        [Cell("纠纷简要情况", head=True), Cell(data["summary"], least=18)],
        [Cell("当事人签名", head=True), Cell("", least=14)],
        [Cell("登记人签名", head=True), Cell("", least=12)],
        [Cell("备注", head=True), Cell(data["values"].get("remark", ""), least=HAND)],
        [Cell("调解组织", head=True), Cell(f"{data['organisation']}{'' if stamped else '（印章）'}\n{on}", least=high, align="right")],
    ])  # fmt: skip
    if stamped:
        stamp(sheet, data, LEFT + INNER - SEAL - 8, sheet.y - high + 1)


CLOSE = 1.45  # line height of the notice of rights: all of it on one page
ORIGINS = (("applied", "当事人申请"), ("initiative", "主动调解"), ("referred", "移送、委托"))

NATURE = "人民调解是人民调解委员会通过说服、疏导等方法，促使当事人在平等协商基础上自愿达成调解协议，解决民间纠纷的活动（《中华人民共和国人民调解法》第二条）。"
PRINCIPLES = (
    "在当事人自愿、平等的基础上进行调解；",
    "不违背法律、法规和国家政策；",
    "尊重当事人的权利，不得因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利。",
)
RIGHTS = (
    "选择或者接受人民调解员；",
    "接受调解、拒绝调解或者要求终止调解；",
    "要求调解公开进行或者不公开进行；",
    "自主表达意愿、自愿达成调解协议。",
)
DUTIES = ("如实陈述纠纷事实；", "遵守调解现场秩序，尊重人民调解员；", "尊重对方当事人行使权利。")
EFFECT = (
    "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行（第三十一条）。当事人就调解协议的履行或者内容发生争议的，可以向人民法院提起诉讼"
    "（第三十二条）。双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认（第三十三条）。"
)
FREE = "人民调解委员会调解民间纠纷，不收取任何费用（第四条）。"


def rights(sheet: Sheet, data: Data) -> None:
    """权利义务告知书: arts. 2–4, 23, 24, 31–33. It names nobody: both sides get the same."""
    head(sheet, data)
    sheet.heading("一、调解的性质和原则")
    sheet.para(NATURE, CELL, leading=CLOSE)
    sheet.para("调解遵循下列原则（第三条）：", CELL, leading=CLOSE)
    listed(sheet, PRINCIPLES, size=CELL, leading=CLOSE)
    if data["people"]:
        sheet.para(FREE, CELL, leading=CLOSE)
    sheet.heading("二、当事人的权利（第二十三条）")
    listed(sheet, RIGHTS, size=CELL, leading=CLOSE)
    sheet.heading("三、当事人的义务（第二十四条）")
    listed(sheet, DUTIES, size=CELL, leading=CLOSE)
    sheet.heading("四、调解协议的效力")
    sheet.para(EFFECT if data["people"] else ORDINARY, CELL, leading=CLOSE)
    sheet.para(f"告知单位：{data['organisation']}。以上内容我已看过（听过），清楚明白。", CELL, leading=CLOSE)
    signatures(sheet, [Hand(f"{role}签收") for role in data["roles"]], boxes=False)


ORDINARY = (
    "经调解达成的协议，对双方有约束力，双方应当按照约定履行；发生争议的，可以依法申请仲裁或者向人民法院提起诉讼。"
)


def identity(sheet: Sheet, data: Data) -> None:
    """当事人身份证明: what was looked at, the number masked, and room for a copy."""
    values = data["values"]
    head(sheet, data)
    table(sheet, (1.2, 4), [
        [Cell("当事人", head=True), Cell(f"{data['of']['role']}　{data['of']['name']}")],
        [Cell("证件名称", head=True), Cell(values["document"])],
        [Cell("证件号码", head=True), Cell(values["number"])],
        [Cell("证件上的住址", head=True), Cell(values.get("address", ""), least=HAND)],
        [Cell("核对", head=True), Cell(f"{data['issued_by']}于{day(data['issued_at'])}核对原件，人证相符。系统里只保留遮盖后的号码。")],
    ])  # fmt: skip
    sheet.blank(6)
    for what, wide, high in LICENCE if data["of"].get("body") else CARD:
        sheet.need(high + 8)
        sheet.box(LEFT + (INNER - wide) / 2, sheet.y, wide, high, dashed=True)
        sheet.y += high / 2 - 3
        sheet.line_of(f"复印件粘贴处（{what}）", CELL, align="center")
        sheet.y += high / 2 + 11


CARD = (("人像面，遮盖号码", 86.0, 54.0), ("国徽面", 86.0, 54.0))  # mm; ID-1 of ISO/IEC 7810: 85.6 × 54.0
LICENCE = (("营业执照等主体资格证书", 140.0, 70.0), ("法定代表人身份证明", 140.0, 44.0))


def proxy(sheet: Sheet, data: Data) -> None:
    """授权委托书."""
    values = data["values"]
    head(sheet, data)
    sheet.labelled("委托人", data["of"]["name"])
    sheet.blank(2)
    table(sheet, (1.2, 1.8, 1.2, 1.8), [
        [Cell("受委托人", head=True), Cell(values["agent"]), Cell("联系电话", head=True), Cell(values.get("agent_phone", ""))],
        [Cell("性别", head=True), Cell("", least=HAND), Cell("民族", head=True), Cell("")],
        [Cell("年龄", head=True), Cell("", least=HAND), Cell("证件号码", head=True), Cell("")],
        [Cell("单位或住址", head=True), Cell(values.get("agent_address", ""), span=3, least=HAND)],
        [Cell("与委托人的关系", head=True), Cell(values.get("relation", ""), span=3, least=HAND)],
    ])  # fmt: skip
    sheet.blank(4)
    other = data["other"]
    sheet.para(
        f"委托人就与{other}之间的纠纷，委托上列受委托人作为参加{data['organisation']}调解的代理人。代理权限如下："
    )
    given = values["powers"].split("\n")
    for power in POWERS:
        what = f"：{values['other']}" if power == Power.OTHER.label and values.get("other") else ""
        sheet.para(("■" if power in given else "□") + power + what, CELL)
    sheet.para("代理期限：自签署之日起至本次调解结束。")
    signatures(sheet, [Hand("委托人签名（盖章）"), Hand("受委托人签名")])
