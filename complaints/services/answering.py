"""一并答复: one text to everybody in a cluster, as each one's own reply or closing, with her own entry, clock and mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q

from binan.kit.errors import Moved, Refused
from complaints import grouping
from complaints.access import visible
from complaints.models import Cluster, Complaint, TimelineEntry
from complaints.models.complaint import Lane
from complaints.selectors import NOT_IN_A_ROW, ORDER
from complaints.services import closing, handling
from complaints.workflow import Stage
from governance.models import Staff

Act = Callable[[Complaint, UUID], TimelineEntry]


@dataclass(frozen=True)
class Answered:
    """What became of one member: `why_not` is the reason of a refusal, "" when it was done."""

    case: Complaint
    why_not: str


# What a stage that does not allow it means for the worker, where the table's "it has moved on" would be no help.
WHY_NOT: dict[str, str] = {
    Stage.ACCEPTED: "还没有人认领：请先认领，再答复。",
    Stage.MEDIATING: "正在调解，请打开这一件，单独做阶段性答复。",
}


def reply(
    cluster: Cluster, *, staff: Staff, text: str, now: datetime, client_key: UUID, take: bool = False
) -> list[Answered]:
    """Write to each of those she sees and handles; the others are named with why not. Nobody's clock stops by it but her own.

    `take`: she first claims those that nobody has; each then has its own callback to make, in the time that was promised.

    Raises `Refused`, and writes to nobody, when the text holds anybody's number, name or words (`grouping.betrays`).
    """
    _discreet(cluster, text)
    return _each(
        cluster, staff, client_key, now if take else None,
        lambda case, key: handling.reply(case, staff=staff, text=text, now=now, client_key=key),
    )  # fmt: skip


def close(
    cluster: Cluster, *, staff: Staff, text: str, closing_kind: str, no_evidence: str, now: datetime, client_key: UUID,
    take: bool = False,
) -> list[Answered]:  # fmt: skip
    """Close each of those whose conditions are met, with `text` as the result; the others stay open and are named with why."""
    _discreet(cluster, text)
    return _each(
        cluster, staff, client_key, now if take else None,
        lambda case, key: closing.close(
            case, staff=staff, result=text, closing_kind=closing_kind, no_evidence=no_evidence, now=now, client_key=key
        ),
    )  # fmt: skip


def key_for(client_key: UUID, case: Complaint) -> UUID:
    """The key of one member's command, the same each time the whole one arrives."""
    return uuid5(client_key, case.code)


def _each(cluster: Cluster, staff: Staff, client_key: UUID, taken_at: datetime | None, act: Act) -> list[Answered]:
    """One transaction a member: what is refused to one holds up nobody. A command that arrives again finds what it did."""
    hers = visible(staff).filter(cluster=cluster)
    keys = [uuid5(client_key, code) for code in hers.values_list("code", flat=True)]
    asked = hers.filter(Q(lane__lt=Lane.DONE) | Q(entries__client_key__in=keys)).distinct()
    found = []
    for case in asked.select_related("unit", "handler").defer(*NOT_IN_A_ROW).order_by(*ORDER):
        key = key_for(client_key, case)
        try:
            if taken_at and case.stage == Stage.ACCEPTED:
                handling.claim(case, staff=staff, now=taken_at, client_key=uuid5(key, "claim"))
            act(case, key)
            found.append(Answered(case, ""))
        except Moved as moved:
            found.append(Answered(case, WHY_NOT.get(case.stage, moved.sentence)))
        except Refused as refusal:
            found.append(Answered(case, refusal.sentence))
    return found


def _discreet(cluster: Cluster, text: str) -> None:
    rows = Complaint.objects.filter(cluster=cluster).values_list("name", "phone", "text")
    if objection := grouping.betrays(text, (grouping.Person(*row) for row in rows)):
        raise Refused("text", objection, fields={"text": objection})
