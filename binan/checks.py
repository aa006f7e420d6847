"""System checks: what must be right before the first request."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connection
from django.utils import timezone

from governance.models import Workday
from governance.selectors import year_without_workdays
from notices import texts


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


@register(Tags.security)
def sms_templates(app_configs, **kwargs):
    """Every SMS needs the provider's number of its registered text; a message without one would be a dead letter."""
    if settings.SMS["transport"] == "console":
        return []
    missing = [
        t.name for t in texts.TEMPLATES.values() if t.channel == texts.SMS and t.name not in settings.SMS["templates"]
    ]
    if not missing:
        return []
    hint = "登记 manage.py sms_templates 列出的文字，再设置 BINAN_SMS_TEMPLATES=名称=编号,名称=编号。"
    return [Error(f"短信模板没有编号：{'、'.join(missing)}。", hint=hint, id="binan.E002")]


@register(Tags.database)
def workdays(app_configs, databases, **kwargs):
    """Legal terms are counted in working days; without the year's table weekends are all that is known (check --database default)."""
    # `migrate` checks the database before it has made the table.
    if not databases or Workday._meta.db_table not in connection.introspection.table_names():
        return []
    year = year_without_workdays(timezone.localdate())
    if year is None:
        return []
    hint = "国务院办公厅的通知一般在 11 月发布；在后台“节假日和调休”里录入。"
    return [Warning(f"{year} 年的节假日和调休还没有录入。", hint=hint, id="binan.W002")]


@register(Tags.security, deploy=True)
def messages_leave_the_house(app_configs, **kwargs):
    """A production system whose SMS only go to the log tells nobody anything."""
    if settings.PRODUCTION and settings.SMS["transport"] == "console":
        return [Warning("短信只写日志，居民收不到。", hint="设置 BINAN_SMS=aliyun 及其密钥。", id="binan.W001")]
    return []
