"""The five mediation brands of the article with rooms and mediators, for the demo district.

Names are the article's; places, telephones and hours are made up. The people come from the demo command.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.models import Staff, Unit
from mediation.models import Mediator, Organisation, Room
from mediation.services.law import import_law
from mediation.workflow import Regime


@dataclass(frozen=True)
class Brand:
    """One organisation. `unit`: name of its subdistrict, "" for the whole district; `rooms`: name, place, seats;
    `mediators`: user names."""

    name: str
    regime: str
    unit: str
    specialities: tuple[str, ...]
    intro: str
    phone: str
    rooms: tuple[tuple[str, str, int], ...]
    mediators: tuple[str, ...] = ()


BRANDS = (
    Brand(
        "和滨江", Regime.INDUSTRY, "", ("PRO", "NEI-02", "NEI-03"), "物业纠纷调解服务中心，专业队伍上门看、坐下谈。",
        "+8657100000001", (("和滨江一号室", "物业纠纷调解服务中心二楼", 10), ("和滨江二号室", "物业纠纷调解服务中心二楼", 6)), ("hebin1",),
    ),
    Brand(
        "企业HR调解联盟", Regime.INDUSTRY, "", ("LAB", "ENT"), "企业人事负责人一起帮着调解涉企和劳动纠纷。",
        "+8657100000002", (("联盟调解室", "华业科技产业园治理微中心", 12),),
    ),
    Brand(
        "西兴韵调解室", Regime.PEOPLE, "西兴街道", (), "西兴街道的人民调解室。",
        "+8657100000003", (("西兴韵调解室", "西兴街道智治分中心一楼", 8),),
    ),
    Brand(
        "长河头调解室", Regime.PEOPLE, "长河街道", (), "长河街道的人民调解室。",
        "+8657100000004", (("长河头调解室", "长河街道智治分中心一楼", 8),),
    ),
    Brand(
        "浦沿潮调解室", Regime.PEOPLE, "浦沿街道", (), "浦沿街道的人民调解室。",
        "+8657100000005", (("浦沿潮调解室", "浦沿街道智治分中心一楼", 8),), ("tiaojie1",),
    ),
)  # fmt: skip


def load(now: datetime) -> None:
    """Load the organisations; a second call changes nothing that is there.

    Raises `LookupError` when the units or the people of the demo district are not there yet. Nothing
    here depends on the moment, but for when the corpus of law was brought in.
    """
    import_law(now=now)
    for brand in BRANDS:
        organisation, _ = Organisation.objects.get_or_create(
            name=brand.name,
            defaults={
                "regime": brand.regime, "unit": _unit(brand.unit), "specialities": list(brand.specialities),
                "intro": brand.intro, "phone": brand.phone,
            },
        )  # fmt: skip
        for name, place, seats in brand.rooms:
            Room.objects.get_or_create(organisation=organisation, name=name, defaults={"place": place, "seats": seats})
        for username in brand.mediators:
            staff = Staff.objects.filter(username=username).first()
            if staff is None:
                raise LookupError(f"mediator {username} of {brand.name} is not in the demo district")
            Mediator.objects.get_or_create(staff=staff, defaults={"organisation": organisation})


def _unit(name: str) -> Unit | None:
    if not name:
        return None
    unit = Unit.objects.filter(name=name).first()
    if unit is None:
        raise LookupError(f"subdistrict {name} is not in the demo district")
    return unit
