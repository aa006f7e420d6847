"""`manage.py learn_taxonomy`: learns the weights of the classifier anew from `complaints/taxonomy/examples/`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from complaints.taxonomy import examples, learned, training


class Command(BaseCommand):
    help = "从例句重新学习分类器的权重，写入 complaints/taxonomy/weights.bin；约一分钟，例句相同则结果相同。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        known = list(examples.examples())
        labels, bias, rows = training.learn(known)
        learned.WEIGHTS.write_bytes(learned.write(examples.digest(), labels, bias, rows))
        self.stdout.write(f"学习了 {len(known)} 句，记下 {len(rows)} 个特征。")
