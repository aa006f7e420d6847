"""Who may lead the sessions of a mediation: nobody past a party's choice, a party's no or the quiet check
(docs/decisions/0020)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from mediation import conflicts
from mediation.board import Board, board
from mediation.models import Mediation, Mediator, Party
from mediation.selectors import mediators_of
from mediation.workflow import Side


def leaders(
    mediation: Mediation, people: list[Mediator], parties: list[Party], stays: Mediator | None = None
) -> list[Mediator]:
    """Who of these may lead it: she who was chosen, all whom nobody refused and nothing bars when nobody was."""
    out = set(mediation.recusals.values_list("mediator", flat=True))
    out |= set(barred(mediation, people, parties)) - {stays.pk if stays else None}
    left = [one for one in people if one.pk not in out]
    hers = [one for one in left if one == (stays or mediation.mediator)]
    return hers if hers or binding(mediation) else left


def theirs(
    mediation: Mediation, parties: list[Party], stays: Mediator | None, now: datetime, *, first: date | None, days: int,
    but: Iterable[int],
) -> Board:  # fmt: skip
    """The board (`mediation.board`) of those who may lead it: read for her alone who was chosen, for all only when she may not."""
    chosen = stays or mediation.mediator
    for only in ([[chosen.pk]] if chosen else []) + [None]:
        found = board([mediation.organisation_id], now, first=first, days=days, but=but, only=only)
        found.people = leaders(mediation, found.people, parties, stays)
        if found.people:
            break
    return found


def barred(mediation: Mediation, mediators: Sequence[Mediator], parties: Iterable[Party]) -> dict[int, list[str]]:
    """Which of these mediators (by key) no session of the mediation is given to, with what bars each, for staff: but for her
    whom staff have named all the same, with a written reason. `parties`: all of the mediation. One query, two when she who
    mediates is barred herself."""
    bars = conflicts.bars(conflicts.facts(mediation.complaint, parties), mediators)
    if mediation.mediator_id in bars:
        named = mediation.entries.filter(kind="choose").order_by("-pk").first()
        if named and named.body.get("despite") and named.body.get("mediator_pk") == mediation.mediator_id:
            del bars[mediation.mediator_id]
    return bars


def nobody(mediation: Mediation) -> bool:
    """Whether nobody was chosen, there are some who serve in its organisation, and none may lead it: each has ties to the case, or a
    side does not want her."""
    serving = list(mediators_of(mediation))
    return bool(serving) and not binding(mediation) and not leaders(mediation, serving, list(mediation.parties.all()))


def binding(mediation: Mediation) -> bool:
    """Whether a party has chosen who mediates, and that mediator still serves: nobody else leads it then (art. 19)."""
    return mediation.chosen_by in Side.values and bool(mediation.mediator and mediation.mediator.active)
