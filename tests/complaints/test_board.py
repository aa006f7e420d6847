"""The live board as a page: what stands where, who sees it, and what a row never says."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints import selectors
from complaints.row import row
from complaints.services import handling
from complaints.workflow import Identity
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import GAS


class BoardTests(StoryCase):
    def lanes(self, browser: Client) -> dict[str, list[str]]:
        """The codes in each lane, from top to bottom."""
        html = browser.get("/desk/").content.decode()
        parts = re.split(r'data-lane-name="(\w+)"', html)[1:]
        return {
            name: re.findall(r'data-code="(\w+)"', part) for name, part in zip(parts[::2], parts[1::2], strict=True)
        }

    def test_each_case_stands_in_its_lane_the_most_pressing_first(self) -> None:
        later = self.file("小区门口的路灯坏了一个星期，晚上看不清路。", nature="consult")
        sooner, mine = self.file(), self.claimed()
        others, burning = self.claimed(staff=self.world.li), self.file(GAS)
        self.assertEqual(
            self.lanes(self.login(self.world.wang)),
            {
                "burning": [burning.code],
                "waiting": [sooner.code, later.code],
                "mine": [mine.code],
                "others": [others.code],
            },
        )

    def test_a_closed_case_has_left_the_board(self) -> None:
        case = self.closed()
        self.assertNotContains(self.login(self.world.wang).get("/desk/"), case.code)

    def test_street_and_district_see_it_a_stranger_and_a_mediator_do_not(self) -> None:
        case = self.file()
        sees = {
            name: case.code in self.login(person).get("/desk/").content.decode()
            for name, person in self.world.people.items()
        }
        # The station has it, not a grid of hers.
        self.assertEqual(
            {name for name, does in sees.items() if does}, {"wang", "li", "head", "dispatcher", "duty_officer"}
        )

    def test_whoever_has_no_post_that_sees_cases_is_told_so(self) -> None:
        self.assertContains(self.login(self.world.admin).get("/desk/"), "您的岗位不看诉求")

    def test_a_mediator_is_led_to_her_calendar(self) -> None:
        self.assertRedirects(self.login(self.world.mediator).get("/desk/"), "/mediation/")

    def test_an_auditor_is_led_to_the_audit(self) -> None:
        self.assertRedirects(self.login(self.world.auditor).get("/desk/"), "/audit/")

    def test_a_row_says_nothing_about_the_person(self) -> None:
        case = self.file(
            "隔壁6幢1203室的王大明天天吵，我的电话是13912345678，身份证330108199001011234。",
            name="李秀英",
            identity=Identity.REAL,
        )
        for html in (row(case), self.login(self.world.wang).get("/desk/").content.decode()):
            for secret in ("13912345678", "13800138001", "330108199001011234", "1203", "李秀英", case.token):
                self.assertNotIn(secret, html)

    def test_no_row_notice_or_answer_of_the_api_names_who_told_it_whatever_way_she_chose(self) -> None:
        for identity, text in (
            ("hidden", "我叫李秀英，楼上吵。"),
            ("real", "李秀英家楼上吵。"),
            ("anonymous", "楼上吵，我是李秀英"),
        ):
            case = self.file(text, name="李秀英", identity=identity)
            browser = self.login(self.world.dispatcher)
            html = [
                browser.get(path).content.decode() for path in ("/desk/rows/", "/api/v1/desk/complaints/", "/desk/net/")
            ]
            for where in (row(case), *html, str(list(Notice.objects.values_list("data", flat=True)))):
                self.assertNotIn("李秀英", where, identity)
            self.assertContains(
                self.login(self.world.wang).get(f"/desk/{case.code}/"), text
            )  # who has to help her reads it all
        self.assertContains(self.login(self.world.wang).post("/desk/search/", {"q": "楼上吵"}), "data-code", count=3)

    def test_a_row_is_the_same_for_every_viewer_and_carries_no_token(self) -> None:
        case = self.file()
        html = row(case)
        self.assertNotIn("csrf", html)
        for person in (self.world.wang, self.world.dispatcher):
            self.assertIn(html, self.login(person).get("/desk/rows/").content.decode())

    def test_title_text_is_escaped(self) -> None:
        self.file("<script>alert(1)</script>{{ 7|add:7 }}楼上吵")
        page = self.login(self.world.wang).get("/desk/")
        self.assertContains(page, "&lt;script&gt;")
        self.assertNotContains(page, "<script>alert")

    def test_the_next_page_begins_where_the_first_ended(self) -> None:
        codes = [self.file().code for _ in range(selectors.PAGE + 3)]
        wang = self.login(self.world.wang)
        first = wang.get("/desk/")
        self.assertContains(first, "更多")
        rest = wang.get("/desk/rows/", {"cursor": first.context["next"]})
        shown = re.findall(r'data-code="(\w+)"', (first.content + rest.content).decode())
        self.assertEqual(sorted(shown), sorted(codes))
        self.assertEqual(rest.context["next"], "")

    def test_her_own_case_is_on_the_first_page_however_many_press_more(self) -> None:
        mine = self.contacted()  # only the promise of the answer in 24 hours is left
        for _ in range(selectors.PAGE):
            self.file()
        self.assertEqual(self.lanes(self.login(self.world.wang))["mine"], [mine.code])

    def test_the_number_of_queries_does_not_grow_with_the_number_of_cases(self) -> None:
        wang = self.login(self.world.wang)

        def queries(url: str) -> int:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                self.assertEqual(wang.get(url).status_code, 200)
            return len(caught)

        wang.get("/desk/")  # once a day the desk remembers where it was opened
        for _ in range(5):
            self.file()
        few = {url: queries(url) for url in ("/desk/", "/desk/rows/", "/desk/net/")}
        for _ in range(15):
            self.file(), self.claimed(), self.claimed(staff=self.world.li)
        self.assertEqual({url: queries(url) for url in few}, few)
        self.assertLessEqual(
            max(few.values()), 15
        )  # five of them: the audit, who she is reached as, what she is asked to take, what is outside, whom her unit is asked to help

    def test_the_digest_of_a_board_changes_with_every_entry_and_every_case(self) -> None:
        seen, case = {selectors.fingerprint(self.world.wang, now=self.now)}, self.file()
        for step in (
            lambda: None,
            lambda: handling.claim(case, staff=self.world.wang, now=self.now),
            lambda: handling.note(case, staff=self.world.wang, text="已到楼下。", now=self.now),
            lambda: self.file(),
            lambda: handling.withdraw(case, now=self.now),
        ):
            step()
            digest = selectors.fingerprint(self.world.wang, now=self.now)
            self.assertNotIn(digest, seen)
            seen.add(digest)

    def test_a_cursor_that_is_not_ours_is_refused_in_words(self) -> None:
        answer = self.login(self.world.wang).get("/desk/rows/", {"cursor": "../../etc"})
        self.assertContains(answer, "翻页的位置不对", status_code=422)

    def test_without_a_login_every_page_leads_to_it(self) -> None:
        case = self.file()
        for url in ("/desk/", "/desk/rows/", "/desk/net/", "/desk/new/", f"/desk/{case.code}/"):
            answer = self.client.get(url)
            self.assertEqual((answer.status_code, answer["Location"].split("?")[0]), (302, "/login/"), url)


class NetTests(StoryCase):
    """The four-level queue of street and district."""

    def test_filters_stand_in_the_address_and_hold_together(self) -> None:
        here, closed = self.file(), self.closed()
        there = self.file(place=self.world.park)
        officer = self.login(self.world.duty_officer)

        def codes(**filters: object) -> set[str]:
            page = officer.get("/desk/net/", filters)
            return set(re.findall(r'data-code="(\w+)"', page.content.decode()))

        self.assertEqual(codes(), {here.code, there.code})
        self.assertEqual(codes(unit=self.world.puyan.pk), {here.code})
        self.assertEqual(codes(unit=self.world.zhongxing.pk), {there.code})
        self.assertEqual(codes(unit=self.world.puyan.pk, stage="CLOSED"), {closed.code})
        self.assertEqual(codes(urgency="P0"), set())

    def test_a_street_cannot_look_into_another(self) -> None:
        self.file(place=self.world.park)
        dispatcher = self.login(self.world.dispatcher)
        self.assertNotContains(dispatcher.get("/desk/net/"), "中兴社区")
        self.assertContains(
            dispatcher.get("/desk/net/", {"unit": self.world.zhongxing.pk}), "没有这个单位", status_code=422
        )

    def test_the_filter_survives_turning_the_page(self) -> None:
        for _ in range(selectors.PAGE + 1):
            self.file()
        officer = self.login(self.world.duty_officer)
        page = officer.get("/desk/net/", {"stage": "ACCEPTED", "unit": self.world.puyan.pk})
        more = re.search(r'href="\?([^"]+)">更多', page.content.decode())
        self.assertIn("stage=ACCEPTED", more[1])
        self.assertEqual(
            len(re.findall("data-code=", officer.get("/desk/net/?" + more[1].replace("&amp;", "&")).content.decode())),
            1,
        )
