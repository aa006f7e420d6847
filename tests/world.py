"""The fixed people and places every story happens among: 滨江 > 浦沿 > 东冠 > a grid, and a stranger in 长河."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from governance.levels import Level
from governance.models import Duty, Place, Post, Staff, Unit
from governance.roles import Role

PASSWORD = "correct horse battery staple"
PHONE = "13800138001"
OTHER_PHONE = "13800138002"
NOISE = "楼上每天傍晚在家跳绳，一跳就是一个小时，上去说过三次都没用，老人心脏不好。"
GAS = "4楼楼道里一股很重的煤气味道，敲门没人应，快点来人！！"
ANSWER = "楼上住户答应今后不让小孩子在家里跳绳，双方都表示认可。"


class World:
    """Builds the world in the database; attributes name everybody. Everyone works from a year ago for two years."""

    def __init__(self) -> None:
        self.district = self._unit("滨江区", Level.DISTRICT, None, "BJ")
        self.puyan = self._unit("浦沿街道", Level.SUBDISTRICT, self.district, "PY")
        self.changhe = self._unit("长河街道", Level.SUBDISTRICT, self.district, "CH")
        self.dongguan = self._unit("东冠社区", Level.COMMUNITY, self.puyan, "PY-DG")
        self.guanshan = self._unit("冠山社区", Level.COMMUNITY, self.puyan, "PY-GS")
        self.zhongxing = self._unit("中兴社区", Level.COMMUNITY, self.changhe, "CH-ZX")
        self.grid = self._unit("东冠第一网格", Level.GRID, self.dongguan, "PY-DG-G01")
        self.door = Place.objects.create(code="TESTDOOR01", name="观潮名苑6幢2单元", unit=self.grid)
        self.station = Place.objects.create(
            code="TESTSTAT01", name="东冠社区窗口", unit=self.dongguan, kind=Place.Kind.STATION
        )
        self.park = Place.objects.create(
            code="TESTPARK01", name="智汇谷产业园", unit=self.zhongxing, kind=Place.Kind.PARK
        )
        self.wang = self._staff("wang", "王小红", Role.SOCIAL_WORKER, self.dongguan)
        self.li = self._staff("li", "李建国", Role.SOCIAL_WORKER, self.dongguan)
        self.head = self._staff("shuji", "周书华", Role.COMMUNITY_HEAD, self.dongguan)
        self.gridder = self._staff("wangge", "陈网格", Role.GRID_WORKER, self.grid)
        self.dispatcher = self._staff("jiedao", "孙调度", Role.SUBDISTRICT_DISPATCHER, self.puyan)
        self.duty_officer = self._staff("quji", "吴值班", Role.DISTRICT_DUTY, self.district)
        self.stranger = self._staff("stranger", "赵远方", Role.SOCIAL_WORKER, self.zhongxing)
        self.mediator = self._staff("tiaojie", "钱和平", Role.MEDIATOR, None)
        self.auditor = self._staff("shenji", "郑明察", Role.AUDITOR, None)
        self.admin = Staff.objects.create_superuser("admin", password=PASSWORD, display_name="管理员")

    @property
    def people(self) -> dict[str, Staff]:
        """Everyone by a short word, for tables of roles."""
        names = "wang li head gridder dispatcher duty_officer stranger mediator auditor admin".split()
        return {name: getattr(self, name) for name in names}

    def _unit(self, name: str, level: int, parent: Unit | None, key: str) -> Unit:
        return Unit.objects.create(name=name, level=level, parent=parent, key=key)

    def _staff(self, username: str, display_name: str, role: str, unit: Unit | None) -> Staff:
        staff = Staff.objects.create_user(username, password=PASSWORD, display_name=display_name)
        Post.objects.create(staff=staff, role=role, unit=unit)
        if unit:
            now = timezone.now()
            Duty.objects.create(
                staff=staff, unit=unit, starts_at=now - timedelta(days=366), ends_at=now + timedelta(days=366)
            )
        return staff
