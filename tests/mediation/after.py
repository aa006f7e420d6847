"""Stories that begin where a mediation has ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mediation import watch
from mediation.models import Booking, Mediation
from mediation.services import conclude, hold
from tests.mediation.rooms import MediationStory

PROMISE = "晚上八点以后不让孩子在家跳绳，周末下午可以在楼下跳。"


class AfterStory(MediationStory):
    """What the stories of the aftermath share."""

    def in_session(self, mediation: Mediation | None = None) -> Mediation:
        """A mediation whose session has begun, each where nobody else sits: up to two at a time."""
        mediation = self.agreed(mediation)
        taken = Booking.objects.filter(room=self.rooms.hall, ends_at__gt=self.now).exists()
        where = {"room": self.rooms.hall2, "mediator": self.rooms.sun} if taken else {}
        self.booked(mediation, hours=0.25, minutes=15, **where)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        return mediation

    def settled(self, mediation: Mediation | None = None, *, follow: bool = True, **more: Any) -> Mediation:
        """A mediation that ended with an oral agreement, and that the clock has begun to follow."""
        mediation = self.in_session(mediation)
        terms = conclude.Terms(**{"form": "oral", "content": PROMISE, **more})
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        if follow:
            watch.tick(self.now)
        return Mediation.objects.get(pk=mediation.pk)

    def failed(self, mediation: Mediation | None = None) -> Mediation:
        """A mediation in which nothing was agreed."""
        mediation = self.in_session(mediation)
        conclude.fail(mediation, staff=self.world.mediator, reason="双方说法差得太远。", now=self.now)
        return Mediation.objects.get(pk=mediation.pk)

    def another(self, **more: Any) -> Mediation:
        """A second mediation, of another case of the same people, an hour later: nobody sits in two rooms."""
        self.watch.shift(timedelta(hours=1))
        return self.applied(self.contacted(), **more)
