"""What decides who works on a case and until when: up, down, back, later, out."""

from __future__ import annotations

from binan.kit.workflow import Action, stays
from complaints import objections, secrecy, supervision
from complaints.acts.standings import APPROVER, HANDLER, MEMBER, RETURNER, SUPERIOR, SYSTEM, by
from complaints.vocabulary import WORKING, Stage

# One row a verb, as compact as it can be read.
# fmt: off
ROWS: tuple[Action, ...] = (
    Action(
        "take_over", "接手", {Stage.CLAIMED: Stage.CLAIMED, Stage.CONTACTED: Stage.CONTACTED}, by(SUPERIOR),
        checks=(objections.another_handler,), said="{who}接手了您的事", right="dispatch",
    ),
    Action(
        "escalate", "上报", stays(*WORKING), by(HANDLER, MEMBER, SYSTEM), needs=("reason",), checks=(objections.has_superior,),
        said="已上报到{unit}", right="handle",
    ),
    Action("acknowledge", "签收", stays(*WORKING), by(MEMBER, SUPERIOR), checks=(objections.not_acknowledged,), right="handle"),
    Action(
        "delegate", "交办",
        dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.ACCEPTED), by(SUPERIOR),
        needs=("unit", "reason"), checks=(secrecy.stays_above,), said="已交给{unit}办理", right="dispatch",
    ),
    Action(
        "send_back", "退单", {Stage.ACCEPTED: Stage.ACCEPTED, Stage.CLAIMED: Stage.ACCEPTED}, by(HANDLER, RETURNER),
        needs=("reason",), checks=(objections.has_reason, objections.not_urgent, objections.not_begun, objections.in_time_to_return,
                                  objections.not_designated, objections.has_superior),
        said="转回{unit}重新分派", right="handle",
    ),
    Action(
        "extend", "申请延期", stays(Stage.CLAIMED, Stage.CONTACTED, Stage.MEDIATING), by(HANDLER), needs=("due_at", "reason"),
        checks=(objections.may_extend,), right="handle",
    ),
    Action(
        "grant_extension", "同意延期", stays(*WORKING), by(APPROVER), checks=(objections.extension_asked,),
        said="答复的时间延到{due}：{reason}", right="dispatch",
    ),
    Action(
        "refuse_extension", "不同意延期", stays(*WORKING), by(APPROVER), needs=("reason",), checks=(objections.extension_asked,),
        right="dispatch",
    ),
    Action(
        "suspend", "挂账", stays(Stage.CLAIMED, Stage.CONTACTED), by(SUPERIOR), needs=("cause", "owner", "review_on", "explanation"),
        checks=(objections.may_suspend, objections.contacted), said="眼下办不了（{cause_label}），{due}再来办：{explanation}", right="supervise",
    ),
    Action(
        "resume", "恢复办理", stays(*WORKING), by(SUPERIOR, SYSTEM), checks=(objections.suspended,), said="这件事接着办", right="supervise",
    ),
    Action(
        "transfer", "转出",
        dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.TRANSFERRED), by(HANDLER, SUPERIOR),
        needs=("to", "result"), checks=(supervision.unsupervised, supervision.uninstructed, objections.answered, objections.numbers_meant),
        said="已转到{to}：{result}", right="dispatch",
    ),
    Action(
        "follow_up", "记录跟进", stays(Stage.TRANSFERRED), by(HANDLER, MEMBER, SUPERIOR), needs=("outcome",), checks=(objections.outside,),
        said="{to}还在办，我们{due}再去问", right="handle",
    ),
    Action(
        "settle", "对方已办结", stays(Stage.TRANSFERRED), by(HANDLER, MEMBER, SUPERIOR), needs=("result",),
        checks=(objections.outside, objections.answered, objections.numbers_meant), said="{to}办结了：{result}", right="handle", button=False,
    ),
    Action(
        "take_back", "退回重办", {Stage.TRANSFERRED: Stage.ACCEPTED}, by(HANDLER, MEMBER, SUPERIOR), needs=("reason",),
        checks=(objections.outside,), said="{to}退回来了，我们接着办，由{unit}负责", right="handle", button=False,
    ),
    Action(
        "raise_follow_up", "跟进上报", stays(Stage.TRANSFERRED), by(SYSTEM), said="没有按时去问，已由{unit}督促", button=False,
    ),
    Action(
        "decline", "不予受理",
        dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.DECLINED), by(HANDLER, SUPERIOR),
        needs=("result",), checks=(supervision.unsupervised, supervision.uninstructed, objections.answered, objections.numbers_meant),
        said="没有受理：{result}", right="dispatch",
    ),
    # 并案: services/merging.py says into which; what the resident reads names no number, since a number may be known to many.
    Action(
        "merge", "并入", dict.fromkeys((Stage.ACCEPTED, Stage.CLAIMED, Stage.CONTACTED), Stage.MERGED),
        by(HANDLER, RETURNER, SUPERIOR), needs=("target",), checks=(supervision.unsupervised, supervision.uninstructed),
        said="和您之前反映的那件并在一起办，说好的时间按早的算", right="handle",
    ),
    Action(
        "absorb", "并进一件", stays(*WORKING), by(HANDLER, MEMBER, SUPERIOR), needs=("other",),
        said="您后来反映的同一件事并了进来，一起办", right="handle", button=False,
    ),
    Action(
        "unmerge", "撤销并案", {Stage.MERGED: Stage.ACCEPTED}, by(SUPERIOR), needs=("reason",), checks=(objections.not_erased,),
        said="这件事恢复单独办理", right="supervise",
    ),
    Action(
        "detach", "分开一件", stays(*Stage), by(SUPERIOR), needs=("other",), said="并进来的那一件恢复单独办理",
        right="supervise", button=False,
    ),
)
# fmt: on
