"""What each side may be told, and the messages that tell it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from binan.kit import phones
from complaints.models import Complaint
from mediation.models import Booking, Mediation, Party
from notices.services import Message

WEEKDAYS = "一二三四五六日"
RUN = 12  # characters of the complaint's own words in a row that count as copied
# A door: three or four digits before 室 or 房, or behind a building and perhaps an entrance.
DOOR = re.compile(r"(\d{3,4})\s*(?:室|房|号房)|\d+\s*(?:幢|栋|座|号楼)\s*(?:\d{1,2}\s*单元)?\s*(\d{3,4})")
NAMED = "这里写了投诉人的{what}。没有本人同意不能让对方知道，请换一种说法。"
COPIED = "这里照抄了投诉人的原话，对方会认出是谁。请用自己的话写。"


def leak(text: str, case: Complaint) -> str:
    """Why the other side may not read `text`: a sentence naming what in it gives the complainant away, "" when nothing
    does (domain.md §0.5). Looks for her name, telephone, door and for her own words."""
    shown = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"\D", "", shown)
    if len(case.name) > 1 and case.name in shown:
        return NAMED.format(what="称呼")
    if case.phone and phones.local(case.phone) in digits:
        return NAMED.format(what="电话")
    doors = {door for pair in DOOR.findall(unicodedata.normalize("NFKC", case.text)) for door in pair if door}
    if doors & set(re.findall(r"\d+", shown)):
        return NAMED.format(what="门牌")
    words, own = _letters(shown), _letters(case.text)
    if any(own[at : at + RUN] in words for at in range(len(own) - RUN + 1)):
        return COPIED
    return ""


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def when(moment: datetime) -> str:
    """A session's time as people say it: `11月24日（周二）14:00`."""
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def where(booking: Booking) -> str:
    """A session's place: the room and how to find it."""
    return f"{booking.room}（{booking.room.place}）"


def to_parties(mediation: Mediation, template: str, key: str, booking: Booking | None = None) -> list[Message]:
    """The same message to each side that has a mobile number; `key` names the telling within the mediation.

    It carries a link and, with a booking, time and room: nothing of the case and nothing of the other side.
    """
    at = {"at": when(booking.starts_at), "room": booking.room.name} if booking else {"at": "", "room": ""}
    return [
        Message(
            f"{mediation.code}:{key}:{party.side}", template,
            {**at, "site": settings.PUBLIC_URL, "token": party.token}, phone=party.phone,
        )
        for party in _reachable(mediation.parties.all())
    ]  # fmt: skip


def _reachable(parties: Iterable[Party]) -> list[Party]:
    return [party for party in parties if party.phone and phones.is_mobile(party.phone)]
