"""What may happen to a mediation, by whom, and what it needs: the table is the law (convention 1, domain.md §4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from binan.kit.workflow import Action, stays, table
from binan.kit.workflow import allowed as _allowed


class Stage(TextChoices):
    """Where a mediation stands. Whether the parties agree to it stands on each of them, not here."""

    APPLIED = "APPLIED", "待安排"
    BOOKED = "BOOKED", "已预约"
    SESSION = "SESSION", "正在调解"
    SIGNING = "SIGNING", "待签字"
    AGREED = "AGREED", "达成协议"
    REFUSED = "REFUSED", "未获同意"
    TERMINATED = "TERMINATED", "已终止"
    FAILED = "FAILED", "调解不成"
    LAPSED = "LAPSED", "已撤销"


RUNNING = (Stage.APPLIED, Stage.BOOKED, Stage.SESSION, Stage.SIGNING)


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
    """The two sides: who raised the matter and the other one."""

    A = "A", "申请方"
    B = "B", "对方"


class Answer(TextChoices):
    """What a party said to being mediated."""

    ASKED = "asked", "待答复"
    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
    ENDED = "ended", "要求终止"


class Way(TextChoices):
    """How a party's word reached us."""

    LINK = "link", "本人在链接上"
    PHONE = "phone", "电话"
    IN_PERSON = "in_person", "当面"
    PAPER = "paper", "书面"


# What both sides read when it is over. No word says who it was that did not want to (domain.md §0.5).
ENDINGS: dict[str, str] = {
    Stage.AGREED: "双方达成协议",
    Stage.REFUSED: "调解要双方自愿，这次没有进行",
    Stage.TERMINATED: "调解要双方自愿，到此为止",
    Stage.FAILED: "这次没有谈拢",
    Stage.LAPSED: "这件事已经了结，不再调解",
}
# Not to be mediated unless police, 妇联 or whoever answers for it has said so first (domain.md §3.2, N with a star).
AFTER_CLEARANCE = frozenset({"SEC-01", "SEC-02", "NEI-05"})

# Standings: how somebody is related to the mediation at hand (mediation.access.standings).
PARTY, WORKER, MEDIATOR, SYSTEM = "party", "worker", "mediator", "system"


def _both_agree(mediation: Any, values: Mapping[str, Any]) -> str:
    waiting = [side.label for side in Side if side not in values.get("agreed", ())]
    return f"双方都同意才能开始，还差{'、'.join(waiting)}的同意：请先登记同意。" if waiting else ""


def _not_twice(mediation: Any, values: Mapping[str, Any]) -> str:
    return _("这一方的同意已经登记过了。") if values["side"] in values.get("agreed", ()) else ""


def _by(*standings: str) -> frozenset[str]:
    return frozenset(standings)


_STAFF, _ANYBODY = _by(WORKER, MEDIATOR), _by(PARTY, WORKER, MEDIATOR)

ACTIONS: dict[str, Action] = table(
    Action("apply", "申请调解", {}, _by(WORKER), button=False),
    Action("consent", "登记同意", stays(Stage.APPLIED, Stage.BOOKED), _ANYBODY, needs=("side", "way"), checks=(_not_twice,)),
    Action(
        "refuse", "不同意", {Stage.APPLIED: Stage.REFUSED, Stage.BOOKED: Stage.REFUSED}, _ANYBODY, needs=("side", "way")
    ),
    Action("book", "预约", {Stage.APPLIED: Stage.BOOKED}, _STAFF, needs=("at", "room")),
    Action("rebook", "改约", stays(Stage.BOOKED), _STAFF, needs=("at", "room")),
    Action("unbook", "取消预约", {Stage.BOOKED: Stage.APPLIED}, _STAFF, needs=("reason",)),
    Action("start", "开始调解", {Stage.BOOKED: Stage.SESSION}, _by(MEDIATOR), checks=(_both_agree,), right="mediate"),
    Action(
        "agree", "达成协议", {Stage.SESSION: Stage.SIGNING}, _by(MEDIATOR), needs=("facts", "content", "performance"),
        right="mediate",
    ),
    # Arts. 28 and 30: no paper is needed, but the mediator must record what was agreed; it holds from that day.
    Action(
        "agree_orally", "达成口头协议", {Stage.SESSION: Stage.AGREED}, _by(MEDIATOR), needs=("content",), right="mediate",
        button=False,
    ),
    Action("sign", "登记签字", stays(Stage.SIGNING), _by(MEDIATOR), needs=("signer",), right="mediate"),
    Action("take_effect", "协议生效", {Stage.SIGNING: Stage.AGREED}, _by(SYSTEM), button=False),
    Action("fail", "调解不成", dict.fromkeys(RUNNING, Stage.FAILED), _STAFF, needs=("reason",)),
    # Arts. 17 and 23: either side may end it at any time and owes nobody a reason.
    Action("terminate", "终止调解", dict.fromkeys(RUNNING, Stage.TERMINATED), _ANYBODY, needs=("side", "way")),
    Action("lapse", "随案撤销", dict.fromkeys(RUNNING, Stage.LAPSED), _by(SYSTEM), button=False),
)  # fmt: skip


def allowed(stage: str, standings: Iterable[str]) -> list[Action]:
    """The actions somebody with these standings may do now, in the table's order."""
    return _allowed(ACTIONS, stage, standings)
