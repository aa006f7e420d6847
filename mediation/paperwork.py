"""The papers of a mediation: which forms there are, whom each is for and what is typed for it (domain.md §4.2; 司法部 2010 notice on
document formats). Pure rules: what is drawn stands in `documents`, what is read for it in `papers`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from mediation.vocabulary import Power, Side


class Paper(TextChoices):
    """The forms, in their order in the dossier; cover, index and back are drawn with it."""

    APPLICATION = "application", "人民调解申请书"
    REGISTRATION = "registration", "人民调解受理登记表"
    RIGHTS = "rights", "人民调解权利义务告知书"
    IDENTITY = "identity", "当事人身份证明"
    PROXY = "proxy", "授权委托书"
    INQUIRY = "inquiry", "人民调解调查记录"
    EVIDENCE = "evidence", "证据材料清单"
    RECORD = "record", "人民调解记录"
    AGREEMENT = "agreement", "人民调解协议书"
    ORAL = "oral", "人民调解口头协议登记表"
    PERFORMANCE = "performance", "协议履行凭证"
    REVISIT = "revisit", "人民调解回访记录"
    CONFIRMATION = "confirmation", "司法确认申请书"
    PROOF = "proof", "调解证明"
    TERMINATION = "termination", "终止人民调解告知书"
    REMARKS = "remarks", "卷宗情况说明"
    CLOSING = "closing", "人民调解结案报告表"
    DOSSIER = "dossier", "人民调解卷宗"


class Retention(TextChoices):
    """How long a dossier is kept. The law names no period; the usual three, 长期 unless somebody says otherwise [M6]."""

    SHORT = "short", "短期"
    LONG = "long", "长期"
    FOREVER = "forever", "永久"


@dataclass(frozen=True)
class Asked:
    """One field typed for a form. `rows`: lines of the box; `needed`: what is said when it stays empty, "" when it may; `boxes`:
    what may be ticked instead of typed, which is kept one in a line."""

    name: str
    label: str
    rows: int = 1
    needed: str = ""
    hint: str = ""
    boxes: tuple[str, ...] = ()


CHOICE = "which"  # the field in which staff choose the row a paper is made from
POWERS = tuple(power.label for power in Power)
ASKED: dict[str, tuple[Asked, ...]] = {
    Paper.APPLICATION: (
        Asked("requests", "申请事项", 4, "请写明当事人申请什么，一行一项。", "一行一项"),
        Asked("facts", "纠纷简要情况", 5, "", "不写就用“可告知对方的内容”"),
    ),
    Paper.REGISTRATION: (Asked("remark", "备注"),),
    Paper.IDENTITY: (
        Asked("document", "证件名称", 1, "请写证件名称，例如居民身份证。"),
        Asked("number", "证件号码", 1, "请照证件填写号码，系统只保留首尾几位。", "系统只保留首尾几位"),
        Asked("address", "证件上的住址", 1),
    ),
    Paper.PROXY: (
        Asked("agent", "代理人姓名", 1, "请写代理人姓名。"),
        Asked("agent_phone", "代理人电话"),
        Asked("agent_address", "代理人单位或住址"),
        Asked("relation", "与委托人的关系"),
        Asked("powers", "代理权限", 1, "请勾选代理权限。", boxes=POWERS),
        Asked("other", "其他权限是什么"),
    ),
    Paper.INQUIRY: (
        Asked("at", "时间", 1, "请写调查的时间。"),
        Asked("place", "地点", 1, "请写调查的地点。"),
        Asked("asked", "被调查人", 1, "请写被调查人。"),
        Asked("by", "调查人", 1, "请写调查人。"),
        Asked("recorder", "记录人"),
        Asked("content", "内容", 8, "请写调查的内容。"),
    ),
    Paper.RECORD: (
        Asked("others", "参加人", 1, "", "除当事人和调解员以外，到场的人"),
        Asked("recorder", "记录人"),
        Asked("content", "记录", 10, "", "不写就用现场记下的笔录"),
    ),
    Paper.EVIDENCE: (Asked("items", "证据材料", 6, "", "一行一件；系统里的材料会自动列上"),),
    Paper.PERFORMANCE: (
        Asked("what", "履行了什么", 3, "请写明履行了什么。"),
        Asked("at", "履行时间", 1, "请写履行时间。"),
        Asked("proof", "凭证", 2, "请写凭证，例如收条、转账记录。"),
    ),
    Paper.REVISIT: (
        Asked(CHOICE, "哪一次回访", 1, "请选是哪一次回访。"),
        Asked("remark", "备注", 2),
    ),
    Paper.CONFIRMATION: (Asked("court", "人民法院", 1, "请写受理的人民法院，例如杭州市滨江区人民法院。"),),
    Paper.REMARKS: (Asked("content", "说明", 8, "请写要说明的情况。"),),
    Paper.CLOSING: (Asked("remark", "备注", 2),),
}
# One for each party, and those of which there may be several.
OF_A_PARTY = frozenset({Paper.IDENTITY, Paper.PROXY})
REPEATED = frozenset({Paper.INQUIRY, Paper.RECORD, Paper.PERFORMANCE, Paper.REVISIT, Paper.PROXY, Paper.IDENTITY})
# Who gets a copy on her own link. The application names who applied: hers alone (domain.md §0.5). What staff wrote down
# among themselves, the record of the talks and what was asked of others go to nobody by link.
READERS: dict[str, frozenset[str]] = {
    Paper.APPLICATION: frozenset({Side.A}),
    **dict.fromkeys(
        (
            Paper.RIGHTS,
            Paper.AGREEMENT,
            Paper.ORAL,
            Paper.PERFORMANCE,
            Paper.CONFIRMATION,
            Paper.PROOF,
            Paper.TERMINATION,
        ),
        frozenset({Side.A, Side.B}),
    ),
}
# Sealed by the organisation; the picture of its seal is printed where it has one (art. 29; domain.md §4.2).
SEALED = frozenset({Paper.REGISTRATION, Paper.AGREEMENT, Paper.ORAL, Paper.PROOF, Paper.TERMINATION})
# What a court asks for when it is to confirm an agreement (art. 33; domain.md §4.2 no. 11), in the order of its index.
TO_COURT = (Paper.CONFIRMATION, Paper.AGREEMENT, Paper.ORAL, Paper.IDENTITY, Paper.PROXY, Paper.PROOF)
OWN = frozenset({Paper.PROXY})  # goes to the party it is about
# Signed by hand, so the scanned page is what counts.
SIGNED = frozenset({
    Paper.APPLICATION, Paper.RIGHTS, Paper.PROXY, Paper.INQUIRY, Paper.RECORD, Paper.AGREEMENT, Paper.PERFORMANCE,
    Paper.CONFIRMATION,
})  # fmt: skip


def file_number(year: int, mark: str, serial: int, *, people: bool = True) -> str:
    """卷号: `（2026）浦沿潮人调字第7号`; `mark`: the organisation's short name; `people`: people's mediation."""
    return f"（{year}）{mark}{'人' if people else ''}调字第{serial}号"
