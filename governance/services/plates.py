"""The verbs of a plate: each is one row of `governance.plates.ACTIONS`, won by compare-and-swap and written down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from binan.kit import codes, memo
from binan.kit.errors import Moved, NotAllowed, Refused
from binan.kit.workflow import locked, missing, move, refusal
from governance.access import plate_standings
from governance.models import FormerCode, Place, PlateEvent, Staff
from governance.plates import ACTIONS, NOTE_MAX, Stage, allowed

GONE_ON = "这块码牌刚才有人处理过，现在是“{stage}”，请看看再说。"
NOT_YOURS = "换码和停用由本单位或上级的负责人来办，请和负责人说。"
HERSELF = "不能接到它自己，请选另一个点位。"
IN_USE = "接替的点位也停用了，请选一个在用的。"


def act(
    place: Place,
    *,
    staff: Staff,
    verb: str,
    now: datetime,
    what: str = "",
    note: str = "",
    successor: Place | None = None,
) -> PlateEvent:
    """Do `verb` (a key of `plates.ACTIONS`) with the plate of `place`.

    `what`: a value of `plates.Damage`, for damage; `note`: why, for a new code and for the end; `successor`: where a retired
    code leads on, None: nowhere. A new code keeps the place: the former one leads on to it.

    Raises `NotAllowed` without the standing, `Refused` for what is missing, `Moved` when somebody was faster.
    """
    action, values = ACTIONS[verb], {"what": what, "note": note}
    if not set(plate_standings(staff, place)) & action.by:
        raise NotAllowed("not_allowed", NOT_YOURS)
    if lacking := missing(action, values):
        raise Refused("needs", "请按提示补上再提交。", fields=dict.fromkeys(lacking, "这一项要填。"))
    if sentence := refusal(action, place, values):
        raise Refused("needs", sentence, fields={action.needs[0]: sentence})
    if successor and (successor.pk == place.pk or successor.retired_at):
        sentence = HERSELF if successor.pk == place.pk else IN_USE
        raise Refused("successor", sentence, fields={"successor": sentence})
    with transaction.atomic():
        row = locked(Place.objects.all(), place.pk)
        possible = row.stage in action.moves
        if not possible or not move(Place.objects.all(), row, action, row.stage, **_changes(row, verb, now, successor)):
            raise Moved("moved", GONE_ON.format(stage=Stage(row.stage).label))
        event = _written(row, verb, staff, now, what, note)
        if verb == "replace":
            FormerCode.objects.create(code=row.code, place=row, edition=row.edition, ended_at=now)
    memo.forget()
    place.refresh_from_db()
    return event


def mark_printed(places: Iterable[int], *, staff: Staff, now: datetime) -> int:
    """The plates of these places (keys) have come out of the printer; those that hang or have ended since stay as they are.
    Returns how many are marked."""
    action, marked = ACTIONS["printed"], 0
    with transaction.atomic():
        for row in Place.objects.select_for_update(of=("self",)).filter(
            pk__in=list(places), stage__in=[Stage.NEW, Stage.DAMAGED]
        ):
            if move(Place.objects.all(), row, action, row.stage):
                _written(row, "printed", staff, now, "", "")
                marked += 1
    return marked


def _changes(row: Place, verb: str, now: datetime, successor: Place | None) -> dict[str, Any]:
    """The columns that change besides the stage."""
    if verb == "post":
        return {"posted_at": now, "checked_at": now}
    if verb == "check":
        return {"checked_at": now}
    if verb == "replace":
        return {"code": codes.place_code(), "edition": row.edition + 1, "posted_at": None, "checked_at": None}
    if verb == "retire":
        return {"retired_at": now, "replaced_by": successor}
    return {"retired_at": None, "replaced_by": None, "posted_at": None} if verb == "revive" else {}


def _written(row: Place, verb: str, staff: Staff, now: datetime, what: str, note: str) -> PlateEvent:
    """`row` as it was before."""
    return PlateEvent.objects.create(
        place=row, kind=verb, stage_from=row.stage, stage_to=ACTIONS[verb].moves[row.stage], code=row.code, staff=staff,
        at=now, what=what, note=note.strip()[:NOTE_MAX],
    )  # fmt: skip


def open_to(staff: Staff, place: Place) -> list[Any]:
    """The actions she may take with this plate now, in the table's order."""
    return allowed(place.stage, plate_standings(staff, place))
