"""What stories about who mediates share: both sides have agreed, and two mediators are there to choose from."""

from __future__ import annotations

import pytest

from binan.kit.errors import Refused
from mediation.access import party
from mediation.models import Mediation, MediationEntry, Mediator
from mediation.services import choose
from mediation.workflow import Way
from tests.mediation.rooms import MediationStory


class Choosing(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.qian, self.sun = self.rooms.qian, self.rooms.sun
        self.mediation = self.agreed()

    def fresh(self) -> Mediation:
        return Mediation.objects.get(pk=self.mediation.pk)

    def led(self) -> tuple[Mediator | None, str]:
        now = self.fresh()
        return now.mediator, now.chosen_by

    def names(self, mediator: Mediator, **more) -> MediationEntry:
        return choose.name_mediator(self.mediation, staff=self.world.wang, mediator=mediator, now=self.now, **more)

    def picks(self, side: str, mediator: Mediator, **more) -> MediationEntry:
        return choose.pick_mediator(self.side(self.mediation, side), mediator=mediator, now=self.now, **more)

    def changes(self, side: str, **more) -> MediationEntry:
        hers = self.side(self.mediation, side)
        return choose.recuse(hers, who=party(hers), way=Way.LINK, now=self.now, **more)

    def refused(self, code: str, command, *given, **more) -> str:
        with pytest.raises(Refused) as refusal:
            command(*given, **more)
        self.assertEqual(refusal.value.code, code)
        return refusal.value.sentence
