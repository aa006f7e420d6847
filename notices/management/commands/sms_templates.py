"""`manage.py sms_templates`: the texts to register with the SMS provider, word for word."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notices import texts


class Command(BaseCommand):
    help = "列出要在短信平台登记的模板。登记后把平台给的编号写进 BINAN_SMS_TEMPLATES（名称=编号，用逗号隔开）。"
    requires_system_checks = []  # it is what one runs to satisfy them

    def handle(self, *args: Any, **options: Any) -> None:
        for template in texts.TEMPLATES.values():
            if template.channel == texts.SMS:
                self.stdout.write(f"{template.name}\n    {texts.registered(template)}")
