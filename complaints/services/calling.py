"""The telephone: dialling, and what is known of a call besides what was written about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from binan.kit.errors import Refused
from complaints.access import CITIZEN, actor
from complaints.models import Call, Complaint, TimelineEntry
from complaints.services.perform import perform
from governance import presence
from governance.models import Staff


def resume(case: Complaint, *, staff: Staff, now: datetime) -> None:
    """A claim that lapsed while she was on the telephone or in a cellar without a signal is hers again, when nobody has taken
    the case meanwhile: what she did for the resident is kept."""
    if case.handler_id is not None or case.last_handler_id != staff.pk:
        return
    moved = TimelineEntry.objects.filter(complaint=case).exclude(stage_from=F("stage_to")).order_by("-seq").first()
    if moved and moved.kind == "lapse":
        perform(
            case,
            "claim",
            who=actor(staff),
            now=now,
            values={"staff_id": staff.pk},
            changes=lambda fresh: {"handler": staff},
        )


def dial(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """She taps the number: the lease of her claim is met, and colleagues see that she is on the telephone."""
    with transaction.atomic():
        resume(case, staff=staff, now=now)
        entry = perform(case, "dial", who=actor(staff), now=now, client_key=client_key)
        if entry.at == now:  # not a copy of an earlier tap
            presence.calls(staff, now)
    return entry


def lasted(case: Complaint, staff: Staff, now: datetime) -> dict[str, datetime]:
    """The moments of the call that is being logged, on the server's watch: `dialed_at`, and `back_at` when she came back to
    the page after it. Empty when it was not dialled here, or offline: then nobody measured it. Ends her 通话中."""
    back = presence.ended(staff, now)
    last = Call.objects.filter(complaint=case).order_by("-at").values_list("at", flat=True).first()
    taps = TimelineEntry.objects.filter(complaint=case, kind="dial", staff=staff)
    tap = (taps.filter(at__gt=last) if last else taps).order_by("-seq").first()
    if tap is None or cast(dict[str, Any], tap.body).get("device_at"):
        return {}
    return {"dialed_at": tap.at, "back_at": back} if back and back >= tap.at else {"dialed_at": tap.at}


def hear(case: Complaint, *, call: int, heard: bool, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """The resident says whether she got the call (接到了 / 没接到): one answer for each call that we say was answered.

    A denial takes the contact back: the promise opens again and the heads hear of it. Raises `Refused` for another call,
    and for a second answer.
    """
    says = Call.Heard.YES if heard else Call.Heard.NO

    def changed(fresh: Complaint) -> dict[str, Any]:
        asked = Call.objects.filter(complaint=fresh, outcome=Call.Outcome.CONNECTED)
        if not asked.filter(pk=call, resident_says="").exists():
            raise Refused("heard", _("这个电话您已经回答过了，谢谢。"))
        if heard:
            return {}
        others = asked.exclude(pk=call).exclude(resident_says=Call.Heard.NO)
        met = (
            fresh.arrived_at if fresh.arrived_at and fresh.claimed_at and fresh.arrived_at >= fresh.claimed_at else None
        )
        spoken = others.order_by("at").values_list("at", flat=True).first()
        return {"first_contact_at": min((at for at in (met, spoken) if at), default=None)}

    with transaction.atomic():
        entry = perform(
            case, "confirm_call" if heard else "deny_call", who=CITIZEN, now=now, values={"call": call}, changes=changed,
            client_key=client_key,
        )  # fmt: skip
        Call.objects.filter(pk=call, complaint=case, resident_says="").update(
            resident_says=says, resident_said_at=entry.at
        )
    return entry
