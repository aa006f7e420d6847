"""What those above say about a case: 催办, 督办 with its answer and its end, 批示 with its feedback. It stays among ourselves."""

from __future__ import annotations

from binan.kit.workflow import Action, stays
from complaints import supervision
from complaints.acts.standings import HANDLER, MEMBER, OVERSEER, SYSTEM, by
from complaints.vocabulary import WORKING, Stage

# One row a verb, as compact as it can be read.
# fmt: off
ROWS: tuple[Action, ...] = (
    Action(
        "staff_urge", "催办", stays(*WORKING), by(OVERSEER), needs=("text",), checks=(supervision.not_oneself,), right="dispatch",
    ),
    Action(
        "supervise", "督办", stays(*WORKING), by(OVERSEER, SYSTEM), needs=("grade", "reason"),
        checks=(supervision.known_grade, supervision.from_above, supervision.not_standing_still), said="{by}正在督办这件事", right="supervise",
    ),
    Action(
        "answer_supervision", "回复督办", stays(*WORKING), by(HANDLER, MEMBER), needs=("text",),
        checks=(supervision.supervised, supervision.of_the_unit), said="负责的单位回复了督办，这件事接着办", right="handle",
    ),
    Action("supervision_due", "督办没有按时回复", stays(*WORKING), by(SYSTEM), button=False),
    Action(
        "lift_supervision", "撤销督办", stays(*(set(Stage) - {Stage.FILED})), by(OVERSEER), needs=("supervision", "reason"),
        checks=(supervision.still_stands, supervision.from_that_level), said="一次督办已经撤销", right="supervise",
    ),
    Action("leader_note", "领导批示", stays(*WORKING), by(OVERSEER), needs=("text",), right="supervise"),
    Action(
        "leader_feedback", "办理反馈", stays(*WORKING, Stage.CLOSED), by(HANDLER, MEMBER), needs=("text",),
        checks=(supervision.instructed, supervision.of_the_unit), right="handle",
    ),
)
# fmt: on
