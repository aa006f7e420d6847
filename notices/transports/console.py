"""Messages as lines of the log, for development and rehearsal: number masked, secret codes left out."""

from __future__ import annotations

import logging
from datetime import datetime

from binan.kit import phones
from notices import texts
from notices.transports.base import Receipt, Report, Transport

log = logging.getLogger(__name__)


class Console(Transport):
    """Writes one line for each message; there is no telephone behind it, so nothing is ever reported as delivered."""

    def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> Receipt:
        """Log the message. Never fails."""
        log.info("短信 %s %s", phones.mask(phone), texts.render(template, params))
        return Receipt(f"console-{out_id[:12]}")

    def ask(self, phone: str, out_id: str, sent_at: datetime, number: str = "") -> Report | None:
        """Nothing is remembered, so nothing was accepted."""
        return None
