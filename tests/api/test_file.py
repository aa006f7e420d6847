"""A program files a case for a resident."""

from __future__ import annotations

import io
import struct
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from complaints.models import Attachment, Complaint
from complaints.services import handling
from governance.models import Place
from tests.api.cases import ApiCase
from tests.photos import photo
from tests.world import GAS, NOISE, PHONE

HERE = "/api/v1/complaints/"


class FileTests(ApiCase):
    def post(self, client: Client | None = None, **more: Any) -> HttpResponse:
        body = {"place": "TESTDOOR01", "text": NOISE, "phone": PHONE, "client_key": str(uuid4()), **more}
        return self.send(client or self.client, HERE, {name: value for name, value in body.items() if value is not ...})

    def upload(self, **more: Any) -> HttpResponse:
        body = {"place": "TESTDOOR01", "text": NOISE, "phone": PHONE, "client_key": str(uuid4()), **more}
        return self.client.post(HERE, body)

    def test_a_filing_is_accepted_and_answered_with_its_promises(self) -> None:
        answer = self.post()
        case = Complaint.objects.get()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(
            answer.json(),
            {
                "code": case.code,
                "token": case.token,
                "track_url": f"http://testserver/c/{case.token}/",
                "stage": "ACCEPTED",
                "urgency": "P2",
                "category": case.category,
                "promises": [
                    {"kind": "contact", "due_at": "2026-11-23T18:35:00+08:00"},
                    {"kind": "close", "due_at": "2026-11-24T18:30:00+08:00"},
                ],
            },
        )
        self.assertEqual((case.identity, case.nature, case.phone), ("hidden", "complaint", "+8613800138001"))
        self.assertIn("no-store", answer["Cache-Control"])

    def test_danger_is_p0_with_its_shorter_promises(self) -> None:
        answer = self.post(text=GAS).json()
        self.assertEqual(answer["urgency"], "P0")
        self.assertEqual(
            [promise["kind"] for promise in answer["promises"]], ["contact", "set_out", "on_site", "close"]
        )

    def test_the_same_key_gets_the_same_answer_also_when_the_case_went_on(self) -> None:
        key = str(uuid4())
        first = self.post(client_key=key)
        case = Complaint.objects.get()
        self.wait(minutes=2)
        handling.claim(case, staff=self.world.wang, now=self.now)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="问清楚了。", now=self.now)
        second = self.post(client_key=key, text="别的话也不改变什么")
        self.assertEqual((first.status_code, second.status_code), (201, 200))
        self.assertEqual(second.content, first.content)
        self.assertEqual(Complaint.objects.count(), 1)

    def test_a_key_of_another_command_is_no_way_to_a_case(self) -> None:
        case, key = self.file(), uuid4()
        handling.claim(case, staff=self.world.wang, now=self.now, client_key=key)
        self.assertRefused(self.post(client_key=str(key)), 422, "client_key")

    def test_a_counter_is_no_key(self) -> None:
        for key in (1, True, "1", "00000000-0000-0000-0000-000000000001", {}, []):
            self.assertRefused(self.post(client_key=key), 422, "invalid", "client_key")

    def test_without_a_key_each_filing_is_a_case(self) -> None:
        self.assertEqual([self.post(client_key=...).status_code for _ in range(2)], [201, 201])
        self.assertEqual(Complaint.objects.count(), 2)

    def test_photos_come_as_multipart(self) -> None:
        answer = self.upload(files=[photo(), photo("b.jpg")])
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(Attachment.objects.filter(complaint__code=answer.json()["code"], by_resident=True).count(), 2)

    def test_photos_of_a_retry_or_a_refusal_are_not_left_behind(self) -> None:
        key = str(uuid4())
        first = self.upload(client_key=key, files=[photo()])
        kept = self._stored()
        self.assertEqual(self.upload(client_key=key, files=[photo()]).content, first.content)
        used = uuid4()
        handling.claim(Complaint.objects.get(), staff=self.world.wang, now=self.now, client_key=used)
        self.assertRefused(self.upload(client_key=str(used), files=[photo()]), 422, "client_key")
        self.assertEqual((Attachment.objects.count(), self._stored()), (1, kept))

    def _stored(self) -> set[str]:
        return {str(path) for path in settings.MEDIA_ROOT.rglob("*.jpg")}

    def test_seven_photos_and_what_is_no_photo_are_refused(self) -> None:
        self.assertRefused(self.upload(files=[photo(f"{n}.jpg") for n in range(7)]), 422, "files", "files")
        false = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
        self.assertRefused(self.upload(files=[false]), 422, "files", "files")
        self.assertEqual(Complaint.objects.count(), 0)

    def test_photos_inside_json_are_not_dropped_in_silence(self) -> None:
        self.assertRefused(self.post(files=["aGVsbG8="]), 422, "files", "files")
        self.assertRefused(self.upload(files="a.jpg"), 422, "files", "files")
        self.assertEqual(self.post(files=[]).status_code, 201)

    def test_an_unknown_and_a_retired_code_say_what_to_do(self) -> None:
        unknown = self.assertRefused(self.post(place="NOSUCHPLAC"), 422, "place", "place")
        Place.objects.filter(pk=self.world.station.pk).update(stage="RETIRED", retired_at=timezone.now())
        retired = self.assertRefused(self.post(place="TESTSTAT01"), 422, "place", "place")
        self.assertNotEqual(unknown["sentence"], retired["sentence"])

    def test_a_replaced_code_leads_to_its_successor(self) -> None:
        Place.objects.filter(pk=self.world.station.pk).update(
            stage="RETIRED", retired_at=timezone.now(), replaced_by=self.world.door
        )
        self.assertEqual(self.post(place="teststat01").status_code, 201)
        self.assertEqual(Complaint.objects.get().place, self.world.door)

    def test_what_is_missing_or_meaningless_is_named(self) -> None:
        self.assertRefused(self.post(place=..., text=...), 422, "needs", "place", "text")
        self.assertRefused(self.post(text="\u200b\u200b ?!"), 422, "text", "text")
        self.assertRefused(self.post(text="啊" * 3000), 422, "text", "text")
        self.assertRefused(self.post(phone="12345"), 422, "phone", "phone")
        self.assertRefused(self.post(text="", phone="12345"), 422, "text", "text")
        self.assertRefused(self.post(identity="secret", nature=["x"]), 422, "invalid", "identity", "nature")

    def test_blanks_of_a_form_mean_the_defaults(self) -> None:
        self.assertEqual(self.post(identity="", nature="", phone=None, name=None).status_code, 201)
        case = Complaint.objects.get()
        self.assertEqual((case.identity, case.nature, case.phone, case.name), ("hidden", "complaint", "", ""))

    def test_an_anonymous_filing_keeps_neither_name_nor_phone(self) -> None:
        self.assertEqual(self.post(identity="anonymous", name="王小明", phone="随便写的").status_code, 201)
        case = Complaint.objects.get()
        self.assertEqual((case.phone, case.name), ("", ""))

    def test_halves_of_an_emoji_and_null_bytes_do_not_cost_the_words(self) -> None:
        self.assertEqual(self.post(text="楼上太吵\ud83d了\x00，每晚如此", name="王\ud800").status_code, 201)
        case = Complaint.objects.get()
        self.assertEqual((case.text, case.name), ("楼上太吵了，每晚如此", "王"))

    @override_settings(INTAKE_RATE=2)
    def test_one_client_is_held_off_and_told_for_how_long(self) -> None:
        self.assertEqual([self.post().status_code for _ in range(2)], [201, 201])
        third = self.post()
        self.assertRefused(third, 429, "too_often")
        self.assertTrue(0 < int(third["Retry-After"]) <= 61)
        other = Client(REMOTE_ADDR="198.51.100.7")
        self.assertEqual(self.post(other).status_code, 201)

    @override_settings(INTAKE_RATE=2)
    def test_another_port_of_the_same_client_is_the_same_client(self) -> None:
        codes = [self.post(Client(REMOTE_ADDR="203.0.113.9", REMOTE_PORT=str(port))).status_code for port in range(3)]
        self.assertEqual(codes, [201, 201, 429])

    def test_it_works_without_cookies_and_a_session_adds_nothing(self) -> None:
        bare = Client(enforce_csrf_checks=True)
        self.assertEqual(self.post(bare).status_code, 201)
        self.assertEqual(bare.cookies.output(), "")
        staff = Client(enforce_csrf_checks=True)
        staff.force_login(self.world.wang)
        self.assertEqual(self.post(staff).status_code, 201)
        self.assertFalse(Complaint.objects.filter(staff_filed=True).exists())
        self.assertFalse(Complaint.objects.filter(entries__staff__isnull=False).exists())

    def test_the_number_of_queries_does_not_grow(self) -> None:
        self.post()
        counted = []
        for more in ({}, {"text": NOISE * 10, "name": "王小明"}):
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.post(**more).status_code, 201)
            counted.append(len(queries))
        self.assertEqual(counted, [counted[0]] * 2)
        self.assertLessEqual(counted[0], 10)

    def test_a_photo_whose_exif_lies_is_kept_all_the_same(self) -> None:
        entries = ((0x0112, 3, b"\x06\0\0\0"), (0x0213, 2, b"AB\0\0"))  # orientation; a number written as text
        rows = b"".join(struct.pack("<HHI", tag, kind, 1) + value for tag, kind, value in entries)
        exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + b"\0" * 4
        data = io.BytesIO()
        Image.new("RGB", (40, 30)).save(data, "JPEG", exif=exif)
        answer = self.upload(files=[SimpleUploadedFile("a.jpg", data.getvalue())])
        self.assertEqual((answer.status_code, Attachment.objects.count()), (201, 1))
