"""`manage.py rotate_keys`: takes everything that is sealed over to the newest field key while people work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from binan import rotation
from binan.kit import crypto, resealing
from binan.kit.keyring import RING


class Command(BaseCommand):
    help = "换加密密钥，不停机：--new-key 先生成新密钥；不带参数时把数据和文件换到最新的密钥，可以随时中断、重新运行；--retire 拿走旧密钥。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="在密钥文件里加一把新密钥，再换")
        parser.add_argument("--check", action="store_true", help="只看还剩多少没有换，什么都不改")
        parser.add_argument("--retire", metavar="编号", help="确认没有数据再用这把旧密钥以后，把它从密钥文件里拿走")
        parser.add_argument(
            "--forget-marks", action="store_true", help="与 --retire 同用：放弃只能用旧密钥比对的对照码"
        )
        parser.add_argument("--marks", action="store_true", help="列出哪些对照码不换、为什么")
        parser.add_argument("--batch", type=int, default=resealing.BATCH, help="一批多少行")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["marks"]:
            self.stdout.write("\n".join(f"{column}：{why}" for column, why in rotation.marks().items()))
            return
        try:
            if options["retire"]:
                rotation.retire(options["retire"], now=now, forget=options["forget_marks"])
                self.stdout.write(f"已拿走 {options['retire']}。以前的备份还要用它：请另存，和备份分开放。")
                return
            if options["new_key"]:
                self.stdout.write(f"新密钥 {rotation.add_key(now)} 已启用。请马上另存密钥文件，和备份分开放。")
        except rotation.CannotRotate as reason:
            raise CommandError(str(reason)) from reason
        self._report(
            rotation.remaining(now, self._say) if options["check"] else rotation.renew(now, self._say, options["batch"])
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _report(self, left: rotation.Left) -> None:
        newest, *older = RING.keys()
        for sentence in left.unreadable[:20]:
            self.stderr.write(sentence)
        for column, number in left.markless.items():
            self.stdout.write(f"{column} 有 {number} 个对照码没有原文，只能用旧密钥比对。")
        if left.waiting or left.unreadable:
            raise CommandError(
                f"还有 {left.waiting} 处没有换到 {newest}，{len(left.unreadable)} 处打不开。请再运行一次。"
            )
        self.stdout.write(f"全部数据和文件都用 {newest} 加密了（最新密钥的指纹 {fingerprint()}）。")
        if older:
            self.stdout.write(f"旧密钥 {'、'.join(older)} 不再需要解密，可以用 --retire 编号 拿走。")


def fingerprint() -> str:
    """Eight characters by which two copies of a key file can be compared."""
    return crypto.blind("fingerprint", "binan.key.fingerprint")[:8]
