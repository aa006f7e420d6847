"""Who takes part in a session, how each is called without a name, when each is to come and whether she is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from binan.kit.masking import mask_name
from mediation.models import Agent, Attendance, Booking, Guest, Mediation, Party, Safety
from mediation.workflow import Power, Side

MEDIATOR = "M"  # the key of the mediator as a speaker
Members = Iterable[Party | Agent | Guest]


@dataclass(frozen=True)
class Person:
    """Somebody of a session. `key`: `p12`, `a3` or `g7`; `label`: her seat, `name`: masked; `side`: "" for a guest; `state`:
    a value of `Attendance.State`; `comes_at`: when she is asked to come; `powers`: what an agent may do, in words;
    `may_sign`: whether her hand may stand under a paper; `welcome`: a guest whom both sides let in."""

    key: str
    label: str
    name: str
    side: str
    state: str
    since: datetime | None
    by_code: bool
    comes_at: datetime | None
    wait_at: str
    powers: tuple[str, ...] = ()
    may_sign: bool = False
    welcome: bool = True
    guest: Guest | None = None

    @property
    def is_here(self) -> bool:
        """Whether she is in the room or waits beside it."""
        return self.state == Attendance.State.PRESENT

    @property
    def state_label(self) -> str:
        """How she stands to the session, in words."""
        return str(Attendance.State(self.state).label)


def key(one: Party | Agent | Guest) -> str:
    """The key of somebody, as pages and the minutes use it."""
    return f"{ {Party: 'p', Agent: 'a', Guest: 'g'}[type(one)] }{one.pk}"


def members(mediation: Mediation) -> dict[str, Party | Agent | Guest]:
    """Everybody who may take part, by key: each side's parties and their agents, then the guests."""
    found: dict[str, Party | Agent | Guest] = {}
    for party in mediation.parties.filter(left_at=None).prefetch_related("agents"):
        found[key(party)] = party
        for agent in party.agents.all():
            if agent.ended_at is None:
                found[key(agent)] = agent
    return found | {key(guest): guest for guest in Guest.objects.filter(mediation=mediation)}


def label(one: Party | Agent | Guest) -> str:
    """How somebody is called without a name: 诉求方, 对方2, 对方的代理人, 受邀邻居."""
    return f"{one.party.seat}的代理人" if isinstance(one, Agent) else one.seat


def people(mediation: Mediation, booking: Booking | None) -> list[Person]:
    """Everybody who may take part and how each stands to the session of `booking`; five queries, however many there are."""
    found = members(mediation)
    known: dict[str, Attendance] = {}
    for row in Attendance.objects.filter(booking=booking) if booking else ():
        known[f"p{row.party_id}" if row.party_id else f"a{row.agent_id}" if row.agent_id else f"g{row.guest_id}"] = row
    safety = safety_of(mediation)
    return [_person(at, one, known.get(at), booking, safety) for at, one in found.items()]


def _person(
    at: str, one: Party | Agent | Guest, row: Attendance | None, booking: Booking | None, safety: Safety | None
) -> Person:
    party = one if isinstance(one, Party) else one.party if isinstance(one, Agent) else None
    side = party.side if party else ""
    return Person(
        key=at, label=label(one), name=mask_name(one.name), side=side,
        state=row.state if row else Attendance.State.EXPECTED, since=row.since if row else None,
        by_code=bool(row and row.by_code), comes_at=comes_at(booking, safety, side) if booking else None,
        wait_at=waits_at(safety, side), powers=tuple(one.power_labels) if isinstance(one, Agent) else (),
        may_sign=isinstance(one, Party) or (isinstance(one, Agent) and one.may(Power.SIGN)),
        welcome=not isinstance(one, Guest) or one.welcome, guest=one if isinstance(one, Guest) else None,
    )  # fmt: skip


def speakers(mediation: Mediation) -> dict[str, str]:
    """Who may be quoted in the minutes: key and label, the mediator first."""
    return {MEDIATOR: "调解员"} | {at: label(one) for at, one in members(mediation).items()}


def safety_of(mediation: Mediation) -> Safety | None:
    """The arrangement for safety; None when none is needed."""
    return Safety.objects.filter(mediation=mediation).first()


def comes_at(booking: Booking, safety: Safety | None, side: str) -> datetime:
    """When a side is asked to come: the second one `gap` minutes after the first where safety is flagged."""
    later = safety is not None and side in Side.values and side != safety.first
    return booking.starts_at + timedelta(minutes=safety.gap if later and safety else 0)


def waits_at(safety: Safety | None, side: str) -> str:
    """Where a side waits apart from the other; "" where nothing is said."""
    return (safety.place_a if side == Side.A else safety.place_b if side == Side.B else "") if safety else ""
