"""可能重复: the desk shows what may be the same matter, and only what she may see."""

from __future__ import annotations

from datetime import timedelta

from complaints.neighbourhood import ALIKE_MAX, alike
from tests.cases import StoryCase
from tests.world import OTHER_PHONE

FUMES = "楼下烧烤店的油烟飘进我家，窗户不敢开。"
UNCLEAR = "asdfghjkl"


class AlikeTests(StoryCase):
    def shown(self, case: object, staff: object = None) -> str:
        return self.login(staff or self.world.wang).get(f"/desk/{case.code}/").content.decode()  # type: ignore[attr-defined, arg-type]

    def test_the_same_telephone_and_the_same_matter_are_named_with_their_links(self) -> None:
        person, matter = self.file(text=FUMES), self.file(phone=OTHER_PHONE)
        page = self.shown(self.file())
        self.assertIn("可能重复", page)
        for case, why in ((person, "同一电话"), (matter, "同地点同类")):
            self.assertIn(f'href="/desk/{case.code}/"', page)
            self.assertIn(why, page)

    def test_a_case_that_stands_alone_shows_no_heading(self) -> None:
        self.file(text=FUMES, phone=OTHER_PHONE)
        self.assertNotIn("可能重复", self.shown(self.file()))

    def test_people_without_a_number_are_not_one_person_and_unclear_texts_not_one_matter(self) -> None:
        self.file(text=FUMES, phone="", identity="anonymous")
        self.file(text=UNCLEAR, phone="", identity="anonymous")
        self.assertEqual(alike(self.file(text=UNCLEAR, phone="", identity="anonymous"), self.world.wang), [])

    def test_what_she_may_not_see_is_not_hinted_at(self) -> None:
        elsewhere = self.file(place=self.world.park)
        discipline = self.file(text="举报社区干部收受施工队的红包，请纪委查一查。")
        page = self.shown(self.file())
        self.assertNotIn("可能重复", page)
        self.assertNotIn(elsewhere.code, page)
        self.assertNotIn(discipline.code, page)
        self.assertIn(elsewhere.code, self.shown(self.file(), self.world.duty_officer))

    def test_what_lies_more_than_thirty_days_apart_is_another_story(self) -> None:
        self.file()
        self.watch.shift(timedelta(days=30, seconds=1))
        self.assertNotIn("可能重复", self.shown(self.file()))

    def test_many_of_them_cost_no_more_questions_than_one(self) -> None:
        case = self.file()
        self.assertEqual(len(alike(self.file(), self.world.wang)), 1)
        with self.assertNumQueries(2):
            alike(case, self.world.wang)
        for _ in range(2 * ALIKE_MAX):
            self.file()
        with self.assertNumQueries(2):
            self.assertEqual(len(alike(case, self.world.wang)), ALIKE_MAX)
