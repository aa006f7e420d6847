"""One account, one device: the later login stays, the earlier one is told why it ended."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.test import Client, TestCase

from binan.kit import bus
from complaints.consumers import UNWELCOME
from governance.models import AuditEntry, StaffSession
from governance.services import api_token, sessions
from tests.cases import StoryCase
from tests.complaints.test_websocket import Socket, SocketCase
from tests.world import PASSWORD

IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"
TABLET = "Mozilla/5.0 (Linux; Android 13; BAH4-W09) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"


def come_in(agent: str, username: str = "wang") -> Client:
    """A device on which somebody has logged in by the door."""
    browser = Client(headers={"User-Agent": agent})
    answer = browser.post("/login/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return browser


class OneDevice(StoryCase):
    def test_the_older_device_is_out_and_told_from_where(self) -> None:
        old = come_in(TABLET)
        self.assertEqual(old.get("/desk/").status_code, 200)
        new = come_in(IPAD)
        answer = old.get("/desk/", follow=True)
        self.assertEqual(answer.redirect_chain, [("/login/?next=%2Fdesk%2F", 302)])
        self.assertContains(answer, "18:30 在另一台设备登录了（iPad · Safari），这里已经退出")
        self.assertNotContains(old.get("/login/"), "另一台设备登录了")  # said once
        self.assertEqual(new.get("/desk/").status_code, 200)

    def test_it_may_come_in_again_and_then_the_other_one_is_out(self) -> None:
        old, new = come_in(TABLET), come_in(IPAD)
        old.post("/login/", {"username": "wang", "password": PASSWORD})
        self.assertEqual(old.get("/desk/").status_code, 200)
        self.assertEqual(new.get("/desk/").status_code, 302)

    def test_the_record_says_who_from_what_until_when_and_why(self) -> None:
        come_in(TABLET)
        self.watch.shift(timedelta(minutes=10))
        new = come_in(IPAD)
        self.watch.shift(timedelta(minutes=5))
        new.post("/logout/")
        rows = list(StaffSession.objects.order_by("since").values_list("device", "ended_why"))
        self.assertEqual(rows, [("安卓设备 · Chrome", "replaced"), ("iPad · Safari", "logged_out")])
        self.assertNotContains(new.get("/login/"), "另一台设备登录了")

    def test_one_left_for_longer_than_a_session_lasts_has_ended_by_itself(self) -> None:
        old = come_in(TABLET)
        self.watch.shift(timedelta(minutes=31))
        come_in(IPAD)
        self.assertEqual(StaffSession.objects.order_by("since").first().ended_why, "idle")
        self.assertNotContains(old.get("/desk/", follow=True), "另一台设备登录了")

    def test_its_use_is_noted_once_a_minute(self) -> None:
        browser = come_in(IPAD)
        begun = self.now
        for seconds, noted in ((30, begun), (40, begun + timedelta(seconds=70)), (30, begun + timedelta(seconds=70))):
            self.watch.shift(timedelta(seconds=seconds))
            browser.get("/desk/inbox/")
            self.assertEqual(StaffSession.objects.get().seen_at, noted)

    def test_other_accounts_programs_and_residents_are_left_alone(self) -> None:
        other = come_in(TABLET, "li")
        program = {"Authorization": f"Token {api_token(self.world.wang)}"}
        come_in(TABLET)
        come_in(IPAD)
        self.assertEqual(other.get("/desk/").status_code, 200)
        self.assertEqual(self.client.get("/api/v1/desk/complaints/", headers=program).status_code, 200)
        with self.assertNumQueries(0):
            self.client.get("/q/TESTDOOR01/nothing/")

    def test_the_administrator_is_no_exception(self) -> None:
        old = come_in(TABLET, "admin")
        come_in(IPAD, "admin")
        self.assertEqual(old.get("/admin/").status_code, 302)

    def test_a_wrong_password_ends_nothing(self) -> None:
        old = come_in(TABLET)
        Client().post("/login/", {"username": "wang", "password": "wrong"})
        self.assertEqual(old.get("/desk/").status_code, 200)


class TheLongest(StoryCase):
    """Twelve hours after she came in it ends, whatever she does (domain.md §5)."""

    def used(self, browser: Client, *, hours: float) -> None:
        """A tap every twenty minutes."""
        for _ in range(int(hours * 3)):
            self.watch.shift(timedelta(minutes=20))
            self.assertEqual(browser.get("/desk/inbox/").status_code, 200)

    def test_after_twelve_hours_it_ends_in_the_middle_of_work_and_the_door_says_why_and_leads_back(self) -> None:
        browser = come_in(IPAD)
        self.used(browser, hours=11.9)
        self.watch.shift(timedelta(minutes=21))
        page = browser.get("/desk/inbox/", follow=True)
        self.assertContains(page, "登录已经满 12 小时")
        self.assertIn("next=%2Fdesk%2Finbox%2F", page.redirect_chain[0][0].replace("/", "%2F"))
        row = StaffSession.objects.get()
        self.assertEqual((row.ended_why, row.ended_at), ("over", row.since + timedelta(hours=12)))
        self.assertEqual(AuditEntry.objects.filter(kind="session_over", actor=self.world.wang).count(), 1)

    def test_her_store_ends_too_so_that_no_socket_outlives_it(self) -> None:
        browser = come_in(IPAD)
        self.used(browser, hours=11.7)
        stored = Session.objects.get(session_key=browser.cookies["sessionid"].value)
        self.assertLessEqual(stored.expire_date, StaffSession.objects.get().since + timedelta(hours=12))

    def test_who_left_long_before_is_idle_and_hears_nothing_of_twelve_hours(self) -> None:
        browser = come_in(IPAD)
        self.watch.shift(timedelta(hours=13))
        self.assertNotContains(browser.get("/desk/inbox/", follow=True), "12 小时")
        self.assertEqual(StaffSession.objects.get().ended_why, "idle")


class OldSessions(TestCase):
    def test_devices_are_named_in_words(self) -> None:
        self.assertEqual(sessions.device(IPAD), "iPad · Safari")
        self.assertEqual(sessions.device("curl/8"), "未知设备")


class TheSocket(SocketCase):
    def test_closes_at_once_when_she_goes_out(self) -> None:
        browser, other = come_in(IPAD), come_in(TABLET, "li")
        with (
            Socket("/ws/desk/", cookie=f"sessionid={browser.cookies['sessionid'].value}") as socket,
            Socket("/ws/desk/", cookie=f"sessionid={other.cookies['sessionid'].value}") as hers,
        ):
            self.assertTrue(socket.accepted and hers.accepted)
            browser.post("/logout/")
            self.assertEqual(socket.closed(), UNWELCOME)
            self.assertTrue(hers.silent())

    def test_of_the_older_device_closes_at_once_and_that_of_another_tab_stays(self) -> None:
        old = come_in(TABLET)
        with Socket("/ws/desk/", cookie=f"sessionid={old.cookies['sessionid'].value}") as socket:
            self.assertTrue(socket.accepted)
            new = come_in(IPAD)
            self.assertEqual(socket.closed(), UNWELCOME)
        self.assertContains(old.get("/login/"), "在另一台设备登录了")
        with Socket("/ws/desk/", cookie=f"sessionid={new.cookies['sessionid'].value}") as tab:
            bus.send([sessions.group(self.world.wang.pk)], {"type": "still_welcome"})
            self.assertTrue(tab.silent())
