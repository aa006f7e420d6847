"""The single writer of a case (convention 2).

`begin` brings a case into the world, `perform` does everything after. Both write, in one transaction, the stage, one
`TimelineEntry` per step, the `Deadline` rows it opens or meets and the outbox `Notice` rows; after commit the row goes to
the boards. The row's lock makes the hash chain unforked.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from binan.kit.errors import Moved, NotAllowed, Refused
from binan.kit.rows import insert, insert_with
from binan.kit.workflow import Action, locked, missing, move, refusal
from complaints import audience, live, tellings
from complaints.access import CLOCK, WITH_UNITS, Actor, at_level_in_charge, may, standings
from complaints.dispatch import near
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.models.timeline import GENESIS, body_digest, entry_hash
from complaints.services import deadlines, subtasks
from complaints.signals import entry_written
from complaints.workflow import ACTIONS, ASSISTANT, Stage
from governance.models import Staff
from notices.services import announce, compose, drop, tell

Changes = Callable[[Complaint], dict[str, Any]]
Values = Mapping[str, Any] | Callable[[Complaint], Mapping[str, Any]]
# What every step writes: the end of the chain, and what follows from the promises (`deadlines.press`).
KEPT = (
    "seq", "head", "lane", "pressing_at", "pressing_kind", "pressing_from", "suspended_until", "suspended_cause", "unacknowledged", "let_down",
    "extension_due_at", "call_again_at", "supervision_due_at", "follow_up_at",
)  # fmt: skip
_facts: ContextVar[dict[str, Any]] = ContextVar("facts")


@contextmanager
def remembering(**facts: Any) -> Iterator[None]:
    """Every entry written within keeps these facts about the command itself beside its values, e.g. `device_at`."""
    reset = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(reset)


def begin(
    case: Complaint, *, who: Actor, now: datetime, values: Mapping[str, Any], client_key: UUID | None
) -> TimelineEntry:
    """File and accept a new case (1 分钟受理: in the same second); call it inside a transaction.

    `case`: unsaved, with everything but stage, head and promises. Returns the entry of the filing.
    Raises `IntegrityError` when `client_key` or another unique number was used before; nothing is written then.
    """
    case.stage, case.head, case.seq = Stage.FILED, GENESIS, 0
    filed = _entry(case, ACTIONS["file"], "", who, now, values, client_key)
    rows = deadlines.opened(case, "file", now)
    case.accepted_at = now
    case.stage = Stage.ACCEPTED
    accepted = _entry(case, ACTIONS["accept"], Stage.FILED, CLOCK, now, {}, None)
    deadlines.meet(case, rows, "accept", now)
    rows += deadlines.opened(case, "accept", now)
    deadlines.press(case, rows, now)
    letters = compose(audience.messages(case, accepted, now), now=now)
    insert_with(case, "complaint", [filed, accepted], rows, beside=letters)
    for entry in (filed, accepted):
        entry_written.send(sender=TimelineEntry, complaint=case, entry=entry, now=now)
    transaction.on_commit(lambda: live.push(case, accepted), robust=True)
    announce(letters)
    return filed


def perform(
    case: Complaint,
    name: str,
    *,
    who: Actor,
    now: datetime,
    values: Values | None = None,
    changes: Changes | None = None,
    client_key: UUID | None = None,
    held: bool = False,
) -> TimelineEntry:
    """Do the action `name` to a case.

    `values`: what the action needs and what is to be remembered (JSON); a function of the locked row where they depend on
    the case. `changes`: from the locked row, columns to set. `held`: `case` was read under its lock in this transaction.
    Returns the entry written, or the earlier one when `client_key` arrives again. `case` is brought up to date.
    Raises `Moved` (409) when the stage no longer allows it, `NotAllowed` (403), `Refused` (422) with a sentence.
    """
    action = ACTIONS[name]
    if held:  # no savepoint: a fault takes the caller's whole transaction back
        return _write(case, action, who, now, values or {}, changes, client_key)
    try:
        with transaction.atomic():
            fresh = locked(Complaint.objects.select_related(*WITH_UNITS), case.pk)
            # Of two copies at once the second sees the first.
            if earlier := repeated([fresh.pk], name, client_key, who.staff):
                return earlier
            entry = _write(fresh, action, who, now, values or {}, changes, client_key)
            case.__dict__.update(fresh.__dict__)
            return entry
    except IntegrityError:
        if earlier := repeated([case.pk], name, client_key, who.staff):  # both copies of one command ran at once
            return earlier
        raise


def _write(
    fresh: Complaint,
    action: Action,
    who: Actor,
    now: datetime,
    asked: Values,
    changes: Changes | None,
    key: UUID | None,
) -> TimelineEntry:
    """The action on the locked row."""
    values = dict(asked(fresh) if callable(asked) else asked)
    _permit(fresh, action, who, values)
    before = live.groups(fresh)
    seen, stage, asked_before = fresh.seq, fresh.stage, fresh.offered_to_id
    signs = who.staff is not None and at_level_in_charge(who.staff, fresh) and standings(who, fresh) != {ASSISTANT}
    assists, asleep = fresh.assists, fresh.suspended_until
    rows = list(Deadline.objects.filter(complaint=fresh, met_at=None, void_at=None))
    set_ = _changed(fresh, action, changes)
    entry = _entry(fresh, action, stage, who, now, values, key)
    if assists or action.name == "assist":
        set_["assists"] = fresh.assists = subtasks.left(fresh, entry)
    fresh_rows = deadlines.follow(fresh, rows, action.name, now, values, signs=signs)
    deadlines.press(fresh, rows + fresh_rows, now)
    kept = {column: getattr(fresh, column) for column in KEPT}
    if not move(Complaint.objects.filter(seq=seen), fresh, action, stage, **{**set_, **kept}):
        fresh.refresh_from_db()
        raise moved(fresh, who)
    entry.complaint = fresh
    for row in fresh_rows:
        row.complaint = fresh
    insert([entry])
    insert(fresh_rows)
    if "assists" in set_:
        subtasks.write(fresh, entry, assists, now)
    if asleep and not fresh.suspended_until and fresh.assists:
        subtasks.go_on(fresh, now)
    if overtaken := tellings.OVERTAKES.get(action.name):
        drop(subject=fresh.token_key, templates=overtaken)
    transaction.on_commit(lambda: live.push(fresh, entry, before), robust=True)
    tell(audience.messages(fresh, entry, now), now=now)
    entry_written.send(sender=TimelineEntry, complaint=fresh, entry=entry, now=now)
    if fresh.offered_to_id != asked_before:
        transaction.on_commit(lambda: live.offered(fresh, asked_before), robust=True)
    return entry


def _changed(fresh: Complaint, action: Action, changes: Changes | None) -> dict[str, Any]:
    """Do on the locked row what the action changes, its stage too; the columns that it set besides."""
    handler, set_ = fresh.handler_id, changes(fresh) if changes else {}
    for column, value in set_.items():
        setattr(fresh, column, value)
    if grid := near(fresh):
        set_["grid"] = fresh.grid = grid
    fresh.stage = action.moves[fresh.stage]
    if fresh.offered_to_id and (fresh.handler_id != handler or not fresh.is_open):
        set_["offered_to"] = fresh.offered_to = None  # an offer is the handler's, and ends with his having it
    return set_


def repeated(cases: Collection[int], name: str, client_key: UUID | None, staff: Staff | None) -> TimelineEntry | None:
    """The entry that this very command of `staff` (None: no member of staff) wrote before on one of `cases` (keys); raises `Refused`
    when the key belongs to another command or to somebody else's."""
    if client_key is None:
        return None
    earlier = TimelineEntry.objects.filter(client_key=client_key).first()
    ours = earlier and earlier.complaint_id in cases and earlier.staff_id == (staff.pk if staff else None)
    if earlier and not (ours and earlier.kind in (name, *_TWINS.get(name, ()))):
        raise Refused("client_key", "这个操作编号已经用过，请刷新页面再试。")
    return earlier


_OUTSIDE = ("follow_up", "settle", "take_back")
_TWINS = {"call_back": ("call_missed",), "call_missed": ("call_back",), "close": ("close_interim",),
          **dict.fromkeys(_OUTSIDE, _OUTSIDE)}  # fmt: skip


def moved(case: Complaint, who: Actor) -> Moved:
    """What the slower one is told: who was faster, and where the case stands."""
    if case.handler_id and case.is_open and who.staff and who.staff.pk != case.handler_id:
        return Moved("moved", f"{case.handler}已经认领了这件事，已移到对方的列表。")
    return Moved("moved", f"这件事现在是“{Stage(case.stage).label}”，刚才的操作没有生效，请看最新情况。")


def permit(case: Complaint, name: str, who: Actor) -> None:
    """Raise `NotAllowed` (403) unless the action `name` is hers by standing and right, at whatever stage the case is.

    For services that have something to say before they `perform`: a refusal is an answer too, and tells of the case.
    """
    action = ACTIONS[name]
    if not may(who, case, action):
        raise NotAllowed("not_allowed", f"您现在不能“{action.label}”这件事：它由{case.handler or case.unit}办理。")


def _permit(case: Complaint, action: Action, who: Actor, values: dict) -> None:
    if case.stage not in action.moves:
        raise moved(case, who)
    permit(case, action.name, who)
    if lacking := missing(action, values):
        fields = dict.fromkeys(lacking, "请填写这一项。")
        raise Refused("needs", f"“{action.label}”还缺少必填内容，请补上再提交。", fields=fields)
    if objection := refusal(action, case, values):
        raise Refused("refused", objection)


def _entry(
    case: Complaint,
    action: Action,
    stage_from: str,
    who: Actor,
    now: datetime,
    values: Mapping[str, Any],
    key: UUID | None,
) -> TimelineEntry:
    """The next link of the chain; advances `case.seq` and `case.head`."""
    body = {"who": who.label, "unit": case.unit.name, **_facts.get({}), **values}
    salt = secrets.token_hex(16)
    entry = TimelineEntry(
        complaint=case if case.pk else None,
        seq=case.seq + 1,
        kind=action.name,
        stage_from=stage_from,
        stage_to=case.stage,
        actor_kind=who.kind,
        staff=who.staff,
        unit=who.unit,
        at=now,
        body=body,
        body_salt=salt,
        body_digest=body_digest(salt, body),
        client_key=key,
        prev_hash=case.head,
    )
    entry.hash = entry_hash(entry, case.code)
    case.seq, case.head = entry.seq, entry.hash
    return entry
