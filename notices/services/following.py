"""Phones that follow a case: taking a subscription, ending it, and what its service worker says of a reminder."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from binan.kit import crypto
from binan.kit.errors import Refused
from notices import texts
from notices.models import ENDPOINT, Follow, Notice, Subscription
from notices.transports.webpush import allowed, public_key

PHONES_MAX = 8  # that follow one case
ACK = re.compile("[0-9a-f]{32}")  # the number of a reminder (notices.pushing)
State = Notice.State


@dataclass(frozen=True)
class Browser:
    """What a browser gives for reminders: its address at a push service and two keys (Push API, base64url)."""

    endpoint: str
    p256dh: str
    auth: str


def browser(given: Mapping[str, str]) -> Browser:
    """The checked subscription in `given` (endpoint, p256dh, auth). Raises `Refused`, also for a service not on the list."""
    found = Browser(given.get("endpoint", ""), given.get("p256dh", ""), given.get("auth", ""))
    if not settings.PUSH["key"]:
        raise Refused("push_off", _("这里还没有开通手机提醒，有进展我们会发短信。"))
    if not allowed(found.endpoint, settings.PUSH["hosts"]):
        raise Refused("push_service", _("这部手机的提醒服务我们还不支持，有进展我们会发短信。"))
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _decoded(found.p256dh, 65))
        _decoded(found.auth, 16)
    except ValueError as fault:
        raise Refused("push_keys", _("没有开成提醒，请刷新页面再试一次。")) from fault
    return found


def application_key() -> str:
    """What a page's script subscribes with; "" where nobody is reminded."""
    return public_key()


def follow(*, subject: str, browser: Browser, now: datetime) -> None:
    """This browser wants news of `subject` from now on; asking twice changes nothing. Raises `Refused` when too many do."""
    with transaction.atomic():
        phone = _kept(browser, now)
        if Follow.objects.filter(subject=subject).exclude(subscription=phone).count() >= PHONES_MAX:
            raise Refused(
                "push_full",
                _("这件诉求已经有 {most} 部手机在等提醒，请先在别的手机上关掉一个。").format(most=PHONES_MAX),
            )
        Follow.objects.get_or_create(subscription=phone, subject=subject, defaults={"created_at": now})


def unfollow(*, subject: str, endpoint: str) -> None:
    """This browser wants no more news of `subject`; one that follows nothing is forgotten."""
    phones = Subscription.objects.filter(endpoint_key__in=_keys(endpoint))
    Follow.objects.filter(subject=subject, subscription__in=phones).delete()
    phones.filter(follows=None).delete()


def follows(*, subject: str, endpoint: str) -> bool:
    """Whether this browser is to be told of `subject`."""
    phones = Subscription.objects.filter(endpoint_key__in=_keys(endpoint), ended_at=None)
    return phones.filter(follows__subject=subject).exists()


def forget(*, subject: str) -> None:
    """Nobody follows `subject` any more: what a person asks who wants her data deleted."""
    phones = list(Follow.objects.filter(subject=subject).values_list("subscription", flat=True))
    Follow.objects.filter(subject=subject).delete()
    Subscription.objects.filter(pk__in=phones, follows=None).delete()


def renew(*, old: str, browser: Browser, now: datetime) -> bool:
    """A browser has changed its address: whoever names the old one, a secret, takes its follows along. False: not known."""
    with transaction.atomic():
        phone = Subscription.objects.filter(endpoint_key__in=_keys(old)).first()
        if phone is None:
            return False
        fresh = _kept(browser, now)
        if fresh.pk != phone.pk:
            for subject in phone.follows.values_list("subject", flat=True):
                Follow.objects.get_or_create(subscription=fresh, subject=subject, defaults={"created_at": now})
            phone.delete()
    return True


def shown(*, ack: str, now: datetime) -> bool:
    """A phone has shown the reminder: it is delivered, and the SMS behind it is not needed. False: not known, or too late.

    Also while that SMS still waits for the morning. One that is on its way is not called back.
    """
    if not ACK.fullmatch(ack):
        return False
    row = Notice.objects.filter(receipt=ack).exclude(push_until=None)
    waits = Q(channel=texts.PUSH, state__in=[State.WAITING, State.SENDING, State.SENT])
    waits |= Q(channel=texts.SMS, state=State.WAITING, tries=0)
    done = {"channel": texts.PUSH, "state": State.DELIVERED, "next_try_at": None, "problem": ""}
    return bool(row.filter(waits).update(**done) or row.filter(state__in=[State.DELIVERED, State.READ]).exists())


def opened(*, ack: str, now: datetime) -> bool:
    """Somebody has tapped the reminder: it is read."""
    if not shown(ack=ack, now=now):
        return False
    Notice.objects.filter(receipt=ack, channel=texts.PUSH, read_at=None).update(state=State.READ, read_at=now)
    return True


def _kept(browser: Browser, now: datetime) -> Subscription:
    """The row of this browser, made or brought up to date; one that had ended lives again."""
    given = {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}
    fresh = {**given, "created_at": now, "endpoint_key": crypto.blind(browser.endpoint, ENDPOINT)}
    found = Subscription.objects.filter(endpoint_key__in=_keys(browser.endpoint)).first()
    if found is None:
        return Subscription.objects.get_or_create(endpoint_key=fresh["endpoint_key"], defaults=fresh)[0]
    Subscription.objects.filter(pk=found.pk).update(**given, ended_at=None, failures=0)
    return found


def _keys(endpoint: str) -> list[str]:
    return crypto.blinds(endpoint, ENDPOINT) if endpoint else []


def _decoded(text: str, length: int) -> bytes:
    """base64url of exactly so many bytes. Raises `ValueError`."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except binascii.Error as fault:
        raise ValueError("not base64url") from fault
    if len(raw) != length:
        raise ValueError("length")
    return raw
