"""Commands of staff by name: one table for the addresses of the API and for what was done offline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from binan.kit.errors import Refused
from binan.kit.workflow import Action
from complaints.access import complaint_for
from complaints.models import Complaint, TimelineEntry
from complaints.services import (
    assisting,
    attachments,
    calling,
    classifying,
    clustering,
    escalation,
    following,
    handling,
    hearing,
    instructing,
    merging,
    offering,
    postponing,
    representing,
    rights,
    supervising,
    triaging,
)
from complaints.services.perform import remembering
from complaints.workflow import helps_with
from governance.models import Staff, Unit

NO_SUCH_UNIT = "没有这个单位，请重新选择。"


@dataclass(frozen=True)
class Verb:
    """`run`: the service. `takes`: what it needs besides case, person, time and key. `also`: the other kinds of entry that
    it writes, with `name` the rows of `ACTIONS` that this command stands for."""

    run: Callable[..., TimelineEntry]
    takes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _unit(name: str, unit: str) -> Unit:
    """The unit of this key, or of this number; `name`: the value it was given as."""
    named = Q(key=unit) | Q(pk=int(unit)) if unit.isascii() and unit.isdigit() else Q(key=unit)
    units = Unit.objects.select_related("parent__parent__parent").filter(named, valid_to=None)
    found = sorted(units, key=lambda one: one.key != unit)
    if not found:
        raise Refused(name, NO_SUCH_UNIT, fields={name: NO_SUCH_UNIT})
    return found[0]


def _delegate(case: Complaint, *, unit: str, **given: Any) -> TimelineEntry:
    return escalation.delegate(case, unit=_unit("unit", unit), **given)


def _assist(case: Complaint, *, helper: str, **given: Any) -> TimelineEntry:
    return assisting.assist(case, helper=_unit("helper", helper), **given)


def _decline(case: Complaint, **given: Any) -> TimelineEntry:
    return handling.end_without_closing(case, "decline", **given)


# Not here: `file` (a case of its own), and `apply_mediation`, which mediation calls when it has really begun one: alone it
# would promise the resident what nobody prepares.
VERBS: dict[str, Verb] = {
    "claim": Verb(handling.claim),
    "dial": Verb(calling.dial),
    "call_back": Verb(handling.call_back, ("reached", "summary", "outcome"), also=("call_missed",)),
    "set_out": Verb(handling.set_out),
    "arrive": Verb(handling.arrive),
    "triage": Verb(triaging.triage, ("answers",)),
    "reply": Verb(handling.reply, ("text", "sure", "photos")),
    "note": Verb(handling.note, ("text", "photos")),
    "release": Verb(handling.release, ("reason",)),
    "hand_over": Verb(offering.hand_over, ("to", "reason")),
    "accept_offer": Verb(offering.accept_offer),
    "decline_offer": Verb(offering.decline_offer, ("reason",)),
    "retract_offer": Verb(offering.retract_offer),
    "take_over": Verb(handling.take_over),
    "escalate": Verb(escalation.escalate, ("reason",)),
    "acknowledge": Verb(escalation.acknowledge),
    "delegate": Verb(_delegate, ("unit", "reason")),
    "send_back": Verb(escalation.send_back, ("reason", "text")),
    "assist": Verb(_assist, ("helper", "text", "due_at")),
    "assist_answer": Verb(assisting.assist_answer, ("text",)),
    "assist_waive": Verb(assisting.assist_waive, ("task", "reason")),
    "extend": Verb(postponing.extend, ("due_at", "reason")),
    "grant_extension": Verb(postponing.grant_extension),
    "refuse_extension": Verb(postponing.refuse_extension, ("reason",)),
    "suspend": Verb(postponing.suspend, ("cause", "owner", "review_on", "explanation")),
    "resume": Verb(postponing.resume),
    "staff_urge": Verb(instructing.staff_urge, ("text",)),
    "supervise": Verb(supervising.supervise, ("grade", "reason", "requirement", "due_at")),
    "answer_supervision": Verb(supervising.answer_supervision, ("text",)),
    "lift_supervision": Verb(supervising.lift_supervision, ("supervision", "reason")),
    "leader_note": Verb(instructing.leader_note, ("text", "due_at")),
    "leader_feedback": Verb(instructing.leader_feedback, ("text",)),
    "transfer": Verb(following.transfer, ("to", "result", "reference", "taken_by", "follow_up_on", "sure")),
    "follow_up": Verb(
        following.follow_up, ("outcome", "follow_up_on", "result", "reason", "sure"), also=("settle", "take_back")
    ),
    "decline": Verb(_decline, ("result", "sure")),
    "merge": Verb(merging.merge, ("target",)),
    "unmerge": Verb(merging.unmerge, ("reason",)),
    "cluster": Verb(clustering.cluster, ("other",)),
    "uncluster": Verb(clustering.uncluster, ("reason",)),
    "represent": Verb(representing.represent, ("consent",)),
    "unrepresent": Verb(representing.unrepresent, ("reason",)),
    "close": Verb(handling.close, ("result", "closing_kind", "no_evidence", "sure", "photos"), also=("close_interim",)),
    "reopen": Verb(escalation.reopen, ("reason",)),
    "reclassify": Verb(classifying.reclassify, ("category", "urgency", "reason")),
    "transcribe": Verb(hearing.transcribe, ("attachment", "text")),
    "grant_deletion": Verb(rights.grant_deletion),
    "refuse_deletion": Verb(rights.refuse_deletion, ("reason",)),
}
STANDS_FOR = {kind: name for name, verb in VERBS.items() for kind in (name, *verb.also)}


def command(
    staff: Staff, code: str, verb: str, given: Mapping[str, Any], *, now: datetime, made_at: datetime | None = None
) -> tuple[TimelineEntry, bool]:
    """Run one command of `staff` on the case `code`; returns its entry and whether this call wrote it.

    `given`: the values of `VERBS` and the `client_key`; `photos` are the secrets of photos that were sent ahead. `made_at`: what the tablet's watch showed when it was offline; kept
    as a fact beside the entry, promises are judged by `now`. A command that arrives again gets its first entry, also when
    the case has meanwhile left her sight. Raises `Http404` for a case she does not see and the `Refused` family.
    """
    if done := earlier(staff, code, verb, given.get("client_key")):
        return done, False
    case = complaint_for(staff, code, assisting=helps_with(verb))
    if tokens := given.get("photos"):
        given = {**given, "photos": attachments.sent(tokens, now=now)}
    facts = {"device_at": made_at.isoformat()} if made_at else {}
    with remembering(**facts):
        return VERBS[verb].run(case, staff=staff, now=now, **given), True


def names(actions: Iterable[Action]) -> list[str]:
    """The commands that stand for these actions, each once, in the same order."""
    return list(dict.fromkeys(STANDS_FOR[action.name] for action in actions if action.name in STANDS_FOR))


def earlier(staff: Staff, code: str, verb: str, client_key: UUID | None) -> TimelineEntry | None:
    """The entry that this very command of hers wrote before."""
    if client_key is None:
        return None
    kinds = (verb, *VERBS[verb].also)
    same = TimelineEntry.objects.filter(client_key=client_key, staff=staff, complaint__code=code, kind__in=kinds)
    return same.first()
