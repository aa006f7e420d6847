"""A message whose fate is unknown is asked about before it is ever sent again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

from django.db import connection
from django.test import override_settings

from notices import outbox
from notices.models import Notice
from tests.architecture.source import ROOT
from tests.notices.fake_aliyun import Accepted, FakeAliyun
from tests.notices.outbox_case import OutboxCase
from tests.world import PHONE

# A clock of its own process, on the database and the moment of the test.
CLOCK = """
import json, sys
from datetime import datetime
import django, time_machine
from django.conf import settings
given = json.loads(sys.argv[1])
settings.DATABASES["default"]["NAME"] = given["database"]
django.setup()
settings.SMS = given["sms"]
now = datetime.fromisoformat(given["now"])
with time_machine.travel(now, tick=False):
    from notices import outbox
    outbox.deliver(now)
"""


class UnsureTests(OutboxCase):
    def test_a_message_that_was_sent_in_spite_of_the_time_out_is_not_sent_again(self) -> None:
        pk = self.tell()
        self.provider.sending.append("silent")
        self.deliver()
        self.assertState(pk, "sending", "没有答复")
        self.assertEqual(self.deliver(seconds=119), 0)
        self.deliver(seconds=1)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.calls, ["SendSms", "QuerySendDetails"])
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_a_message_that_was_lost_in_the_time_out_is_sent_once_more(self) -> None:
        pk = self.tell()
        self.provider.sending.append("lost")
        self.deliver()
        self.assertState(pk, "sending", "没有答复")
        self.deliver(minutes=2)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.calls, ["SendSms", "QuerySendDetails", "SendSms"])
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_answers_nobody_can_read_are_asked_about_too(self) -> None:
        for word in ("dropped", "garbage", "http 503", "isp.SYSTEM_ERROR"):
            with self.subTest(word):
                pk = self.tell(f"case:{word}")
                self.provider.calls.clear()
                self.provider.sending.append(word)
                self.deliver()
                self.assertState(pk, "sending", self.notice(pk).problem)
                self.deliver(minutes=2)
                self.assertState(pk, "sent")
                self.assertEqual(self.provider.calls[:2], ["SendSms", "QuerySendDetails"])
        self.assertEqual(len({one.out_id for one in self.provider.accepted}), len(self.provider.accepted))

    def test_while_it_can_not_be_asked_about_it_is_not_sent(self) -> None:
        pk = self.tell()
        self.provider.sending.append("silent")
        self.deliver()
        self.provider.asking.extend(["isv.ANY", "lost"])
        for _ in range(2):
            self.deliver(minutes=2)
            self.assertState(pk, "sending", self.notice(pk).problem)
        with FakeAliyun() as gone:
            nowhere = gone.settings
        with override_settings(SMS=nowhere):
            self.deliver(minutes=4)
        self.assertState(pk, "sending", "连不上短信平台")
        self.deliver(minutes=8)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_a_message_that_always_times_out_is_asked_about_a_last_time(self) -> None:
        for last, state in (("garbage", "dead"), ("dropped", "sent")):
            with self.subTest(last):
                pk = self.tell(f"case:{last}")
                self.provider.calls.clear()
                self.provider.sending.extend(["garbage"] * (outbox.TRIES - 1) + [last])
                while self.notice(pk).state == "sending" or not self.notice(pk).tries:
                    self.watch.move_to(self.notice(pk).next_try_at)
                    self.deliver()
                self.assertEqual(self.provider.calls.count("SendSms"), outbox.TRIES)
                self.assertEqual(self.provider.calls[-1], "QuerySendDetails")
                self.assertState(pk, state, "试了 8 次" if state == "dead" else "")

    def test_a_message_that_can_never_be_asked_about_becomes_a_dead_letter_that_says_so(self) -> None:
        pk = self.tell()
        self.provider.sending.append("silent")
        self.provider.asking.extend(["isv.ANY"] * 20)
        self.deliver()
        while self.notice(pk).state == "sending":
            self.watch.move_to(self.notice(pk).next_try_at)
            self.deliver()
        self.assertState(pk, "dead", "不能确定是否已发出")
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_a_record_far_down_the_numbers_day_is_found(self) -> None:
        day = f"{datetime.fromisoformat('2026-11-23'):%Y%m%d}"
        for n in range(120):
            self.provider.accepted.append(Accepted(PHONE, "closed", {}, f"other-{n}", f"{n}^1", day))
        self.provider.sending.append("silent")
        pk = self.tell()
        self.deliver()
        self.deliver(minutes=2)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.calls.count("SendSms"), 1)

    def test_a_try_before_midnight_is_found_on_the_next_day(self) -> None:
        self.watch.move_to(datetime.fromisoformat("2026-11-23T23:59:30+08:00"))
        pk = self.tell()
        self.provider.sending.append("silent")
        self.provider.on_send = lambda: self.watch.shift(timedelta(seconds=45))
        self.deliver()
        self.assertEqual(self.provider.accepted[0].day, "20261124")
        self.deliver(minutes=2)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.sent_to(PHONE), 1)


class KilledTests(OutboxCase):
    """kill -9 of the clock's process while the provider has the request."""

    def test_killed_after_the_provider_took_it(self) -> None:
        self._killed("silent")
        self.assertEqual(self.provider.calls, ["SendSms", "QuerySendDetails"])

    def test_killed_before_the_provider_took_it(self) -> None:
        self._killed("lost")
        self.assertEqual(self.provider.calls, ["SendSms", "QuerySendDetails", "SendSms"])

    def _killed(self, plan: str) -> None:
        pk = self.tell()
        self.provider.sending.append(plan)
        given = {
            "database": str(connection.settings_dict["NAME"]),
            "sms": self.provider.settings,
            "now": self.now.isoformat(),
        }
        clock = subprocess.Popen([sys.executable, "-c", CLOCK, json.dumps(given)], cwd=ROOT, env=os.environ)
        try:
            self.assertTrue(self.provider.arrived.wait(30), "the clock never called")
        finally:
            clock.send_signal(signal.SIGKILL)
            clock.wait()
        self.assertState(pk, "sending")
        self.assertEqual(self.deliver(seconds=119), 0)
        self.deliver(seconds=1)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.sent_to(PHONE), 1)


class FollowTests(OutboxCase):
    """What the operator reports of a message that was accepted."""

    def test_a_delivered_message_says_so_and_is_asked_about_no_more(self) -> None:
        pk = self._sent()
        self.deliver(minutes=1)
        self.assertState(pk, "sent")
        self.provider.accepted[0].status = 3
        self.deliver(minutes=9)
        self.assertState(pk, "delivered")
        self.assertEqual(self.deliver(hours=100), 0)

    def test_a_message_the_operator_could_not_deliver_is_a_dead_letter(self) -> None:
        pk = self._sent()
        self.provider.accepted[0].status, self.provider.accepted[0].err_code = 2, "MOBILE_NOT_ON_SERVICE"
        self.deliver(minutes=1)
        self.assertState(pk, "dead", "MOBILE_NOT_ON_SERVICE")
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_after_three_days_nobody_asks_any_more(self) -> None:
        pk = self._sent()
        asked = 0
        while due := self.notice(pk).next_try_at:
            self.watch.move_to(due)
            asked += self.deliver()
        self.assertEqual(asked, len(outbox.FOLLOWED))
        self.assertEqual(self.provider.calls, ["SendSms"] + ["QuerySendDetails"] * asked)
        self.assertState(pk, "sent")

    def test_a_question_without_an_answer_is_asked_later(self) -> None:
        pk = self._sent()
        self.provider.asking.append("isv.ANY")
        self.deliver(minutes=1)
        self.assertState(pk, "sent")
        self.provider.accepted[0].status = 3
        self.deliver(minutes=9)
        self.assertState(pk, "delivered")

    def test_new_messages_go_before_questions_about_old_ones(self) -> None:
        for n in range(outbox.BATCH):
            self.tell(f"old:{n}", phone=f"+861380013{n:04d}")
        self.deliver()
        pk = self.tell("new")
        Notice.objects.filter(pk=pk).update(next_try_at=self.now + timedelta(minutes=10))
        self.deliver(minutes=10)
        self.assertState(pk, "sent")

    def _sent(self) -> int:
        pk = self.tell()
        self.deliver()
        self.assertState(pk, "sent")
        return pk
