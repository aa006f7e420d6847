"""What each reader may read of a session: kept apart by the query itself, so that no template can show too much.

Mediators of the organisation read everything. A party reads what is for both sides and what is for her own, once she has left
only what was there by then, and nothing when she was entered by mistake; whoever else sees the mediation, the worker of the
case among them, reads what is for both sides. Nobody else comes here: the mediation is not hers to see, and the party's link is
a secret (mediation.access).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from binan.kit.chain import GENESIS
from governance.access import has
from governance.models import Staff
from governance.roles import Right
from mediation import crowd
from mediation.access import member, standings
from mediation.models import Evidence, Mediation, Note, Party
from mediation.models.minutes import Visibility, note_hash
from mediation.workflow import MEDIATOR

Row = TypeVar("Row", Note, Evidence)
EVERYTHING: tuple[str, ...] = tuple(Visibility.values)


def hears_talks(staff: Staff, mediation: Mediation) -> bool:
    """Whether separate talks are hers to read: she mediates for the organisation."""
    return MEDIATOR in standings(member(staff), mediation) and has(staff, Right.MEDIATE)


def of_staff(staff: Staff, mediation: Mediation) -> QuerySet[Note]:
    """The minutes as a member of staff may read them, in order, struck lines among them."""
    return _notes(mediation.pk, _sight_of_staff(staff, mediation))


def of_party(party: Party) -> QuerySet[Note]:
    """The minutes as a party may read them: no other side's talk, and no line that was struck out."""
    rows = _while_in(party, _notes(party.mediation_id, _sight_of_party(party)))
    return rows.exclude(kind=Note.Kind.STRIKE).filter(struck_by=None)


def evidence_of_staff(staff: Staff, mediation: Mediation) -> QuerySet[Evidence]:
    """The evidence a member of staff may see."""
    return _evidence(mediation.pk, _sight_of_staff(staff, mediation))


def evidence_of_party(party: Party) -> QuerySet[Evidence]:
    """The evidence a party may see: what is for both sides and what is for hers."""
    return _while_in(party, _evidence(party.mediation_id, _sight_of_party(party)))


def one_evidence(rows: QuerySet[Evidence], number: int) -> Evidence:
    """One piece out of what somebody may see. Raises `Http404` for any other: the same answer as for none."""
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def with_minutes(code: str = "") -> list[Mediation]:
    """The mediations that have minutes; with a `code` that one alone."""
    found = Mediation.objects.filter(notes__isnull=False).distinct().order_by("pk")
    return list(found.filter(code=code) if code else found)


def faults(mediation: Mediation) -> list[str]:
    """Sentences about every edit, hole or slip in the minutes; none for a whole chain."""
    found, before = [], GENESIS
    for expected, note in enumerate(Note.objects.filter(mediation=mediation).order_by("seq"), start=1):
        if note.seq != expected or note.prev_hash != before:
            found.append(f"笔录第 {note.seq} 条和上一条接不上。")
        if note_hash(note) != note.hash:
            found.append(f"笔录第 {note.seq} 条被改过。")
        before = note.hash
    return found


def _sight_of_staff(staff: Staff, mediation: Mediation) -> Collection[str]:
    return EVERYTHING if hears_talks(staff, mediation) else (Visibility.ALL,)


def _sight_of_party(party: Party) -> Collection[str]:
    return (Visibility.ALL, party.side)


def _while_in(party: Party, rows: QuerySet[Row]) -> QuerySet[Row]:
    if party.left_at is None:
        return rows
    return rows.none() if crowd.was_dropped(party) else rows.filter(at__lte=party.left_at)


def _notes(mediation_id: int, sight: Collection[str]) -> QuerySet[Note]:
    rows = Note.objects.filter(mediation_id=mediation_id, visibility__in=sight)
    return rows.select_related("strikes", "struck_by", "staff").order_by("seq")


def _evidence(mediation_id: int, sight: Collection[str]) -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(mediation_id=mediation_id, visibility__in=sight)
    return rows.select_related("brought_by", "staff").order_by("number")
