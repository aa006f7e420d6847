"""`manage.py verify_timeline`: walks every chain and names each edit or hole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from complaints import ledger
from complaints.models import Complaint, TimelineEntry


class Command(BaseCommand):
    help = "核对流转记录的校验链。--case 只查一件；--receipt 再核对居民手里的底账校验码。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", help="受理编号")
        parser.add_argument("--receipt", help="居民手里的校验码，与 --case 同用")

    def handle(self, *args: Any, **options: Any) -> None:
        cases = Complaint.objects.only("code", "seq", "head", "stage").order_by("pk")
        if options["case"]:
            cases = cases.filter(code=options["case"])
            if not cases.exists():
                raise CommandError(f"没有受理编号 {options['case']}。")
        found, checked = 0, 0
        for case in cases.iterator(chunk_size=500):
            checked += 1
            for sentence in ledger.faults(case):
                found += 1
                self.stderr.write(sentence)
            if options["receipt"] and not ledger.fits(case, options["receipt"]):
                found += 1
                self.stderr.write(f"{case.code} 的历史里没有校验码 {options['receipt']}")
        if found:
            raise CommandError(f"核对 {checked} 件，发现 {found} 处问题。")
        erased = TimelineEntry.objects.filter(complaint__in=cases, body="").count()
        told = f"其中 {erased} 条记录的内容已按隐私规定删除，请与删除登记核对。" if erased else ""
        self.stdout.write(f"核对 {checked} 件，全部完好。{told}")
