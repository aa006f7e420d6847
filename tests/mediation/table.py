"""Where clauses are agreed: a session that has begun, and both sides at the table."""

from __future__ import annotations

from typing import Any

import pytest

from binan.kit.errors import Refused
from mediation.access import party
from mediation.accord.words import State
from mediation.models import Clause, Mediation
from mediation.services import clauses
from tests.mediation.rooms import MediationStory

QUIET = "晚上八点以后不让孩子在家跳绳。"
MAT = "十二月十日前在客厅铺好地垫。"


class Table(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.mediation = self.in_session()
        self.a, self.b = self.side(self.mediation, "A"), self.side(self.mediation, "B")

    def tomorrow(self, mediation: Mediation) -> None:
        """Sit down with other people."""
        self.watch.shift(24 * 3600)
        self.mediation = self.in_session(mediation)

    def write(self, text: str = QUIET, number: int | None = None, kind: str = "act") -> Clause:
        clauses.write(self.mediation, staff=self.world.mediator, text=text, kind=kind, number=number, now=self.now)
        return self.mediation.clauses.exclude(state=State.DROPPED).get(number=number or self.mediation.clauses.count())

    def say(self, who: Any, reply: str, number: int = 1, version: int = 1, **more: Any) -> None:
        clauses.answer(who, who=party(who), number=number, version=version, reply=reply, now=self.now, **more)

    def state(self, number: int = 1) -> str:
        return self.mediation.clauses.exclude(state=State.DROPPED).get(number=number).state

    def refused(self, words: str, verb: Any, *args: Any, **more: Any) -> Refused:
        with pytest.raises(Refused, match=words) as refusal:
            verb(*args, **more)
        return refusal.value
