"""The page of a session: what each sees and does there, and what a tablet sends later."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from mediation.models import Evidence, Guest, Note, Tick
from mediation.selectors import current_booking
from tests.mediation.session.sitting import SessionStory
from tests.photos import acting, made_by, photo, scanned

HER = "Fang Xiaomei"


class Sends(SessionStory):
    def page(self, staff, mediation, status: int = 200) -> str:
        answer = self.login(staff).get(f"/mediation/{mediation.code}/session/")
        self.assertEqual(answer.status_code, status)
        return answer.content.decode()

    def send(self, mediation, verb: str, status: int = 302, staff=None, **given) -> str:
        client = self.login(staff or self.world.mediator)
        fields = {"client_key": str(uuid4()), **given}
        answer = client.post(f"/mediation/{mediation.code}/session/{verb}/", fields)
        self.assertEqual(answer.status_code, status, answer.content.decode()[:2000])
        return answer.content.decode()


class Page(Sends):
    def test_the_mediator_has_the_steps_the_seats_and_the_pen(self):
        page = self.page(self.world.mediator, self.in_session())
        for words in (
            "核对身份",
            "分别谈话",
            "到场",
            "记一句",
            "常用的话",
            "登记证据",
            "休会",
            "邀请人参加",
            "安全安排",
        ):
            self.assertIn(words, page)

    def test_a_social_worker_notes_who_is_there_but_writes_no_minutes(self):
        page = self.page(self.world.wang, self.in_session())
        self.assertIn("诉求方到场", page)
        for words in ("记一句", "休会"):
            self.assertNotIn(words, page)

    def test_no_full_name_and_no_number_lies_on_the_table(self):
        mediation = self.in_session()
        page = self.page(self.world.mediator, mediation)
        for party in mediation.parties.all():
            for secret in (party.name, party.phone):
                if secret:
                    self.assertNotIn(secret, page)

    def test_everything_goes_without_a_script(self):
        mediation = self.in_session()
        b = f"p{self.side(mediation, 'B').pk}"
        self.send(mediation, "attend", person=b, state="present")
        self.send(mediation, "tick", step="identity", done="true")
        self.send(mediation, "note", speaker=b, visibility="all", body="同意。")
        self.send(mediation, "invite", kind="neighbour", name="陈阿姨", agreed_a="on")
        self.send(mediation, "let_in", guest=Guest.objects.get().pk, sides="B")
        self.send(mediation, "flag_safety", reason="推搡过", first="A", gap="15", place_a="大厅", police="on")
        self.send(mediation, "evidence", file=photo(), title="楼板", visibility="A", brought_by=b[1:])
        page = self.page(self.world.mediator, mediation)
        for words in ("在场", "同意。", "受邀邻居", "已请民警到场", "证据 1：楼板", "只给诉求方"):
            self.assertIn(words, page)
        self.assertTrue(Guest.objects.get().welcome)
        self.send(mediation, "break_off", reason="等材料", when="later")
        mediation.refresh_from_db()
        self.assertEqual(mediation.stage, "APPLIED")

    def test_what_was_typed_stays_when_it_is_refused(self):
        mediation = self.in_session()
        page = self.send(mediation, "note", 422, visibility="all", body="这一句没有选谁说的。")
        self.assertIn("这一句没有选谁说的。", page)
        self.assertIn("请选这句话是谁说的", page)

    def test_earlier_lines_are_a_page_further(self):
        mediation = self.in_session()
        for number in range(65):
            self.writes(mediation, f"第{number}句话。")
        page = self.page(self.world.mediator, mediation)
        self.assertIn("第64句话。", page)
        self.assertNotIn("第0句话。", page)
        answer = self.login(self.world.mediator).get(f"/mediation/{mediation.code}/session/?before=6")
        self.assertContains(answer, "第0句话。")

    def test_the_number_of_queries_does_not_grow_with_lines_and_people(self):
        mediation = self.in_session()
        client = self.login(self.world.mediator)
        path = f"/mediation/{mediation.code}/session/"

        def queries() -> int:
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            return len(asked)

        self.writes(mediation, "第一句。")
        before = queries()
        for number in range(20):
            self.writes(mediation, f"第{number}句。")
            Guest.objects.create(
                mediation=mediation, kind="neighbour", name="邻居", recorded_by=self.world.mediator, at=self.now
            )
        self.assertLessEqual(queries(), before)


class EvidencePage(Sends):
    def test_a_photo_loses_what_the_camera_wrote_and_has_two_checksums(self):
        mediation = self.in_session()
        self.send(mediation, "evidence", file=photo(), title="楼板的照片", visibility="all", brought_by="")
        row = Evidence.objects.get()
        self.assertEqual((row.media_type, len(row.sha256), len(row.original_sha256)), ("image/jpeg", 64, 64))
        self.assertNotEqual(row.sha256, row.original_sha256)
        page = self.page(self.world.mediator, mediation)
        self.assertIn(row.sha256, page)

    def test_a_photo_tells_the_other_side_nothing_its_camera_wrote(self):
        mediation, told, out = self.in_session(), Image.new("RGB", (40, 30)).getexif(), io.BytesIO()
        told[0x13B] = HER  # the author
        Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=told)
        self.assertIn(HER.encode(), out.getvalue())
        self.send(
            mediation, "evidence", file=SimpleUploadedFile("a.jpg", out.getvalue()), title="照片", visibility="all"
        )
        self.assertNotIn(HER.encode(), self.read_by_the_other(mediation))

    def test_a_pdf_tells_the_other_side_nothing_its_maker_wrote_and_its_pages_stay(self):
        mediation, body = self.in_session(), made_by(HER)
        self.assertEqual(PdfReader(io.BytesIO(body)).metadata.author, HER)
        self.send(mediation, "evidence", file=SimpleUploadedFile("a.pdf", body), title="收据", visibility="all")
        read = self.read_by_the_other(mediation)
        paper = PdfReader(io.BytesIO(read))
        self.assertEqual((len(paper.pages), paper.metadata, paper.xmp_metadata), (1, None, None))
        self.assertIn("3000", paper.pages[0].extract_text())
        self.assertEqual(len(paper.pages[0].images), 1)
        for words in (HER.encode(), HER.encode("utf-16-be"), HER.split()[0].encode()):
            self.assertNotIn(words, read)
        row = Evidence.objects.get()
        self.assertEqual((row.sha256, row.original_sha256), (sha256(read).hexdigest(), sha256(body).hexdigest()))

    def test_a_pdf_that_could_act_is_kept_as_its_pages_and_a_broken_one_is_refused(self):
        mediation, given = self.in_session(), {"title": "收据", "visibility": "all"}
        body = acting("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")
        broken = SimpleUploadedFile("a.pdf", body[:-40])
        self.assertIn("不是完整的 PDF", self.send(mediation, "evidence", 422, file=broken, **given))
        self.assertFalse(Evidence.objects.exists())
        self.send(mediation, "evidence", file=SimpleUploadedFile("a.pdf", body), **given)
        self.assertNotIn("/OpenAction", PdfReader(io.BytesIO(self.read_by_the_other(mediation))).root_object)

    def read_by_the_other(self, mediation) -> bytes:
        b = self.side(mediation, "B")
        return self.client.get(f"/m/{b.token}/evidence/{Evidence.objects.get().pk}/").content

    def test_a_pdf_is_only_ever_downloaded(self):
        mediation, body = self.in_session(), scanned()
        upload = SimpleUploadedFile("x.html", body, content_type="text/html")
        self.send(mediation, "evidence", file=upload, title="收据", visibility="all", brought_by="")
        row = Evidence.objects.get()
        self.assertEqual((row.original_sha256, row.media_type), (sha256(body).hexdigest(), "application/pdf"))
        answer = self.login(self.world.mediator).get(f"/mediation/{mediation.code}/session/evidence/{row.pk}/")
        self.assertIn("attachment", answer["Content-Disposition"])
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        self.assertEqual(sha256(answer.content).hexdigest(), row.sha256)

    def test_what_is_neither_is_refused_and_a_worker_brings_nothing_for_one_side_alone(self):
        mediation = self.in_session()
        bad = SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
        self.send(mediation, "evidence", 422, file=bad, title="坏文件", visibility="all", brought_by="")
        self.send(
            mediation, "evidence", 422, self.world.wang, file=photo(), title="照片", visibility="A", brought_by=""
        )
        self.assertEqual(Evidence.objects.count(), 0)


class KeptByATablet(SessionStory):
    def sync(self, *commands, staff=None, status: int = 200):
        client = self.login(staff or self.world.mediator)
        answer = client.post("/mediation/sync/", json.dumps(list(commands)), content_type="application/json")
        self.assertEqual(answer.status_code, status)
        return answer.json()

    def command(self, mediation, verb: str, **given) -> dict:
        at = self.now.isoformat()
        return {"client_key": str(uuid4()), "code": mediation.code, "verb": verb, "at": at, **given}

    def test_each_is_answered_in_order_and_none_stops_the_next(self):
        mediation = self.in_session()
        b = f"p{self.side(mediation, 'B').pk}"
        commands = [
            self.command(mediation, "note", speaker="M", visibility="all", body="第一句。"),
            self.command(mediation, "note", speaker="p0", visibility="all", body="没有这个人。"),
            self.command(mediation, "attend", person=b, state="present"),
            self.command(mediation, "tick", step="rights", done="true"),
            self.command(mediation, "note", speaker=b, visibility="mediator", body="第二句。"),
        ]
        said = self.sync(*commands)
        self.assertEqual([one["status"] for one in said], ["done", "refused", "done", "done", "done"])
        self.assertIn("谁说的", said[1]["error"]["sentence"])
        self.assertEqual([note.body for note in Note.objects.order_by("seq")], ["第一句。", "第二句。"])
        self.assertTrue(all(note.device_at == self.now for note in Note.objects.all()))
        self.assertEqual([one["status"] for one in self.sync(*commands)][0::2], ["repeated"] * 3)
        self.assertEqual((Note.objects.count(), Tick.objects.count()), (2, 1))

    def test_what_is_no_command_is_refused_and_a_foreign_mediation_too(self):
        mediation = self.in_session()
        fine = self.command(mediation, "note", speaker="M", visibility="all", body="记。")
        for broken in (
            "x", {}, {**fine, "verb": "break_off"}, {**fine, "client_key": ""}, {**fine, "code": "TJ000000AAAAA"},
            {**fine, "client_key": "nonsense"}, {**fine, "body": ["a"] * 3000}, {**fine, "visibility": "everybody"},
        ):  # fmt: skip
            self.assertEqual([one["status"] for one in self.sync(broken)], ["refused"], broken)
        self.assertEqual(self.sync(fine, staff=self.world.stranger)[0]["error"]["code"], "not_found")
        self.assertEqual(self.sync({**fine, "at": "yesterday"})[0]["status"], "done")

    def test_no_list_is_refused_and_a_stranger_comes_to_the_door(self):
        client = self.login(self.world.mediator)
        for body in ("{", "{}", json.dumps([{}] * 201)):
            answer = client.post("/mediation/sync/", body, content_type="application/json")
            self.assertEqual(answer.status_code, 422)
        self.assertEqual(Client().post("/mediation/sync/", "[]", content_type="application/json").status_code, 302)

    def test_the_kept_page_holds_nothing_of_anybody(self):
        mediation = self.in_session()
        page = Client().get("/mediation/offline/").content.decode()
        self.assertNotIn(mediation.code, page)
        self.assertEqual(page, self.login(self.world.mediator).get("/mediation/offline/").content.decode())
        self.assertIsNotNone(current_booking(mediation))
