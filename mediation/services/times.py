"""What a party says of her time: when she can come and when she cannot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from binan.kit.errors import Refused
from mediation import openings
from mediation.access import Who
from mediation.models import MediationEntry, Party, PartyTime
from mediation.services.perform import once, perform

Words = Mapping[tuple[date, str], bool | None]


def say(party: Party, *, words: Words, who: Who, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """告知时间: for parts of days (`PartyTime.Part`) whether she can come; None takes a word back.

    Raises `Refused` (day) for days that are over or further away than times are offered.
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        if not all(openings.reaches(mediation, day, now) for day, _part in words):
            said = _("只能填今天起 %(weeks)s 周内的时间，请刷新页面再填。")
            raise Refused("day", said % {"weeks": mediation.organisation.weeks_ahead})
        values = {"side": party.side, "party": party.pk, "seat": party.seat}
        entry = perform(mediation, "say_times", who=who, now=now, values=values, client_key=client_key)
        for (day, part), can in words.items():
            if can is None:
                PartyTime.objects.filter(party=party, day=day, part=part).delete()
            else:
                PartyTime.objects.update_or_create(party=party, day=day, part=part, defaults={"can": can})
        return entry

    return once(mediation, "say_times", client_key, command, party=party.pk)
