"""Where staff work from and where ratings come from, as keyed hashes, and the questions that follow (work.md D4.1, D4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.cache import cache
from django.utils import timezone

from binan.kit import crypto, phones
from complaints import fairness
from complaints.models import Complaint, Flag, Rating, StaffTrace, TimelineEntry
from complaints.models.marks import PHONE, phone_keys
from governance.models import Staff

DEVICE, NETWORK = "complaints.trace.device", "complaints.trace.network"
DAY = 86_400  # seconds
NIGHT = 3  # the hour of what is forgotten, in China
BATCH = 500


@dataclass(frozen=True)
class Seen:
    """Where a request came from: `device` the secret of its cookie, "" for none; `address` of the client; `took`: seconds from
    opening the page, None when that is not known."""

    device: str = ""
    address: str = ""
    took: float | None = None


def noticed(seen: Seen, *, now: datetime) -> None:
    """Staff work from here: remember device and network, one write a day."""
    day, keys = timezone.localdate(now), _keys(seen)
    if not cache.add(f"trace:{day}:{':'.join(keys.values())}", 1, DAY):
        return
    rows = [StaffTrace(kind=kind, key=key, seen_on=day) for kind, key in keys.items() if key]
    StaffTrace.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "key"], update_fields=["seen_on"]
    )  # fmt: skip


def traced(seen: Seen) -> dict[str, str]:
    """The columns of a rating that say where it came from."""
    keys = _keys(seen)
    return {"device": keys[StaffTrace.Kind.DEVICE], "network": keys[StaffTrace.Kind.NETWORK]}


def question(rating: Rating, seen: Seen, *, now: datetime) -> list[Flag]:
    """Write down what about this answer deserves a look; it counts all the same."""
    rules = fairness.questions(_given(rating, seen, now))
    flags = [Flag(rating=rating, rule=rule, at=now) for rule in rules]
    return Flag.objects.bulk_create(flags, ignore_conflicts=True)


def forget(now: datetime) -> int:
    """Delete what is older than ninety days: traces of staff, and where ratings came from; returns how many."""
    before = now - fairness.TRACES_KEPT
    gone, _ = StaffTrace.objects.filter(seen_on__lt=timezone.localdate(before)).delete()
    old = Rating.objects.exclude(network="").filter(rated_at__lt=before).order_by("rated_at").values("pk")[:BATCH]
    return gone + Rating.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(device="", network="")


def nightly(now: datetime) -> int:
    """The clock's job: `forget`, in the hour when nobody is on the line."""
    return forget(now) if timezone.localtime(now).hour == NIGHT else 0


def _given(rating: Rating, seen: Seen, now: datetime) -> fairness.Given:
    known = _from_staff(seen)
    praise = Rating.objects.filter(unit=rating.unit_id, rated_at__gt=now - fairness.BURST_WINDOW, rated_at__lte=now)
    return fairness.Given(
        choice=rating.choice or 0,
        took=seen.took,
        staff_device=StaffTrace.Kind.DEVICE in known,
        staff_network=StaffTrace.Kind.NETWORK in known,
        others=_others(rating, seen),
        praised=praise.filter(choice=Rating.Choice.VERY_SATISFIED).count(),
        staff_phone=_staff_phone(rating.complaint),
        registered=_registered(rating),
    )


def _staff_phone(case: Complaint) -> bool:
    """Whether a number of the case is the mobile of one of ours, whoever she is: also one that was put right since, of which the
    history keeps the blind index alone."""
    if case.phone and Staff.objects.filter(mobile__in={case.phone, phones.local(case.phone)}).exists():
        return True
    corrected = TimelineEntry.objects.filter(complaint=case, kind="correct")
    earlier = {cast(dict[str, Any], entry.body).get("phone_was_key", "") for entry in corrected} - {""}
    mobiles = Staff.objects.exclude(mobile="").values_list("mobile", flat=True) if earlier else ()
    # Ours are kept in E.164, or as they are dialled.
    numbers = {number for mobile in mobiles for number in (mobile, f"+86{mobile}")}
    return any(earlier.intersection(crypto.blinds(number, PHONE)) for number in numbers)


def _registered(rating: Rating) -> bool:
    """Whether somebody who handled the round had filed the case herself, for the resident as she says (代为登记)."""
    people = rating.closing.people if rating.closing else {rating.handler_id}
    return TimelineEntry.objects.filter(complaint=rating.complaint_id, kind="file", staff__in=people - {None}).exists()


def _others(rating: Rating, seen: Seen) -> int:
    """How many other residents' marks came from the same device."""
    if not seen.device:
        return 0
    same = Rating.objects.filter(device__in=crypto.blinds(seen.device, DEVICE)).exclude(complaint=rating.complaint_id)
    return (
        same.exclude(complaint__phone_key__in=phone_keys(rating.complaint.phone)).values("complaint").distinct().count()
    )


def _from_staff(seen: Seen) -> set[str]:
    """Which of the two, device and network, staff have worked from."""
    device, network = _raw(seen)
    keys = [
        key for value, label in ((device, DEVICE), (network, NETWORK)) if value for key in crypto.blinds(value, label)
    ]
    return set(StaffTrace.objects.filter(key__in=keys).values_list("kind", flat=True))


def _raw(seen: Seen) -> tuple[str, str]:
    return seen.device, fairness.prefix(seen.address)


def _keys(seen: Seen) -> dict[str, str]:
    device, network = _raw(seen)
    return {
        StaffTrace.Kind.DEVICE: crypto.blind(device, DEVICE) if device else "",
        StaffTrace.Kind.NETWORK: crypto.blind(network, NETWORK) if network else "",
    }
