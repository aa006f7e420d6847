"""`manage.py simulate`: a week of the district's traffic in minutes, in a database of its own; afterwards the books."""

from __future__ import annotations

import logging
import random
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from binan.simulation import books
from binan.simulation.town import Town
from binan.simulation.week import Week
from complaints.models import Complaint
from complaints.workflow import OPEN, Stage

BEGIN = datetime(2026, 11, 30, tzinfo=ZoneInfo(settings.TIME_ZONE))  # midnight of a Monday
PATIENCE = timedelta(days=10)
SHOWN = 20  # faults


class Command(BaseCommand):
    help = "模拟一周：居民提交、社工认领回电、时限到点。用真实的服务和时钟，在单独的数据库里，最后核对每一个承诺。生产环境拒绝。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7, help="天数")
        parser.add_argument("--daily", type=int, default=250, help="每天多少件")
        parser.add_argument("--storm", type=int, default=1000, help="第四天 19 点这一小时另加多少件")
        parser.add_argument("--seed", type=int, default=1, help="随机种子：相同的种子，相同的一周")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("生产环境不做模拟。请在 BINAN_ENV=development 的系统上执行。")
        logging.getLogger("notices").setLevel(logging.WARNING)  # nobody reads its letters
        settings.INTAKE_RATE = 0  # all residents of the week come from one process
        old = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            faults = self._simulate(**{name: options[name] for name in ("days", "daily", "storm", "seed")})
        finally:
            connection.creation.destroy_test_db(old, verbosity=0)
        if faults:
            raise CommandError(f"{faults} 处对不上。")

    def _simulate(self, *, days: int, daily: int, storm: int, seed: int) -> int:
        week = Week(Town.built(BEGIN), BEGIN, days, daily, storm, random.Random(seed))  # noqa: S311 - dice, not secrets
        started = time.perf_counter()
        ended = week.run(PATIENCE)
        took = time.perf_counter() - started
        speed = (ended - BEGIN).total_seconds() / took
        self.stdout.write(f"{days} 天，{week.done['file']} 件，用了 {took:.0f} 秒，是真实时间的 {speed:,.0f} 倍。")
        self.stdout.write("做了：" + "，".join(f"{name} {count}" for name, count in week.done.most_common()))
        if week.refused:
            self.stdout.write(
                "没做成：" + "；".join(f"…{words} {count}" for words, count in week.refused.most_common(5))
            )
        stages = ((Stage(stage).label, Complaint.objects.filter(stage=stage).count()) for stage in Stage.values)
        self.stdout.write("阶段：" + "，".join(f"{label} {count}" for label, count in stages if count))
        self.stdout.write("\n| 承诺 | 开出 | 兑现 | 不再需要 | 还开着 | 其中超时 |\n|---|---|---|---|---|---|")
        for line in books.lines():
            self.stdout.write(
                f"| {line.kind} | {line.opened} | {line.met} | {line.void} | {line.waiting} | {line.late} |"
            )
        faults = list(books.faults(ended))
        waiting = Complaint.objects.filter(stage__in=OPEN).count()
        self.stdout.write(f"\n对不上的：{len(faults)} 处；还没办结：{waiting} 件。")
        for sentence in faults[:SHOWN]:
            self.stdout.write(f"  {sentence}")
        return len(faults) + waiting
