"""What keeps a judgement honest, as pure rules: whom it judges, when it is asked for, what about it is a question.

Sources: work.md D4, domain.md §3.5. No models and no clock here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from ipaddress import ip_address, ip_network

from django.utils import timezone

OPENS, CLOSES = time(9), time(20)  # residents are asked for a favour in these hours
ANSWER_WITHIN = timedelta(days=7)  # no vote by then is 未评, never 满意
APPEAL_DAYS = 5  # working days
HASTY_SECONDS = 3
SHARED_MIN = 2  # residents besides this one whose marks came from the same device
BURST, BURST_WINDOW = 8, timedelta(hours=1)  # 非常满意 for one unit
TRACES_KEPT = timedelta(days=90)

# Entries after which somebody has the case; who it is says the body's `staff_id`.
TAKEN = frozenset({"claim", "take_over", "accept_offer"})
ASKING = ("revisit", "dial_revisit")  # what somebody does to a case by asking how it went


@dataclass(frozen=True)
class Step:
    """One entry of a timeline as attribution needs it. `staff`: whom it gives the case to; `frees`: nobody has it after it."""

    at: datetime
    kind: str
    staff: int | None
    frees: bool


@dataclass(frozen=True)
class Share:
    """How many seconds of a round the case was in somebody's hands."""

    staff: int
    seconds: int


def shares(steps: Iterable[Step], closed_at: datetime) -> list[Share]:
    """Everyone who had the case in a round, with her time, the longest first. `steps`: the round's entries in order."""
    held: dict[int, float] = {}
    holder, since = None, closed_at

    def until(moment: datetime) -> None:
        if holder is not None:
            held[holder] = held.get(holder, 0) + (moment - since).total_seconds()

    for step in steps:
        if step.frees or step.kind in TAKEN:
            until(step.at)
            holder, since = (step.staff if step.kind in TAKEN else None), step.at
    until(closed_at)
    found = [Share(staff, round(seconds)) for staff, seconds in held.items()]
    return sorted(found, key=lambda share: (-share.seconds, share.staff))


def percents(seconds: Sequence[int]) -> list[int]:
    """Shares in whole percent, rounded to the nearest; equal parts when nobody had it for a second."""
    whole = sum(seconds)
    return [round(100 * part / whole) if whole else round(100 / len(seconds)) for part in seconds]


def by_day(at: datetime) -> datetime:
    """The same moment when it lies between nine and eight in the evening, else the next time it is nine (Asia/Shanghai)."""
    local = timezone.localtime(at)
    if OPENS <= local.time() < CLOSES:
        return at
    day = local.date() + timedelta(days=local.time() >= CLOSES)
    return datetime.combine(day, OPENS, tzinfo=local.tzinfo)


@dataclass(frozen=True)
class Given:
    """One answer as the detectors see it. `took`: seconds from opening to answering, None: not known; `others`: residents whose
    marks came from the same device; `praised`: 非常满意 for the unit within the hour, this one included; `staff_phone`: a
    number the case has or had is one of ours; `registered`: who filed it for the resident had it in hand herself."""

    choice: int
    took: float | None
    staff_device: bool
    staff_network: bool
    others: int
    praised: int
    staff_phone: bool
    registered: bool


def questions(given: Given) -> list[str]:
    """The rules (`Flag.Rule`) by which this answer deserves a look; it counts all the same."""
    best = given.choice == 5
    found = {
        "staff_device": given.staff_device,
        "staff_network": given.staff_network,
        "staff_phone": given.staff_phone,
        "registered": given.registered,
        "hasty": best and given.took is not None and given.took < HASTY_SECONDS,
        "shared": given.others >= SHARED_MIN,
        "burst": best and given.praised >= BURST,
    }
    return [rule for rule, holds in found.items() if holds]


def prefix(address: str) -> str:
    """The network of a client: 24 bits of IPv4, 56 of IPv6 (what one household or office has); "" for no address."""
    try:
        version = ip_address(address).version
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if version == 4 else 56}", strict=False))
