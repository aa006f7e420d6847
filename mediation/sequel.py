"""Reads about what follows a mediation: revisits, judicial confirmation, lawsuits."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mediation.legal import shelves
from mediation.legal.limits import LIMITS
from mediation.models import Agreement, Article, Confirmation, Lawsuit, Mediation, Party, Revisit

REACH = timedelta(days=45)  # no last day lies further from effect than this, holidays and all


@dataclass(frozen=True)
class Countdown:
    """司法确认 as both sides and staff see it: of every mediation, for the law asks only that its organisation was lawfully set up
    (民事诉讼法 205). `last_day`: None before the agreement holds; `left`: days until then, negative once it is over; `wished`: who
    has said yes; `waiting`: who has not."""

    confirmation: Confirmation | None
    last_day: date
    left: int
    wished: list[Party]
    waiting: list[Party]

    @property
    def is_open(self) -> bool:
        """Whether it can still be asked for."""
        return self.left >= 0 and not (self.confirmation and self.confirmation.filed_on)

    @property
    def is_joint(self) -> bool:
        """Whether everybody has said yes."""
        return not self.waiting


def confirm_last_day(agreement: Agreement) -> date | None:
    """The last day on which judicial confirmation may be asked for: thirty days from effect, the day itself not counted, put
    off to a working day when it ends on a day off (民事诉讼法 85, 205); None before it holds."""
    return last_day_from(timezone.localdate(agreement.effective_at)) if agreement.effective_at else None


def last_day_from(effect: date) -> date:
    """The last day for an agreement that holds since `effect`."""
    return shelves.reckoned(LIMITS["confirm"], effect, effect).end


def first_effect(day: date) -> datetime:
    """When the first day of effect begins whose last day of confirmation is `day` or later: what holds since then or later can
    still be asked for on `day`. The last day never comes earlier for a later effect, so it is found by halving."""
    farthest = day - REACH
    days = bisect_left(range(REACH.days), day, key=lambda number: last_day_from(farthest + timedelta(days=number)))
    return timezone.make_aware(datetime.combine(farthest + timedelta(days=days), time.min))


def lacking_wishes(confirmation: Confirmation) -> list[Party]:
    """Who of the agreement's parties has not yet said that she wants it confirmed."""
    said = set(confirmation.wishes.values_list("party_id", flat=True))
    return [party for party in settling(confirmation.agreement.mediation) if party.pk not in said]


def settling(mediation: Mediation) -> list[Party]:
    """The parties an agreement binds: those who have not left."""
    return [party for party in mediation.parties.all() if party.is_in]


def countdown(mediation: Mediation, today: date) -> Countdown | None:
    """How judicial confirmation of its agreement stands; None before the agreement holds."""
    agreement = Agreement.objects.filter(mediation=mediation).first()
    last = confirm_last_day(agreement) if agreement else None
    if last is None:
        return None
    found = Confirmation.objects.filter(agreement=agreement).prefetch_related("wishes").first()
    said = {wish.party_id for wish in found.wishes.all()} if found else set()
    people = settling(mediation)
    return Countdown(
        found, last, (last - today).days, [one for one in people if one.pk in said],
        [one for one in people if one.pk not in said],
    )  # fmt: skip


def breach_articles(count: Countdown | None) -> list[Article]:
    """The words of the law on an agreement that is not kept: it binds and the committee urges (人民调解法 31), the court is open (32),
    and what the court has confirmed can be enforced (33)."""
    confirmed = count and count.confirmation and count.confirmation.ruling == Confirmation.Ruling.VALID
    return shelves.quoted("renmintiaojie", 31, *([33] if confirmed else [32]))


def lawsuits_of(mediation: Mediation) -> list[Lawsuit]:
    """The lawsuits about the matter, the oldest first."""
    return list(mediation.lawsuits.all())


def revisits_of(mediation: Mediation) -> list[Revisit]:
    """Its revisits, made and owed."""
    return list(mediation.revisits.select_related("party", "by"))


def possible(count: Countdown | None, suits: list[Lawsuit]) -> set[str]:
    """The verbs of what follows that can lead anywhere as things stand, so that no button is drawn that only refuses."""
    filed = count and count.confirmation and count.confirmation.filed_on
    found = {"revisit", "sue", "again"}
    if any(suit.withdrawn_on is None for suit in suits):
        found.add("drop_suit")
    if count and not filed:  # what was filed in time may be entered afterwards
        found.add("wish_confirm" if count.left >= 0 and not count.is_joint else "file_confirm")
    if count and filed and not (count.confirmation and count.confirmation.ruling):
        found.add("rule_confirm")
    return found
