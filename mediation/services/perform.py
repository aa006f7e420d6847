"""The single writer of a mediation's stage; called by this app's services only (convention 2).

The case is locked first and the mediation second, in the order in which a closing case locks them, so that a party who
ends her mediation and a worker who closes the case at the same moment never wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from binan.kit.errors import Moved, NotAllowed, Refused
from binan.kit.workflow import Action, locked, missing, move, refusal
from complaints.models import Complaint
from governance.access import has
from mediation.access import WITH_CASE, Who, standings
from mediation.models import Mediation, MediationEntry
from mediation.selectors import alone
from mediation.workflow import ACTIONS, Answer, Stage

Changes = Callable[[Mediation], dict[str, Any]]


def perform(
    mediation: Mediation,
    name: str,
    *,
    who: Who,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    changes: Changes | None = None,
    client_key: UUID | None = None,
) -> MediationEntry:
    """Do the action `name` to a mediation; call it inside a transaction, with what belongs to it.

    `values`: what the action needs and what is to be remembered (JSON). `changes`: from the locked row, columns to set.
    Returns the entry written; `mediation` is brought up to date. Raises `Moved` (409) when the stage no longer allows
    it, `NotAllowed` (403), `Refused` (422) with a sentence.
    """
    action, given = ACTIONS[name], dict(values or {})
    fresh = hold(mediation)
    _permit(fresh, action, who, given)
    stage, columns = fresh.stage, changes(fresh) if changes else {}
    if not move(Mediation.objects.all(), fresh, action, stage, **columns):
        raise moved(fresh)
    for column, value in columns.items():
        setattr(fresh, column, value)
    fresh.refresh_from_db(fields=["stage"])
    mediation.__dict__.update(fresh.__dict__, _prefetched_objects_cache={})
    return MediationEntry.objects.create(
        mediation=fresh, kind=name, stage_from=stage, stage_to=fresh.stage, actor_kind=who.kind, staff=who.staff,
        side=given.get("side", ""), at=now, body=given, client_key=client_key,
    )  # fmt: skip


def permitted(mediation: Mediation, name: str, *, who: Who, values: Mapping[str, Any] | None = None) -> Mediation:
    """The mediation as it is now, under its lock, once the table lets `who` do the action `name`: for what keeps rows of its own
    and is no step of the history. Call it inside a transaction. Raises what `perform` raises."""
    fresh = hold(mediation)
    _permit(fresh, ACTIONS[name], who, dict(values or {}))
    return fresh


def hold(mediation: Mediation) -> Mediation:
    """The mediation as it is now, under its lock until the transaction ends; its case is locked first (see above)."""
    locked(Complaint.objects.only("pk"), mediation.complaint_id)
    found: Mediation = locked(Mediation.objects.select_related(*WITH_CASE), mediation.pk)
    return found


def once(
    mediation: Mediation,
    name: str,
    client_key: UUID | None,
    command: Callable[[], MediationEntry],
    *,
    party: int | None = None,
) -> MediationEntry:
    """Run `command` in one transaction, or return the entry that this very command wrote before (convention 11).

    `name`: the action, or the beginning of its name where one command has two forms; `party`: the pk of whose it is, where
    there is one for each. A copy that comes second is
    refused by the stage or by the unique key; either way it first looks whether its own key has won.
    """
    if earlier := _repeated(mediation, name, party, client_key):
        return earlier
    try:
        with transaction.atomic():
            return command()
    except (IntegrityError, Refused):
        if earlier := _repeated(mediation, name, party, client_key):
            return earlier
        raise


def _repeated(mediation: Mediation, name: str, party: int | None, client_key: UUID | None) -> MediationEntry | None:
    if client_key is None:
        return None
    earlier = MediationEntry.objects.filter(client_key=client_key).first()
    if earlier is None:
        return None
    same = earlier.mediation_id == mediation.pk and earlier.kind.startswith(name)
    if not same or (party is not None and earlier.body.get("party") != party):
        raise Refused("client_key", "这个操作编号已经用过，请刷新页面再试。")
    return earlier


def moved(mediation: Mediation) -> Moved:
    """What the slower one is told: where the mediation stands."""
    return Moved("moved", f"这次调解现在是“{Stage(mediation.stage).label}”，刚才的操作没有生效，请看最新情况。")


def _permit(fresh: Mediation, action: Action, who: Who, values: dict[str, Any]) -> None:
    if fresh.stage not in action.moves:
        raise moved(fresh)
    if not action.by & standings(who, fresh) or (who.staff and action.right and not has(who.staff, action.right)):
        raise NotAllowed("not_allowed", f"“{action.label}”由{fresh.mediator or fresh.organisation}来做，您不能代办。")
    if lacking := missing(action, values):
        raise Refused(
            "needs", f"“{action.label}”还缺少必填内容，请补上再提交。", fields=dict.fromkeys(lacking, "请填写这一项。")
        )
    if objection := refusal(action, fresh, {**values, **_standing(fresh)}):
        raise Refused("refused", objection)


def _standing(fresh: Mediation) -> dict[str, list[Any]]:
    """What the checks of the table ask about the parties: pks of those who `agreed`, are `gone`, are `alone` on their
    side, and how those are called who have yet to agree."""
    parties = list(fresh.parties.all())
    within = [party for party in parties if party.is_in]
    return {
        "agreed": [party.pk for party in within if party.answer == Answer.AGREED],
        "waiting": [party.seat for party in within if party.answer != Answer.AGREED],
        "gone": [party.pk for party in parties if not party.is_in],
        "alone": list(alone(parties)),
    }
