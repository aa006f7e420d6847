"""A dead letter can be seen and sent again, by a person and on the record."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from notices import services
from notices.models import Notice
from tests.notices.outbox_case import TOKEN, OutboxCase
from tests.world import PHONE

LIST = reverse("admin:notices_notice_changelist")


class ResendTests(OutboxCase):
    def dead(self, key: str = "dead") -> int:
        """A message the provider refused for good."""
        pk = self.tell(key)
        self.provider.sending.append("isv.BLACK_KEY_CONTROL_LIMIT")
        self.deliver()
        self.assertState(pk, "dead", "BLACK_KEY")
        return pk

    def act(self, *chosen: int, client: Client | None = None) -> str:
        """Choose rows in the list and press 重新发送."""
        answer = (client or self.login(self.world.admin)).post(
            LIST, {"action": "resend", "_selected_action": [str(pk) for pk in chosen]}, follow=True
        )
        return answer.content.decode()

    def test_a_dead_letter_is_sent_again_with_new_tries_and_a_new_number(self) -> None:
        pk = self.dead()
        before = self.notice(pk).out_id
        self.assertIn("已排队重新发送 1 条。", self.act(pk))
        notice = self.assertState(pk, "waiting")
        self.assertEqual((notice.tries, notice.problem, notice.next_try_at), (0, "", self.now))
        self.deliver()
        self.assertState(pk, "sent")
        [sent] = self.provider.accepted
        self.assertNotEqual(sent.out_id, before)
        self.assertEqual(LogEntry.objects.get(object_id=str(pk)).user, self.world.admin)

    def test_a_letter_the_operator_did_not_deliver_can_be_sent_again(self) -> None:
        pk = self.tell()
        self.deliver()
        self.provider.accepted[0].status, self.provider.accepted[0].err_code = 2, "MK:0001"
        self.deliver(minutes=1)
        self.assertState(pk, "dead", "MK:0001")
        services.resend(notices=[pk], now=self.now)
        self.provider.sending.append("silent")
        self.deliver()
        self.deliver(minutes=2)
        self.assertState(pk, "sent")
        self.assertEqual(self.provider.sent_to(PHONE), 2)

    def test_what_is_not_dead_is_left_alone(self) -> None:
        sent, dead = self.tell("sent"), None
        self.deliver()
        dead = self.dead()
        page = self.act(sent, dead)
        self.assertIn("已排队重新发送 1 条。", page)
        self.assertIn("另有 1 条没有动：不是未送达的通知", page)
        self.deliver()
        self.assertEqual([one.params["code"] for one in self.provider.accepted], [self.notice(sent).data["code"]] * 2)

    def test_a_letter_whose_number_was_erased_is_neither_offered_nor_sent_again(self) -> None:
        kept, erased = self.dead("kept"), self.dead("erased")
        sent = self.tell("sent")
        self.deliver()
        Notice.objects.forget("erased")
        listed = self.login(self.world.admin).get(LIST).content.decode()
        offered = [pk for pk in (kept, erased, sent) if f'name="_selected_action" value="{pk}"' in listed]
        self.assertEqual(offered, [kept])
        page = self.act(kept, erased)
        self.assertIn("已排队重新发送 1 条。", page)
        self.assertIn("号码和内容已经删除", page)
        self.assertState(erased, "dead", "BLACK_KEY")
        self.assertIn("号码已删除", listed)

    def test_a_letter_she_called_off_is_no_dead_letter(self) -> None:
        pk = self.tell()
        Notice.objects.call_off("BA")
        self.assertIn("另有 1 条没有动", self.act(pk))
        self.assertState(pk, "void", "撤回了同意")

    def test_pressing_twice_sends_once(self) -> None:
        pk = self.dead()
        self.assertEqual(services.resend(notices=[pk], now=self.now), [pk])
        self.assertEqual(services.resend(notices=[pk], now=self.now), [])
        self.deliver()
        self.assertEqual(self.provider.sent_to(PHONE), 1)

    def test_the_list_shows_neither_number_nor_link(self) -> None:
        pk = self.dead()
        admin = self.login(self.world.admin)
        listed = admin.get(LIST, {"state__exact": "dead"}).content.decode()
        shown = admin.get(reverse("admin:notices_notice_change", args=[pk])).content.decode()
        for page in (listed, shown):
            self.assertIn("138****8001", page)
            self.assertIn("受理", page)
            self.assertNotIn("accepted</td>", page)
            self.assertIn("BLACK_KEY_CONTROL_LIMIT", page)
            self.assertNotIn(PHONE, page)
            self.assertNotIn(TOKEN, page)
        self.assertIn("/c/…/", shown)

    def test_filters_and_search_find_by_template_key_and_receipt(self) -> None:
        sent, dead = self.tell("sent", template="closed"), None
        self.deliver()
        dead = self.dead()
        admin = self.login(self.world.admin)
        receipt = self.notice(sent).receipt
        for query, found in (
            ({"state__exact": "dead"}, [dead]),
            ({"template": "closed"}, [sent]),
            ({"channel__exact": "sms"}, [dead, sent]),
            ({"q": "dead"}, [dead]),
            ({"q": receipt}, [sent]),
            ({"q": "dea"}, []),
            ({"q": PHONE}, []),
        ):
            with self.subTest(query):
                page = admin.get(LIST, query)
                self.assertEqual([notice.pk for notice in page.context["cl"].result_list], found)

    def test_nobody_writes_a_notice_by_hand(self) -> None:
        pk, admin = self.dead(), self.login(self.world.admin)
        change = reverse("admin:notices_notice_change", args=[pk])
        self.assertEqual(admin.post(change, {"state": "sent"}).status_code, 403)
        self.assertEqual(admin.get(reverse("admin:notices_notice_add")).status_code, 403)
        self.assertEqual(admin.post(reverse("admin:notices_notice_delete", args=[pk])).status_code, 403)
        self.assertState(pk, "dead", "BLACK_KEY")

    def test_who_does_not_run_the_system_can_not_send_again(self) -> None:
        pk = self.dead()
        self.act(pk, client=self.login(self.world.dispatcher))
        self.assertState(pk, "dead", "BLACK_KEY")
        self.assertEqual(Notice.objects.filter(state="waiting", channel="sms").count(), 0)
