"""Nothing is hidden when we fail ourselves: an outage is found, its broken promises are ours, those residents come first."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

import complaints.clock
from binan import clock, heartbeat
from binan.simulation import books
from complaints.models import Complaint, Deadline, Outage
from complaints.selectors import outages as listing
from complaints.services import handling, outages
from tests.cases import RaceCase, StoryCase
from tests.crowd import at_once


def forget() -> None:
    """A process that has just begun: it does not know when a clock last went round, only the database does."""
    heartbeat._last = None


class OutageCase(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        forget()
        heartbeat.beat()

    def goes_round(self, seconds: int) -> None:
        """The clock goes round every ten seconds for so long."""
        for _ in range(0, seconds, 10):
            self.watch.shift(timedelta(seconds=10))
            heartbeat.beat()
            complaints.clock.tick(self.now)

    def stands_still(self, seconds: int) -> None:
        """No clock goes round for so long; then one begins."""
        self.watch.shift(timedelta(seconds=seconds))
        forget()
        heartbeat.beat()
        complaints.clock.tick(self.now)

    def contact(self, case: Complaint) -> Deadline:
        return Deadline.objects.get(complaint=case, kind="contact")


class FoundTests(OutageCase):
    def test_a_stretch_without_a_clock_is_written_down_with_its_beginning_and_end(self) -> None:
        self.goes_round(30)
        began = self.now
        self.stands_still(600)
        self.assertEqual(list(Outage.objects.values_list("began_at", "ended_at")), [(began, self.now)])
        self.goes_round(60)
        self.assertEqual(Outage.objects.count(), 1)

    def test_half_a_minute_is_no_outage_and_a_second_more_is_one(self) -> None:
        self.stands_still(30)
        self.assertFalse(Outage.objects.exists())
        self.stands_still(31)
        self.assertEqual(Outage.objects.get().seconds, 31)

    def test_while_one_of_two_clocks_lives_there_is_none(self) -> None:
        self.goes_round(120)  # the other one
        forget()  # this one begins after two minutes away
        heartbeat.beat()
        self.assertFalse(Outage.objects.exists())

    def test_a_house_that_never_had_a_clock_begins_without_an_outage(self) -> None:
        heartbeat.Heartbeat.objects.all().delete()
        self.stands_still(3600)
        self.assertFalse(Outage.objects.exists())

    def test_a_clock_killed_while_it_writes_leaves_the_gap_for_the_next_one(self) -> None:
        began = self.now
        self.watch.shift(timedelta(minutes=10))
        forget()
        with mock.patch.object(outages, "record", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
            heartbeat.beat()
        self.stands_still(5)
        self.assertEqual(list(Outage.objects.values_list("began_at", "ended_at")), [(began, self.now)])

    def test_a_clock_that_hung_in_the_middle_of_its_round_finds_it_at_the_end(self) -> None:
        def hang(now: object) -> int:
            self.watch.shift(timedelta(minutes=2))
            return 0

        with mock.patch.multiple(clock, JOBS=[hang], APART=[], close_old_connections=mock.DEFAULT):
            clock.round_()
        self.assertEqual(Outage.objects.get().seconds, 120)

    def test_a_rehearsal_makes_no_outage(self) -> None:
        self.watch.shift(timedelta(hours=5))
        forget()
        with mock.patch.multiple(clock, APART=[], close_old_connections=mock.DEFAULT):
            clock.round_(self.now)
        self.assertFalse(Outage.objects.exists())


class BrokenTests(OutageCase):
    def test_the_resident_reads_that_it_was_our_own_fault(self) -> None:
        case = self.file()
        self.goes_round(60)
        self.stands_still(600)
        self.assertEqual(self.contact(case).outage, Outage.objects.get())
        self.assertIsNotNone(self.contact(case).missed_at)
        self.assertContains(
            self.client.get(f"/c/{case.token}/"), "我们的系统中断过，说好的回电没有按时做到，是我们的责任"
        )
        self.assertEqual(self.client.get(f"/c/{case.token}/", headers={"Accept-Language": "en"}).status_code, 200)

    def test_the_record_of_the_case_names_nobody_for_it(self) -> None:
        case = self.dialled()
        self.stands_still(600)
        entry = self.assertEntry(case, "miss", ours=True)
        self.assertEqual((entry.staff, entry.unit), (None, None))
        self.assertContains(self.login(self.world.head).get(f"/desk/{case.code}/"), "系统中断造成，不记在个人名下")

    def test_who_was_reminded_in_time_is_not_excused(self) -> None:
        case = self.dialled()
        self.goes_round(280)  # the last reminder comes after four and a half minutes
        self.stands_still(60)
        self.assertTrue(Outage.objects.exists())
        self.assertIsNotNone(self.contact(case).missed_at)
        self.assertIsNone(self.contact(case).outage)
        self.assertNotIn("ours", self.assertEntry(case, "miss").body)
        self.assertContains(self.client.get(f"/c/{case.token}/"), "说好的回电没有按时做到")

    def test_what_falls_due_after_the_clock_came_back_is_not_the_systems(self) -> None:
        case = self.dialled()
        self.stands_still(240)
        self.goes_round(70)
        self.assertIsNotNone(self.contact(case).missed_at)
        self.assertIsNone(self.contact(case).outage)

    def test_an_outage_that_ended_a_second_before_the_moment_leaves_the_promise_to_people(self) -> None:
        promise = self.contact(self.dialled())
        began, second = promise.due_at - timedelta(minutes=1), timedelta(seconds=1)
        for ended, ours in ((promise.due_at - second, False), (promise.due_at, True)):
            self.assertEqual(outages.breaker(promise, [Outage(began_at=began, ended_at=ended)]) is not None, ours)

    def test_a_promise_without_reminders_is_ours_when_it_fell_due_meanwhile(self) -> None:
        burning = self.file("4楼楼道里一股很重的煤气味道，敲门没人应，快点来人！！")
        self.goes_round(270)
        self.stands_still(60)
        set_out = Deadline.objects.get(complaint=burning, kind="set_out")
        self.assertEqual(set_out.outage, Outage.objects.get())

    def test_a_promise_that_people_kept_late_while_the_clock_alone_stood_still_is_listed_too(self) -> None:
        case = self.dialled()
        self.watch.shift(timedelta(minutes=8))
        handling.call_back(case, staff=self.world.wang, reached=True, summary="晚了，打通了。", now=self.now)
        self.stands_still(60)
        promise = self.contact(case)
        self.assertEqual((promise.missed_at, promise.outage), (promise.met_at, Outage.objects.get()))
        self.assertEqual(listing.totals(self.world.head, now=self.now), (1, 1))
        [broken] = listing.listed(self.world.head).rows
        self.assertEqual((broken.whole, broken.waiting, broken.promises), (1, 0, [promise]))
        self.assertEqual(list(books.faults(self.now)), [])

    def test_what_is_kept_late_while_the_clock_goes_round_is_nobodys_outage(self) -> None:
        case = self.dialled()
        self.goes_round(310)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="晚了，打通了。", now=self.now)
        self.stands_still(60)
        self.assertEqual((self.contact(case).outage, listing.totals(self.world.head, now=self.now)), (None, (1, 0)))

    def test_the_board_says_so_until_she_is_called(self) -> None:
        case = self.dialled()
        self.stands_still(600)
        board = self.login(self.world.wang)
        self.assertContains(board.get("/desk/"), "系统耽误")
        case.refresh_from_db()
        handling.call_back(case, staff=self.world.wang, reached=True, summary="晚了，说明了原因。", now=self.now)
        self.assertNotContains(board.get("/desk/"), "系统耽误")

    def test_a_mark_of_that_round_carries_the_word_that_the_system_failed(self) -> None:
        case = self.dialled()
        self.stands_still(600)
        case.refresh_from_db()
        handling.call_back(case, staff=self.world.wang, reached=True, summary="晚了，说明了原因。", now=self.now)
        handling.close(
            case, staff=self.world.wang, result="上门劝导，双方说好以后晚上九点以后不再有声音。",
            closing_kind="SUBSTANTIVE", now=self.now,
        )  # fmt: skip
        self.closed()
        self.wait(hours=48)
        page = self.login(self.world.head).get("/desk/ratings/?show=all").content.decode()
        cards = dict(re.findall(r'<article[^>]* data-code="(\w+)"(.*?)</article>', page, re.S))
        self.assertEqual([code for code, card in cards.items() if "系统耽误过" in card], [case.code])
        self.assertEqual(len(cards), 2)


class ListTests(OutageCase):
    def page(self, staff: object = None) -> str:
        return self.login(staff or self.world.dispatcher).get("/desk/outages/").content.decode()  # type: ignore[arg-type]

    def test_whoever_still_waits_stands_first_and_the_newest_outage_above(self) -> None:
        answered, waiting = self.dialled(), self.file()
        self.stands_still(600)
        answered.refresh_from_db()
        handling.call_back(answered, staff=self.world.wang, reached=True, summary="晚了，但打通了。", now=self.now)
        self.goes_round(60)
        later = self.file()
        self.stands_still(600)
        page = self.page()
        self.assertEqual(re.findall(r'<tr data-code="(\w+)"', page), [later.code, waiting.code, answered.code])
        self.assertEqual(len(re.findall("1 个还在等", page)), 2)
        self.assertIn("耽误了 2 个承诺", page)
        self.assertIn("补上", page)

    def test_the_totals_hold_both_and_say_which_are_ours(self) -> None:
        self.dialled()
        self.goes_round(310)  # hers
        self.file()
        self.stands_still(600)  # ours
        self.assertIn("近 30 天超时 <b>2</b> 次，其中系统耽误 <b>1</b> 次", self.page())

    def test_other_streets_see_that_the_system_stood_and_none_of_our_cases(self) -> None:
        case = self.file(place=self.world.park)
        self.stands_still(600)
        self.assertNotIn(case.code, self.page())
        self.assertIn("没有耽误您这里的承诺", self.page())
        self.assertIn(case.code, self.page(self.world.duty_officer))

    def test_a_social_worker_is_told_whose_page_it_is(self) -> None:
        self.assertContains(self.login(self.world.wang).get("/desk/outages/"), "街道指挥员", status_code=403)
        self.assertNotContains(self.login(self.world.wang).get("/desk/net/"), "/desk/outages/")
        self.assertContains(self.login(self.world.dispatcher).get("/desk/net/"), "/desk/outages/")

    def test_its_pages_follow_one_another_and_cost_the_same_whatever_broke(self) -> None:
        self.file()
        self.stands_still(600)
        few = self.cost()
        for _ in range(listing.PAGE):
            self.file(), self.file()
            self.stands_still(600)
        self.assertEqual(self.cost(), few)
        first = listing.listed(self.world.dispatcher)
        second = listing.listed(self.world.dispatcher, cursor=first.next)
        seen = [row.outage.pk for row in first.rows + second.rows]
        self.assertEqual(seen, list(Outage.objects.order_by("-began_at").values_list("pk", flat=True)))
        self.assertEqual((len(second.rows), second.next), (1, ""))
        self.assertEqual(self.login(self.world.dispatcher).get("/desk/outages/?cursor=x").status_code, 422)

    def test_of_a_great_outage_the_first_are_shown_and_all_are_counted(self) -> None:
        for _ in range(3):
            self.file()
        self.stands_still(600)
        with mock.patch.object(listing, "SHOWN", 2):
            page = self.page()
        self.assertEqual(len(re.findall("<tr data-code", page)), 2)
        self.assertIn("耽误了 3 个承诺，先列 2 个", page)

    def cost(self) -> int:
        client = self.login(self.world.dispatcher)
        client.get("/desk/outages/")  # the first page of a day keeps a trace of the device
        with CaptureQueriesContext(connection) as caught:
            client.get("/desk/outages/")
        return len(caught)


class TwoClocks(RaceCase):
    def test_two_clocks_that_begin_at_once_write_one_outage(self) -> None:
        for _ in range(10):
            forget()
            heartbeat.beat()
            self.watch.shift(timedelta(minutes=10))
            forget()
            before = Outage.objects.count()
            self.assertEqual(at_once(heartbeat.beat, heartbeat.beat), [None, None])  # the slower one just goes on
            self.assertEqual(Outage.objects.count(), before + 1)
