"""`manage.py verify_audit`: walks the chain of the audit and names each edit, hole and cut."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance import ledger


class Command(BaseCommand):
    help = "核对审计记录的校验链：有没有被改过、抽走、截断。不带参数查全部；--from 从那一天以前的每日核对开始；--head 再核对日志里记下的末端。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", type=date.fromisoformat, help="从哪天起，例如 2026-11-30")
        parser.add_argument("--head", action="append", default=[], help="日志里的一行：序号:校验值，可以写多次")

    def handle(self, *args: Any, **options: Any) -> None:
        found = ledger.look_over(timezone.now(), since=options["since"], whole=options["since"] is None)
        for head in options["head"]:
            seq, _, start = head.partition(":")
            if not (seq.isdigit() and ledger.stands(int(seq), start)):
                found.say(f"审计里没有日志记下的 {head}")
        for sentence in found.faults:
            self.stderr.write(sentence)
        if found.faults:
            raise CommandError(f"核对 {found.checked} 条，发现 {len(found.faults)} 处问题。")
        self.stdout.write(f"核对 {found.checked} 条，全部完好。末端：{found.seq}:{found.hash}")
