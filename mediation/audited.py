"""What a face of mediation was asked for, as the audit names it: by number, never by who takes part."""

from __future__ import annotations

from complaints.selectors.audited import NUMBER, is_closed
from governance.deeds import Thing
from governance.services.audit import Of
from mediation.models import Mediation


def mediation(code: str) -> Of | None:
    """The mediation of a number, closed when its case is; a number that no mediation has all the same, so that trying numbers out is
    seen and takes the same time; None for what is no number."""
    category = Mediation.objects.filter(code=code).values_list("complaint__category", flat=True).first()
    if category is None and not NUMBER.fullmatch(code):
        return None
    return Of(Thing.MEDIATION, code, code, closed=is_closed(category))
