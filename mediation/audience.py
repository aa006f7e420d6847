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
from mediation.people import comes_at, safety_of
from mediation.workflow import Side
from notices.services import Message

WEEKDAYS = "一二三四五六日"
RUN = 12  # characters of the complaint's own words in a row that count as copied
# A door: three or four digits before 室 or 房, or behind a building and perhaps an entrance.
DOOR = re.compile(r"(\d{3,4})\s*(?:室|房|号房)|\d+\s*(?:幢|栋|座|号楼)\s*(?:\d{1,2}\s*单元)?\s*(\d{3,4})")
NAMED = "这里写了诉求方的{what}。没有本人同意不能让对方知道，请换一种说法。"
COPIED = "这里照抄了诉求人的原话，对方会认出是谁。请用自己的话写。"


def leak(text: str, case: Complaint) -> str:
    """Why the other side may not read `text`: a sentence naming what in it gives the complainant away, "" when nothing
    does (domain.md §0.5). Looks for her name, telephone, door and for her own words. Where a mediation runs, ask `betrays`.
    """
    return _names(text, case.name, case.phone, case.text) or _copies(text, case.text)


def betrays(text: str, mediation: Mediation) -> str:
    """Why side B may not read `text`, "" when it may: like `leak`, for everybody on side A who has not agreed to be known.

    A party who left still counts: she agreed to nothing.
    """
    for party in mediation.parties.all():
        if party.side != Side.A or party.may_name_complainant:
            continue
        if sentence := _names(text, party.name, party.phone, party.details.get("address", "")):
            return sentence
        if party.is_complainant and (sentence := leak(text, mediation.complaint)):
            return sentence
    return ""


def _names(text: str, name: str, phone: str, told: str) -> str:
    """What in `text` names somebody: her name, her number, or a door that stands in what she `told`."""
    shown = unicodedata.normalize("NFKC", text)
    letters, digits = _letters(shown), re.sub(r"\D", "", shown)
    if len(_letters(name)) > 1 and _letters(name) in letters:
        return NAMED.format(what="称呼")
    if phone and phones.local(phone) in digits:
        return NAMED.format(what="电话")
    doors = {door for pair in DOOR.findall(unicodedata.normalize("NFKC", told)) for door in pair if door}
    return NAMED.format(what="门牌") if doors & set(re.findall(r"\d+", shown)) else ""


def _copies(text: str, told: str) -> str:
    words, own = _letters(text), _letters(told)
    return COPIED if any(own[at : at + RUN] in words for at in range(len(own) - RUN + 1)) else ""


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def when(moment: datetime) -> str:
    """A session's time as people say it: `11月24日（周二）14:00`."""
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def where(booking: Booking) -> str:
    """A session's place: the room and how to find it, or how it is held."""
    return f"{booking.room}（{booking.room.place}）" if booking.room else booking.place


def to_parties(
    mediation: Mediation, template: str, key: str, booking: Booking | None = None, *, only: Party | None = None
) -> list[Message]:
    """The same message to each party that has a mobile number, or to `only` one of them; `key` names the telling within the
    mediation.

    It carries a link and, with a booking, room and time, where safety is flagged her own: nothing of the case and nothing of
    the other side.
    """
    safety, room = safety_of(mediation), booking.short if booking else ""
    return [
        Message(
            f"{mediation.code}:{key}:{party.mark}", template,
            {
                "at": when(comes_at(booking, safety, party.side)) if booking else "", "room": room,
                "site": settings.PUBLIC_URL, "token": party.token,
            },
            phone=party.phone,
        )
        for party in _reachable([only] if only else mediation.parties.all())
    ]  # fmt: skip


def to_links(parties: Iterable[Party], template: str, key: str, **more: str) -> list[Message]:
    """The message to these parties who have a mobile number, each with her own link and nothing of the matter; `more`: what else
    its words hold. `key` names the telling within the mediation."""
    return [
        Message(
            f"{party.mediation.code}:{key}:{party.mark}", template,
            {"site": settings.PUBLIC_URL, "token": party.token, **more}, phone=party.phone,
        )
        for party in _reachable(parties)
    ]  # fmt: skip


def _reachable(parties: Iterable[Party]) -> list[Party]:
    return [party for party in parties if party.is_in and party.phone and phones.is_mobile(party.phone)]
