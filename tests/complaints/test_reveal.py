"""查看完整号码: a reason first, so often a day, and every look and every refused one in a book that nobody can rewrite."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from binan.kit.errors import Refused
from complaints.models import Complaint, Reveal
from complaints.selectors import reveals
from complaints.services import erasing, revealing
from governance.models import Staff
from governance.services import sessions
from tests.cases import RaceCase, StoryCase
from tests.crowd import at_once
from tests.plans import plan_of
from tests.world import PHONE

FULL, NAME = "138\u00a00013\u00a08001", "王小明"
WHY = "居民在门口等，手机没电了。"


class RevealCase(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.claimed(name=NAME, identity="real")

    def look(self, staff: Staff, what: str = "phone", *, htmx: bool = True, **typed: Any) -> HttpResponse:
        """Ask for the number as the page's script does."""
        given = {"client_key": str(uuid4()), "reason": "danger", **typed}
        headers = {"HX-Request": "true"} if htmx else {}
        return self.login(staff).post(f"/desk/{self.case.code}/reveal/{what}/", given, headers=headers)

    def used_up(self, staff: Staff, times: int = revealing.DAILY) -> None:
        """So many looks of today."""
        for _ in range(times):
            Reveal.objects.create(
                complaint=self.case, staff=staff, unit=self.world.dongguan, community=self.world.dongguan, what="phone",
                reason="verify", at=self.now,
            )  # fmt: skip


class PlanTests(RevealCase):
    def test_the_few_of_a_kind_are_found_without_reading_the_others(self) -> None:
        for show, index in (("refused", "reveal_refused"), ("other", "reveal_reason")):
            with CaptureQueriesContext(connection) as caught:
                reveals.listed(self.world.duty_officer, show=show)
            asked = next(query["sql"] for query in caught if "LIMIT" in query["sql"])
            self.assertIn(index, plan_of(asked))


class RevealTests(RevealCase):
    def test_the_page_holds_neither_number_nor_name_before_somebody_says_why(self) -> None:
        page = self.login(self.world.li).get(f"/desk/{self.case.code}/").content.decode()
        self.assertIn("查看完整号码", page)
        self.assertIn("查看完整称呼", page)
        for secret in (PHONE, FULL, NAME):
            self.assertNotIn(secret, page)

    def test_with_a_reason_she_sees_it_and_it_is_in_the_book(self) -> None:
        answer = self.look(self.world.li)
        self.assertContains(answer, FULL)
        self.assertContains(answer, 'data-revealed="60"')
        self.assertNotContains(answer, NAME)
        look = Reveal.objects.get()
        self.assertEqual(
            (look.complaint, look.staff, look.unit, look.what, look.reason, look.at, look.refused),
            (self.case, self.world.li, self.world.dongguan, "phone", "danger", self.now, False),
        )
        self.assertEqual((look.community, look.subdistrict), (self.world.dongguan, self.world.puyan))

    def test_the_name_is_a_look_of_its_own(self) -> None:
        answer = self.look(self.world.li, "name")
        self.assertContains(answer, NAME)
        self.assertNotContains(answer, FULL)
        self.assertEqual(Reveal.objects.get().what, "name")

    def test_without_a_reason_nothing_is_shown_and_nothing_written(self) -> None:
        for typed, asked in (
            ({"reason": ""}, "请选择为什么要看"),
            ({"reason": "curious"}, "请选择为什么要看"),
            ({"reason": "other"}, "至少 8 个字"),
            ({"reason": "other", "words": "看 一 下"}, "至少 8 个字"),
        ):
            answer = self.look(self.world.li, **typed)
            self.assertContains(answer, asked, status_code=422)
            self.assertNotContains(answer, FULL, status_code=422)
        self.assertFalse(Reveal.objects.exists())

    def test_another_reason_is_written_down_in_her_words_and_sealed(self) -> None:
        self.assertContains(self.look(self.world.li, reason="other", words=WHY), FULL)
        self.assertEqual(Reveal.objects.get().words, WHY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT words FROM complaints_reveal")
            self.assertNotIn("居民", cursor.fetchone()[0])

    def test_the_look_is_written_before_anything_is_shown(self) -> None:
        full = mock.patch.object(Reveal.objects, "create", side_effect=RuntimeError("disk full"))
        with full, self.assertRaises(RuntimeError):
            self.look(self.world.li)

    def test_nothing_of_the_answer_is_kept_by_a_browser(self) -> None:
        for htmx in (True, False):
            answer = self.look(self.world.li, htmx=htmx)
            self.assertIn("no-store", answer["Cache-Control"])
            self.assertEqual(answer["Referrer-Policy"], "no-referrer")

    def test_without_script_the_page_leads_back_by_itself(self) -> None:
        answer = self.look(self.world.li, htmx=False)
        self.assertContains(answer, FULL)
        self.assertEqual(answer["Refresh"], f"60; url=/desk/{self.case.code}/")

    def test_the_same_tap_twice_is_one_look_and_later_none(self) -> None:
        key = str(uuid4())
        for _ in range(2):
            self.assertContains(self.look(self.world.li, client_key=key), FULL)
        self.assertEqual(Reveal.objects.count(), 1)
        self.watch.shift(timedelta(seconds=61))
        self.assertContains(self.look(self.world.li, client_key=key), "已经用过", status_code=422)
        other = self.file()
        with self.assertRaises(Refused):
            revealing.reveal(
                other, staff=self.world.li, what="phone", reason="danger", now=self.now,
                client_key=Reveal.objects.get().client_key,
            )  # fmt: skip

    def test_the_device_of_the_session_stands_beside_it(self) -> None:
        browser = self.login(self.world.li)
        key = browser.cookies["sessionid"].value
        sessions.begin(self.world.li, key=key, device="iPad · Safari", now=self.now)
        browser.post(f"/desk/{self.case.code}/reveal/phone/", {"reason": "danger"}, headers={"HX-Request": "true"})
        self.assertEqual(Reveal.objects.get().device, "iPad · Safari")

    def test_whoever_does_not_see_the_case_learns_nothing(self) -> None:
        for staff in (self.world.stranger, self.world.mediator, self.world.auditor, self.world.admin):
            self.assertEqual(self.look(staff).status_code, 404, staff)
        self.assertEqual(self.client.post(f"/desk/{self.case.code}/reveal/phone/").status_code, 302)
        self.assertEqual(self.login(self.world.li).get(f"/desk/{self.case.code}/reveal/phone/").status_code, 405)
        self.assertEqual(self.look(self.world.li, "text").status_code, 404)
        self.assertFalse(Reveal.objects.exists())

    def test_where_nothing_was_left_nothing_is_offered(self) -> None:
        self.case = self.file(phone="")
        self.assertNotContains(self.login(self.world.li).get(f"/desk/{self.case.code}/"), "查看完整")
        self.assertContains(self.look(self.world.li), "没有留电话", status_code=422)

    def test_the_handler_still_rings_without_looking(self) -> None:
        page = self.login(self.world.wang).get(f"/desk/{self.case.code}/")
        self.assertContains(page, f'href="tel:+86{PHONE}"')
        self.assertNotContains(page, FULL)
        self.assertFalse(Reveal.objects.exists())


class CapTests(RevealCase):
    def test_the_fifty_first_look_of_a_day_is_refused_and_written_down(self) -> None:
        self.used_up(self.world.li, revealing.DAILY - 1)
        self.assertContains(self.look(self.world.li), FULL)
        answer = self.look(self.world.li)
        self.assertContains(answer, "今天已经看了 50 次", status_code=422)
        self.assertContains(answer, "请社区书记或上级值班员代看", status_code=422)
        self.assertNotContains(answer, FULL, status_code=422)
        self.assertTrue(Reveal.objects.latest("pk").refused)
        self.assertEqual(Reveal.objects.filter(refused=True).count(), 1)

    def test_a_colleague_has_her_own_and_tomorrow_is_another_day(self) -> None:
        self.used_up(self.world.li)
        self.assertContains(self.look(self.world.head), FULL)
        self.watch.shift(timedelta(hours=5, minutes=29, seconds=59))
        self.assertEqual(self.look(self.world.li).status_code, 422)
        self.watch.shift(timedelta(seconds=1))
        self.assertContains(self.look(self.world.li), FULL)

    def test_a_script_fills_no_table_with_refusals(self) -> None:
        self.used_up(self.world.li)
        codes = [self.look(self.world.li).status_code for _ in range(revealing.A_MINUTE + 2)]
        self.assertEqual(codes[-2:], [429, 429])
        self.assertEqual(Reveal.objects.filter(refused=True).count(), revealing.A_MINUTE)


class BookTests(RevealCase):
    def read(self, staff: Staff, query: str = "") -> HttpResponse:
        return self.login(staff).get(f"/desk/reveals/{query}")

    def test_the_head_reads_who_looked_at_what_and_why_but_never_the_number(self) -> None:
        self.look(self.world.li, reason="other", words=WHY)
        page = self.read(self.world.head)
        for words in ("李建国", "东冠社区", self.case.code, "电话", WHY, "18:30:00"):
            self.assertContains(page, words)
        for secret in (PHONE, FULL, NAME):
            self.assertNotContains(page, secret)

    def test_each_level_reads_of_its_own_cases_and_the_auditor_of_all(self) -> None:
        self.look(self.world.li)
        self.case = self.file(place=self.world.park)
        self.look(self.world.stranger)
        counts = {
            name: len(self.read(self.world.people[name]).context["page"].rows)
            for name in ("head", "dispatcher", "duty_officer", "auditor")
        }
        self.assertEqual(counts, {"head": 1, "dispatcher": 1, "duty_officer": 2, "auditor": 2})
        for name in ("wang", "gridder", "stranger", "mediator", "admin"):
            self.assertEqual(self.read(self.world.people[name]).status_code, 403, name)

    def test_the_way_there_is_where_personal_data_is_kept(self) -> None:
        link = 'href="/desk/reveals/"'
        for staff, page, there in (
            (self.world.head, "/desk/requests/", True), (self.world.wang, "/desk/requests/", False),
            (self.world.auditor, "/audit/", True), (self.world.wang, "/desk/", False),
        ):  # fmt: skip
            self.assertEqual(link in self.login(staff).get(page).content.decode(), there, (staff, page))

    def test_a_look_at_a_report_of_misconduct_is_the_districts_to_see_and_not_the_auditors(self) -> None:
        self.look(self.world.duty_officer)
        self.assertContains(self.read(self.world.auditor), self.case.code)
        type(self.case).objects.filter(pk=self.case.pk).update(category="GOV-03")
        self.assertNotContains(self.read(self.world.auditor), self.case.code)
        self.assertContains(self.read(self.world.duty_officer), self.case.code)

    def test_the_auditor_gets_no_door_to_the_case(self) -> None:
        self.look(self.world.li)
        self.assertNotContains(self.read(self.world.auditor), f'href="/desk/{self.case.code}/"')
        self.assertContains(self.read(self.world.head), f'href="/desk/{self.case.code}/"')

    def test_a_refused_look_says_so_and_can_be_picked_out(self) -> None:
        self.used_up(self.world.li)
        self.look(self.world.li)
        self.assertContains(self.read(self.world.head), "没有给看</span>", 1)
        self.assertEqual(len(self.read(self.world.head, "?show=refused").context["page"].rows), 1)

    def test_one_colleague_can_be_picked_out(self) -> None:
        self.look(self.world.li)
        self.look(self.world.wang)
        rows = self.read(self.world.head, f"?who={self.world.li.pk}").context["page"].rows
        self.assertEqual([row.staff for row in rows], [self.world.li])

    def test_it_is_paged_without_a_gap_and_costs_the_same_however_long(self) -> None:
        self.look(self.world.li)
        with CaptureQueriesContext(connection) as few:
            self.read(self.world.head)
        self.used_up(self.world.li, reveals.PAGE + 5)
        with CaptureQueriesContext(connection) as many:
            first = reveals.listed(self.world.head)
            page = self.read(self.world.head)
        self.assertContains(page, f"?cursor={first.next}")
        second = self.read(self.world.head, f"?cursor={first.next}").context["page"]
        found = [row.pk for row in [*first.rows, *second.rows]]
        self.assertEqual((len(found), second.next), (reveals.PAGE + 6, ""))
        self.assertEqual(found, sorted(set(found), reverse=True))
        self.assertLessEqual(len(many), len(few) + 3)

    def test_a_cursor_that_is_not_ours_is_refused(self) -> None:
        for query in ("?cursor=x", "?cursor=-1", "?who=1;", "?show=all", f"?cursor={'9' * 30}", "?cursor=９"):
            self.assertEqual(self.read(self.world.head, query).status_code, 422, query)

    def test_nobody_rewrites_it(self) -> None:
        self.look(self.world.li)
        look = Reveal.objects.get()
        for act in (look.save, look.delete):
            with self.assertRaises(TypeError), transaction.atomic():
                act()


class ResidentTests(RevealCase):
    def stored(self, case: Complaint) -> HttpResponse:
        return self.client.get(f"/c/{case.token}/data/")

    def test_she_reads_how_often_and_which_unit_and_no_name_of_a_person(self) -> None:
        self.assertContains(self.stored(self.case), "还没有工作人员点开看过您的完整电话")
        self.look(self.world.li)
        self.watch.shift(timedelta(minutes=5))
        self.look(self.world.head, reason="other", words=WHY)
        self.look(self.world.dispatcher, "name")
        page = self.stored(self.case)
        self.assertContains(page, "东冠社区 点开看过完整电话 2 次，最近一次 11月23日 18:35")
        self.assertContains(page, "浦沿街道 点开看过完整称呼 1 次")
        for inside in ("李建国", "李社工", "周书华", WHY):
            self.assertNotContains(page, inside)

    def test_a_look_that_was_refused_was_none(self) -> None:
        self.used_up(self.world.li)
        other = self.case = self.file()
        self.look(self.world.li)
        self.assertContains(self.stored(other), "还没有工作人员点开看过")

    def test_her_deletion_takes_the_words_and_leaves_the_look(self) -> None:
        self.look(self.world.li, reason="other", words=WHY)
        erasing.erase(self.case, now=self.now)
        self.assertEqual((Reveal.objects.get().words, Reveal.objects.get().reason), ("", "other"))


class RevealRace(RaceCase):
    def test_ten_taps_at_once_with_three_looks_left_show_three(self) -> None:
        case, staff = self.file(), self.world.li
        Reveal.objects.bulk_create(
            Reveal(complaint=case, staff=staff, unit=self.world.dongguan, what="phone", reason="verify", at=self.now)
            for _ in range(revealing.DAILY - 3)
        )

        def tap() -> str:
            fresh = Complaint.objects.get(pk=case.pk)
            return revealing.reveal(
                fresh, staff=Staff.objects.get(pk=staff.pk), what="phone", reason="danger", now=self.now
            )

        results = at_once(*[tap] * 10)
        self.assertEqual([type(one).__name__ for one in results].count("Refused"), 7, results)
        self.assertEqual(results.count(FULL), 3)
        self.assertEqual(
            (Reveal.objects.filter(refused=False).count(), Reveal.objects.filter(refused=True).count()),
            (revealing.DAILY, 7),
        )

    def test_one_tap_that_arrives_ten_times_is_one_look(self) -> None:
        case, staff, key = self.file(), self.world.li, uuid4()

        def tap() -> str:
            fresh = Complaint.objects.get(pk=case.pk)
            given = {"staff": Staff.objects.get(pk=staff.pk), "what": "phone", "reason": "danger", "now": self.now}
            return revealing.reveal(fresh, client_key=key, **given)

        self.assertEqual(at_once(*[tap] * 10), [FULL] * 10)
        self.assertEqual(Reveal.objects.count(), 1)
