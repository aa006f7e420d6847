"""How each telling reaches a resident: by SMS, by the phone's own reminder (web push) or by both in turn, and at what hours.

One telling is one row of the outbox, so it can not go out twice: a reminder that nobody confirms in time turns into the SMS,
and one that is confirmed never does. A reminder costs nothing and does not depend on a number; an SMS arrives on every
telephone and stays there. Quiet hours: 22:00 to 08:00 for what may wait; asking for a favour keeps to the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from django.utils import timezone

from notices import texts

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KEPT = 3 * DAY  # how long a push service keeps a reminder nobody has looked at
MARGIN = timedelta(seconds=30)  # a push service gives up this long before the SMS goes out


class Route(Enum):
    """Which way a telling goes."""

    SMS = "sms"  # by SMS; a reminder only where there is no number to text to
    PUSH_FIRST = "push first"  # a reminder where a phone follows the case; without its confirmation in time, an SMS
    PUSH = "push"  # a reminder or nothing: the case's page says it too


@dataclass(frozen=True)
class Hours:
    """The hours of the day, local time, in which a telling waits: from `begin` in the evening to `end` in the morning."""

    begin: time
    end: time

    def open_at(self, now: datetime) -> datetime:
        """`now` when it is outside these hours, else the moment they end."""
        local = timezone.localtime(now)
        if self.end <= local.time() < self.begin:
            return now
        day = local.date() + (DAY if local.time() >= self.begin else timedelta(0))
        return datetime.combine(day, self.end, tzinfo=local.tzinfo)


NIGHT = Hours(time(22), time(8))
EVENING = Hours(time(20), time(9))


@dataclass(frozen=True)
class Policy:
    """`waits`: the hours in which it is held, None: it never waits. `patience`: how long a reminder may stay unconfirmed
    before the SMS goes. `kept`: how long a push service keeps a reminder that has no SMS behind it. `alone`: whether a
    resident without a number is reminded instead."""

    route: Route
    waits: Hours | None = None
    patience: timedelta = 10 * MINUTE
    kept: timedelta = KEPT
    alone: bool = True


POLICIES: dict[str, Policy] = {
    # The receipt of what she has sent a second ago: she is awake and waits for it, and no phone follows the case yet.
    "accepted": Policy(Route.SMS, alone=False),
    # She has just asked for it, with the phone in her hand.
    "link_again": Policy(Route.SMS, alone=False),
    # She has just not heard the telephone: the words belong where the missed call is, at once.
    "call_missed": Policy(Route.SMS),
    # The answer, the refusal: an outcome she may need to show later, so it stays among her messages. Not at night.
    "closed": Policy(Route.SMS, NIGHT),
    "settled": Policy(Route.SMS, NIGHT),
    "declined": Policy(Route.SMS, NIGHT),
    "deletion_refused": Policy(Route.SMS, NIGHT),
    # The last word to a number we then forget; no phone follows the case any more.
    "deletion_granted": Policy(Route.SMS, NIGHT, alone=False),
    # To the number that was replaced, whoever holds it now: a warning does not wait and no phone of hers is meant.
    "contact_changed": Policy(Route.SMS, alone=False),
    # Her rating counts because it comes from the number that complained (threat 3); a favour is asked for in the daytime.
    "rating_invited": Policy(Route.SMS, EVENING),
    # News on the way: the page holds it, and another message will follow.
    "replied": Policy(Route.PUSH_FIRST, NIGHT),
    "closed_interim": Policy(Route.PUSH_FIRST, NIGHT),
    "transferred": Policy(Route.PUSH_FIRST, NIGHT),
    "extended": Policy(Route.PUSH_FIRST, NIGHT),
    "suspended": Policy(Route.PUSH_FIRST, NIGHT),
    "reopened": Policy(Route.PUSH_FIRST, NIGHT),
    "unmerged": Policy(Route.PUSH_FIRST, NIGHT),
    # It opens another case of hers: to her number, never to whatever phone follows this one.
    "merged": Policy(Route.SMS, NIGHT, alone=False),
    # Steps worth knowing but no SMS. They come when they happen, at night without a sound: late they say nothing.
    "claimed": Policy(Route.PUSH, kept=2 * HOUR),
    "on_the_way": Policy(Route.PUSH, kept=HOUR),
    "raised": Policy(Route.PUSH, kept=4 * HOUR),
    # Parties of a mediation have no page that follows: by SMS. What concerns tomorrow's session can not wait for tomorrow.
    "mediation_invited": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_booked": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_ended": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_offer": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_promise": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_kept": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_came": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_confirm": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_group": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_redone": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_parted": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_cancelled": Policy(Route.SMS, alone=False),
    "mediation_adjourned": Policy(Route.SMS, NIGHT, alone=False),
    "mediation_reminder": Policy(Route.SMS, alone=False),
    # She sits at the tablet and waits for it; ten minutes later it is worth nothing.
    "sign_code": Policy(Route.SMS, alone=False),
    "sign_code_agent": Policy(Route.SMS, alone=False),
}


def asks(template: str, *, number: bool) -> bool:
    """Whether it matters if a phone follows the case."""
    policy = POLICIES[template]
    return policy.route is not Route.SMS or (policy.alone and not number)


def channel(template: str, *, number: bool, followed: bool) -> str | None:
    """The channel a telling begins on, None when there is no way to tell it. `number`: there is one to text to."""
    if followed and asks(template, number=number):
        return texts.PUSH
    return texts.SMS if number and POLICIES[template].route is not Route.PUSH else None


def begins(template: str, now: datetime, *, urgent: bool) -> datetime:
    """When it may go out: at once when it is urgent or never waits, else outside its quiet hours."""
    waits = POLICIES[template].waits
    return now if urgent or waits is None else waits.open_at(now)


def reminded_until(template: str, begin: datetime, *, number: bool) -> datetime:
    """How long a reminder that begins at `begin` may take to be confirmed."""
    policy = POLICIES[template]
    return begin + (policy.patience if number and policy.route is Route.PUSH_FIRST else policy.kept)


def silent(now: datetime, *, urgent: bool) -> bool:
    """Whether a reminder shown now makes no sound."""
    return not urgent and NIGHT.open_at(now) != now
