"""Reads for the table at which clauses are agreed: who is asked, what stands, whether secret ranges met, what is still missing.

Of the secret ranges nothing leaves this module but yes and no (`secrets` is for the service that compares)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from mediation import blocks
from mediation.accord import gate, paper
from mediation.accord.gate import Lack
from mediation.accord.overlap import TURNS, Range, answers
from mediation.accord.words import Kind, State
from mediation.legal.citations import objections
from mediation.models import Agent, Agreement, Clause, ClauseAnswer, Mediation, Obligation, Party
from mediation.models.signing import Signer, needed
from mediation.workflow import Power, Side


@dataclass(frozen=True)
class Bargain:
    """How the secret ranges of a clause stand: how often each side wrote, and what came out. `met` None: not known yet."""

    written: dict[str, int]
    met: bool | None
    over: bool

    def may_write(self, side: str) -> bool:
        """Whether it is this side's turn."""
        other = next(one for one in Side.values if one != side)
        mine, theirs = self.written.get(side, 0), self.written.get(other, 0)
        return not self.over and mine < TURNS and mine <= theirs

    @property
    def words(self) -> str:
        """What both sides and the mediator read."""
        a, b = self.written[Side.A], self.written[Side.B]
        if self.met:
            return _("双方写的范围有重合，可以接着谈具体数额。")
        if a != b:
            return _("诉求方已经写了，等对方写。") if a > b else _("对方已经写了，等诉求方写。")
        if self.met is None:
            return _("两边都还没有写。")
        return (
            _("没有重合，写完了规定的次数，请当面接着谈。")
            if self.over
            else _("这次没有重合，双方都可以放宽一次再写。")
        )


@dataclass(frozen=True)
class Rung:
    """A clause as it is shown: what each party said last, and the range for money."""

    clause: Clause
    said: list[tuple[Party, ClauseAnswer | None]]
    bargain: Bargain | None

    @property
    def writers(self) -> list[Party]:
        """Whose turn it is to write a range: one of each side."""
        if self.bargain is None:
            return []
        first = {party.side: party for party, _ in reversed(self.said)}
        return [first[side] for side in sorted(first) if self.bargain.may_write(side)]

    def by(self, party: Party) -> ClauseAnswer | None:
        """What this party said last."""
        return next((answer for one, answer in self.said if one.pk == party.pk), None)


def asked(mediation: Mediation) -> list[Party]:
    """Who has to agree and to sign: everybody who takes part and has let nobody else settle for her (民事诉讼法 56)."""
    return [party for party in taking_part(mediation) if not party.proxy_settles]


def taking_part(mediation: Mediation) -> list[Party]:
    """Whose agreement it is (art. 29): everybody who has not left, also who lets another settle for her."""
    return [party for party in mediation.parties.all() if party.is_in]


def unnamed(mediation: Mediation) -> list[Party]:
    """Who of side A has not let the other side know who she is."""
    return [party for party in taking_part(mediation) if party.side == Side.A and not party.may_name_complainant]


@dataclass(frozen=True)
class Seat:
    """A place for a signature: whose, and by which mark forms and the agreement name it (A, B2, M, S)."""

    mark: str
    kind: str
    label: str
    party: Party | None = None


def seats(mediation: Mediation) -> list[Seat]:
    """Who has to sign (art. 29): everybody who is asked, the mediator, and in people's mediation the committee's seal."""
    found = [Seat(party.mark, party.side, party.seat, party) for party in asked(mediation)]
    staff = [kind for kind in needed(mediation.organisation) if kind not in Side.values]
    return [*found, *(Seat(kind, kind, Signer(kind).label) for kind in staff)]


def signing_agent(party: Party) -> Agent | None:
    """Who may sign the agreement for her by a power of attorney; None for nobody."""
    return next((agent for agent in party.agents.all() if agent.may(Power.SIGN)), None)


def unsigned(agreement: Agreement) -> list[Seat]:
    """Whose signature is missing under the version that was issued."""
    given = agreement.signatures.filter(document_sha256=agreement.text_sha256)
    have = set(given.values_list("signer", "party"))
    return [
        seat for seat in seats(agreement.mediation) if (seat.kind, seat.party.pk if seat.party else None) not in have
    ]


def next_number(mediation: Mediation) -> int:
    """The number of a new clause: numbers are not given twice."""
    return (mediation.clauses.aggregate(last=Max("number"))["last"] or 0) + 1


def rungs(mediation: Mediation) -> list[Rung]:
    """The clauses in use with what everybody said to them, in a fixed number of queries."""
    found = list(mediation.clauses.exclude(state=State.DROPPED).prefetch_related("answers").order_by("number"))
    parties, ranges = asked(mediation), _ranges(mediation)
    return [
        Rung(
            clause,
            [(party, _last(clause, party)) for party in parties],
            _bargain(ranges.get(clause.number, {})) if clause.kind == Kind.MONEY else None,
        )
        for clause in found
    ]


def _last(clause: Clause, party: Party) -> ClauseAnswer | None:
    return next((one for one in reversed(list(clause.answers.all())) if one.party_id == party.pk), None)


def _ranges(mediation: Mediation) -> dict[int, dict[str, list[Range]]]:
    found: dict[int, dict[str, list[Range]]] = {}
    for row in mediation.ranges.order_by("number", "turn"):
        sides = found.setdefault(row.number, {})
        sides.setdefault(row.side, []).append(Range(Decimal(row.low), Decimal(row.high)))
    return found


def _bargain(sides: dict[str, list[Range]]) -> Bargain:
    a, b = sides.get(Side.A, []), sides.get(Side.B, [])
    known = answers(a, b)
    level = known[-1] if known and len(a) == len(b) else None
    met = True if any(known) else level
    return Bargain({Side.A: len(a), Side.B: len(b)}, met, any(known) or len(known) >= TURNS)


def secrets(mediation: Mediation, number: int, side: str) -> tuple[list[Range], list[Range]]:
    """The ranges of a side and those of the other, by turn: for comparing only."""
    sides = _ranges(mediation).get(number, {})
    other = next(one for one in Side.values if one != side)
    return sides.get(side, []), sides.get(other, [])


def draft(mediation: Mediation) -> Agreement:
    """The agreement as the table has it, every field of art. 29 on its own; an unsaved one when nothing was drafted yet."""
    found = Agreement.objects.select_related("mediation").filter(mediation=mediation).first()
    found = found or Agreement(mediation=mediation)
    found.combined = False
    return found


def green(mediation: Mediation) -> str:
    """The clauses everybody agreed to as one text, "" while there are none."""
    return blocks.listed(blocks.clauses(mediation))


def duties(agreement: Agreement) -> list[Obligation]:
    """Who owes what by it, in order; none before anything was drafted."""
    if not agreement.pk:
        return []
    return list(agreement.obligations.select_related("ower", "owed_to").prefetch_related("joint"))


def lacking(agreement: Agreement, today: date) -> list[Lack]:
    """Why a written agreement may not be issued yet: what art. 29 lacks, then what its citations lack."""
    found = gate.lacks(as_drafted(agreement))
    return [*found, *miscited(agreement, today)]


def miscited(agreement: Agreement, today: date) -> list[Lack]:
    """The wrong citations of an agreement's text (`mediation.legal.citations`)."""
    words = "\n".join(block.words for block in blocks.draw_up(agreement))
    return [Lack("citations", sentence) for sentence in objections(words, today)]


def as_drafted(agreement: Agreement) -> gate.Draft:
    mediation = agreement.mediation
    parties = taking_part(mediation)
    table = blocks.clauses(mediation)
    rows = duties(agreement)
    return gate.Draft(
        facts=agreement.facts, issues=agreement.issues, responsibility=agreement.responsibility,
        content=blocks.listed(table) or ("" if table else agreement.content), performance=agreement.performance,
        nameless=() if agreement.combined else [party.seat for party in parties if not party.name.strip()],
        unnamed=() if agreement.combined else [party.seat for party in unnamed(mediation)],
        open_clauses=[clause.number for clause in table if not clause.is_locked],
        duties=[gate.Duty(row.number, bool(row.due_on) or row.on_the_spot, _left(row)) for row in rows],
        gone={
            party.seat: [word for word in (party.seat if party.ordinal > 1 else "", party.name) if len(word) > 1]
            for party in mediation.parties.all()
            if not party.is_in
        },
        combined=agreement.combined,
    )  # fmt: skip


def _left(row: Obligation) -> list[str]:
    people = [row.ower, *row.joint.all(), *([row.owed_to] if row.owed_to else [])]
    return [party.seat for party in people if not party.is_in]


def paper_reasons(agreement: Agreement, *, estate: bool) -> list[str]:
    """Why it has to be signed on paper; none when a screen will do. `estate`: real estate on paper too (a setting)."""
    words = [block.words for block in blocks.draw_up(agreement)]
    return paper.reasons(agreement.mediation.complaint.category, words, estate=estate)
