"""停止并移交: a red flag stops the mediation, and those who protect take over (人民调解法 art. 25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member
from mediation.models import Mediation, MediationEntry, Ring
from mediation.services import ringing
from mediation.services.conclude import finish
from mediation.services.perform import once
from mediation.workflow import RedFlag, Stage


@dataclass(frozen=True)
class HandOver:
    """What was seen and who was told. `flag`: a `RedFlag`; `door`: where it was handed to; `told`: whom one spoke with, a
    name, a number of the police's record; `told_at`: when; `seen`: what was seen or said, for staff only."""

    flag: str
    door: str
    told: str
    seen: str
    told_at: datetime


def halt(
    mediation: Mediation, *, staff: Staff, over: HandOver, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """Stop the mediation at once and ring those who are responsible for the case at every level until one takes over. Both sides
    read neutral words: nobody learns from us who called for help.

    Raises `Refused` when nobody was told yet: first the telephone, then the record.
    """
    if over.flag not in RedFlag.values:
        raise _refused("flag", "请选择是哪一种情况。")
    if over.told_at > now:
        raise _refused("told_at", "告知时间还没有到，请核对。")
    values = {
        "flag": over.flag, "flag_label": RedFlag(over.flag).label, "door": plain(over.door).strip(),
        "told": plain(over.told).strip(), "seen": plain(over.seen).strip(), "told_at": over.told_at.isoformat(),
    }  # fmt: skip

    def command() -> MediationEntry:
        entry = finish(
            mediation, "halt", Stage.HALTED, who=member(staff), now=now, values=values, client_key=client_key
        )
        people = ringing.responsible(mediation, now, without=staff.pk)
        ringing.call(mediation, why=Ring.Why.HALT, place=values["flag_label"], people=people, now=now)
        return entry

    return once(mediation, "halt", client_key, command)


def _refused(name: str, sentence: str) -> Refused:
    return Refused(name, sentence, fields={name: sentence})
