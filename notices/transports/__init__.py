"""Ways to reach a telephone: by SMS, through the provider a setting names (`BINAN_SMS`), and by web push."""

from __future__ import annotations

from django.conf import settings

from notices.transports.aliyun import Aliyun
from notices.transports.base import Dead, Fate, Receipt, Report, Retry, Transport
from notices.transports.console import Console
from notices.transports.webpush import Gone, WebPush

__all__ = ["Dead", "Fate", "Gone", "Receipt", "Report", "Retry", "Transport", "WebPush", "chosen", "pushing"]


def chosen() -> Transport:
    """The SMS transport the settings name; close it after use."""
    sms = settings.SMS
    if sms["transport"] == "console":
        return Console()
    return Aliyun(sms["endpoint"], sms["key_id"], sms["key_secret"], sign=sms["sign"], templates=sms["templates"])


def pushing() -> WebPush | None:
    """Web push with the settings' key, None without one; close it after use."""
    push = settings.PUSH
    return WebPush(push["key"], contact=push["contact"], hosts=push["hosts"]) if push["key"] else None
