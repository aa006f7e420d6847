"""A committee hears of the end of its term in time."""

from __future__ import annotations

from datetime import date, timedelta

import mediation.clock
from mediation.committee import Office
from mediation.models import Member, Organisation
from notices.models import Notice
from tests.mediation.rooms import MediationStory

ENDS = date(2026, 12, 10)  # seventeen days after the Monday of the stories


class Term(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.puyan = self.rooms.puyan
        self.puyan.term_began = ENDS.replace(year=2023)
        self.puyan.save()
        Member.objects.create(
            organisation=self.puyan, number=1, name="陈会长", office=Office.CHAIR, staff=self.world.mediator
        )

    def told(self) -> list[tuple[str, str]]:
        rows = Notice.objects.filter(template__startswith="term_ends").order_by("pk")
        return [(str(row.staff), row.template) for row in rows]

    def tick(self, **later: int) -> int:
        return mediation.clock.renew(self.now + timedelta(**later))

    def test_chair_and_keeper_are_told_once(self):
        self.assertEqual((self.tick(), self.tick()), (1, 0))
        self.assertEqual(self.told(), [(str(self.world.mediator), "term_ends"), (str(self.world.admin), "term_ends")])
        bell = self.login(self.world.mediator).get("/desk/inbox/")
        self.assertContains(bell, "浦沿潮调解室的本届任期到2026年12月10日，请准备换届。")

    def test_then_again_two_weeks_before_on_the_day_and_every_month(self):
        days = [day for day in range(90) if self.tick(days=day)]
        self.assertEqual(days, [0, 3, 17, 47, 77])

    def test_a_new_term_is_quiet_for_years(self):
        self.tick()
        self.puyan.refresh_from_db()
        self.puyan.term_began = ENDS
        self.puyan.save()
        self.assertEqual(self.puyan.term_notice_on, date(2029, 10, 11))
        self.assertEqual(self.tick(days=100), 0)

    def test_who_has_no_term_or_does_not_work_any_more_is_not_reminded(self):
        Organisation.objects.filter(pk=self.puyan.pk).update(active=False)
        self.assertEqual(self.tick(days=30), 0)
        Organisation.objects.filter(pk=self.puyan.pk).update(active=True)
        self.puyan.regime = "commercial"
        self.puyan.save()
        self.assertEqual(self.tick(days=30), 0)
        self.assertEqual(self.told(), [])
