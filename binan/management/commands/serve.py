"""`manage.py serve`: ASGI server and clock in one process (the embedded default)."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from binan import clock
from binan.kit import bus
from governance.services import footfall

PARTING = 5.0  # seconds the clock gets to end its round
SOCKET_BYTES_MAX = 4096  # what a client may send at once (trust.md 2.6)


class Command(BaseCommand):
    help = "启动网页、实时推送和时钟（一个进程）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="先迁移数据库、收集静态文件、装演示数据（空库时）")
        parser.add_argument("--no-clock", action="store_true", help="只服务，不走时钟（另有 manage.py clock 时）")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["prepare"]:
            self._prepare()
        # After the apps are loaded: Daphne installs Twisted's asyncio reactor when it is imported.
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server

        from binan.asgi import application

        self._stopping = self._served = False
        self._clock = threading.Thread(target=clock.run, args=(lambda: self._stopping,), name="clock", daemon=True)
        Server(
            application=application,
            endpoints=build_endpoint_description_strings(host=settings.HOST, port=settings.PORT),
            ready_callable=lambda: self._ready(with_clock=not options["no_clock"]),
            server_name="binan",
            websocket_handshake_timeout=10,
            application_close_timeout=5,
            http_timeout=60,
            # Clients that never answer a ping are cut off: no dead sockets pile up (threat 20).
            websocket_max_message_size=SOCKET_BYTES_MAX,
            websocket_max_frame_size=SOCKET_BYTES_MAX,
            ping_interval=20,
            ping_timeout=30,
            proxy_forwarded_address_header=None,
        ).run()
        self._stopping = True
        if not self._served:
            raise CommandError(f"{settings.HOST}:{settings.PORT} 已被占用或不能监听，请换一个 PORT。")
        if self._clock.is_alive():
            self._clock.join(PARTING)
        self.stdout.write("滨安码 stopped")
        self.stdout.flush()
        # A request that was cut off leaves its thread waiting for the loop that has ended, and Python would wait for that
        # thread for ever. What it wrote is committed or not at all, and the phone asks again under the same key.
        footfall.last()
        logging.shutdown()
        os._exit(0)

    def _ready(self, *, with_clock: bool) -> None:
        loop = asyncio.get_event_loop()
        bus.use(loop)
        self._served = True
        if with_clock:
            from twisted.internet import reactor

            at_shutdown: Any = reactor.addSystemEventTrigger
            at_shutdown("before", "shutdown", self._stop)
            self._clock.start()
        self.stdout.write(f"滨安码 ready: http://{settings.HOST}:{settings.PORT}")
        self.stdout.flush()

    def _stop(self) -> None:
        self._stopping = True

    def _prepare(self) -> None:
        Path(settings.DATA).mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("import_law", verbosity=0)  # a fresh system answers legal questions; the same files change nothing
        if self._static_changed():
            with contextlib.redirect_stdout(io.StringIO()):
                call_command("collectstatic", interactive=False, verbosity=0)
            fresh: Any = staticfiles_storage  # it read its manifest when the app started
            fresh.hashed_files, _ = fresh.load_manifest()
        if settings.DEMO:
            call_command("demo", if_empty=True, stdout=self.stdout)

    def _static_changed(self) -> bool:
        """Whether a source file is newer than the collected manifest."""
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if not manifest.exists():
            return True
        collected = manifest.stat().st_mtime
        sources = [path for root in settings.STATICFILES_DIRS for path in Path(root).rglob("*")]
        return any(path.stat().st_mtime > collected for path in sources)
