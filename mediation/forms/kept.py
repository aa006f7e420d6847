"""What a tablet did during a session without a network, as it sends it later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from binan.kit.errors import Refused
from binan.kit.http import moment_of
from governance.models import Staff
from mediation.forms.session import SESSION_FORMS, SessionForm
from mediation.models import Mediation

UNKNOWN = "这一步这台平板发得不对，请刷新页面再做一次。"
OFFLINE = ("attend", "tick", "note", "strike", "invite", "let_in", "flag_safety", "break_off")


def kept_command(sent: Any, *, mediation: Mediation, staff: Staff) -> SessionForm:
    """The form of one command that a tablet kept, not yet checked. Raises `Refused` for what is none."""
    verb = sent.get("verb") if isinstance(sent, dict) else None
    if verb not in OFFLINE or not sent.get("client_key"):
        raise Refused("verb", UNKNOWN)
    form: SessionForm = SESSION_FORMS[verb](sent, mediation=mediation, staff=staff, made_at=made_at(sent.get("at")))
    return form


def made_at(typed: object) -> datetime | None:
    """When a tablet says that a command was made; None when it says nothing that is a time."""
    return moment_of(str(typed or ""))
