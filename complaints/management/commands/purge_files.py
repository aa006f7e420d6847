"""`manage.py purge_files`: what the nightly purge does, at once, or only what it would do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from complaints.retention import RETENTION
from complaints.services import purging


class Command(BaseCommand):
    help = "删除保存期满的照片和录音文件，记录保留。--dry-run 只列出，不删除。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出会删哪些")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for rule in RETENTION.values():
            self.stdout.write(f"{rule.label}：办结满 {rule.days} 天删除（{rule.law}）")
        if options["dry_run"]:
            for rule in RETENTION.values():
                number = 0
                for number, one in enumerate(purging.due(now, rule.name), 1):  # noqa: B007 - how many is said below
                    self.stdout.write(f"{one.complaint.code} {rule.label} {one.pk}，{one.size} 字节")
                self.stdout.write(f"{rule.label}到期 {number} 个，没有删除。")
            return
        gone = purging.purge(now)
        told = "，".join(f"{RETENTION[name].label} {number} 个" for name, number in gone.items())
        self.stdout.write(f"已删除：{told}；记录保留。")
