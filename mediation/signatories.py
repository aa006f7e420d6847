"""Reads for the page on which an agreement is signed: who signs and has signed, the trail, the scans."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects

from mediation import negotiation
from mediation.models import Agreement, Mediation, Signature, SignedPaper, SignStep
from mediation.negotiation import Seat


@dataclass(frozen=True)
class Place:
    """A place for a signature as the page shows it. `phone`: masked, of the signer, "" for none; `agent_phone`: of the agent
    who may sign for her; `signature`: None while it is missing."""

    seat: Seat
    signature: Signature | None
    name: str = ""
    phone: str = ""
    agent: str = ""
    agent_phone: str = ""

    @property
    def on_screen(self) -> bool:
        """Whether she may sign on the tablet: the seal is put on paper."""
        return self.seat.kind != Signature.Signer.SEAL


def places(mediation: Mediation, agreement: Agreement) -> list[Place]:
    """The signatures a written agreement needs, in order, with those that are there under its present text."""
    if agreement.form != Agreement.Form.WRITTEN:
        return []
    under = agreement.signatures.filter(document_sha256=agreement.text_sha256).select_related("recorded_by")
    given = {(one.signer, one.party_id): one for one in under}
    seats = negotiation.seats(mediation)
    prefetch_related_objects([seat.party for seat in seats if seat.party], "agents")
    return [_place(seat, given) for seat in seats]


def _place(seat: Seat, given: dict[tuple[str, int | None], Signature]) -> Place:
    party = seat.party
    signature = given.get((seat.kind, party.pk if party else None))
    if party is None:
        return Place(seat, signature)
    agent = negotiation.signing_agent(party)
    return Place(
        seat, signature, party.name, party.masked_phone, agent.name if agent else "",
        agent.masked_phone if agent else "",
    )  # fmt: skip


def trail(agreement: Agreement) -> QuerySet[SignStep]:
    """What happened around the signatures, newest first."""
    return agreement.steps.select_related("party", "recorded_by").order_by("-id")


def papers(agreement: Agreement) -> QuerySet[SignedPaper]:
    """The scans of signed papers."""
    return agreement.papers.select_related("recorded_by")


def signature_of(mediation: Mediation, pk: int) -> Signature | None:
    """One signature of this very mediation."""
    return Signature.objects.filter(agreement__mediation=mediation, pk=pk).first()


def paper_of(mediation: Mediation, pk: int) -> SignedPaper | None:
    """One scan of this very mediation."""
    return SignedPaper.objects.filter(agreement__mediation=mediation, pk=pk).first()
