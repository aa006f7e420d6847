"""A place's code on paper: it leads where the scan should lead, and only those who work there print it."""

from __future__ import annotations

import re

from django.utils import timezone

from governance.models import Place
from governance.posters import poster_for
from tests.cases import StoryCase


def modules(svg: str) -> list[list[bool]]:
    """The picture read back from its path: rows of dark and light."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    rows = [[False] * size for _ in range(size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        for n in range(int(length)):
            rows[int(y)][int(x) + n] = True
    return rows


class Poster(StoryCase):
    def test_the_sheet_says_where_it_hangs_and_what_to_do(self) -> None:
        page = self.login(self.world.wang).get("/desk/places/TESTDOOR01/poster/")
        for words in (
            "观潮名苑6幢2单元",
            "浦沿街道东冠社区",
            "TESTDOOR01",
            "微信扫一扫，不用下载",
            "110",
            "119",
            "120",
        ):
            self.assertContains(page, words)
        self.assertContains(page, "http://testserver/q/TESTDOOR01/")
        self.assertNotContains(page, "style=")

    def test_the_picture_is_the_code_of_the_landing_page(self) -> None:
        import qrcode

        poster = poster_for(self.world.wang, "TESTDOOR01")
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_H, border=4)
        code.add_data("http://testserver/q/TESTDOOR01/")
        self.assertEqual(modules(poster.svg), code.get_matrix())

    def test_a_stranger_finds_nothing(self) -> None:
        for staff in (self.world.stranger, self.world.mediator, self.world.auditor):
            self.assertEqual(self.login(staff).get("/desk/places/TESTDOOR01/poster/").status_code, 404)

    def test_those_above_and_the_keeper_of_the_admin_find_it(self) -> None:
        for staff in (self.world.gridder, self.world.dispatcher, self.world.duty_officer, self.world.admin):
            self.assertEqual(self.login(staff).get("/desk/places/TESTDOOR01/poster/").status_code, 200)

    def test_nobody_without_a_login(self) -> None:
        answer = self.client.get("/desk/places/TESTDOOR01/poster/")
        self.assertRedirects(answer, "/login/?next=/desk/places/TESTDOOR01/poster/")

    def test_a_retired_code_is_printed_no_more(self) -> None:
        Place.objects.filter(pk=self.world.door.pk).update(retired_at=timezone.now())
        self.assertEqual(self.login(self.world.wang).get("/desk/places/TESTDOOR01/poster/").status_code, 404)
