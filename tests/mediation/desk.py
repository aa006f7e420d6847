"""A written agreement that waits for its signatures, and the tablet they are given on."""

from __future__ import annotations

from typing import Any

import pytest

from binan.kit.errors import Refused
from mediation.models import Agreement, Signature
from mediation.services import codes, conclude, signing
from mediation.services.trail import device
from notices.models import Notice
from tests.mediation.hand import handwriting
from tests.mediation.rooms import MediationStory

TABLET = device("Mozilla/5.0 (iPad)", "203.0.113.77")
TERMS = {
    "form": "written", "content": "晚上八点以后不在家跳绳。", "facts": "跳绳的声音影响休息。", "performance": "长期履行。"
}  # fmt: skip


class Signing(MediationStory):
    terms = TERMS

    def setUp(self) -> None:
        super().setUp()
        self.mediation = self.in_session()
        self.issue()

    def issue(self, **more: str) -> None:
        terms = conclude.Terms(**{**self.terms, **more})
        conclude.agree(self.mediation, staff=self.world.mediator, terms=terms, now=self.now)

    @property
    def agreement(self) -> Agreement:
        return Agreement.objects.get()

    def given(self, mark: str, **more: Any) -> signing.Given:
        own = {"proof": "seen", "reason": "没有网络"} if mark != "M" else {}
        shown = {"document_sha256": self.agreement.text_sha256, "read": range(len(self.agreement.text))}
        return signing.Given(**{"mark": mark, "picture": handwriting(), "device": TABLET, **shown, **own, **more})

    def sign(self, mark: str, key: Any = None, **more: Any) -> None:
        signing.give(
            self.mediation, staff=self.world.mediator, given=self.given(mark, **more), now=self.now, client_key=key
        )

    def refused(self, code: str, mark: str = "B", **more: Any) -> None:
        with pytest.raises(Refused) as refusal:
            self.sign(mark, **more)
        self.assertEqual(refusal.value.code, code)
        self.assertFalse(Signature.objects.exists())

    def ask(self, mark: str = "B", **more: Any) -> str:
        codes.ask(self.mediation, staff=self.world.mediator, mark=mark, device=TABLET, now=self.now, **more)
        return Notice.objects.filter(template__startswith="sign_code").latest("pk").data["otp"]
