"""并案 as screens show it: the case in which a merged one goes on, and what was merged into a case."""

from __future__ import annotations

from dataclasses import dataclass, field

from complaints.merging import known
from complaints.models import Attachment, Complaint
from complaints.models.attachment import Kind


@dataclass
class Joined:
    """A case that was merged into another one, with what came with it."""

    case: Complaint
    photos: list[Attachment] = field(default_factory=list)
    voices: list[Attachment] = field(default_factory=list)


def joined(case: Complaint) -> list[Joined]:
    """What was merged into the case, also by way of another one, oldest first: one query, two where there is something.

    Always of the newer into the older, so it ends.
    """
    found: dict[int, Joined] = {}
    level = [case.pk]
    while level:
        rows = list(Complaint.objects.filter(merged_into__in=level).order_by("filed_at", "pk"))
        level = [row.pk for row in rows]
        found |= {row.pk: Joined(row) for row in rows}
    for one in Attachment.objects.filter(complaint__in=found) if found else ():
        each = found[one.complaint_id]
        (each.photos if one.kind == Kind.PHOTO else each.voices).append(one)
    return sorted(found.values(), key=lambda each: (each.case.filed_at, each.case.pk))


def joined_by(case: Complaint) -> list[Joined]:
    """The same for the resident's page of `case`, of her own words and pictures alone; nothing while we have not spoken with the
    owner of the number about it (`merging.known`), or once she has had it deleted."""
    if case.erased_at or not known(case):
        return []
    found = joined(case)
    for each in found:
        each.photos = [one for one in each.photos if one.by_resident]
        each.voices = [one for one in each.voices if one.by_resident]
    return found


def goes_on(case: Complaint) -> Complaint | None:
    """The case to which the link of a merged one leads; None where it is not merged, or its holder may not be who filed the other."""
    if not case.merged_into_id or not known(case):
        return None
    following = case
    while following.merged_into_id:
        following = Complaint.objects.get(pk=following.merged_into_id)
    return following
