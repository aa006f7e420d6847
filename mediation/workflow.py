"""What may happen to a mediation, by whom, and what it needs: the table is the law (convention 1, domain.md §4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from binan.kit.workflow import Action, stays, table
from binan.kit.workflow import allowed as _allowed
from mediation import afterwards
from mediation.vocabulary import (
    AFTER_CLEARANCE,
    ENDINGS,
    MEDIATOR,
    PARTY,
    RUNNING,
    SETTLED,
    SYSTEM,
    WORKER,
    Answer,
    Chooser,
    How,
    OfficeKind,
    Origin,
    PartyKind,
    Power,
    RedFlag,
    ReferredBy,
    Regime,
    Side,
    Stage,
    Way,
)

__all__ = [
    "ACTIONS",
    "AFTER_CLEARANCE",
    "ENDINGS",
    "MEDIATOR",
    "PARTY",
    "RUNNING",
    "SETTLED",
    "SYSTEM",
    "WORKER",
    "Answer",
    "Chooser",
    "How",
    "OfficeKind",
    "Origin",
    "PartyKind",
    "Power",
    "RedFlag",
    "ReferredBy",
    "Regime",
    "Side",
    "Stage",
    "Way",
    "allowed",
]


def _both_agree(mediation: Any, values: Mapping[str, Any]) -> str:
    waiting = values.get("waiting", ())
    return f"各方都同意才能开始，还差{'、'.join(waiting)}的同意：请先登记同意。" if waiting else ""


def _not_twice(mediation: Any, values: Mapping[str, Any]) -> str:
    return _("这一方的同意已经登记过了。") if values["party"] in values.get("agreed", ()) else ""


def _still_in(mediation: Any, values: Mapping[str, Any]) -> str:
    gone = values.get("party") in values.get("gone", ())
    return _("这位当事人已经退出这次调解，不用再登记了。") if gone else ""


def _not_alone(mediation: Any, values: Mapping[str, Any]) -> str:
    alone = values["party"] in values.get("alone", ())
    return "这一方只有这一位当事人，不能退出；不愿意调解的，请登记“不同意”或“终止调解”。" if alone else ""


def _by(*standings: str) -> frozenset[str]:
    return frozenset(standings)


_STAFF, _ANYBODY = _by(WORKER, MEDIATOR), _by(PARTY, WORKER, MEDIATOR)

ACTIONS: dict[str, Action] = table(
    Action("apply", "申请调解", {}, _by(WORKER), button=False),
    Action(
        "consent", "登记同意", stays(Stage.APPLIED, Stage.BOOKED), _ANYBODY, needs=("party", "way"),
        checks=(_still_in, _not_twice),
    ),
    Action(
        "refuse", "不同意", {Stage.APPLIED: Stage.REFUSED, Stage.BOOKED: Stage.REFUSED}, _ANYBODY, needs=("party", "way"),
        checks=(_still_in,),
    ),
    Action("add_agent", "登记代理人", stays(*RUNNING), _STAFF, needs=("party", "agent"), checks=(_still_in,)),
    # What art. 29 asks of the parties; once the text lies there to be signed it is changed by taking it back first.
    Action(
        "describe", "登记姓名和情况", stays(Stage.APPLIED, Stage.BOOKED, Stage.SESSION), _STAFF, needs=("party",),
        checks=(_still_in,),
    ),
    Action("end_agent", "撤销委托", stays(*RUNNING), _STAFF, needs=("party", "agent")),
    Action("add_party", "增加当事人", stays(Stage.APPLIED, Stage.BOOKED), _STAFF, needs=("party",)),
    Action(
        "drop_party", "退出调解", stays(Stage.APPLIED, Stage.BOOKED), _STAFF, needs=("party", "reason"),
        checks=(_still_in, _not_alone),
    ),
    # Arts. 19 and 23: named by the organisation or chosen by a party; each side may have her changed once, without a reason.
    Action(
        "choose", "选调解员", stays(Stage.APPLIED), _ANYBODY, needs=("mediator", "by"), checks=(_still_in,), button=False
    ),
    Action(
        "recuse", "换调解员", stays(Stage.APPLIED, Stage.BOOKED), _ANYBODY, needs=("party", "way"), checks=(_still_in,),
        button=False,
    ),
    Action("book", "预约", {Stage.APPLIED: Stage.BOOKED}, _STAFF, needs=("at", "room")),
    Action("rebook", "改约", stays(Stage.BOOKED), _STAFF, needs=("at", "room")),
    Action("propose", "请各方选时间", stays(Stage.APPLIED, Stage.BOOKED), _STAFF, needs=("how",), button=False),
    Action("pick", "选时间", stays(Stage.APPLIED, Stage.BOOKED), _ANYBODY, needs=("party",), checks=(_still_in,), button=False),
    # The first slot that fits everybody books itself; of a session that is booked it takes the place.
    Action("settle", "各方选定时间", {Stage.APPLIED: Stage.BOOKED, Stage.BOOKED: Stage.BOOKED}, _by(SYSTEM), button=False),
    Action("move", "改时间", stays(Stage.BOOKED), _by(PARTY), needs=("party",), checks=(_still_in,), button=False),
    Action("move_again", "想再改时间", stays(Stage.BOOKED), _by(PARTY), needs=("party",), checks=(_still_in,), button=False),
    Action("say_times", "告知时间", stays(Stage.APPLIED, Stage.BOOKED), _ANYBODY, needs=("party",), checks=(_still_in,), button=False),
    Action("no_show", "没有到场", {Stage.BOOKED: Stage.APPLIED}, _STAFF, needs=("absent",)),
    Action("unbook", "取消预约", {Stage.BOOKED: Stage.APPLIED}, _STAFF | {SYSTEM}, needs=("reason",)),
    Action("start", "开始调解", {Stage.BOOKED: Stage.SESSION}, _by(MEDIATOR), checks=(_both_agree,), right="mediate"),
    Action("write_clause", "写条款", stays(Stage.SESSION), _by(MEDIATOR), needs=("number",), right="mediate", button=False),
    Action("drop_clause", "去掉条款", stays(Stage.SESSION), _by(MEDIATOR), needs=("number",), right="mediate", button=False),
    Action(
        "answer_clause", "答复条款", stays(Stage.SESSION), _by(PARTY, MEDIATOR), needs=("party", "number", "answer"),
        checks=(_still_in,), button=False,
    ),
    Action(
        "offer_range", "写保密金额", stays(Stage.SESSION), _by(PARTY, MEDIATOR), needs=("party", "number", "turn"),
        checks=(_still_in,), button=False,
    ),
    Action("draft", "起草协议", stays(Stage.SESSION), _by(MEDIATOR), needs=("part",), right="mediate", button=False),
    Action(
        # What art. 29 asks for, and which of it is missing, says mediation/accord/gate.py.
        "agree", "达成协议", {Stage.SESSION: Stage.SIGNING}, _by(MEDIATOR), right="mediate",
    ),
    # Arts. 28 and 30: no paper is needed, but the mediator must record what was agreed; it holds from that day.
    Action(
        "agree_orally", "达成口头协议", {Stage.SESSION: Stage.AGREED}, _by(MEDIATOR), right="mediate",
        button=False,
    ),
    Action("sign", "登记签字", stays(Stage.SIGNING), _by(MEDIATOR), needs=("signer",), right="mediate"),
    Action("ask_code", "发签字验证码", stays(Stage.SIGNING), _by(MEDIATOR), needs=("party",), right="mediate", button=False),
    Action("scan_paper", "上传签好的协议", stays(Stage.SIGNING), _by(MEDIATOR), needs=("signers",), right="mediate", button=False),
    # What was signed does not change: words that are to change go back to the table, and everybody signs the new version.
    Action("rework", "退回修改", {Stage.SIGNING: Stage.SESSION}, _by(MEDIATOR), needs=("reason",), right="mediate"),
    Action("take_effect", "协议生效", {Stage.SIGNING: Stage.AGREED}, _by(SYSTEM), button=False),
    Action("fail", "调解不成", dict.fromkeys(RUNNING, Stage.FAILED), _STAFF, needs=("reason",)),
    # Art. 25: what may be a crime or harm somebody goes to those who protect, and the mediation stops.
    Action("halt", "停止并移交", dict.fromkeys(RUNNING, Stage.HALTED), _STAFF, needs=("flag", "door", "told", "seen")),
    # Arts. 17 and 23: either side may end it at any time and owes nobody a reason.
    Action("terminate", "终止调解", dict.fromkeys(RUNNING, Stage.TERMINATED), _ANYBODY, needs=("party", "way"), checks=(_still_in,)),
    # One of several on a side: the others go on.
    Action(
        "refuse_alone", "不参加", stays(Stage.APPLIED, Stage.BOOKED), _ANYBODY, needs=("party", "way"), checks=(_still_in,),
        button=False,
    ),
    Action(
        "terminate_alone", "中途退出", stays(*RUNNING), _ANYBODY, needs=("party", "way"), checks=(_still_in,), button=False
    ),
    # The session: rows of their own, no steps of the history, but for the alarm, safety and the break.
    Action("attend", "登记到场", stays(Stage.BOOKED, Stage.SESSION, Stage.SIGNING), _ANYBODY, button=False),
    Action("tick", "登记步骤", stays(Stage.BOOKED, Stage.SESSION, Stage.SIGNING), _by(MEDIATOR), right="mediate", button=False),
    Action("note", "记笔录", stays(Stage.BOOKED, Stage.SESSION, Stage.SIGNING), _by(MEDIATOR), right="mediate", button=False),
    Action("evidence", "登记证据", stays(*RUNNING), _STAFF, button=False),
    Action("invite", "邀请参加", stays(Stage.APPLIED, Stage.BOOKED, Stage.SESSION), _STAFF, button=False),
    Action("answer_call", "登记到场电话", stays(*RUNNING), _STAFF, button=False),
    Action(
        "flag_safety", "安全安排", stays(Stage.APPLIED, Stage.BOOKED, Stage.SESSION), _STAFF, needs=("reason",), button=False
    ),
    Action("alarm", "请求支援", stays(Stage.BOOKED, Stage.SESSION, Stage.SIGNING), _STAFF, button=False),
    Action(
        "break_off", "休会", {Stage.SESSION: Stage.APPLIED}, _by(MEDIATOR), needs=("reason",), right="mediate", button=False
    ),
    # Papers are made, filed and archived at any stage, also after the end; `papers` says what each needs.
    Action("issue_paper", "出具文书", stays(*Stage), _STAFF, needs=("paper",), button=False),
    Action("file_scan", "归入扫描件", stays(*Stage), _STAFF, needs=("paper",), button=False),
    Action("archive", "卷宗归档", stays(*Stage), _STAFF, needs=("retention",), button=False),
    Action("lapse", "随案撤销", dict.fromkeys(RUNNING, Stage.LAPSED), _by(SYSTEM), button=False),
    *afterwards.ROWS,
)  # fmt: skip


def allowed(stage: str, standings: Iterable[str]) -> list[Action]:
    """The actions somebody with these standings may do now, in the table's order."""
    return _allowed(ACTIONS, stage, standings)
