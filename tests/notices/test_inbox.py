"""What a member of staff is told stands in her own inbox until she has read it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from governance.services import sessions
from notices import selectors
from notices.models import Notice
from notices.services import Message, tell
from tests.cases import StoryCase

INBOX, BELL, ALL = reverse("notices:inbox"), reverse("notices:bell"), reverse("notices:read_all")
FEW = 9  # session, person, page, count; her posts and what burns, for the alarm; the session is written in a savepoint


class InboxTests(StoryCase):
    def told(self, count: int = 1, **more: object) -> list[Notice]:
        """Wang is told so many things; newest first."""
        data = {"code": "BA261123ABC123", "title": "楼上<b>跳绳</b>", "urgency": "P2"}
        messages = [
            Message(
                f"told:{n}", "new_case", {**data, "title": f"{data['title']}{n}"}, staff_id=self.world.wang.pk, **more
            )
            for n in range(count)
        ]
        tell(messages, now=self.now)
        return list(Notice.objects.order_by("-id"))

    def test_a_filed_case_rings_the_bell_of_those_on_duty_and_of_nobody_else(self) -> None:
        case = self.file()
        wang, stranger = self.login(self.world.wang), self.login(self.world.stranger)
        self.assertContains(wang.get(INBOX), f"新诉求：{case.title}")
        self.assertContains(wang.get(BELL), "<b>1</b>")
        self.assertNotContains(stranger.get(INBOX), case.title)
        self.assertContains(stranger.get(BELL), "<b></b>")

    def test_a_message_calls_the_open_pages_of_its_person_to_fetch_the_bell(self) -> None:
        wang, stranger = (sessions.group(each.pk) for each in (self.world.wang, self.world.stranger))
        commit = self.captureOnCommitCallbacks(execute=True)
        with self.listening(wang) as hers, self.listening(stranger) as theirs, commit:
            self.file()
        self.assertEqual(([each["type"] for each in hers], theirs), (["inbox"], []))

    def test_looking_changes_nothing(self) -> None:
        [notice] = self.told()
        wang = self.login(self.world.wang)
        for path in (INBOX, BELL, ALL, reverse("notices:read", args=[notice.pk])):
            wang.get(path)
        self.assertEqual(selectors.unread(self.world.wang), 1)

    def test_opening_a_message_marks_it_read_and_leads_to_the_case(self) -> None:
        newer, older = self.told(2)
        answer = self.login(self.world.wang).post(reverse("notices:read", args=[newer.pk]), {"open": ""})
        self.assertRedirects(answer, "/desk/BA261123ABC123/", fetch_redirect_response=False)
        newer.refresh_from_db()
        older.refresh_from_db()
        self.assertEqual((newer.state, newer.read_at, older.state), ("read", self.now, "sent"))

    def test_a_message_can_be_marked_without_opening_and_all_at_once(self) -> None:
        first, *_ = self.told(3)
        wang = self.login(self.world.wang)
        self.assertRedirects(wang.post(reverse("notices:read", args=[first.pk])), INBOX)
        self.assertEqual(selectors.unread(self.world.wang), 2)
        self.assertRedirects(wang.post(ALL), INBOX)
        self.assertEqual(selectors.unread(self.world.wang), 0)
        self.assertNotContains(wang.get(INBOX), "全部标为已读")

    def test_a_mediators_message_leads_to_the_session(self) -> None:
        data = {"code": "TJ261124ABC123", "at": "11月24日（周二）14:00", "room": "浦沿潮调解室"}
        tell([Message("m", "mediation_assigned", data, staff_id=self.world.mediator.pk)], now=self.now)
        mediator = self.login(self.world.mediator)
        self.assertContains(mediator.get(INBOX), "请您主持一场调解：11月24日（周二）14:00，浦沿潮调解室")
        [notice] = Notice.objects.all()
        answer = mediator.post(reverse("notices:read", args=[notice.pk]), {"open": ""})
        self.assertRedirects(answer, "/mediation/TJ261124ABC123/", fetch_redirect_response=False)

    def test_anothers_message_is_not_there(self) -> None:
        [notice] = self.told()
        answer = self.login(self.world.li).post(reverse("notices:read", args=[notice.pk]), {"open": ""})
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(selectors.unread(self.world.wang), 1)

    def test_reading_all_leaves_the_others_unread(self) -> None:
        self.file()
        before = selectors.unread(self.world.li)
        self.login(self.world.wang).post(ALL)
        self.assertEqual((selectors.unread(self.world.wang), selectors.unread(self.world.li), before), (0, 1, 1))

    def test_pages_of_fifty_show_every_message_once(self) -> None:
        told = self.told(120)
        wang, seen, path = self.login(self.world.wang), [], INBOX
        while path:
            page = wang.get(path)
            seen.append([notice.pk for notice in page.context["notices"]])
            older = page.context["older"]
            path = f"{INBOX}?before={older}" if older else ""
        self.assertEqual([len(pks) for pks in seen], [50, 50, 20])
        self.assertEqual([pk for pks in seen for pk in pks], [notice.pk for notice in told])

    def test_a_page_costs_the_same_queries_however_long_the_inbox(self) -> None:
        wang = self.login(self.world.wang)
        self.told(2)
        with self.assertNumQueries(FEW):
            wang.get(INBOX)
        Notice.objects.all().delete()
        self.told(200)
        with self.assertNumQueries(FEW):
            wang.get(INBOX)

    def test_the_bell_counts_no_further_than_99(self) -> None:
        self.told(130)
        bell = self.login(self.world.wang).get(BELL)
        self.assertContains(bell, "<b>99+</b>")
        self.assertContains(bell, "99 条以上未读")

    def test_a_mad_page_number_shows_the_first_page(self) -> None:
        self.told()
        for before in ("x", "-1", "9" * 40, "１２", ""):
            with self.subTest(before):
                self.assertEqual(self.login(self.world.wang).get(INBOX, {"before": before}).status_code, 200)

    def test_words_of_a_resident_stay_words(self) -> None:
        self.told()
        page = self.login(self.world.wang).get(INBOX).content.decode()
        self.assertIn("楼上&lt;b&gt;跳绳", page)

    def test_an_urgent_message_says_so(self) -> None:
        self.told(urgent=True)
        self.assertContains(self.login(self.world.wang).get(INBOX), "紧急")

    def test_without_a_login_there_is_no_inbox_and_no_bell(self) -> None:
        [notice] = self.told()
        visitor = Client()
        for path in (INBOX, ALL, reverse("notices:read", args=[notice.pk])):
            self.assertRedirects(visitor.get(path), f"/login/?next={path}", fetch_redirect_response=False)
            self.assertEqual(visitor.post(path).status_code, 405 if path == INBOX else 302)
        self.assertEqual((visitor.get(BELL).status_code, visitor.get(BELL).content), (401, b""))
        self.assertEqual(selectors.unread(self.world.wang), 1)

    def test_a_foreign_form_can_not_mark_messages(self) -> None:
        self.told()
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.world.wang)
        self.assertEqual(client.post(ALL).status_code, 403)
        self.assertEqual(selectors.unread(self.world.wang), 1)
