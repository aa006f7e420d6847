"""What goes to court for judicial confirmation, gathered from the dossier (人民调解法 33; domain.md §4.2 no. 11)."""

from __future__ import annotations

from datetime import datetime

from binan.kit import codes
from binan.kit.errors import Refused
from governance.models import Staff
from mediation.documents.binding import packet
from mediation.documents.printing import Printed
from mediation.models import Mediation
from mediation.papers import offers
from mediation.papers.completeness import Gap, for_court
from mediation.papers.gathering import Stamp, freeze
from mediation.papers.reading import frozen_papers, holding, picture
from mediation.paperwork import TO_COURT, Paper
from mediation.services.printing import open_dossier

TITLE = "司法确认申请材料"


def wanted(mediation: Mediation) -> list[Gap]:
    """What is still missing before they can go to court."""
    return [gap for gap in for_court(mediation) if gap.sentence]


def court(mediation: Mediation, *, staff: Staff, now: datetime) -> Printed:
    """The papers a court asks for as one file, in its order, with an index by page; nothing is written.

    Raises `Refused` while the agreement does not hold, or with the names of what is missing.
    """
    if sentence := offers.objection(mediation, Paper.CONFIRMATION):
        raise Refused("too_early", sentence)
    if gaps := wanted(mediation):
        raise Refused("incomplete", f"交法院的材料还缺：{'、'.join(gap.title for gap in gaps)}。先出具，再来打印。")
    papers = [each for kind in TO_COURT for each in holding(mediation) if each.kind == kind]
    stamp = Stamp(codes.pick(16), 1, 1, staff, now)
    data = freeze(mediation, open_dossier(mediation, now=now), Paper.DOSSIER, stamp, values={})
    return packet({**data, "title": TITLE, "papers": frozen_papers(papers)}, picture)
