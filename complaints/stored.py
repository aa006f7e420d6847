"""What is kept about the resident of a case, in plain words for herself (个人信息保护法 44-45), and her receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.urls import reverse

from binan.kit.masking import mask_name
from binan.kit.qr import picture
from complaints.models import Attachment, Call, Complaint, Deadline, DeletionRequest, Revisit, TimelineEntry
from complaints.models.attachment import Kind
from complaints.promises import PROMISES
from complaints.retention import RETENTION, VOICE
from complaints.selectors.reveals import Looks, looks_at
from complaints.workflow import ACTIONS
from governance.levels import Level
from governance.models import Unit
from notices.models import Notice
from notices.selectors import about


@dataclass(frozen=True)
class Deed:
    """Somebody of ours did something with the case."""

    who: str
    unit: str
    what: str
    entry: TimelineEntry


@dataclass(frozen=True)
class Stored:
    """`name` is masked, as the number is: whoever looks over her shoulder learns nothing new. `sees`: whose staff can open it.
    `looks`: who has opened her full number or name, by unit."""

    name: str
    photos: int
    staff_photos: int
    voices: int
    voice_days: int
    calls: int
    deeds: list[Deed]
    sees: list[str]
    looks: list[Looks]
    notices: list[Notice]
    requests: list[DeletionRequest]
    mediated: bool


def read(case: Complaint) -> Stored:
    """Everything the page of one's own data shows, in a fixed number of queries."""
    entries = list(TimelineEntry.objects.filter(complaint=case).select_related("unit").order_by("seq"))
    files = list(Attachment.objects.filter(complaint=case, gone_at=None).values_list("kind", "by_resident"))
    photos = [by_resident for kind, by_resident in files if kind == Kind.PHOTO]
    chain = {**case.unit.chain(), **{u.level: u for u in (case.grid, case.community, case.subdistrict) if u}}
    return Stored(
        name=mask_name(case.name),
        photos=sum(photos),
        staff_photos=len(photos) - sum(photos),
        voices=len(files) - len(photos),
        voice_days=RETENTION[VOICE].days,
        calls=Call.objects.filter(complaint=case).count(),
        deeds=[_deed(entry) for entry in entries if entry.actor_kind == "staff"],
        sees=[chain[level].name for level in sorted(chain, reverse=True)] + _asking(case, chain.values()),
        looks=looks_at(case),
        notices=about(f"{case.code}:"),
        requests=list(DeletionRequest.objects.filter(complaint=case).order_by("-asked_at")),
        mediated=any(entry.kind == "apply_mediation" for entry in entries),
    )


def _asking(case: Complaint, chain: Iterable[Unit]) -> list[str]:
    """The units besides that ask, or asked, by telephone how it went: they open its answer and ring the number."""
    asked = Unit.objects.filter(pk__in=Revisit.objects.filter(complaint=case, void_at=None).values("unit"))
    return list(asked.exclude(pk__in=[unit.pk for unit in chain]).values_list("name", flat=True))


# What those above write among ourselves is a remark to her, like any other.
INSIDE = {"leader_note": "note", "leader_feedback": "note"}


def _deed(entry: TimelineEntry) -> Deed:
    body = cast(dict[str, Any], entry.body)
    unit = entry.unit.name if entry.unit else ""
    return Deed(body.get("who", ""), unit, ACTIONS[INSIDE.get(entry.kind, entry.kind)].label, entry)


def receipt(case: Complaint) -> dict[str, Any]:
    """What stands on the receipt: where, what was promised at once, and a code that leads to the look-up.

    The code holds no token: paper is left lying, and the secret link is as good as the case itself (trust.md threat 5). From the
    look-up only number and telephone together lead on.
    """
    chain = case.unit.chain()
    near = [chain[level] for level in (Level.SUBDISTRICT, Level.COMMUNITY) if level in chain]
    made = Deadline.objects.filter(complaint=case, opened_at=case.filed_at, round=1).order_by("due_at")
    url = f"{settings.PUBLIC_URL}{reverse('complaints:track')}"
    return {
        "where": "".join(unit.name for unit in near),
        "promised": [
            (PROMISES[row.kind].label, row.due_at) for row in made if PROMISES[row.kind].shown and row.kind != "accept"
        ],
        "track_url": url,
        "qr": picture(url),
    }
