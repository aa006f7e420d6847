"""The keys among the settings: each read, checked, and refused with a sentence (`kit/env.py` is the reader of the environment)."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env
from pyrage import RecipientError, x25519

from binan.kit import keyfile

P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # the order of the curve: keys lie below


class UnsafeSetting(ImproperlyConfigured):
    """A setting that must stop the start; its text says what to change."""


def field_keys(env: Env, data: Path, production: bool) -> tuple[dict[str, bytes], Path | None]:
    """The keys of personal data, and the file they can be changed in without a restart; None for those of the environment."""
    text, named = env.str("BINAN_FIELD_KEYS", ""), env.str("BINAN_FIELD_KEYS_FILE", "")
    kept = data / "keys" / "field_keys"  # the embedded default's own (`scripts/serve`)
    file = Path(named).resolve() if named else kept if not (text or production) and kept.exists() else None
    if text and named:
        raise UnsafeSetting("BINAN_FIELD_KEYS 和 BINAN_FIELD_KEYS_FILE 只能设置一个。")
    try:
        return (keyfile.read(file) if file else keyfile.parse(text)), file
    except OSError as fault:
        raise UnsafeSetting(f"读不到密钥文件 {file}，请检查 BINAN_FIELD_KEYS_FILE 和文件权限。") from fault
    except ValueError as fault:
        raise UnsafeSetting(
            "BINAN_FIELD_KEYS（或密钥文件）的每一项要写成 编号:base64url，编号不重复，密钥为 32 字节，新的在前。"
        ) from fault


def backup_to(recipients: list[str]) -> list[str]:
    """Whom backups are sealed for: the public halves of age identities that are kept offline (docs/decisions/0028)."""
    try:
        for each in recipients:
            x25519.Recipient.from_str(each)
    except RecipientError as fault:
        raise UnsafeSetting(
            "BINAN_BACKUP_TO 要写 age1… 开头的公钥（manage.py backup --make-identity 会生成一对）。"
        ) from fault
    return recipients


def vapid_key(text: str) -> str:
    """The private key that push services know us by, 32 bytes as base64url; empty: nobody is reminded on a phone."""
    try:
        number = int.from_bytes(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
    except binascii.Error:
        number = 0
    if text and not (len(text.rstrip("=")) == 43 and 0 < number < P256):
        raise UnsafeSetting("BINAN_VAPID_KEY 要写成 32 字节的 base64url（P-256 私钥）。")
    return text.rstrip("=")


def kept(data: Path, name: str, production: bool) -> str:
    """A key the embedded default made for itself (`scripts/serve`); production must name its keys openly."""
    path = data / "keys" / name
    return "" if production or not path.exists() else path.read_text(encoding="ascii").strip()
