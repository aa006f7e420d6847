"""`manage.py purge_recordings`: what the nightly purge does, at once, or only what it would do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from complaints.retention import RETENTION, VOICE
from complaints.services import purging


class Command(BaseCommand):
    help = "删除保存期满的录音文件，记录保留。--dry-run 只列出，不删除。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出会删哪些")

    def handle(self, *args: Any, **options: Any) -> None:
        now, rule = timezone.now(), RETENTION[VOICE]
        self.stdout.write(f"{rule.label}：办结满 {rule.days} 天删除（{rule.law}）")
        if not options["dry_run"]:
            self.stdout.write(f"已删除 {purging.purge(now)} 段录音，记录保留。")
            return
        found = list(purging.due(now))
        for one in found:
            self.stdout.write(f"{one.complaint.code} 录音 {one.pk}，{one.size} 字节")
        self.stdout.write(f"到期 {len(found)} 段，没有删除。")
