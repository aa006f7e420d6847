"""A worker rings a resident and neither learns the other's number (domain.md §6.8)."""

from __future__ import annotations

from unittest import mock

from django.db import connection
from django.test import override_settings

from complaints.axb.huawei import Huawei
from complaints.models import PrivateNumber
from complaints.services import calling, handling, private_numbers, rights
from tests.cases import RaceCase
from tests.complaints.axb_case import MOBILE, AXBCase
from tests.complaints.fake_axb import FakeAXB
from tests.world import OTHER_PHONE, PHONE

SORRY = "隐私号暂时用不了，这次直接拨打居民的号码。"
FAULTS = ("lost", "drip", "garbage", "list", "empty", "redirect", "http 503", "echo")


class DialTests(AXBCase):
    def test_before_the_tap_the_page_holds_no_number_and_nobody_is_asked(self) -> None:
        page = self.page(self.world.wang, self.claimed())
        self.assertNotContains(page, PHONE)
        self.assertNotContains(page, "tel:")
        self.assertContains(page, "data-ask")
        self.assertEqual(self.provider.asked, [])

    def test_a_tap_gets_a_private_number_and_the_page_shows_that_one_alone(self) -> None:
        case = self.claimed()
        answer = self.tap(case)
        private = next(iter(self.provider.bound.values()))["relationNum"]
        self.assertEqual((answer.status_code, answer["X-Dial"], answer["X-Line"]), (204, private, "private"))
        page = self.page(self.world.wang, case)
        self.assertContains(page, f'href="tel:{private}"')
        self.assertContains(page, "这是隐私号，用到 11月25日 18:30。")
        self.assertNotContains(page, PHONE)
        self.assertNotContains(page, case.masked_phone)
        self.assertEqual((self.provider.unsigned, self.provider.astray), ([], []))

    def test_the_provider_is_told_the_two_numbers_and_for_how_long(self) -> None:
        self.tap(self.claimed())
        asked = {"callerNum": MOBILE, "calleeNum": f"+86{PHONE}", "duration": 48 * 3600, "maxDuration": 60,
                 "callDirection": 0, "areaCode": "0571"}  # fmt: skip
        self.assertEqual(self.provider.asked, [{"method": "POST", **asked}])

    def test_an_older_account_signs_in_the_older_way(self) -> None:
        with FakeAXB(registered={MOBILE}, scheme="WSSE") as older, override_settings(AXB=older.settings):
            self.assertEqual(self.tap(self.claimed())["X-Line"], "private")

    def test_the_tap_itself_meets_the_lease_as_ever(self) -> None:
        case = self.claimed()
        self.tap(case)
        self.assertEqual(self.entries(case)[-1], "dial")

    def test_the_next_tap_rings_the_same_number_and_asks_nobody(self) -> None:
        case = self.claimed()
        self.assertEqual(self.tap(case)["X-Dial"], self.tap(case)["X-Dial"])
        self.assertEqual(self.methods(), ["POST"])

    def test_without_script_the_number_stands_on_the_next_page(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "dial", ask="page")
        self.assertContains(page, f'href="tel:{next(iter(self.provider.bound.values()))["relationNum"]}"')

    def test_whoever_may_not_dial_gets_no_number(self) -> None:
        self.world.li.mobile = "+8613900139002"
        self.world.li.save()
        self.provider.registered.add(self.world.li.mobile)
        case = self.claimed()
        self.assertEqual(self.tap(case, staff=self.world.li).status_code, 403)
        self.assertEqual(self.provider.asked, [])

    def test_the_resident_reads_neither_the_private_number_nor_the_workers(self) -> None:
        case = self.claimed()
        private = self.tap(case)["X-Dial"]
        page = self.client.get(f"/c/{case.token}/")
        for number in (private, private[3:], MOBILE[3:]):
            self.assertNotContains(page, number)

    def test_a_fixed_line_or_a_worker_without_mobile_is_dialled_plainly(self) -> None:
        fixed = self.claimed(phone="0571-87654321")
        self.assertContains(self.page(self.world.wang, fixed), 'href="tel:+8657187654321"')
        self.world.wang.mobile = ""
        self.world.wang.save()
        self.assertContains(self.page(self.world.wang, self.claimed()), f'href="tel:+86{PHONE}"')

    def test_the_number_lies_sealed_in_the_database(self) -> None:
        private = self.tap(self.claimed())["X-Dial"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM complaints_privatenumber")
            self.assertNotIn(private[3:], cursor.fetchone()[0])


class FaultTests(AXBCase):
    def test_whatever_the_provider_does_her_own_number_is_dialled_and_the_page_says_so(self) -> None:
        for plan in FAULTS:
            with self.subTest(plan):
                case = self.claimed()
                self.provider.plans.append(plan)
                with self.assertLogs("complaints.services.private_numbers", "WARNING") as logged:
                    answer = self.tap(case)
                self.assertEqual((answer["X-Dial"], answer["X-Line"]), (f"+86{PHONE}", "plain"))
                page = self.page(self.world.wang, case)
                self.assertContains(page, SORRY)
                self.assertContains(page, f'href="tel:+86{PHONE}"')
                self.assertNotRegex(" ".join(logged.output), r"1[3-9]\d{9}")
        self.assertEqual((self.provider.astray, self.provider.drained), ([], False))

    def test_a_worker_who_is_not_registered_dials_plainly_and_no_log_names_her_number(self) -> None:
        self.provider.registered.clear()
        with self.assertLogs("complaints.services.private_numbers", "WARNING") as logged:
            self.assertEqual(self.tap(self.claimed())["X-Line"], "plain")
        self.assertIn("resultcode 1012001", logged.output[0])
        self.assertNotIn(MOBILE[3:], logged.output[0])

    def test_for_ten_minutes_after_a_fault_the_provider_is_left_alone(self) -> None:
        case = self.claimed()
        self.provider.plans.append("http 503")
        self.tap(case)
        self.watch.shift(599)
        self.assertEqual(self.tap(case)["X-Line"], "plain")
        self.watch.shift(1)
        self.assertEqual(self.tap(case)["X-Line"], "private")
        self.assertEqual(self.methods(), ["POST", "POST"])

    def test_a_request_that_died_half_way_does_not_stand_in_the_way(self) -> None:
        case = self.claimed()
        with mock.patch.object(Huawei, "bind", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
            private_numbers.line(case, staff=self.world.wang, now=self.now)
        self.assertTrue(private_numbers.line(case, staff=self.world.wang, now=self.now).ask)
        self.watch.shift(31)
        self.tap(case)  # finds out that it was lost
        self.watch.shift(600)
        self.assertEqual(self.tap(case)["X-Line"], "private")


class EndTests(AXBCase):
    def test_when_she_was_reached_the_clock_gives_the_number_back_and_the_request_does_not(self) -> None:
        case = self.claimed()
        self.tap(case)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="约好上门。", now=self.now)
        self.assertEqual(self.methods(), ["POST"])
        self.assertEqual(self.clock(seconds=1), 1)
        self.assertEqual((self.methods(), self.provider.bound), (["POST", "DELETE"], {}))
        self.assertContains(self.page(self.world.wang, case), "data-ask")

    def test_a_try_that_nobody_answered_keeps_it_for_the_next_one(self) -> None:
        case = self.claimed()
        self.tap(case)
        handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
        self.assertEqual(self.clock(minutes=5), 0)
        self.assertEqual(len(self.provider.bound), 1)

    def test_it_goes_when_the_case_ends_or_leaves_her_hands(self) -> None:
        withdrawn, released = self.claimed(), self.claimed()
        for case in (withdrawn, released):
            self.tap(case)
        handling.withdraw(withdrawn, now=self.now)
        handling.release(released, staff=self.world.wang, reason="要下班了。", now=self.now)
        self.assertEqual(self.clock(seconds=1), 2)
        self.assertEqual(self.provider.bound, {})

    def test_it_ends_by_itself_after_48_hours(self) -> None:
        case = self.claimed()
        self.tap(case)
        self.watch.shift(48 * 3600)
        self.assertContains(self.page(self.world.wang, case), "data-ask")
        self.assertEqual(self.clock(), 1)
        self.assertEqual((self.methods(), PrivateNumber.objects.get().number), (["POST"], ""))

    def test_a_corrected_number_is_never_reached_over_the_old_private_one(self) -> None:
        case = self.claimed()
        old = self.tap(case)["X-Dial"]
        rights.correct(case, phone=OTHER_PHONE, name="", now=self.now)
        self.assertNotEqual(self.tap(case)["X-Dial"], old)
        self.assertEqual(self.clock(seconds=1), 1)
        self.assertEqual([one["calleeNum"] for one in self.provider.bound.values()], [f"+86{OTHER_PHONE}"])

    def test_nothing_that_leads_to_her_stays_when_her_data_is_deleted(self) -> None:
        case = self.claimed()
        self.tap(case)
        handling.withdraw(case, now=self.now)
        rights.ask_deletion(case, now=self.now)
        rights.grant_deletion(case, staff=self.world.head, now=self.now)
        self.assertEqual(self.clock(seconds=1), 1)
        kept = PrivateNumber.objects.get()
        self.assertEqual((kept.number, kept.phone_key), ("", ""))

    def test_unbinding_that_fails_is_tried_again_after_a_minute(self) -> None:
        case = self.claimed()
        self.tap(case)
        handling.withdraw(case, now=self.now)
        self.provider.plans.append("http 503")
        with self.assertLogs("complaints.services.private_numbers", "WARNING"):
            self.assertEqual(self.clock(), 0)
        self.assertEqual(self.clock(seconds=59), 0)
        self.assertEqual(self.methods(), ["POST", "DELETE"])
        self.assertEqual(self.clock(seconds=1), 1)


class CommitTests(RaceCase):
    def setUp(self) -> None:
        super().setUp()
        self.provider = self.enterContext(FakeAXB(registered={MOBILE}))
        self.enterContext(override_settings(AXB=self.provider.settings))
        self.world.wang.mobile = MOBILE
        self.world.wang.save()
        self.case = self.claimed()

    def test_the_provider_is_asked_outside_any_transaction(self) -> None:
        inside: list[bool] = []
        bind = Huawei.bind

        def watched(*given: object, **more: object) -> object:
            inside.append(connection.in_atomic_block)
            return bind(*given, **more)  # type: ignore[arg-type]

        with mock.patch.object(Huawei, "bind", watched):
            self.login(self.world.wang).post(f"/desk/{self.case.code}/dial/", {"ask": "1"})
        self.assertEqual(inside, [False])

    def test_two_taps_at_once_bind_one_number(self) -> None:
        second: list[bool] = []

        def again() -> None:
            self.provider.on_call = None
            second.append(private_numbers.line(self.case, staff=self.world.wang, now=self.now).ask)
            connection.close()

        self.provider.on_call = again
        calling.dial(self.case, staff=self.world.wang, now=self.now)
        self.assertTrue(private_numbers.line(self.case, staff=self.world.wang, now=self.now).private)
        self.assertEqual((second, len(self.provider.bound)), ([True], 1))
