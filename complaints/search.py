"""Search within what somebody sees: a case number, a telephone number, the name of a place, words of the masked title.

What a person wrote is sealed and is not searched: whatever index over it could be asked for a word could be read word by
word by whoever holds the database (docs/decisions/0011). Each branch is a range scan of one index, so no search grows with
the years: titles of open cases and of those that ended in the last `TITLES`, places with what was told there in `PLACES`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from binan.kit import codes, crypto, phones
from binan.kit.errors import Refused
from complaints.access import visible
from complaints.models import Complaint
from complaints.models.complaint import Lane
from complaints.models.marks import PHONE
from complaints.selectors import NOT_IN_A_ROW, ORDER, ROW
from governance.access import working_units
from governance.models import Place, Staff

MOST, WORDS_MAX = 50, 40  # rows of an answer, characters of a question
TITLES, PLACES, PLACES_MOST = timedelta(days=90), timedelta(days=365), 40
DAY = 8  # characters of a case number with its day: BA261123
NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{5,18}")
CODE = re.compile(r"(?:BA)?[0-9]{2}[0-9A-Z]{0,12}", re.IGNORECASE)
SHORT_CODE = "受理编号请至少写到日期，比如 BA261123。"
SHORT_WORDS = "请至少写两个字。"


@dataclass(frozen=True)
class Found:
    """The cases found, at most `MOST`; `more`: there are others. `phone`: the number that was looked for, "" for other words."""

    rows: list[Complaint]
    more: bool
    phone: str = ""


def search(staff: Staff, typed: str, *, now: datetime) -> Found:
    """What she sees that fits what was typed; raises `Refused` on too few words."""
    words = " ".join(typed.split())[:WORDS_MAX]
    if phone := _number(words):
        rows = visible(staff).filter(phone_key__in=crypto.blinds(phone, PHONE)).order_by("-filed_at")
        return _found(rows, phone=phone)
    spoken = codes.spoken(words)
    if CODE.fullmatch(spoken):
        return _found(_by_code(staff, spoken if spoken.startswith("BA") else f"BA{spoken}"))
    if len(words) < 2:
        raise Refused("q", SHORT_WORDS, fields={"q": SHORT_WORDS})
    return _found(*_by_words(staff, words.split(), now))


def _number(words: str) -> str:
    """The telephone number that was typed in E.164, "" when it is none."""
    if not NUMBER.fullmatch(words):
        return ""
    try:
        return phones.parse(words)
    except Refused:
        return ""


def _by_code(staff: Staff, code: str) -> QuerySet[Complaint]:
    """Cases whose number begins so, by number. Between two bounds, for databases that do not take a prefix to their index."""
    if len(code) < DAY:
        raise Refused("q", SHORT_CODE, fields={"q": SHORT_CODE})
    last = code + "Z" * (16 - len(code))
    return visible(staff).filter(code__range=(code, last), code__startswith=code).order_by("code")


def _by_words(staff: Staff, words: list[str], now: datetime) -> list[QuerySet[Complaint]]:
    """Open cases, what was told at places of that name, and ended cases, each most pressing or newest first."""
    said = Q(*(Q(title__icontains=word) for word in words))
    own = [unit.pk for unit in working_units(staff)]
    above = Q()
    for path in ("unit", "unit__parent", "unit__parent__parent", "unit__parent__parent__parent"):
        above |= Q(**{f"{path}__in": own})
    places = Place.objects.filter(above, *(Q(name__icontains=word) for word in words))
    there = list(places.order_by("pk").values_list("pk", flat=True)[:PLACES_MOST])
    seen = visible(staff)
    return [
        seen.filter(said, lane__lt=Lane.DONE).order_by(*ORDER),
        seen.filter(place__in=there, filed_at__gte=now - PLACES).order_by("-filed_at"),
        seen.filter(said, lane=Lane.DONE, pressing_at__gte=now - TITLES).order_by("-pressing_at", "-id"),
    ]


def _found(*queries: QuerySet[Complaint], phone: str = "") -> Found:
    """The rows of all queries in this order, each case once."""
    rows: dict[int, Complaint] = {}
    for query in queries:
        if len(rows) <= MOST:
            rows |= {
                row.pk: row for row in query.select_related(*ROW).defer(*NOT_IN_A_ROW)[: MOST + 1] if row.pk not in rows
            }
    return Found(list(rows.values())[:MOST], len(rows) > MOST, phone)
