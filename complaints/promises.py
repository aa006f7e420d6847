"""By when: which promise opens on which action, how long it lasts, what meets it, and what happens on the way.

The figures are the defaults of domain.md §3.3 (on top of the article's 1 minute / 5 minutes / 24 hours). They run in natural
time: the clock never stops at night. A change here is for new promises only; each deadline keeps its own plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from complaints.fairness import ANSWER_WITHIN, by_day
from governance.levels import Level

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
GIVEN_BACK = frozenset({"release", "delegate", "send_back"})  # after which somebody else, somewhere, takes it


@dataclass(frozen=True)
class Promise:
    """One promise. `after`: urgency → length; `opened_by` / `met_by`: names of actions; `climbs`: urgency → (delay, level)
    steps at which an unmet promise goes up; `warns`: shares of the length at which the responsible are reminded;
    `met_without_phone`: what meets it when there is nobody to call; `renewed_by`: actions after which somebody new has to
    keep it, so it opens again when it was met or missed (an open one that is still in time goes on: no clock is reset);
    `ended_by`: actions after which nobody has to keep it; `during`: it opens only while this other promise is open;
    `moment`: instead of `after`, from the attempts that failed so far and the watch to when it is due (None: it does not open).
    `by_day`: its moments are moved out of the night."""

    kind: str
    label: str
    opened_by: frozenset[str]
    met_by: frozenset[str]
    after: dict[str, timedelta]
    climbs: dict[str, tuple[tuple[timedelta, int], ...]]
    warns: tuple[float, ...] = ()
    shown: bool = True
    met_without_phone: frozenset[str] = frozenset()
    renewed_by: frozenset[str] = frozenset()
    ended_by: frozenset[str] = frozenset()
    during: str = ""
    moment: Callable[[int, datetime], datetime | None] | None = None
    by_day: bool = False

    def at(self, now: datetime, after: timedelta) -> datetime:
        """When a step of a promise opened at `now` falls: `after` it, moved into the day where that is promised."""
        return by_day(now + after) if self.by_day else now + after


@dataclass(frozen=True)
class Step:
    """One moment of a promise's plan: so long `after` it was opened; `what` is warn, due, or climb (then `level` says how far up)."""

    after: timedelta
    what: str
    level: int = 0
    share: int = 0


# Ringing again when nobody answered (work.md A5): 5 minutes after the first attempt, 30 after the second, then in the evening.
LADDER = (5 * MINUTE, 30 * MINUTE)
EVENING, MORNING = 19, 9  # o'clock


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to ring again after the attempt number `tries` that failed `now`; None when the ladder has come to its end.

    The fourth attempt is at 19:00, or the next morning at 9:00 for whom it is later than that already.
    """
    if tries <= len(LADDER):
        return now + LADDER[tries - 1]
    if tries > len(LADDER) + 1:
        return None
    local = timezone.localtime(now)
    evening = local.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return (
        evening
        if local < evening
        else (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    )


def apart(counted: int, last: datetime | None, now: datetime) -> bool:
    """Whether a failed attempt is one at another time than those `counted` so far, of which the last was at `last`: it
    comes at least 5 minutes after the first, 30 after any further one. Ringing thrice in a minute is one attempt."""
    return last is None or now - last >= LADDER[min(counted, len(LADDER)) - 1]


def _same(length: timedelta) -> dict[str, timedelta]:
    return dict.fromkeys(("P0", "P1", "P2", "P3"), length)


PROMISES: dict[str, Promise] = {
    promise.kind: promise
    for promise in (
        Promise(
            "accept", "受理", frozenset({"file"}), frozenset({"accept"}), _same(MINUTE),
            climbs=dict.fromkeys(("P0", "P1", "P2", "P3"), ((MINUTE, Level.SUBDISTRICT),)),
        ),
        Promise(
            "contact", "回电", frozenset({"accept", "reopen"}), frozenset({"call_back", "set_out"}),
            {**_same(5 * MINUTE), "P3": 4 * HOUR},
            climbs={
                "P0": ((1 * MINUTE, Level.SUBDISTRICT), (3 * MINUTE, Level.DISTRICT)),
                "P1": ((3 * MINUTE, Level.COMMUNITY), (5 * MINUTE, Level.SUBDISTRICT), (10 * MINUTE, Level.DISTRICT)),
                "P2": ((5 * MINUTE, Level.SUBDISTRICT), (10 * MINUTE, Level.DISTRICT)),
                "P3": ((4 * HOUR, Level.COMMUNITY),),
            },
            warns=(0.5, 0.75, 0.9),
            met_without_phone=frozenset({"claim"}),
            renewed_by=GIVEN_BACK | {"deny_call"},
        ),
        # A claim is a lease on the next promised act, as long as nobody has reached the resident: a chime after 90 seconds,
        # after 150 the case goes back to the queue and the next one is rung (work.md A5).
        Promise(
            "lease", "认领后联系", frozenset({"claim", "take_over", "accept_offer"}),
            frozenset({"dial", "call_back", "call_missed", "set_out", "reply", "apply_mediation"}),
            _same(timedelta(seconds=150)), climbs={}, warns=(0.6,), shown=False, during="contact",
            ended_by=frozenset({"lapse", "take_over", "accept_offer", *GIVEN_BACK}),
        ),
        # Who is rung when it went back: the next on duty at once, the whole station after a minute, then those above.
        Promise(
            "take", "接手", frozenset({"lapse"}), frozenset({"claim", "take_over"}), _same(2 * MINUTE), climbs={},
            warns=(0.5,), shown=False, ended_by=GIVEN_BACK,
        ),
        Promise(
            "call_again", "再次回电", frozenset({"call_missed"}), frozenset({"call_back", "call_missed"}), _same(LADDER[0]),
            climbs={}, shown=False, ended_by=frozenset({"lapse", *GIVEN_BACK}), during="contact", moment=next_try,
        ),
        Promise(
            "set_out", "到场", frozenset({"accept"}), frozenset({"set_out"}),
            {"P0": 15 * MINUTE, "P1": 30 * MINUTE}, climbs={},
        ),
        Promise(
            "close", "办结反馈", frozenset({"accept"}), frozenset({"close", "close_interim"}),
            {"P0": 2 * HOUR, "P1": 12 * HOUR, "P2": 24 * HOUR, "P3": 24 * HOUR},
            climbs={urgency: ((length, Level.SUBDISTRICT), (2 * length, Level.DISTRICT)) for urgency, length in (
                ("P0", 2 * HOUR), ("P1", 12 * HOUR), ("P2", 24 * HOUR), ("P3", 24 * HOUR))},
            warns=(0.5, 0.75, 0.9),
        ),
        # 二次办理: one level up, at most 48 hours (domain.md §3.5).
        Promise("second_close", "二次办结反馈", frozenset({"reopen"}), frozenset({"close", "close_interim"}),
                _same(48 * HOUR), climbs=dict.fromkeys(("P0", "P1", "P2", "P3"), ((48 * HOUR, Level.DISTRICT),)),
                warns=(0.5, 0.75, 0.9)),
        # After an interim close the case stays traceable while mediation runs: usually within 30 days (domain.md §4.1).
        Promise("mediate", "调解", frozenset({"close_interim"}), frozenset({"close"}), _same(timedelta(days=30)),
                climbs={}, warns=(0.5, 0.75, 0.9)),
        # 不满意: somebody else than whom she judged calls within the hour (work.md D4.4).
        Promise("revisit_call", "不满意回电", frozenset({"ask_revisit"}), frozenset({"call_back"}), _same(HOUR),
                climbs=dict.fromkeys(("P0", "P1", "P2", "P3"), ((HOUR, Level.DISTRICT),)), warns=(0.5, 0.75, 0.9)),
        # Not promises to meet but appointments with time itself: the article's "2天后", by day, and the end of the vote.
        Promise("invite_rating", "评价邀请", frozenset({"close"}), frozenset({"invite_rating"}), _same(48 * HOUR),
                climbs={}, shown=False, by_day=True),
        Promise("rate", "评价", frozenset({"invite_rating"}), frozenset({"rate"}), _same(ANSWER_WITHIN), climbs={}, shown=False),
    )
}  # fmt: skip

# Actions that end every promise of a case: nobody is waiting any more.
ENDED_BY = frozenset({"close", "decline", "transfer", "withdraw", "reopen", "grant_deletion"})

# Actions that may raise the urgency of a case: what still waits for longer than the new urgency allows is promised anew.
RAISED_BY = frozenset({"transcribe", "reclassify", "add_info"})


def opened(action: str, urgency: str) -> list[Promise]:
    """The promises that `action` opens for a case of this urgency."""
    return [p for p in PROMISES.values() if action in p.opened_by and urgency in p.after]


def renewed(action: str) -> list[Promise]:
    """The promises that somebody new has to keep after `action`."""
    return [p for p in PROMISES.values() if action in p.renewed_by]


def ended(action: str) -> set[str]:
    """The kinds of promise that nobody has to keep after `action`."""
    return {p.kind for p in PROMISES.values() if action in p.ended_by}


def met(action: str, *, has_phone: bool) -> set[str]:
    """The kinds of promise that `action` meets."""
    kinds = {p.kind for p in PROMISES.values() if action in p.met_by}
    return kinds if has_phone else kinds | {p.kind for p in PROMISES.values() if action in p.met_without_phone}


@cache
def plan(kind: str, urgency: str) -> tuple[Step, ...]:
    """What will happen when, in order, to a promise of this kind: warnings, the due moment, the climbs."""
    promise = PROMISES[kind]
    length = promise.after[urgency]
    steps = [Step(length * share, "warn", share=round(share * 100)) for share in promise.warns]
    steps.append(Step(length, "due"))
    steps += [Step(delay, "climb", level=int(level)) for delay, level in promise.climbs.get(urgency, ())]
    order = {"warn": 0, "due": 1, "climb": 2}
    return tuple(sorted(steps, key=lambda step: (step.after, order[step.what])))
