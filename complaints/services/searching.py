"""That somebody looked for a telephone number is a fact to keep: whose number she asked for, when, and what she was shown."""

from __future__ import annotations

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from binan.kit import phones
from complaints.models import Complaint
from complaints.models.marks import phone_key
from complaints.search import Found, search
from governance.models import Staff


def look_up(*, staff: Staff, typed: str, now: datetime) -> Found:
    """Search (`complaints.search`); a search for a telephone number leaves a row in the log before its answer is shown.

    The log holds the masked number, and as `object_id` the blind key by which an auditor finds every search for one number.
    Raises `Refused`.
    """
    found = search(staff, typed, now=now)
    if found.phone:
        LogEntry.objects.create(
            user=staff,
            action_time=now,
            content_type=ContentType.objects.get_for_model(Complaint),
            object_id=phone_key(found.phone),
            object_repr=phones.mask(found.phone),
            action_flag=CHANGE,
            change_message=f"按电话查询，看到 {len(found.rows)} 件",
        )
    return found
