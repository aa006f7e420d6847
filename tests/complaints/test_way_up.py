"""The way up to the district is called off by nobody: not by giving a case back, passing it down or calling it less urgent."""

from __future__ import annotations

from datetime import timedelta

from complaints.models import Call, Complaint, Deadline
from complaints.services import calling, classifying, escalation, handling
from notices.models import Notice
from tests.cases import StoryCase


class WayUp(StoryCase):
    def unreached(self) -> Complaint:
        """Wang has claimed it and taps the number; nobody has spoken to the resident."""
        case = self.dialled()
        self.wait(minutes=9)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.puyan)
        return case

    def contact(self, case: Complaint) -> Deadline:
        return Deadline.objects.get(complaint=case, kind="contact", met_at=None, void_at=None)

    def told_of_it(self) -> int:
        """How often the district's head has heard that she is still not called."""
        told = Notice.objects.filter(template="attention", staff=self.world.duty_officer)
        return told.filter(key__contains=":contact:").count()

    def in_the_district(self, case: Complaint) -> None:
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)
        self.assertTrue(Notice.objects.filter(staff=self.world.duty_officer, template="escalated").exists())

    def test_given_back_in_the_ninth_minute_it_is_with_the_district_in_the_tenth(self) -> None:
        case = self.unreached()
        handling.release(case, staff=self.world.wang, reason="换人", now=self.now)
        self.assertEqual(self.contact(case).due_at, self.now + timedelta(minutes=5))  # somebody new has five minutes
        self.assertEqual((case.pressing_kind, case.pressing_at), ("contact", self.now + timedelta(minutes=5)))
        self.wait(minutes=1)
        self.in_the_district(case)

    def test_passed_down_by_the_street_it_still_comes_to_the_district(self) -> None:
        case = self.unreached()
        escalation.acknowledge(case, staff=self.world.dispatcher, now=self.now)
        escalation.delegate(case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="快", now=self.now)
        self.wait(minutes=1)
        self.in_the_district(case)

    def test_whoever_gives_it_back_again_and_again_has_the_district_in_ten_minutes_and_its_head_told_of_each_miss(
        self,
    ) -> None:
        case = self.unreached()
        for _ in range(3):
            handling.release(case, staff=self.world.wang, reason="换人", now=self.now)
            handling.claim(case, staff=self.world.wang, now=self.now)
            calling.dial(case, staff=self.world.wang, now=self.now)
            self.wait(minutes=10)
            self.in_the_district(case)
        self.assertEqual(self.told_of_it(), 3)

    def test_called_less_urgent_after_the_miss_it_gives_nobody_four_hours(self) -> None:
        case = self.unreached()
        classifying.reclassify(
            case, staff=self.world.wang, category=case.category, urgency="P3", reason="不太急的", now=self.now
        )
        handling.release(case, staff=self.world.wang, reason="换人", now=self.now)
        self.assertEqual(self.contact(case).due_at, self.now + timedelta(minutes=5))
        self.wait(minutes=1)
        self.in_the_district(case)

    def test_a_call_that_the_resident_denies_again_and_again_comes_to_the_district_head_each_time(self) -> None:
        case = self.dialled()
        self.wait(minutes=11)
        for n in range(1, 4):
            handling.call_back(case, staff=self.world.wang, reached=True, summary="说好了", now=self.now)
            call = Call.objects.filter(complaint=case).latest("pk")
            calling.hear(case, call=call.pk, heard=False, now=self.now)
            self.wait(minutes=11)
            self.assertEqual(self.told_of_it(), n)
