"""Who may mediate a case, read from the registry, the reservations and the quiet check, and put in order by `fit`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from complaints.models import Complaint
from complaints.taxonomy.categories import CATEGORIES
from governance.access import title_of
from mediation import conflicts, dispatch, openings, registry
from mediation.dispatch import Rank, Suggestion
from mediation.fit import Candidate, Fit, Matter, order, timed
from mediation.models import Mediation, Mediator, Party
from mediation.workflow import PARTY, RUNNING, Answer, Side, allowed

SHORT_LIST = 20  # whose free time is looked up


@dataclass(frozen=True)
class Face:
    """A mediator as the parties may know her: nothing of it depends on the case."""

    key: int
    title: str
    good_at: tuple[str, ...]
    languages: tuple[str, ...]
    full_time: bool


@dataclass(frozen=True)
class Choice:
    """What a party may do about who mediates: choose, or have the one there is changed."""

    pick: bool
    change: bool


def choice_of(party: Party) -> Choice:
    """What this party may do now: choose before a session is booked and before the other side has; have somebody changed
    once for her side."""
    mediation = party.mediation
    may = {action.name for action in allowed(mediation.stage, {PARTY})} if party.is_in else set()
    agreed = party.answer == Answer.AGREED
    chosen = mediation.mediator_id is not None and mediation.chosen_by in Side.values
    change = "recuse" in may and agreed and mediation.mediator_id is not None
    return Choice(
        "choose" in may and agreed and not chosen,
        change and not mediation.recusals.filter(side=party.side).exists(),
    )


def matter(case: Complaint, language: str = "") -> Matter:
    """The case as the rules need it; `language`: in which a session has to be, "" when 普通话 does."""
    row = CATEGORIES.get(case.category)
    return Matter(case.category, row.name if row else case.category, case.subdistrict_id, language)


def suggestions(case: Complaint, now: datetime, *, mediation: Mediation | None = None, language: str = "") -> list[Fit]:
    """Whoever serves the case's subdistrict, the best first, with reasons for staff; those with something against them last.

    `mediation`: the one at hand; then only its organisation is looked at, and whom a side has had changed is out.
    """
    rows = _serving(case, mediation)
    found, wanted = _candidates(rows, case, mediation, now), matter(case, language)
    short = {one.candidate.key for one in order(found, wanted, now)[:SHORT_LIST]}
    return order(timed(found, openings.earliest([one for one in rows if one.pk in short], now)), wanted, now)


def houses(case: Complaint, now: datetime) -> list[Suggestion]:
    """The organisations that may take a case, the best first, each with whom it would ask.

    One whose mediators are all full or barred stands behind the others that fit, never behind one made for something else.
    """
    people: dict[int, Fit] = {}
    for one in suggestions(case, now):
        if one.suggested:
            people.setdefault(one.candidate.organisation, one)
    found = sorted(dispatch.suggestions(case), key=lambda one: _place(one, one.organisation.pk in people))
    return [_with_person(one, people.get(one.organisation.pk)) for one in found]


def first(case: Complaint, now: datetime, *, mediation: Mediation | None = None) -> Fit | None:
    """Who is suggested; None when there is nobody without something against her."""
    return next((one for one in suggestions(case, now, mediation=mediation) if one.suggested), None)


def open_to_parties(mediation: Mediation, now: datetime) -> list[Mediator]:
    """Those a party may choose from: of the organisation, with room for one more, and with nothing against them.

    In the order of their names, not of what fits the case, so that it tells nothing of it.
    """
    rows = _serving(mediation.complaint, mediation)
    found = order(_candidates(rows, mediation.complaint, mediation, now), matter(mediation.complaint), now)
    fine = {one.candidate.key for one in found if one.suggested}
    return [one for one in rows if one.pk in fine]


def face(mediator: Mediator) -> Face:
    """How the parties may know her."""
    return Face(
        mediator.pk,
        title_of(mediator.staff),
        tuple(registry.good_at(mediator.specialities or mediator.organisation.specialities)),
        tuple(registry.languages([mediator])),
        mediator.full_time,
    )


def _place(one: Suggestion, asks: bool) -> tuple[object, ...]:
    """Where it stands; `asks`: whether there is somebody with nothing against her."""
    return max(one.rank, Rank.DISTRICT), not asks, one.rank, one.organisation.name


def _with_person(one: Suggestion, fit: Fit | None) -> Suggestion:
    if one.rank == Rank.EMPTY:
        return one
    if fit is None:
        return replace(one, reason=f"{one.reason}；调解员手上都满了，或者都要回避")
    person = fit.candidate
    free = f"，最早{timezone.localtime(person.free):%m月%d日 %H:%M}" if person.free else ""
    noted = f"，{person.notes[0]}" if person.notes else ""
    return replace(one, reason=f"{one.reason}；可请{person.name}，手上 {person.running} 件{free}{noted}")


def _serving(case: Complaint, mediation: Mediation | None) -> list[Mediator]:
    people = Mediator.objects.filter(active=True, staff__is_active=True, organisation__active=True)
    if mediation:
        people = people.filter(organisation=mediation.organisation_id)
    else:
        people = people.filter(Q(organisation__unit=None) | Q(organisation__unit=case.subdistrict_id))
    return list(people.select_related("staff", "organisation__unit").order_by("staff__display_name", "pk"))


def _candidates(
    rows: Sequence[Mediator], case: Complaint, mediation: Mediation | None, now: datetime
) -> list[Candidate]:
    ties = defaultdict(conflicts.Ties, conflicts.found(case, rows, mediation=mediation, now=now))
    running = _running(rows, mediation)
    refused = set(mediation.recusals.values_list("mediator_id", flat=True)) if mediation else set()
    return [
        Candidate(
            one.pk, one.organisation_id, str(one), tuple(one.organisation.specialities), tuple(one.specialities),
            (one.organisation.unit_id, str(one.organisation.unit or "")), tuple(one.languages), running[one.pk],
            one.at_once, tuple(ties[one.pk].bars), tuple(ties[one.pk].notes), one.pk in refused,
        )
        for one in rows
    ]  # fmt: skip


def _running(rows: Sequence[Mediator], mediation: Mediation | None) -> Counter[int]:
    open_ones = Mediation.objects.filter(mediator__in=rows, stage__in=RUNNING)
    if mediation:
        open_ones = open_ones.exclude(pk=mediation.pk)
    return Counter(open_ones.values_list("mediator_id", flat=True))
