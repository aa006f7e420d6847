"""The ledger of what was promised: every thing with its date and standing, as staff and as each party see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from mediation.models import Mediation, Obligation, Party
from mediation.promises import MOVES, Standing, is_over

WITH_PEOPLE = ("ower", "owed_to")
# What is kept: confirmed, waived, or done on the spot before everybody's eyes.
KEPT = Q(standing__in=(Standing.CONFIRMED, Standing.WAIVED)) | Q(standing=Standing.DONE, on_the_spot=True)


@dataclass(frozen=True)
class Line:
    """One promise as a party sees it. `may`: the verbs she may say now."""

    obligation: Obligation
    ower: str
    owed_to: str
    mine: bool
    may: frozenset[str]


def promises_of(mediation: Mediation) -> list[Obligation]:
    """Everything promised by an agreement that holds, in order, with who owes and who is owed."""
    return list(_held().filter(agreement__mediation=mediation))


def owers(obligation: Obligation) -> list[Party]:
    """Who owes it: one, or several jointly."""
    return [obligation.ower, *obligation.joint.all()]


def receivers(obligation: Obligation) -> list[Party]:
    """Who is owed: the party named, else everybody on the other side who has not left."""
    if obligation.owed_to:
        return [obligation.owed_to]
    others = obligation.agreement.mediation.parties.all()
    return [party for party in others if party.is_in and party.side != obligation.ower.side]


def promise_for(party: Party, pk: int) -> Obligation:
    """A promise of this party's agreement that holds. Raises `Http404`."""
    found = _held().filter(agreement__mediation=party.mediation_id, pk=pk).first()
    if found is None:
        raise Http404
    return found


def seen_by(party: Party, now: datetime) -> list[Line]:
    """What was promised, as this party sees it; nothing for one who has left, since nothing binds her."""
    if not party.is_in:
        return []
    return [_line(each, party, now) for each in promises_of(party.mediation)]


def verbs(obligation: Obligation, now: datetime) -> set[str]:
    """What may be said about it as it stands: 还没收到 from the day after its date on."""
    found = {verb for verb, moves in MOVES.items() if obligation.standing in moves} - {"miss"}
    if obligation.due_on is None or not is_over(obligation.due_on, now):
        found.discard("not_received")
    return found


def is_kept(obligation: Obligation) -> bool:
    """Whether nothing is to come any more: confirmed, waived, or done on the spot before everybody's eyes."""
    done = obligation.on_the_spot and obligation.standing == Standing.DONE
    return done or obligation.standing in (Standing.CONFIRMED, Standing.WAIVED)


def _held() -> QuerySet[Obligation]:
    rows = Obligation.objects.filter(agreement__effective_at__isnull=False)
    return rows.select_related(*WITH_PEOPLE, "agreement__mediation").prefetch_related(
        "joint", "agreement__mediation__parties"
    )


def _line(obligation: Obligation, reader: Party, now: datetime) -> Line:
    may = verbs(obligation, now)
    owes = reader.pk in {party.pk for party in owers(obligation)}
    owed = reader.pk in {party.pk for party in receivers(obligation)}
    hers = ({"fulfil"} if owes else set()) | ({"receive", "not_received"} if owed else set())
    who = "、".join(called(party, reader) for party in owers(obligation))
    whom = called(obligation.owed_to, reader) if obligation.owed_to else ""
    return Line(obligation, who, whom, owes or owed, frozenset(may & hers))


def called(party: Party, reader: Party) -> str:
    """How `reader` may read of a party: 您, 对方 or a number, never a name."""
    if party.pk == reader.pk:
        return _("您")
    if party.side != reader.side:
        return _("对方") if party.ordinal == 1 else _("对方第{number}位").format(number=party.ordinal)
    return _("您这一方的第{number}位").format(number=party.ordinal)
