"""What a text was taken for is put right, by staff or by the resident; the correction is kept to learn from."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.http import HttpResponse

from complaints.models import Complaint, Deadline
from complaints.services import classifying
from complaints.taxonomy import examples
from complaints.workflow import Urgency
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import PHONE


class ReclassifyTests(DeskCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.claimed(text=f"楼上每天傍晚在家跳绳，打我电话{PHONE}。")

    def sort(self, category: str, urgency: str = "", reason: str = "") -> HttpResponse:
        """Wang puts it right at the desk."""
        return self.do(self.world.wang, self.case, "reclassify", category=category, urgency=urgency, reason=reason)

    def due(self, kind: str) -> object:
        return Deadline.objects.get(complaint=self.case, kind=kind, met_at=None, void_at=None).due_at

    def test_another_category_changes_no_promise(self) -> None:
        before = list(Deadline.objects.filter(complaint=self.case).values())
        self.sort("NOI-03")
        self.assertEqual((self.case.category, self.case.urgency), ("NOI-03", Urgency.P2))
        self.assertEqual(list(Deadline.objects.filter(complaint=self.case).values()), before)
        self.assertEntry(
            self.case, "reclassify", was="NOI-01", category="NOI-03", category_name="广场舞、音响、KTV 噪声"
        )

    def test_what_becomes_urgent_is_promised_anew_from_now_and_alarms_every_level(self) -> None:
        self.wait(minutes=2)
        Notice.objects.all().delete()
        self.sort("SAF-01", "P0", "现场闻到煤气味。")
        self.assertEqual((self.case.urgency, self.case.lane), (Urgency.P0, 0))
        self.assertEqual(self.due("close"), self.now + timedelta(hours=2))
        self.assertEqual(self.due("set_out"), self.now + timedelta(minutes=5))
        self.assertEqual(self.due("on_site"), self.now + timedelta(minutes=15))
        told = {one.staff for one in Notice.objects.filter(template="raised_urgent")}
        self.assertLessEqual({self.world.dispatcher, self.world.duty_officer}, told)

    def test_a_clock_that_runs_is_not_turned_back(self) -> None:
        call, close = self.due("contact"), self.due("close")
        self.wait(minutes=3)
        self.sort("NOI-01", "P1", "老人心脏不好。")
        self.assertEqual(self.due("contact"), call)
        self.assertLess(self.due("close"), close)

    def test_what_becomes_less_urgent_keeps_what_was_promised(self) -> None:
        close = self.due("close")
        self.sort("GOV-01", "P3", "只是来问一问。")
        self.assertEqual(self.case.urgency, Urgency.P3)
        self.assertEqual(self.due("close"), close)
        self.assertFalse(Notice.objects.filter(template="raised_urgent").exists())

    def test_what_it_was_is_what_it_was_when_it_was_changed(self) -> None:
        seen = Complaint.objects.get(pk=self.case.pk)  # as the slower one of two saw it
        self.sort("SAF-01", "P0", "现场闻到煤气味。")
        classifying.reclassify(
            seen, staff=self.world.wang, category="NOI-03", urgency="P1", reason="是隔壁在炖肉。", now=self.now
        )
        self.assertEntry(self.case, "reclassify", was="SAF-01", was_urgency="P0", raised=False)

    def test_another_urgency_needs_a_reason(self) -> None:
        page = self.sort("NOI-01", "P0")
        self.assertContains(page, "改紧急程度要写明理由", status_code=422)
        self.assertEqual(self.case.urgency, Urgency.P2)

    def test_no_change_and_no_such_category_are_refused(self) -> None:
        self.assertContains(self.sort("NOI-01", "P2"), "分类没有变", status_code=422)
        for category in ("GOV-03", "XXX-01", ""):
            with self.subTest(category):
                self.sort(category)
        self.assertEqual(self.case.category, "NOI-01")

    def test_the_resident_may_say_what_it_is_about_but_not_how_urgent(self) -> None:
        url = f"/c/{self.case.token}/category/"
        self.assertContains(self.client.get(f"/c/{self.case.token}/data/"), "分类不对？")
        self.client.post(url, {"category": "NOI-03", "urgency": "P0", "reason": "我很急，非常急。"})
        self.case.refresh_from_db()
        self.assertEqual((self.case.category, self.case.urgency), ("NOI-03", Urgency.P2))
        answer = self.client.post(url, {"category": "GOV-03"})
        self.assertContains(answer, "请选一项", status_code=422)

    def test_corrections_of_staff_become_examples_without_numbers(self) -> None:
        self.client.post(f"/c/{self.file().token}/category/", {"category": "NOI-03"})
        self.sort("NOI-02", "P3", "其实是装修，不急。")
        out = StringIO()
        call_command("export_corrections", stdout=out)
        lines = list(examples.read(out.getvalue().splitlines()))
        self.assertEqual([(one.code, one.urgency) for one in lines], [("NOI-02", "P3")])
        self.assertIn("跳绳", lines[0].text)
        self.assertNotIn(PHONE[-8:], out.getvalue())
