"""One account, one device (docs/decisions/0012): whoever comes in by the door ends her session on every other device.

What ends it is her `turn`, which every session carries within Django's own hash: the older ones stop being hers with the
next request or socket look, without a question to the database that is not asked anyway. The rows say who, when and why.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from binan.kit import bus, crypto
from binan.kit.devices import device
from binan.kit.workflow import locked
from governance.deeds import Deed
from governance.models import Staff, StaffSession
from governance.services import audit

SESSION = "governance.staffsession.key_hash"
LONGEST = timedelta(hours=12)  # from coming in to the end, whatever is done meanwhile (domain.md §5)
EVERY = 60  # seconds between two notes that a device is in use
PARTED = "这个账号 {at} 在另一台设备登录了（{device}），这里已经退出。不是您本人登录的，请马上联系管理员改密码。"
OVER = "登录已经满 12 小时，为了安全自动退出了，请重新登录，会回到刚才的页面。"
Ended = StaffSession.Ended
__all__ = ["begin", "device", "end", "group", "in_use", "left", "look_again", "parted", "seen", "take_turn"]


def group(staff_id: int) -> str:
    """The group of everything that is open of one account: it is told when somebody has come in anew or gone out."""
    return f"staff.{staff_id}"


def take_turn(staff: Staff) -> None:
    """Her older sessions stop being hers; call it in the transaction that begins the new one, before Django's login."""
    locked(Staff.objects.all(), staff.pk)
    Staff.objects.filter(pk=staff.pk).update(turn=F("turn") + 1)
    staff.refresh_from_db(fields=["turn"])


def begin(staff: Staff, *, key: str, device: str, now: datetime) -> StaffSession:
    """Write down that she has come in with the session `key`; what is open of hers elsewhere looks again and closes."""
    idle = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    before = StaffSession.objects.filter(staff=staff, ended_at=None)
    before.filter(seen_at__lt=idle).update(ended_at=now, ended_why=Ended.IDLE)
    if before.update(ended_at=now, ended_why=Ended.REPLACED):
        audit.record(Deed.REPLACED, staff=staff, of=audit.account(staff))
    audit.record(Deed.LOGIN, staff=staff, of=audit.account(staff))
    row = StaffSession.objects.create(
        staff=staff, key_hash=crypto.blind(key, SESSION), device=device[:40], since=now, seen_at=now
    )
    transaction.on_commit(lambda: look_again(staff.pk))
    return row


def look_again(staff_id: int) -> None:
    """What is open of this account looks whether it is still welcome, and closes when not; after the session has changed."""
    bus.send([group(staff_id)], {"type": "still_welcome"})


def seen(key: str, *, now: datetime) -> None:
    """The device is in use. Its mark follows a change of keys by itself: the key of a session is known only while it is used."""
    _rows(key).update(seen_at=now, key_hash=crypto.blind(key, SESSION))


def in_use(key: str) -> str:
    """What somebody has come in from with the session `key`, in words; "" for a session that is not known."""
    return _rows(key).values_list("device", flat=True).first() or ""


def end(key: str, *, now: datetime) -> None:
    """She has logged out."""
    with transaction.atomic():
        for row in _rows(key).filter(ended_at=None).select_related("staff"):
            audit.record(Deed.LOGOUT, staff=row.staff, of=audit.account(row.staff))
        _rows(key).filter(ended_at=None).update(ended_at=now, ended_why=Ended.LOGGED_OUT)


def left(begun: float, now: datetime) -> int:
    """The seconds until a session that began at `begun` (since 1970) ends for good; 0 for one that has."""
    return max(0, int(begun + LONGEST.total_seconds() - now.timestamp()))


def parted(key: str, *, now: datetime) -> str:
    """What to tell a device whose session was ended by another one, or had lasted its longest while it was in use, which is written
    down now; "" for any other end."""
    row = _rows(key).first()
    if row is None:
        return ""
    if row.ended_at is None and now - row.since >= LONGEST:
        idle = row.seen_at < row.since + LONGEST - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        ended = {"ended_at": row.since + LONGEST, "ended_why": Ended.IDLE if idle else Ended.OVER}
        if StaffSession.objects.filter(pk=row.pk, ended_at=None).update(**ended) and not idle:
            audit.record(Deed.SESSION_OVER, staff=row.staff, of=audit.account(row.staff))
        return "" if idle else OVER
    if row.ended_why != Ended.REPLACED:
        return OVER if row.ended_why == Ended.OVER else ""
    later = StaffSession.objects.filter(staff=row.staff_id, pk__gt=row.pk)
    newer = later.order_by("pk").first()
    at = timezone.localtime(row.ended_at)
    return PARTED.format(at=f"{at:%H:%M}", device=newer.device if newer else "未知设备")


def _rows(key: str) -> QuerySet[StaffSession]:
    return StaffSession.objects.filter(key_hash__in=crypto.blinds(key, SESSION))
