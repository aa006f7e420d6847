"""What those do who work on a case: claim, call, set out, note, offer it to somebody else."""

from __future__ import annotations

from binan.kit.workflow import Action, stays
from complaints import objections, secrecy
from complaints.acts.standings import ASSISTANT, HANDLER, MEMBER, OFFEREE, RESIDENT, SUPERIOR, SYSTEM, by
from complaints.vocabulary import WORKING, Stage

# One row a verb, as compact as it can be read.
# fmt: off
ROWS: tuple[Action, ...] = (
    Action("file", "提交", {}, by(RESIDENT, MEMBER, SYSTEM), said="您提交了诉求", button=False),
    Action(
        "accept", "受理", {Stage.FILED: Stage.ACCEPTED}, by(SYSTEM), said="已受理，转到{unit}", button=False
    ),
    Action(
        "claim", "认领", {Stage.ACCEPTED: Stage.CLAIMED}, by(MEMBER), checks=(objections.another_handler,),
        said="{who}接手了您的事", right="handle",
    ),
    Action(
        "dial", "拨打电话", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER), checks=(objections.has_number,),
        said="{who}拨打了您的电话", right="handle", button=False,
    ),
    Action(
        "lapse", "换人接手", {Stage.CLAIMED: Stage.ACCEPTED, Stage.CONTACTED: Stage.ACCEPTED}, by(SYSTEM),
        said="正在请下一位同事联系您", button=False,
    ),
    Action(
        "call_back", "记录通话",
        {Stage.CLAIMED: Stage.CONTACTED, **stays(Stage.CONTACTED, Stage.MEDIATING)}, by(HANDLER),
        needs=("reached", "summary"), said="{who}和您通了电话", right="handle",
    ),
    Action(
        "call_missed", "未接通", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER),
        needs=("reached",), said="{who}给您打过电话，没有接通，稍后会再打", right="handle", button=False,
    ),
    Action(
        "set_out", "出动", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER),
        said="{who}已出发去现场", right="handle",
    ),
    Action(
        "arrive", "到场", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER), said="{who}已到现场", right="handle",
    ),
    Action(
        "triage", "问险情", stays(*WORKING), by(HANDLER, MEMBER), needs=("answers",), checks=(objections.has_card,), right="handle",
    ),
    Action(
        "reply", "回复居民", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER), needs=("text",),
        checks=(objections.numbers_meant,), said="{who}回复了您", right="handle",
    ),
    Action("note", "备注", stays(*WORKING, Stage.CLOSED, Stage.RATED), by(HANDLER, MEMBER, ASSISTANT), needs=("text",), right="handle"),
    Action(
        "release", "退回认领", {Stage.CLAIMED: Stage.ACCEPTED, Stage.CONTACTED: Stage.ACCEPTED}, by(HANDLER),
        needs=("reason",), said="正在换一位同事接手", right="handle",
    ),
    Action(
        "hand_over", "移交", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER, SUPERIOR),
        needs=("to", "reason"), checks=(secrecy.stays_inside, objections.another_handler, objections.not_offered),
        said="正在请{to_title}接手，对方答应之前还是由{holder}负责", right="handle",
    ),
    Action(
        "accept_offer", "接下移交", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(OFFEREE),
        checks=(objections.another_handler,), said="转由{who}继续办理", right="handle",
    ),
    Action(
        "decline_offer", "不接", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(OFFEREE), needs=("reason",),
        said="还是由{holder}继续办理", right="handle",
    ),
    Action(
        "retract_offer", "收回移交", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER, SUPERIOR),
        checks=(objections.offered,), said="还是由{holder}继续办理", right="handle",
    ),
    Action(
        "offer_lapse", "移交没有答复", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(SYSTEM),
        checks=(objections.offered,), said="还是由{holder}继续办理", button=False,
    ),
    # 主办 / 协办: another unit does its part; the case ends when every part is answered or waived (domain.md §1 #18).
    Action(
        "assist", "请求协办", stays(*WORKING), by(HANDLER, SUPERIOR), needs=("helper", "text"),
        checks=(objections.may_assist, secrecy.tells_nobody), said="请{helper}协助办理", right="handle",
    ),
    Action(
        "assist_answer", "反馈协办", stays(*WORKING), by(ASSISTANT), needs=("text",), checks=(objections.assist_open,),
        said="{helper}已反馈", right="handle",
    ),
    Action(
        "assist_waive", "免除协办", stays(*WORKING), by(HANDLER, SUPERIOR), needs=("task", "reason"),
        checks=(objections.assist_open,), said="不用再等{helper}协助", right="handle",
    ),
    Action("assist_miss", "协办超时", stays(*WORKING), by(SYSTEM), needs=("helper",), button=False),
)
# fmt: on
