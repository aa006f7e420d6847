"""Mediation, closing, rating, revisit and appeal: how a case ends, and how it comes back."""

from __future__ import annotations

from binan.kit.workflow import Action, stays
from complaints import objections, supervision
from complaints.acts.standings import ARBITER, HANDLER, JUDGED, RESIDENT, REVISITOR, SUPERIOR, SYSTEM, by
from complaints.vocabulary import OPEN, WORKING, Stage

# One row a verb, as compact as it can be read.
# fmt: off
ROWS: tuple[Action, ...] = (
    Action(
        "apply_mediation", "申请调解", stays(Stage.CONTACTED), by(HANDLER), said="正在为您安排调解", right="handle",
        button=False,
    ),
    Action(
        "book_mediation", "预约调解", {Stage.CONTACTED: Stage.MEDIATING, **stays(Stage.MEDIATING)}, by(SYSTEM),
        needs=("at", "room"), said="调解已约定：{at}，{room}", button=False,
    ),
    Action(
        # Also while the case changes hands: a party may end the mediation at any moment.
        "end_mediation", "调解结束",
        {Stage.MEDIATING: Stage.CONTACTED, **stays(Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED)}, by(SYSTEM),
        needs=("outcome",), said="调解结束：{outcome}", button=False,
    ),
    Action(
        "close_interim", "阶段性办结", stays(Stage.MEDIATING), by(HANDLER), needs=("result",),
        checks=(supervision.unsupervised, supervision.uninstructed, objections.assisted, objections.answered, objections.numbers_meant, objections.evidenced),
        said="阶段答复：{result}", right="handle", button=False,
    ),
    Action(
        "close", "办结", {Stage.CLAIMED: Stage.CLOSED, Stage.CONTACTED: Stage.CLOSED}, by(HANDLER),
        needs=("result", "closing_kind"),
        checks=(supervision.unsupervised, supervision.uninstructed, objections.assisted, objections.closing_kind,
                objections.answered, objections.numbers_meant, objections.contacted, objections.evidenced),
        said="已办结：{result}",
        right="handle",
    ),
    Action("invite_rating", "邀请评价", stays(Stage.CLOSED), by(SYSTEM), said="请您评价这件事办得怎么样", button=False),
    Action("rate", "评价", {Stage.CLOSED: Stage.RATED}, by(RESIDENT), needs=("choice",), checks=(objections.not_erased,),
           said="您评价了：{choice}"),
    # Opened again before she voted: her vote is about the closing it was asked about, and itself moves nothing.
    Action("rate_earlier", "评价前一次办理", stays(*Stage), by(RESIDENT), needs=("choice",), checks=(objections.not_erased,),
           said="您评价了前一次办理：{choice}", button=False),
    Action("lapse_rating", "未评", stays(Stage.CLOSED), by(SYSTEM), said="评价时间已过，没有收到评价，记为未评", button=False),
    Action("ask_revisit", "不满意回电", stays(*WORKING), by(SYSTEM), said="1 小时内换一位同事给您回电", button=False),
    Action(
        "revisit", "回访", stays(Stage.CLOSED, Stage.RATED), by(REVISITOR), needs=("outcome",), checks=(objections.not_erased,),
        said="{who}打电话回访了您", right="revisit", button=False,
    ),
    Action("dial_revisit", "拨打回访电话", stays(Stage.CLOSED, Stage.RATED), by(REVISITOR),
           checks=(objections.not_erased, objections.has_number), said="{who}拨打了您的电话", right="revisit", button=False),
    Action(
        "appeal_rating", "评价申诉", stays(*Stage), by(JUDGED), needs=("reason",), right="appeal", button=False,
    ),
    Action("uphold_appeal", "申诉成立", stays(*Stage), by(ARBITER), needs=("reason",), right="arbitrate", button=False),
    Action("reject_appeal", "申诉不成立", stays(*Stage), by(ARBITER), needs=("reason",), right="arbitrate", button=False),
    Action(
        "reopen", "重开", {Stage.CLOSED: Stage.ACCEPTED, Stage.RATED: Stage.ACCEPTED}, by(SYSTEM, SUPERIOR),
        needs=("reason",), checks=(objections.not_erased,), said="这件事重新办理，由{unit}负责", right="supervise",
    ),
    Action("miss", "超时", stays(*OPEN, Stage.TRANSFERRED), by(SYSTEM), needs=("promise",), said="说好的{promise}没有按时做到", button=False),
)
# fmt: on
