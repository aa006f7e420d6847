"""The five mediation brands of the article with committees, rooms and mediators, for the demo district.

Names of organisations are the article's; places, telephones, hours and people are made up. The accounts come from the demo
command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from governance.models import Staff, Unit
from mediation import hours
from mediation.committee import Education, Language, Office, Tier
from mediation.models import Interest, Mediator, Member, Organisation, Room, Training
from mediation.services.law import import_law
from mediation.workflow import Regime

DAYTIME = "周一至周五 08:30-12:00、13:30-20:30；周六至周日 09:00-12:00、14:00-20:30"
LONG = "每天 08:30-20:30"
BEFORE, AFTER = 15, 15  # minutes kept around a session: to lay out the room, and to finish the minutes
TERM_LEFT = timedelta(days=300)  # of each committee's term, on the day the demo is loaded
THREE_YEARS = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Hall:
    """A room: its key, name, place, seats, hours in words, and whether a wheelchair gets there and it is open on holidays."""

    key: str
    name: str
    place: str
    seats: int
    week: str = LONG
    wheelchair: bool = True
    on_holidays: bool = False


@dataclass(frozen=True)
class Person:
    """A mediator by her account. `interest`: kind, name and relation of what she has declared."""

    username: str
    specialities: tuple[str, ...] = ()
    languages: tuple[str, ...] = (Language.MANDARIN, Language.LOCAL)
    full_time: bool = True
    education: str = Education.BACHELOR
    interest: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class Brand:
    """One organisation. `unit`: name of its subdistrict, "" for the whole district; `members`: the committee, the chair
    first; an asterisk marks a woman."""

    key: str
    name: str
    regime: str
    tier: str
    unit: str
    specialities: tuple[str, ...]
    intro: str
    phone: str
    address: str
    halls: tuple[Hall, ...]
    people: tuple[Person, ...]
    members: tuple[str, ...] = field(default=())


BRANDS = (
    Brand(
        "he-bin-jiang", "和滨江", Regime.INDUSTRY, Tier.PROFESSIONAL, "", ("PRO", "NEI-02", "NEI-03"),
        "物业纠纷调解服务中心，专业队伍上门看、坐下谈。", "+8657100000001", "物业纠纷调解服务中心二楼",
        (
            Hall("he-bin-jiang-1", "和滨江一号室", "物业纠纷调解服务中心二楼", 10, on_holidays=True),
            Hall("he-bin-jiang-2", "和滨江二号室", "物业纠纷调解服务中心二楼", 6, DAYTIME),
        ),
        (
            Person("hebin1", ("PRO",), interest=(Interest.Kind.ENTERPRISE, "观澜物业", "曾任职")),
            Person("hebin2", ("NEI-02", "NEI-03"), education=Education.COLLEGE),
        ),
    ),
    Brand(
        "hr-lian-meng", "企业HR调解联盟", Regime.INDUSTRY, Tier.PROFESSIONAL, "", ("LAB", "ENT"),
        "企业人事负责人一起帮着调解涉企和劳动纠纷。", "+8657100000002", "华业科技产业园治理微中心",
        (Hall("hr-lian-meng-1", "联盟调解室", "华业科技产业园治理微中心", 12, DAYTIME, on_holidays=True),),
        (
            Person(
                "hr1", ("LAB",), (Language.MANDARIN, Language.ENGLISH), full_time=False, education=Education.GRADUATE,
                interest=(Interest.Kind.ENTERPRISE, "华业科技", "任职"),
            ),
        ),
    ),
    Brand(
        "xi-xing-yun", "西兴韵调解室", Regime.PEOPLE, Tier.STREET, "西兴街道", (), "西兴街道的人民调解室。",
        "+8657100000003", "西兴街道智治分中心一楼",
        (Hall("xi-xing-yun-1", "西兴韵调解室", "西兴街道智治分中心一楼", 8, on_holidays=True),),
        (Person("xixing1", education=Education.COLLEGE),), ("褚立秋", "卫谷雨*", "蒋惊蛰", "沈小暑*", "韩处暑"),
    ),
    Brand(
        "chang-he-tou", "长河头调解室", Regime.PEOPLE, Tier.STREET, "长河街道", (), "长河街道的人民调解室。",
        "+8657100000004", "长河街道智治分中心一楼",
        (Hall("chang-he-tou-1", "长河头调解室", "长河街道智治分中心一楼", 8, on_holidays=True),),
        (Person("changhe1", languages=(Language.MANDARIN, Language.SIGN)),), ("杨大寒", "朱雨水*", "秦冬至"),
    ),
    Brand(
        "pu-yan-chao", "浦沿潮调解室", Regime.PEOPLE, Tier.STREET, "浦沿街道", (), "浦沿街道的人民调解室。",
        "+8657100000005", "浦沿街道智治分中心一楼",
        (
            Hall("pu-yan-chao-1", "浦沿潮调解室", "浦沿街道智治分中心一楼", 8, on_holidays=True),
            Hall("pu-yan-chao-2", "浦沿潮小间", "浦沿街道智治分中心二楼", 4, DAYTIME, wheelchair=False),
        ),
        (
            Person("tiaojie1", ("NOI", "NEI")),
            Person("tiaojie2", ("FAM", "HOU"), full_time=False, interest=(Interest.Kind.BUILDING, "观潮名苑6幢", "居住")),
        ),
        ("尤立夏", "许清明*", "何芒种", "吕秋分*", "施小雪"),
    ),
)  # fmt: skip


def load(now: datetime) -> None:
    """Load the organisations; a second call changes nothing that is there.

    Raises `LookupError` when the units or the people of the demo district are not there yet.
    """
    import_law(now=now)
    today = timezone.localdate(now)
    for brand in BRANDS:
        organisation, fresh = Organisation.objects.get_or_create(
            name=brand.name,
            defaults={
                "key": brand.key, "regime": brand.regime, "tier": brand.tier, "unit": _unit(brand.unit),
                "specialities": list(brand.specialities), "intro": brand.intro, "phone": brand.phone,
                "address": brand.address, "minutes_before": BEFORE, "minutes_after": AFTER, "term_began": today + TERM_LEFT - THREE_YEARS if brand.members else None,
            },
        )  # fmt: skip
        if fresh:
            _committee(organisation, brand.members)
        for hall in brand.halls:
            _hall(organisation, hall)
        for person in brand.people:
            _mediator(organisation, person, today)


def _committee(organisation: Organisation, members: tuple[str, ...]) -> None:
    offices = [Office.CHAIR, Office.DEPUTY]
    for number, name in enumerate(members, 1):
        office = offices[number - 1] if number <= len(offices) else Office.MEMBER
        Member.objects.create(
            organisation=organisation, number=number, name=name.rstrip("*"), woman=name.endswith("*"), office=office
        )


def _hall(organisation: Organisation, hall: Hall) -> None:
    Room.objects.get_or_create(
        organisation=organisation, name=hall.name,
        defaults={
            "key": hall.key, "place": hall.place, "seats": hall.seats, "week": hours.parse(hall.week),
            "wheelchair": hall.wheelchair, "on_holidays": hall.on_holidays,
        },
    )  # fmt: skip


def _mediator(organisation: Organisation, person: Person, today: date) -> None:
    staff = Staff.objects.filter(username=person.username).first()
    if staff is None:
        raise LookupError(f"mediator {person.username} of {organisation} is not in the demo district")
    mediator, fresh = Mediator.objects.get_or_create(
        staff=staff,
        defaults={
            "organisation": organisation, "specialities": list(person.specialities),
            "languages": [str(one) for one in person.languages], "full_time": person.full_time,
            "education": person.education,
        },
    )  # fmt: skip
    kind, name, relation = person.interest
    if fresh:
        Training.objects.create(mediator=mediator, day=today - timedelta(days=60), subject="民法典与调解技能", hours=16)
    if fresh and kind:
        Interest.objects.create(mediator=mediator, kind=kind, name=name, relation=relation)


def _unit(name: str) -> Unit | None:
    if not name:
        return None
    unit = Unit.objects.filter(name=name).first()
    if unit is None:
        raise LookupError(f"subdistrict {name} is not in the demo district")
    return unit
