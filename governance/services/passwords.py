"""A password that is changed is in the audit, wherever that is done: Django tells its validators."""

from __future__ import annotations

from typing import Any

from governance.deeds import Deed
from governance.models import Staff
from governance.services import audit


class WrittenDown:
    """Objects to no password; hears of each that is set anew, inside the transaction."""

    def validate(self, password: str, user: Any = None) -> None:
        """Nothing to object to."""

    def get_help_text(self) -> str:
        """Nothing to say either."""
        return ""

    def password_changed(self, password: str, user: Any = None) -> None:
        """Write it down; of an account that is just being made its making is written down already."""
        if isinstance(user, Staff) and user.pk:
            audit.record(Deed.PASSWORD_CHANGED, of=audit.account(user))
