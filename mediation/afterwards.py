"""The rows of the table for what follows a mediation: performance, revisit, judicial confirmation, lawsuits, groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binan.kit.workflow import Action, stays
from mediation.vocabulary import MEDIATOR, PARTY, RUNNING, SYSTEM, WORKER, Stage

_STAFF, _ANYBODY = frozenset({WORKER, MEDIATOR}), frozenset({PARTY, WORKER, MEDIATOR})
_OVER = stays(*(stage for stage in Stage if stage not in RUNNING))
_ALWAYS = stays(*Stage)
_TALKING = stays(Stage.APPLIED, Stage.BOOKED, Stage.SESSION)
_HOLDS = stays(Stage.AGREED)


def _named(mediation: Any, values: Mapping[str, Any]) -> str:
    """A lawsuit that is withdrawn counts as a settlement only with its number (domain.md §4.3)."""
    return "" if values.get("number") else "请先登记法院和案号。"


ROWS: tuple[Action, ...] = (
    # Art. 31: the parties perform, the committee watches over it.
    Action("fulfil", "登记履行", _HOLDS, _ANYBODY, needs=("obligation",)),
    Action("receive", "收到了", _HOLDS, _ANYBODY, needs=("obligation",)),
    Action("not_received", "还没收到", _HOLDS, _ANYBODY, needs=("obligation",)),
    Action("miss", "到期没有履行", _HOLDS, frozenset({SYSTEM}), needs=("obligation",), button=False),
    Action("waive", "双方免除", _HOLDS, _STAFF, needs=("obligation", "words")),
    Action("revisit", "登记回访", _OVER, _STAFF, needs=("reason", "way", "performance", "satisfaction")),
    # Art. 33: both together, within thirty days of effect.
    Action("wish_confirm", "同意申请司法确认", _HOLDS, _ANYBODY, needs=("party", "way")),
    Action("file_confirm", "登记递交法院", _HOLDS, _STAFF, needs=("court", "filed_on")),
    Action("rule_confirm", "登记法院裁定", _HOLDS, _STAFF, needs=("ruling", "ruled_on")),
    # Disputes of many. A representative's word counts for who gave it; with some of them nothing may be settled.
    Action("represent", "推选代表", _TALKING, _ANYBODY, needs=("party", "to", "way")),
    Action("accept_mandate", "同意当代表", _TALKING, _ANYBODY, needs=("party",)),
    Action("unrepresent", "撤回推选", _TALKING, _ANYBODY, needs=("party",)),
    Action("claim", "登记各人请求", stays(*RUNNING), _STAFF, needs=("party", "amount")),
    Action(
        "part", "部分达成", stays(Stage.SESSION, Stage.SIGNING), frozenset({MEDIATOR}), needs=("parties",), right="mediate",
    ),
    # Somebody left: those who stay are asked anew, and what waits for signatures is a draft again (services/reopen.py).
    Action(
        "reopen", "有人退出，重新征求意见",
        {Stage.SIGNING: Stage.SESSION, **stays(Stage.APPLIED, Stage.BOOKED, Stage.SESSION)}, frozenset({SYSTEM}),
        needs=("party",), button=False,
    ),
    Action("sue", "登记诉讼", _ALWAYS, _STAFF, needs=("court", "number", "filed_on")),
    Action("drop_suit", "登记撤诉", _ALWAYS, _STAFF, needs=("number", "withdrawn_on"), checks=(_named,)),
    # The matter is settled in life and the suit is gone: nothing is left to sign (the canopy of the article).
    Action(
        "resolve", "已化解并撤诉", dict.fromkeys(RUNNING, Stage.RESOLVED), frozenset({MEDIATOR}), needs=("number",),
        checks=(_named,), right="mediate", button=False,
    ),
)  # fmt: skip
