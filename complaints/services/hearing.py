"""What is said in a recording becomes text: typed by somebody who listened, or written down by an engine of the house.

The text is understood like any other. It raises the urgency by itself and never lowers it: that needs a person and a reason.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from binan.kit import vault
from binan.kit.errors import Moved, Refused
from binan.kit.masking import title
from complaints.access import CLOCK, Actor, actor
from complaints.dispatch import TO_DISTRICT, route
from complaints.models import Attachment, Complaint, TimelineEntry
from complaints.models.attachment import Kind
from complaints.services.classifying import raised
from complaints.services.intake import checked_text
from complaints.services.perform import perform
from complaints.services.ringing import ring
from complaints.services.voice import UNHEARD_REASON, UNKNOWN, VOICE_ONLY
from complaints.taxonomy import Understanding, understand
from complaints.transcripts import transcriber
from complaints.workflow import ACTIONS
from governance.models import Staff

log = logging.getLogger(__name__)
BATCH = 10  # recordings of one round
NOT_HERE = "请选择这件事的一段录音。"


def transcribe(
    case: Complaint, *, staff: Staff, attachment: int, text: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Keep what staff heard in the recording `attachment` of this case; raises `Refused` for another's, or no words."""
    return _transcribed(case, attachment, text, who=actor(staff), now=now, client_key=client_key)


def listen(now: datetime) -> int:
    """Ask the engine for what has no words yet, each recording once; returns how many it was asked for."""
    engine = transcriber()
    if not engine.offers:
        return 0
    waiting = Attachment.objects.filter(kind=Kind.VOICE, gone_at=None, asked_at=None, transcript="").order_by("id")
    asked = 0
    for found in waiting.select_related("complaint")[:BATCH]:
        if not Attachment.objects.filter(pk=found.pk, asked_at=None).update(asked_at=now):
            continue  # another clock asks
        asked += 1
        try:
            words = engine.transcribe(vault.read(found.file), found.media_type)
            if words:
                _transcribed(found.complaint, found.pk, words.text, who=CLOCK, now=now, by=words.by)
        except Moved:
            log.info("recording %s: its case has ended meanwhile", found.pk)
        except Exception:  # an engine's fault costs the words of one recording; people listen as they do without it
            log.exception("recording %s could not be written down", found.pk)
    return asked


def _transcribed(
    case: Complaint, number: int, text: str, *, who: Actor, now: datetime, by: str = "", client_key: UUID | None = None
) -> TimelineEntry:
    found = Attachment.objects.filter(complaint=case, kind=Kind.VOICE, pk=number).first()
    if found is None:
        raise Refused("attachment", NOT_HERE, fields={"attachment": NOT_HERE})
    words = checked_text(text)
    seems = understand(words, case.nature)
    set_: dict[str, Any] = {}

    def values(fresh: Complaint) -> dict[str, Any]:
        return {
            "attachment": number, "text": words, "by": by, "seems": seems.category, "seems_name": seems.name,
            "urgency": seems.urgency, "raised": seems.urgency < fresh.urgency,
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        set_.update(_changes(words, seems)(fresh))
        return set_

    with transaction.atomic():
        entry = perform(case, "transcribe", who=who, now=now, values=values, changes=changed, client_key=client_key)
        Attachment.objects.filter(pk=number).update(transcript=words)
        if "unit" in set_:
            _afresh(case, now)
    return entry


def _afresh(case: Complaint, now: datetime) -> None:
    """The district has it now: whoever had claimed it below does not see it any more, so it is nobody's, and the district is rung."""
    if case.stage in ACTIONS["lapse"].sources:
        let_go = {"handler": None, "last_handler_id": case.left_by_id}
        perform(case, "lapse", who=CLOCK, now=now, changes=lambda fresh: let_go)
    ring(case, 0, now=now)


def _changes(words: str, seems: Understanding) -> Callable[[Complaint], dict[str, Any]]:
    def changed(fresh: Complaint) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if fresh.text == VOICE_ONLY:
            found["title"] = title(words, name=fresh.name)
        if fresh.category == UNKNOWN:
            found["category"] = seems.category
            if seems.category in TO_DISTRICT:  # whom it accuses may sit where the recording arrived
                found |= route(fresh.unit, seems.category)
        if seems.urgency < fresh.urgency:
            found |= raised(fresh, seems, over=UNHEARD_REASON)
        return found

    return changed
