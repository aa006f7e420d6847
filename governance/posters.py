"""What hangs on the wall: the code of a place as a picture, with the words around it (domain.md §2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.utils.safestring import SafeString

from binan.kit import phones
from binan.kit.qr import picture
from governance.access import working_units
from governance.levels import Level
from governance.models import Place, Staff
from governance.roles import Right
from governance.selectors import UP


@dataclass(frozen=True)
class Poster:
    """A place with the address its code leads to, the picture of it, where it is in words, and whom to ring there."""

    place: Place
    url: str
    svg: SafeString
    where: str
    phone: str


def poster_for(staff: Staff, code: str) -> Poster:
    """The poster of a place she works for, or keeps in the admin.

    Raises `Http404` for an unknown or retired code and for a place of other units: the same answer.
    """
    place = Place.objects.select_related(UP).filter(code=code, retired_at=None).first()
    if place is None or not _hers(staff, place):
        raise Http404
    url = f"{settings.PUBLIC_URL}/q/{place.code}/"
    chain = place.unit.chain()
    near = [chain[level] for level in (Level.SUBDISTRICT, Level.COMMUNITY) if level in chain]
    phone = next((unit.phone for unit in reversed(near) if unit.phone), "")
    return Poster(place, url, picture(url), "".join(unit.name for unit in near), phones.local(phone) if phone else "")


def _hers(staff: Staff, place: Place) -> bool:
    above = {unit.pk for unit in place.unit.chain().values()}
    return bool(above & {unit.pk for unit in working_units(staff, Right.SEE)}) or staff.has_perm(
        "governance.view_place"
    )
