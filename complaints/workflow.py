"""What may happen to a case, by whom, and what it needs: the table is the law (convention 1)."""

from __future__ import annotations

from collections.abc import Iterable

from binan.kit.workflow import Action, stays, table
from binan.kit.workflow import allowed as _allowed
from complaints import objections
from complaints.vocabulary import (
    ENDED,
    OPEN,
    WORKING,
    ClosingKind,
    Identity,
    Nature,
    SendBackReason,
    Source,
    Stage,
    SuspendCause,
    Urgency,
)

__all__ = [
    "ACTIONS", "ENDED", "OFFEREE", "ON_EXTENSION", "ON_OFFER", "ON_REQUEST", "ON_VOICE", "OPEN", "WORKING", "ClosingKind", "Identity",
    "Nature", "SendBackReason", "Source", "Stage", "SuspendCause", "Urgency", "allowed",
]  # fmt: skip

# Standings: how somebody is related to the case at hand (complaints.access.standings).
RESIDENT, SYSTEM, HANDLER, MEMBER, SUPERIOR = "resident", "system", "handler", "member", "superior"
OFFEREE = "offeree"  # has been asked to take it over
# How somebody stands to the judgement of a case: complaints.services.{revisiting,appealing} say who is.
REVISITOR, JUDGED, ARBITER = "revisitor", "judged", "arbiter"
RETURNER = "returner"  # may send a case back for the unit in charge, unless a colleague has claimed it
APPROVER = "approver"  # dispatches one level above the unit in charge, and is not its handler (domain.md §3.5, 延期)


def _by(*standings: str) -> frozenset[str]:
    return frozenset(standings)


# One row a verb, as compact as it can be read.
# fmt: off
ACTIONS: dict[str, Action] = table(
    Action("file", "提交", {}, _by(RESIDENT, MEMBER, SYSTEM), said="您提交了诉求", button=False),
    Action(
        "accept", "受理", {Stage.FILED: Stage.ACCEPTED}, _by(SYSTEM), said="已受理，转到{unit}", button=False
    ),
    Action(
        "claim", "认领", {Stage.ACCEPTED: Stage.CLAIMED}, _by(MEMBER), checks=(objections.another_handler,),
        said="{who}接手了您的事", right="handle",
    ),
    Action(
        "dial", "拨打电话", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER), checks=(objections.has_number,),
        said="{who}拨打了您的电话", right="handle", button=False,
    ),
    Action(
        "lapse", "换人接手", {Stage.CLAIMED: Stage.ACCEPTED, Stage.CONTACTED: Stage.ACCEPTED}, _by(SYSTEM),
        said="正在请下一位同事联系您", button=False,
    ),
    Action(
        "call_back", "记录通话",
        {Stage.CLAIMED: Stage.CONTACTED, **stays(Stage.CONTACTED, Stage.MEDIATING)}, _by(HANDLER),
        needs=("reached", "summary"), said="{who}和您通了电话", right="handle",
    ),
    Action(
        "call_missed", "未接通", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER),
        needs=("reached",), said="{who}给您打过电话，没有接通，稍后会再打", right="handle", button=False,
    ),
    Action(
        "set_out", "出动", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER),
        said="{who}已出发去现场", right="handle",
    ),
    Action(
        "arrive", "到场", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER), said="{who}已到现场", right="handle",
    ),
    Action(
        "triage", "问险情", stays(*WORKING), _by(HANDLER, MEMBER), needs=("answers",), checks=(objections.has_card,), right="handle",
    ),
    Action(
        "reply", "回复居民", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER), needs=("text",),
        checks=(objections.numbers_meant,), said="{who}回复了您", right="handle",
    ),
    Action("note", "备注", stays(*WORKING, Stage.CLOSED, Stage.RATED), _by(HANDLER, MEMBER), needs=("text",), right="handle"),
    Action(
        "release", "退回认领", {Stage.CLAIMED: Stage.ACCEPTED, Stage.CONTACTED: Stage.ACCEPTED}, _by(HANDLER),
        needs=("reason",), said="正在换一位同事接手", right="handle",
    ),
    Action(
        "hand_over", "移交", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER, SUPERIOR),
        needs=("to", "reason"), checks=(objections.another_handler, objections.not_offered),
        said="正在请{to_title}接手，对方答应之前还是由{holder}负责", right="handle",
    ),
    Action(
        "accept_offer", "接下移交", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(OFFEREE),
        checks=(objections.another_handler,), said="转由{who}继续办理", right="handle",
    ),
    Action(
        "decline_offer", "不接", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(OFFEREE), needs=("reason",),
        said="还是由{holder}继续办理", right="handle",
    ),
    Action(
        "retract_offer", "收回移交", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER, SUPERIOR),
        checks=(objections.offered,), said="还是由{holder}继续办理", right="handle",
    ),
    Action(
        "take_over", "接手", {Stage.CLAIMED: Stage.CLAIMED, Stage.CONTACTED: Stage.CONTACTED}, _by(SUPERIOR),
        checks=(objections.another_handler,), said="{who}接手了您的事", right="dispatch",
    ),
    Action(
        "escalate", "上报", stays(*WORKING), _by(HANDLER, MEMBER, SYSTEM), needs=("reason",), checks=(objections.has_superior,),
        said="已上报到{unit}", right="handle",
    ),
    Action("acknowledge", "签收", stays(*WORKING), _by(MEMBER, SUPERIOR), checks=(objections.not_acknowledged,), right="handle"),
    Action(
        "delegate", "交办",
        dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.ACCEPTED), _by(SUPERIOR),
        needs=("unit", "reason"), said="已交给{unit}办理", right="dispatch",
    ),
    Action(
        "send_back", "退单", {Stage.ACCEPTED: Stage.ACCEPTED, Stage.CLAIMED: Stage.ACCEPTED}, _by(HANDLER, RETURNER),
        needs=("reason",), checks=(objections.has_reason, objections.not_urgent, objections.not_begun, objections.in_time_to_return,
                                  objections.not_designated, objections.has_superior),
        said="转回{unit}重新分派", right="handle",
    ),
    Action(
        "extend", "申请延期", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), _by(HANDLER), needs=("due_at", "reason"),
        checks=(objections.may_extend,), right="handle",
    ),
    Action(
        "grant_extension", "同意延期", stays(*WORKING), _by(APPROVER), checks=(objections.extension_asked,),
        said="答复的时间延到{due}：{reason}", right="dispatch",
    ),
    Action(
        "refuse_extension", "不同意延期", stays(*WORKING), _by(APPROVER), needs=("reason",), checks=(objections.extension_asked,),
        right="dispatch",
    ),
    Action(
        "suspend", "挂账", stays(Stage.CLAIMED, Stage.CONTACTED), _by(SUPERIOR), needs=("cause", "owner", "review_on", "explanation"),
        checks=(objections.may_suspend, objections.contacted), said="眼下办不了（{cause_label}），{due}再来办：{explanation}", right="supervise",
    ),
    Action(
        "resume", "恢复办理", stays(*WORKING), _by(SUPERIOR, SYSTEM), checks=(objections.suspended,), said="这件事接着办", right="supervise",
    ),
    Action(
        "transfer", "转出",
        dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.TRANSFERRED), _by(HANDLER, SUPERIOR),
        needs=("to", "result"), checks=(objections.answered,), said="已转到{to}：{result}", right="dispatch",
    ),
    Action(
        "decline", "不予受理",
        dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.DECLINED), _by(HANDLER, SUPERIOR),
        needs=("result",), checks=(objections.answered,), said="没有受理：{result}", right="dispatch",
    ),
    Action(
        "apply_mediation", "申请调解", stays(Stage.CONTACTED), _by(HANDLER), said="正在为您安排调解", right="handle",
        button=False,
    ),
    Action(
        "book_mediation", "预约调解", {Stage.CONTACTED: Stage.MEDIATING, **stays(Stage.MEDIATING)}, _by(SYSTEM),
        needs=("at", "room"), said="调解已约定：{at}，{room}", button=False,
    ),
    Action(
        # Also while the case changes hands: a party may end the mediation at any moment.
        "end_mediation", "调解结束",
        {Stage.MEDIATING: Stage.CONTACTED, **stays(Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED)}, _by(SYSTEM),
        needs=("outcome",), said="调解结束：{outcome}", button=False,
    ),
    Action(
        "close_interim", "阶段性办结", stays(Stage.MEDIATING), _by(HANDLER), needs=("result",), checks=(objections.answered, objections.evidenced),
        said="阶段答复：{result}", right="handle", button=False,
    ),
    Action(
        "close", "办结", {Stage.CLAIMED: Stage.CLOSED, Stage.CONTACTED: Stage.CLOSED}, _by(HANDLER),
        needs=("result", "closing_kind"), checks=(objections.closing_kind, objections.answered, objections.contacted, objections.evidenced),
        said="已办结：{result}",
        right="handle",
    ),
    Action("invite_rating", "邀请评价", stays(Stage.CLOSED), _by(SYSTEM), said="请您评价这件事办得怎么样", button=False),
    Action("rate", "评价", {Stage.CLOSED: Stage.RATED}, _by(RESIDENT), needs=("choice",), checks=(objections.not_erased,),
           said="您评价了：{choice}"),
    Action("lapse_rating", "未评", stays(Stage.CLOSED), _by(SYSTEM), said="评价时间已过，没有收到评价，记为未评", button=False),
    Action("ask_revisit", "不满意回电", stays(Stage.ACCEPTED), _by(SYSTEM), said="1 小时内换一位同事给您回电", button=False),
    Action(
        "revisit", "回访", stays(Stage.CLOSED, Stage.RATED), _by(REVISITOR), needs=("outcome",), checks=(objections.not_erased,),
        said="{who}打电话回访了您", right="revisit", button=False,
    ),
    Action(
        "appeal_rating", "评价申诉", stays(*Stage), _by(JUDGED), needs=("reason",), right="appeal", button=False,
    ),
    Action("uphold_appeal", "申诉成立", stays(*Stage), _by(ARBITER), needs=("reason",), right="arbitrate", button=False),
    Action("reject_appeal", "申诉不成立", stays(*Stage), _by(ARBITER), needs=("reason",), right="arbitrate", button=False),
    Action(
        "reopen", "重开", {Stage.CLOSED: Stage.ACCEPTED, Stage.RATED: Stage.ACCEPTED}, _by(SYSTEM, SUPERIOR),
        needs=("reason",), checks=(objections.not_erased,), said="这件事重新办理，由{unit}负责", right="supervise",
    ),
    Action("miss", "超时", stays(*OPEN), _by(SYSTEM), needs=("promise",), said="说好的{promise}没有按时做到", button=False),
    Action("add_info", "补充说明", stays(*WORKING), _by(RESIDENT), needs=("text",), said="您补充了说明"),
    Action(
        "reclassify", "改分类", stays(*WORKING), _by(HANDLER, MEMBER, RESIDENT), needs=("category",),
        checks=(objections.reclassified,), right="handle",
    ),
    Action(
        "transcribe", "听写录音", stays(*WORKING), _by(HANDLER, MEMBER, SYSTEM), needs=("attachment", "text"),
        said="您的录音有了文字稿", right="handle",
    ),
    Action("confirm_call", "接到了", stays(*WORKING, Stage.CLOSED), _by(RESIDENT), needs=("call",), said="您说接到了这个电话"),
    Action("deny_call", "没接到", stays(*WORKING, Stage.CLOSED), _by(RESIDENT), needs=("call",), said="您说没有接到这个电话，负责人已经知道"),
    Action("urge", "催一催", stays(*WORKING), _by(RESIDENT), said="您催办了一次"),
    Action(
        "withdraw", "撤回", dict.fromkeys(OPEN, Stage.WITHDRAWN), _by(RESIDENT), said="您撤回了诉求"
    ),
    # The rights of the person (个人信息保护法 44-47); domain.md §5.
    Action("correct", "更正", stays(*WORKING), _by(RESIDENT), needs=("changed",), said="您更正了{changed}"),
    Action(
        "withdraw_consent", "撤回同意", stays(*Stage), _by(RESIDENT), checks=(objections.consenting,),
        said="您撤回了同意，不再给您发短信和评价邀请",
    ),
    Action(
        "give_consent", "恢复通知", stays(*Stage), _by(RESIDENT), checks=(objections.not_consenting,), said="您同意继续接收通知"
    ),
    Action(
        "ask_deletion", "申请删除", stays(*Stage), _by(RESIDENT), needs=("due",), checks=(objections.not_asked,),
        said="您申请删除个人信息，{due}前答复您",
    ),
    Action(
        "grant_deletion", "同意删除", stays(*ENDED), _by(SUPERIOR), checks=(objections.asked,), right="protect",
        said="您的个人信息已经删除",
    ),
    Action(
        "refuse_deletion", "不同意删除", stays(*Stage), _by(SUPERIOR), needs=("reason",), checks=(objections.asked,),
        said="没有删除您的个人信息：{reason}", right="protect",
    ),
)
ON_REQUEST = frozenset({"grant_deletion", "refuse_deletion"})  # drawn only where somebody has asked
ON_OFFER = frozenset({"retract_offer"})  # drawn only while somebody has been asked; hand_over only while nobody has
ON_EXTENSION = frozenset({"grant_extension", "refuse_extension"})  # the same
ON_VOICE = frozenset({"transcribe"})  # drawn only where there is something to hear


# fmt: on


def allowed(stage: str, standings: Iterable[str]) -> list[Action]:
    """The actions somebody with these standings may do now, in the table's order."""
    return _allowed(ACTIONS, stage, standings)
