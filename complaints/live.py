"""After commit: one rendered row to every board that shows the case, one word to the resident's page (convention 7)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html

from binan.kit import bus
from binan.kit.links import address
from complaints.models import Complaint, TimelineEntry
from complaints.row import row
from governance.services import sessions

DISTRICT = "board.district"


def board(unit_id: int) -> str:
    """The group of the boards of one unit."""
    return f"board.{unit_id}"


def page(case: Complaint) -> str:
    """The group of the resident's pages of one case."""
    return f"case.{case.pk}"


def lookers(code: str) -> str:
    """The group of the staff who have this case open."""
    return f"look.{code}"


def groups(case: Complaint) -> set[str]:
    """The boards that show the case: those of its chain and the district's."""
    chain = (case.subdistrict_id, case.community_id, case.grid_id)
    return {DISTRICT, *(board(pk) for pk in chain if pk)}


def push(case: Complaint, entry: TimelineEntry, before: set[str] | None = None) -> None:
    """Send the row to the boards of the case; boards that lost it (`before`) are told to drop it."""
    now = groups(case)
    message = {"type": "row", "entry": entry.pk, "code": case.code, "html": row(case)}
    bus.send(sorted(now), message)
    if gone := (before or now) - now:
        bus.send(sorted(gone), {"type": "gone", "entry": entry.pk, "code": case.code, "seq": entry.seq})
    if before is not None:  # nobody can have a new case's page open yet
        bus.send([page(case)], {"type": "changed", "entry": entry.pk})


def ring(case: Complaint, why: str, people: Sequence[int]) -> None:
    """Send the row again with a call to these members of staff: `take` it, or keep the `lease` of a claim. Others hear nothing."""
    html = row(case, ring=why, people=people)
    bus.send(sorted(groups(case)), {"type": "row", "entry": 0, "code": case.code, "html": html})


def beside(unit_id: int) -> None:
    """Tell the boards of one unit alone that what stands beside its queue has changed, a practice case or a sub-task; each
    fetches what it shows."""
    bus.send([board(unit_id)], {"type": "drill"})


def offered(case: Complaint, before: int | None = None) -> None:
    """Call whoever is asked to take the case over, on any page of hers; whoever was asked `before` (by key) is called no more.
    What stands beside their boards is fetched again."""
    if case.offered_to_id:
        call = '<template data-call="offer" data-code="{}" data-entry="{}" data-page="{}" data-title="{}"></template>'
        html = format_html(call, case.code, case.seq, address("complaints:desk_case").format(case.code), case.title)
        bus.send([sessions.group(case.offered_to_id)], {"type": "word", "html": html})
    if before:
        over = format_html('<template data-call="over" data-code="{}"></template>', case.code)
        bus.send([sessions.group(before)], {"type": "word", "html": over})
    bus.send([sessions.group(pk) for pk in (before, case.offered_to_id) if pk], {"type": "drill"})


def nudge(case: Complaint) -> None:
    """Send the row again without an entry: a promise is running out."""
    bus.send(sorted(groups(case)), {"type": "row", "entry": 0, "code": case.code, "html": row(case)})
