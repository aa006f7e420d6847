"""休会: the session stops before there is a result, and goes on at another time."""

from __future__ import annotations

from uuid import uuid4

import pytest

from binan.kit.errors import NotAllowed, Refused
from mediation.models import Attendance, Mediation, MediationEntry
from mediation.selectors import current_booking
from mediation.services import hold, sitting
from mediation.workflow import Stage
from notices.models import Notice
from tests.mediation.session.sitting import SessionStory, State


class BreakOff(SessionStory):
    def breaks_off(self, mediation: Mediation, **more):
        given = {"staff": self.world.mediator, "reason": "要等物业的图纸。", **more}
        return sitting.break_off(mediation, now=self.now, **given)

    def test_with_a_new_time_it_is_booked_again_in_one_step(self):
        mediation = self.in_session()
        self.attend(mediation, "A")
        self.writes(mediation, "第一次谈到这里。")
        self.breaks_off(mediation, slot=self.slot(48))
        mediation = Mediation.objects.get()
        self.assertEqual(mediation.stage, Stage.BOOKED)
        self.assertEqual(current_booking(mediation).starts_at, self.slot(48).starts_at)
        self.assertEqual(Attendance.objects.get(party=self.side(mediation, "A")).state, State.LEFT)
        self.assertEqual(mediation.notes.count(), 1)

    def test_it_goes_on_without_asking_for_consent_again(self):
        mediation = self.in_session()
        self.breaks_off(mediation, slot=self.slot(48))
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)
        note = self.writes(mediation, "接着谈。")
        self.assertEqual((note.seq, note.booking), (1, current_booking(mediation)))

    def test_without_one_both_sides_are_told_that_it_goes_on_later(self):
        mediation = self.in_session()
        self.breaks_off(mediation)
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)
        told = Notice.objects.filter(template="mediation_adjourned")
        self.assertEqual({row.key.rpartition(":")[2] for row in told}, {"A", "B"})
        self.assertIsNone(current_booking(mediation))

    def test_a_time_that_cannot_be_changes_nothing(self):
        mediation = self.in_session()
        with pytest.raises(Refused, match="开放时间"):
            self.breaks_off(mediation, slot=self.slot(24 + 8))
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)
        self.assertEqual(MediationEntry.objects.filter(kind="break_off").count(), 0)

    def test_the_same_tap_twice_is_one_and_it_needs_a_reason(self):
        mediation, key = self.in_session(), uuid4()
        first = self.breaks_off(mediation, client_key=key)
        self.assertEqual(self.breaks_off(mediation, client_key=key), first)
        with pytest.raises(Refused):
            self.breaks_off(self.in_another_room(), reason=" ")

    def test_a_social_worker_does_not_stop_it(self):
        with pytest.raises(NotAllowed):
            self.breaks_off(self.in_session(), staff=self.world.wang)
