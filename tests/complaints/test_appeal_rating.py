"""评价申诉: the judged unit says why, the district decides, the mark stays and two figures are shown."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from complaints.judgements import appeal_until
from complaints.models import Appeal, Closing, Complaint, Rating
from governance.models import Workday
from tests.cases import StoryCase

WHY = "诉求人要求处罚邻居，我们没有这个权力。"


class AppealRating(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case: Complaint = self.closed()
        self.wait(hours=48)  # Wednesday evening
        self.client.post(f"/r/{Rating.objects.get().token}/", {"choice": "2"})
        self.rating = Rating.objects.get()

    def appeal(self, staff=None, **typed: str):
        given = {"client_key": str(uuid4()), "reason": WHY, **typed}
        return self.login(staff or self.world.head).post(f"/desk/ratings/{self.rating.pk}/appeal/", given)

    def decide(self, staff=None, **typed: str):
        given = {"client_key": str(uuid4()), "reason": "核实过，诉求超出职责。", "upheld": "yes", **typed}
        return self.login(staff or self.world.duty_officer).post(
            f"/desk/appeals/{Appeal.objects.get().pk}/decide/", given
        )

    def test_the_head_of_the_judged_unit_appeals_and_the_district_sees_it(self) -> None:
        self.assertContains(self.login(self.world.head).get("/desk/ratings/"), "申诉：诉求不合理")
        self.assertEqual(self.appeal().status_code, 302)
        self.assertEqual((Appeal.objects.get().unit, Appeal.objects.get().reason), (self.world.dongguan, WHY))
        self.assertEqual(self.entries(self.case)[-1], "appeal_rating")
        self.assertContains(self.login(self.world.duty_officer).get("/desk/ratings/"), WHY)
        self.assertNotContains(self.login(self.world.head).get("/desk/ratings/"), "申诉：诉求不合理")

    def test_nobody_else_does(self) -> None:
        for staff in (self.world.wang, self.world.dispatcher, self.world.duty_officer, self.world.stranger):
            self.assertEqual(self.appeal(staff).status_code, 404, staff)

    def test_within_five_working_days(self) -> None:
        rated = datetime.fromisoformat("2026-11-25T18:30+08:00")
        last = datetime.fromisoformat("2026-12-03T00:00+08:00")
        self.assertEqual(appeal_until(rated, 2), last)
        self.watch.move_to("2026-12-02T15:59:59+00:00")
        self.assertContains(self.login(self.world.head).get("/desk/ratings/"), "申诉：诉求不合理")
        self.watch.move_to("2026-12-02T16:00:00+00:00")
        self.assertNotContains(self.login(self.world.head).get("/desk/ratings/"), "申诉：诉求不合理")
        self.assertEqual(self.appeal().status_code, 422)

    def test_a_holiday_is_no_working_day(self) -> None:
        Workday.objects.create(date=date(2026, 12, 1), kind="off", source="测试")
        rated = datetime.fromisoformat("2026-11-25T18:30+08:00")
        self.assertEqual(appeal_until(rated, 2), datetime.fromisoformat("2026-12-04T00:00+08:00"))

    def test_upheld_takes_it_out_of_the_second_figure_and_the_mark_stays(self) -> None:
        self.appeal()
        self.assertEqual(self.decide().status_code, 302)
        self.rating.refresh_from_db()
        self.assertEqual((self.rating.excluded, self.rating.choice, Appeal.objects.get().upheld), (True, 2, True))
        self.assertEqual(self.entries(self.case)[-1], "uphold_appeal")
        self.case.refresh_from_db()
        self.assertEqual(self.case.round, 2)  # the second handling goes on all the same

    def test_rejected_changes_nothing(self) -> None:
        self.appeal()
        self.decide(upheld="no")
        self.rating.refresh_from_db()
        self.assertEqual((self.rating.excluded, Appeal.objects.get().upheld), (False, False))
        self.assertEqual(self.entries(self.case)[-1], "reject_appeal")

    def test_only_the_district_decides_and_once(self) -> None:
        self.appeal()
        for staff in (self.world.head, self.world.dispatcher, self.world.wang):
            self.assertEqual(self.decide(staff).status_code, 404)
        self.decide()
        self.assertEqual(self.decide(upheld="no").status_code, 409)
        self.assertTrue(Appeal.objects.get().upheld)

    def test_whom_the_mark_is_about_does_not_decide_the_appeal(self) -> None:
        self.appeal()
        officer = self.world.duty_officer
        for handler, shares in ((officer, []), (None, [{"staff": officer.pk, "seconds": 60}])):
            Rating.objects.filter(pk=self.rating.pk).update(handler=handler)
            Closing.objects.filter(pk=self.rating.closing_id).update(handler=handler, shares=shares)
            self.assertEqual(self.decide().status_code, 404)
            self.assertNotContains(self.login(officer).get("/desk/ratings/"), "/decide/")
        self.assertIsNone(Appeal.objects.get().decided_at)
        Closing.objects.update(handler=self.world.wang, shares=[])
        self.assertEqual(self.decide().status_code, 302)

    def test_once_and_with_a_reason(self) -> None:
        self.assertEqual(self.appeal(reason="不服").status_code, 422)
        key = str(uuid4())
        for _ in range(2):
            self.assertEqual(self.appeal(client_key=key).status_code, 302)
        self.assertEqual(self.appeal().status_code, 409)
        self.assertEqual(Appeal.objects.count(), 1)

    def test_a_satisfied_mark_has_nothing_to_appeal(self) -> None:
        Rating.objects.update(choice=4)
        self.assertEqual(self.appeal().status_code, 422)

    def test_the_resident_does_not_read_of_it(self) -> None:
        self.appeal()
        self.assertNotContains(self.client.get(f"/c/{self.case.token}/"), "申诉")
