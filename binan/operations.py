"""Acts of whoever keeps the house that change what is under lock: a new key, a key taken away, a backup, a restore."""

from __future__ import annotations

import logging
from typing import Any

from governance.deeds import Deed, Thing
from governance.services import audit

log = logging.getLogger("binan.operations")


def noted(act: str, **details: Any) -> None:
    """Every such act passes here once, after it is done: into the log and, with what it was about, into the audit."""
    log.warning("%s %s", act, " ".join(f"{name}={value}" for name, value in details.items()))
    of = audit.Of(Thing.COMMAND, act.replace(" ", "_"), act)
    audit.record(Deed.COMMAND_RUN, of=of, body={name: str(value) for name, value in details.items()})
