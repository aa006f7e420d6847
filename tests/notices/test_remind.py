"""A phone that follows a case is reminded; whatever a push service does, the person is told, and told once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import override_settings

from complaints.models import Complaint
from complaints.services import handling, rights
from notices import outbox, pushing
from notices.models import Notice, Subscription
from notices.services import following
from tests.notices.fake_push import FakePush
from tests.notices.push_case import PushCase
from tests.world import ANSWER, PHONE


class RemindTests(PushCase):
    def transferred(self, **more: object) -> Complaint:
        """A case that a phone follows and that has just been passed on: a reminder first, an SMS when nobody sees it."""
        case = self.claimed(**more)
        self.deliver()
        self.provider.accepted.clear()
        self.phone = self.follow(case)
        given = {"staff": self.world.head, "now": self.now, "to": "区住建局", "result": ANSWER}
        handling.end_without_closing(case, "transfer", **given)
        return case

    def test_the_phone_reads_number_and_news_and_nothing_of_the_matter(self) -> None:
        case = self.transferred()
        self.deliver()
        [taken] = self.service.taken
        self.assertEqual(taken.told["body"], f"您的诉求{case.code}有新进展，点开看看。")
        self.assertEqual(taken.told["path"], f"/c/{case.token}/")
        shown = taken.told["title"] + taken.told["body"]
        for word in ("跳绳", "住建", "观潮", PHONE, case.token):
            self.assertNotIn(word, shown)
        self.assertEqual((self.service.wrong, self.texted()), ([], []))

    def test_what_the_phone_has_shown_is_delivered_and_never_texted(self) -> None:
        case = self.transferred()
        self.deliver()
        self.assertRow(case, "transferred", "push", "sent")
        self.assertEqual(self.show(), 204)
        self.assertRow(case, "transferred", "push", "delivered")
        self.deliver(hours=24)
        self.assertEqual((len(self.service.taken), self.texted()), (1, []))

    def test_a_tap_is_read_also_when_it_is_reported_alone(self) -> None:
        case = self.transferred()
        self.deliver()
        self.show(opened=True)
        row = self.assertRow(case, "transferred", "push", "read")
        self.assertEqual(row.read_at, self.now)
        self.show()
        self.assertRow(case, "transferred", "push", "read")

    def test_what_no_phone_has_shown_in_ten_minutes_is_texted_once(self) -> None:
        case = self.transferred()
        self.deliver()
        self.deliver(minutes=9, seconds=59)
        self.assertEqual(self.texted(), [])
        self.deliver(seconds=1)
        self.assertEqual(self.texted(), ["transferred"])
        self.assertRow(case, "transferred", "sms", "sent")
        self.deliver(hours=3)
        self.assertEqual((len(self.service.taken), self.texted()), (1, ["transferred"]))

    def test_the_push_service_drops_it_before_the_sms_goes(self) -> None:
        self.transferred()
        self.deliver(minutes=1)
        [taken] = self.service.taken
        self.assertEqual(int(taken.headers["ttl"]), 9 * 60 - 30)
        self.assertEqual(taken.headers["urgency"], "high")

    def test_a_late_report_calls_back_an_sms_that_waits_for_the_morning_and_none_that_is_gone(self) -> None:
        self.wait(hours=3, minutes=25)  # 21:55
        case = self.transferred()
        self.deliver()
        self.deliver(minutes=10)
        self.assertRow(case, "transferred", "sms", "waiting", "改发短信")
        self.show()
        self.assertRow(case, "transferred", "push", "delivered")
        again = self.transferred()
        self.deliver(hours=9, minutes=55)  # 08:00
        self.assertRow(again, "transferred", "push", "sent")
        self.deliver(minutes=10)
        self.assertEqual(self.texted(), ["transferred"])
        self.show()
        self.assertRow(again, "transferred", "sms", "sent")

    def test_an_invented_report_changes_nothing_and_hears_the_same(self) -> None:
        case = self.transferred()
        self.deliver()
        for ack in ("", "0" * 32, case.code):
            self.assertEqual(self.client.post("/push/ack/", {"ack": ack}).status_code, 204)
        self.assertRow(case, "transferred", "push", "sent")

    def test_nobody_follows_so_it_is_an_sms_at_once(self) -> None:
        case = self.transferred()
        following.unfollow(subject=case.token_key, endpoint=self.phone.endpoint)
        self.deliver()
        self.assertEqual((self.service.taken, self.texted()), ([], ["transferred"]))

    def test_without_a_key_of_our_own_everything_is_an_sms(self) -> None:
        case = self.transferred()
        with override_settings(PUSH={**self.service.settings, "key": ""}):
            self.deliver()
            self.assertEqual((self.service.calls, self.texted()), ([], ["transferred"]))
            self.assertNotContains(self.client.get(f"/c/{case.token}/"), "data-push")

    def test_receipt_answer_and_rating_are_always_an_sms_and_never_a_second_time_a_reminder(self) -> None:
        case = self.file()
        self.follow(case)
        handling.claim(case, staff=self.world.wang, now=self.now)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="谈好了。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.deliver()
        self.assertEqual(self.texted(), ["accepted", "closed"])
        self.assertEqual(self.told(), [])  # the step (claimed) is overtaken by the answer
        self.deliver(hours=72)
        self.assertEqual(self.texted(), ["accepted", "closed", "rating_invited"])
        self.assertEqual(self.told(), [])

    def test_who_left_no_number_is_reminded_of_everything(self) -> None:
        case = self.file(phone="")
        self.follow(case)
        for verb in (lambda: handling.claim(case, staff=self.world.wang, now=self.now),
                     lambda: handling.set_out(case, staff=self.world.wang, now=self.now)):  # fmt: skip
            verb()
            self.deliver()
        given = {"staff": self.world.head, "now": self.now, "result": ANSWER}
        handling.end_without_closing(case, "decline", **given)
        self.deliver()
        self.assertEqual(
            self.told(),
            [f"您的诉求{case.code}有人接手了。", f"您的诉求{case.code}：工作人员已经出发。",
             f"您的诉求{case.code}有新进展，点开看看。"],
        )  # fmt: skip
        self.assertEqual(self.service.taken[-1].headers["ttl"], str(3 * 24 * 3600))
        self.assertEqual(self.texted(), [])

    def test_two_phones_are_both_reminded_and_one_of_them_is_enough(self) -> None:
        case = self.transferred()
        self.follow(case, "tablet")
        self.service.plans.append("410")
        self.deliver()
        self.assertEqual([taken.phone for taken in self.service.taken], ["/push/tablet"])
        self.assertRow(case, "transferred", "push", "sent")

    def test_cases_of_one_phone_are_told_apart_and_news_of_one_replaces_its_older_news(self) -> None:
        first, second = self.claimed(), self.claimed(text="楼道堆满了纸箱，走路都困难。")
        for case in (first, second):
            self.follow(case)
            handling.set_out(case, staff=self.world.wang, now=self.now)
            handling.set_out(case, staff=self.world.wang, now=self.now)
        self.deliver()
        tags = [taken.told["tag"] for taken in self.service.taken]
        self.assertEqual(tags, [taken.headers["topic"] for taken in self.service.taken])
        self.assertEqual((len(tags), len(set(tags)), tags[0] == tags[1]), (4, 2, True))
        self.assertEqual(Subscription.objects.count(), 1)

    def test_who_withdraws_her_consent_is_told_nothing_more_either_way(self) -> None:
        case = self.transferred()
        self.deliver()
        rights.withdraw_consent(case, now=self.now)
        self.assertEqual(Subscription.objects.count(), 0)
        self.deliver(minutes=10)
        self.assertEqual((len(self.service.taken), self.texted()), (1, []))
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "data-push")
        silent = self.claimed()
        self.follow(silent)
        rights.withdraw_consent(silent, now=self.now)
        self.follow(silent)
        self.provider.accepted.clear()
        handling.set_out(silent, staff=self.world.wang, now=self.now)
        self.deliver()
        self.assertEqual((len(self.service.taken), self.texted()), (1, []))

    def test_whose_data_is_deleted_has_no_phone_with_us(self) -> None:
        case = self.transferred()
        self.deliver()
        rights.ask_deletion(case, now=self.now)
        rights.grant_deletion(case, staff=self.world.head, now=self.now)
        self.assertEqual(Subscription.objects.count(), 0)
        self.deliver(minutes=10)
        self.assertEqual(self.texted(), ["deletion_granted"])  # the last word, on the number she had

    def test_neither_address_nor_keys_nor_link_are_logged(self) -> None:
        case = self.transferred()
        self.service.plans.extend(["503", "410"])
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger("notices").warning("at least one line")
            self.deliver()
            self.deliver(minutes=1)
        written = "\n".join(logs.output)
        for secret in ("/push/phone", case.token, self.phone.given["auth"], PHONE):
            self.assertNotIn(secret, written)


class FaultTests(PushCase):
    """What a push service says when it will not, and what follows."""

    transferred = RemindTests.transferred

    def test_a_phone_that_is_gone_is_never_asked_again(self) -> None:
        for status in ("404", "410"):
            with self.subTest(status):
                case = self.transferred()
                self.service.plans.append(status)
                calls = len(self.service.calls)
                self.deliver()
                self.assertRow(case, "transferred", "sms", "sent")
                self.assertFalse(following.follows(subject=case.token_key, endpoint=self.phone.endpoint))
                self.assertEqual(len(self.service.calls), calls + 1)
                self.assertEqual(Subscription.objects.get().ended_at, self.now)

    def test_who_turns_it_on_again_is_reminded_again(self) -> None:
        case = self.transferred()
        self.service.plans.append("410")
        self.deliver()
        self.follow(case)
        self.assertTrue(following.follows(subject=case.token_key, endpoint=self.phone.endpoint))

    def test_a_busy_service_is_asked_again_when_it_says(self) -> None:
        case = self.transferred()
        self.service.plans.extend(["429 120", "503"])
        self.deliver()
        row = self.assertRow(case, "transferred", "push", "waiting", "HTTP 429")
        self.assertEqual(row.next_try_at, self.now + timedelta(seconds=120))
        self.deliver(seconds=119)
        self.assertEqual(len(self.service.calls), 1)
        self.deliver(seconds=1)
        self.assertRow(case, "transferred", "push", "waiting", "HTTP 503")
        self.deliver(seconds=30)
        self.assertRow(case, "transferred", "push", "sent")
        self.assertEqual(self.texted(), [])

    def test_a_date_in_retry_after_is_understood_and_nothing_waits_past_the_sms(self) -> None:
        case = self.transferred()
        self.service.plans.extend(["503 Mon, 23 Nov 2026 10:33:00 GMT", "503 99999"])
        self.deliver()
        row = self.row(case, "transferred")
        self.assertEqual(row.next_try_at, self.now + timedelta(minutes=3))
        self.deliver(minutes=3)
        self.assertEqual(self.row(case, "transferred").next_try_at, row.push_until)
        self.deliver(minutes=7)
        self.assertEqual(self.texted(), ["transferred"])

    def test_a_service_that_stays_down_does_not_hold_up_the_sms(self) -> None:
        case = self.transferred()
        self.service.plans.extend(["500"] * 50)
        for _ in range(11):
            self.deliver(minutes=1)
        self.assertEqual(self.texted(), ["transferred"])
        self.assertRow(case, "transferred", "sms", "sent")

    def test_what_would_be_refused_again_is_an_sms_at_once(self) -> None:
        for status in ("400", "403", "413", "redirect"):
            with self.subTest(status):
                self.transferred()
                self.service.plans.append(status)
                self.deliver()
                self.assertEqual(self.texted(), ["transferred"])
        self.assertNotIn("/elsewhere", self.service.calls)

    def test_without_an_answer_it_is_repeated_under_the_same_name(self) -> None:
        case = self.transferred()
        self.service.plans.extend(["silent", "lost"])
        self.deliver()
        self.assertRow(case, "transferred", "push", "waiting", "没有答复")
        self.deliver(seconds=30)
        self.deliver(minutes=1)
        self.assertRow(case, "transferred", "push", "sent")
        first, second = self.service.taken
        self.assertEqual((first.told, first.headers["topic"]), (second.told, second.headers["topic"]))
        self.show(at=0)
        self.assertRow(case, "transferred", "push", "delivered")

    def test_a_report_that_comes_before_the_answer_counts(self) -> None:
        case = self.transferred()
        self.service.plans.append("silent")
        self.service.on_push = lambda taken: self.assertTrue(self._reported(taken.told["ack"]))
        self.deliver()
        self.assertRow(case, "transferred", "push", "delivered")
        self.deliver(hours=1)
        self.assertEqual((len(self.service.taken), self.texted()), (1, []))

    def _reported(self, ack: str) -> bool:
        try:
            return following.shown(ack=ack, now=self.now)
        finally:
            connection.close()

    def test_a_service_that_is_not_there_is_an_sms_after_ten_minutes(self) -> None:
        case = self.transferred()
        with FakePush() as gone:
            nowhere = gone.url
        phone = self.service.browser("phone")
        Subscription.objects.update(endpoint=phone.endpoint.replace(self.service.url, nowhere))
        with override_settings(PUSH={**self.service.settings, "hosts": [nowhere]}):
            self.deliver()
            self.assertRow(case, "transferred", "push", "waiting", "连不上推送服务")
            self.deliver(minutes=10)
        self.assertEqual(self.texted(), ["transferred"])

    def test_a_service_taken_off_the_list_is_not_called(self) -> None:
        self.transferred()
        with override_settings(PUSH={**self.service.settings, "hosts": ["fcm.googleapis.com"]}):
            self.deliver()
        self.assertEqual((self.service.calls, self.texted()), ([], ["transferred"]))

    def test_a_phone_that_never_works_is_left_alone(self) -> None:
        case = self.transferred()
        Subscription.objects.update(failures=pushing.ENOUGH - 1)
        self.service.plans.append("400")
        self.deliver()
        self.assertFalse(following.follows(subject=case.token_key, endpoint=self.phone.endpoint))

    def test_a_reminder_with_no_sms_behind_it_is_a_dead_letter_that_can_be_sent_again(self) -> None:
        case = self.transferred(phone="")
        self.service.plans.append("413")
        self.deliver()
        row = self.assertRow(case, "transferred", "push", "dead", "HTTP 413")
        page = self.login(self.world.admin).get("/admin/notices/notice/?state__exact=dead")
        self.assertContains(page, "跟进的手机")
        data = {"action": "resend", "_selected_action": [row.pk]}
        self.login(self.world.admin).post("/admin/notices/notice/", data)
        self.deliver()
        self.assertRow(case, "transferred", "push", "sent")
        self.show()
        self.assertRow(case, "transferred", "push", "delivered")

    def test_an_unreadable_phone_does_not_hold_up_the_sms(self) -> None:
        case = self.transferred()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE notices_subscription SET auth = 't1.AAAA'")
        with self.assertLogs("notices.pushing", level=logging.ERROR):
            self.deliver()
        for _ in range(6):
            self.deliver(minutes=2)
        self.assertEqual(self.texted(), ["transferred"])
        self.assertRow(case, "transferred", "sms", "sent")


class RaceTests(PushCase):
    """Two clocks, and clocks killed at the worst moment."""

    transferred = RemindTests.transferred

    def test_two_clocks_at_once_tell_each_person_once(self) -> None:
        cases = [self.transferred(phone=f"1380013{n:04d}") for n in range(12)]
        self.deliver()
        self.assertEqual(len(self.service.taken), 12)
        for at in range(6):  # half of them are seen
            self.show(at=at)
        self.watch.shift(timedelta(minutes=10))
        start, faults, now = threading.Barrier(4), [], self.now

        def clock(job) -> None:
            try:
                start.wait(10)
                for _ in range(20):
                    job(now)
            except Exception as fault:
                faults.append(fault)
            finally:
                connection.close()

        clocks = [threading.Thread(target=clock, args=(job,)) for job in (pushing.deliver, outbox.deliver) * 2]
        for one in clocks:
            one.start()
        for one in clocks:
            one.join(60)
        self.deliver()
        self.assertEqual(faults, [])
        self.assertEqual(sorted(one.phone for one in self.provider.accepted), [f"1380013{n:04d}" for n in range(6, 12)])
        self.assertEqual(Notice.objects.filter(template="transferred").count(), len(cases))

    def test_report_and_fallback_at_the_same_moment_one_of_them_wins(self) -> None:
        for n in range(10):
            self.transferred(phone=f"1380013{n:04d}")
        self.deliver()
        acks = [taken.told["ack"] for taken in self.service.taken]
        self.watch.shift(timedelta(minutes=10))
        start, now = threading.Barrier(2), self.now

        def report() -> None:
            start.wait(10)
            for ack in acks:
                following.shown(ack=ack, now=now)
            connection.close()

        phone = threading.Thread(target=report)
        phone.start()
        start.wait(10)
        self.deliver()
        phone.join(30)
        self.deliver()
        by_push = Notice.objects.filter(template="transferred", channel="push", state="delivered").count()
        self.assertEqual(by_push + len(self.provider.accepted), 10)

    def test_a_clock_killed_between_sending_and_writing_repeats_the_reminder_not_the_telling(self) -> None:
        case = self.transferred()
        send = pushing._send

        def killed(*given: object) -> None:
            send(*given)
            raise SystemExit

        with mock.patch.object(pushing, "_send", killed), self.assertRaises(SystemExit):
            pushing.deliver(self.now)
        self.assertRow(case, "transferred", "push", "sending")
        self.deliver(seconds=60)
        self.assertEqual(len(self.service.taken), 1)
        self.deliver(seconds=60)
        self.assertEqual(len(self.service.taken), 2)
        self.assertEqual(len({(one.told["ack"], one.headers["topic"]) for one in self.service.taken}), 1)
        self.show()
        self.deliver(hours=1)
        self.assertEqual(self.texted(), [])

    def test_a_clock_killed_with_the_reminder_out_and_seen_sends_no_sms(self) -> None:
        case = self.transferred()
        self.service.on_push = lambda taken: self.seen(taken.told["ack"])
        with mock.patch.object(pushing, "_swap", self.killed_at_the_second_write()), self.assertRaises(SystemExit):
            pushing.deliver(self.now)
        self.assertRow(case, "transferred", "push", "delivered")
        self.deliver(hours=1)
        self.assertEqual(self.texted(), [])

    def seen(self, ack: str) -> None:
        following.shown(ack=ack, now=self.now)
        connection.close()

    def killed_at_the_second_write(self) -> Callable[..., bool]:
        swap, calls = pushing._swap, []

        def write(*given: object, **to: object) -> bool:
            calls.append(to)
            if len(calls) > 1:
                raise SystemExit
            return swap(*given, **to)

        return write
