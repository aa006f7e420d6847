"""The text of an agreement part by part, in the order of art. 29: what is read aloud, ticked, signed and printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mediation.accord.reading import Block
from mediation.accord.words import State
from mediation.models import Agreement, Clause, Mediation, Obligation, Party
from mediation.workflow import Side

# What it means that several owe one thing: each is liable for the whole, and all are free once one has done it (民法典 518, 520).
JOINTLY = "以上各人承担连带责任，其中一人做到了，其他人就不用再做"
COMBINED = "主要事实、争议事项和各方责任"
EFFECT = {
    Agreement.Form.WRITTEN: "本协议从最后一个签名（盖章、按指印）之日起生效。一式 {copies} 份，各方当事人和调解组织各一份。",
    Agreement.Form.ORAL: "本协议从达成之日起生效，由调解员记录在案。",
}


def of(agreement: Agreement) -> list[Block]:
    """The parts of what was issued, as they were frozen then."""
    return [Block(heading, words) for heading, words in agreement.text]


def draw_up(agreement: Agreement) -> list[Block]:
    """The parts of a draft as it stands; empty ones are left out."""
    mediation = agreement.mediation
    parties = [party for party in mediation.parties.all() if party.is_in]
    facts = [
        Block(COMBINED if agreement.combined else "主要事实", agreement.facts),
        Block("争议事项", agreement.issues),
        Block("各方责任", agreement.responsibility),
    ]
    parts = [
        Block("当事人", "\n".join(f"{party.seat}：{shown(party)}" for party in parties)),
        *facts,
        *content(agreement),
        Block("履行方式和时限", performance(agreement)),
        Block("生效和份数", EFFECT[Agreement.Form(agreement.form)].format(copies=copies(parties))),
    ]
    return [block for block in parts if block.words.strip()]


def shown(party: Party) -> str:
    """A party's name as everybody at the table may read it: the complainant's only when she lets it (domain.md §0.5)."""
    hidden = party.side == Side.A and not party.may_name_complainant
    return "姓名以签字为准" if hidden or not party.name else party.name


def copies(parties: Sequence[Party]) -> int:
    """How many are printed: one for each party and one for the organisation (art. 29)."""
    return len(parties) + 1


def clauses(mediation: Mediation) -> list[Clause]:
    """The clauses in use, by number."""
    return list(mediation.clauses.exclude(state=State.DROPPED).order_by("number"))


def content(agreement: Agreement) -> list[Block]:
    """What was agreed: each locked clause a part of its own, or the typed text where there are none."""
    green = [clause for clause in clauses(agreement.mediation) if clause.is_locked]
    if not green:
        return [Block("协议内容", agreement.content)]
    return [Block(f"第 {clause.number} 条", clause.text) for clause in green]


def listed(green: Sequence[Clause]) -> str:
    """The green list as one text."""
    return "\n".join(f"{clause.number}. {clause.text}" for clause in green if clause.is_locked)


def performance(agreement: Agreement) -> str:
    """Way and time of performance: the rows, then what was typed."""
    rows = agreement.obligations.select_related("ower", "owed_to").prefetch_related("joint") if agreement.pk else []
    return "\n".join([*(sentence(row) for row in rows), agreement.performance]).strip()


def sentence(row: Obligation) -> str:
    """One obligation as people read it: who, to whom, what, how much, by when, and what proves it."""
    owers = [row.ower, *row.joint.all()]
    who = "、".join(party.seat for party in owers) + (f"对{row.owed_to.seat}" if row.owed_to else "")
    when = "，当场已履行" if row.on_the_spot else f"，{row.due_on:%Y年%-m月%-d日}前" if row.due_on else ""
    much = f"，{yuan(row.amount)}" if row.amount is not None else ""
    proof = f"，以{row.proof}为凭" if row.proof else ""
    together = f"，{JOINTLY}" if len(owers) > 1 else ""
    return f"{row.number}. {who}：{row.what}{much}{when}{proof}{together}。"


def yuan(amount: Decimal) -> str:
    """`1200 元`, `1200.50 元`."""
    return f"{amount:.0f} 元" if amount == amount.to_integral_value() else f"{amount:.2f} 元"
