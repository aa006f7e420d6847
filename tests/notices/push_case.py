"""The base of tests about reminders: a case, a phone that follows it, a push service and an SMS provider on real sockets."""

from __future__ import annotations

from unittest import mock

from django.test import override_settings

from complaints.models import Complaint
from notices import outbox, pushing
from notices.models import Notice
from notices.services import following
from notices.transports import webpush
from tests.cases import RaceCase
from tests.notices.fake_aliyun import FakeAliyun
from tests.notices.fake_push import FakeBrowser, FakePush


class PushCase(RaceCase):
    """`service` takes reminders, `provider` takes SMS; calls to the service wait one second at most."""

    def setUp(self) -> None:
        super().setUp()
        self.service, self.provider = self.enterContext(FakePush()), self.enterContext(FakeAliyun())
        self.enterContext(override_settings(PUSH=self.service.settings, SMS=self.provider.settings))
        self.enterContext(mock.patch.object(webpush, "TIMEOUT", 1.0))

    def follow(self, case: Complaint, name: str = "phone") -> FakeBrowser:
        """The phone `name` follows the case."""
        phone = self.service.browser(name)
        following.follow(subject=case.token_key, browser=following.browser(phone.given), now=self.now)
        return phone

    def deliver(self, **later: float) -> None:
        """Let time pass, and both outboxes run until nothing is due."""
        if later:
            self.wait(**later)
        while pushing.deliver(self.now) + outbox.deliver(self.now):
            pass

    def told(self) -> list[str]:
        """What the phones read so far, in order."""
        return [taken.told["body"] for taken in self.service.taken]

    def texted(self) -> list[str]:
        """The templates of the SMS so far, in order."""
        return [one.template for one in self.provider.accepted]

    def show(self, *, opened: bool = False, at: int = -1) -> int:
        """The phone shows a reminder, or somebody taps it, and its service worker says so; returns the answer's status."""
        data = {"ack": self.service.taken[at].told["ack"], **({"opened": "1"} if opened else {})}
        return self.client.post("/push/ack/", data).status_code

    def row(self, case: Complaint, template: str) -> Notice:
        """The newest row of this telling."""
        return Notice.objects.filter(template=template, key__startswith=case.code).latest("pk")

    def assertRow(self, case: Complaint, template: str, channel: str, state: str, problem: str = "") -> Notice:
        """How far the telling got, and on which way."""
        row = self.row(case, template)
        self.assertEqual((row.channel, row.state), (channel, state), row.problem)
        self.assertIn(problem, row.problem)
        return row
