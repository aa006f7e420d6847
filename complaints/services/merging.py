"""并案: what the same person told again goes on in her earlier case, with the earlier of both promises; and the way back.

Both cases are read under their locks and changed by `perform` alone: the newer one ends (`merge`), the older one takes over
what was promised (`absorb`). For a day a superior may take it back (`unmerge`): the promises of the newer case go on as if
they had never stood still, also when they are late by then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from binan.kit import codes
from binan.kit.errors import Refused
from complaints import merging
from complaints.access import actor, visible
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.promises import PROMISES
from complaints.services.locking import locked_all
from complaints.services.perform import perform, permit, repeated
from governance.models import Staff

TOO_LATE = f"并案超过 {merging.UNDO_WITHIN.total_seconds() // 3600:.0f} 小时，不能再分开。还有没办的，请重新登记一件。"


def merge(
    case: Complaint, *, staff: Staff, target: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Merge `case` into the earlier one of the same person whose number is `target`; returns the entry on `case`.

    `case` ends without an answer of its own: that of the other is hers. Raises `Refused` with what stands against it
    (`merging.OBSTACLES`), `Moved` and `NotAllowed` as the table says.
    """
    found = visible(staff).filter(code=codes.spoken(target)).values_list("pk", flat=True).first()
    with transaction.atomic():
        both = locked_all([case.pk, found or case.pk])
        new = both[case.pk]
        if earlier := repeated([new.pk], "merge", client_key, staff):
            return earlier
        permit(new, "merge", actor(staff))  # an obstacle tells of the person: whether her number is the same
        if found is None:
            raise _wrong(merging.NOWHERE)
        old = both[found]
        permit(old, "absorb", actor(staff))
        if objection := merging.obstacle(merging.side(new), merging.side(old)):
            raise _wrong(objection)
        return _joined(case, new, old, staff, now, client_key)


def _joined(
    case: Complaint, new: Complaint, old: Complaint, staff: Staff, now: datetime, key: UUID | None
) -> TimelineEntry:
    who = actor(staff)
    running = Deadline.objects.filter(complaint=new, met_at=None, void_at=None)
    promised = [row.pk for row in running.order_by("pk") if PROMISES[row.kind].shown]
    entry = perform(
        new, "merge", who=who, now=now, client_key=key, held=True,
        values={"target": old.code, "promises": promised},
        changes=lambda fresh: {"merged_into": old, "handler": None, "last_handler_id": fresh.left_by_id, "closed_at": now},
    )  # fmt: skip
    worse = new.urgency < old.urgency
    perform(
        old, "absorb", who=who, now=now, held=True,
        values={"other": new.code, "promises": promised} | ({"raised": True, "urgency": new.urgency} if worse else {}),
        changes=lambda fresh: {"urgency": new.urgency, "reasons": _reasons(new, fresh)} if worse else {},
    )  # fmt: skip
    case.__dict__.update(new.__dict__)
    return entry


def unmerge(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """A superior finds that these were two matters: `case` goes on by itself, with the promises it had, for somebody to claim.

    What the other one took over stays promised there: nobody's clock is reset. Raises `Refused` after `UNDO_WITHIN`.
    """
    with transaction.atomic():
        both = locked_all([case.pk, case.merged_into_id or case.pk])
        new = both[case.pk]
        if earlier := repeated([new.pk], "unmerge", client_key, staff):
            return earlier
        joined = TimelineEntry.objects.filter(complaint=new, kind="merge").order_by("-seq").first()
        old = both.get(new.merged_into_id or 0)
        if joined and old and now > joined.at + merging.UNDO_WITHIN:
            raise Refused("too_late", TOO_LATE)
        promised = cast(dict[str, Any], joined.body).get("promises", []) if joined else []
        entry = perform(
            new, "unmerge", who=actor(staff), now=now, client_key=client_key, held=True,
            values={"reason": reason, "promises": promised, "target": old.code if old else ""},
            changes=lambda fresh: {"merged_into": None, "closed_at": None},
        )  # fmt: skip
        if old:
            perform(old, "detach", who=actor(staff), now=now, held=True, values={"other": new.code, "reason": reason})
        case.__dict__.update(new.__dict__)
        return entry


def _reasons(new: Complaint, old: Complaint) -> list[str]:
    """The reasons of the more urgent one lead."""
    return list(dict.fromkeys([*new.reasons, *old.reasons]))


def _wrong(sentence: str) -> Refused:
    return Refused("target", sentence, fields={"target": sentence})
