"""Search at the desk: by number, telephone, place and masked title, within what she sees, and what of it is kept."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import search
from complaints.models.marks import phone_key
from governance.models import AuditEntry, Staff
from tests.cases import StoryCase
from tests.world import NOISE, OTHER_PHONE, PHONE

LAMP = "小区门口的路灯坏了一个星期，晚上看不清路。"


class SearchTests(StoryCase):
    def found(self, staff: Staff, typed: str) -> list[str]:
        """The codes of the answer, in order."""
        page = self.login(staff).post("/desk/search/", {"q": typed})
        return re.findall(r'<article[^>]+data-code="(\w+)"', page.content.decode())

    def test_a_case_number_is_found_whole_in_part_and_as_people_type_it(self) -> None:
        case = self.file()
        for typed in (
            case.code,
            case.code.lower(),
            case.code[:11],
            f" {case.code[:8]} {case.code[8:]} ",
            case.code[2:],
        ):
            self.assertEqual(self.found(self.world.wang, typed), [case.code], typed)

    def test_a_telephone_number_is_found_however_it_is_written_open_and_ended(self) -> None:
        closed, case, other = self.closed(), self.file(LAMP, nature="consult"), self.file(phone=OTHER_PHONE)
        for typed in (PHONE, f"+86{PHONE}", "138 0013 8001"):
            self.assertEqual(set(self.found(self.world.wang, typed)), {case.code, closed.code}, typed)
        self.assertNotIn(other.code, self.found(self.world.wang, PHONE))

    def test_a_search_for_a_telephone_number_is_kept_and_says_so_others_are_not(self) -> None:
        self.file()
        page = self.login(self.world.wang).post("/desk/search/", {"q": PHONE})
        kept = AuditEntry.objects.get(kind="phone_searched")
        self.assertEqual((kept.actor, kept.object_id), (self.world.wang, phone_key(f"+86{PHONE}")))
        self.assertEqual(kept.body, {"phone": "138****8001", "shown": 1})
        self.assertNotIn("138****8001", f"{kept.object_id}{kept.object_label}")
        self.assertNotIn(PHONE, f"{kept.body}{page.content.decode()}")
        self.assertContains(page, "会留下记录")
        self.assertIn("no-store", page["Cache-Control"])
        self.found(self.world.wang, "路灯")
        self.assertEqual(AuditEntry.objects.filter(kind="phone_searched").count(), 1)

    def test_also_a_number_that_nobody_left_is_kept(self) -> None:
        self.assertEqual(self.found(self.world.stranger, PHONE), [])
        self.assertEqual(AuditEntry.objects.get(kind="phone_searched").actor, self.world.stranger)

    def test_words_are_found_in_the_title_and_in_the_name_of_the_place(self) -> None:
        lamp, noise = self.file(LAMP, nature="consult"), self.file()
        self.assertEqual(self.found(self.world.wang, "路灯"), [lamp.code])
        self.assertEqual(set(self.found(self.world.wang, self.world.door.name[:4])), {lamp.code, noise.code})
        self.assertEqual(self.found(self.world.wang, "路灯 跳绳"), [])
        self.assertEqual(self.found(self.world.wang, "100%"), [])

    def test_what_a_person_wrote_beyond_the_title_is_not_searched(self) -> None:
        case = self.file(f"{LAMP}{'昨天傍晚我家孩子在那里摔了一跤，膝盖破了，希望早点修好。' * 2}藏在最后的词")
        self.assertNotIn("藏在最后的词", case.title)
        self.assertEqual(self.found(self.world.wang, "藏在最后的词"), [])

    def test_an_ended_case_is_found_by_its_words_for_ninety_days(self) -> None:
        closed = self.closed()
        self.assertEqual(self.found(self.world.wang, "跳绳"), [closed.code])
        self.watch.shift(search.TITLES + search.TITLES)
        self.assertEqual(self.found(self.world.wang, "跳绳"), [])
        self.assertEqual(self.found(self.world.wang, closed.code), [closed.code])

    def test_nobody_finds_what_she_does_not_see(self) -> None:
        case = self.file()
        for staff in (self.world.stranger, self.world.mediator, self.world.auditor):
            for typed in (case.code, PHONE, NOISE[:4], self.world.door.name[:4]):
                self.assertEqual(self.found(staff, typed), [], (staff, typed))

    def test_too_few_words_are_answered_with_what_to_type(self) -> None:
        for typed, words in (("BA26", "请至少写到日期"), ("灯", "请至少写两个字")):
            self.assertContains(self.login(self.world.wang).post("/desk/search/", {"q": typed}), words, status_code=422)

    def test_nothing_typed_stands_in_the_address(self) -> None:
        self.file()
        self.assertNotContains(self.login(self.world.wang).get("/desk/search/", {"q": PHONE}), "找到")
        self.assertContains(self.login(self.world.wang).get("/desk/"), 'method="post" role="search"')

    def test_the_number_of_queries_does_not_grow(self) -> None:
        def queries(typed: str) -> int:
            with CaptureQueriesContext(connection) as caught:
                self.found(self.world.wang, typed)
            return len(caught)

        self.file()
        few = [queries(typed) for typed in ("跳绳", PHONE, "BA261123")]
        for _ in range(8):
            self.file(), self.closed()
        self.assertEqual([queries(typed) for typed in ("跳绳", PHONE, "BA261123")], few)
