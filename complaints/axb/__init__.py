"""Private numbers (隐私号, AXB): worker A and resident B ring each other over X, through the provider a setting names (`BINAN_AXB`)."""

from __future__ import annotations

from django.conf import settings

from complaints.axb.base import Bound, Exchange, Record, Unavailable, Unreadable
from complaints.axb.huawei import Huawei
from complaints.axb.none import NoExchange

__all__ = ["Bound", "Exchange", "Record", "Unavailable", "Unreadable", "exchange", "offered"]


def offered() -> bool:
    """Whether a provider is configured; by default none is, and her own number is dialled."""
    return settings.AXB["provider"] != "none"


def exchange() -> Exchange:
    """The provider that the settings name; close it after use."""
    axb = settings.AXB
    if axb["provider"] == "none":
        return NoExchange()
    return Huawei(
        axb["endpoint"], axb["key"], axb["secret"], scheme=axb["scheme"], area=axb["area"], direction=axb["direction"],
        call_minutes=axb["call_minutes"],
    )  # fmt: skip
