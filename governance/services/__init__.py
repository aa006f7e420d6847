"""Proving who somebody is: the password, and what holds off those who guess it (trust.md threats 4, 6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db import transaction
from rest_framework.authtoken.models import Token

from binan.kit import crypto, meters, throttle
from binan.kit.errors import Refused, TooOften
from governance.deeds import Deed, Thing
from governance.models import Staff
from governance.services import audit

WINDOW = 15 * 60  # seconds; how long failures are remembered, and how long a lock lasts
FAILURES_MAX = 5  # wrong passwords of one account in a row (domain.md §5, 等保 登录失败处理)
NO_NAME = "governance.auditentry.object_id"
WRONG = "用户名或密码不对，请再试一次。忘了密码，请联系管理员重设。"
NEARLY = "用户名或密码不对。再错 {left} 次，这个账号会停用 15 分钟。"
LOCKED = "密码错了 5 次，这个账号停用 15 分钟，期间输入正确的密码也不能登录。急用请联系管理员。"


def sign_in(*, username: str, password: str, address: str) -> Staff:
    """The member of staff with this user name and password; `address`: the client's, without port.

    Raises `Refused("login", …)` for a wrong pair and `TooOften` while the account or the client is held off. An account
    that does not exist gets the same sentences, after the same work, as one that does. An attempt is counted before the
    password is looked at, so that a hundred at once are a hundred; only failures stay counted.
    """
    throttle.hit("login", address, limit=settings.LOGIN_RATE, window=WINDOW)
    failures = _failures(username)
    count = _count(failures)
    if count > FAILURES_MAX:
        meters.logins.labels("locked").inc()
        _note(username, Deed.LOGIN_FAILED)
        raise TooOften("locked", LOCKED, retry_after=WINDOW)
    staff = authenticate(username=username, password=password)
    if not isinstance(staff, Staff):
        meters.logins.labels("wrong").inc()
        _note(username, Deed.LOGIN_LOCKED if count == FAILURES_MAX else Deed.LOGIN_FAILED)
        raise _wrong(failures, count)
    meters.logins.labels("in").inc()
    cache.delete(failures)
    throttle.take_back("login", address, window=WINDOW)
    return staff


def api_token(staff: Staff) -> str:
    """What her programs send as `Authorization: Token …`: the same until it is taken back in the admin, her
    password changes or her account is closed."""
    with transaction.atomic():
        token, new = Token.objects.get_or_create(user=staff)
        audit.record(Deed.TOKEN_MADE, staff=staff, of=audit.account(staff), body={"new": new})
    return token.key


def revoke_api_tokens(people: Iterable[Staff]) -> int:
    """Take back what these people's programs send; each has to sign in again. Returns how many were taken back."""
    with transaction.atomic():
        tokens = Token.objects.filter(user__in=people).select_related("user")
        for token in tokens:
            audit.record(Deed.TOKEN_REVOKED, of=audit.account(token.user))
        return tokens.delete()[0]


def _note(username: str, deed: str) -> None:
    """A login that failed, in the audit: of an account by its name; of a name that is none by its keyed hash, since people type
    their password there. The same work for both (threat 6)."""
    known = Staff.objects.filter(username=username).first()
    audit.record(
        deed, of=audit.account(known) if known else audit.Of(Thing.ACCOUNT, crypto.blind(username, NO_NAME)), ok=False
    )


def _wrong(failures: str, count: int) -> Refused:
    if count == FAILURES_MAX:
        cache.touch(failures, WINDOW)  # the lock is counted from the last failure
        return TooOften("locked", LOCKED, retry_after=WINDOW)
    left = FAILURES_MAX - count
    return Refused("login", NEARLY.format(left=left) if left <= 2 else WRONG)


def _failures(username: str) -> str:
    """The cache key of an account's failures: one for all spellings that look alike, and no name in the cache."""
    spelled = unicodedata.normalize("NFKC", username).strip().casefold()
    return f"login-failures:{sha256(spelled.encode()).hexdigest()}"


def _count(key: str) -> int:
    cache.add(key, 0, timeout=WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # it ended between the two calls
        cache.set(key, 1, timeout=WINDOW)
        return 1
