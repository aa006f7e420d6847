"""Two who record the same thing of the aftermath at once: the second hears that it stands there already."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from binan.kit.errors import Refused
from mediation.access import member
from mediation.models import Mediation
from mediation.services import conclude, confirm, hold, lawsuit
from mediation.workflow import Way
from tests.crowd import at_once
from tests.mediation.rooms import MediationRace

COURT, NUMBER = "杭州市滨江区人民法院", "（2026）浙0108民初1号"


class AfterRace(MediationRace):
    def settled(self) -> Mediation:
        mediation = self.agreed()
        self.booked(mediation, hours=0.25, minutes=15)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        terms = conclude.Terms("oral", "晚上八点以后不跳绳。")
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        return Mediation.objects.get(pk=mediation.pk)

    def one_of_two(self, results: list[object], code: str) -> None:
        refused = [one for one in results if isinstance(one, Refused)]
        self.assertEqual(([one.code for one in refused], len(results)), ([code], 2), results)

    def test_the_court_is_asked_once(self) -> None:
        mediation = self.settled()
        for side in "AB":
            confirm.wish(self.side(mediation, side), who=member(self.world.wang), way=Way.PHONE, now=self.now)
        given = {"staff": self.world.wang, "filed_on": timezone.localdate(self.now), "now": self.now}
        results = at_once(*(lambda n=n: confirm.file(mediation, court=f"{COURT}{n}", **given) for n in range(2)))
        self.one_of_two(results, "filed")
        self.assertEqual(mediation.entries.filter(kind="file_confirm").count(), 1)

    def test_a_suit_is_withdrawn_once(self) -> None:
        mediation = self.settled()
        today = timezone.localdate(self.now)
        given = {"staff": self.world.mediator, "number": NUMBER, "now": self.now}
        lawsuit.sue(mediation, court=COURT, filed_on=today - timedelta(days=9), **given)
        results = at_once(*(lambda: lawsuit.drop(mediation, withdrawn_on=today, **given) for _ in range(2)))
        self.one_of_two(results, "number")
        self.assertEqual(mediation.entries.filter(kind="drop_suit").count(), 1)
