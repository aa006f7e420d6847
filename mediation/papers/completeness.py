"""Whether a dossier is complete: which papers it must have, which it needs as things stand, and what to do about those that are
missing (人民调解法第二十七条; domain.md §4.2 "Need")."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.models import Agreement, Document, Mediation
from mediation.papers.known import agents, has_proxy, revisits
from mediation.papers.offers import ENDED_WITHOUT
from mediation.papers.reading import holding, is_signed
from mediation.paperwork import SIGNED, TO_COURT, Paper
from mediation.selectors import agreement_of
from mediation.workflow import Origin

MUST, NEEDED, MAY = "必须", "按需", "可选"
NO_RECORD = "登记过回访，还没有回访记录。"


@dataclass(frozen=True)
class Gap:
    """One line of the check. `sentence`: what is missing and what to do, "" when all is there; `must`: without it the dossier
    is not archived; `kind`: the paper it is about; `whose`: of whom it is to be issued, as the address of its form takes it
    (`party=7`); `scan_of`: the code of the paper whose signed pages are missing, "" when the paper itself is."""

    title: str
    need: str
    kind: str
    have: str
    sentence: str = ""
    whose: str = ""
    scan_of: str = ""

    @property
    def must(self) -> bool:
        """Whether it holds up the archive."""
        return bool(self.sentence) and self.need != MAY


def completeness(mediation: Mediation) -> list[Gap]:
    """The check, line by line in the order of the dossier."""
    papers = holding(mediation)
    have = {kind: [each for each in papers if each.kind == kind] for kind in Paper.values}
    return [
        _opening(mediation, have),
        *(_line(kind, need, have[kind], why) for kind, need, why in _wanted(mediation)),
        *_identities(mediation, have[Paper.IDENTITY]),
        *_proxies(mediation, have[Paper.PROXY]),
        *_unsigned(mediation, papers),
    ]


def lacking(mediation: Mediation) -> list[Gap]:
    """What has to be added before the dossier may be archived."""
    return [gap for gap in completeness(mediation) if gap.must]


def _opening(mediation: Mediation, have: dict[str, list[Document]]) -> Gap:
    """1 or 1b: an application or an entry in the register."""
    there = have[Paper.APPLICATION] or have[Paper.REGISTRATION]
    sentence = "" if there else "没有申请书，也没有受理登记表。当事人申请的出具申请书，其他的出具受理登记表。"
    kind = Paper.APPLICATION if mediation.origin == Origin.APPLIED else Paper.REGISTRATION
    return Gap("申请书或受理登记表", MUST, kind, _count(there), sentence)


def _wanted(mediation: Mediation) -> list[tuple[str, str, str]]:
    """Each kind with its need and why it is missed."""
    agreed = agreement_of(mediation)
    form = agreed.form if agreed else ""
    met = mediation.entries.filter(kind="start").exists()
    ended_without = mediation.stage in ENDED_WITHOUT
    pieces = _evidence(mediation)
    rows = [
        (Paper.RIGHTS, MUST, "没有权利义务告知书。出具后请双方签收。"),
        (Paper.INQUIRY, MAY, ""),
        (Paper.EVIDENCE, NEEDED if pieces else MAY, f"收了 {pieces} 件证据，还没有证据材料清单。" if pieces else ""),
        (Paper.RECORD, MUST if met else MAY, "开过调解会，没有调解记录。出具后请到场的人签名。" if met else ""),
    ]
    if form == Agreement.Form.WRITTEN:
        rows.append((Paper.AGREEMENT, MUST, "达成了书面协议，没有协议书。"))
    if form == Agreement.Form.ORAL:
        rows.append((Paper.ORAL, MUST, "达成了口头协议，没有口头协议登记表。"))
    if agreed and agreed.effective_at:
        rows += [(Paper.PERFORMANCE, MAY, ""), (Paper.REVISIT, MAY, NO_RECORD if revisits(mediation) else "")]
        rows.append((Paper.CONFIRMATION, MAY, ""))
    if ended_without:
        rows.append((Paper.TERMINATION, MUST, "调解终止了，没有终止告知书。出具后交给双方。"))
    return [*rows, (Paper.CLOSING, MAY, ""), (Paper.REMARKS, MAY, "")]


def _line(kind: str, need: str, there: list[Document], why: str) -> Gap:
    return Gap(Paper(kind).label, need, kind, _count(there), "" if there else why)


def _identities(mediation: Mediation, there: list[Document]) -> list[Gap]:
    """Identity of every party."""
    found = []
    for party in (one for one in mediation.parties.all() if one.is_in):
        hers = [each for each in there if each.party_id == party.pk]
        sentence = "" if hers else f"没有{party.seat}的身份证明。核对原件后出具一份。"
        title = f"{Paper.IDENTITY.label}（{party.seat}）"
        found.append(Gap(title, MUST, Paper.IDENTITY, _count(hers), sentence, f"party={party.pk}"))
    return found


def _proxies(mediation: Mediation, there: list[Document]) -> list[Gap]:
    """A 授权委托书 for every agent."""
    found = []
    for agent in agents(mediation):
        hers = [each for each in there if has_proxy(agent, [each])]
        sentence = (
            "" if hers else f"{agent.party.seat}有代理人{agent.name}，没有授权委托书。照登记好的内容出具，请双方签名。"
        )
        title = f"{Paper.PROXY.label}（{agent.party.seat}）"
        found.append(Gap(title, MUST, Paper.PROXY, _count(hers), sentence, f"agent={agent.pk}"))
    return found


def _unsigned(mediation: Mediation, papers: list[Document]) -> list[Gap]:
    """Papers that are signed by hand and whose signed pages are not there yet."""
    return [
        Gap(
            f"签好的{each.data['title']}{each.data['mark']}", MAY, each.kind, "没有扫描件",
            f"{each.data['title']}{each.data['mark']}还没有归入签好字的扫描件：打印签字后，每一页拍一张照片，或者扫成 PDF，归进来。",
            scan_of=each.code,
        )
        for each in papers
        if each.kind in SIGNED and not each.scanned  # type: ignore[attr-defined]
        and not (each.kind == Paper.AGREEMENT and is_signed(mediation.pk))
    ]  # fmt: skip


def _evidence(mediation: Mediation) -> int:
    return mediation.evidence.count()


def _count(there: list[Document]) -> str:
    return f"{len(there)} 份" if there else "没有"


def for_court(mediation: Mediation) -> list[Gap]:
    """The check of what a court asks for: a joint application, the agreement, everybody's identity, what agents may do, and that the
    organisation mediated."""
    have = {kind: [each for each in holding(mediation) if each.kind == kind] for kind in TO_COURT}
    agreed = agreement_of(mediation)
    made = Paper.ORAL if agreed and agreed.form == Agreement.Form.ORAL else Paper.AGREEMENT
    papers = (
        (Paper.CONFIRMATION, "没有司法确认申请书。"),
        (made, "没有协议书。"),
        (Paper.PROOF, "没有调解证明。"),
    )
    return [
        *(_line(kind, MUST, have[kind], why) for kind, why in papers),
        *_identities(mediation, have[Paper.IDENTITY]),
        *_proxies(mediation, have[Paper.PROXY]),
    ]
