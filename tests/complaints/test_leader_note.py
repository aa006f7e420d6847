"""领导批示: an instruction stands above the case until the unit says what it did about it; it never leaves the house."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from complaints.models import Complaint, Deadline
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER

WORDS = "请社区今天上门，查清楚再报。联系人电话 13911112222。"
DONE = "已上门，双方谈妥。"


class LeaderNoteTests(DeskCase):
    def note(self, case: Complaint, staff: Any = None, **more: Any) -> Any:
        return self.do(staff or self.world.dispatcher, case, "leader_note", **{"text": WORDS, **more})

    def feedback(self, case: Complaint, staff: Any = None) -> Any:
        return self.do(staff or self.world.wang, case, "leader_feedback", text=DONE)

    def told(self, template: str) -> set[str]:
        return set(Notice.objects.filter(template=template).values_list("staff__username", flat=True))

    def on_top(self, case: Complaint) -> bool:
        page = self.page(self.world.wang, case).content.decode()
        return 'id="leader-title"' in page and page.index('id="leader-title"') < page.index('class="panel story"')

    def at(self, **length: float) -> str:
        return timezone.localtime(self.now + timedelta(**length)).strftime("%Y-%m-%dT%H:%M")

    def test_it_stands_above_the_case_until_the_unit_answers(self) -> None:
        case = self.contacted()
        self.note(case)
        self.assertTrue(self.on_top(case))
        self.assertEqual(self.told("leader_noted"), {"wang", "shuji"})
        self.assertContains(self.login(self.world.wang).get("/desk/"), "批示待反馈")
        self.assertContains(self.login(self.world.wang).get("/desk/?view=supervised"), f"row-{case.code}")
        self.feedback(case)
        self.assertFalse(self.on_top(case))
        self.assertEqual(self.told("leader_answered"), {"jiedao"})
        self.assertContains(self.page(self.world.dispatcher, case), DONE)
        self.assertNotContains(self.login(self.world.wang).get("/desk/"), "批示待反馈")

    def test_several_stand_there_and_one_feedback_is_for_all(self) -> None:
        case = self.contacted()
        self.note(case)
        self.note(case, staff=self.world.duty_officer, text="请街道一并过问。")
        self.assertEqual(
            [each.body["text"] for each in self.page(self.world.wang, case).context["notes"]],
            ["请街道一并过问。", WORDS],
        )
        self.feedback(case)
        self.assertEqual(self.told("leader_answered"), {"jiedao", "quji"})
        self.assertContains(self.feedback(case), "没有等待反馈的批示", status_code=422)

    def test_the_moment_is_optional_reminded_and_nobodys_miss(self) -> None:
        case = self.contacted()
        self.note(case)
        self.assertFalse(Deadline.objects.filter(complaint=case, kind="feedback").exists())
        self.note(case, due_at=self.at(hours=4))
        self.assertEqual((case.pressing_kind, case.pressing_at), ("feedback", self.now + timedelta(hours=4)))
        self.note(case, text="再提醒一次。")  # gives no more time
        self.assertEqual(case.pressing_at, self.now + timedelta(hours=4))
        self.wait(hours=2)
        self.assertEqual(self.told("warning"), {"wang"})
        self.wait(hours=2)
        self.assertEqual(self.told("attention"), {"shuji"})
        self.assertNotIn("miss", self.entries(case))
        case.refresh_from_db()
        self.feedback(case)
        self.assertEqual(case.pressing_kind, "close")

    def test_a_moment_in_the_past_is_refused(self) -> None:
        self.assertContains(self.note(self.contacted(), due_at=self.at(hours=-1)), "要晚于现在", status_code=422)

    def test_street_and_district_write_them_the_unit_answers(self) -> None:
        case = self.contacted()
        for staff in (self.world.wang, self.world.li, self.world.head):
            self.assertEqual(self.note(case, staff=staff).status_code, 403)
        self.note(case)
        for staff in (self.world.dispatcher, self.world.duty_officer):
            self.assertContains(self.feedback(case, staff=staff), "东冠社区", status_code=422)
        self.feedback(case, staff=self.world.head)
        self.assertFalse(case.instructed)

    def test_the_resident_reads_nothing_of_it(self) -> None:
        case = self.contacted()
        self.note(case, due_at=self.at(hours=1))
        self.wait(hours=2)
        self.feedback(case)
        for path in (f"/c/{case.token}/", f"/c/{case.token}/data/", f"/c/{case.token}/receipt/"):
            for inner in (WORDS[:8], "领导批示", "办理反馈", DONE):
                self.assertNotContains(self.client.get(path), inner)

    def test_numbers_in_it_are_masked_in_the_record_as_in_notes(self) -> None:
        case = self.contacted()
        self.note(case)
        self.assertNotContains(self.page(self.world.wang, case), "13911112222")
        self.feedback(case)
        page = self.page(self.world.wang, case)
        self.assertNotContains(page, "13911112222")
        self.assertContains(page, "请社区今天上门")
        got = self.login(self.world.dispatcher).post("/desk/export/")
        self.assertNotIn(
            "13911112222",
            b"".join(got.streaming_content).decode("utf-8-sig") if got.streaming else got.content.decode(),
        )

    def test_it_may_be_answered_after_the_case_was_closed(self) -> None:
        case = self.contacted()
        self.note(case)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")
        self.assertTrue(self.on_top(case))
        self.feedback(case)
        self.assertFalse(self.on_top(case))
