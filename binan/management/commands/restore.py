"""`manage.py restore`: a backup back onto an empty machine, verified to the last row and link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from binan.backup import BackupRefused, restoring
from binan.management.commands.backup import identity, told


class Command(BaseCommand):
    help = "把备份恢复到空的数据库和文件夹，升级到现在的版本，再核对行数和校验链。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--identity", help="私钥文件；- 从标准输入读，不落盘")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told(self, restoring.restore(options["file"], identity(options["identity"])))
        except BackupRefused as reason:
            raise CommandError(str(reason)) from reason
        except OSError as fault:
            raise CommandError(f"没有做成：{fault}。") from fault
        self.stdout.write("已恢复，行数、流转记录和笔录逐条核对，全部完好。")
