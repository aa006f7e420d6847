"""A resident urges."""

from __future__ import annotations

from uuid import uuid4

from complaints.services import handling
from tests.cases import StoryCase


class UrgeTests(StoryCase):
    def test_urging_stands_in_the_timeline(self) -> None:
        case = self.file()
        sent = self.client.post(f"/c/{case.token}/urge/", {"client_key": str(uuid4())})
        self.assertRedirects(sent, f"/c/{case.token}/")
        self.assertEntry(case, "urge")

    def test_twice_within_four_hours_is_refused_with_a_sentence(self) -> None:
        case = self.file()
        self.client.post(f"/c/{case.token}/urge/")
        self.wait(hours=3, minutes=59)
        page = self.client.post(f"/c/{case.token}/urge/")
        self.assertContains(page, "您刚催过", status_code=422)
        self.assertContains(page, case.code, status_code=422)
        self.assertEqual(self.entries(case).count("urge"), 1)

    def test_after_four_hours_she_may_urge_again(self) -> None:
        case = self.file()
        self.client.post(f"/c/{case.token}/urge/")
        self.wait(hours=4)
        self.client.post(f"/c/{case.token}/urge/")
        self.assertEqual(self.entries(case).count("urge"), 2)

    def test_a_double_tap_urges_once_and_is_not_scolded(self) -> None:
        case, key = self.file(), str(uuid4())
        self.client.post(f"/c/{case.token}/urge/", {"client_key": key})
        again = self.client.post(f"/c/{case.token}/urge/", {"client_key": key})
        self.assertRedirects(again, f"/c/{case.token}/")
        self.assertEqual(self.entries(case).count("urge"), 1)

    def test_a_closed_case_cannot_be_urged(self) -> None:
        case = self.closed()
        self.assertContains(self.client.post(f"/c/{case.token}/urge/"), "已办结", status_code=409)

    def test_opening_the_address_changes_nothing(self) -> None:
        case = self.file()
        self.assertRedirects(self.client.get(f"/c/{case.token}/urge/"), f"/c/{case.token}/")
        self.assertNotIn("urge", self.entries(case))

    def test_a_key_of_another_action_is_refused(self) -> None:
        case, key = self.file(), uuid4()
        handling.claim(case, staff=self.world.wang, now=self.now, client_key=key)
        page = self.client.post(f"/c/{case.token}/urge/", {"client_key": str(key)})
        self.assertContains(page, "这个操作编号已经用过", status_code=422)
