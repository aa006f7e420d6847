"""System checks: what must be right before the first request."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security)
def keys(app_configs, **kwargs):
    """Personal data cannot be kept without a field key."""
    if settings.FIELD_KEYS:
        return []
    return [
        Error(
            "没有加密密钥：个人信息无法保存。",
            hint="用 scripts/serve 启动会自动生成；或设置 BINAN_FIELD_KEYS=编号:base64url(32 字节)。",
            id="binan.E001",
        )
    ]


@register(Tags.security, deploy=True)
def messages_leave_the_house(app_configs, **kwargs):
    """A production system whose SMS only go to the log tells nobody anything."""
    if settings.PRODUCTION and settings.SMS["transport"] == "console":
        return [Warning("短信只写日志，居民收不到。", hint="设置 BINAN_SMS=aliyun 及其密钥。", id="binan.W001")]
    return []
