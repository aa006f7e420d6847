"""What is done with cases of different people about one object: 串并, 群体件, and who speaks for a group."""

from __future__ import annotations

from binan.kit.workflow import Action, stays
from complaints import objections, secrecy
from complaints.acts.standings import HANDLER, MEMBER, SUPERIOR, SYSTEM, by
from complaints.vocabulary import WORKING, Stage

# One row a verb, as compact as it can be read. Nothing is said to one resident of another.
# fmt: off
ROWS: tuple[Action, ...] = (
    Action("cluster", "串并", stays(*WORKING), by(HANDLER, MEMBER, SUPERIOR), needs=("other",), checks=(secrecy.stays_above,),
           right="handle"),
    Action("recluster", "并入另一个串并", stays(*Stage), by(SYSTEM), needs=("other",), button=False),
    Action(
        "uncluster", "移出串并", stays(*Stage), by(HANDLER, MEMBER, SUPERIOR), needs=("reason",), checks=(objections.clustered,),
        right="handle",
    ),
    Action("group", "列为群体件", stays(*Stage), by(SYSTEM), needs=("persons",), button=False),
    Action("ungroup", "不再是群体件", stays(*Stage), by(SYSTEM), needs=("persons",), button=False),
    Action(
        "represent", "登记代表", stays(*WORKING), by(HANDLER, MEMBER, SUPERIOR), needs=("consent",), checks=(objections.grouped,),
        said="您同意代表大家来谈这件事", right="handle",
    ),
    Action(
        "unrepresent", "取消代表", stays(*Stage), by(HANDLER, MEMBER, SUPERIOR), needs=("reason",), checks=(objections.clustered,),
        said="您不再代表大家来谈这件事", right="handle",
    ),
)
# fmt: on
