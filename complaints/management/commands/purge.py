"""`manage.py purge`: what the nightly purge does, at once, or only what it would do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from complaints.retention import FILES, PERSON, RETENTION
from complaints.services import expiring, purging


class Command(BaseCommand):
    help = "删除保存期满的照片、录音文件和个人信息，记录保留。--dry-run 只列出，不删除。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出会删哪些")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for rule in RETENTION.values():
            self.stdout.write(f"{rule.label}：办结满 {rule.days} 天删除（{rule.law}）")
        if options["dry_run"]:
            for name in FILES:
                self._list(name, (f"{one.complaint.code} {one.pk}，{one.size} 字节" for one in purging.due(now, name)))
            self._list(PERSON, expiring.due(now).values_list("code", flat=True).iterator())
            return
        gone = purging.purge(now)
        while cleared := expiring.purge(now):
            gone[PERSON] = gone.get(PERSON, 0) + cleared
        told = "，".join(f"{rule.label} {gone.get(name, 0)} 个" for name, rule in RETENTION.items())
        self.stdout.write(f"已删除：{told}；记录保留。")

    def _list(self, name: str, found: Iterable[str]) -> None:
        label, number = RETENTION[name].label, 0
        for number, line in enumerate(found, 1):  # noqa: B007 - how many is said below
            self.stdout.write(f"{label} {line}")
        self.stdout.write(f"{label}到期 {number} 个，没有删除。")
