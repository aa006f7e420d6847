"""The words of mediation: stages, sides, origins and answers, as every table, form and page of it uses them."""

from __future__ import annotations

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where a mediation stands. Whether the parties agree to it stands on each of them, not here."""

    APPLIED = "APPLIED", "待安排"
    BOOKED = "BOOKED", "已预约"
    SESSION = "SESSION", "正在调解"
    SIGNING = "SIGNING", "待签字"
    AGREED = "AGREED", "达成协议"
    RESOLVED = "RESOLVED", "已化解撤诉"
    REFUSED = "REFUSED", "未获同意"
    TERMINATED = "TERMINATED", "已终止"
    FAILED = "FAILED", "调解不成"
    LAPSED = "LAPSED", "已撤销"
    HALTED = "HALTED", "已停止"


RUNNING = (Stage.APPLIED, Stage.BOOKED, Stage.SESSION, Stage.SIGNING)
SETTLED = (Stage.AGREED, Stage.RESOLVED)

# Standings: how somebody is related to the mediation at hand (mediation.access.standings).
PARTY, WORKER, MEDIATOR, SYSTEM = "party", "worker", "mediator", "system"


class Regime(TextChoices):
    """What kind of mediation an organisation does; only people's mediation is free by law (art. 4)."""

    PEOPLE = "people", "人民调解"
    INDUSTRY = "industry", "行业调解"
    COMMERCIAL = "commercial", "商事调解"
    ADMINISTRATIVE = "administrative", "行政调解"
    COURT = "court", "法院特邀调解"


class Origin(TextChoices):
    """How a mediation came about (arts. 17 and 18)."""

    APPLIED = "applied", "当事人申请"
    INITIATIVE = "initiative", "主动调解"
    REFERRED = "referred", "移送委托"


class Side(TextChoices):
    """The two sides: who raised the matter and the other one, whoever of them applied for mediation."""

    A = "A", "诉求方"
    B = "B", "对方"


class PartyKind(TextChoices):
    """What a party is before the law."""

    PERSON = "person", "个人"
    SOLE = "sole", "个体工商户"
    COMPANY = "company", "企业"
    OTHER = "other", "其他组织"


class Power(TextChoices):
    """What an agent may do for a party: the boxes of the 授权委托书 (domain.md §4.2 no. 4)."""

    APPLY = "apply", "代为申请、终止调解"
    EVIDENCE = "evidence", "收集、提供证据"
    CHOOSE = "choose", "选择调解员"
    CONCEDE = "concede", "承认、变更、放弃请求"
    SIGN = "sign", "签署调查记录、调解记录和协议书"
    RECEIVE = "receive", "领取文书"
    OTHER = "other", "其他"


class ReferredBy(TextChoices):
    """Who sent a dispute to be mediated (art. 18; domain.md §4.1)."""

    POLICE = "police", "公安机关"
    COURT = "court", "人民法院"
    PETITION = "petition", "信访部门"
    OTHER = "other", "其他部门"


class RedFlag(TextChoices):
    """What is not for mediation to settle (art. 25; domain.md §3.2)."""

    HOME = "home", "家庭暴力"
    VIOLENCE = "violence", "暴力、持械"
    CRIME = "crime", "可能涉及犯罪"
    MINOR = "minor", "未成年人受侵害"
    SELF_HARM = "self_harm", "轻生、自伤"


class OfficeKind(TextChoices):
    """Where the ways lead that stay open without mediation."""

    COURT = "court", "人民法院"
    LABOUR_ARBITRATION = "labour_arb", "劳动人事争议仲裁委员会"
    ARBITRATION = "arbitration", "仲裁委员会"
    LABOUR_INSPECTION = "inspection", "劳动保障监察机构"
    POLICE = "police", "派出所"
    MARKET = "market", "市场监督管理部门"
    HOUSING = "housing", "住房和城乡建设部门"
    HOTLINE = "hotline", "12345 热线"
    LEGAL_AID = "legal_aid", "法律援助机构（12348）"


class How(TextChoices):
    """How a session is held."""

    ROOM = "room", "到调解室"
    SITE = "site", "到现场"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"


class Answer(TextChoices):
    """What a party said to being mediated."""

    ASKED = "asked", "待答复"
    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
    ENDED = "ended", "要求终止"


class Chooser(TextChoices):
    """Who chose the mediator: art. 19 lets the organisation name one and the parties choose one."""

    STAFF = "staff", "调解组织指定"
    A = "A", "申请方选择"
    B = "B", "对方选择"
    SYSTEM = "system", "系统按空闲安排"


class Way(TextChoices):
    """How a party's word reached us."""

    LINK = "link", "本人在链接上"
    PHONE = "phone", "电话"
    IN_PERSON = "in_person", "当面"
    PAPER = "paper", "书面"


# What both sides read when it is over. No word says who it was that did not want to (domain.md §0.5).
ENDINGS: dict[str, str] = {
    Stage.AGREED: "双方达成协议",
    Stage.RESOLVED: "矛盾已经化解，诉讼已经撤回",
    Stage.REFUSED: "调解要双方自愿，这次没有进行",
    Stage.TERMINATED: "调解要双方自愿，到此为止",
    Stage.FAILED: "这次没有谈拢",
    Stage.LAPSED: "这件事已经了结，不再调解",
    Stage.HALTED: "这件事不适合调解，不再进行",
}
# Not to be mediated unless police, 妇联 or whoever answers for it has said so first (domain.md §3.2, N with a star).
AFTER_CLEARANCE = frozenset({"SEC-01", "SEC-02", "NEI-05"})
