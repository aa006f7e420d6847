"""What happened around a scanned place and around a case: reads by index range, never over the whole table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.db.models import Min, Q

from binan.kit import crypto, memo
from complaints import figures, likeness
from complaints.access import visible
from complaints.models import Call, Complaint, Rating, TimelineEntry
from complaints.models.marks import PHONE
from complaints.selectors import NOT_IN_A_ROW
from complaints.taxonomy import CATEGORIES
from complaints.workflow import OPEN, Stage
from governance.models import Place, Staff, Unit

FRESH = 600  # seconds for which figures and echoes of a scanned place are remembered
VOID = (Stage.WITHDRAWN, Stage.DECLINED, Stage.MERGED)  # matters that are none any more
ALIKE_DAYS, ALIKE_MAX = 30, 8


def lately(community: Unit, now: datetime) -> figures.Figures:
    """The figures of the cases a community accepted in the last 30 days, at most ten minutes old.

    Two range scans: its cases by `accepted_at`, and the invitations to rate of these cases. Discipline reports have no
    community and are in no figure (trust.md threat 19).
    """
    return memo.remember("lately", community.pk, FRESH, lambda: _lately(community, now))


def _lately(community: Unit, now: datetime) -> figures.Figures:
    window = (now - figures.WINDOW, now)
    reached = Min("calls__at", filter=Q(calls__outcome=Call.Outcome.CONNECTED))
    rows = (
        Complaint.objects.filter(community=community, accepted_at__range=window)
        .exclude(stage=Stage.MERGED)  # told twice, counted once: the case in which it goes on stands for both
        .values("pk")
        .annotate(reached=reached)
    )
    matters = [
        figures.Matter(
            accepted_at=cast(datetime, accepted_at),  # in the window, hence there
            reached_at=reached_at,
            handled=stage in (Stage.CLOSED, Stage.RATED),
            callable=bool(phone_key) and (stage != Stage.WITHDRAWN or reached_at is not None),
        )
        for accepted_at, stage, phone_key, reached_at in rows.values_list(
            "accepted_at", "stage", "phone_key", "reached"
        )
    ]
    ratings = Rating.objects.filter(complaint__community=community, complaint__accepted_at__range=window)
    return figures.measured(matters, ratings.values_list("choice", flat=True), now=now)


@dataclass(frozen=True)
class Heard:
    """So many other people told of the same kind of matter here within seven days."""

    here: object  # 本楼, 这里, …, in the reader's language
    group: object
    people: int


def heard_at(place: Place, now: datetime) -> list[Heard]:
    """What everybody who scans this code may know: matters without a complained neighbour, told by two people or more."""
    here = likeness.HERE.get(place.kind)
    if here is None:
        return []
    told = memo.remember("heard", place.pk, FRESH, lambda: _people(place.pk, likeness.OPEN, now))
    return [
        Heard(here, likeness.GROUPS[group], len(people))
        for group, people in sorted(told.items(), key=lambda row: (-len(row[1]), row[0]))
        if len(people) >= likeness.OTHERS_MIN
    ]


def heard_before(case: Complaint) -> Heard | None:
    """What she who filed this case may know besides: how many others had told of the same in the seven days before.

    Frozen at the moment of her filing, so that nobody can watch it grow; only for a case with a number to call, so that
    asking costs a call from a social worker. None: fewer than two others, or not to be told (`likeness.ECHOES`).
    """
    row = likeness.echo(case.category)
    here = likeness.HERE.get(case.place.kind) if case.place else None
    if here is None or not case.phone_key or case.staff_filed or row.tier not in (likeness.OPEN, likeness.AFTER):
        return None
    others = _people(case.place_id, row.tier, case.filed_at)[row.group] - {case.phone}
    return Heard(here, likeness.GROUPS[row.group], len(others)) if len(others) >= likeness.OTHERS_MIN else None


def _people(place: int | None, tier: str, until: datetime) -> dict[str, set[str]]:
    """Group → telephones of the people who told of it at this place in the seven days up to `until`.

    Who left no number is not counted: one person could be three.
    """
    codes = [code for code in CATEGORIES if likeness.echo(code).tier == tier]
    told = Complaint.objects.filter(
        place=place, filed_at__gt=until - likeness.ECHO_WINDOW, filed_at__lte=until, category__in=codes
    )
    found: dict[str, set[str]] = defaultdict(set)
    # The numbers and not their blind indexes: while keys rotate one person has two of those.
    for category, phone in told.exclude(phone_key="").exclude(stage__in=VOID).values_list("category", "phone"):
        found[likeness.echo(category).group].add(phone)
    return found


def own_open_case(new: likeness.Telling, proofs: Iterable[str], key: UUID, now: datetime) -> Complaint | None:
    """The open case to which this filing is offered as an addition: the newest to which no rule objects, or None.

    `proofs`: `token_key`s of cases that this browser filed. `key`: the filing's `client_key`; one that was used before is a
    retry and no second telling.
    """
    keys = list(proofs)
    if not keys:
        return None
    told = Complaint.objects.filter(token_key__in=keys, stage__in=OPEN).order_by("-filed_at")
    for case in told:
        old = likeness.Known(case.place_id, case.category, case.phone_key, case.is_open, case.filed_at, proven=True)
        if not likeness.objection(new, old, now):
            return None if TimelineEntry.objects.filter(client_key=key).exists() else case
    return None


@dataclass(frozen=True)
class Alike:
    """A case that may be the same matter, and in what: one person, one place and category, or both."""

    case: Complaint
    same_person: bool
    same_matter: bool
    key: UUID = field(default_factory=uuid4)  # of the command that puts the two together


def alike(case: Complaint, staff: Staff) -> list[Alike]:
    """可能重复: cases she may see that the same person filed, or that tell of the same category at the same place, within
    thirty days before and after; newest first, at most `ALIKE_MAX`. Two range scans, whatever the table's size."""
    around = timedelta(days=ALIKE_DAYS)
    near = visible(staff).filter(filed_at__gte=case.filed_at - around, filed_at__lte=case.filed_at + around)
    near = near.exclude(pk=case.pk).defer(*NOT_IN_A_ROW).order_by("-filed_at")
    hers = crypto.blinds(case.phone, PHONE) if case.phone else []
    person = near.filter(phone_key__in=hers).exclude(phone_key="")[:ALIKE_MAX] if hers else []
    tells = case.place_id and case.category != likeness.UNCLEAR
    matter = near.filter(place=case.place_id, category=case.category)[:ALIKE_MAX] if tells else []
    found = {each.pk: each for each in [*person, *matter]}
    newest = sorted(found.values(), key=lambda each: each.filed_at, reverse=True)[:ALIKE_MAX]
    same_person, same_matter = {each.pk for each in person}, {each.pk for each in matter}
    return [Alike(each, each.pk in same_person, each.pk in same_matter) for each in newest]
