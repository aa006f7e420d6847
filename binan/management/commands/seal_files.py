"""`manage.py seal_files`: seals plain files, once, after the last old process of an upgrade has ended."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from binan.kit import vault


class Command(BaseCommand):
    help = "把明文文件加密。只在升级后、旧版本进程都停了以后运行一次：这一刻磁盘上的文件会被当作真的。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"加密了 {vault.seal_plain()} 个文件。")
