"""The key of reminders comes from outside or is made once; a bad one stops the start with a sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from binan.kit import env
from tests.notices.fake_push import KEY

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "BINAN_ENV": "production",
    "BINAN_PUBLIC_URL": "https://binan.example.gov.cn",
    "ALLOWED_HOSTS": "binan.example.gov.cn",
    "BINAN_INTAKE_RATE": "20",
}


def read(**more: str) -> env.Environment:
    """The settings as they would be read with these names set."""
    with mock.patch.dict(os.environ, more):
        return env.read()


def test_production_without_a_key_has_no_reminders() -> None:
    assert read(**PRODUCTION, BINAN_VAPID_KEY="").vapid_key == ""
    assert read(**PRODUCTION, BINAN_VAPID_KEY=KEY).vapid_key == KEY


@pytest.mark.parametrize("wrong", ["short", KEY + "AA", "*" * 43, "A" * 43, "_" * 42 + "8", KEY[:-1]])
def test_a_key_that_is_none_stops_the_start(wrong: str) -> None:
    with pytest.raises(env.UnsafeSetting, match="BINAN_VAPID_KEY"):
        read(BINAN_VAPID_KEY=wrong)


def test_production_calls_hosts_over_https_only() -> None:
    assert "fcm.googleapis.com" in read(**PRODUCTION).push_hosts
    with pytest.raises(env.UnsafeSetting, match="BINAN_PUSH_HOSTS"):
        read(**PRODUCTION, BINAN_PUSH_HOSTS="fcm.googleapis.com,http://10.0.0.1:80")


def test_what_the_start_script_makes_is_a_key() -> None:
    script = (ROOT / "scripts" / "serve").read_text(encoding="utf-8")
    [expression] = re.findall(r"vapid_key\" '(.+)'", script)
    made = {
        subprocess.run(
            [sys.executable, "-c", f"import base64, secrets; print({expression})"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    }
    assert len(made) == 2
    assert all(read(BINAN_VAPID_KEY=key).vapid_key == key for key in made)
