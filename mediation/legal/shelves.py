"""What the pages of the Legal Q&A read: the laws on the shelf, the limits with their articles, the cards of reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, QuerySet
from django.http import Http404
from django.utils import timezone

from governance.access import has
from governance.models import Place, Staff
from governance.roles import Right
from governance.selectors import after_workdays, station_places, workdays
from mediation.legal import library
from mediation.legal.answering import State, answer
from mediation.legal.limits import LIMITS, Limit, Reckoned, reckon
from mediation.models import Article, Law, LayWord, Question

CARDS = 20  # on a page
LOOKED_AT = 200  # open cards that a gain is counted over
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Card:
    """An open question and whether it would be answered by now."""

    question: Question
    answered: bool


@dataclass(frozen=True)
class Gain:
    """What the map has won from cards: words ticked from them, cards still open, how many of those it answers by now."""

    words: int
    open: int
    answered: int


def laws() -> QuerySet[Law]:
    """Every law on the shelf with the number of its articles, those in force first."""
    in_force_first = F("repealed").desc(nulls_first=True)  # each database puts those without a day elsewhere
    held = Law.objects.annotate(held=Count("articles")).select_related("successor")
    return held.order_by(in_force_first, "level", "name")


def law_for(key: str) -> Law:
    """One law. Raises `Http404`."""
    law = Law.objects.select_related("successor").filter(key=key).first()
    if law is None:
        raise Http404
    return law


def articles_of(law: Law) -> QuerySet[Article]:
    """Its articles that we hold, in order."""
    return law.articles.all()


def quoted(law: str, *numbers: int) -> list[Article]:
    """These articles of a law by its key, as we hold them; none while the corpus cannot be read."""
    try:
        held = library.current().articles
    except library.Down:
        return []
    return [article for number in numbers if (article := held.get((law, number, 0)))]


def stations() -> list[Place]:
    """Where a question can be handed to: one window place per community."""
    return list(station_places())


def reckoned(limit: Limit, since: date, today: date) -> Reckoned:
    """When a limit ends by the holiday table, whichever years of it are there. Raises `ValueError` for a day out of reach."""
    years = {day.year for day in workdays()}
    return reckon(limit, since, today, first_workday=first_workday, years=years)


def first_workday(day: date) -> date:
    """The day itself, or the next one on which people work."""
    eve = timezone.make_aware(datetime.combine(day - DAY, time(12)))
    return after_workdays(eve, 1).date()


def source_of(limit: Limit) -> str:
    """The article of a limit, as it is cited; "" when the corpus does not hold it or cannot be read."""
    try:
        held = library.current()
    except library.Down:
        return ""
    article = held.articles.get((limit.law, limit.number, 0))
    return library.cite(article) if article else ""


def limits() -> list[tuple[str, Limit]]:
    """Every limit to choose from."""
    return list(LIMITS.items())


def may_review(staff: Staff) -> bool:
    """Whether she links words: who mediates knows both languages."""
    return has(staff, Right.MEDIATE)


def open_cards(today: date, before: int | None = None) -> list[Card]:
    """A page of the cards that wait, newest first; `before`: the key of the last one of the page before."""
    rows = Question.objects.filter(settled_at=None).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    return [Card(row, answer(row.text, today).state == State.FOUND) for row in rows[:CARDS]]


def card_for(pk: int) -> Question:
    """One card, settled or not. Raises `Http404`."""
    card = Question.objects.filter(pk=pk).first()
    if card is None:
        raise Http404
    return card


def gain(today: date) -> Gain:
    """What the cards have brought, counted over the newest `LOOKED_AT` open ones."""
    waiting = list(Question.objects.filter(settled_at=None).order_by("-pk")[:LOOKED_AT])
    found = sum(answer(row.text, today).state == State.FOUND for row in waiting)
    return Gain(LayWord.objects.filter(source=LayWord.Source.CARD, approved=True).count(), len(waiting), found)
