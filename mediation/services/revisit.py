"""回访: asking afterwards how it went (domain.md §4.2 no. 10; 人民调解法 31: the committee watches over performance)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member
from mediation.models import Mediation, MediationEntry, Party, Revisit
from mediation.services.perform import once, perform

MEASURES_NEEDED = "有激化苗头或者遗留隐患的，请写清采取了什么措施。"


@dataclass(frozen=True)
class Findings:
    """What a revisit found, field by field of the form. `party`: whom it was about, None when everybody was asked."""

    reason: str
    way: str
    performance: str
    satisfaction: str
    party: Party | None = None
    escalating: bool = False
    hidden: str = ""
    measures: str = ""


def revisit(
    mediation: Mediation, *, staff: Staff, findings: Findings, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """登记回访. It answers the oldest one that is due, or stands by itself.

    Raises `Refused` with the code measures when something threatens and nothing was done about it (art. 25).
    """
    hidden, measures = (plain(text).strip()[:500] for text in (findings.hidden, findings.measures))

    def command() -> MediationEntry:
        if (findings.escalating or hidden) and not measures:
            raise Refused("measures", MEASURES_NEEDED, fields={"measures": MEASURES_NEEDED})
        if findings.party and findings.party.mediation_id != mediation.pk:
            raise Refused("party", "请选择这次调解的当事人。")
        found = {
            "reason": findings.reason, "way": findings.way, "performance": findings.performance,
            "satisfaction": findings.satisfaction, "escalating": findings.escalating,
        }  # fmt: skip
        entry = perform(mediation, "revisit", who=member(staff), now=now, values=found, client_key=client_key)
        columns = {
            **found,
            "party": findings.party,
            "hidden": hidden,
            "measures": measures,
            "done_at": now,
            "by": staff,
        }
        owed = mediation.revisits.filter(done_at=None).first()
        if owed:
            Revisit.objects.filter(pk=owed.pk).update(**columns)
        else:
            Revisit.objects.create(mediation=mediation, due_on=timezone.localdate(now), **columns)
        return entry

    return once(mediation, "revisit", client_key, command)
