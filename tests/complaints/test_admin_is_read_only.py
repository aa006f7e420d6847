"""The keeper of the system sees cases masked, changes none, and finds them by whole numbers only."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import models
from complaints.admin.records import PAGE, PAGES
from complaints.models import Complaint, Phrase, PromiseVersion, Rating
from complaints.services import rating
from tests.cases import StoryCase
from tests.world import ANSWER, PHONE

RECORDS = [
    models.Complaint, models.Deadline, models.Call, models.Rating, models.Attachment, models.SourceRef, models.Closing,
    models.Appeal, models.Flag, models.Revisit, models.SampleDraw, models.StaffTrace, models.Export,
    models.Outage, models.Drill, models.PrivateNumber, models.CallRecord,
    models.Reveal, models.Supervision, models.Cluster, models.Representative, models.AssistTask,
]  # fmt: skip
NAME = "王小明"
LENT = "+8617099990001"
WORDS = "6幢2单元1203天天跳绳，从傍晚六点一直跳到晚上八九点，楼下的老人心脏不好，实在受不了。跳绳的那家姓赵"


def url(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:complaints_{model._meta.model_name}_{page}", args=args)


class AdminIsReadOnly(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.closed(
            text=WORDS + "，电话13800138001，天天跳。", name=NAME, identity="real", source="HOTLINE", external_id="H-1"
        )
        self.wait(hours=48)
        models.Supervision.objects.create(
            complaint=self.case, entry=self.case.entries.latest("seq"), round=1, unit=self.world.dongguan, level=2,
            grade="red", reason="赵家又在跳。", at=self.now, due_at=self.now,
        )  # fmt: skip
        rating.rate(Rating.objects.get(complaint=self.case), choice=4, comment="赵家不再跳了", now=self.now)
        self.case.refresh_from_db()
        lent = models.PrivateNumber.objects.create(
            complaint=self.case,
            staff=self.world.wang,
            state="bound",
            asked_at=self.now,
            expires_at=self.now,
            number=LENT,
        )
        models.CallRecord.objects.create(
            private_number=lent, complaint=self.case, key="c-1", at=self.now, answered=True, seconds=65, by_resident=False,
            received_at=self.now,
        )  # fmt: skip
        models.Outage.objects.create(began_at=self.now - timedelta(minutes=5), ended_at=self.now)
        models.Drill.objects.create(unit=self.world.dongguan, hour=self.now, at=self.now, people=2)
        self.browser = self.login(self.world.admin)

    def test_every_record_has_its_page(self) -> None:
        registered = {model for model in admin.site._registry if model._meta.app_label == "complaints"}
        kept = {PromiseVersion, Phrase}  # tables that are edited there: test_promise_table.py, test_phrases.py
        self.assertEqual(registered, {*RECORDS, *kept})

    def test_lists_and_pages_show_nobody_in_clear(self) -> None:
        secrets = (
            PHONE,
            NAME,
            "元1203",
            "赵家",
            "赵",
            ANSWER,
            "了解了情况",
            self.case.token,
            LENT,
            LENT[3:],
            Rating.objects.get().token,
        )
        for model in RECORDS:
            pages = [url(model, "changelist")] + [url(model, "change", row.pk) for row in model.objects.all()]
            for page in pages:
                shown = self.browser.get(page)
                self.assertEqual(shown.status_code, 200, page)
                for secret in secrets:
                    self.assertNotContains(shown, secret, msg_prefix=page)

    def test_the_page_of_a_case_shows_stage_promises_and_timeline(self) -> None:
        page = self.browser.get(url(Complaint, "change", self.case.pk))
        for words in (self.case.code, "已评价", "138****8001", "王**", "回电", "办结反馈", "记录通话", self.case.head):
            self.assertContains(page, words)

    def test_nothing_is_added_changed_or_deleted(self) -> None:
        before = Complaint.objects.values().get()
        for model in RECORDS:
            row = model.objects.first()
            self.assertEqual(self.browser.get(url(model, "add")).status_code, 403, model)
            if row is None:
                continue
            for page in ("change", "delete"):
                answer = self.browser.post(url(model, page, row.pk), {"stage": "CLOSED", "post": "yes"})
                self.assertEqual(answer.status_code, 403, (model, page))
            answer = self.browser.post(
                url(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk}
            )
            self.assertTrue(model.objects.filter(pk=row.pk).exists())
        self.assertEqual(Complaint.objects.values().get(), before)

    def test_a_case_is_found_by_its_whole_number_or_telephone(self) -> None:
        other = self.file(phone="13800138009")
        for typed in (self.case.code, self.case.code.lower(), "138 0013 8001", "+86 13800138001"):
            page = self.browser.get(url(Complaint, "changelist"), {"q": typed})
            self.assertContains(page, self.case.code)
            self.assertNotContains(page, other.code)
        for typed in (self.case.code[:-1], "8001", "跳绳", "王小明", "%", "' or 1=1 --"):
            page = self.browser.get(url(Complaint, "changelist"), {"q": typed})
            self.assertNotContains(page, self.case.code + "</a>")

    def test_a_case_of_another_system_is_found_by_its_number_there(self) -> None:
        page = self.browser.get(url(models.SourceRef, "changelist"), {"q": "H-1"})
        self.assertContains(page, self.case.code)

    def test_filters_answer_and_keep_apart(self) -> None:
        other = self.file()
        for query, there, gone in (
            ({"stage": "RATED"}, self.case, other),
            ({"stage": "ACCEPTED"}, other, self.case),
            ({"lane__exact": "9"}, self.case, other),
            ({"source__exact": "HOTLINE"}, self.case, other),
        ):
            page = self.browser.get(url(Complaint, "changelist"), query)
            self.assertContains(page, there.code)
            self.assertNotContains(page, gone.code)
        nowhere = self.browser.get(url(Complaint, "changelist"), {"subdistrict": self.world.changhe.pk})
        self.assertNotContains(nowhere, self.case.code)

    def test_no_list_counts_or_sorts_the_whole_table(self) -> None:
        self.file()
        for model in RECORDS:
            pages = mock.patch.object(admin.site._registry[model], "list_per_page", 1)
            with pages, CaptureQueriesContext(connection) as asked:
                self.browser.get(url(model, "changelist"), {"o": "1"})
            ours = [q["sql"] for q in asked if f'FROM "{model._meta.db_table}"' in q["sql"]]
            self.assertTrue(ours)
            for sql in ours:
                self.assertNotIn("COUNT(", sql)
                self.assertNotIn(" LIKE ", sql)
                if model in (models.Complaint, models.Deadline):
                    self.assertIn("LIMIT", sql)
                if "ORDER BY" in sql:
                    self.assertIn(f'ORDER BY "{model._meta.db_table}"."id" DESC', sql)

    def test_leafing_ends_before_it_hurts(self) -> None:
        page = self.browser.get(url(Complaint, "changelist"))
        paginator = page.context["cl"].paginator
        self.assertEqual(paginator.count, 1)
        self.assertEqual(paginator.per_page * PAGES, PAGE * PAGES)

    def test_staff_without_the_admin_do_not_come_in(self) -> None:
        for staff in (self.world.wang, self.world.duty_officer, self.world.auditor):
            browser = self.login(staff)
            self.assertRedirects(browser.get("/admin/"), "/admin/login/?next=/admin/", fetch_redirect_response=False)
            self.assertEqual(browser.get("/admin/login/?next=/admin/").status_code, 403)

    def test_the_admin_has_no_door_of_its_own(self) -> None:
        self.assertRedirects(self.client.get("/admin/login/?next=/admin/"), "/login/?next=%2Fadmin%2F")
        self.client.post("/admin/login/", {"username": "admin", "password": "correct horse battery staple"})
        self.assertNotIn("_auth_user_id", self.client.session)
