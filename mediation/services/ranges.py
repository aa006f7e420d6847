"""Secret ranges of money: written, compared, never told (work.md B5.3). Nothing of them goes into an entry, a log or a page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext as _

from binan.kit.errors import Refused
from mediation import negotiation
from mediation.access import Who
from mediation.accord.overlap import NOT_MONEY, Range, objection
from mediation.accord.words import Kind, State
from mediation.models import MediationEntry, Party, SecretRange
from mediation.services.perform import once, perform


def offer(
    party: Party, *, who: Who, number: int, low: str, high: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """A side writes its range for clause `number` in yuan, on its own link or on the tablet; one of several speaks for the side.

    What both sides and the mediator learn is whether the ranges meet, once both have written (`negotiation.rungs`). Raises
    `Refused` with the rule that stands in the way (`accord.overlap`), never with a number of either side.
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        new = Range(_money(low), _money(high))
        money = mediation.clauses.filter(number=number, kind=Kind.MONEY, state=State.OPEN)
        turn = mediation.ranges.filter(number=number, side=party.side).count() + 1
        values = {"side": party.side, "party": party.pk, "number": number, "turn": turn}
        entry = perform(mediation, "offer_range", who=who, now=now, client_key=client_key, values=values)
        if not money.exists():
            raise Refused("number", _("这一条不是正在商量的钱款，不用写范围。"))
        mine, theirs = negotiation.secrets(mediation, number, party.side)
        if sentence := objection(new, mine, theirs):
            raise Refused("range", sentence, fields={"low": sentence})
        SecretRange.objects.create(
            mediation=mediation, number=number, side=party.side, turn=len(mine) + 1, party=party,
            low=str(new.low), high=str(new.high), at=now,
        )  # fmt: skip
        return entry

    return once(mediation, "offer_range", client_key, command, party=party.pk)


def _money(typed: str) -> Decimal:
    try:
        return Decimal(typed.strip().replace(",", "").replace("，", ""))
    except (InvalidOperation, AttributeError) as fault:
        raise Refused("range", NOT_MONEY, fields={"low": NOT_MONEY}) from fault
