"""A resident, or somebody for her, files a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from binan.kit import codes, phones
from binan.kit.errors import Refused, TooOften
from binan.kit.masking import plain, title
from binan.kit.throttle import hit
from complaints import taxonomy
from complaints.access import CITIZEN, Actor
from complaints.dispatch import route
from complaints.models import Complaint, SourceRef, TimelineEntry
from complaints.models.marks import phone_key, token_key
from complaints.services import attachments, voice
from complaints.services.perform import begin
from complaints.workflow import Identity, Nature, Source, Urgency
from governance.models import Place, Unit

NOTICE_VERSION = "2026-11.2"  # of the text in complaints/_notice.html
DANGER_SHARE = 10
TEXT_MAX = 2000  # characters
PHONE_SAID_MAX = 20
TELLINGS = ("file", "add_info")  # what a letter may have become: a case, or, as she chose, words added to her open one
NEEDS_WORDS = _("请简单写一下发生了什么，比如“楼上半夜装修”。")
TOO_LONG = format_lazy(_("内容太长了，请控制在 {most} 字以内，其余的可以在电话里说。"), most=TEXT_MAX)


@dataclass(frozen=True)
class Filing:
    """What came in. `photos`: checked uploads of `attachments.check` or held ones; `voice`: a checked recording, with which
    the text may be empty; `external_id`: its number elsewhere; `category`: where the face knows it and the text does not
    have to tell; `phone_said`: what she typed for a telephone and nobody can ring."""

    text: str
    phone: str = ""
    phone_said: str = ""
    name: str = ""
    identity: str = Identity.HIDDEN
    nature: str = Nature.COMPLAINT
    photos: Sequence[attachments.Photo] = ()
    voice: voice.Voice | None = None
    source: str = Source.BINAN
    external_id: str = ""
    category: str = ""


def admit(address: str, text: str) -> None:
    """Hold off a client that files more than `INTAKE_RATE` times a minute; raises `TooOften`.

    A text that means danger is let through up to `DANGER_SHARE` times that: behind one address of a WeChat gateway or an
    office stand many people, and one of them may smell gas (trust.md threat 8).
    """
    try:
        hit("intake", address, limit=settings.INTAKE_RATE, window=60)
    except TooOften:
        if taxonomy.understand(text[:TEXT_MAX]).urgency != Urgency.P0:
            raise
        hit("intake-danger", address, limit=settings.INTAKE_RATE * DANGER_SHARE, window=60)


def foreseen(address: str, text: str, nature: str | None) -> bool:
    """Whether words that are about to be sent speak of danger; without a `nature` they are added to a case.

    Reading costs, so of a client that asks more often than even its dangers would be taken nothing is read any more: the
    answer is no. That refuses nobody: the letter is read when it comes, and the phone knows the plain words itself.
    """
    words = plain(text)[:TEXT_MAX]
    if not words:
        return False
    try:
        hit("foreseen", address, limit=settings.INTAKE_RATE * DANGER_SHARE, window=60)
    except TooOften:
        return False
    seen = taxonomy.understand(words, nature or "")
    return seen.plain or (nature is not None and seen.urgency == Urgency.P0)


def file_complaint(
    *,
    place: Place | None = None,
    unit: Unit | None = None,
    filing: Filing,
    client_key: UUID | None,
    now: datetime,
    who: Actor = CITIZEN,
) -> tuple[Complaint, bool]:
    """File a case at a scanned `place`, or at `unit` when staff file it; accepted and routed in the same transaction.

    Returns the case and whether it is new: the same `client_key`, or the same number of another system, gives the first
    case again. Raises `Refused` for text or phone that cannot be used.
    """
    case = _case(place, unit, filing, now, who)
    try:
        with transaction.atomic():
            # Its urgency then: what raises or lowers it later says so itself (complaints/replaying.py).
            filed = begin(case, who=who, now=now, values={"urgency": case.urgency}, client_key=client_key)
            attachments.attach(case, filed, filing.photos, now=now, by_resident=who.staff is None)
            voice.attach(case, filed, filing.voice, now=now, by_resident=who.staff is None)
            if filing.external_id:
                SourceRef.objects.create(complaint=case, source=filing.source, external_id=filing.external_id)
    except IntegrityError:
        if earlier := _earlier(filing, client_key):  # a retry: the unique key tells, and only a retry pays for asking
            attachments.discard(filing.photos)
            voice.discard(filing.voice)
            return earlier, False
        if not Complaint.objects.filter(code=case.code).exists():
            raise
        # Somebody else drew the same number today: draw another.
        return file_complaint(place=place, unit=unit, filing=filing, client_key=client_key, now=now, who=who)
    return case, True


def told_before(key: str) -> TimelineEntry | None:
    """What a letter with this key already wrote, a case or an addition; None for a new one, and for what is no key."""
    try:
        known = TimelineEntry.objects.filter(client_key=UUID(key), kind__in=TELLINGS)
    except ValueError:
        return None
    return known.select_related("complaint__place", "complaint__unit__parent__parent__parent").first()


def _earlier(filing: Filing, client_key: UUID | None) -> Complaint | None:
    if client_key:
        entry = TimelineEntry.objects.select_related("complaint__unit").filter(client_key=client_key).first()
        if entry and entry.kind not in TELLINGS:
            raise Refused("client_key", _("这个操作编号已经用过，请刷新页面再试。"))
        if entry:
            return entry.complaint
    if filing.external_id:
        known = SourceRef.objects.select_related("complaint__unit")
        ref = known.filter(source=filing.source, external_id=filing.external_id).first()
        return ref.complaint if ref else None
    return None


def _case(place: Place | None, unit: Unit | None, filing: Filing, now: datetime, who: Actor) -> Complaint:
    text = told(filing.text, filing.voice)
    phone = phones.parse(filing.phone) if filing.phone.strip() and filing.identity != Identity.ANONYMOUS else ""
    home = place.unit if place else unit
    if home is None:
        raise Refused("place", _("请选择事情发生的地点或社区。"), fields={"place": _("请选择事情发生的地点或社区。")})
    found = _understood(text, filing)
    category = filing.category or found.category
    urgency = taxonomy.CATEGORIES[filing.category].urgency if filing.category else found.urgency
    token = codes.token()
    return Complaint(
        code=codes.case_code(timezone.localtime(now)),
        token=token,
        token_key=token_key(token),
        source=filing.source,
        nature=filing.nature,
        urgency=urgency,
        category=category,
        reasons=[] if filing.category else list(found.reasons),
        place=place,
        identity=filing.identity,
        text=text,
        title=title(text, name=plain(filing.name)),
        name=plain(filing.name).strip()[:40] if filing.identity != Identity.ANONYMOUS else "",
        phone=phone,
        phone_key=phone_key(phone),
        phone_said=plain(filing.phone_said).strip()[:PHONE_SAID_MAX] if not phone else "",
        notice_version=NOTICE_VERSION,
        has_voice=filing.voice is not None,
        staff_filed=who.staff is not None,
        filed_at=now,
        **route(home, category, urgency),
    )


def told(text: str, spoken: voice.Voice | None, instead: str = voice.VOICE_ONLY) -> str:
    """The text as it is kept; `instead` where somebody spoke and wrote nothing. Raises what `checked_text` raises."""
    return instead if spoken and not voice.has_words(text) else checked_text(text)


def _understood(text: str, filing: Filing) -> taxonomy.Understanding:
    if text == voice.VOICE_ONLY:
        return voice.UNHEARD
    found = taxonomy.understand(text, filing.nature)
    return voice.unheard(found, text) if filing.voice else found


def checked_text(text: str) -> str:
    """The text without invisible characters; raises `Refused` when no word is left or it is too long."""
    cleaned = plain(text).strip()
    if not voice.has_words(cleaned):
        raise Refused("text", NEEDS_WORDS, fields={"text": NEEDS_WORDS})
    if len(cleaned) > TEXT_MAX:
        raise Refused("text", TOO_LONG, fields={"text": TOO_LONG})
    return cleaned
