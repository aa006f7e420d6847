"""Who is told what when something happened to a case: the tables of `tellings`, and what is looked up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.utils.timezone import localtime

from binan.kit import phones
from binan.kit.errors import TooOften
from binan.kit.page_tags import moment
from binan.kit.throttle import hit
from complaints import tellings
from complaints.models import AssistTask, Cluster, Complaint, TimelineEntry
from complaints.promises import PROMISES
from complaints.workflow import Urgency
from governance.models import Unit
from governance.roles import Right
from governance.selectors import answering_ids, heads, on_duty_ids, with_right
from notices.services import Message

ACCEPTED_PER_HOUR = 5  # messages to one number about new filings; the filings themselves are taken


def messages(case: Complaint, entry: TimelineEntry, now: datetime) -> list[Message]:
    """The messages for one entry; the key holds code and seq, so nothing is told twice. Of calls that she misses the first one
    alone is told to the resident: her phone shows the others."""
    found = []
    template = tellings.TO_RESIDENT.get(entry.kind) or tellings.TO_FOLLOWERS.get(entry.kind)
    if template and not case.consent_withdrawn_at and not (entry.kind == "call_missed" and case.contact_tries > 1):
        found.append(_to_resident(case, entry, template))
    if template := tellings.TO_DUTY.get(entry.kind):
        found += _to_duty(case, entry, template, now)
    told = {message.staff_id for message in found}  # she may be on duty as well
    if (template := tellings.TO_HANDLER.get(entry.kind)) and case.handler_id and case.handler_id not in told:
        found.append(_to_staff(case, f"{case.code}:{entry.seq}", template, case.handler_id))
    found += _offer(case, entry)
    if entry.kind == "deny_call":
        key = f"{case.code}:{entry.seq}:head"
        found += [_to_staff(case, f"{key}:{head.pk}", "call_denied", head.pk) for head in heads(case.unit)]
    body = cast(dict[str, Any], entry.body)
    if body.get("raised"):  # somebody heard, saw or added what was not known when it came in
        found += _to_duty(case, entry, tellings.RAISED[entry.kind], now)
    if template := tellings.TO_PEOPLE.get(entry.kind):
        found += _named(case, entry, template)
    if entry.kind == "extend":
        found += _extension(case, entry)
    if entry.kind in tellings.ASSIST:
        found += _assist(case, entry, now)
    if entry.kind == "ask_deletion":
        found += _deletion(case, f"{case.code}:{entry.seq}", "deletion_asked", **cast(dict[str, Any], entry.body))
    return found


def _offer(case: Complaint, entry: TimelineEntry) -> list[Message]:
    """To whoever is asked to take a case over; to whoever had it, when she has taken it."""
    key = f"{case.code}:{entry.seq}:offer"
    if entry.kind == "hand_over" and case.offered_to_id:
        return [_to_staff(case, key, "handed_over", case.offered_to_id)]
    if entry.kind == "accept_offer" and case.last_handler_id:
        return [_to_staff(case, key, "offer_accepted", case.last_handler_id)]
    return []


def _assist(case: Complaint, entry: TimelineEntry, now: datetime) -> list[Message]:
    """To the unit that is asked; to its heads and whoever leads the case, when it is late; to whoever leads, when it answered."""
    body, template = cast(dict[str, Any], entry.body), tellings.ASSIST[entry.kind]
    asked = body["helper_id"]
    if entry.kind == "assist":
        people = helping(asked, now)
    else:
        late = entry.kind == "assist_miss"
        leading = [case.handler_id] if case.handler_id else answering_ids([case.unit], now)
        people = sorted({*leading, *(head.pk for head in heads(Unit(pk=asked)) if late)})
    more = {"due": body["due"]} if entry.kind == "assist" else {"helper": body["helper"]}
    return [_to_staff(case, f"{case.code}:{entry.seq}:assist:{pk}", template, pk, **more) for pk in people]


def helping(unit_id: int, now: datetime) -> list[int]:
    """Who hears of a sub-task: those on duty in the unit that was asked, else everybody who handles cases there. Nobody above:
    they do not see it."""
    unit = Unit(pk=unit_id)
    return on_duty_ids([unit], now) or list(with_right(unit, Right.HANDLE).values_list("pk", flat=True))


def assist_warning(case: Complaint, task: AssistTask, now: datetime) -> list[Message]:
    """To the unit that was asked and has not answered, while there is time."""
    key, due = f"{case.code}:assist:{task.number}:warn", moment(localtime(task.due_at))
    return [_to_staff(case, f"{key}:{pk}", "assist_warning", pk, due=due) for pk in helping(task.unit_id, now)]


def assist_over(case: Complaint, entry: TimelineEntry, units: Iterable[int], now: datetime) -> list[Message]:
    """To units that need not answer any more: they were let off, or the case has left us."""
    people = sorted({pk for unit in units for pk in helping(unit, now)})
    return [_to_staff(case, f"{case.code}:{entry.seq}:assist_over:{pk}", "assist_over", pk) for pk in people]


def _may_text(case: Complaint, template: str) -> bool:
    """Whether a message goes to the number: a mobile one, and not the target of somebody who files in its name all day."""
    if not case.phone or not phones.is_mobile(case.phone):
        return False
    if template == "accepted" and settings.INTAKE_RATE:
        try:
            hit("accepted-sms", case.phone_key, limit=ACCEPTED_PER_HOUR, window=3600)
        except TooOften:
            return False
    return True


def warning(case: Complaint, kind: str, share: int, now: datetime) -> list[Message]:
    """A reminder that `share` % of a promise's time is gone: to the handler, else to those on duty."""
    key = f"{case.code}:{kind}:{case.round}:{share}:{case.pressing_at:%d%H%M}"
    promise = PROMISES[kind].label
    if case.handler_id:
        return [_to_staff(case, key, "warning", case.handler_id, promise=promise, share=share)]
    return [
        _to_staff(case, f"{key}:{staff_id}", "warning", staff_id, promise=promise, share=share)
        for staff_id in answering_ids([case.unit], now)
    ]


def to_call(case: Complaint, why: str, people: Iterable[int]) -> list[Message]:
    """To whoever has the case: she claimed it and has not rung (lease), the next attempt is due (again); to whom it is offered (answer)."""
    return [_to_staff(case, f"{case.code}:{case.seq}:{why}", tellings.CALLS[why], pk) for pk in people]


def let_go(case: Complaint, entry: TimelineEntry, staff_id: int | None) -> list[Message]:
    """To whoever had claimed it: a colleague is asked now, and she may take it again."""
    return [_to_staff(case, f"{case.code}:{entry.seq}:back", "lapsed", staff_id)] if staff_id else []


def rung(case: Complaint, people: Iterable[int], step: int) -> list[Message]:
    """To those whose turn it is to take a case that nobody has."""
    return [_to_staff(case, f"{case.code}:{case.seq}:ring{step}:{pk}", "your_turn", pk) for pk in people]


def to_heads(case: Complaint, template: str, key: str, units: Iterable[Unit], **more: object) -> list[Message]:
    """To the heads of `units`, once for this `key`."""
    leading = {pk for unit in units for pk in heads(unit).values_list("pk", flat=True)}
    return [_to_staff(case, f"{key}:{pk}", template, pk, **more) for pk in sorted(leading)]


def attention(case: Complaint, kind: str, step: str, units: Iterable[Unit] = (), **more: object) -> list[Message]:
    """To the heads of `units`, by default of the one in charge: an idle case has come to them (domain.md §3.3, 3→head)."""
    template = tellings.ATTENTION.get(kind) or tellings.ATTENTION[""]
    return to_heads(case, template, f"{case.code}:{kind}:{step}", units or [case.unit], kind=kind, **more)


def revisit_owed(case: Complaint, key: str, staff_ids: Iterable[int]) -> list[Message]:
    """To those who may call: a resident is to be asked by telephone how it went."""
    return [_to_staff(case, f"{case.code}:{key}:{pk}", "revisit_owed", pk) for pk in staff_ids]


def answering(case: Complaint, unit: Unit, now: datetime) -> list[int]:
    """Who has the case: its handler, else those on duty in the unit."""
    return [case.handler_id] if case.handler_id else sorted(answering_ids([unit], now))


def answerable(case: Complaint, unit: Unit, now: datetime) -> list[int]:
    """Who has the case, and the heads of the unit that has it in hand."""
    return sorted({*answering(case, unit, now), *heads(unit).values_list("pk", flat=True)})


def _named(case: Complaint, entry: TimelineEntry, template: str) -> list[Message]:
    """To those whom the entry names, save whoever acted."""
    body = cast(dict[str, Any], entry.body)
    told = {name: body.get(name, "") for name in ("grade_label", "due")}
    key = f"{case.code}:{entry.seq}:named"
    people = [pk for pk in body.get("people", ()) if pk != entry.staff_id]
    return [_to_staff(case, f"{key}:{pk}", template, pk, by=body["who"], **told) for pk in people]


def grouped(cluster: Cluster, units: list[Unit], now: datetime, *, over: bool = False) -> list[Message]:
    """To those on duty in the levels above: so many people have come together that it is a group case; `over`: not any more."""
    data = {"code": cluster.code, "title": cluster.title, "persons": cluster.persons}
    template = "ungrouped" if over else "grouped"
    key = f"{cluster.code}:{template}:{now:%y%m%d%H%M%S%f}"
    return [Message(f"{key}:{pk}", template, data, staff_id=pk, urgent=not over) for pk in answering_ids(units, now)]


def _extension(case: Complaint, entry: TimelineEntry) -> list[Message]:
    """To the heads one level up, who decide; of the district where there is no level above."""
    deciding = heads(case.unit.parent or case.unit).exclude(pk=case.handler_id or 0).values_list("pk", flat=True)
    key, due = f"{case.code}:{entry.seq}:head", cast(dict[str, Any], entry.body)["due"]
    return [_to_staff(case, f"{key}:{pk}", "extension_asked", pk, due=due) for pk in deciding]


def overdue(case: Complaint) -> list[Message]:
    """To the heads: the legal time to answer a deletion request has run out."""
    return _deletion(case, f"{case.code}:deletion:{case.seq}", "deletion_overdue")


def _deletion(case: Complaint, key: str, template: str, due: str = "", **unused: object) -> list[Message]:
    """To those who may answer a request about personal data: the heads of the unit in charge, else of the next above."""
    up = [unit for level, unit in sorted(case.unit.chain().items(), reverse=True)]
    leading = next((found for unit in up if (found := list(heads(unit).values_list("pk", flat=True)))), [])
    return [_to_staff(case, f"{key}:head:{pk}", template, pk, due=due) for pk in leading]


def contact_changed(case: Complaint, seq: int, old: str) -> list[Message]:
    """To the number that was replaced: whoever holds the link could have done it, so its owner hears of it."""
    if not old or not phones.is_mobile(old):
        return []
    return [Message(f"{case.code}:{seq}:old", "contact_changed", {"code": case.code}, phone=old)]


def texted(case: Complaint, phone: str) -> bool:
    """Whether the answer to a request about her data goes to her number; who is not texted reads it on her page."""
    return bool(phone) and phones.is_mobile(phone) and not case.consent_withdrawn_at


def deletion_granted(case: Complaint, seq: int, phone: str) -> list[Message]:
    """To the number that was hers until now: what she asked for is done, and where she reads what stays."""
    data = {"code": case.code, "token": case.token}
    return [Message(f"{case.code}:{seq}:sms", "deletion_granted", data, phone=phone)] if texted(case, phone) else []


def alarmed(case: Complaint) -> list[Unit]:
    """The units that hear of the case: the one in charge; for P0 all four levels in parallel, its grid too (domain.md §3.3)."""
    units = (*case.unit.chain().values(), case.grid) if case.urgency == Urgency.P0 else (case.unit,)
    return list({unit.pk: unit for unit in units if unit}.values())


def _to_resident(case: Complaint, entry: TimelineEntry, template: str) -> Message:
    """By which way it reaches her, by SMS, on the phones that follow the case or not at all, is for `notices` to say."""
    data = {"code": case.code, "site": settings.PUBLIC_URL, "token": case.token}
    if template in tellings.LATER:
        data["due"] = cast(dict[str, Any], entry.body)["due"]
    if template == "rating_invited":
        data["rating"] = case.ratings.get(round=case.round).token
    if template == "merged" and case.merged_into:  # her number, not this link, is what both have in common
        data["token"] = case.merged_into.token
    phone = case.phone if template not in tellings.TO_FOLLOWERS.values() and _may_text(case, template) else ""
    # The receipt of a filing is never followed and never overtaken; the way into another case goes to no phone that follows this one.
    subject = "" if template in ("accepted", "merged") else case.token_key
    urgent = case.urgency == Urgency.P0
    return Message(f"{case.code}:{entry.seq}:sms", template, data, phone=phone, subject=subject, urgent=urgent)


def _to_duty(case: Complaint, entry: TimelineEntry, template: str, now: datetime) -> list[Message]:
    staff = answering_ids(alarmed(case), now)
    return [_to_staff(case, f"{case.code}:{entry.seq}:{pk}", template, pk) for pk in staff]


def _to_staff(case: Complaint, key: str, template: str, staff_id: int, **more: object) -> Message:
    data = {"code": case.code, "title": case.title, "urgency": case.urgency, **more}
    return Message(key, template, data, staff_id=staff_id, urgent=case.urgency == Urgency.P0)
