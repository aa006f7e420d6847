"""An SMS goes out once, whatever the provider or the clock does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

from django.db import connection, connections
from django.test import override_settings

from notices import outbox, services
from notices.models import Notice
from tests.notices.fake_aliyun import CODES, FakeAliyun
from tests.notices.outbox_case import DATA, TOKEN, OutboxCase
from tests.world import OTHER_PHONE, PHONE


class DeliverTests(OutboxCase):
    def test_a_message_goes_out_once_and_its_number_at_the_provider_is_kept(self) -> None:
        pk = self.tell()
        self.assertEqual(self.deliver(), 1)
        [sent] = self.provider.accepted
        self.assertEqual((sent.phone, sent.template), (PHONE, "accepted"))
        self.assertEqual(sent.params, {"code": DATA["code"], "token": TOKEN})
        notice = self.assertState(pk, "sent")
        self.assertEqual((notice.receipt, notice.tries, notice.sent_at), (sent.biz_id, 1, self.now))
        self.assertEqual(self.deliver(), 0)
        self.assertEqual((self.provider.sent_to(PHONE), self.provider.unsigned), (1, []))

    def test_the_same_telling_twice_is_one_message(self) -> None:
        self.assertEqual(self.tell(), self.tell())
        self.deliver()
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_nothing_due_asks_nobody(self) -> None:
        self.assertEqual(self.deliver(), 0)
        self.assertEqual(self.provider.calls, [])

    def test_the_database_is_free_while_the_provider_thinks(self) -> None:
        def write() -> None:
            Notice.objects.filter(key="other").update(problem="written meanwhile")
            connections.close_all()

        other = self.tell("other", phone=f"+86{OTHER_PHONE}")
        Notice.objects.filter(pk=other).update(next_try_at=None)
        pk = self.tell()
        self.provider.on_send = write
        self.deliver()
        self.assertState(pk, "sent")
        self.assertEqual(self.notice(other).problem, "written meanwhile")

    def test_one_call_is_bounded_in_number(self) -> None:
        for n in range(outbox.BATCH + 5):
            self.tell(f"many:{n}", phone=f"+861380013{n:04d}")
        with mock.patch.object(outbox, "BUDGET", 60.0):
            self.assertEqual([self.deliver(), self.deliver(), self.deliver()], [outbox.BATCH, 5, 0])

    def test_one_call_is_bounded_in_time(self) -> None:
        for n in range(3):
            self.tell(f"slow:{n}", phone=f"+861380013{n:04d}")
        with mock.patch.object(outbox, "BUDGET", -1.0):
            self.assertEqual(self.deliver(), 1)
        self.assertEqual(len(self.provider.accepted), 1)
        self.assertEqual(Notice.objects.filter(state="waiting", tries=0, sent_at=None).count(), 2)
        self.assertEqual(self.deliver(), 2)  # at once, not when a lease ends
        self.assertEqual(self.provider.calls, ["SendSms"] * 3)  # nobody had to be asked what became of them

    def test_one_that_is_refused_does_not_hold_back_its_round(self) -> None:
        phones = [f"1380013{n:04d}" for n in range(4)]
        keys = [self.tell(f"round:{phone}", phone=f"+86{phone}") for phone in phones]
        self.provider.sending += ["ok", "isv.MOBILE_NUMBER_ILLEGAL"]
        self.assertEqual(self.deliver(), 4)
        self.assertEqual([self.notice(pk).state for pk in keys], ["sent", "dead", "sent", "sent"])
        self.assertEqual(len({self.notice(pk).receipt for pk in keys}), 4)  # each its own number; the refused one none

    def test_what_is_deleted_while_its_round_is_out_stays_deleted(self) -> None:
        def erase() -> None:
            Notice.objects.all().forget("round:")
            connections.close_all()

        keys = [self.tell(f"round:{n}", phone=f"+861380013{n:04d}") for n in range(2)]
        self.provider.on_send = erase
        self.deliver()
        self.assertEqual({self.notice(pk).state for pk in keys}, {"void"})
        self.assertEqual({self.notice(pk).receipt for pk in keys}, {""})
        self.assertEqual(len(self.provider.accepted), 1)  # the one under way; the other never went out

    def test_what_is_stopped_while_its_round_is_out_does_not_go_out(self) -> None:
        stops: dict[str, Callable[[], object]] = {
            "erased": lambda: Notice.objects.forget("erased:"),
            "called off": lambda: Notice.objects.call_off("called off:"),
            "overtaken": lambda: services.drop(subject="overtaken", templates=["closed"]),
        }

        def stopping(stop: Callable[[], object]) -> Callable[[], None]:
            def meanwhile() -> None:
                stop()
                connections.close_all()

            return meanwhile

        for how, stop in stops.items():
            with self.subTest(how):
                keys = [self.tell(f"{how}:{n}", f"+861380013{n:04d}", "closed", subject=how) for n in range(3)]
                self.provider.accepted.clear()
                self.provider.on_send = stopping(stop)
                self.deliver()
                self.deliver(minutes=5)
                self.assertEqual(len(self.provider.accepted), 1)  # the one under way: what went out is told as it was
                went = "void" if how == "erased" else "sent"
                self.assertEqual([self.notice(pk).state for pk in keys], [went, "void", "void"])

    def test_neither_the_number_nor_the_link_is_ever_logged(self) -> None:
        self.tell()
        self.tell("second", phone="+862112345678")
        self.provider.asking.append("isv.ANY")
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger("notices").warning("at least one line")
            self.deliver()
            self.deliver(minutes=1)
        with (
            self.assertLogs(level=logging.DEBUG) as console,
            override_settings(SMS={"transport": "console", "sign": "滨安码"}),
        ):
            self.tell("third")
            self.deliver()
        written = "\n".join(logs.output + console.output)
        self.assertIn("138****8001", written)
        for secret in (PHONE, TOKEN, "2112345678"):
            self.assertNotIn(secret, written)

    def test_the_console_says_sent_and_never_delivered(self) -> None:
        pk = self.tell()
        with override_settings(SMS={"transport": "console", "sign": "滨安码"}):
            self.deliver()
            self.assertEqual(self.deliver(hours=1), 0)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.calls, [])

    def test_two_clocks_at_once_send_each_message_once(self) -> None:
        phones = [f"1380013{n:04d}" for n in range(30)]
        for phone in phones:
            self.tell(f"race:{phone}", phone=f"+86{phone}")
        start, faults, now = threading.Barrier(2), [], self.now

        def clock() -> None:
            try:
                start.wait(10)
                while outbox.deliver(now):
                    pass
            except Exception as fault:
                faults.append(fault)
            finally:
                connection.close()

        clocks = [threading.Thread(target=clock) for _ in range(2)]
        for one in clocks:
            one.start()
        for one in clocks:
            one.join(60)
        self.assertEqual(faults, [])
        self.assertEqual(sorted(one.phone for one in self.provider.accepted), phones)
        self.assertEqual(Notice.objects.filter(state="sent").count(), len(phones))


class FaultTests(OutboxCase):
    """What the provider says when it will not, and what follows."""

    def test_a_throttled_message_waits_a_minute(self) -> None:
        pk = self.tell()
        self.provider.sending.append("isv.BUSINESS_LIMIT_CONTROL")
        self.provider.message = "触发分钟级流控Permits:1"
        self.deliver()
        self.assertState(pk, "waiting", "触发分钟级流控")
        self.assertEqual(self.deliver(seconds=59), 0)
        self.deliver(seconds=1)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.calls, ["SendSms"] * 2)

    def test_the_hour_limit_waits_an_hour(self) -> None:
        pk = self.tell()
        self.provider.sending.append("isv.BUSINESS_LIMIT_CONTROL")
        self.provider.message = "触发小时级流控Permits:5"
        self.deliver()
        self.assertEqual(self.notice(pk).next_try_at, self.now + timedelta(hours=1))

    def test_an_account_without_credit_waits_an_hour(self) -> None:
        pk = self.tell()
        self.provider.sending.append("isv.AMOUNT_NOT_ENOUGH")
        self.deliver()
        self.assertState(pk, "waiting", "isv.AMOUNT_NOT_ENOUGH")
        self.assertEqual(self.notice(pk).next_try_at, self.now + timedelta(hours=1))

    def test_an_illegal_number_is_a_dead_letter_at_once_and_does_not_show_the_number(self) -> None:
        pk = self.tell(phone="+8601082345678")
        self.deliver()
        notice = self.assertState(pk, "dead", "isv.MOBILE_NUMBER_ILLEGAL")
        self.assertNotIn("82345678", notice.problem)
        self.assertEqual(self.deliver(hours=2), 0)

    def test_an_unknown_fault_is_tried_eight_times_with_doubled_pauses(self) -> None:
        pk = self.tell()
        self.provider.sending.extend(["isv.SOMETHING_NEW"] * 20)
        pauses = []
        while self.notice(pk).state == "waiting":
            before = self.notice(pk).next_try_at
            self.watch.move_to(before)
            self.deliver()
            after = self.notice(pk).next_try_at
            pauses += [(after - before).total_seconds()] if after else []
        self.assertEqual(pauses, [30, 60, 120, 240, 480, 960, 1920])
        self.assertState(pk, "dead", "isv.SOMETHING_NEW")
        self.assertEqual(self.provider.calls, ["SendSms"] * 8)

    def test_a_missing_template_or_value_is_a_dead_letter_and_never_half_a_message(self) -> None:
        unregistered = {name: code for name, code in CODES.items() if name != "closed"}
        closed, booked, unknown = (
            self.tell("a", template="closed"),
            self.tell("b", template="mediation_booked"),
            self.tell("c"),
        )
        Notice.objects.filter(pk=unknown).update(template="gone")
        with override_settings(SMS={**self.provider.settings, "templates": unregistered}):
            self.deliver()
        self.assertState(closed, "dead", "closed 还没有登记")
        self.assertState(booked, "dead", "短信缺少内容：at")
        self.assertState(unknown, "dead", "短信缺少内容：gone")
        self.assertEqual(self.provider.accepted, [])

    def test_a_provider_that_is_down_is_tried_again_without_asking(self) -> None:
        pk = self.tell()
        with FakeAliyun() as gone:
            nowhere = gone.settings
        with override_settings(SMS=nowhere):
            self.deliver()
        self.assertState(pk, "waiting", "连不上短信平台")
        self.deliver(seconds=30)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.calls, ["SendSms"])

    def test_a_redirect_is_not_followed(self) -> None:
        pk = self.tell()
        self.provider.sending.append("redirect")
        self.deliver()
        self.assertState(pk, "sending", "看不懂")
        self.assertEqual((self.provider.calls, self.provider.astray), (["SendSms"], []))

    def test_a_wrong_key_is_refused_and_tried_again(self) -> None:
        pk = self.tell()
        with override_settings(SMS={**self.provider.settings, "key_secret": "wrong"}):
            self.deliver()
        self.assertState(pk, "waiting", "SignatureDoesNotMatch")
        self.assertEqual(self.provider.unsigned, ["signature"])

    def test_an_endless_answer_is_cut_off(self) -> None:
        pk = self.tell()
        self.provider.message = "长" * 200_000
        self.provider.sending.append("isv.LONG")
        self.deliver()
        self.assertState(pk, "sending", "没有答复")

    def test_a_row_nobody_can_read_does_not_hold_up_the_others(self) -> None:
        bad = self.tell("bad")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE notices_notice SET phone = 't1.AAAA' WHERE id = %s", [bad])
        good = self.tell("good", phone=f"+86{OTHER_PHONE}")
        with self.assertLogs("notices.outbox", logging.ERROR):
            self.assertEqual(self.deliver(), 2)
            self.assertState(good, "sent")
            for _ in range(outbox.TRIES):
                self.deliver(hours=1)
        row = Notice.objects.filter(pk=bad).values("state", "problem", "next_try_at")
        self.assertEqual(list(row), [{"state": "dead", "problem": "系统内部问题，见日志", "next_try_at": None}])
