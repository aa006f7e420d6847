"""归档: the dossier is bound into one file, kept, and read-only from then on (人民调解法第二十七条)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from binan.kit import codes
from binan.kit.errors import Moved, Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member
from mediation.documents.binding import dossier as bind
from mediation.documents.printing import Printed
from mediation.models import Document, Dossier, Mediation, MediationEntry
from mediation.papers import offers
from mediation.papers.completeness import lacking
from mediation.papers.gathering import Stamp, digest, freeze, frozen
from mediation.papers.reading import frozen_papers, holding, picture
from mediation.paperwork import Paper, Retention
from mediation.services.keeping import kept
from mediation.services.perform import once, perform
from mediation.services.printing import open_dossier, store

STILL = "调解还没有结束，结束以后再归档。"
CHANGED = "刚才又有新的文书归入，请刷新页面核对后再归档。"


def close(
    mediation: Mediation, *, staff: Staff, retention: str = Retention.LONG, remark: str = "", now: datetime,
    client_key: UUID | None = None,
) -> Document:  # fmt: skip
    """卷宗归档. Returns the dossier as one file; nothing is issued or filed in it any more.

    Raises `Refused` while the mediation runs and when a paper that must be there is missing, unless a 卷宗情况说明 says why;
    `Moved` when papers were added meanwhile.
    """
    if retention not in Retention.values:
        raise Refused("retention", "请选保管期限。", fields={"retention": "请选保管期限。"})
    _ready(mediation)
    row = open_dossier(mediation, now=now)
    data, printed = draw(mediation, row, staff=staff, retention=retention, remark=plain(remark).strip()[:200], now=now)

    def command() -> MediationEntry:
        what = {"retention": Retention(retention).label, "code": data["code"]}
        entry = perform(mediation, "archive", who=member(staff), now=now, values=what, client_key=client_key)
        _ready(mediation)
        if frozen_papers(holding(mediation)) != data["papers"]:
            raise Moved("changed", CHANGED)
        Dossier.objects.filter(pk=row.pk).update(
            closed_at=now, closed_by=staff, retention=retention, remark=data["remark"]
        )
        with kept(printed.pdf) as file:
            store(mediation, data, printed, file, staff=staff, now=now)
        return entry

    entry = once(mediation, "archive", client_key, command)
    return Document.objects.get(code=entry.body["code"])


def draw(
    mediation: Mediation, row: Dossier, *, staff: Staff, retention: str, remark: str, now: datetime
) -> tuple[dict[str, Any], Printed]:
    """The dossier as it stands now: its frozen data and the file; nothing is written."""
    stamp = Stamp(codes.pick(16), 1, 1, staff, now)
    data = freeze(mediation, row, Paper.DOSSIER, stamp, values={})
    ended = frozen(mediation.ended_at)
    data.update(
        papers=frozen_papers(holding(mediation)),
        name=_name(data),
        span=f"{_day(data['accepted_at'])}至{_day(ended)}" if ended else f"{_day(data['accepted_at'])}起",
        closed_by=str(staff),
        retention=Retention(retention).label,
        remark=remark,
    )
    data["digest"] = digest(data)
    return data, bind(data, picture)


def _ready(mediation: Mediation) -> None:
    if sentence := offers.sealed(Dossier.objects.filter(mediation=mediation).first()):
        raise Refused("archived", sentence)
    if mediation.ended_at is None:
        raise Refused("running", STILL)
    gaps = lacking(mediation)
    explained = Document.objects.filter(mediation=mediation, kind=Paper.REMARKS, superseded_at=None).exists()
    if gaps and not explained:
        raise Refused(
            "incomplete",
            f"卷宗还缺：{'、'.join(gap.title for gap in gaps)}。补齐再归档；补不齐的，先出具一份“卷宗情况说明”写明原因。",
        )


def _name(data: dict[str, Any]) -> str:
    """卷名: between whom, and about what."""
    sides = ["、".join(person["name"] for person in data["parties"] if person["side"] == side) for side in "AB"]
    return f"{sides[0]}与{sides[1]}的{data['kind_of']}"


def _day(iso: str) -> str:
    moment = timezone.localtime(datetime.fromisoformat(iso))
    return f"{moment.year}年{moment.month}月{moment.day}日"
