"""The quiet check on a mediator: what ties her to a case or a party (work.md B5.4, 人民调解法 art. 15 no. 1).

Staff read it, parties never: it would tell them about people who have nothing to do with them, and about each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from complaints.models import Complaint
from mediation.models import Booking, Interest, Mediation, MediationEntry, Mediator, Party, Reservation
from mediation.models.mediator import person_keys
from mediation.models.reservation import persons

# An estate or a park and the number of a building in it; entrance, storey and door do not matter.
BUILDING = re.compile(r"(\w{2,}?)(\d+|[a-z])(?:幢|栋|座|号楼)")
LEGAL_FORM = re.compile(r"(有限责任公司|股份有限公司|有限公司|公司|集团)$")
LEAST = 2  # characters of a name that is looked for


@dataclass(frozen=True)
class Facts:
    """What a case and its parties show: their names, the names and words in which an enterprise may stand, the buildings,
    and the marks of their telephones. `numbers`: the telephones themselves, to compare with a mediator's own."""

    names: frozenset[str]
    words: str
    buildings: frozenset[str]
    marks: frozenset[str]
    numbers: frozenset[str]


@dataclass
class Ties:
    """What ties one mediator to a case, in sentences for staff. `bars`: she is not suggested and needs a reason to be named;
    `notes`: worth knowing, no more."""

    bars: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def facts(case: Complaint, parties: Iterable[Party]) -> Facts:
    """What may tie somebody to a case; `parties`: those of its mediation, none before there is one."""
    people = list(parties)
    names = [case.name, *(one.name for one in people)]
    numbers = {number for number in (case.phone, *(one.phone for one in people)) if number}
    place = str(case.place or "")
    addresses = [place, case.text, *(str(one.details.get("address", "")) for one in people)]
    return Facts(
        frozenset(_plain(name) for name in names if len(name) >= LEAST),
        _plain(" ".join([*names, place, case.text])),
        frozenset(found for text in addresses for found in buildings(text)),
        frozenset(mark for number in numbers for mark in person_keys(number)),
        frozenset(numbers),
    )


def found(
    case: Complaint, mediators: Sequence[Mediator], *, mediation: Mediation | None, now: datetime
) -> dict[int, Ties]:
    """What ties each mediator (by key) to the case; nobody else is in it. That she has sat with a party before bars nobody: in a
    street with two mediators and one staircase everybody has, and each side may have her changed (art. 23).

    `mediation`: the one at hand, whose own sessions do not count as earlier ones; None before it is applied for. Three
    queries, however many mediators.
    """
    known = facts(case, list(mediation.parties.all()) if mediation else [])
    ties: dict[int, Ties] = defaultdict(Ties)
    for key, sentences in bars(known, mediators).items():
        ties[key].bars += sentences
    for key, sentence in _met(known, mediators, mediation, now).items():
        ties[key].notes.append(sentence)
    return dict(ties)


def bars(known: Facts, mediators: Sequence[Mediator]) -> dict[int, list[str]]:
    """What bars each of these mediators (by key), in sentences for staff; nobody else is in it. One query."""
    said: dict[int, list[str]] = defaultdict(list)
    for one in mediators:
        if one.staff.mobile and one.staff.mobile in known.numbers:
            said[one.pk].append("本人就是一方当事人")
    for interest in Interest.objects.filter(mediator__in=mediators):
        if sentence := tie(interest, known):
            said[interest.mediator_id].append(sentence)
    return dict(said)


def tie(interest: Interest, known: Facts) -> str:
    """How what she has declared touches the case; "" when it does not."""
    told = f"（{interest.relation}）" if interest.relation else ""
    name = _plain(interest.name)
    if interest.kind == Interest.Kind.PERSON:
        same = interest.phone_key in known.marks if interest.phone_key else name in known.names
        return f"申报过和一方当事人有关系{told}" if same else ""
    if interest.kind == Interest.Kind.BUILDING:
        hers = tuple(buildings(interest.name))  # in a sentence a word may stand before the estate: 住观潮名苑6幢
        return f"申报过同一幢楼{told}" if hers and any(one.endswith(hers) for one in known.buildings) else ""
    short = LEGAL_FORM.sub("", name)
    return f"申报过同一家单位{told}" if len(short) >= LEAST and short in known.words else ""


def buildings(text: str) -> list[str]:
    """The buildings a text names, each as estate and number: `观潮名苑6`."""
    return [f"{estate}{number}" for estate, number in BUILDING.findall(_plain(text))]


def _met(known: Facts, mediators: Sequence[Mediator], mediation: Mediation | None, now: datetime) -> dict[int, str]:
    """Who has sat with one of these people before, by the telephones that were booked (`Reservation`): in a session that began,
    also in one that was broken off; not in one that was moved, called off or missed."""
    keys = [key for number in known.numbers for key in persons(number)]
    entries = MediationEntry.objects.filter(mediation=OuterRef("booking__mediation"))
    rows = Reservation.objects.filter(
        Q(booking__state=Booking.State.FIRM) | Exists(entries.filter(kind="break_off")),
        Exists(entries.filter(kind="start")),
        resource__in=keys, booking__mediator__in=mediators, starts_at__lte=now,
    )  # fmt: skip
    if mediation:
        rows = rows.exclude(booking__mediation=mediation)
    earlier = rows.order_by("starts_at").values_list("booking__mediator_id", "starts_at", "booking__mediation__code")
    return {key: f"{timezone.localtime(at):%Y年%m月}给一方当事人调解过（{code}）" for key, at, code in earlier}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
