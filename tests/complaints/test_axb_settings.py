"""Who lends private numbers is chosen by the environment alone; what is wrong there stops the start with one sentence."""

from __future__ import annotations

import pytest

from binan.kit import env

GOOD = {
    "BINAN_AXB": "huawei",
    "BINAN_AXB_ENDPOINT": "https://axb.example:12543",
    "BINAN_AXB_KEY": "k",
    "BINAN_AXB_SECRET": "s",
}


def test_nobody_lends_by_default() -> None:
    assert env.read().axb["provider"] == "none"


def test_a_provider_with_its_credentials_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    found = env.read().axb
    assert (found["provider"], found["scheme"], found["hours"], found["records_secret"]) == ("huawei", "AKSK", 48, "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BINAN_AXB", "nobody"),
        ("BINAN_AXB_KEY", ""),
        ("BINAN_AXB_ENDPOINT", ""),
        ("BINAN_AXB_SCHEME", "BASIC"),
        ("BINAN_AXB_DIRECTION", "3"),
        ("BINAN_AXB_HOURS", "0"),
        ("BINAN_AXB_RECORDS_SECRET", "short"),
    ],
)
def test_a_wrong_value_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for each, good in {**GOOD, name: value}.items():
        monkeypatch.setenv(each, good)
    with pytest.raises(env.UnsafeSetting, match="BINAN_AXB"):
        env.read()
