"""挂账: what cannot be solved now stands still until its review date, is shown apart, and comes back by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from complaints import casefile, selectors
from complaints.models import Complaint, Deadline
from complaints.services import classifying, handling
from governance.models import Duty
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER, GAS

WHY = "电梯大修要用维修资金，正在征求业主意见。"


class SuspendTests(DeskCase):
    def suspend(self, case: Complaint, days: int = 20, staff=None, **more: Any) -> Any:
        day = timezone.localdate(self.now) + timedelta(days=days)
        given = {"cause": "money", "owner": "jiedao", "review_on": str(day), "explanation": WHY, **more}
        return self.do(staff or self.world.dispatcher, case, "suspend", **given)

    def suspended(self) -> Complaint:
        case = self.contacted()
        self.wait(hours=10)
        self.suspend(case)
        return case

    def close(self, case: Complaint) -> Deadline:
        return Deadline.objects.get(complaint=case, kind="close")

    def told(self, template: str) -> list[str]:
        return sorted(Notice.objects.filter(template=template).values_list("staff__username", flat=True))

    def test_who_is_to_keep_an_eye_on_it_is_told_at_once_and_when_it_goes_on(self) -> None:
        Duty.objects.filter(staff=self.world.li).delete()  # nor is it her shift when the day comes
        case = self.contacted()
        self.suspend(case, owner="li")
        self.assertEqual((self.told("keep_an_eye"), self.told("case_suspended")), (["li"], ["wang"]))
        self.assertContains(self.login(self.world.li).get("/desk/inbox/"), "挂账由您继续跟进，")
        self.wait(days=21)
        self.assertEqual(self.entries(case).count("resume"), 1)
        self.assertEqual(self.told("kept_resumed"), ["li"])

    def test_who_has_the_case_and_keeps_an_eye_on_it_is_told_once_that_it_waits(self) -> None:
        case = self.contacted()
        self.suspend(case, owner="wang")
        self.assertEqual((self.told("keep_an_eye"), self.told("case_suspended")), ([], ["wang"]))

    def test_the_answers_promise_stands_still_and_a_review_is_promised_instead(self) -> None:
        case = self.suspended()
        self.assertEqual((self.close(case).paused_at, self.close(case).next_at), (self.now, None))
        self.assertEqual((case.pressing_kind, timezone.localtime(case.pressing_at).isoformat()),
                         ("review", "2026-12-14T09:00:00+08:00"))  # fmt: skip
        self.assertEqual([row.kind for row in selectors.open_promises(case)], ["review"])
        self.assertContains(self.page(self.world.wang, case), "挂账，等资金")
        self.assertContains(self.login(self.world.wang).get("/desk/"), ">挂账</span>")
        self.wait(days=10)
        self.assertNotIn("miss", self.entries(case))

    def test_the_resident_reads_why_and_until_when(self) -> None:
        case = self.suspended()
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, f"眼下办不了（等资金），12月14日 09:00再来办：{WHY}")
        self.assertEqual(casefile.read(case, self.now).next.sentence, "眼下办不了，王社工 12月14日 09:00 再接着办")
        self.assertEqual(Notice.objects.get(template="suspended").data["due"], "12月14日 09:00")

    def test_at_the_review_date_it_comes_back_by_itself_with_the_time_it_had_left(self) -> None:
        case = self.suspended()
        left = self.close(case).due_at - self.now
        self.watch.move_to("2026-12-14T09:00:00+08:00")
        self.wait(seconds=0)
        self.assertEqual(self.entries(case)[-1], "resume")
        case.refresh_from_db()
        self.assertEqual((case.suspended_until, case.suspended_cause), (None, ""))
        self.assertEqual(self.close(case).due_at, self.now + left)
        self.assertEqual(case.pressing_at, self.now + left)
        self.assertTrue(Notice.objects.filter(template="case_resumed", staff=self.world.wang).exists())
        self.wait(hours=14)
        self.assertEqual(self.assertEntry(case, "miss").body["kind"], "close")

    def test_it_may_be_taken_up_earlier(self) -> None:
        case = self.suspended()
        self.wait(days=3)
        self.assertIn("resume", self.offered(self.world.dispatcher, case))
        self.do(self.world.dispatcher, case, "resume")
        self.assertEqual(case.pressing_at, self.now + timedelta(hours=14))
        self.assertNotIn("resume", self.offered(self.world.dispatcher, case))

    def test_it_is_the_street_that_decides(self) -> None:
        case = self.contacted()
        for staff in (self.world.wang, self.world.head):
            self.assertNotIn("suspend", self.offered(staff, case))
            self.assertEqual(self.suspend(case, staff=staff).status_code, 403)

    def test_thirty_days_at_most_and_from_tomorrow(self) -> None:
        case = self.contacted()
        for days in (0, 31):
            self.assertContains(self.suspend(case, days=days), "复查日期从明天起", status_code=422)
        self.suspend(case, days=30)
        self.assertIsNotNone(case.suspended_until)

    def test_it_needs_a_cause_an_owner_and_words_for_the_resident(self) -> None:
        case = self.contacted()
        for more, sentence in (
            ({"cause": "lazy"}, "请选择挂账原因"),
            ({"owner": "stranger"}, "请选择一位继续跟进的同事"),
            ({"explanation": "等钱"}, "给居民的说明至少写 10 个字"),
        ):
            self.assertContains(self.suspend(case, **more), sentence, status_code=422)

    def test_nobody_is_put_off_before_she_was_called_and_no_danger_at_all(self) -> None:
        self.assertContains(self.suspend(self.claimed()), "还没有联系上诉求人", status_code=422)
        burning = self.contacted(text=GAS)
        self.assertNotIn("suspend", self.offered(self.world.dispatcher, burning))
        self.assertContains(self.suspend(burning), "特急事件不能挂账", status_code=422)

    def test_the_call_of_whoever_takes_it_next_is_not_put_off(self) -> None:
        case = self.contacted()
        handling.release(case, staff=self.world.wang, reason="换班。", now=self.now)
        handling.claim(case, staff=self.world.li, now=self.now)
        self.suspend(case)
        contact = Deadline.objects.get(complaint=case, kind="contact", met_at=None)
        self.assertEqual((contact.paused_at, contact.due_at - self.now), (None, timedelta(minutes=5)))
        self.assertEqual(case.pressing_kind, "contact")
        self.wait(minutes=5)
        self.assertEqual(self.assertEntry(case, "miss").body["kind"], "contact")

    def test_danger_wakes_it(self) -> None:
        case = self.suspended()
        classifying.reclassify(
            case, staff=self.world.wang, category="PRO-04", urgency="P0", reason="有人困在里面。", now=self.now
        )
        open_ = {row.kind: row.due_at - self.now for row in selectors.open_promises(case)}
        self.assertIsNone(case.suspended_until)
        self.assertEqual(open_["close"], timedelta(hours=2))
        self.assertNotIn("review", open_)

    def test_what_danger_has_woken_has_no_cause_to_wait_any_more(self) -> None:
        case = self.suspended()
        self.assertEqual(case.suspended_cause, "money")
        handling.add_info(case, text="现在楼道里一股很重的煤气味道，快点来人！", photos=[], now=self.now)
        case.refresh_from_db()
        self.assertEqual((case.suspended_until, case.suspended_cause), (None, ""))

    def test_closed_meanwhile_nothing_comes_back(self) -> None:
        case = self.suspended()
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertIsNone(case.suspended_until)
        self.wait(days=30)
        self.assertNotIn("resume", self.entries(case))

    def test_what_was_late_already_stays_late_by_as_much(self) -> None:
        case = self.contacted()
        self.wait(hours=25)
        self.suspend(case)
        self.assertEqual([row.kind for row in selectors.open_promises(case)], ["review"])
        self.wait(days=2)
        self.do(self.world.duty_officer, case, "resume")
        self.assertEqual(self.now - self.close(case).due_at, timedelta(hours=1))
        self.assertEqual(self.entries(case).count("miss"), 1)
