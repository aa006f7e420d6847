"""Works the weekly sample out again from the timelines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints.services import drawing


class Command(BaseCommand):
    help = "用流转记录重算一周的回访抽样，核对种子和名单"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("week", type=date.fromisoformat, help="那一周的周一，例如 2026-11-23")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what does not fit; fails when anything does not."""
        if found := drawing.faults(options["week"]):
            raise CommandError("\n".join(found))
        self.stdout.write("抽样和流转记录一致。")
