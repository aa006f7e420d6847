"""What a face was asked for, as the audit names it: by number, never by who is behind it."""

from __future__ import annotations

import re

from complaints.access import visible
from complaints.models import Cluster, Complaint, Revisit
from complaints.objections import CLOSED_CATEGORIES
from governance.deeds import Thing
from governance.models import Staff
from governance.services.audit import Of

NUMBER = re.compile(r"[A-Z]{2}\d{6}[0-9A-Z]{4,8}", re.ASCII)


def is_closed(category: str | None) -> bool:
    """Whether cases of this category are reports of misconduct (`complaints.secrecy`)."""
    return category in CLOSED_CATEGORIES


def case(code: str) -> Of | None:
    """The case of a number; a number that no case has all the same, so that trying numbers out is seen and takes the same time; None for what is
    no number. A report of misconduct is closed."""
    category = Complaint.objects.filter(code=code).values_list("category", flat=True).first()
    if category is None and not NUMBER.fullmatch(code):
        return None
    return Of(Thing.CASE, code, code, closed=is_closed(category))


def sees(staff: Staff, code: str) -> bool:
    """Whether she may see the case of this number, whatever she was refused in it."""
    return visible(staff).filter(code=code).exists()


def of(found: Complaint) -> Of:
    """A case at hand."""
    return Of(Thing.CASE, found.code, found.code, closed=is_closed(found.category))


def revisit(pk: int) -> Of | None:
    """The case that is revisited."""
    code = Revisit.objects.filter(pk=pk).values_list("complaint__code", flat=True).first()
    return case(code) if code else None


def cluster(code: str) -> Of | None:
    """A cluster; reports of misconduct stand in none."""
    return (
        Of(Thing.CLUSTER, code, code) if Cluster.objects.filter(code=code).exists() or NUMBER.fullmatch(code) else None
    )
