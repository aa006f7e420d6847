"""`manage.py backup`: the whole house into one sealed file; `--check` reads one through; `--make-identity` makes the pair of keys."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from binan.backup import BackupRefused, making, restoring, sealing


def count(text: str) -> int:
    """How many to keep, 0: all. Raises `ArgumentTypeError`."""
    if not text.isdecimal():
        raise ArgumentTypeError("写 0 或更大的整数")
    return int(text)


class Command(BaseCommand):
    help = "备份到一个加密文件（数据库和全部文件），不停机。写备份的机器自己打不开它：私钥离线保存。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="备份文件，或者放备份的文件夹")
        parser.add_argument("--keep", type=count, default=0, help="文件夹里只留最新的几份")
        parser.add_argument("--check", type=Path, metavar="FILE", help="从头到尾读一遍这份备份，不恢复")
        parser.add_argument("--identity", help="私钥文件；- 从标准输入读")
        parser.add_argument("--make-identity", action="store_true", help="生成一对密钥，只显示这一次")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["make_identity"]:
                public, private = sealing.pair()
                self.stdout.write(
                    f"公钥，写进 BINAN_BACKUP_TO：\n{public}\n私钥，离线保存两份，不要放在服务器上：\n{private}"
                )
            elif options["check"]:
                told(self, restoring.check(options["check"], identity(options["identity"])))
                self.stdout.write("这份备份从头到尾完好。")
            elif options["file"]:
                made = making.make(options["file"], now=timezone.now(), keep=options["keep"])
                self.stdout.write(f"已备份到 {made}（{made.stat().st_size:,} 字节）。")
            else:
                raise CommandError("请写明备份到哪个文件或文件夹。")
        except BackupRefused as reason:
            raise CommandError(str(reason)) from reason
        except OSError as fault:
            raise CommandError(f"没有做成：{fault}。") from fault


def identity(where: str | None) -> str:
    """The text of an identity file. Raises `BackupRefused`."""
    if not where:
        raise BackupRefused("请用 --identity 写明私钥文件（- 从标准输入读，不落盘）。")
    return sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")


def told(command: BaseCommand, manifest: dict[str, Any]) -> None:
    """What is in a backup, in words."""
    rows = manifest["rows"]
    command.stdout.write(
        f"{manifest['made_at']}，{manifest['database']}：诉求 {rows.get('complaints_complaint', 0)} 件，"
        f"调解 {rows.get('mediation_mediation', 0)} 件，共 {sum(rows.values())} 行，文件 {manifest['files']} 个，"
        f"需要密钥 {'、'.join(manifest['keys'])}。"
    )
    if manifest["gone"]:
        command.stdout.write(
            f"备份时刚被删除、没有装进来的文件 {len(manifest['gone'])} 个：{'、'.join(manifest['gone'][:5])}"
        )
