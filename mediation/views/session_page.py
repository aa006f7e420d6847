"""What the page of a session shows to one member of staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import Staff
from mediation import hearing, selectors, sittings
from mediation.agenda import ITEMS, Step, next_step
from mediation.forms.session import SESSION_FORMS
from mediation.models import Mediation, Note
from mediation.people import people, safety_of
from mediation.phrases import PHRASES

LINES = 60  # of the minutes on one page
LIT = timedelta(minutes=30)  # how long the dot of a quiet alarm stays filled
DRAWN = ("note", "evidence", "invite", "flag_safety", "break_off")


def context(found: Mediation, staff: Staff, form: Any = None, before: int = 0) -> dict[str, Any]:
    """Everything of the page. `form`: one that was refused, shown with what was typed; `before`: the number of the line of the
    minutes from which the earlier ones are shown, 0 for the newest."""
    booking = selectors.current_booking(found)
    done = sittings.ticked(booking) if booking else set()
    step = next_step(done)
    notes = list(_lines(found, staff, before))
    may = {action.name for action in selectors.doable(found, staff)}
    return {
        "mediation": found,
        "booking": booking,
        "items": [(item, item.step in done) for item in ITEMS],
        "step": step,
        "step_label": Step(step).label if step else "",
        "people": people(found, booking),
        "notes": notes[:LINES],
        "earlier": notes[LINES - 1].seq if len(notes) > LINES else 0,
        "hears_talks": hearing.hears_talks(staff, found),
        "evidence": hearing.evidence_of_staff(staff, found),
        "phrases": [(Step(name), words, name == step) for name, words in PHRASES.items()],
        "safety": safety_of(found),
        "calls": sittings.arrival_calls(booking) if booking else [],
        "may": may,
        "forms": {verb: _form(verb, found, staff, form) for verb in DRAWN if verb in may},
        "alarm": sittings.alarm_state(found, timezone.now() - LIT),
    }


def panel(found: Mediation, staff: Staff) -> dict[str, Any]:
    """What the page of a mediation says of its session: the way there, who is to be rung, and who was called to it."""
    booking = selectors.current_booking(found)
    may = {action.name for action in selectors.doable(found, staff)}
    rings = sittings.rings_of(found, staff)
    door = bool(booking and booking.room_id and selectors.may_door(staff, found.organisation))
    return {"booking": booking, "door": door, "calls": sittings.waiting_calls(found), "rings": rings, "may": may}


def _form(verb: str, found: Mediation, staff: Staff, refused: Any) -> Any:
    if refused is not None and refused.verb == verb:
        return refused
    return SESSION_FORMS[verb](mediation=found, staff=staff)


def _lines(found: Mediation, staff: Staff, before: int) -> Any:
    rows = hearing.of_staff(staff, found).exclude(kind=Note.Kind.STRIKE).order_by("-seq")
    return (rows.filter(seq__lt=before) if before else rows)[: LINES + 1]
