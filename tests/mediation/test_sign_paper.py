"""Signed papers as authority, what has to be on paper, and the page on which people sign."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from binan.kit.errors import Moved, Refused
from governance.models import Staff
from mediation import ink, sequel, watch
from mediation.models import Signature, SignedPaper
from mediation.services import conclude, foreign, signing
from mediation.workflow import Stage
from notices.models import Notice
from tests.mediation.desk import TABLET, Signing
from tests.mediation.hand import address
from tests.photos import scanned

SCANNED = scanned()


class OnPaper(Signing):
    def scan(
        self,
        data: bytes = SCANNED,
        marks: str = "ABMS",
        sha: str = "",
        signed_on: date | None = None,
        staff: Staff | None = None,
    ) -> None:
        signing.file_paper(
            self.mediation, staff=staff or self.world.mediator, upload=SimpleUploadedFile("a.pdf", data), marks=list(marks),
            document_sha256=sha or self.agreement.text_sha256, device=TABLET, now=self.now,
            signed_on=signed_on or timezone.localdate(self.now),
        )  # fmt: skip

    def test_a_scan_stands_for_those_it_names(self):
        self.sign("A")
        self.scan(marks="BMS")
        self.assertEqual(self.agreement.effective_at, self.now)
        paper = SignedPaper.objects.get()
        self.assertEqual(ink.paper_of(paper), foreign.pages_alone(SCANNED))
        self.assertEqual(set(Signature.objects.filter(paper=paper).values_list("signer", flat=True)), set("BMS"))

    def test_it_holds_from_the_day_on_the_paper_and_the_thirty_days_run_from_it(self):
        issued = timezone.localdate(self.now)
        self.watch.shift(timedelta(days=10))
        self.scan(signed_on=issued + timedelta(days=2))
        self.assertEqual(timezone.localdate(self.agreement.effective_at), issued + timedelta(days=2))
        self.assertEqual(sequel.confirm_last_day(self.agreement), sequel.last_day_from(issued + timedelta(days=2)))
        page = self.login(self.world.mediator).get(f"/mediation/{self.mediation.code}/sign/")
        self.assertContains(page, "11月25日 上传签好的纸质协议")

    def test_no_page_gives_the_paper_an_hour_it_does_not_tell(self):
        issued = timezone.localdate(self.now)
        self.watch.shift(timedelta(days=2))
        self.scan(marks="A", signed_on=issued)
        page = self.login(self.world.mediator).get(f"/mediation/{self.mediation.code}/")
        self.assertContains(page, "11月23日 上传签好的纸质协议")
        self.assertNotContains(page, "23:59")

    def test_filed_after_the_last_day_nobody_is_asked_to_go_to_court(self):
        issued = timezone.localdate(self.now)
        self.watch.shift(timedelta(days=40))
        self.scan(signed_on=issued)
        for _ in range(3):
            watch.tick(self.now)
            self.watch.shift(timedelta(days=1))
        self.assertTrue(self.agreement.followed)
        self.assertFalse(Notice.objects.filter(template__in=("mediation_confirm", "mediation_unfiled")).exists())

    def test_filed_within_the_last_week_they_are_told_at_once_while_there_is_time(self):
        issued = timezone.localdate(self.now)
        self.watch.shift(timedelta(days=28))
        self.scan(signed_on=issued)
        watch.tick(self.now)
        self.assertEqual(Notice.objects.filter(template="mediation_confirm").count(), 2)

    def test_a_colleague_files_the_paper_the_mediator_signed_too(self):
        self.scan(marks="M", staff=self.rooms.sun.staff)
        self.assertEqual(Signature.objects.get().recorded_by, self.rooms.sun.staff)

    def test_a_day_that_cannot_be_is_refused_and_what_was_ticked_stays(self):
        today, desk = timezone.localdate(self.now), self.login(self.world.mediator)
        for typed, words in (
            (today + timedelta(days=1), "不能晚于今天"),
            (today - timedelta(days=1), "签字日期不能更早"),
            ("", "请照纸上写的日期填"),
            ("2026-02-31", "请照纸上写的日期填"),
        ):
            given = {"marks": ["A", "B"], "signed_on": typed, "document_sha256": self.agreement.text_sha256}
            upload = SimpleUploadedFile("a.pdf", SCANNED)
            page = desk.post(f"/mediation/{self.mediation.code}/sign/scan/", {**given, "file": upload})
            self.assertContains(page, words, status_code=422)
            self.assertContains(page, 'value="A" checked', status_code=422)
        self.assertFalse(SignedPaper.objects.exists())

    def test_what_is_no_paper_is_refused(self):
        for data, marks, sha in (
            (b"MZ", "AB", ""),
            (b"%PDF-1.7 cut", "AB", ""),
            (b"%PDF-1.7 no page %%EOF", "AB", ""),
            (SCANNED, "", ""),
            (SCANNED, "A", "0" * 64),
        ):
            with pytest.raises(Refused):
                self.scan(data, marks, sha)
        self.assertFalse(Signature.objects.exists())

    def test_a_screen_is_refused_where_the_law_wants_paper(self):
        for content, reason in (
            ("双方自愿离婚。", "婚姻"),
            ("物业可以停水。", "停止供水"),
            ("房屋过户给女方。", "房地产"),
        ):
            conclude.rework(self.mediation, staff=self.world.mediator, reason="改", now=self.now)
            self.issue(content=content)
            self.assertIn(reason, self.agreement.paper_reason)
            self.refused("paper")
        with override_settings(ESTATE_ON_PAPER=False):
            conclude.rework(self.mediation, staff=self.world.mediator, reason="改", now=self.now)
            self.issue(content="房屋过户给女方。")
        self.assertEqual(self.agreement.paper_reason, "")


class OnPages(Signing):
    def path(self, what: str = "") -> str:
        return f"/mediation/{self.mediation.code}/sign/{what}"

    def test_the_page_shows_each_part_and_who_signs(self):
        page = self.login(self.world.mediator).get(self.path())
        self.assertContains(page, 'data-block="3"')
        self.assertContains(page, "共印 3 份")
        self.assertContains(page, "139****9009")
        self.assertNotContains(page, "13900139009")

    def test_the_tablet_sends_json_and_reads_json(self):
        desk, agreement = self.login(self.world.mediator), self.agreement
        body = {
            "mark": "M", "document_sha256": agreement.text_sha256, "read": list(range(len(agreement.text))),
            "picture": address(), "client_key": str(uuid4()), "opened_at": "nonsense", "device_at": None,
        }  # fmt: skip
        for _ in range(2):
            self.assertEqual(desk.post(self.path("give/"), body, content_type="application/json").status_code, 200)
        self.assertEqual(
            desk.post(self.path("give/"), body, content_type="application/json").json()["stage"], Stage.SIGNING
        )
        picture = desk.get(self.path(f"picture/{Signature.objects.get().pk}/"))
        self.assertEqual((picture["Content-Type"], picture.status_code), ("image/png", 200))
        broken = desk.post(self.path("give/"), "[", content_type="application/json")
        self.assertEqual((broken.status_code, broken.json()["error"]["code"]), (422, "form"))

    def test_with_the_last_signature_the_tablet_says_that_it_holds(self):
        desk, agreement = self.login(self.world.mediator), self.agreement
        for mark in "ABS":
            conclude.sign(self.mediation, staff=self.world.mediator, signer=mark, now=self.now)
        body = {
            "mark": "M", "document_sha256": agreement.text_sha256, "read": list(range(len(agreement.text))),
            "picture": address(), "client_key": str(uuid4()),
        }  # fmt: skip
        answer = desk.post(self.path("give/"), body, content_type="application/json").json()
        self.assertEqual(answer["stage"], Stage.AGREED)

    def test_a_scan_that_is_refused_leaves_what_was_ticked(self):
        desk, sent = (
            self.login(self.world.mediator),
            {"document_sha256": self.agreement.text_sha256, "marks": ["A", "M"]},
        )
        page = desk.post(self.path("scan/"), {**sent, "file": SimpleUploadedFile("a.pdf", b"MZ")})
        for mark, ticked in (("A", True), ("B", False), ("M", True)):
            said = f'name="marks" value="{mark}"{" checked" if ticked else ""}>'
            self.assertContains(page, said, status_code=422)
        self.assertContains(page, "勾选还在，文件请再选一次", status_code=422)
        self.assertNotContains(desk.get(self.path()), " checked>")

    def test_after_it_holds_nobody_signs(self):
        OnPaper.scan(self)
        with pytest.raises(Moved):
            self.sign("A")
