"""Somebody scans a code on a wall."""

from __future__ import annotations

from django.utils import timezone

from governance.models import Place
from tests.cases import StoryCase


class ScanTests(StoryCase):
    def test_a_scan_names_the_place_and_offers_five_ways(self) -> None:
        page = self.client.get("/q/TESTDOOR01/")
        for words in ("观潮名苑6幢2单元", "浦沿街道东冠社区", "我要投诉", "我要求助", "我要咨询", "我要建议", "查进度"):
            self.assertContains(page, words)

    def test_the_emergency_numbers_are_there_before_anything_else(self) -> None:
        text = self.client.get("/q/TESTDOOR01/").content.decode()
        for number in ("110", "119", "120"):
            self.assertLess(text.index(f'href="tel:{number}"'), text.index("我要投诉"))

    def test_a_code_typed_in_small_letters_is_the_same_code(self) -> None:
        self.assertContains(self.client.get("/q/testdoor01/"), "观潮名苑6幢2单元")

    def test_an_unknown_code_says_so_and_offers_the_communities(self) -> None:
        page = self.client.get("/q/NOSUCHCODE/")
        self.assertContains(page, "没有找到这个码", status_code=404)
        self.assertContains(page, "/q/TESTSTAT01/", status_code=404)

    def test_a_retired_code_says_so_and_offers_the_communities(self) -> None:
        Place.objects.filter(code="TESTDOOR01").update(stage="RETIRED", retired_at=timezone.now())
        for path in ("/q/TESTDOOR01/", "/q/TESTDOOR01/file/"):
            page = self.client.get(path)
            self.assertContains(page, "这个码已经停用", status_code=404)
            self.assertContains(page, "/q/TESTSTAT01/", status_code=404)

    def test_a_replaced_code_leads_on_to_its_successor(self) -> None:
        Place.objects.filter(code="TESTDOOR01").update(
            stage="RETIRED", retired_at=timezone.now(), replaced_by=self.world.station
        )
        self.assertContains(self.client.get("/q/TESTDOOR01/"), "/q/TESTSTAT01/file/?nature=complaint")

    def test_a_code_full_of_script_is_only_text(self) -> None:
        page = self.client.get("/q/%3Cscript%3Ealert(1)%3Cscript%3E/")
        self.assertNotContains(page, "<script>alert", status_code=404)

    def test_a_scan_sets_no_cookie_and_asks_the_database_little(self) -> None:
        with self.assertNumQueries(4):  # the place; its community's cases and ratings of 30 days; what was told here
            page = self.client.get("/q/TESTDOOR01/")
        self.assertEqual(len(page.cookies), 0)
        with self.assertNumQueries(1):  # another code of the same community: its figures are known for minutes
            self.client.get("/q/TESTSTAT01/")

    def test_the_question_is_as_short_however_much_was_told(self) -> None:
        for number in range(8):
            self.closed(text=f"电梯坏了，{number} 号梯。", phone=f"1380013801{number}")
        with self.assertNumQueries(4):
            self.client.get("/q/TESTDOOR01/")
