"""By when: which promise opens on which action, how long it lasts, what meets it, and what happens on the way.

The figures are the defaults of domain.md §3.3 (on top of the article's 1 minute / 5 minutes / 24 hours). They run in natural
time: the clock never stops at night. Administrators put lengths of their own over them (`Terms`, complaints/lengths.py);
what opens, meets and follows a promise stays here. A change is for new promises only; each deadline keeps its own plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.destinations import FOLLOW_UP_MAX
from complaints.fairness import ANSWER_WITHIN, by_day
from complaints.ladder import LADDER, next_try
from governance.levels import Level

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SUSPENDED_MAX = 30 * DAY  # domain.md §3.5
# Actions after which another moment may be the one by which a superior is to be answered.
SUPERVISED_BY = ("supervise", "supervision_due", "lift_supervision")
GIVEN_BACK = frozenset({"release", "delegate", "send_back"})  # after which somebody else, somewhere, takes it
TO_THE_SPOT = frozenset({"set_out", "on_site"})  # what danger alone asks for
RETURNED = frozenset({"take_back"})  # the place that a case was transferred to does not take it


@dataclass(frozen=True)
class Promise:
    """One promise. `after`: urgency → length; `opened_by` / `met_by`: names of actions; `climbs`: urgency → (delay, level)
    steps at which an unmet promise goes up; `warns`: shares of the length at which the responsible are reminded;
    `met_without_phone`: what meets it when there is nobody to call; `renewed_by`: actions after which somebody new has to
    keep it, so it opens again when it was met or missed (an open one that is still in time goes on: no clock is reset);
    `restarted_by`: actions after which it is asked of somebody else, so it always begins anew; `ended_by`: actions after which
    nobody has to keep it; `during`: it opens only while this other promise is open; `moment`: instead of `after`, from the
    attempts at different times that failed so far and the watch to when it is due (None: it does not open); `by_day`: its moments are moved out of
    the night; `pauses`: whether 延期 may move it and 挂账 pauses it: the answer to the resident, never the first contact; `rests`: 挂账 alone
    pauses it; `desk`: not shown to residents, but the boards sort by it; `cards`: after so many of its lengths the unit gets a
    card (complaints.supervision.CARDS); `dated`: its due moment comes with the action (`due_at`; "" opens none); `overdue`:
    (delay, level) steps like `climbs`, counted from its due moment whatever its length; `stays`: whoever has the case is at it, so its
    climbs tell the heads of that level and take it from nobody (domain.md §3.3: idle cases go up); `resumed_by`: actions by which a case
    that had left us comes back, so that what was not kept goes on where it stood; `daily`: after its last step the heads of the unit that has it in hand, and
    those above, hear of it once a day, by day, until it is kept."""

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
    ended_by: frozenset[str] = frozenset()
    during: str = ""
    moment: Callable[[int, datetime], datetime | None] | None = None
    by_day: bool = False
    pauses: bool = False
    rests: bool = False
    desk: bool = False
    cards: tuple[int, ...] = ()
    dated: bool = False
    overdue: tuple[tuple[timedelta, int], ...] = ()
    resumed_by: frozenset[str] = frozenset()
    stays: bool = False
    daily: bool = False

    @property
    def sorts(self) -> bool:
        """Whether the boards sort by it and count it down."""
        return self.shown or self.desk

    def at(self, now: datetime, after: timedelta) -> datetime:
        """When a step of a promise opened at `now` falls: `after` it, moved into the day where that is promised."""
        return by_day(now + after) if self.by_day else now + after


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
            "contact", "回电", frozenset({"accept", "reopen", "take_back", "unmerge"}), frozenset({"call_back", "set_out", "arrive"}),
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
            resumed_by=RETURNED,
        ),
        # A claim is a lease on the next promised act, as long as nobody has reached the resident: a chime after 90 seconds,
        # after 150 the case goes back to the queue and the next one is rung (work.md A5).
        Promise(
            "lease", "认领后联系", frozenset({"claim", "take_over", "accept_offer"}),
            frozenset({"dial", "call_back", "call_missed", "set_out", "arrive", "reply", "apply_mediation"}),
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
        # 出动 and 到场 are two acts (domain.md §0.1): the article's five minutes to set out, then on the spot by §3.3.
        Promise("set_out", "出动", frozenset({"accept"}), frozenset({"set_out", "arrive"}), {"P0": 5 * MINUTE},
                climbs={"P0": ((5 * MINUTE, Level.SUBDISTRICT), (10 * MINUTE, Level.DISTRICT))}, warns=(0.5, 0.75, 0.9),
                resumed_by=RETURNED, rests=True),
        Promise("on_site", "到场", frozenset({"accept"}), frozenset({"arrive"}), {"P0": 15 * MINUTE, "P1": 30 * MINUTE},
                climbs={"P0": ((15 * MINUTE, Level.SUBDISTRICT), (30 * MINUTE, Level.DISTRICT)),
                        "P1": ((30 * MINUTE, Level.SUBDISTRICT), (60 * MINUTE, Level.DISTRICT))},
                warns=(0.5, 0.75, 0.9), resumed_by=RETURNED, rests=True, stays=True),
        Promise(
            "close", "办结反馈", frozenset({"accept"}), frozenset({"close", "close_interim"}),
            {"P0": 2 * HOUR, "P1": 12 * HOUR, "P2": 24 * HOUR, "P3": 24 * HOUR},
            climbs={urgency: ((length, Level.SUBDISTRICT), (2 * length, Level.DISTRICT)) for urgency, length in (
                ("P0", 2 * HOUR), ("P1", 12 * HOUR), ("P2", 24 * HOUR), ("P3", 24 * HOUR))},
            warns=(0.5, 0.75, 0.9),
            pauses=True,
            cards=(1, 2),
            resumed_by=RETURNED,
            daily=True,
        ),
        # 二次办理: one level up, at most 48 hours (domain.md §3.5), danger as soon as the first time.
        Promise("second_close", "二次办结反馈", frozenset({"reopen"}), frozenset({"close", "close_interim"}),
                {"P0": 2 * HOUR, "P1": 12 * HOUR, "P2": 48 * HOUR, "P3": 48 * HOUR},
                climbs={urgency: ((length, Level.DISTRICT),) for urgency, length in (
                    ("P0", 2 * HOUR), ("P1", 12 * HOUR), ("P2", 48 * HOUR), ("P3", 48 * HOUR))},
                warns=(0.5, 0.75, 0.9), pauses=True, cards=(1, 2), resumed_by=RETURNED, daily=True),
        # After an interim close the case stays traceable while mediation runs: usually within 30 days (domain.md §4.1).
        Promise("mediate", "调解", frozenset({"close_interim"}), frozenset({"close"}), _same(timedelta(days=30)),
                climbs={}, warns=(0.5, 0.75, 0.9), resumed_by=RETURNED, daily=True,
                overdue=((0 * DAY, Level.SUBDISTRICT), (3 * DAY, Level.DISTRICT))),
        # 不满意: somebody else than whom she judged calls within the hour (work.md D4.4).
        Promise("revisit_call", "不满意回电", frozenset({"ask_revisit"}), frozenset({"call_back"}), _same(HOUR),
                climbs=dict.fromkeys(("P0", "P1", "P2", "P3"), ((HOUR, Level.DISTRICT),)), warns=(0.5, 0.75, 0.9)),
        # Not promises to meet but appointments with time itself: the article's "2天后", by day, and the end of the vote.
        Promise("invite_rating", "评价邀请", frozenset({"close"}), frozenset({"invite_rating"}), _same(48 * HOUR),
                climbs={}, shown=False, by_day=True),
        Promise("rate", "评价", frozenset({"invite_rating"}), frozenset({"rate"}), _same(ANSWER_WITHIN), climbs={}, shown=False),
        # 签收: whoever a case went up to says that she has it, or acts on it; else it goes on up. Between the levels only.
        Promise("acknowledge", "签收", frozenset({"escalate"}),
                frozenset({"acknowledge", "claim", "take_over", "accept_offer", "hand_over", "dial", "delegate", "send_back", "transfer", "decline", "call_back",
                           "call_missed", "set_out", "arrive", "reply", "note", "triage", "reclassify", "suspend"}),
                {"P0": 2 * MINUTE, "P1": 5 * MINUTE, "P2": 10 * MINUTE, "P3": HOUR}, climbs={}, shown=False,
                restarted_by=frozenset({"escalate"})),
        # 移交: whoever was asked is reminded half-way; then the offer goes back to the sender, who had the case and its clocks all along.
        Promise("offer", "移交答复", frozenset({"hand_over"}), frozenset({"accept_offer", "decline_offer", "retract_offer"}),
                {"P0": 5 * MINUTE, "P1": 10 * MINUTE, "P2": 30 * MINUTE, "P3": HOUR}, climbs={}, warns=(0.5,), shown=False,
                restarted_by=frozenset({"hand_over"}), ended_by=frozenset({"offer_lapse", "lapse", "take_over", *GIVEN_BACK})),
        # 督办 and 批示: what a superior wants to hear, by the moment she named. Between the levels only.
        Promise("supervised", "督办回复", frozenset(SUPERVISED_BY), frozenset({"answer_supervision"}), _same(DAY), climbs={},
                warns=(0.5, 0.9), shown=False, desk=True, rests=True, dated=True,
                restarted_by=frozenset(SUPERVISED_BY), daily=True),
        Promise("feedback", "批示反馈", frozenset({"leader_note"}), frozenset({"leader_feedback"}), _same(DAY), climbs={},
                warns=(0.5, 0.9), shown=False, desk=True, dated=True, restarted_by=frozenset({"leader_note"}), daily=True),
        # 协办: a case has several of them, so its rows are its sub-tasks (AssistTask) and no action opens it here. Whoever was asked stays
        # asked; the heads of its own line hear of it, one level after the other, the lowest as soon as it is late.
        Promise("assist", "协办反馈", frozenset(), frozenset(), _same(DAY), climbs={}, warns=(0.75,), shown=False, dated=True, stays=True,
                overdue=((0 * DAY, Level.COMMUNITY), (2 * HOUR, Level.SUBDISTRICT), (DAY, Level.DISTRICT))),
        # 挂账 ends by itself at the review date that was said when it began; at the latest after 30 days (domain.md §3.5).
        Promise("review", "挂账复查", frozenset({"suspend"}), frozenset({"resume", "close_interim"}), _same(SUSPENDED_MAX), climbs={}, dated=True),
        # 转出: another unit has it, and we ask there on a day that was said. The one promise that the end of a case opens: it is over
        # for the resident and still on our list. Its level is told, then the district: by day, since nobody there answers at night.
        Promise("follow_up", "转出跟进", frozenset({"transfer", "follow_up"}), frozenset({"follow_up", "settle", "take_back"}),
                _same(FOLLOW_UP_MAX), climbs={}, warns=(0.5, 0.9), shown=False, by_day=True, dated=True,
                overdue=((0 * DAY, Level.SUBDISTRICT), (3 * DAY, Level.DISTRICT)), daily=True),
    )
}  # fmt: skip

# Actions that end every promise of a case: nobody is waiting any more.
ENDED_BY = frozenset({"close", "decline", "transfer", "withdraw", "reopen", "grant_deletion", "merge"})

# Actions that may raise the urgency of a case: what still waits for longer than the new urgency allows is promised anew.
RAISED_BY = frozenset({"transcribe", "reclassify", "add_info", "triage", "absorb", "group"})


def renewed(action: str) -> list[Promise]:
    """The promises that somebody new has to keep after `action`."""
    return [p for p in PROMISES.values() if action in p.renewed_by]


def resumed(action: str) -> list[str]:
    """The kinds of promise that go on where they stood after `action`."""
    return [p.kind for p in PROMISES.values() if action in p.resumed_by]


def ended(action: str) -> set[str]:
    """The kinds of promise that nobody has to keep after `action`."""
    return {p.kind for p in PROMISES.values() if action in p.ended_by}


def met(action: str, *, has_phone: bool) -> set[str]:
    """The kinds of promise that `action` meets."""
    kinds = {p.kind for p in PROMISES.values() if action in p.met_by}
    return kinds if has_phone else kinds | {p.kind for p in PROMISES.values() if action in p.met_without_phone}
