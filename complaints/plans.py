"""The plan of a promise: what happens to it when, made when it is opened and kept with its deadline from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from complaints.fairness import by_day
from complaints.promises import DAY, PROMISES


@dataclass(frozen=True)
class Step:
    """One moment of a promise's plan: so long `after` it was opened; `what` is warn, due, climb (then `level` says how far up),
    card (then `level` says which), or remind, which comes after the last one of a daily promise."""

    after: timedelta
    what: str
    level: int = 0
    share: int = 0


@lru_cache(maxsize=1024)  # 延期 and 挂账 make lengths of their own
def plan(kind: str, urgency: str, length: timedelta) -> tuple[Step, ...]:
    """What will happen when, in order, to a promise of this kind: warnings, the due moment, the cards, the climbs.

    The climbs keep their place in a promise of another `length` than the default: after 3 of 5 minutes, then after 6 of 10.
    """
    promise = PROMISES[kind]
    usual = promise.after.get(urgency, length)
    steps = [Step(length * share, "warn", share=round(share * 100)) for share in promise.warns]
    steps.append(Step(length, "due"))
    steps += [Step(length * times, "card", level=times) for times in promise.cards]
    climbs = promise.climbs.get(urgency, ())
    steps += [Step(delay * (length / usual), "climb", level=int(level)) for delay, level in climbs]
    steps += [Step(length + delay, "climb", level=int(level)) for delay, level in promise.overdue]
    order = {"warn": 0, "due": 1, "card": 2, "climb": 3}  # the card is for whoever had it, before it goes up
    return tuple(sorted(steps, key=lambda step: (step.after, order[step.what])))


Planned = list[list[str | int]]  # what a deadline keeps of its steps: [ISO moment, what, level, share]


def last_reminder(steps: Planned, due_at: datetime) -> datetime:
    """The last moment at which somebody is reminded of a promise before it falls due; that moment itself for one without."""
    warned = [datetime.fromisoformat(str(at)) for at, what, *_ in steps if what == "warn"]
    return max((at for at in warned if at <= due_at), default=due_at)


def planned(kind: str, urgency: str, opened_at: datetime, length: timedelta) -> Planned:
    """The plan of a promise that was opened at a moment, as its deadline keeps it."""
    at = PROMISES[kind].at
    steps = plan(kind, urgency, length)
    return [[at(opened_at, step.after).isoformat(), step.what, step.level, step.share] for step in steps]


def upcoming(steps: Planned, done: int) -> datetime | None:
    """The moment of the next step after those that are `done`; None when nothing more will happen."""
    return _moment(steps[done]) if done < len(steps) else None


def moved(steps: Planned, done: int, by: timedelta) -> Planned:
    """A plan that was paused: the steps not yet taken come later by the time it stood still."""
    later = [[(datetime.fromisoformat(str(at)) + by).isoformat(), *what] for at, *what in steps[done:]]
    return steps[:done] + later


def extended(steps: Planned, done: int, fresh: Planned, now: datetime) -> Planned:
    """A plan for a later due moment: what was done stays, of the `fresh` one comes what lies ahead. Nothing comes twice."""
    return steps[:done] + [step for step in fresh if datetime.fromisoformat(str(step[0])) > now]


def reminder(now: datetime) -> list[str | int]:
    """One more step of a plan that has come to its end unkept: in a day, by day."""
    return [by_day(now + DAY).astimezone(UTC).isoformat(), "remind", 0, 0]


def climbing(steps: Planned, more: Planned) -> Planned:
    """A plan with the climbs of another one besides its own, each at its moment."""
    return sorted([*steps, *(step for step in more if step[1] == "climb")], key=_moment)


def sooner(steps: Planned, other: Planned) -> Planned:
    """The climbs of the `other` plan that come to a level before this one does."""
    first: dict[str | int, datetime] = {}
    for step in steps:
        if step[1] == "climb":
            first[step[2]] = min(first.get(step[2], _moment(step)), _moment(step))
    return [step for step in other if step[1] == "climb" and (step[2] not in first or _moment(step) < first[step[2]])]


def _moment(step: list[str | int]) -> datetime:
    return datetime.fromisoformat(str(step[0]))
