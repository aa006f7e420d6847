"""`manage.py evaluate_taxonomy FILE`: how well the texts of a file are understood, with those that are not."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from complaints.taxonomy import examples
from complaints.taxonomy.evaluation import Evaluation, Verdict, evaluate


class Command(BaseCommand):
    help = (
        "评测诉求分类：打印首选和前三准确率、漏掉的险情、虚报的险情和原文。文件每行写“类别 | 紧急程度 | 标记 | 文本”，"
        "或“类别,紧急程度,文本”（逗号或制表符隔开）。没有达到目标时退出码为 1。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--wrong", action="store_true", help="也列出类别不对的")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = evaluate(examples.read(options["file"].read_text(encoding="utf-8").splitlines()))
        except OSError as fault:
            raise CommandError(f"文件打不开：{fault}") from fault
        except UnicodeDecodeError as fault:
            raise CommandError("文件不是 UTF-8 编码，请另存为 UTF-8 再试。") from fault
        except examples.Unreadable as fault:
            raise CommandError(str(fault)) from fault
        except ValueError as fault:
            raise CommandError("文件里没有可以评测的文本。") from fault
        self._print(found, wrong=options["wrong"])
        if not found.reached:
            raise SystemExit(1)

    def _print(self, found: Evaluation, *, wrong: bool) -> None:
        self.stdout.write(f"共 {found.number} 条：首选正确 {found.first:.1%}，前三正确 {found.three:.1%}")
        self._list("漏掉的险情", found.missed)
        self._list("虚报的险情", found.invented)
        if wrong:
            self._list("类别不对", found.wrong)

    def _list(self, title: str, verdicts: list[Verdict]) -> None:
        self.stdout.write(f"{title}：{len(verdicts)} 条")
        for example, seen in verdicts:
            self.stdout.write(f"  {example.code} {example.urgency} → {seen.category} {seen.urgency}  {example.text}")
