"""Reads about a group: who speaks for whom, and what each asks for, was promised and has received."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from binan.kit.masking import mask_name
from mediation import ledger
from mediation.models import Claim, Mandate, Mediation, Party
from mediation.promises import Standing


@dataclass
class Member:
    """One party of the group in yuan and words: `asked` None when she claims no money, `due` what was promised her, `came` what
    she has received of it; `mandate`: whom she lets speak for her, also one who has not said yes yet."""

    party: Party
    asked: Decimal | None = None
    due: Decimal = field(default=Decimal(0))
    came: Decimal = field(default=Decimal(0))
    mandate: Mandate | None = None


def members(mediation: Mediation) -> list[Member]:
    """Everybody who is or was a party, with her figures, in a fixed number of queries."""
    people = list(mediation.parties.all())
    claims = dict(Claim.objects.filter(party__in=people).values_list("party", "amount"))
    open_ = {each.party_id: each for each in _open().filter(party__in=people)}
    found = {one.pk: Member(one, claims.get(one.pk), mandate=open_.get(one.pk)) for one in people}
    for promise in ledger.promises_of(mediation):
        if promise.owed_to_id and promise.amount and promise.standing != Standing.WAIVED:
            row = found[promise.owed_to_id]
            row.due += promise.amount
            row.came += promise.amount if ledger.is_kept(promise) else 0
    return list(found.values())


def is_group(mediation: Mediation) -> bool:
    """Whether a side has, or had, more than one party."""
    return any(party.ordinal > 1 for party in mediation.parties.all())


def partly(mediation: Mediation) -> bool:
    """Whether somebody who had come to talk goes without a settlement: an agreement is then one of some of them."""
    return mediation.entries.filter(kind__in=PARTINGS).exists()


def was_parted(party: Party) -> bool:
    """Whether the others settled and nothing was settled with her (部分达成)."""
    rows = party.mediation.entries.filter(kind="part")
    return any(party.pk in entry.body.get("parties", ()) for entry in rows)


def was_dropped(party: Party) -> bool:
    """Whether she was taken out because she has no part in it: then nothing of it is hers to read."""
    rows = party.mediation.entries.filter(kind="drop_party")
    return any(entry.body.get("party") == party.pk for entry in rows)


PARTINGS = ("part", "terminate_alone")


def spoken_for(party: Party) -> list[Party]:
    """Whom she speaks for besides herself."""
    return [each for each in party.mediation.parties.all() if each.is_in and each.represented_by_id == party.pk]


def asked_of(party: Party) -> list[Mandate]:
    """Who has asked her to speak for them and waits for her yes."""
    return list(_open().filter(representative=party, accepted_at=None))


def mandate_of(party: Party) -> Mandate | None:
    """Whom she lets speak for her; None while she speaks for herself."""
    return _open().filter(party=party).first()


def mandate_for(party: Party, pk: int) -> Mandate:
    """A word that waits for this party's yes. Raises `Http404`."""
    found = _open().filter(representative=party, pk=pk).first()
    if found is None:
        raise Http404
    return found


def candidates(party: Party) -> list[Party]:
    """Whom she may let speak for her: those of her own side who speak for themselves."""
    others = (each for each in party.mediation.parties.all() if each.is_in and each.side == party.side)
    return [each for each in others if each.pk != party.pk and not each.represented_by_id]


def known_as(party: Party) -> str:
    """How her co-parties read of her: her surname, or her number alone when she has not let anybody know who she is."""
    hidden = party.is_complainant and not party.may_name_complainant
    number = _("第{number}位").format(number=party.ordinal)
    return number if hidden or not party.name else f"{number}（{mask_name(party.name)}）"


def _open() -> QuerySet[Mandate]:
    return Mandate.objects.filter(ended_at=None).select_related("party", "representative__mediation")
