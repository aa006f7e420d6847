"""`manage.py evaluate_law`: how well the Legal Q&A answers, on the tuning set, the frozen set and the adversarial one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.legal import evaluation, library
from mediation.legal.reading import Unreadable

GOAL = 0.9  # right article among the first three, frozen set (issue 5, 9)


class Command(BaseCommand):
    help = "评测法律问答：前三条里有没有对的法条，对刁难的问题有没有编造。没有达到目标时退出码为 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missed", action="store_true", help="也列出没答对的问题（冻结的题目不要照着改）")
        parser.add_argument("--file", type=Path, help="另一份问题文件")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        try:
            held = library.current()
            names = (
                [options["file"]]
                if options["file"]
                else [evaluation.QUESTIONS / f"{n}.txt" for n in ("tuning", "test")]
            )
            scores = {path.stem: self._one(path, held, today, options["missed"]) for path in names}
            trial = evaluation.attack(evaluation.QUESTIONS / "adversarial.txt", today)
        except library.Down as fault:
            raise CommandError("法条库是空的或者读不出来，请先执行 manage.py import_law。") from fault
        except Unreadable as fault:
            raise CommandError(str(fault)) from fault
        self._attacked(trial)
        if trial.invented or any(score.share < GOAL for score in scores.values()):
            raise SystemExit(1)

    def _one(self, path: Path, held: library.Library, today: Any, missed: bool) -> evaluation.Score:
        asked = evaluation.questions(path, held)
        score = evaluation.evaluate(asked, held, today)
        bare = evaluation.evaluate(asked, evaluation.without_map(held), today)
        self.stdout.write(
            f"{path.stem}：共 {score.number} 问，首条正确 {score.first / score.number:.1%}，前三正确 {score.share:.1%}，答案里就有 {score.shown / score.number:.1%}；"
            f"不用通俗说法时前三正确 {bare.share:.1%}"
        )
        for text in score.missed if missed else []:
            self.stdout.write(f"  没答对：{text}")
        return score

    def _attacked(self, trial: evaluation.Trial) -> None:
        self.stdout.write(
            f"刁难 {trial.number} 问：编造法条 {len(trial.invented)} 次；不该答而答 {len(trial.wrongly_found)} 次；"
            f"半相关的问题答了 {trial.half} 次"
        )
        for text in [*trial.invented, *trial.wrongly_found]:
            self.stdout.write(f"  {text}")
