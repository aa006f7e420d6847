"""A resident takes her case back."""

from __future__ import annotations

from tests.cases import StoryCase


class WithdrawTests(StoryCase):
    def test_she_is_asked_once_more_and_nothing_has_changed_yet(self) -> None:
        case = self.file()
        page = self.client.get(f"/c/{case.token}/withdraw/")
        self.assertContains(page, "要撤回这件事吗")
        case.refresh_from_db()
        self.assertEqual(case.stage, "ACCEPTED")

    def test_after_yes_the_case_is_withdrawn_and_nobody_waits(self) -> None:
        case = self.file()
        page = self.client.post(f"/c/{case.token}/withdraw/", follow=True)
        self.assertContains(page, "您已经撤回")
        self.assertNotContains(page, "data-due")
        case.refresh_from_db()
        self.assertEqual(case.stage, "WITHDRAWN")

    def test_a_closed_case_stays_closed(self) -> None:
        case = self.closed()
        self.assertContains(self.client.post(f"/c/{case.token}/withdraw/"), "没有生效", status_code=409)
        case.refresh_from_db()
        self.assertEqual(case.stage, "CLOSED")
