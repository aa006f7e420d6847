"""The clock keeps the promises' time: reminders, misses, escalation once per level, catching up (domain.md §3.3)."""

from datetime import timedelta

import complaints.clock
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.services import escalation, handling
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import GAS


class PromiseClock(StoryCase):
    def test_a_case_is_accepted_in_the_same_second_it_is_filed(self):
        case = self.file()
        self.assertEqual(case.stage, "ACCEPTED")
        self.assertEqual(case.accepted_at, case.filed_at)
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_the_resident_is_promised_a_call_in_5_minutes_and_an_answer_in_24_hours(self):
        case = self.file()
        due = dict(Deadline.objects.filter(complaint=case, met_at=None).values_list("kind", "due_at"))
        self.assertEqual(due, {"contact": self.now + timedelta(minutes=5), "close": self.now + timedelta(hours=24)})

    def test_an_unclaimed_case_climbs_to_the_street_at_5_minutes_and_to_the_district_at_10_each_once(self):
        case = self.file()
        self.wait(minutes=4, seconds=59)
        self.assertEqual(self.entries(case), ["file", "accept"])
        self.wait(seconds=1)
        case.refresh_from_db()
        self.assertEqual((case.unit, self.entries(case)[2:]), (self.world.puyan, ["miss", "escalate"]))
        self.wait(minutes=5)
        self.wait(minutes=30)
        case.refresh_from_db()
        self.assertEqual((case.unit, self.entries(case)[2:]), (self.world.district, ["miss", "escalate", "escalate"]))

    def test_a_claimed_case_whose_call_is_never_logged_climbs_too_and_stays_with_its_handler(self):
        case = self.dialled()
        self.wait(minutes=5)
        case.refresh_from_db()
        self.assertEqual((case.unit, case.stage, case.handler), (self.world.puyan, "CLAIMED", self.world.wang))
        handling.call_back(case, staff=self.world.wang, reached=True, summary="晚了，但打通了。", now=self.now)
        escalation.acknowledge(case, staff=self.world.dispatcher, now=self.now)
        self.wait(minutes=30)
        self.assertEqual(self.entries(case).count("escalate"), 1)

    def test_a_call_in_time_keeps_the_promise_and_nothing_climbs(self):
        case = self.dialled()
        self.wait(minutes=4, seconds=10)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="了解了情况。", now=self.now)
        self.wait(hours=1)
        self.assertEqual(self.entries(case), ["file", "accept", "claim", "dial", "call_back"])

    def test_setting_out_keeps_the_promise_of_contact_as_well_and_both_moments_are_kept(self):
        case = self.dialled()
        self.wait(minutes=3)
        handling.set_out(case, staff=self.world.wang, now=self.now)
        self.wait(minutes=10)
        case.refresh_from_db()
        self.assertEqual((case.dispatched_at is None, case.first_contact_at), (False, None))
        self.assertNotIn("miss", self.entries(case))

    def test_a_call_nobody_answered_does_not_keep_the_promise(self):
        case = self.claimed()
        handling.call_back(case, staff=self.world.wang, reached=False, summary="没人接", now=self.now)
        self.wait(minutes=5)
        self.assertIn("miss", self.entries(case))

    def test_danger_alarms_grid_community_street_and_district_at_once_and_climbs_after_1_and_3_minutes(self):
        case = self.file(GAS)
        self.assertEqual(case.urgency, "P0")
        told = set(Notice.objects.filter(template="new_case").values_list("staff__username", flat=True))
        self.assertEqual(told, {"wang", "li", "shuji", "wangge", "jiedao", "quji"})
        self.wait(minutes=1)
        self.assertEqual(Complaint.objects.get(pk=case.pk).unit, self.world.puyan)
        self.wait(minutes=2)
        self.assertEqual(Complaint.objects.get(pk=case.pk).unit, self.world.district)

    def test_reminders_come_at_50_75_and_90_percent_to_whoever_has_it_once(self):
        case = self.dialled()
        for seconds in (149, 1, 75, 45):
            self.wait(seconds=seconds)
        shares = [
            n.data["share"] for n in Notice.objects.filter(template="warning", staff=self.world.wang).order_by("id")
        ]
        self.assertEqual(shares, [50, 75, 90])
        self.assertEqual(self.entries(case), ["file", "accept", "claim", "dial"])

    def test_a_clock_that_was_down_for_an_hour_catches_up_in_order_and_says_how_late_it_was(self):
        first, second = self.file(), None
        self.watch.shift(timedelta(minutes=1))
        second = self.file()
        self.wait(hours=1)
        found = list(
            TimelineEntry.objects.filter(kind__in=["miss", "escalate"])
            .order_by("id")
            .values_list("complaint_id", "kind")
        )
        self.assertEqual(
            found[:4], [(first.pk, "miss"), (first.pk, "escalate"), (second.pk, "miss"), (second.pk, "escalate")]
        )
        self.assertEqual(self.assertEntry(first, "miss").body["late"], 56 * 60.0)
        self.assertEqual(self.entries(first).count("escalate"), 2)
        self.assertFalse(Notice.objects.filter(template="warning", data__contains="contact").exists())

    def test_one_poisoned_row_is_put_off_and_does_not_hold_up_the_rest(self):
        bad, good = self.file(), self.file()
        Deadline.objects.filter(complaint=bad, kind="contact").update(plan=[["not a moment", "due", 0, 0]] * 6)
        with self.assertLogs("complaints.clock", "ERROR"):
            self.wait(minutes=5)
        self.assertIn("miss", self.entries(good))
        self.assertNotIn("miss", self.entries(bad))
        self.assertEqual(complaints.clock.tick(self.now), 0)

    def test_the_closing_promise_warns_and_is_missed_at_24_hours(self):
        case = self.contacted()
        self.wait(hours=23, minutes=59)
        self.assertNotIn("miss", self.entries(case))
        self.wait(minutes=1)
        self.assertEqual(self.assertEntry(case, "miss").body["kind"], "close")
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.puyan)

    def test_a_released_case_promises_a_call_again_so_that_nobody_waits_unseen(self):
        case = self.contacted()
        handling.release(case, staff=self.world.wang, reason="换班", now=self.now)
        self.wait(minutes=5)
        self.assertEqual(self.entries(case)[-2:], ["miss", "escalate"])

    def test_releasing_does_not_stop_a_clock_that_is_running(self):
        case = self.dialled()
        self.wait(minutes=4)
        handling.release(case, staff=self.world.wang, reason="换班", now=self.now)
        self.wait(minutes=1)
        self.assertEqual(self.entries(case)[-2:], ["miss", "escalate"])

    def test_an_anonymous_case_has_nobody_to_call_so_claiming_it_keeps_the_promise(self):
        case = self.file(phone="", identity="anonymous")
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.wait(hours=1)
        self.assertEqual(self.entries(case), ["file", "accept", "claim"])

    def test_nobody_waits_for_a_case_that_was_taken_back(self):
        case = self.file()
        handling.withdraw(case, now=self.now)
        self.wait(days=3)
        self.assertEqual(self.entries(case), ["file", "accept", "withdraw"])
