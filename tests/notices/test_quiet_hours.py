"""At night a telephone rings for what can not wait; the rest comes in the morning, in order, unless it is old by then."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from complaints import tellings
from complaints.services import escalation, handling, rating
from notices import policy
from notices.texts import INBOX, PUSH, SMS, TEMPLATES
from tests.notices.push_case import PushCase
from tests.world import ANSWER, GAS

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = {"min_value": datetime(2026, 1, 1), "max_value": datetime(2027, 12, 31)}  # noqa: DTZ001 - Hypothesis adds the zone
NIGHT = datetime.fromisoformat("2026-11-23T23:10:00+08:00")
MORNING = datetime.fromisoformat("2026-11-24T08:00:00+08:00")


class RuleTests(SimpleTestCase):
    def test_every_text_to_a_resident_has_its_policy(self) -> None:
        wanted = {template.name for template in TEMPLATES.values() if template.channel != INBOX}
        self.assertEqual(set(policy.POLICIES), wanted)
        only_push = {name for name, one in policy.POLICIES.items() if one.route is policy.Route.PUSH}
        self.assertEqual(only_push, {name for name in wanted if TEMPLATES[name].channel == PUSH})

    def test_receipt_missed_call_and_tomorrows_session_never_wait_and_favours_keep_to_the_day(self) -> None:
        never = {name for name, one in policy.POLICIES.items() if one.waits is None and TEMPLATES[name].channel == SMS}
        self.assertEqual(
            never,
            {
                "accepted",
                "link_again",
                "call_missed",
                "contact_changed",
                "mediation_cancelled",
                "mediation_reminder",
                "sign_code",
                "sign_code_agent",
            },
        )
        self.assertEqual(policy.POLICIES["rating_invited"].waits, policy.EVENING)

    def test_the_hours_at_their_borders(self) -> None:
        for at, wanted in (
            ("21:59:59", "21:59:59"),
            ("22:00:00", "08:00:00"),
            ("07:59:59", "08:00:00"),
            ("08:00:00",) * 2,
        ):
            now = datetime.fromisoformat(f"2026-11-23T{at}+08:00")
            opened = policy.begins("closed", now, urgent=False).astimezone(SHANGHAI)
            self.assertEqual(f"{opened:%H:%M:%S}", wanted)
            self.assertEqual(policy.begins("closed", now, urgent=True), now)

    @given(st.datetimes(timezones=st.just(SHANGHAI), **YEARS))
    def test_it_never_begins_in_quiet_hours_nor_earlier_nor_more_than_a_night_later(self, now: datetime) -> None:
        for name, one in policy.POLICIES.items():
            opened = policy.begins(name, now, urgent=False).astimezone(SHANGHAI)
            self.assertTrue(0 <= (opened - now).total_seconds() <= 13 * 3600)
            if one.waits is policy.NIGHT:
                self.assertTrue(time(8) <= opened.time() < time(22))

    def test_what_is_overtaken_is_something_that_is_told(self) -> None:
        told = {*tellings.TO_RESIDENT.values(), *tellings.TO_FOLLOWERS.values()}
        for kind, old in tellings.OVERTAKES.items():
            self.assertLessEqual(set(old), told - {"accepted"}, kind)
            news = tellings.TO_RESIDENT.get(kind)
            again = news in ("call_missed", "extended")  # the newer of two says it all
            self.assertTrue(again or news not in old, kind)


class NightTests(PushCase):
    def setUp(self) -> None:
        super().setUp()
        self.watch.move_to(NIGHT)

    def at(self, moment: datetime) -> None:
        """The watch shows this, and everything due goes out."""
        self.watch.move_to(moment)
        self.deliver()

    def test_the_receipt_comes_at_once_and_the_answer_of_the_night_in_the_morning(self) -> None:
        case = self.closed()
        self.deliver()
        self.assertEqual(self.texted(), ["accepted"])
        self.assertEqual(self.row(case, "closed").next_try_at, MORNING)
        self.at(MORNING.replace(hour=7, minute=59))
        self.assertEqual(self.texted(), ["accepted"])
        self.at(MORNING)
        self.assertEqual(self.texted(), ["accepted", "closed"])

    def test_a_missed_call_and_everything_of_an_emergency_comes_at_once(self) -> None:
        case = self.claimed()
        handling.call_back(case, staff=self.world.wang, reached=False, summary="没有人接。", now=self.now)
        danger = self.claimed(text=GAS)
        self.assertEqual(danger.urgency, "P0")
        handling.call_back(danger, staff=self.world.wang, reached=True, summary="人已撤出。", now=self.now)
        handling.close(danger, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.deliver()
        self.assertEqual(sorted(self.texted()), ["accepted", "accepted", "call_missed", "closed"])

    def test_the_morning_brings_what_waited_in_the_order_it_happened(self) -> None:
        cases = [self.closed(phone=f"1380013000{n}") for n in range(5)]
        self.deliver()
        self.provider.accepted.clear()
        self.at(MORNING)
        self.assertEqual([one.params["code"] for one in self.provider.accepted], [case.code for case in cases])

    def test_what_was_reopened_at_night_and_answered_again_is_told_once(self) -> None:
        case = self.closed()
        given = {"staff": self.world.dispatcher, "now": self.now}
        escalation.reopen(case, reason="居民来电说又响了。", **given)
        self.assertRow(case, "closed", "sms", "void", "后来有了新的进展")
        self.at(MORNING)
        self.assertEqual(self.texted(), ["accepted", "reopened"])

    def test_who_rates_at_night_is_not_asked_in_the_morning(self) -> None:
        case = self.closed()
        self.at(MORNING)
        self.watch.move_to(NIGHT.replace(day=25, hour=23, minute=30))
        rating.invite(case, now=self.now)  # a clock that was down all day
        self.deliver()
        self.assertRow(case, "rating_invited", "sms", "waiting")
        rating.rate(case.ratings.get(), choice=5, comment="", now=self.now)
        self.assertRow(case, "rating_invited", "sms", "void")
        self.at(NIGHT.replace(day=26, hour=12))
        self.assertEqual(self.texted(), ["accepted", "closed"])

    def test_a_rating_is_asked_for_after_nine(self) -> None:
        case = self.closed()
        self.at(MORNING)
        self.watch.move_to(NIGHT.replace(day=25))
        self.wait(seconds=1)
        self.assertFalse(case.ratings.exists())
        self.watch.move_to(MORNING.replace(day=26, hour=9))
        self.wait(seconds=0)
        self.assertEqual(self.row(case, "rating_invited").next_try_at, self.now)

    def test_who_withdraws_hears_nothing_of_it_afterwards(self) -> None:
        case = self.claimed()
        self.follow(case)
        handling.call_back(case, staff=self.world.wang, reached=False, summary="没有人接。", now=self.now)
        handling.withdraw(case, now=self.now)
        self.deliver()
        self.assertEqual((self.texted(), self.told()), (["accepted"], []))

    def test_who_was_reached_is_not_told_of_the_call_before(self) -> None:
        case = self.claimed()
        handling.call_back(case, staff=self.world.wang, reached=False, summary="没有人接。", now=self.now)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="谈好了。", now=self.now)
        self.deliver()
        self.assertRow(case, "call_missed", "sms", "void")
        self.assertEqual(self.texted(), ["accepted"])

    def test_a_step_at_night_is_shown_at_once_without_a_sound(self) -> None:
        case = self.file()
        self.follow(case)
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.deliver()
        [taken] = self.service.taken
        self.assertEqual((taken.told["body"], taken.told["silent"]), (f"您的诉求{case.code}有人接手了。", True))

    def test_a_reminder_that_was_out_when_later_news_came_has_no_sms_behind_it(self) -> None:
        self.watch.move_to(MORNING)
        case = self.closed()
        self.follow(case)
        escalation.reopen(case, staff=self.world.dispatcher, reason="居民来电说又响了。", now=self.now)
        self.deliver()
        handling.withdraw(case, now=self.now)
        self.deliver(hours=1)
        self.assertEqual((len(self.service.taken), self.texted()), (1, ["accepted"]))
