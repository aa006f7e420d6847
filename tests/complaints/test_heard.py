"""Others told of the same: said where it points to nobody, and to nobody whom it could help to find out who complained."""

from __future__ import annotations

from datetime import timedelta

from binan.kit import memo
from complaints.likeness import AFTER, ECHOES, GROUPS, HERE, OPEN, PRIVATE
from complaints.models import Complaint
from complaints.neighbourhood import heard_at, heard_before
from complaints.services import handling
from complaints.taxonomy import CATEGORIES
from governance.models import Place
from tests.cases import StoryCase
from tests.world import GAS, NOISE

LIFT = "电梯又坏了，停在一楼不动，一天坏三次，物业不修。"


class Heard(StoryCase):
    def tell(self, text: str, *, people: int, **more: object) -> list[Complaint]:
        """So many people tell of it here, each with her own number."""
        return [self.file(text=text, phone=f"138001380{n:02d}", **more) for n in range(10, 10 + people)]

    def landing(self, code: str = "TESTDOOR01") -> str:
        memo.forget()
        return self.client.get(f"/q/{code}/").content.decode()

    def test_two_people_with_a_broken_lift_are_heard_by_the_third(self) -> None:
        self.tell(LIFT, people=2)
        self.assertEqual(Complaint.objects.first().category, "PRO-04")
        self.assertIn("本楼近7天已有 2 人反映电梯问题。", self.landing())

    def test_one_person_is_nobody_and_three_filings_of_hers_are_one(self) -> None:
        for _ in range(3):
            self.file(text=LIFT)
        self.file(text=LIFT, phone="", identity="anonymous")
        self.file(text=LIFT, phone="", identity="anonymous")
        self.assertNotIn("近7天", self.landing())

    def test_a_week_later_nothing_is_said_any_more(self) -> None:
        self.tell(LIFT, people=3)
        self.watch.shift(timedelta(days=7))
        self.assertNotIn("近7天", self.landing())

    def test_what_was_taken_back_was_not_told(self) -> None:
        for case in self.tell(LIFT, people=2):
            handling.withdraw(case, now=self.now)
        self.assertNotIn("近7天", self.landing())

    def test_another_house_is_another_house(self) -> None:
        self.tell(LIFT, people=2)
        self.assertNotIn("近7天", self.landing("TESTPARK01"))

    def test_the_neighbour_upstairs_who_scans_learns_nothing(self) -> None:
        self.tell(NOISE, people=5)
        self.assertNotIn("近7天", self.landing())
        self.assertNotIn("近7天", self.client.get("/q/TESTDOOR01/file/?nature=complaint").content.decode())

    def test_she_who_suffers_the_same_is_told_once_her_own_case_is_filed(self) -> None:
        self.tell(NOISE, people=2)
        own = self.file(text=NOISE, phone="13800138099")
        self.assertContains(self.client.get(f"/c/{own.token}/"), "您提交之前的7天里，本楼还有 2 人反映过噪声问题。")

    def test_who_filed_cannot_watch_it_grow(self) -> None:
        own = self.tell(NOISE, people=1)[0]
        self.watch.shift(timedelta(seconds=1))
        self.tell(NOISE, people=6)
        self.assertIsNone(heard_before(own))

    def test_a_question_without_a_number_to_call_is_not_answered(self) -> None:
        self.tell(NOISE, people=3)
        self.assertIsNone(heard_before(self.file(text=NOISE, phone="", identity="anonymous")))

    def test_her_own_earlier_case_is_not_another_person(self) -> None:
        self.file(text=NOISE)
        self.tell(NOISE, people=1)
        self.assertIsNone(heard_before(self.file(text=NOISE)))

    def test_danger_and_private_matters_are_never_told(self) -> None:
        for text in (GAS, "老公喝了酒打我，家里有孩子，我很害怕。", "举报社区干部收受施工队的红包。"):
            cases = self.tell(text, people=4)
            self.assertIsNone(heard_before(cases[-1]), text)
        self.assertEqual(heard_at(self.world.door, self.now), [])

    def test_a_shop_that_may_be_meant_itself_shows_nothing(self) -> None:
        shop = Place.objects.create(code="TESTSHOP01", name="面馆", unit=self.world.grid, kind=Place.Kind.SHOP)
        cases = self.tell(LIFT, people=4, place=shop)
        self.assertNotIn("近7天", self.landing("TESTSHOP01"))
        self.assertIsNone(heard_before(cases[-1]))


def test_every_category_has_its_row_and_every_told_group_its_word() -> None:
    assert set(ECHOES) == set(CATEGORIES)
    assert all(bool(GROUPS[row.group]) == (row.tier in (OPEN, AFTER)) and row.why for row in ECHOES.values())
    assert set(HERE) == set(Place.Kind.values) - {Place.Kind.SHOP, Place.Kind.STATION}


def test_nothing_dangerous_private_or_about_one_neighbour_is_told_to_everybody() -> None:
    urgent = {code for code, row in CATEGORIES.items() if row.urgency == "P0"}
    told = {code for code, row in ECHOES.items() if row.tier == OPEN}
    assert not told & (
        urgent | {"GOV-03", "FAM-01", "EDU-01", "LAB-01", "LAB-03", "LAB-04", "NOI-01", "NEI-01", "PET-01"}
    )
    assert {"SEC-02", "SAF-05", "FAM-01", "FAM-02", "GOV-03"} <= {c for c, row in ECHOES.items() if row.tier == PRIVATE}
