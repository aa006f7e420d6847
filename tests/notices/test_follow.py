"""A resident's phone begins to follow her case, and stops; nobody else can make us call anywhere."""

from __future__ import annotations

import secrets

from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Complaint
from notices.models import Follow, Subscription
from notices.services import following
from notices.transports.webpush import allowed, public_key
from tests.cases import GeneratedCase, StoryCase
from tests.notices.fake_push import BROWSER, FakeBrowser, b64

HOSTS = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"]
FCM = "https://fcm.googleapis.com/fcm/send/"


def phone(name: str = "one") -> dict[str, str]:
    """What another phone's browser would send."""
    return FakeBrowser(FCM + name).given


class FollowTests(StoryCase):
    def ask(self, case: Complaint, verb: str, **data: str) -> dict:
        """The page's script asks; returns the JSON answer."""
        return self.client.post(f"/c/{case.token}/push/{verb}/", data, headers={"accept": "application/json"}).json()

    def test_on_and_off_and_on_again(self) -> None:
        case = self.file()
        self.assertEqual(self.ask(case, "state", endpoint=BROWSER["endpoint"]), {"on": False})
        self.assertEqual(self.ask(case, "subscribe", **BROWSER), {"on": True})
        self.assertEqual(self.ask(case, "subscribe", **BROWSER), {"on": True})
        self.assertEqual(self.ask(case, "state", endpoint=BROWSER["endpoint"]), {"on": True})
        self.assertEqual((Subscription.objects.count(), Follow.objects.count()), (1, 1))
        self.assertEqual(self.ask(case, "unsubscribe", endpoint=BROWSER["endpoint"]), {"on": False})
        self.assertEqual(self.ask(case, "state", endpoint=BROWSER["endpoint"]), {"on": False})
        self.assertEqual((Subscription.objects.count(), Follow.objects.count()), (0, 0))

    def test_one_phone_follows_two_cases_and_leaves_one(self) -> None:
        first, second = self.file(), self.file()
        for case in (first, second):
            self.ask(case, "subscribe", **BROWSER)
        self.assertEqual(Subscription.objects.count(), 1)
        self.ask(first, "unsubscribe", endpoint=BROWSER["endpoint"])
        self.assertEqual(self.ask(first, "state", endpoint=BROWSER["endpoint"]), {"on": False})
        self.assertEqual(self.ask(second, "state", endpoint=BROWSER["endpoint"]), {"on": True})

    def test_whoever_wants_to_be_forgotten_is(self) -> None:
        first, second = self.file(), self.file()
        for case in (first, second):
            self.ask(case, "subscribe", **BROWSER)
        self.ask(first, "subscribe", **phone())
        following.forget(subject=first.token_key)
        self.assertEqual(Subscription.objects.get().endpoint, BROWSER["endpoint"])
        self.assertEqual(Follow.objects.get().subject, second.token_key)

    def test_address_and_keys_are_kept_sealed(self) -> None:
        self.ask(self.file(), "subscribe", **BROWSER)
        rows = Subscription.objects.extra(select={"raw": "endpoint || p256dh || auth"}).values_list("raw", flat=True)
        for secret in BROWSER.values():
            self.assertNotIn(secret, rows[0])

    def test_only_the_push_services_on_the_list_are_ever_called(self) -> None:
        case = self.file()
        for endpoint in (
            "http://fcm.googleapis.com/fcm/send/x", "https://fcm.googleapis.com:8443/x", "https://fcm.googleapis.com",
            "https://evil.example/x", "https://fcm.googleapis.com.evil.example/x", "https://push.apple.com.evil.example/x",
            "https://evilpush.apple.com/x", "https://push.apple.com/x", "https://a@fcm.googleapis.com/x",
            "https://fcm.googleapis.com@127.0.0.1/x", "https://127.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/x",
            "http://localhost:8000/x", "file:///etc/passwd", "gopher://fcm.googleapis.com/x", "//fcm.googleapis.com/x",
            "https://fcm.googleapis.com\\@127.0.0.1/x", "https://fcm.googleapis.com/x\r\nhost: a", "https://ｆcm.googleapis.com/x",
            "https://fcm.googleapis.com./x", "https://fcm.googleapis.com%2f@127.0.0.1/x", "", "x" * 5000, FCM + "y" * 2000,
        ):  # fmt: skip
            with self.subTest(endpoint):
                answer = self.ask(case, "subscribe", **{**BROWSER, "endpoint": endpoint})
                self.assertEqual(answer["error"]["code"], "push_service")
                self.assertIn("短信", answer["error"]["sentence"])
        self.assertEqual(Subscription.objects.count(), 0)
        for endpoint in (
            FCM + "dK3:APA91b", "https://updates.push.services.mozilla.com/wpush/v2/gAAA", "https://web.push.apple.com/QA",
            "https://wns2-par02p.notify.windows.com/w/?token=BQ%3d",
        ):  # fmt: skip
            self.assertTrue(allowed(endpoint, HOSTS), endpoint)

    def test_keys_that_are_none_are_refused(self) -> None:
        case = self.file()
        for wrong in (
            {"p256dh": ""}, {"p256dh": b64(secrets.token_bytes(65))}, {"p256dh": b64(b"\4" + b"\0" * 64)}, {"auth": ""},
            {"auth": b64(b"short")}, {"auth": "*" * 22}, {"p256dh": "字"},
        ):  # fmt: skip
            with self.subTest(wrong):
                self.assertEqual(self.ask(case, "subscribe", **{**BROWSER, **wrong})["error"]["code"], "push_keys")

    def test_nine_phones_are_too_many_and_a_flood_is_held_off(self) -> None:
        case = self.file()
        for n in range(following.PHONES_MAX):
            self.assertEqual(self.ask(case, "subscribe", **phone(str(n))), {"on": True})
        self.assertEqual(self.ask(case, "subscribe", **phone("ninth"))["error"]["code"], "push_full")
        self.assertEqual(self.ask(case, "subscribe", **phone("0")), {"on": True})
        answers = [self.client.post(f"/c/{case.token}/push/state/").status_code for _ in range(40)]
        self.assertIn(429, answers)

    def test_another_site_can_not_do_it_and_a_wrong_link_is_none(self) -> None:
        case = self.file()
        foreign = Client(enforce_csrf_checks=True)
        for verb in ("subscribe", "unsubscribe", "state"):
            self.assertEqual(foreign.post(f"/c/{case.token}/push/{verb}/", BROWSER).status_code, 403)
            self.assertEqual(self.client.post(f"/c/{'x' * 32}/push/{verb}/", BROWSER).status_code, 404)
            self.assertEqual(self.client.get(f"/c/{case.token}/push/{verb}/").status_code, 405)

    def test_the_page_offers_it_only_to_scripts_and_only_while_there_is_news_to_come(self) -> None:
        case = self.file()
        page = self.client.get(f"/c/{case.token}/").content.decode()
        line = page[page.index('<section class="stack stack-tight" id="follow"') :]
        self.assertIn(f'data-key="{public_key()}"', line)
        self.assertIn(" hidden>", line[: line.index("<label")])
        self.assertNotIn("js/push.js&quot; defer", page)
        self.client.post(f"/c/{case.token}/withdraw/")
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "data-push")

    def test_a_browser_that_changes_its_address_takes_its_cases_along(self) -> None:
        first, second, fresh = self.file(), self.file(), phone("fresh")
        for case in (first, second):
            self.ask(case, "subscribe", **BROWSER)
        self.ask(first, "subscribe", **fresh)
        self.assertEqual(self.client.post("/push/renew/", {"old": BROWSER["endpoint"], **fresh}).status_code, 204)
        for case in (first, second):
            self.assertEqual(self.ask(case, "state", endpoint=fresh["endpoint"]), {"on": True})
            self.assertEqual(self.ask(case, "state", endpoint=BROWSER["endpoint"]), {"on": False})

    def test_who_does_not_know_the_old_address_takes_nothing(self) -> None:
        case = self.file()
        self.ask(case, "subscribe", **BROWSER)
        self.assertEqual(self.client.post("/push/renew/", {"old": FCM + "guess", **phone()}).status_code, 204)
        self.assertEqual(Subscription.objects.get().endpoint, BROWSER["endpoint"])

    def test_the_keeper_sees_that_phones_follow_and_not_where_they_are(self) -> None:
        self.ask(self.file(), "subscribe", **BROWSER)
        admin, pk = self.login(self.world.admin), Subscription.objects.get().pk
        for path in ("/admin/notices/subscription/", f"/admin/notices/subscription/{pk}/change/"):
            page = admin.get(path)
            self.assertContains(page, "fcm.googleapis.com")
            for secret in ("made-for-tests", BROWSER["auth"], BROWSER["p256dh"]):
                self.assertNotContains(page, secret)
        self.assertEqual(admin.get("/admin/notices/subscription/add/").status_code, 403)

    @override_settings(PUSH={"key": "", "hosts": HOSTS, "contact": ""})
    def test_without_a_key_it_is_refused_with_a_sentence(self) -> None:
        self.assertEqual(self.ask(self.file(), "subscribe", **BROWSER)["error"]["code"], "push_off")


class HostileTests(GeneratedCase):
    @given(st.text(max_size=80), st.text(max_size=100), st.text(max_size=30))
    def test_whatever_is_sent_is_refused_and_never_a_fault(self, endpoint: str, p256dh: str, auth: str) -> None:
        case = self.file()
        for given_ in ({"endpoint": endpoint}, {"p256dh": p256dh}, {"auth": auth}):
            cache.clear()
            answer = self.client.post(f"/c/{case.token}/push/subscribe/", {**BROWSER, **given_})
            self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.client.post("/push/ack/", {"ack": endpoint}).status_code, 204)
        self.assertEqual(self.client.post("/push/renew/", {"old": endpoint, **BROWSER}).status_code, 204)

    @given(st.text(max_size=40))
    def test_no_text_behind_a_known_host_leads_elsewhere(self, tail: str) -> None:
        origin = allowed("https://fcm.googleapis.com" + tail, HOSTS)
        self.assertIn(origin, ("", "https://fcm.googleapis.com"))
