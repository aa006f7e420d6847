"""By when: which promise opens on which action, how long it lasts, what meets it, and what happens on the way.

The figures are the defaults of domain.md §3.3 (on top of the article's 1 minute / 5 minutes / 24 hours). They run in natural
time: the clock never stops at night. Administrators put lengths of their own over them (`Terms`, complaints/lengths.py);
what opens, meets and follows a promise stays here. A change is for new promises only; each deadline keeps its own plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from governance.levels import Level

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Promise:
    """One promise. `after`: urgency → length; `opened_by` / `met_by`: names of actions; `climbs`: urgency → (delay, level)
    steps at which an unmet promise goes up; `warns`: shares of the length at which the responsible are reminded;
    `met_without_phone`: what meets it when there is nobody to call; `renewed_by`: actions after which somebody new has to
    keep it, so it opens again when it was met or missed (an open one that is still in time goes on: no clock is reset);
    `restarted_by`: actions after which it is asked of somebody else, so it always begins anew; `pauses`: whether 延期 may move it and
    挂账 pauses it: the answer to the resident, never the first contact."""

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
    restarted_by: frozenset[str] = frozenset()
    pauses: bool = False


@dataclass(frozen=True)
class Step:
    """One moment of a promise's plan: so long `after` it was opened; `what` is warn, due, or climb (then `level` says how far up)."""

    after: timedelta
    what: str
    level: int = 0
    share: int = 0


SUSPENDED_MAX = 30 * DAY  # domain.md §3.5


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
            "contact", "回电", frozenset({"accept", "reopen"}), frozenset({"call_back", "set_out", "arrive"}),
            {**_same(5 * MINUTE), "P3": 4 * HOUR},
            climbs={
                "P0": ((1 * MINUTE, Level.SUBDISTRICT), (3 * MINUTE, Level.DISTRICT)),
                "P1": ((3 * MINUTE, Level.COMMUNITY), (5 * MINUTE, Level.SUBDISTRICT), (10 * MINUTE, Level.DISTRICT)),
                "P2": ((5 * MINUTE, Level.SUBDISTRICT), (10 * MINUTE, Level.DISTRICT)),
                "P3": ((4 * HOUR, Level.COMMUNITY),),
            },
            warns=(0.5, 0.75, 0.9),
            met_without_phone=frozenset({"claim"}),
            renewed_by=frozenset({"delegate", "release", "send_back"}),
        ),
        # 出动 and 到场 are two acts (domain.md §0.1): the article's five minutes to set out, then on the spot by §3.3.
        Promise("set_out", "出动", frozenset({"accept"}), frozenset({"set_out", "arrive"}), {"P0": 5 * MINUTE}, climbs={}),
        Promise("on_site", "到场", frozenset({"accept"}), frozenset({"arrive"}), {"P0": 15 * MINUTE, "P1": 30 * MINUTE}, climbs={}),
        Promise(
            "close", "办结反馈", frozenset({"accept"}), frozenset({"close", "close_interim"}),
            {"P0": 2 * HOUR, "P1": 12 * HOUR, "P2": 24 * HOUR, "P3": 24 * HOUR},
            climbs={urgency: ((length, Level.SUBDISTRICT), (2 * length, Level.DISTRICT)) for urgency, length in (
                ("P0", 2 * HOUR), ("P1", 12 * HOUR), ("P2", 24 * HOUR), ("P3", 24 * HOUR))},
            warns=(0.5, 0.75, 0.9),
            pauses=True,
        ),
        # 二次办理: one level up, at most 48 hours (domain.md §3.5).
        Promise("second_close", "二次办结反馈", frozenset({"reopen"}), frozenset({"close", "close_interim"}),
                _same(48 * HOUR), climbs=dict.fromkeys(("P0", "P1", "P2", "P3"), ((48 * HOUR, Level.DISTRICT),)),
                warns=(0.5, 0.75, 0.9), pauses=True),
        # After an interim close the case stays traceable while mediation runs: usually within 30 days (domain.md §4.1).
        Promise("mediate", "调解", frozenset({"close_interim"}), frozenset({"close"}), _same(timedelta(days=30)),
                climbs={}, warns=(0.5, 0.75, 0.9)),
        # Not a promise to meet but an appointment with time itself: the article's "2天后".
        Promise("invite_rating", "评价邀请", frozenset({"close"}), frozenset({"invite_rating"}), _same(48 * HOUR),
                climbs={}, shown=False),
        # 签收: whoever a case went up to says that she has it, or acts on it; else it goes on up. Between the levels only.
        Promise("acknowledge", "签收", frozenset({"escalate"}),
                frozenset({"acknowledge", "claim", "take_over", "hand_over", "delegate", "send_back", "transfer", "decline", "call_back",
                           "call_missed", "set_out", "arrive", "reply", "note", "triage", "reclassify", "suspend"}),
                {"P0": 2 * MINUTE, "P1": 5 * MINUTE, "P2": 10 * MINUTE, "P3": HOUR}, climbs={}, shown=False,
                restarted_by=frozenset({"escalate"})),
        # 挂账 ends by itself at the review date that was said when it began; at the latest after 30 days (domain.md §3.5).
        Promise("review", "挂账复查", frozenset({"suspend"}), frozenset({"resume", "close_interim"}), _same(SUSPENDED_MAX), climbs={}),
    )
}  # fmt: skip

# The shortest and the longest that an administrator may promise: kind → urgency ("" for the others) → range. The article's
# 1 minute, 5 minutes and 24 hours cannot be made longer for P0 to P2.
Range = tuple[timedelta, timedelta]
SECOND = timedelta(seconds=1)
RANGES: dict[str, dict[str, Range]] = {
    "accept": {"": (SECOND, MINUTE)},
    "contact": {"": (MINUTE, 5 * MINUTE), "P3": (MINUTE, 24 * HOUR)},
    "set_out": {"": (MINUTE, 24 * HOUR), "P0": (MINUTE, 5 * MINUTE)},
    "on_site": {"": (5 * MINUTE, 3 * DAY), "P0": (MINUTE, 15 * MINUTE), "P1": (5 * MINUTE, 30 * MINUTE)},
    "close": {"": (30 * MINUTE, 24 * HOUR), "P3": (HOUR, 5 * DAY)},
    "second_close": {"": (HOUR, 48 * HOUR)},
    "mediate": {"": (DAY, 30 * DAY)},
    "invite_rating": {"": (24 * HOUR, 7 * DAY)},
    "acknowledge": {"": (MINUTE, 30 * MINUTE), "P3": (MINUTE, 24 * HOUR)},
}

# Actions that end every promise of a case: nobody is waiting any more.
ENDED_BY = frozenset({"close", "decline", "transfer", "withdraw", "reopen", "grant_deletion"})

# Actions that may raise the urgency of a case: what still waits for longer than the new urgency allows is promised anew.
RAISED_BY = frozenset({"transcribe", "reclassify", "add_info", "triage"})


@dataclass(frozen=True)
class Terms:
    """The lengths in force: the defaults above, and over them the `rows` (kind, urgency, category or "" for any → length) of
    the `version` that an administrator has set; None: no version yet."""

    version: int | None = None
    rows: Mapping[tuple[str, str, str], timedelta] = field(default_factory=dict)

    def length(self, kind: str, urgency: str, category: str = "") -> timedelta | None:
        """How long a promise of this kind lasts; None: it is not made. The row of the category goes before that of any."""
        for key in ((kind, urgency, category), (kind, urgency, "")):
            if key in self.rows:
                return self.rows[key]
        return PROMISES[kind].after.get(urgency)

    def opened(self, action: str, urgency: str, category: str = "") -> list[tuple[Promise, timedelta]]:
        """The promises that `action` opens for a case of this urgency and category, with their lengths."""
        found = [(p, self.length(p.kind, urgency, category)) for p in PROMISES.values() if action in p.opened_by]
        return [(promise, length) for promise, length in found if length is not None]


def permitted(kind: str, urgency: str) -> Range | None:
    """The shortest and the longest that may be set; None: a promise that no version changes."""
    ranges = RANGES.get(kind)
    return ranges.get(urgency, ranges[""]) if ranges else None


def renewed(action: str) -> list[Promise]:
    """The promises that somebody new has to keep after `action`."""
    return [p for p in PROMISES.values() if action in p.renewed_by]


def met(action: str, *, has_phone: bool) -> set[str]:
    """The kinds of promise that `action` meets."""
    kinds = {p.kind for p in PROMISES.values() if action in p.met_by}
    return kinds if has_phone else kinds | {p.kind for p in PROMISES.values() if action in p.met_without_phone}


@cache
def plan(kind: str, urgency: str, length: timedelta) -> tuple[Step, ...]:
    """What will happen when, in order, to a promise of this kind: warnings, the due moment, the climbs.

    The climbs keep their place in a promise of another `length` than the default: after 3 of 5 minutes, then after 6 of 10.
    """
    promise = PROMISES[kind]
    usual = promise.after.get(urgency, length)
    steps = [Step(length * share, "warn", share=round(share * 100)) for share in promise.warns]
    steps.append(Step(length, "due"))
    climbs = promise.climbs.get(urgency, ())
    steps += [Step(delay * (length / usual), "climb", level=int(level)) for delay, level in climbs]
    order = {"warn": 0, "due": 1, "climb": 2}
    return tuple(sorted(steps, key=lambda step: (step.after, order[step.what])))


Planned = list[list[str | int]]  # what a deadline keeps of its steps: [ISO moment, what, level, share]


def planned(kind: str, urgency: str, opened_at: datetime, length: timedelta) -> Planned:
    """The plan of a promise that was opened at a moment, as its deadline keeps it."""
    steps = plan(kind, urgency, length)
    return [[(opened_at + step.after).isoformat(), step.what, step.level, step.share] for step in steps]


def moved(steps: Planned, done: int, by: timedelta) -> Planned:
    """A plan that was paused: the steps not yet taken come later by the time it stood still."""
    later = [[(datetime.fromisoformat(str(at)) + by).isoformat(), *what] for at, *what in steps[done:]]
    return steps[:done] + later


def extended(steps: Planned, done: int, fresh: Planned, now: datetime) -> Planned:
    """A plan for a later due moment: what was done stays, of the `fresh` one comes what lies ahead. Nothing comes twice."""
    return steps[:done] + [step for step in fresh if datetime.fromisoformat(str(step[0])) > now]
