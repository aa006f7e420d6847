"""What screens show of one case and of its requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_noop

from binan.kit import codes, crypto, phones
from binan.kit.language import in_english, is_english
from binan.kit.masking import mask_person
from binan.kit.workflow import Action
from complaints import promises
from complaints.access import actor, in_hand, may, may_span, may_supervise, ours, standings, visible
from complaints.models import Attachment, Call, Complaint, Deadline, DeletionRequest, Supervision, TimelineEntry
from complaints.models.attachment import Kind
from complaints.models.marks import PHONE
from complaints.objections import CLOSED_CATEGORIES, EXTENSIONS_MAX
from complaints.secrecy import SPREADS
from complaints.selectors.queue import PAGE
from complaints.triage import BY_CATEGORY
from complaints.workflow import ACTIONS, ON_EXTENSION, ON_OFFER, ON_REQUEST, ON_VOICE, Urgency, allowed
from governance.models import Staff
from governance.roles import Right

ANSWERED = 20  # answered requests shown below those that wait
# A promise that the system itself broke (complaints.services.outages): in words that blame nobody and hide nothing.
BY_OURSELVES = gettext_noop("我们的系统中断过，说好的{promise}没有按时做到，是我们的责任")


def doable(case: Complaint, staff: Staff) -> list[Action]:
    """What she may do to the case now, by standing and by right, in the table's order."""
    who = actor(staff)
    found = allowed(case.stage, standings(who, case))
    mine = [action for action in found if may(who, case, action)]
    hidden = {name for names, wanted in _wanted(case) if not wanted for name in names}
    wanted = [action for action in mine if action.name not in hidden]
    return [action for action in wanted if not _not_hers(case, staff, action.name)]


def _not_hers(case: Complaint, staff: Staff, name: str) -> bool:
    """Whether somebody else has to do this: what is for those above, and for the unit that answers them."""
    if name == "supervise":
        return not may_supervise(case, staff)
    if name == "staff_urge":
        return case.handler_id == staff.pk
    if name == "uncluster":
        return case.cluster is not None and not may_span(staff, case.cluster.unit)
    if name == "leader_feedback":
        return not ours(case, staff, [in_hand(case)])
    if name == "answer_supervision":
        asked = [row.unit for row in supervisions_of(case) if row.waits and row.round == case.round]
        return not ours(case, staff, asked)
    return False


def _wanted(case: Complaint) -> list[tuple[frozenset[str], object]]:
    """Actions that are drawn only where there is something to do them about."""
    later = case.extension_due_at or case.suspended_until or case.extensions >= EXTENSIONS_MAX
    return [
        (ON_REQUEST, case.deletion_due_at),
        (ON_VOICE, case.has_voice),
        (ON_OFFER, case.offered_to_id),
        (frozenset({"assist_waive"}), case.assists),
        (frozenset({"hand_over"}), not case.offered_to_id),
        (ON_EXTENSION, case.extension_due_at),
        (frozenset({"resume"}), case.suspended_until),
        (frozenset({"supervise"}), not case.suspended_until),
        (frozenset({"answer_supervision"}), case.supervision_due_at),
        (frozenset({"lift_supervision"}), case.supervised),
        (frozenset({"leader_feedback"}), case.instructed),
        (frozenset({"suspend"}), not case.suspended_until and case.urgency != Urgency.P0),
        (frozenset({"extend"}), not later),
        (frozenset({"merge"}), case.phone),
        (SPREADS, case.category not in CLOSED_CATEGORIES),
        (frozenset({"uncluster"}), case.cluster_id),
        (frozenset({"represent"}), case.in_group and not represents(case)),
        (frozenset({"unrepresent"}), case.in_group and represents(case)),
        (frozenset({"follow_up", "settle", "take_back"}), case.follow_up_at),
        (frozenset({"triage"}), case.category in BY_CATEGORY),
        (frozenset({"acknowledge"}), case.unacknowledged or case.urgency == Urgency.P0),
    ]


def represents(case: Complaint) -> bool:
    """Whether the person of this case speaks for its group."""
    return case.represents.filter(ended_at=None).exists()


def evidence(case: Complaint) -> tuple[list[Attachment], list[Attachment]]:
    """Photos and recordings of the case."""
    found = list(Attachment.objects.filter(complaint=case))
    return [one for one in found if one.kind == Kind.PHOTO], [one for one in found if one.kind == Kind.VOICE]


def attachment(case: Complaint, kind: str, number: int) -> Attachment | None:
    """One photo or recording of the case whose file is still kept; None when it belongs to another."""
    return Attachment.objects.filter(complaint=case, kind=kind, pk=number, gone_at=None).first()


def open_promises(case: Complaint) -> list[Deadline]:
    """The promises a resident still waits for, first due first."""
    return [row for row in running(case) if promises.PROMISES[row.kind].shown and not row.paused_at]


def running(case: Complaint) -> list[Deadline]:
    """Every clock of the case that runs, also those among ourselves, first due first."""
    return list(Deadline.objects.filter(complaint=case, met_at=None, void_at=None).order_by("due_at", "pk"))


def calls(case: Complaint) -> list[Call]:
    """The calls of a case, newest first, with who made them."""
    return list(Call.objects.filter(complaint=case).select_related("staff").order_by("-at", "-pk"))


def supervisions_of(case: Complaint) -> list[Supervision]:
    """The supervisions of the case, of every round, newest first, with the unit and the people."""
    rows = Supervision.objects.filter(complaint=case).order_by("-pk")
    return list(rows.select_related("unit", "issued_by", "answered_by", "lifted_by"))


def added_before(case: Complaint, key: UUID | None) -> TimelineEntry | None:
    """The addition that a letter with this key already made to the case: its first answer got lost."""
    found = TimelineEntry.objects.filter(complaint=case, client_key=key, kind="add_info").first() if key else None
    if found:
        found.complaint = case
    return found


def put_right(case: Complaint) -> bool:
    """Whether she has corrected her name or number since the case came in."""
    return TimelineEntry.objects.filter(complaint=case, kind="correct").exists()


def timeline(case: Complaint) -> QuerySet[TimelineEntry]:
    """All entries in order, with those who acted."""
    return TimelineEntry.objects.filter(complaint=case).select_related("staff", "unit").order_by("seq")


def said(entry: TimelineEntry) -> str:
    """What the resident reads of an entry: one sentence, "" when it is internal."""
    values = _Erased(cast(dict[str, Any], entry.body))
    template = BY_OURSELVES if values.get("ours") else ACTIONS[entry.kind].said
    if not template:
        return ""
    if not is_english():
        return template.format_map(values)
    # What was stored is Chinese: words of our tables are translated, what people wrote stays.
    known = {name: in_english(value) if isinstance(value, str) else value for name, value in values.items()}
    return gettext(template).format_map(_Erased(known))


class _Erased(dict):
    """The values of a sentence; one that was erased for privacy reads as such."""

    def __missing__(self, name: str) -> str:
        return gettext("（已删除）")


def public_timeline(case: Complaint) -> list[tuple[TimelineEntry, str]]:
    """The entries a resident may see with their sentences."""
    return [(entry, sentence) for entry in timeline(case) if (sentence := said(entry))]


def deletion_requests(staff: Staff) -> tuple[list[DeletionRequest], list[DeletionRequest]]:
    """The requests about personal data that she may see: those that wait, most pressing first, and the last answered."""
    mine = DeletionRequest.objects.filter(complaint__in=visible(staff, Right.PROTECT)).select_related(
        "complaint__unit__parent__parent__parent", "complaint__handler", "decided_by"
    )
    waiting = mine.filter(decided_at=None).order_by("due_at")[:PAGE]
    return list(waiting), list(mine.exclude(decided_at=None).order_by("-decided_at")[:ANSWERED])


def corrections() -> Iterator[tuple[str, str, str]]:
    """Category, urgency and masked text of every case that staff have reclassified, as the case stands now, oldest first.

    Not those whose text was erased, or is a recording that nobody has written down.
    """
    by_staff = TimelineEntry.objects.filter(kind="reclassify", actor_kind="staff").values("complaint")
    for case in Complaint.objects.filter(pk__in=by_staff, erased_at=None).order_by("pk").iterator(chunk_size=200):
        if text := " ".join(mask_person(case.text, case.name).replace("|", "／").split()):
            yield case.category, case.urgency, text


def find_by_number(code: str, phone: str) -> Complaint | None:
    """The case with this number and this phone; None for a wrong pair, whichever half was wrong (threat 6)."""
    keys = crypto.blinds(phones.parse(phone), PHONE)
    return Complaint.objects.filter(code=codes.spoken(code), phone_key__in=keys).first()
