"""The registry as sheets, XLSX or CSV: what comes in, what goes out, and the words for rows that are wrong.

Rows are known by stable keys, so the same sheet may arrive twice: the second time nothing changes. A sheet with one wrong
row changes nothing at all.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from tablib import Dataset

from binan.kit import cells
from binan.kit.exchange import Sheet, column, shown
from mediation import committee, registry
from mediation.admin import cells as own
from mediation.models import Mediator, Member, Organisation, Room, Training
from mediation.workflow import Regime

ORGANISATION = cells.Known(registry.organisation_named, "调解组织")
MEDIATOR = cells.Known(registry.mediator_named, "调解员", "staff.username")


class OrganisationSheet(Sheet):
    key = column("key", "编码")
    name = column("name", "名称")
    regime = column("regime", "调解类型", cells.OneOf(Regime.choices, Regime.PEOPLE))
    tier = column("tier", "设立层级", cells.OneOf(committee.Tier.choices))
    unit = column("unit", "服务街道", cells.Known(registry.subdistrict_named, "街道", needed=False))
    specialities = column("specialities", "专长类别", own.Specialities())
    intro = column("intro", "介绍")
    address = column("address", "地址")
    phone = column("phone", "电话", cells.Telephone())
    founded_on = column("founded_on", "设立日期", cells.Day())
    term_began = column("term_began", "本届开始", cells.Day())
    term_ends = shown("本届期满", lambda one: one.term_ends or "")
    minutes_before = column("minutes_before", "开场前留几分钟", cells.Whole(0, least=0))
    minutes_after = column("minutes_after", "散场后留几分钟", cells.Whole(0, least=0))
    weeks_ahead = column("weeks_ahead", "最远约到几周后", cells.Whole(4))
    active = column("active", "在用", cells.Yes(empty=True))
    needed = ("编码", "名称", "调解类型")

    class Meta(Sheet.Meta):
        model = Organisation
        name = "调解组织"
        import_id_fields = ("key",)
        fields = (
            "key", "name", "regime", "tier", "unit", "specialities", "intro", "address", "phone", "founded_on",
            "term_began", "term_ends", "minutes_before", "minutes_after", "weeks_ahead", "active",
        )  # fmt: skip


class MemberSheet(Sheet):
    """委员. After the last row each committee that is named has to be as the law wants it."""

    organisation = column("organisation", "组织编码", ORGANISATION)
    number = column("number", "序号", cells.Whole())
    name = column("name", "姓名")
    office = column("office", "职务", cells.OneOf(committee.Office.choices, committee.Office.MEMBER))
    woman = column("woman", "女", cells.Yes())
    staff = column("staff", "账号", cells.Known(registry.account_named, "账号", "username", needed=False))
    needed = ("组织编码", "序号", "姓名", "职务", "女")

    class Meta(Sheet.Meta):
        model = Member
        name = "委员"
        import_id_fields = ("organisation", "number")
        fields = ("organisation", "number", "name", "office", "woman", "staff")

    def after_import(self, dataset: Dataset, result: Any, **more: Any) -> None:
        """Raises `ValidationError` for a committee with the wrong number of members, chairs or women."""
        keys = {cells.typed(row.get("组织编码")) for row in dataset.dict}
        named = {one for key in keys if isinstance(one := registry.organisation_named(key), Organisation)}
        if wrong := [f"{one}：{''.join(said)}" for one in named if (said := registry.faults(one))]:
            raise ValidationError("；".join(wrong))


class RoomSheet(Sheet):
    key = column("key", "编码")
    organisation = column("organisation", "组织编码", ORGANISATION)
    name = column("name", "名称")
    place = column("place", "地点")
    seats = column("seats", "座位", cells.Whole(8))
    wheelchair = column("wheelchair", "轮椅可到", cells.Yes())
    week = column("week", "开放时间", own.OpenHours())
    on_holidays = column("on_holidays", "放假照常开放", cells.Yes())
    active = column("active", "在用", cells.Yes(empty=True))
    needed = ("编码", "组织编码", "名称", "地点", "开放时间")

    class Meta(Sheet.Meta):
        model = Room
        name = "调解室"
        import_id_fields = ("key",)
        fields = ("key", "organisation", "name", "place", "seats", "wheelchair", "week", "on_holidays", "active")


class MediatorSheet(Sheet):
    staff = column("staff", "用户名", cells.Known(registry.account_named, "账号", "username"))
    name = shown("姓名", str)
    organisation = column("organisation", "组织编码", ORGANISATION)
    engagement = column(
        "engagement", "任职方式", cells.OneOf(committee.Engagement.choices, committee.Engagement.ENGAGED)
    )
    full_time = column("full_time", "专职", cells.Yes())
    specialities = column("specialities", "专长类别", own.Specialities())
    languages = column("languages", "语言", cells.Several(committee.Language.choices))
    education = column("education", "文化程度", cells.OneOf(committee.Education.choices))
    certificate = column("certificate", "证件号")
    engaged_on = column("engaged_on", "任职日期", cells.Day())
    per_day = column("per_day", "每天最多几场", cells.Whole(4))
    at_once = column("at_once", "手上最多几件", cells.Whole(20))
    trained = shown("近一年培训学时", lambda one: registry.trained(one, timezone.localdate()))
    active = column("active", "在岗", cells.Yes(empty=True))
    needed = ("用户名", "组织编码")

    class Meta(Sheet.Meta):
        model = Mediator
        name = "调解员"
        import_id_fields = ("staff",)
        fields = (
            "staff", "name", "organisation", "engagement", "full_time", "specialities", "languages", "education",
            "certificate", "engaged_on", "per_day", "at_once", "trained", "active",
        )  # fmt: skip


class TrainingSheet(Sheet):
    mediator = column("mediator", "用户名", MEDIATOR)
    day = column("day", "日期", cells.Day())
    subject = column("subject", "内容")
    hours = column("hours", "学时", own.Hours())
    needed = ("用户名", "日期", "内容", "学时")

    class Meta(Sheet.Meta):
        model = Training
        name = "培训"
        import_id_fields = ("mediator", "day", "subject")
        fields = ("mediator", "day", "subject", "hours")
