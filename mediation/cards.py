"""The cards of what follows: revisits due, promises that were missed or wait for a word, applications the court waits for.

Each kind is a list of its own, the oldest first, paged by the place of its last row (`binan.kit.cursors`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from binan.kit import cursors
from governance.models import Staff
from mediation import sequel
from mediation.access import visible
from mediation.models import Confirmation, ConfirmationWish, Obligation, Party, Revisit
from mediation.promises import Standing

SHOWN = 20  # of each kind on a page
SOON = timedelta(days=7)  # before the last day of judicial confirmation
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pile:
    """One kind of card: `rows` of this page, and the cursor of the next one, "" at the end."""

    kind: str
    rows: list[Any]
    next: str


def cards(staff: Staff, today: date, size: int = SHOWN) -> list[Pile]:
    """The first page of every kind that has a card, of the mediations she sees; a query for each kind."""
    piles = [pile(staff, today, kind, size=size) for kind in KINDS]
    return [each for each in piles if each.rows]


def pile(staff: Staff, today: date, kind: str, cursor: str = "", size: int = SHOWN) -> Pile:
    """A page of one kind (`KINDS`). Raises `Refused` on a cursor that is not ours."""
    read, path = KINDS[kind]
    rows = read(staff, today).order_by(path, "pk")
    if cursor:
        value, pk = cursors.place(cursor, int if path == "due_on" else datetime, int)
        place = date.fromordinal(min(value, date.max.toordinal()) or 1) if isinstance(value, int) else value
        rows = rows.filter(Q(**{f"{path}__gt": place}) | Q(**{path: place, "pk__gt": pk}))
    found = list(rows[: size + 1])
    for row in found if kind == "confirmations" else ():
        row.last_day = sequel.confirm_last_day(row.agreement)
    return Pile(kind, found[:size], _place(found[size - 1], path) if len(found) > size else "")


def _place(row: Any, path: str) -> str:
    value = reduce(getattr, path.split("__"), row)
    return cursors.cursor(value.toordinal() if path == "due_on" else value, row.pk)


def _revisits(staff: Staff, today: date) -> QuerySet[Any]:
    due = Revisit.objects.filter(mediation__in=visible(staff).values("pk"), done_at=None, due_on__lte=today)
    return due.select_related("mediation")


def _promises(staff: Staff) -> QuerySet[Any]:
    held = Obligation.objects.filter(agreement__mediation__in=visible(staff).values("pk"))
    return held.filter(agreement__effective_at__isnull=False).select_related("agreement__mediation", "ower")


def _missed(staff: Staff, today: date) -> QuerySet[Any]:
    return _promises(staff).filter(standing=Standing.MISSED)


def _unconfirmed(staff: Staff, today: date) -> QuerySet[Any]:
    return _promises(staff).filter(standing=Standing.DONE, on_the_spot=False)


def _confirmations(staff: Staff, today: date) -> QuerySet[Any]:
    """Those whose last day is near and somebody wants, and those everybody wants (`joint`) and nobody has filed."""
    said = ConfirmationWish.objects.filter(confirmation=OuterRef(OuterRef("pk")), party=OuterRef("pk"))
    silent = Party.objects.filter(mediation=OuterRef("agreement__mediation"), left_at=None).exclude(Exists(said))
    wished = ConfirmationWish.objects.filter(confirmation=OuterRef("pk"))
    rows = Confirmation.objects.filter(
        Exists(wished), agreement__mediation__in=visible(staff).values("pk"), filed_on=None
    )
    begins, near = sequel.first_effect(today), sequel.first_effect(today + SOON + DAY)
    open_ = rows.filter(agreement__effective_at__gte=begins).annotate(joint=~Exists(silent))
    return open_.filter(Q(joint=True) | Q(agreement__effective_at__lt=near)).select_related("agreement__mediation")


# Kind → what is on it, and what it is sorted by. The most pressing stands first on the page.
KINDS: dict[str, tuple[Callable[[Staff, date], QuerySet[Any]], str]] = {
    "missed": (_missed, "due_on"),
    "revisits": (_revisits, "due_on"),
    "confirmations": (_confirmations, "agreement__effective_at"),
    "unconfirmed": (_unconfirmed, "standing_at"),
}
