"""A resident looks for her case by number and phone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from complaints.access import looked_up_link
from complaints.models import Complaint, Rating, TimelineEntry
from complaints.services import rights
from complaints.views.resident.lookup import CLIENT_TRIES, NUMBER_TRIES
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import OTHER_PHONE, PHONE

SAME = "没有查到。请核对受理编号和电话，两样都要和提交时一致。"


class TrackTests(StoryCase):
    def ask(self, code: str, phone: str = PHONE, address: str = "10.0.0.1") -> Any:
        return self.client.post("/track/", {"code": code, "phone": phone}, REMOTE_ADDR=address)

    def test_number_and_phone_lead_to_the_case(self) -> None:
        case = self.file()
        answer = self.ask(case.code)
        self.assertRedirects(answer, f"/c/{looked_up_link(case)}/")
        self.assertContains(self.client.get(answer["Location"]), case.code)

    def test_a_number_may_be_typed_as_people_type(self) -> None:
        case = self.file()
        typed = f" {case.code[:2].lower()} {case.code[2:8]}-{case.code[8:].lower()} "
        self.assertRedirects(self.ask(typed, "+86 138 0013 8001"), f"/c/{looked_up_link(case)}/")

    def test_an_unknown_number_and_a_wrong_phone_hear_the_same(self) -> None:
        case = self.file()
        for answer in (self.ask("BA261123ZZZZZZ"), self.ask(case.code, OTHER_PHONE)):
            self.assertContains(answer, SAME, status_code=422)

    def test_what_was_typed_stays(self) -> None:
        self.assertContains(self.ask("BA261123ZZZZZZ"), "BA261123ZZZZZZ", status_code=422)

    def test_empty_fields_say_what_to_fill_in(self) -> None:
        page = self.ask("", "")
        self.assertContains(page, "请填受理编号", status_code=422)
        self.assertContains(page, "请填提交时留的电话", status_code=422)

    def test_one_client_cannot_try_numbers_without_end(self) -> None:
        for n in range(CLIENT_TRIES):
            self.ask(f"BA261123{n:06}")
        self.assertEqual(self.ask("BA261123ZZZZZZ").status_code, 429)
        self.assertEqual(self.ask("BA261123ZZZZZZ", address="10.0.0.2").status_code, 422)

    def test_one_number_cannot_be_tried_from_everywhere(self) -> None:
        case = self.file()
        for n in range(NUMBER_TRIES):
            self.ask(case.code, OTHER_PHONE, address=f"10.0.1.{n}")
        self.assertEqual(self.ask(case.code, PHONE, address="10.0.2.1").status_code, 429)
        self.wait(hours=1)
        self.assertEqual(self.ask(case.code, PHONE, address="10.0.2.1").status_code, 302)

    def test_an_anonymous_case_is_not_found_by_an_empty_phone(self) -> None:
        case = self.file(identity="anonymous")
        self.assertEqual(self.ask(case.code, "").status_code, 422)

    def test_the_page_itself_is_open_to_all(self) -> None:
        self.assertContains(self.client.get("/track/"), "受理编号")


class WhatStaffKnowToo(StoryCase):
    """Number and telephone stand on the handler's screen: whoever comes with them reads, and does nothing that is the resident's
    alone (work.md D4.1)."""

    def door(self, case: Complaint) -> str:
        return Client().post("/track/", {"code": case.code, "phone": PHONE})["Location"]

    def test_the_page_shows_the_progress_and_neither_the_vote_nor_the_secret_link(self) -> None:
        case = self.closed()
        self.wait(hours=48)
        rating, door = Rating.objects.get(), self.door(case)
        page = Client().get(door)
        self.assertContains(page, "您是用编号和电话查到这里的")
        self.assertContains(page, "王社工")
        for hidden in (rating.token, case.token, "/r/", f"{door}withdraw/", f"{door}data/", f"{door}call/", "push/"):
            self.assertNotContains(page, hidden)
        self.assertContains(Client().get(f"/c/{case.token}/"), f"/r/{rating.token}/")

    def test_what_is_hers_alone_is_refused_and_the_way_is_said(self) -> None:
        case = self.contacted()
        door, before = self.door(case), self.entries(case)
        call = {"call": case.calls.get().pk, "heard": "yes"}
        asked: dict[str, dict[str, Any]] = {
            "withdraw": {}, "call": call, "correct": {"phone": OTHER_PHONE}, "category": {"category": "PET-01"}, "consent": {},
            "deletion": {"reason": "不想留了"},
        }  # fmt: skip
        for verb, typed in asked.items():
            answer = Client().post(f"{door}{verb}/", {"client_key": str(uuid4()), **typed})
            self.assertContains(answer, "短信里的链接", status_code=403)
        for page in ("data/", "withdraw/"):
            self.assertContains(Client().get(f"{door}{page}"), "短信里的链接", status_code=403)
        self.assertEqual(Client().post(f"{door}push/state/").status_code, 403)
        self.assertEqual(self.entries(case), before)
        self.assertRedirects(Client().post(f"/c/{case.token}/withdraw/"), f"/c/{case.token}/")

    def test_she_has_her_link_sent_to_the_number_on_file_and_to_no_other(self) -> None:
        case = self.claimed()
        door = self.door(case)
        answer = Client().post(f"{door}link/", {"phone": OTHER_PHONE}, follow=True)
        page = answer.content.decode()
        self.assertLess(page.index("链接已经发到您留的手机"), page.index('id="stage-said"'), "said below the fold")
        self.assertNotContains(answer, case.token)
        [sent] = Notice.objects.filter(template="link_again")
        self.assertEqual((sent.phone, sent.data["token"]), (case.phone, case.token))
        for _ in range(3):
            self.wait(minutes=1)
            answer = Client().post(f"{door}link/")
        self.assertEqual((answer.status_code, Notice.objects.filter(template="link_again").count()), (429, 3))

    def test_whom_no_message_reaches_is_told_where_to_go(self) -> None:
        case = self.file(phone="057188886666")
        door = Client().post("/track/", {"code": case.code, "phone": "057188886666"})["Location"]
        self.assertContains(Client().post(f"{door}link/"), "请打 12345", status_code=422)
        self.assertFalse(Notice.objects.filter(template="link_again").exists())

    def test_adding_and_urging_stay_and_lead_back_to_the_same_page(self) -> None:
        case = self.claimed()
        door = self.door(case)
        answer = Client().post(f"{door}add/", {"text": "今天又响了。", "client_key": str(uuid4())})
        self.assertRedirects(answer, door)
        self.assertRedirects(Client().post(f"{door}urge/"), door)
        self.assertEqual(self.entries(case)[-2:], ["add_info", "urge"])
        self.assertNotContains(Client().get(door), case.token)
        self.assertNotContains(Client().get(f"{door}receipt/"), case.token)
        told = Client().post(
            f"{door}add/", {"text": "还在响。", "client_key": str(uuid4())}, headers={"accept": "application/json"}
        )
        self.assertEqual(told.json()["url"], door)

    def test_the_api_gives_the_progress_and_no_address_of_the_vote(self) -> None:
        case = self.closed()
        self.wait(hours=48)
        for token, known in ((self.door(case).split("/")[2], False), (case.token, True)):
            status = Client().get(f"/api/v1/complaints/{token}/").json()
            self.assertEqual((status["code"], bool(status["rating_url"])), (case.code, known))

    def test_a_made_up_link_and_that_of_an_earlier_number_lead_nowhere(self) -> None:
        case = self.file()
        door = self.door(case)
        self.assertEqual(Client().get(f"{door[:-3]}AA/").status_code, 404)
        rights.correct(case, name="", phone=OTHER_PHONE, now=self.now)
        self.assertEqual(Client().get(door).status_code, 404)
        self.assertEqual(TimelineEntry.objects.filter(kind="correct").count(), 1)
