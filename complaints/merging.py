"""When a case may be merged into another (并案, domain.md §3.5 重复投诉): one person, one matter, both open. Pure.

Different people are never merged, whatever they tell of: they are clustered, and each is answered. What is private
(likeness.PRIVATE) stays by itself, since the other party may hold the same telephone. That the number is the same shows a
case's reader nothing either: `known` says when the words of one may be read from the link of the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from complaints.likeness import PRIVATE, echo

UNDO_WITHIN = timedelta(hours=24)  # afterwards it has been handled as one, and comes apart only by a new filing
NOWHERE = "没有这个编号的事，或者不在您的范围内，请核对。"


@dataclass(frozen=True)
class Side:
    """What of a case the rule looks at. `order`: when it was filed, ties by key."""

    order: tuple[datetime, int]
    open: bool
    phone: str
    category: str
    community: int | None
    suspended: bool
    round: int
    supervised: bool
    assisted: bool


Objects = Callable[[Side, Side], bool]
# In order: whether it stands against merging the first into the second, and what is said then.
OBSTACLES: tuple[tuple[Objects, str], ...] = (
    (lambda new, old: new.order == old.order, "不能并入自己。"),
    (
        lambda new, old: not new.phone or new.phone != old.phone,
        "不是同一个诉求人，不能并案：各人的事各有答复。请用“串并”，一起办、各自答复。",
    ),
    (
        lambda new, old: PRIVATE in (echo(new.category).tier, echo(old.category).tier),
        "这一类事涉及隐私，同一个号码也可能是两个人在用，不并案，各办各的。",
    ),
    (
        lambda new, old: new.community != old.community,
        "两件不在同一个社区，不像同一件事。确实是的，请先请上级交办到一个社区，再并案。",
    ),
    (lambda new, old: new.order < old.order, "只能把后来的并入先提交的：请打开后来的那一件，再并入这一件。"),
    (lambda new, old: not old.open, "先提交的那一件已经结束，不能并入。确实没办好的，请上级重开。"),
    (lambda new, old: new.round > 1, "这件事居民不满意，正在二次办理，不能并入别的件。"),
    (lambda new, old: new.supervised, "上级还在等这一件的回复，请先回复督办或批示，再并案。"),
    (lambda new, old: new.assisted, "还有协办没有反馈。请等反馈，或者写明原因免除协办，再并案。"),
    (lambda new, old: new.suspended or old.suspended, "挂账的事时限停着，并在一起就算不清了。请先恢复办理，再并案。"),
)


def side(case: Any) -> Side:
    """A case as the rule sees it."""
    return Side(
        (case.filed_at, case.pk),
        case.is_open,
        case.phone,
        case.category,
        case.community_id,
        case.suspended_until is not None,
        case.round,
        case.supervision_due_at is not None or case.instructed,
        bool(case.assists),
    )


def obstacle(new: Side, old: Side) -> str:
    """Why `new` is not merged into `old`, as a sentence; "" when it may be."""
    return next((sentence for objects, sentence in OBSTACLES if objects(new, old)), "")


def known(case: Any) -> bool:
    """Whether we have spoken with the owner of the number about this case: whoever holds its link is she, as far as we know.

    A number is known to many; a case filed in somebody's name must not open hers (likeness.py, "unproven").
    """
    return case.first_contact_at is not None
