"""`manage.py export_corrections`: what staff put right, as example lines for the classifier."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from complaints import selectors


class Command(BaseCommand):
    help = "导出社工改过分类的诉求，每件一行“类别 | 紧急程度 | - | 文本”，号码和门牌已脱敏；看过以后可以加进例句。"

    def handle(self, *args: Any, **options: Any) -> None:
        for code, urgency, text in selectors.corrections():
            self.stdout.write(f"{code} | {urgency} | - | {text}")
