"""A 特急 that nobody has claimed alarms on every page of the desk, in its first HTML, and only whoever sees the case."""

from __future__ import annotations

from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from complaints import live
from complaints.access import complaint_for
from complaints.models import Complaint
from complaints.selectors import replay
from complaints.services import classifying, escalation, handling, offering
from governance.models import Staff
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import GAS

WORDS = "特急，还没有人认领："
PAGES = (
    "/desk/", "/desk/?view=mine", "/desk/net/", "/desk/search/", "/desk/clusters/", "/desk/transfers/", "/desk/requests/", "/desk/handover/",
    "/desk/inbox/", "/roster/", "/roster/now/", "/mediation/", "/desk/alarm/",
)  # fmt: skip


class AlarmTests(StoryCase):
    def test_every_page_names_it_at_once_with_a_way_there(self) -> None:
        case, wang = self.file(GAS), self.login(self.world.wang)
        for page in (*PAGES, f"/desk/{self.file().code}/"):
            answer = wang.get(page)
            self.assertContains(answer, f"{WORDS}{case.title}", msg_prefix=page)
            self.assertContains(answer, f'<li data-code="{case.code}" data-page="/desk/{case.code}/">', msg_prefix=page)

    def test_a_page_behind_the_first_of_the_board_names_it_too(self) -> None:
        case, wang = self.file(GAS), self.login(self.world.wang)
        for _ in range(51):
            self.file()
        cursor = wang.get("/desk/").context["next"]
        self.assertContains(wang.get("/desk/", {"cursor": cursor}), f"{WORDS}{case.title}")

    def test_it_is_silent_once_somebody_has_it_and_on_its_own_page(self) -> None:
        case, li = self.file(GAS), self.login(self.world.li)
        self.assertNotContains(li.get(f"/desk/{case.code}/"), WORDS)
        handling.claim(case, staff=self.world.wang, now=self.now)
        for page in PAGES:
            self.assertNotContains(li.get(page), WORDS, msg_prefix=page)

    def test_only_whoever_sees_the_case_is_alarmed_on_pages_that_others_share(self) -> None:
        case = self.file(GAS)
        for page in ("/desk/inbox/", "/roster/", "/desk/net/", "/desk/alarm/"):
            told = {
                name
                for name, person in self.world.people.items()
                if case.title in self.login(person).get(page).content.decode()
            }
            self.assertEqual(told, {"wang", "li", "head", "gridder", "dispatcher", "duty_officer"}, page)
        for outside in (self.world.mediator, self.world.auditor):
            self.assertNotContains(self.login(outside).get("/desk/inbox/"), 'id="alarm"')

    def test_all_four_levels_are_told_and_the_grid_at_the_door_may_take_it(self) -> None:
        case = self.file(GAS)
        told = set(Notice.objects.filter(template="new_case").values_list("staff__username", flat=True))
        self.assertEqual(told, {"wang", "li", "shuji", "wangge", "jiedao", "quji"})
        with self.listening(live.board(self.world.grid.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            handling.claim(case, staff=self.world.gridder, now=self.now)
        self.assertEqual(([each["code"] for each in heard], case.handler), ([case.code], self.world.gridder))

    def test_a_case_that_becomes_one_comes_to_the_grid_then_and_not_before(self) -> None:
        case = self.file()
        self.assertRaises(Http404, complaint_for, self.world.gridder, case.code)
        with self.listening(live.board(self.world.grid.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            classifying.reclassify(
                case, staff=self.world.wang, category=case.category, urgency="P0", reason="有人受伤。", now=self.now
            )
        self.assertEqual(complaint_for(self.world.gridder, case.code).grid, self.world.grid)
        self.assertEqual([each["code"] for each in heard], [case.code])
        told = Notice.objects.filter(template="raised_urgent").values_list("staff__username", flat=True)
        self.assertIn("wangge", told)

    def calm(self, case: Complaint, staff: Staff) -> None:
        """She finds that it is no 特急."""
        classifying.reclassify(case, staff=staff, category="NOI-03", urgency="P1", reason="是在炖肉。", now=self.now)

    def test_once_it_is_no_特急_any_more_the_grid_that_was_only_alarmed_sees_it_no_more(self) -> None:
        case = self.file(GAS)
        escalation.acknowledge(case, staff=self.world.gridder, now=self.now)  # she has seen it, no more
        burning = self.wait(seconds=1)
        self.wait(seconds=1)
        with self.listening(live.board(self.world.grid.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            self.calm(case, self.world.wang)
        self.assertEqual([each["type"] for each in heard], ["gone"])
        self.assertRaises(Http404, complaint_for, self.world.gridder, case.code)
        self.assertEqual(complaint_for(self.world.wang, case.code).unit, self.world.dongguan)
        calm = self.now
        self.wait(seconds=1)
        classifying.reclassify(case, staff=self.world.wang, category="NOI-01", now=self.now)
        shown = [[line.case.code for line in replay.board(self.world.grid, at=at).lines] for at in (burning, calm)]
        self.assertEqual(shown, [[case.code], []])

    def test_who_has_done_something_about_it_or_was_given_it_keeps_it(self) -> None:
        """Claimed, found out, or handed down to: it is their case as well."""
        claimed, found, given = self.file(GAS), self.file(GAS), self.file(GAS)
        handling.claim(claimed, staff=self.world.gridder, now=self.now)
        escalation.delegate(given, staff=self.world.head, unit=self.world.grid, reason="请上门。", now=self.now)
        escalation.escalate(given, staff=self.world.head, reason="社区来办。", now=self.now)
        self.calm(claimed, self.world.head)
        self.calm(found, self.world.gridder)
        self.calm(given, self.world.head)
        for case in (claimed, found, given):
            self.assertEqual(complaint_for(self.world.gridder, case.code).grid, self.world.grid)

    def test_a_burning_case_of_another_community_is_not_the_grids(self) -> None:
        case = self.file(GAS)
        escalation.delegate(
            case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="在冠山。", now=self.now
        )
        self.assertRaises(Http404, complaint_for, self.world.gridder, case.code)

    def test_the_offers_that_wait_for_her_are_asked_for_with_it(self) -> None:
        case, li = self.claimed(), self.login(self.world.li)
        offering.hand_over(case, staff=self.world.wang, to="li", reason="去开会。", now=self.now)
        item = f'<li data-code="{case.code}" data-entry="{case.seq}" data-page="/desk/{case.code}/">{case.title}</li>'
        self.assertContains(li.get("/desk/alarm/"), item, html=True)
        self.assertNotContains(self.login(self.world.wang).get("/desk/alarm/"), case.code)
        offering.retract_offer(case, staff=self.world.wang, now=self.now)
        self.assertNotContains(li.get("/desk/alarm/"), case.code)

    def test_it_costs_one_query_however_many_wait_and_none_on_the_board(self) -> None:
        wang = self.login(self.world.wang)

        def queries(url: str) -> list[str]:
            with CaptureQueriesContext(connection) as caught:
                wang.get(url)
            return [query["sql"] for query in caught]

        wang.get("/desk/")
        self.file(GAS)
        few = {url: len(queries(url)) for url in ("/desk/", "/desk/net/", "/desk/inbox/", "/desk/alarm/")}
        for _ in range(5):
            self.file(GAS)
        self.assertEqual({url: len(queries(url)) for url in few}, few)
        asked = [sql for sql in queries("/desk/alarm/") if "complaints_complaint" in sql]
        self.assertEqual(len(asked), 2)  # and the offers
        for sealed in ("token", "phone", "text"):
            self.assertNotIn(f'"complaints_complaint"."{sealed}"', "".join(asked))
