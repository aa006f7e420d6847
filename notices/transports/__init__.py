"""Ways to send a text to a telephone; which one is a setting (`BINAN_SMS`)."""

from __future__ import annotations

from django.conf import settings

from notices.transports.aliyun import Aliyun
from notices.transports.base import Dead, Fate, Receipt, Report, Retry, Transport
from notices.transports.console import Console

__all__ = ["Dead", "Fate", "Receipt", "Report", "Retry", "Transport", "chosen"]


def chosen() -> Transport:
    """The transport the settings name; close it after use."""
    sms = settings.SMS
    if sms["transport"] == "console":
        return Console()
    return Aliyun(sms["endpoint"], sms["key_id"], sms["key_secret"], sign=sms["sign"], templates=sms["templates"])
