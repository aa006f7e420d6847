"""The big screen of a station: counts and clocks, and nothing by which a passer-by could know anybody."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import wall
from complaints.services import handling
from tests.cases import StoryCase
from tests.world import GAS


class WallTests(StoryCase):
    def counts(self) -> list[int]:
        """特急 without anybody, waiting, overdue, waiting for others, open."""
        page = self.login(self.world.wang).get("/desk/wall/").content.decode()
        return [int(number) for number in re.findall(r"<b>(\d+)</b><span>", page)]

    def test_it_counts_what_is_open_in_her_units(self) -> None:
        self.file(GAS), self.file(), self.claimed(), self.contacted(), self.closed(), self.file(place=self.world.park)
        self.assertEqual(self.counts(), [1, 2, 0, 0, 4])
        self.wait(minutes=6)
        self.assertEqual(self.counts()[2], 3)  # nobody has called three of them

    def test_it_names_nobody_and_shows_no_words_of_theirs(self) -> None:
        case = self.claimed(text="王大明家天天在楼上跳绳，我的电话是13912345678。")
        page = self.login(self.world.wang).get("/desk/wall/").content.decode()
        for secret in (case.code, case.title[:6], self.world.door.name, str(self.world.wang), "13912345678", "138****"):
            self.assertNotIn(secret, page)
        self.assertIn(f"尾号 {case.code[-4:]}", page)

    def test_the_burning_stand_first_and_no_more_than_can_be_read(self) -> None:
        for _ in range(wall.SHOWN + 3):
            self.file()
        burning = self.file(GAS)
        page = self.login(self.world.wang).get("/desk/wall/", headers={"X-Part": "wall"}).content.decode()
        shown = re.findall(r">尾号 (\w+)", page)
        self.assertEqual((len(shown), shown[0]), (wall.SHOWN, burning.code[-4:]))
        self.assertNotIn("<html", page)

    def banner(self) -> str:
        """The alarm's words; "" for none."""
        page = self.login(self.world.wang).get("/desk/wall/", headers={"X-Part": "wall"}).content.decode()
        found = re.search(r'<p class="wall-alarm".*?</p>', page, re.DOTALL)
        self.assertNotRegex(
            found[0] if found else "", "<(a|button)"
        )  # nobody holds the wall: nothing to tap, nothing to dismiss
        return re.sub("<[^>]+>", "", found[0]).strip() if found else ""

    def test_a_特急_that_nobody_has_stands_over_everything_until_somebody_claims_it(self) -> None:
        self.file()
        self.assertEqual(self.banner(), "")
        first, second = self.file(GAS), self.file(GAS)
        self.assertEqual(
            self.banner(), f"特急，还没有人认领：燃气泄漏、异味，东冠社区，尾号 {first.code[-4:]}（共 2 件）"
        )
        handling.claim(first, staff=self.world.wang, now=self.now)
        self.assertEqual(self.banner(), f"特急，还没有人认领：燃气泄漏、异味，东冠社区，尾号 {second.code[-4:]}")
        handling.claim(second, staff=self.world.wang, now=self.now)
        self.assertEqual(self.banner(), "")

    def test_it_stands_there_too_behind_a_wall_full_of_dangers_that_somebody_has(self) -> None:
        for _ in range(wall.SHOWN):
            self.claimed(text=GAS)
        self.wait(seconds=1)
        self.file(GAS)
        self.assertEqual(self.banner(), "特急，还没有人认领：1 件")

    def test_an_empty_wall_says_so(self) -> None:
        self.assertContains(self.login(self.world.wang).get("/desk/wall/"), "没有等着的事")

    def test_its_cost_does_not_grow(self) -> None:
        wang = self.login(self.world.wang)

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                wang.get("/desk/wall/")
            return len(caught)

        queries()  # the first page of a day keeps a trace of the device
        few = queries()
        for _ in range(6):
            self.file(), self.closed()
        self.assertEqual(queries(), few)
