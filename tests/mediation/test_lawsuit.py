"""A lawsuit beside the mediation: registered with court and number, withdrawn when the canopy is down (domain.md §8.1 no. 2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from binan.kit.errors import NotAllowed, Refused
from mediation.models import Lawsuit, Mediation
from mediation.services import lawsuit
from mediation.workflow import ENDINGS, Stage
from tests.mediation.after import AfterStory

COURT, NUMBER = "杭州市滨江区人民法院", "（2026）浙0108民初4321号"


class Suit(AfterStory):
    def sue(self, mediation: Mediation, days_ago: int = 10, number: str = NUMBER, **more: object) -> None:
        filed = timezone.localdate(self.now) - timedelta(days=days_ago)
        given = {"staff": self.world.wang, "court": COURT, "number": number, "filed_on": filed, "now": self.now, **more}
        lawsuit.sue(mediation, **given)

    def drop(self, mediation: Mediation, **more: object) -> None:
        given = {"staff": self.world.mediator, "number": NUMBER, "withdrawn_on": timezone.localdate(self.now), **more}
        lawsuit.drop(mediation, now=self.now, **given)


class Registered(Suit):
    def test_with_court_number_and_the_day_it_was_filed_before_the_mediation(self):
        mediation = self.applied()
        self.sue(mediation)
        suit = Lawsuit.objects.get()
        self.assertEqual((suit.court, suit.number, suit.withdrawn_on), (COURT, NUMBER, None))
        self.assertLess(suit.filed_on, timezone.localdate(mediation.accepted_at))
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)

    def test_not_twice_not_without_a_number_and_not_from_the_future(self):
        mediation = self.applied()
        self.sue(mediation)
        for wrong, field in (({}, "number"), ({"number": "民初某号"}, "number"), ({"days_ago": -1}, "filed_on")):
            with pytest.raises(Refused) as refused:
                self.sue(mediation, **wrong)
            self.assertEqual(list(refused.value.fields), [field])
        self.assertEqual(Lawsuit.objects.count(), 1)

    def test_a_command_that_arrives_twice_is_done_once(self):
        mediation, key = self.applied(), uuid4()
        for _ in range(2):
            self.sue(mediation, client_key=key)
        self.assertEqual((Lawsuit.objects.count(), mediation.entries.filter(kind="sue").count()), (1, 1))


class Withdrawn(Suit):
    def test_when_the_matter_is_settled_the_mediation_ends_well_with_nothing_to_sign(self):
        mediation = self.in_session()
        self.sue(mediation)
        self.drop(mediation, settled=True)
        ended = Mediation.objects.get()
        self.assertEqual((ended.stage, ended.outcome), (Stage.RESOLVED, ENDINGS[Stage.RESOLVED]))
        self.assertTrue(ended.is_settled)
        self.assertEqual(ended.ended_at, self.now)
        self.assertEntry(ended.complaint, "end_mediation", outcome=ENDINGS[Stage.RESOLVED])
        self.assertEqual(Lawsuit.objects.get().withdrawn_on, timezone.localdate(self.now))

    def test_else_it_goes_on_to_its_agreement(self):
        mediation = self.in_session()
        self.sue(mediation)
        self.drop(mediation)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)

    def test_it_may_come_weeks_after_the_agreement(self):
        mediation = self.settled()
        self.sue(mediation)
        self.watch.shift(timedelta(days=20))
        self.drop(mediation, settled=True)
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)

    def test_only_a_suit_that_is_known_and_only_once(self):
        mediation = self.in_session()
        with pytest.raises(Refused, match="没有登记过"):
            self.drop(mediation)
        self.sue(mediation)
        self.drop(mediation)
        with pytest.raises(Refused, match="已经登记过撤诉"):
            self.drop(mediation)

    def test_not_before_it_was_filed_and_not_in_the_future(self):
        mediation = self.in_session()
        self.sue(mediation)
        today = timezone.localdate(self.now)
        for day in (today - timedelta(days=11), today + timedelta(days=1)):
            with pytest.raises(Refused):
                self.drop(mediation, withdrawn_on=day)

    def test_that_it_is_settled_is_the_mediators_word(self):
        mediation = self.in_session()
        self.sue(mediation)
        with pytest.raises(NotAllowed):
            self.drop(mediation, staff=self.world.wang, settled=True)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)
        self.assertIsNone(Lawsuit.objects.get().withdrawn_on)
