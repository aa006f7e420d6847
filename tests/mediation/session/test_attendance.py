"""Who is there: noted by staff or by herself, guests only when both sides agreed, steps ticked."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from binan.kit.errors import NotAllowed, Refused
from mediation.access import member, party
from mediation.models import Agent, Attendance, AttendanceMark, Guest
from mediation.people import people
from mediation.selectors import current_booking
from mediation.services import session
from mediation.sittings import ticked
from mediation.workflow import Power
from tests.mediation.session.sitting import SessionStory, State


class AttendanceOfParties(SessionStory):
    def test_it_is_noted_since_when_and_by_whom(self):
        mediation = self.in_session()
        self.attend(mediation, "A")
        self.watch.shift(timedelta(minutes=40))
        mark = self.attend(mediation, "A", State.LEFT)
        row = Attendance.objects.get()
        self.assertEqual((row.state, row.since), (State.LEFT, self.now))
        self.assertEqual(row.arrived_at, self.now - timedelta(minutes=40))
        self.assertEqual([one.state for one in row.marks.all()], [State.PRESENT, State.LEFT])
        self.assertEqual(mark.staff, self.world.mediator)

    def test_the_same_tap_twice_is_one_mark(self):
        mediation, key = self.in_session(), uuid4()
        first = self.attend(mediation, "A", client_key=key)
        self.assertEqual(self.attend(mediation, "A", client_key=key), first)
        self.assertEqual(AttendanceMark.objects.count(), 1)

    def test_a_party_says_it_of_herself_alone(self):
        mediation = self.in_session()
        b = self.side(mediation, "B")
        self.attend(mediation, "B", who=party(b))
        self.assertTrue(Attendance.objects.get().by_code)
        for side, state in (("A", State.PRESENT), ("B", State.ABSENT)):
            with pytest.raises(Refused):
                self.attend(mediation, side, state, who=party(b))

    def test_nobody_of_another_mediation_and_no_stranger(self):
        mediation, other = self.in_session(), self.in_another_room()
        stranger = f"p{self.side(other, 'A').pk}"
        with pytest.raises(Refused, match="没有找到"):
            session.attend(
                mediation, who=member(self.world.mediator), person=stranger, state=State.PRESENT, now=self.now
            )
        with pytest.raises(NotAllowed):
            self.attend(mediation, "A", who=member(self.world.stranger))

    def test_without_a_session_there_is_nothing_to_come_to(self):
        with pytest.raises(Refused):
            self.attend(self.applied(), "A")


class Agents(SessionStory):
    def agent(self, mediation, *powers):
        return Agent.objects.create(
            party=self.side(mediation, "B"), name="方代理", powers=list(powers), given_on=self.now.date()
        )

    def test_an_agent_is_listed_with_what_she_may_do_and_whether_she_signs(self):
        mediation = self.in_session()
        self.agent(mediation, Power.EVIDENCE), self.agent(mediation, Power.SIGN)
        found = [one for one in people(mediation, current_booking(mediation)) if one.key.startswith("a")]
        self.assertEqual([one.may_sign for one in found], [False, True])
        self.assertEqual(found[0].label, "对方的代理人")
        self.assertEqual(found[0].powers, (Power.EVIDENCE.label,))
        self.assertNotIn("方代理", found[0].name)

    def test_one_whose_power_ended_is_not_there(self):
        mediation = self.in_session()
        agent = self.agent(mediation, Power.SIGN)
        Agent.objects.filter(pk=agent.pk).update(ended_at=self.now)
        with pytest.raises(Refused):
            session.attend(
                mediation, who=member(self.world.mediator), person=f"a{agent.pk}", state=State.PRESENT, now=self.now
            )


class Guests(SessionStory):
    def invited(self, mediation, **more):
        given = {"kind": Guest.Kind.NEIGHBOUR, "name": "隔壁陈阿姨", **more}
        return session.invite(mediation, staff=self.world.mediator, now=self.now, **given)[0]

    def comes(self, mediation, guest):
        who = member(self.world.mediator)
        return session.attend(mediation, who=who, person=f"g{guest.pk}", state=State.PRESENT, now=self.now)

    def test_a_guest_comes_in_when_both_sides_have_agreed(self):
        mediation = self.in_session()
        guest = self.invited(mediation, agreed=("A",))
        with pytest.raises(Refused, match="第二十条"):
            self.comes(mediation, guest)
        session.let_in(mediation, staff=self.world.mediator, guest=guest.pk, sides=("B",), now=self.now)
        self.comes(mediation, guest)
        self.assertEqual(Attendance.objects.get().guest, guest)

    def test_an_invitation_needs_a_name_and_is_made_once(self):
        mediation, key = self.in_session(), uuid4()
        with pytest.raises(Refused, match="怎么称呼"):
            self.invited(mediation, name="  ")
        self.invited(mediation, client_key=key)
        self.invited(mediation, client_key=key)
        self.assertEqual(Guest.objects.count(), 1)


class Steps(SessionStory):
    def test_a_step_is_ticked_and_the_tick_taken_back(self):
        mediation = self.in_session()
        booking = current_booking(mediation)
        for done in (True, False):
            session.tick(mediation, staff=self.world.mediator, step="rights", done=done, now=self.now)
            self.assertEqual("rights" in ticked(booking), done)

    def test_a_social_worker_ticks_nothing(self):
        with pytest.raises(NotAllowed):
            session.tick(self.in_session(), staff=self.world.wang, step="rights", done=True, now=self.now)
