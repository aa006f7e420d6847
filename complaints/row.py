"""A case on the boards: one row, written once per event and the same for every viewer (convention 7).

Python instead of a template: a row is written with every step of every case, and fifty times in a page of the queue. No
phone, no name of the person, no free text but the masked title, no token: the button sends the page's form #claim.
`data-order` sorts the board, `data-entry` says which of two rows is the newer one, `data-marks` on which filtered boards it
stands (complaints/sieve.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from binan.kit.language import in_chinese
from binan.kit.links import address
from complaints.models import Complaint
from complaints.promises import PROMISES
from complaints.sieve import marks
from complaints.supervision import WORDS, Grade
from complaints.workflow import Source, Stage

ROW = """<article class="case" id="row-{code}" data-code="{code}" data-stage="{stage}" data-urgency="{urgency}"\
 data-lane="{lane}" data-handler="{handler_id}" data-entry="{seq}" data-order="{order}"\
 data-marks="{marks}"{due}{ring}>
  <div class="case-head">
    <p>{badges}</p>
    {countdown}
  </div>
  <h3 class="case-title" id="title-{code}"><a href="{page}">{title}</a></h3>
  <p class="case-meta"><span>{where}</span><span class="nowrap">{filed_at}</span><span>{by}</span></p>{act}
</article>"""
BADGE = '<span class="badge"{mark}>{words}</span>'
GROUP = BADGE.format(mark=' data-tone="danger"', words="群体件")
CLUSTERED = BADGE.format(mark="", words="串并")
DUE = ' data-due="{at}000" data-what="{what}" data-total="{seconds}"'
RING = ' data-ring="{why}" data-people="{people}"'
COUNTDOWN = (
    '<p class="countdown"><span class="ring" aria-hidden="true"></span>'
    '<span class="countdown-text">{at} 前{what}</span></p>'
)
CLAIM = (
    '\n  <div class="case-act"><button class="btn btn-primary" type="submit" form="claim" formaction="{act}" '
    'aria-describedby="title-{code}">认领</button></div>'
)
MIC = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{sprite}#mic"/></svg>'


def row(case: Complaint, *, ring: str = "", people: Sequence[int] = ()) -> SafeString:
    """The row of a case with its unit, place and handler at hand. `ring`: why `people` (by key) are called to it now."""
    promise = PROMISES.get(case.pressing_kind)
    waits = case.stage == Stage.ACCEPTED
    where = case.place.name if case.place else case.unit.name
    with in_chinese():  # boards are staff's, whoever caused the row
        html = ROW.format(
            code=case.code,
            stage=case.stage,
            urgency=case.urgency,
            lane=case.lane,
            handler_id=case.handler_id or "",
            seq=case.seq,
            order=f"{case.lane}{int(case.pressing_at.timestamp() * 1e6):017d}{case.pk:012d}",  # sorts like the queue
            marks=marks(case),
            due=DUE.format(
                at=int(case.pressing_at.timestamp()),
                what=escape(promise.label),
                seconds=case.pressing_total,
            ) if promise else "",
            ring=RING.format(why=ring, people=" ".join(map(str, people))) if ring else "",
            badges=_badges(case),
            countdown=COUNTDOWN.format(at=_moment(case.pressing_at), what=escape(promise.label)) if promise else "",
            page=address("complaints:desk_case").format(case.code),
            title=escape(case.title),
            where=escape(where),
            filed_at=_moment(case.filed_at),
            by=_by(case),
            act=CLAIM.format(act=address("complaints:desk_act", "claim").format(case.code), code=case.code) if waits else "",
        )  # fmt: skip
    return SafeString(html)


def _by(case: Complaint) -> str:
    """Who has it and who is asked to take it over; whoever had it before it went up stays to be seen."""
    said = [f"{escape(case.handler)}承办" if case.handler else f"{escape(case.unit.name)}负责"]
    if case.handler and case.offered_to:
        said.append(f"等{escape(case.offered_to)}接手")
    if case.came_from:
        said.append(f"{escape(case.came_from)}上报")
    return "，".join(said)


def _badges(case: Complaint) -> str:
    found = [BADGE.format(mark=f' data-urgency="{case.urgency}"', words=case.get_urgency_display())]
    if case.stage != Stage.ACCEPTED:
        found.append(BADGE.format(mark="", words=case.get_stage_display()))
    if case.source != Source.BINAN:
        found.append(BADGE.format(mark="", words=case.get_source_display()))
    if case.call_again_at and case.is_open:
        found.append(BADGE.format(mark=' data-tone="warn"', words=f"{_moment(case.call_again_at)} 再打"))
    if case.has_voice:
        found.append(BADGE.format(mark="", words=f"{MIC.format(sprite=static('icons/sprite.svg'))}录音"))
    if case.let_down:
        found.append(BADGE.format(mark=' data-tone="danger"', words="系统耽误"))
    if case.unacknowledged:
        found.append(BADGE.format(mark=' data-tone="warn"', words=f"待{escape(case.unit.name)}签收"))
    found += _from_above(case) if case.is_open else []
    found += _together(case)
    later = (
        (case.assists, "", f"等 {len(case.assists)} 个单位协办"),
        (case.suspended_until, "", "挂账"),
        (case.extension_due_at, ' data-tone="warn"', "申请延期"),
        (case.round > 1, ' data-tone="danger"', "二次办理"),
    )
    return "".join(found + [BADGE.format(mark=mark, words=words) for wanted, mark, words in later if wanted])


def _from_above(case: Complaint) -> list[str]:
    """督办, 批示 and 催办; the words say it, the tone only helps."""
    found = []
    if case.supervised:
        tone = "danger" if case.supervised == Grade.RED else "warn"
        owed = "，待回复" if case.supervision_due_at else ""
        found.append(BADGE.format(mark=f' data-tone="{tone}"', words=f"{WORDS[case.supervised]}{owed}"))
    if case.instructed:
        found.append(BADGE.format(mark=' data-tone="warn"', words="批示待反馈"))
    if case.staff_urges:
        found.append(BADGE.format(mark="", words=f"催办 {case.staff_urges} 次"))
    return found


def _together(case: Complaint) -> list[str]:
    """Whether other people's cases stand beside it."""
    return [GROUP if case.in_group else CLUSTERED] if case.cluster_id else []


def _moment(at: datetime) -> str:
    shown = localtime(at)
    return f"{shown.month}月{shown.day}日 {shown:%H:%M}"
