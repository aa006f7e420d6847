"""The trail behind a signature: who opened, read, was sent a code, typed it, signed, on which device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from governance.models import Staff
from mediation.models import Agreement, Party, SignStep

AGENT_MAX = 120  # characters of a browser's own name


@dataclass(frozen=True)
class Device:
    """The tablet: its browser's name as it says itself, and its network address, masked."""

    name: str = ""
    address: str = ""


def device(name: str, address: str) -> Device:
    """A device as it is kept: of the address the network only (the last part of four, or half of IPv6, is gone)."""
    try:
        found = ip_address(address.split("/")[0])
    except ValueError:
        return Device(name[:AGENT_MAX], "")
    masked = f"{address.rpartition('.')[0]}.*" if found.version == 4 else ":".join(found.exploded.split(":")[:4]) + ":*"
    return Device(name[:AGENT_MAX], masked)


def leave(
    agreement: Agreement, signer: str, party: Party | None, step: str, *, staff: Staff, device: Device, now: datetime,
    device_at: datetime | None = None, note: str = "",
) -> SignStep:  # fmt: skip
    """Write one line of the trail, under the version that is issued now."""
    return SignStep.objects.create(
        agreement=agreement, party=party, signer=signer, step=step, document_sha256=agreement.text_sha256, at=now,
        device_at=device_at, device=device.name, address=device.address, recorded_by=staff, note=note[:100],
    )  # fmt: skip
