"""回访: the clock sets its day once the agreement holds, the mediator is told, and what she finds is kept field by field."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import override_settings

from binan.kit.errors import Moved, NotAllowed, Refused
from mediation import watch
from mediation.models import Agreement, Mediation, Revisit
from mediation.services import revisit
from notices.models import Notice
from tests.mediation.after import AfterStory


class Visit(AfterStory):
    def visit(self, mediation: Mediation, **more: object) -> None:
        key, staff = more.pop("client_key", None), more.pop("staff", self.world.mediator)
        given = {"reason": "performance", "way": "phone", "performance": "full", "satisfaction": "good", **more}
        found = revisit.Findings(**given)
        revisit.revisit(mediation, staff=staff, findings=found, now=self.now, client_key=key)

    def told(self) -> list[Notice]:
        return list(Notice.objects.filter(template="mediation_revisit"))


class Due(Visit):
    def test_the_clock_sets_the_day_fifteen_days_after_effect_and_tells_the_mediator_that_morning_once(self):
        self.settled()
        self.assertEqual(Revisit.objects.get().due_on, date(2026, 12, 8))
        self.watch.move_to(self.at(8, 59, days=15))
        watch.tick(self.now)
        self.assertEqual(self.told(), [])
        self.watch.shift(timedelta(minutes=1))
        for _ in range(2):
            watch.tick(self.now)
        self.assertEqual([notice.staff for notice in self.told()], [self.world.mediator])

    @override_settings(REVISIT_DAYS=30, REVISIT_LATEST=60)
    def test_how_long_after_is_a_setting(self):
        self.settled()
        self.assertEqual(Revisit.objects.get().due_on, date(2026, 12, 23))

    def test_the_clock_follows_an_agreement_once(self):
        self.settled()
        watch.tick(self.now)
        self.assertEqual((Revisit.objects.count(), Agreement.objects.get().followed), (1, True))

    def test_one_that_was_made_before_is_not_asked_for_any_more(self):
        mediation = self.settled()
        self.visit(mediation)
        self.watch.shift(timedelta(days=16))
        watch.tick(self.now)
        self.assertEqual(self.told(), [])

    def test_what_was_not_agreed_has_no_day(self):
        self.failed()
        watch.tick(self.now)
        self.assertEqual(Revisit.objects.count(), 0)


class Made(Visit):
    def test_every_field_of_the_form_is_kept(self):
        mediation = self.settled()
        self.watch.shift(timedelta(days=15))
        b = self.side(mediation, "B")
        self.visit(
            mediation, party=b, performance="part", satisfaction="fair", escalating=True, hidden="还在为停车的事争。",
            measures="约好周末一起去看车位。",
        )  # fmt: skip
        row = Revisit.objects.get()
        self.assertEqual(
            (row.party, row.performance, row.satisfaction, row.escalating, row.hidden, row.measures, row.by, row.done_at),
            (b, "part", "fair", True, "还在为停车的事争。", "约好周末一起去看车位。", self.world.mediator, self.now),
        )  # fmt: skip

    def test_where_something_threatens_the_measures_are_asked_for(self):
        mediation = self.settled()
        for danger in ({"escalating": True}, {"hidden": "扬言要砸门。"}):
            with pytest.raises(Refused) as refused:
                self.visit(mediation, **danger)
            self.assertEqual(list(refused.value.fields), ["measures"])
        self.assertIsNone(Revisit.objects.get().done_at)

    def test_a_second_one_stands_by_itself(self):
        mediation = self.settled()
        self.visit(mediation)
        self.visit(mediation, reason="asked")
        self.assertEqual(Revisit.objects.filter(done_at__isnull=False).count(), 2)

    def test_not_while_it_runs_and_not_by_strangers(self):
        with pytest.raises(Moved):
            self.visit(self.in_session())
        with pytest.raises(NotAllowed):
            self.visit(self.settled(self.another()), staff=self.rooms.hu.staff)

    def test_a_command_that_arrives_twice_is_done_once(self):
        mediation, key = self.settled(), uuid4()
        for _ in range(2):
            self.visit(mediation, client_key=key)
        self.assertEqual(mediation.entries.filter(kind="revisit").count(), 1)
