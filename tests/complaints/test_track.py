"""A resident looks for her case by number and phone."""

from __future__ import annotations

from typing import Any

from complaints.views.resident.lookup import CLIENT_TRIES, NUMBER_TRIES
from tests.cases import StoryCase
from tests.world import OTHER_PHONE, PHONE

SAME = "没有查到。请核对受理编号和电话，两样都要和提交时一致。"


class TrackTests(StoryCase):
    def ask(self, code: str, phone: str = PHONE, address: str = "10.0.0.1") -> Any:
        return self.client.post("/track/", {"code": code, "phone": phone}, REMOTE_ADDR=address)

    def test_number_and_phone_lead_to_the_case(self) -> None:
        case = self.file()
        self.assertRedirects(self.ask(case.code), f"/c/{case.token}/")

    def test_a_number_may_be_typed_as_people_type(self) -> None:
        case = self.file()
        typed = f" {case.code[:2].lower()} {case.code[2:8]}-{case.code[8:].lower()} "
        self.assertRedirects(self.ask(typed, "+86 138 0013 8001"), f"/c/{case.token}/")

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
