"""What the resident says and has a right to, and what is noted down of her words."""

from __future__ import annotations

from binan.kit.workflow import Action, stays
from complaints import objections, secrecy
from complaints.acts.standings import HANDLER, MEMBER, RESIDENT, SUPERIOR, SYSTEM, by
from complaints.vocabulary import ENDED, OPEN, WORKING, Stage

# One row a verb, as compact as it can be read.
# fmt: off
ROWS: tuple[Action, ...] = (
    Action("add_info", "补充说明", stays(*WORKING), by(RESIDENT), needs=("text",), said="您补充了说明"),
    Action(
        "reclassify", "改分类", stays(*WORKING), by(HANDLER, MEMBER, RESIDENT), needs=("category",),
        checks=(objections.reclassified, secrecy.opened_by_another), right="handle",
    ),
    Action(
        "transcribe", "听写录音", stays(*WORKING), by(HANDLER, MEMBER, SYSTEM), needs=("attachment", "text"),
        said="您的录音有了文字稿", right="handle",
    ),
    Action("confirm_call", "接到了", stays(*WORKING, Stage.CLOSED), by(RESIDENT), needs=("call",), said="您说接到了这个电话"),
    Action("deny_call", "没接到", stays(*WORKING, Stage.CLOSED), by(RESIDENT), needs=("call",), said="您说没有接到这个电话，负责人已经知道"),
    Action("urge", "催一催", stays(*WORKING), by(RESIDENT), said="您催办了一次"),
    Action(
        "withdraw", "撤回", dict.fromkeys(OPEN, Stage.WITHDRAWN), by(RESIDENT), said="您撤回了诉求"
    ),
    # The rights of the person (个人信息保护法 44-47); domain.md §5.
    Action("correct", "更正", stays(*WORKING), by(RESIDENT), needs=("changed",), said="您更正了{changed}"),
    Action(
        "withdraw_consent", "撤回同意", stays(*Stage), by(RESIDENT), checks=(objections.consenting,),
        said="您撤回了同意，不再给您发短信和评价邀请",
    ),
    Action(
        "give_consent", "恢复通知", stays(*Stage), by(RESIDENT), checks=(objections.not_consenting,), said="您同意继续接收通知"
    ),
    Action(
        "ask_deletion", "申请删除", stays(*Stage), by(RESIDENT), needs=("due",), checks=(objections.not_asked,),
        said="您申请删除个人信息，{due}前答复您",
    ),
    Action(
        "grant_deletion", "同意删除", stays(*ENDED), by(SUPERIOR), checks=(objections.asked,), right="protect",
        said="您的个人信息已经删除",
    ),
    Action(
        "refuse_deletion", "不同意删除", stays(*Stage), by(SUPERIOR), needs=("reason",), checks=(objections.asked,),
        said="没有删除您的个人信息：{reason}", right="protect",
    ),
    Action("expire", "到期清除", stays(*ENDED), by(SYSTEM), checks=(objections.not_erased,), said="保存期满，您的个人信息已经清除", button=False),
)
# fmt: on
