"""The steps of a session in the order of the law (人民调解法, arts. 20-28), to be ticked as they are done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Step(TextChoices):
    """One step of a session."""

    IDENTITY = "identity", "核对身份"
    RIGHTS = "rights", "告知权利义务"
    STATEMENTS = "statements", "双方陈述"
    INQUIRY = "inquiry", "调查和证据"
    CAUCUS = "caucus", "分别谈话"
    PROPOSAL = "proposal", "提出方案"
    RESULT = "result", "达成或未达成"


@dataclass(frozen=True)
class Item:
    """A step as the page shows it. `law`: where it comes from; `hint`: what belongs to it, in one sentence."""

    step: Step
    law: str
    hint: str


# 分别谈话 is a way of mediating (art. 22: "采取多种方式"), not a duty: a session without it is whole.
ITEMS = (
    Item(Step.IDENTITY, "第二十条", "看身份证件；代理人看授权委托书，没有签字权的不能签字；受邀的人要双方都同意。"),
    Item(Step.RIGHTS, "第二十三、二十四条", "可以选择、接受、拒绝和要求终止调解；如实陈述，遵守秩序，尊重对方。"),
    Item(Step.STATEMENTS, "第二十二条", "先请诉求方讲，再请对方讲，中间不打断。"),
    Item(Step.INQUIRY, "第二十二条", "把各方带来的照片和材料登记成证据，有争议的地方问清楚。"),
    Item(Step.CAUCUS, "第二十二条", "需要时分开谈。谈的内容另一方看不到。"),
    Item(Step.PROPOSAL, "第二十二条", "讲清法律和政策，在平等协商、互谅互让的基础上提出方案。"),
    Item(Step.RESULT, "第二十六、二十八条", "谈成的写协议或登记口头协议；没谈成的终止，并告诉双方还有哪些途径。"),
)
OPTIONAL = frozenset({Step.CAUCUS})


def next_step(done: set[str]) -> str:
    """The first step of the law's order that is not ticked, 分别谈话 left out; "" when all are."""
    return next((item.step for item in ITEMS if item.step not in done and item.step not in OPTIONAL), "")
