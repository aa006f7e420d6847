"""Acts of whoever keeps the house that change what is under lock: a new key, a key taken away, a backup, a restore."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger("binan.operations")


def noted(act: str, **details: Any) -> None:
    """Every such act passes here once, after it is done: THE place for one call of the audit log (`governance.services.audit`)."""
    log.warning("%s %s", act, " ".join(f"{name}={value}" for name, value in details.items()))
