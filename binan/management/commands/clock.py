"""`manage.py clock`: the clock alone (scale-out shape), or one round for rehearsal."""

from __future__ import annotations

import signal
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from prometheus_client import start_http_server

from binan import clock


class Command(BaseCommand):
    help = "看时限、发消息的时钟。--once 只走一轮；--now 按指定时刻走一轮（演练用，生产环境拒绝）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="走到没有到期的事为止，然后退出")
        parser.add_argument("--now", help="演练时刻，ISO 8601，例如 2026-11-25T08:00:00+08:00")

    def handle(self, *args: Any, **options: Any) -> None:
        now = self._as_of(options["now"])
        if options["once"] or now:
            done = clock.round_(now)
            self.stdout.write(f"完成 {done} 项，截至 {timezone.localtime(now):%Y-%m-%d %H:%M:%S}")
            return
        if settings.METRICS_PORT:  # its own numbers; it answers nothing else
            start_http_server(settings.METRICS_PORT, addr=settings.HOST)
        stopping: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda signum, frame: stopping.append(signum))
        self.stdout.write("滨安码 clock running")
        self.stdout.flush()
        clock.run(lambda: bool(stopping))

    def _as_of(self, text: str | None) -> datetime | None:
        if not text:
            return None
        if settings.PRODUCTION:
            raise CommandError("生产环境不能拨动时钟：--now 只用于演练。")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as fault:
            raise CommandError(f"看不懂的时刻“{text}”，请写成 2026-11-25T08:00:00+08:00。") from fault
        return moment if moment.tzinfo else timezone.make_aware(moment)
