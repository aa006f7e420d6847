"""The signature is the documented one: the provider's own worked example (help.aliyun.com, request syntax and signature V3)."""

from __future__ import annotations

from datetime import UTC, datetime

from notices.transports.aliyun import canonical, signed

RIGHT = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


def test_the_providers_worked_example() -> None:
    query = canonical({"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"})
    headers = signed(
        "YourAccessKeyId", "YourAccessKeySecret", "ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", query,
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), nonce="3156853299f313e23d1673dc12e1703d",
    )  # fmt: skip
    assert headers["authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        f"x-acs-signature-nonce;x-acs-version,Signature={RIGHT}"
    )


def test_every_other_character_is_percent_encoded() -> None:
    assert canonical({"b": " ~*+/中", "a": "-._"}) == "a=-._&b=%20~%2A%2B%2F%E4%B8%AD"
