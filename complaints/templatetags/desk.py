"""What templates of the desk ask of a case or an entry and a model does not say by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django import template
from django.contrib.auth.models import AnonymousUser

from binan.kit.masking import mask_text
from complaints import selectors
from complaints.clocks import Clock
from complaints.grouping import CONSENTS
from complaints.models import Call, Complaint, Revisit, TimelineEntry
from complaints.models.complaint import Lane
from complaints.promises import PROMISES
from complaints.row import row
from complaints.supervision import WORDS as WORDS_OF_GRADE
from complaints.vocabulary import Outside
from complaints.workflow import ACTIONS, ClosingKind, Stage, Urgency
from governance.access import working_units
from governance.models import Staff

register = template.Library()
register.simple_tag(row)


@register.inclusion_tag("complaints/desk/_alarm.html")
def alarm(
    staff: Staff | AnonymousUser, among: Iterable[Complaint] | None = None, without: str = ""
) -> dict[str, object]:
    """The alarm of a page of the desk in its first HTML, for whoever sees cases: each 特急 of hers that nobody has claimed.

    `among`: the rows of her board, where they are at hand; else they are fetched. `without`: the number of the case that the page
    itself shows.
    """
    if not isinstance(staff, Staff) or not working_units(staff):
        return {"watches": False}
    rows = selectors.burning(staff) if among is None else among
    shown = [row for row in rows if row.lane == Lane.BURNING and row.stage == Stage.ACCEPTED and row.code != without]
    return {"watches": True, "burning": shown}


# What an entry tells besides its action: names of values in its body, in the order they are read.
TOLD = ("at_unit", "helper", "designated", "to_title", "to", "reference", "taken_by", "reason_label", "reason", "cause_label", "grade_label", "supervised", "requirement",
        "explanation", "owner_title", "due", "at", "room", "outcome", "summary", "text", "closing_kind", "result", "no_evidence", "choice", "promise", "target",
        "other", "consent")  # fmt: skip
MOVES = (
    "accept",
    "escalate",
    "delegate",
    "send_back",
    "reopen",
    "take_back",
    "raise_follow_up",
)  # another unit is in charge then
HOUR = 3600  # seconds
WORDS = {
    **dict(Call.Outcome.choices), **dict(ClosingKind.choices), **dict(Revisit.Outcome.choices), **dict(CONSENTS),
    **dict(Outside.choices),
}  # fmt: skip


@register.filter
def promise(kind: str) -> str:
    """A promise in words: 回电, 办结反馈, …; "" for none."""
    return PROMISES[kind].label if kind in PROMISES else ""


@register.filter
@register.filter
def lasting(seconds: int) -> str:
    """A length in words: 45 秒, 3 分 10 秒."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


@register.simple_tag
def left_of(clock: Clock, at: datetime) -> str:
    """How much of a promise was left at a moment, or by how much it was over, in words."""
    if clock.due_at is None:
        return "改过时限，改动的内容已按规定删除"
    seconds = int((clock.due_at - at).total_seconds())
    return f"还剩 {_length(seconds)}" if seconds > 0 else f"已超时 {_length(-seconds)}"


def _length(seconds: int) -> str:
    if seconds < HOUR:
        return str(lasting(seconds))
    hours, rest = divmod(seconds, HOUR)
    return f"{hours} 小时 {rest // 60} 分" if hours < 48 else f"{hours // 24} 天 {hours % 24} 小时"


@register.filter
def masked(words: str) -> str:
    """What a colleague wrote, numbers and rooms in it masked."""
    return mask_text(words)


@register.filter
def supervision(grade: str) -> str:
    """The badge of a case under 督办: 督办, 黄牌, 红牌; "" for none."""
    return WORDS_OF_GRADE.get(grade, "")


@register.filter
def stage(value: str) -> str:
    """A stage in words."""
    return str(Stage(value).label)


@register.filter
def urgency(value: str) -> str:
    """An urgency in words."""
    return str(Urgency(value).label)


@register.filter
def done(entry: TimelineEntry) -> str:
    """The name of what happened: 认领, 回电, …"""
    return ACTIONS[entry.kind].label


@register.filter
def by_whom(entry: TimelineEntry) -> str:
    """Who did it, for colleagues: the full name; for the others 居民 or 系统."""
    return str(entry.staff) if entry.staff else "居民" if entry.actor_kind == "resident" else "系统"


@register.filter
def told(entry: TimelineEntry) -> str:
    """What was written with an entry, numbers and rooms in it masked; a sentence when it was erased for privacy."""
    body = cast(dict[str, Any], entry.body)
    if not body:
        return "（内容已按规定删除）"
    # A send-back keeps the code of its reason beside the words for it; a hand-over the account beside the person.
    doubled = {"reason_label": "reason", "to_title": "to"}
    hidden = {code for words, code in doubled.items() if body.get(words)}
    said = [str(body[name]) for name in TOLD if body.get(name) and name not in hidden]
    if entry.kind in MOVES and body.get("unit"):
        said.insert(0, f"→ {body['unit']}")
    if body.get("category_name"):
        said.insert(
            0, f"→ {body['category_name']}{'，' + Urgency(body['urgency']).label if body.get('urgency') else ''}"
        )
    if entry.kind == "triage":
        said.append(f"{body['card_title']}，{body['points']} 分，{Urgency(body['urgency']).label}")
        said += [f"{question}：是" for question in body["because"]]
    if body.get("ours"):
        said.append("系统中断造成，不记在个人名下")
    if body.get("seems_name"):
        said.append(f"像是{body['seems_name']}（{Urgency(body['urgency']).label}）")
    return mask_text("；".join(WORDS.get(part, part) for part in said))
