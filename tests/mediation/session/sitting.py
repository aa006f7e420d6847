"""The base of stories about a session: one that runs, and how to keep it."""

from __future__ import annotations

from typing import Any

from mediation.access import member
from mediation.models import Attendance, AttendanceMark, Mediation, Note
from mediation.models.minutes import Visibility
from mediation.services import hold, minutes, session
from tests.mediation.rooms import MediationStory

State = Attendance.State


class SessionStory(MediationStory):
    """`qian` mediates, Wang works on the case."""

    def attend(self, mediation: Mediation, side: str, state: str = State.PRESENT, **more: Any) -> AttendanceMark:
        """The mediator notes how the first party of a side stands to the session."""
        person = f"p{self.side(mediation, side).pk}"
        who = more.pop("who", member(self.world.mediator))
        return session.attend(mediation, who=who, person=person, state=state, now=self.now, **more)[0]

    def writes(self, mediation: Mediation, body: str, visibility: str = Visibility.ALL, **more: Any) -> Note:
        """The mediator writes a line of her own."""
        line = minutes.Line(more.pop("speaker", "M"), body, visibility, more.pop("step", ""))
        return minutes.write(mediation, staff=self.world.mediator, line=line, now=self.now, **more)[0]

    def state(self, mediation: Mediation, side: str) -> str:
        """How the first party of a side stands to the session now."""
        row = Attendance.objects.get(party=self.side(mediation, side))
        return row.state

    def others(self) -> Mediation:
        """A mediation of other people."""
        return self.applied(self.contacted(phone="13800138222"), phone="13900139222")

    def in_another_room(self) -> Mediation:
        """A second session, of other people, at the same time in another room."""
        mediation = self.agreed(self.others())
        self.booked(mediation, hours=1, room=self.rooms.hall2, mediator=self.rooms.sun)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        return mediation
