"""That somebody looked for a telephone number is a fact to keep: whose number she asked for, when, and what she was shown."""

from __future__ import annotations

from datetime import datetime

from binan.kit import phones
from complaints.models.marks import phone_key
from complaints.search import Found, search
from governance.deeds import Deed, Thing
from governance.models import Staff
from governance.services import audit


def look_up(*, staff: Staff, typed: str, now: datetime) -> Found:
    """Search (`complaints.search`); a search for a telephone number is in the audit before its answer is shown.

    The audit names the number by its blind key, by which every search for one number is found again, and tells the masked number
    on the page of that one entry. Raises `Refused`.
    """
    found = search(staff, typed, now=now)
    if found.phone:
        told = {"phone": phones.mask(found.phone), "shown": len(found.rows)}
        audit.record(Deed.PHONE_SEARCHED, staff=staff, of=audit.Of(Thing.PHONE, phone_key(found.phone)), body=told)
    return found
