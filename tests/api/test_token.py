"""A program of a member of staff signs in and is known by its token."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.test import Client, override_settings

from tests.api.cases import DESK, ApiCase
from tests.world import PASSWORD

HERE = "/api/v1/token/"


class TokenTests(ApiCase):
    def sign_in(self, password: str = PASSWORD, username: str = "wang"):
        return self.send(self.client, HERE, {"username": username, "password": password})

    def test_the_right_password_gives_a_token_and_no_session(self) -> None:
        answer = self.sign_in()
        self.assertEqual((answer.status_code, list(answer.json())), (200, ["token"]))
        self.assertNotIn(SESSION_KEY, self.client.session)
        program = Client(headers={"Authorization": f"Token {answer.json()['token']}"})
        self.assertEqual(program.get(DESK).status_code, 200)
        self.assertEqual(self.sign_in().json(), answer.json())

    def test_a_wrong_password_and_an_unknown_name_hear_the_same(self) -> None:
        wrong = self.assertRefused(self.sign_in("wrong"), 422, "login")
        unknown = self.assertRefused(self.sign_in("wrong", "nobody"), 422, "login")
        self.assertEqual(wrong, unknown)

    def test_the_account_locks_after_five_and_the_right_password_does_not_open_it(self) -> None:
        for _ in range(4):
            self.assertRefused(self.sign_in("wrong"), 422, "login")
        for password in ("wrong", PASSWORD):
            locked = self.sign_in(password)
            self.assertRefused(locked, 429, "locked")
            self.assertGreater(int(locked["Retry-After"]), 0)

    @override_settings(LOGIN_RATE=3)
    def test_one_client_is_held_off_whatever_name_it_tries(self) -> None:
        codes = [self.sign_in("wrong", f"name{n}").status_code for n in range(4)]
        self.assertEqual(codes, [422, 422, 422, 429])

    def test_both_are_needed(self) -> None:
        self.assertRefused(self.send(self.client, HERE, {}), 422, "needs", "username", "password")
        self.assertRefused(self.sign_in("\x00"), 422, "invalid", "password")
        self.assertRefused(self.sign_in("x" * 300), 422, "invalid", "password")

    def test_without_a_token_and_with_a_wrong_one_the_desk_is_closed(self) -> None:
        for headers in (
            {},
            {"Authorization": "Token wrong"},
            {"Authorization": "Token"},
            {"Authorization": "Token \u00ff x"},
        ):
            closed = Client(headers=headers).get(DESK)
            self.assertRefused(closed, 401, "unauthenticated")
            self.assertEqual(closed["WWW-Authenticate"], "Token")

    def test_a_person_who_left_is_out_at_once(self) -> None:
        program = self.program(self.world.wang)
        self.world.wang.is_active = False
        self.world.wang.save()
        self.assertRefused(program.get(DESK), 401, "unauthenticated")
        self.assertRefused(self.sign_in(), 422, "login")

    def test_a_session_works_for_reading_and_writes_only_with_the_csrf_token(self) -> None:
        case = self.file()
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(self.world.wang)
        self.assertEqual(browser.get(DESK).status_code, 200)
        self.assertRefused(self.send(browser, f"{DESK}{case.code}/claim/", {}), 403, "not_allowed")
        self.assertRefused(self.send(browser, "/api/v1/sync/", []), 403, "not_allowed")
        self.assertEqual(self.entries(case), ["file", "accept"])
        browser.get("/login/")
        page = Client(enforce_csrf_checks=True)
        page.get("/login/")
        secret = page.cookies["csrftoken"].value
        page.force_login(self.world.wang)
        page.cookies["csrftoken"] = secret
        done = page.post(
            f"{DESK}{case.code}/claim/", "{}", content_type="application/json", headers={"X-CSRFToken": secret}
        )
        self.assertEqual(done.status_code, 200)
