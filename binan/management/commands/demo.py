"""`manage.py demo`: a believable 滨江区 to try everything on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

import mediation.demo
from binan.demo import district, roster, settle
from binan.demo.people import ADMIN, COLLEAGUES, MEDIATORS, PEOPLE
from binan.demo.stories_open import OPEN
from binan.demo.stories_past import PAST
from binan.demo.tell import tell
from binan.kit import codes
from complaints.services import forecasting
from governance.models import Place, Staff, Unit

REFUSED = "生产环境不装演示数据：里面的人、小区和电话都是编的。要试用，请另开一套 BINAN_ENV=development 的系统。"
PLACES = {"tiaojie1": "浦沿潮调解室", "hebin1": "和滨江", "shenji1": "全区（只看记录）"}


class Command(BaseCommand):
    help = "装入演示区：滨江区、三个街道、各社区、点位、账号和各种阶段的事件。可以重复执行；生产环境拒绝。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="已有单位时不改动任何数据，只说明演示入口")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(REFUSED)
        if options["if_empty"] and Unit.objects.exists():
            if Place.objects.filter(code=district.LANDING).exists():
                self._say(
                    "演示区已经在了。", "密码同第一次启动时显示的；忘了请执行 BINAN_DEMO_PASSWORD=新密码 manage.py demo"
                )
            return
        password = settings.DEMO_PASSWORD or self._made_up()
        told = self._load(password)
        secret = f"密码都是 {password}" if password else "密码不变"
        self._say(f"演示区装好了，新添 {told} 件事。", secret)

    def _made_up(self) -> str:
        """A password for accounts that are not there yet; "" when all are, so that theirs stays."""
        names = [person[0] for person in (*PEOPLE, *COLLEAGUES, *MEDIATORS)] + [ADMIN[0]]
        if Staff.objects.filter(username__in=names).count() == len(names):
            return ""
        return "-".join(codes.pick(4).lower() for _ in range(3))

    @transaction.atomic
    def _load(self, password: str) -> int:
        now = timezone.now()
        units = settle.units()
        places = settle.places(units)
        staff = settle.staff(units, password)
        roster.fill(units, staff, now)
        mediation.demo.load(now)
        told = tell(PAST + OPEN, places=places, units=units, staff=staff, now=now)
        forecasting.measure(now)
        return told

    def _say(self, headline: str, secret: str) -> None:
        units = {unit.key: unit.name for unit in Unit.objects.filter(key__in=[p[3] for p in PEOPLE if p[3]])}
        self.stdout.write(f"\n{headline}")
        self.stdout.write(f"  居民扫码：{settings.PUBLIC_URL}/q/{district.LANDING}/")
        self.stdout.write(f"  工作台：{settings.PUBLIC_URL}/login/   {secret}")
        for username, name, role, key in PEOPLE:
            where = units.get(key or "", PLACES.get(username, ""))
            self.stdout.write(f"    {username:<9} {name}  {role.label}  {where}")
        self.stdout.write(f"    一起轮班的同事：{'、'.join(person[0] for person in COLLEAGUES)}")
        self.stdout.write(f"    各调解室的调解员：{'、'.join(person[0] for person in MEDIATORS)}")
        self.stdout.write(f"    {ADMIN[0]:<9} {ADMIN[1]}  管理后台 {settings.PUBLIC_URL}/admin/\n")
        self.stdout.flush()
