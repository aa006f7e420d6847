"""Where mediation stories happen: 浦沿潮 with a room and the mediator of the world, 和滨江 with another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from governance.models import Post, Staff
from governance.roles import Role
from mediation.access import member
from mediation.models import Booking, Mediation, Mediator, Organisation, Party, Room
from mediation.services import apply, book, consent, hold, parties
from mediation.workflow import Regime, Way
from tests.cases import RaceCase, StoryCase
from tests.world import World

UPSTAIRS = "楼上住户"
UPSTAIRS_PHONE = "13900139009"
SUMMARY = "孩子在家跳绳的时间，想请两边一起商量一下。"


class Rooms:
    """Two organisations, each with one room and one mediator."""

    def __init__(self, world: World) -> None:
        self.puyan = Organisation.objects.create(
            name="浦沿潮调解室", regime=Regime.PEOPLE, unit=world.puyan, phone="+8657187654321"
        )
        self.hebin = Organisation.objects.create(
            name="和滨江", regime=Regime.INDUSTRY, specialities=["PRO", "NEI-02", "NEI-03"]
        )
        self.hall = Room.objects.create(organisation=self.puyan, name="浦沿潮调解室", place="浦沿街道一楼")
        self.hall2 = Room.objects.create(organisation=self.puyan, name="浦沿潮小间", place="浦沿街道二楼")
        self.other_hall = Room.objects.create(organisation=self.hebin, name="和滨江一号室", place="服务中心二楼")
        self.qian = Mediator.objects.create(staff=world.mediator, organisation=self.puyan)
        self.sun = Mediator.objects.create(staff=self._mediator("sun", "孙和气"), organisation=self.puyan)
        self.hu = Mediator.objects.create(staff=self._mediator("hu", "胡物业"), organisation=self.hebin)

    def _mediator(self, username: str, name: str) -> Staff:
        staff = Staff.objects.create_user(username, display_name=name)
        Post.objects.create(staff=staff, role=Role.MEDIATOR)
        return staff


class _MediationStory:
    """What stories about mediation share."""

    rooms: Rooms

    def applied(self, case: Complaint | None = None, **more: Any) -> Mediation:
        """A mediation Wang has applied for."""
        case = case or self.contacted()
        given = {
            "organisation": self.rooms.puyan,
            "name": UPSTAIRS,
            "summary": SUMMARY,
            "phone": UPSTAIRS_PHONE,
            **more,
        }
        return apply.apply(case, staff=case.handler, application=apply.Application(**given), now=self.now)

    def of_others(self, number: int) -> Mediation:
        """A mediation between two people who have nothing to do with any other: both telephones are theirs alone."""
        return self.applied(self.contacted(phone=f"1370013{number:04d}"), phone=f"1360013{number:04d}")

    def slot(self, hours: float = 24, **more: Any) -> book.Slot:
        """A session of an hour, `hours` from now, in the hall with Qian."""
        given = {"room": self.rooms.hall, "mediator": self.rooms.qian, "starts_at": self.now + timedelta(hours=hours)}
        return book.Slot(**{**given, **more})

    def booked(self, mediation: Mediation | None = None, hours: float = 24, **more: Any) -> Booking:
        """A session booked for tomorrow at this hour."""
        mediation = mediation or self.applied()
        return book.book(mediation, staff=self.world.wang, slot=self.slot(hours, **more), now=self.now)

    def agreed(self, mediation: Mediation | None = None) -> Mediation:
        """A mediation both sides agreed to on the telephone."""
        mediation = mediation or self.applied()
        for each in mediation.parties.all():
            self.says_yes(each)
        return mediation

    def says_yes(self, party: Party) -> None:
        """This side says yes, and Wang records it."""
        consent.consent(party, who=member(self.world.wang), way=Way.PHONE, now=self.now)

    def in_session(self, mediation: Mediation | None = None) -> Mediation:
        """A mediation whose session has begun."""
        mediation = self.agreed(mediation)
        self.booked(mediation, hours=1)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        return mediation

    def side(self, mediation: Mediation, side: str, ordinal: int = 1) -> Party:
        """One of the parties as she is now; the first of her side unless `ordinal` says otherwise."""
        return Party.objects.get(mediation=mediation, side=side, ordinal=ordinal)

    def joined(self, mediation: Mediation, side: str = "A", name: str = "周工友", phone: str = "13600136006") -> Party:
        """One more party on a side."""
        joining = parties.Joining(side, name, phone)
        return parties.add_party(mediation, staff=self.world.wang, joining=joining, now=self.now)

    def at(self, hour: int, minute: int = 0, days: int = 1) -> datetime:
        """A time of day, tomorrow unless `days` says otherwise."""
        day = timezone.localtime(self.now) + timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


class MediationStory(_MediationStory, StoryCase):
    """One story in a transaction that is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.rooms = Rooms(cls.world)


class MediationRace(_MediationStory, RaceCase):
    """A story with threads and real commits."""

    def setUp(self) -> None:
        super().setUp()
        self.rooms = Rooms(self.world)
