"""A social worker claims a case from the board; the slower of two is told who was faster."""

from __future__ import annotations

from threading import Barrier, Thread
from uuid import uuid4

from django.db import connection
from django.test import Client

from complaints.models import Complaint
from complaints.services import handling
from tests.cases import RaceCase, StoryCase


class ClaimTests(StoryCase):
    def claim(self, browser: Client, case: Complaint, *, key: str = "", board: bool = True, **more):
        headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"row-{case.code}"} if board else {}
        return browser.post(f"/desk/{case.code}/claim/", {"client_key": key or str(uuid4())}, **headers, **more)

    def test_the_answer_is_the_row_of_a_case_that_is_hers_now(self) -> None:
        case = self.file()
        answer = self.claim(self.login(self.world.wang), case)
        self.assertContains(answer, f'id="row-{case.code}"')
        self.assertContains(answer, 'data-stage="CLAIMED"')
        self.assertContains(answer, f'data-handler="{self.world.wang.pk}"')
        self.assertNotContains(answer, "认领</button>")
        self.assertEqual(self.assertEntry(case, "claim").staff, self.world.wang)

    def test_the_slower_one_is_told_who_was_faster_and_gets_the_row_as_it_is(self) -> None:
        case = self.file()
        self.claim(self.login(self.world.wang), case)
        answer = self.claim(self.login(self.world.li), case)
        self.assertContains(answer, "王小红已经认领了这件事", status_code=409)
        self.assertContains(answer, f'data-handler="{self.world.wang.pk}"', status_code=409)
        self.assertEqual(self.entries(case).count("claim"), 1)

    def test_a_double_tap_of_the_winner_is_no_clash(self) -> None:
        case, wang, key = self.file(), self.login(self.world.wang), str(uuid4())
        self.claim(wang, case, key=key)
        self.assertContains(self.claim(wang, case, key=key), 'data-stage="CLAIMED"')
        self.assertContains(self.claim(wang, case), 'data-stage="CLAIMED"')
        self.assertEqual(self.entries(case).count("claim"), 1)

    def test_without_script_she_is_led_to_the_case(self) -> None:
        case, wang = self.file(), self.login(self.world.wang)
        page = self.claim(wang, case, board=False, follow=True)
        self.assertEqual(page.redirect_chain, [(f"/desk/{case.code}/", 302)])
        self.assertContains(page, "已认领。")

    def test_without_script_the_slower_one_reads_it_on_the_page(self) -> None:
        case = self.claimed()
        page = self.claim(self.login(self.world.li), case, board=False)
        self.assertContains(page, "王小红已经认领了这件事", status_code=409)
        self.assertContains(page, "王小红承办", status_code=409)

    def test_a_stranger_hears_that_there_is_no_such_case(self) -> None:
        case = self.file()
        self.assertEqual(self.claim(self.login(self.world.stranger), case).status_code, 404)
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_an_expired_session_leads_to_the_login_and_back_to_the_case(self) -> None:
        case = self.file()
        self.assertRedirects(
            self.claim(Client(), case, board=False),
            f"/login/?next=%2Fdesk%2F{case.code}%2F",
            fetch_redirect_response=False,
        )
        self.assertEqual(self.claim(Client(), case)["HX-Redirect"], f"/login/?next=%2Fdesk%2F{case.code}%2F")
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_opening_the_address_by_hand_changes_nothing(self) -> None:
        case, wang = self.file(), self.login(self.world.wang)
        self.assertRedirects(wang.get(f"/desk/{case.code}/claim/"), f"/desk/{case.code}/")
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_a_form_of_another_site_is_refused(self) -> None:
        case, wang = self.file(), Client(enforce_csrf_checks=True)
        wang.force_login(self.world.wang)
        self.assertEqual(self.claim(wang, case).status_code, 403)
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_the_second_handling_is_not_hers_who_was_found_wanting(self) -> None:
        case = self.closed()
        self.client.post(f"/r/{self._invited(case)}/", {"choice": "1"})
        case.refresh_from_db()
        self.assertEqual(case.round, 2)
        answer = self.claim(self.login(self.world.wang), case)
        self.assertEqual(answer.status_code, 403)
        self.assertContains(answer, "您现在不能“认领”这件事", status_code=403)

    def _invited(self, case: Complaint) -> str:
        self.wait(hours=48, seconds=1)
        return case.ratings.get().token

    def test_claiming_meets_no_promise_to_call_but_tells_both_tablets(self) -> None:
        case = self.file()
        with self.listening(f"board.{self.world.dongguan.pk}") as heard, self.captureOnCommitCallbacks(execute=True):
            handling.claim(case, staff=self.world.wang, now=self.now)
        self.assertEqual([message["code"] for message in heard], [case.code])
        self.assertIn('data-stage="CLAIMED"', heard[0]["html"])
        self.assertIsNone(case.deadlines.get(kind="contact").met_at)


class ClaimRaceTests(RaceCase):
    def test_of_six_tablets_that_tap_at_once_one_wins_and_five_read_her_name(self) -> None:
        case = self.file()
        people = [self.world.wang, self.world.li, self.world.head] * 2
        browsers, barrier, answers = [self.login(person) for person in people], Barrier(len(people)), []

        def tap(browser: Client) -> None:
            try:
                barrier.wait()
                answers.append(
                    browser.post(
                        f"/desk/{case.code}/claim/",
                        {"client_key": str(uuid4())},
                        HTTP_HX_REQUEST="true",
                        HTTP_HX_TARGET=f"row-{case.code}",
                    )
                )
            finally:
                connection.close()

        threads = [Thread(target=tap, args=(browser,)) for browser in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        case.refresh_from_db()
        winner = case.handler
        self.assertEqual(self.entries(case).count("claim"), 1)
        # Each person taps on two tablets: both of the winner's say that it is hers, the other four say who was faster.
        self.assertEqual(sorted(answer.status_code for answer in answers), [200, 200, 409, 409, 409, 409])
        for answer in answers:
            if answer.status_code == 409:
                self.assertContains(answer, f"{winner}已经认领了这件事", status_code=409)
