"""The words of a case: its stages, where it came from, what it is, how urgent, how it ends."""

from __future__ import annotations

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where a case stands. The level is not a stage: escalation changes the unit."""

    FILED = "FILED", "已提交"
    ACCEPTED = "ACCEPTED", "已受理"
    CLAIMED = "CLAIMED", "已认领"
    CONTACTED = "CONTACTED", "已联系"
    MEDIATING = "MEDIATING", "调解中"
    CLOSED = "CLOSED", "已办结"
    RATED = "RATED", "已评价"
    DECLINED = "DECLINED", "不予受理"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    TRANSFERRED = "TRANSFERRED", "已转出"
    MERGED = "MERGED", "已并案"


OPEN = (Stage.FILED, Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING)
ENDED = (Stage.CLOSED, Stage.RATED, Stage.DECLINED, Stage.WITHDRAWN, Stage.TRANSFERRED, Stage.MERGED)
WORKING = (Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING)


class Source(TextChoices):
    """Where a matter came from: 一网 is one table."""

    BINAN = "BINAN", "滨安码"
    HOTLINE = "HOTLINE", "12345"
    GRASSROOTS = "GRASSROOTS", "基层智治"
    POLICE = "POLICE", "警源"
    PETITION = "PETITION", "访源"
    LITIGATION = "LITIGATION", "诉源"
    PATROL = "PATROL", "巡查"


class Nature(TextChoices):
    """诉求性质; the values are the `?nature=` of interface.md."""

    COMPLAINT = "complaint", "投诉"
    HELP = "help", "求助"
    CONSULT = "consult", "咨询"
    SUGGEST = "suggest", "建议"


class Identity(TextChoices):
    """How far the person shows herself (domain.md §5)."""

    REAL = "real", "实名"
    HIDDEN = "hidden", "隐名"
    ANONYMOUS = "anonymous", "匿名"


class Urgency(TextChoices):
    P0 = "P0", "特急"
    P1 = "P1", "紧急"
    P2 = "P2", "一般"
    P3 = "P3", "咨询建议"


class ClosingKind(TextChoices):
    """Three kinds of closing, so that nobody fakes one to stop the clock (domain.md §0.2)."""

    PROCEDURAL = "PROCEDURAL", "程序性办结"
    INTERIM = "INTERIM", "阶段性办结"
    SUBSTANTIVE = "SUBSTANTIVE", "实质性办结"


class SendBackReason(TextChoices):
    """退单 needs one of these (domain.md §3.5)."""

    OTHER_AREA = "other_area", "不属本辖区"
    OTHER_DUTY = "other_duty", "不属本单位职责"
    INCOMPLETE = "incomplete", "信息不全"
    REPEATED = "repeated", "重复件"
    LEGAL_CHANNEL = "legal_channel", "已进法定程序"
    MALICIOUS = "malicious", "恶意件"


class Outside(TextChoices):
    """What the unit that a case was transferred to says of it (记录跟进)."""

    PENDING = "pending", "还在办"
    SETTLED = "settled", "已办结"
    RETURNED = "returned", "退回来了"


class SuspendCause(TextChoices):
    """Why a matter cannot be solved now (挂账, domain.md §3.5)."""

    POLICY = "policy", "等政策"
    MONEY = "money", "等资金"
    THIRD_PARTY = "third_party", "等第三方"
    SEASON = "season", "等施工条件"
