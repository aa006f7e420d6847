"""Somebody finds a code that looks wrong: what the landing says of a true one, and one tap that reaches the station."""

from __future__ import annotations

from uuid import uuid4

from django.test import override_settings

from complaints.models import Complaint
from complaints.services import handling
from complaints.services.odd_code import WRONG
from governance.posters import plaque
from tests.cases import StoryCase

ODD = "/q/TESTDOOR01/odd/"


class OddCode(StoryCase):
    @override_settings(PUBLIC_URL="https://ba.hangzhou.example")
    def test_the_landing_tells_a_true_code_by_what_stands_on_its_plate(self) -> None:
        page = self.client.get("/q/TESTDOOR01/")
        plate = plaque(self.world.door)
        self.assertTrue(plate.url.startswith("https://ba.hangzhou.example/"))
        for words in (
            '<b class="nowrap">ba.hangzhou.example</b>',
            f"<b>{plate.name}</b>",
            "不要您付钱",
            f'href="{ODD}"',
        ):
            self.assertContains(page, words)

    def test_looking_files_nothing(self) -> None:
        page = self.client.get(ODD)
        for words in ("我不在“观潮名苑6幢2单元”", "贴上去", "要钱、要证件", "96110"):
            self.assertContains(page, words)
        self.assertEqual(Complaint.objects.count(), 0)

    def test_on_an_english_page_the_words_of_a_button_stay_one_line_of_text(self) -> None:
        page = self.client.get(ODD, headers={"accept-language": "en"}).content.decode()
        self.assertRegex(page, r'value="name"><span>[^<]*<span lang="zh-CN">')  # a button lays its parts side by side

    def test_one_tap_is_a_case_that_the_station_sees_at_once(self) -> None:
        done = self.client.post(ODD, {"what": "pasted"}, follow=True)
        self.assertContains(done, "谢谢，已经告诉社区")
        case = Complaint.objects.get()
        self.assertEqual(
            (case.category, case.urgency, case.identity, case.unit), ("SEC-03", "P1", "anonymous", self.world.dongguan)
        )
        self.assertIn("被人贴过", case.text)
        self.assertContains(self.login(self.world.wang).get("/desk/"), case.code)
        self.assertNotContains(done, case.code)

    def test_twenty_people_who_tap_are_one_case_and_get_no_way_to_it(self) -> None:
        answers = [self.client.post(ODD, {"what": "name"}, REMOTE_ADDR=f"10.0.0.{n}") for n in range(20)]
        self.assertEqual({answer["Location"] for answer in answers}, {f"{ODD}?told=1"})
        self.assertEqual(Complaint.objects.count(), 1)

    def test_what_was_settled_and_comes_back_is_a_new_case(self) -> None:
        self.client.post(ODD, {"what": "name"})
        handling.withdraw(Complaint.objects.get(), now=self.now)
        self.client.post(ODD, {"what": "name"})
        self.assertEqual(Complaint.objects.count(), 2)

    def test_each_reason_says_what_to_look_for(self) -> None:
        for what in WRONG:
            self.client.post(ODD, {"what": what})
        texts = list(Complaint.objects.values_list("title", flat=True))
        self.assertEqual(len(set(texts)), 3)

    def test_a_reason_that_is_none_is_refused_in_words(self) -> None:
        for what in ("", "DROP TABLE", "name\0"):
            self.assertContains(self.client.post(ODD, {"what": what}), "请选一下这个码哪里不对", status_code=422)
        self.assertEqual(Complaint.objects.count(), 0)

    def test_a_client_that_taps_without_end_is_held_off(self) -> None:
        self.assertEqual([self.client.post(ODD, {"what": "name"}).status_code for _ in range(7)], [302] * 6 + [429])

    def test_nobody_can_take_the_place_of_a_report_beforehand(self) -> None:
        self.file(client_key=uuid4())
        self.client.post(ODD, {"what": "name"})
        self.assertEqual(Complaint.objects.filter(category="SEC-03").count(), 1)

    def test_an_unknown_code_cannot_be_reported_but_leads_to_the_communities(self) -> None:
        self.assertContains(self.client.post("/q/NOSUCHCODE/odd/", {"what": "name"}), "选择您在的社区", status_code=404)

    def test_a_code_that_is_not_ours_is_named_as_what_it_may_be(self) -> None:
        self.assertContains(self.client.get("/q/NOSUCHCODE/"), "那是假码", status_code=404)
        self.world.door.stage, self.world.door.retired_at = "RETIRED", self.now
        self.world.door.save()
        self.assertNotContains(self.client.get("/q/TESTDOOR01/"), "那是假码", status_code=404)
