"""`manage.py import_law [FOLDER]`: the corpus of the Legal Q&A from its files into the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.legal.reading import CORPUS, Unreadable
from mediation.services.law import import_law


class Command(BaseCommand):
    help = "导入法条库（laws/*.json 和 words.json）。可以重复执行；文件有错时说明在哪里，什么都不改。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=CORPUS)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_law(now=timezone.now(), folder=options["folder"])
        except Unreadable as fault:
            raise CommandError(str(fault)) from fault
        if options["verbosity"]:
            change = "已导入" if done.changed else "没有变化"
            self.stdout.write(f"法条库{change}：{done.laws} 部法律法规，{done.articles} 条，{done.words} 个通俗说法。")
