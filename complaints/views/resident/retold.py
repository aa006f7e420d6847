"""A letter whose key has already made something, and which says more by now.

In a lift the answer gets lost: the letter is here, the phone does not know it, she takes it back, adds a sentence and sends it
again under its key. The same words are the same letter; what is new in them is added to the case, so that nothing is lost
and nothing is there twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid5

from django.http import HttpRequest, QueryDict

from binan.kit import phones
from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.forms import PhotoForm
from complaints.models import TimelineEntry
from complaints.models.attachment import Kind
from complaints.selectors import put_right
from complaints.services import handling, rights
from complaints.services.intake import PHONE_SAID_MAX
from complaints.services.voice import has_words
from complaints.workflow import Identity

PHOTOS_ONLY = "补了照片。"


@dataclass(frozen=True)
class Change:
    """What the letter says beyond what is stored: words, another number to ring, photos, a recording."""

    text: str = ""
    phone: str = ""
    photos: bool = False
    voice: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.phone or self.photos or self.voice)


def change(request: HttpRequest, entry: TimelineEntry) -> Change:
    """What the posted letter says beyond `entry`, which its key wrote; falsy for a mere repetition."""
    case = entry.complaint
    if case.erased_at:
        return Change()
    kinds = list(entry.attachments.values_list("kind", flat=True))
    posted = len(request.POST.getlist("held")) + len(request.FILES.getlist("files"))
    spoken = bool(request.FILES.get("voice") or request.POST.get("held_voice"))
    stored = case.text if entry.kind == "file" else str(entry.body.get("text", ""))
    return Change(
        text=_beyond(plain(request.POST.get("text", "")).strip(), stored),
        phone=_number(request, entry) if entry.kind == "file" else "",
        photos=posted > kinds.count(Kind.PHOTO),
        voice=spoken and Kind.VOICE not in kinds,
    )


def _beyond(typed: str, stored: str) -> str:
    """The new end of a text, or all of it when it was changed in the middle; "" when nothing was added."""
    if not has_words(typed) or stored.startswith(typed):
        return ""
    return typed.removeprefix(stored).strip()


def _number(request: HttpRequest, entry: TimelineEntry) -> str:
    """Another number than the case has; what she put right since then stands."""
    typed = request.POST.get("phone", "").strip()
    if not typed or request.POST.get("identity") == Identity.ANONYMOUS:
        return ""
    if put_right(entry.complaint):
        return ""
    if wrong := unreachable(request):
        return "" if wrong == entry.complaint.phone_said else typed  # as it was taken, or the form says what is wrong
    number = phones.parse(typed)
    return "" if number == entry.complaint.phone else number


def unreachable(request: HttpRequest) -> str:
    """The posted number when it is none that can be rung; "" for a good one, and for none."""
    typed = plain(request.POST.get("phone", "")).strip()
    if not typed or request.POST.get("identity") == Identity.ANONYMOUS:
        return ""
    try:
        phones.parse(typed)
    except Refused:
        return typed[:PHONE_SAID_MAX]
    return ""


def spare(form: PhotoForm, found: Change) -> None:
    """Before the form is checked: photos that are with the case already are not asked for again."""
    if not found.photos:
        posted = cast(QueryDict, form.data).copy()
        posted.setlist("held", [])
        form.data = posted


def add(entry: TimelineEntry, form: PhotoForm, found: Change, now: datetime) -> TimelineEntry:
    """Add what is new to the case of `entry`; the same letter once more gives the same addition.

    Raises `Moved` when the case is over.
    """
    case = entry.complaint
    key = derived(form.cleaned_data["client_key"], found)
    written = entry
    if found.text or form.photos or found.voice:
        written = handling.add_info(
            case, text=found.text or ("" if found.voice else PHOTOS_ONLY), photos=form.photos,
            spoken=form.voice if found.voice else None, now=now, client_key=key,
        )  # fmt: skip
    if found.phone:
        rights.correct(case, phone=found.phone, now=now, client_key=uuid5(key, "phone"))
    return written


def derived(key: UUID, found: Change) -> UUID:
    """The key of a change: the same for the same change."""
    return uuid5(key, repr(found))
