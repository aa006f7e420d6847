"""A desk where private numbers are lent: Wang's mobile is registered with the provider."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import override_settings

import complaints.chores
from complaints.models import Complaint
from governance.models import Staff
from tests.complaints.desk_case import DeskCase
from tests.complaints.fake_axb import FakeAXB

MOBILE = "+8613900139001"


class AXBCase(DeskCase):
    """`provider` is the fake; `tap` is what the page's script sends when 拨打电话 is tapped."""

    def setUp(self) -> None:
        super().setUp()
        self.provider = self.enterContext(FakeAXB(registered={MOBILE}))
        self.enterContext(override_settings(AXB=self.provider.settings))
        self.world.wang.mobile = MOBILE
        self.world.wang.save()

    def tap(self, case: Complaint, staff: Staff | None = None, **more: Any) -> HttpResponse:
        """Wang taps."""
        typed = {"client_key": str(uuid4()), "ask": "1", **more}
        return self.login(staff or self.world.wang).post(f"/desk/{case.code}/dial/", typed)

    def methods(self) -> list[str]:
        """What the provider was asked, by method."""
        return [one["method"] for one in self.provider.asked]

    def clock(self, **length: float) -> int:
        """Time passes and the clock looks after the private numbers; returns how many ended."""
        self.wait(**length)
        return complaints.chores.unbind(self.now)
