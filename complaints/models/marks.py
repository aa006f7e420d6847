"""The blind indexes by which a case is found: of its secret link and of its telephone."""

from __future__ import annotations

from binan.kit import crypto

PHONE = "complaints.complaint.phone"
TOKEN = "complaints.complaint.token"  # noqa: S105 - a label, not a secret


def token_key(token: str) -> str:
    """The look-up key of a secret link."""
    return crypto.blind(token, TOKEN)


def token_keys(token: str) -> list[str]:
    """The look-up keys of a secret link under every field key in use, for finding while keys rotate."""
    return crypto.blinds(token, TOKEN)


def phone_key(phone: str) -> str:
    """The blind index of an E.164 number; "" for none."""
    return crypto.blind(phone, PHONE) if phone else ""


def phone_keys(phone: str) -> list[str]:
    """The same under every field key in use, for finding while keys rotate; [""] for none."""
    return crypto.blinds(phone, PHONE) if phone else [""]
