"""Which papers may be issued now, and why the others may not."""

from __future__ import annotations

from mediation.models import Agreement, Dossier, Mediation
from mediation.papers.known import revisits
from mediation.paperwork import Paper
from mediation.selectors import agreement_of
from mediation.termination import ARTICLES

ENDED_WITHOUT = tuple(ARTICLES)
NO_AGREEMENT = "还没有{form}。先在调解页登记“达成协议”，再来出具。"
CLOSED = "卷宗已于{day}归档，不能再出具、归入文书。"


def objection(mediation: Mediation, kind: str) -> str:
    """Why a paper of this kind can not be issued now, in a sentence that says what to do; "" when it can."""
    agreed = agreement_of(mediation)
    form = agreed.form if agreed else ""
    if kind == Paper.AGREEMENT and form != Agreement.Form.WRITTEN:
        return NO_AGREEMENT.format(form="书面协议")
    if kind == Paper.ORAL and form != Agreement.Form.ORAL:
        return NO_AGREEMENT.format(form="口头协议")
    if kind in (Paper.PERFORMANCE, Paper.REVISIT, Paper.CONFIRMATION, Paper.PROOF):
        if agreed is None or agreed.effective_at is None:
            return "协议还没有生效。先把签字登记齐，再来出具。"
        if kind == Paper.REVISIT and not revisits(mediation):
            return "还没有登记过回访。先在“调解后续”登记，再来出具。"
    if kind == Paper.TERMINATION and mediation.stage not in ENDED_WITHOUT:
        return "调解没有终止，用不着告知书。"
    if kind == Paper.CLOSING and mediation.is_running:
        return "调解还没有结束，结束以后再填结案报告。"
    return ""


def door(mediation: Mediation, kind: str) -> str:
    """Where what a paper waits for is done: the name of a page of the mediation, "" where there is nothing to do."""
    if kind in (Paper.AGREEMENT, Paper.ORAL):
        return "one"
    if kind in (Paper.PERFORMANCE, Paper.REVISIT, Paper.CONFIRMATION, Paper.PROOF):
        agreed = agreement_of(mediation)
        if agreed is None:
            return "one"
        return "after" if agreed.effective_at else "sign"
    return ""


def sealed(dossier: Dossier | None) -> str:
    """Why nothing may be added to a dossier any more, "" while it is open."""
    if dossier is None or dossier.closed_at is None:
        return ""
    return CLOSED.format(day=f"{dossier.closed_at:%Y-%m-%d}")
