"""The base of tests about delivery: an outbox with real commits, and a provider on a real socket."""

from __future__ import annotations

from unittest import mock

from django.test import override_settings

from notices import outbox
from notices.models import Notice
from notices.services import Message, tell
from notices.transports import aliyun
from tests.cases import RaceCase
from tests.notices.fake_aliyun import FakeAliyun
from tests.world import PHONE

TOKEN = "tQ3-x_9" * 4 + "abcd"
DATA = {"code": "BA261123ABC123", "site": "https://binan.example.gov.cn", "token": TOKEN}


class OutboxCase(RaceCase):
    """`provider` is the fake; calls to it wait one second at most."""

    def setUp(self) -> None:
        super().setUp()
        self.provider = self.enterContext(FakeAliyun())
        self.enterContext(override_settings(SMS=self.provider.settings))
        self.enterContext(mock.patch.object(aliyun, "TIMEOUT", 1.0))

    def tell(
        self,
        key: str = "BA261123ABC123:2:sms",
        phone: str = f"+86{PHONE}",
        template: str = "accepted",
        subject: str = "",
        **data: str,
    ) -> int:
        """One SMS is asked for; returns its row's key."""
        tell([Message(key, template, {**DATA, **data}, phone=phone, subject=subject)], now=self.now)
        return Notice.objects.get(key=key).pk

    def deliver(self, **later: float) -> int:
        """Let time pass and the outbox run."""
        if later:
            self.wait(**later)
        return outbox.deliver(self.now)

    def notice(self, pk: int) -> Notice:
        """The row as it is now."""
        return Notice.objects.get(pk=pk)

    def assertState(self, pk: int, state: str, problem: str = "") -> Notice:
        """The row is in this state, and its problem says this much."""
        notice = self.notice(pk)
        self.assertEqual((notice.state, notice.problem if not problem else ""), (state, ""), notice.problem)
        self.assertIn(problem, notice.problem)
        return notice
