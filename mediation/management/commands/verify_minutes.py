"""`manage.py verify_minutes`: walks the chain of every mediation's minutes and names each edit or hole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation import hearing


class Command(BaseCommand):
    help = "核对调解笔录的校验链：有没有被改过、抽走或者插进来的。--code 只查一次调解。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", help="调解编号")

    def handle(self, *args: Any, **options: Any) -> None:
        mediations = hearing.with_minutes(options["code"] or "")
        if options["code"] and not mediations:
            raise CommandError(f"没有编号 {options['code']} 的调解，或者它还没有笔录。")
        found = 0
        for mediation in mediations:
            for sentence in hearing.faults(mediation):
                found += 1
                self.stderr.write(f"{mediation.code} {sentence}")
        if found:
            raise CommandError(f"核对 {len(mediations)} 份笔录，发现 {found} 处问题。")
        self.stdout.write(f"核对 {len(mediations)} 份笔录，全部完好。")
