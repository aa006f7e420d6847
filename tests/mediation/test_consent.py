"""Yes, no and enough: both sides must agree, and one word of either ends it (arts. 17 and 23)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from binan.kit.errors import Moved, NotAllowed, Refused
from complaints.models import Complaint
from complaints.services import handling
from complaints.workflow import Stage as CaseStage
from mediation.access import member, party
from mediation.models import Booking, Mediation, MediationEntry, Party
from mediation.services import book, consent, hold
from mediation.workflow import ENDINGS, Answer, Stage, Way
from notices.models import Notice
from tests.mediation.rooms import MediationStory


class Consent(MediationStory):
    def test_a_party_agrees_on_her_link(self):
        b = self.side(self.applied(), "B")
        consent.consent(b, who=party(b), way=Way.LINK, now=self.now)
        b.refresh_from_db()
        self.assertEqual((b.answer, b.answered_at, b.way), (Answer.AGREED, self.now, Way.LINK))
        self.assertEqual((b.notice_version, b.recorded_by), (consent.NOTICE_VERSION, None))

    def test_staff_record_what_was_said_on_the_telephone(self):
        b = self.side(self.applied(), "B")
        consent.consent(b, who=member(self.world.mediator), way=Way.PHONE, now=self.now)
        b.refresh_from_db()
        self.assertEqual((b.answer, b.recorded_by), (Answer.AGREED, self.world.mediator))
        entry = MediationEntry.objects.latest("pk")
        self.assertEqual((entry.kind, entry.side, entry.staff), ("consent", "B", self.world.mediator))

    def test_only_the_complainant_can_let_herself_be_named(self):
        mediation = self.applied()
        for side, named in (("A", True), ("B", False)):
            found = self.side(mediation, side)
            consent.consent(found, who=party(found), way=Way.LINK, now=self.now, may_name=True)
            self.assertEqual(self.side(mediation, side).may_name_complainant, named)

    def test_the_same_tap_twice_is_one_and_a_second_one_is_told(self):
        b, key = self.side(self.applied(), "B"), uuid4()
        first = consent.consent(b, who=party(b), way=Way.LINK, now=self.now, client_key=key)
        self.assertEqual(consent.consent(b, who=party(b), way=Way.LINK, now=self.now, client_key=key), first)
        with pytest.raises(Refused, match="已经登记过"):
            consent.consent(b, who=party(b), way=Way.LINK, now=self.now)

    def test_a_key_of_another_command_is_refused(self):
        mediation, key = self.applied(), uuid4()
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        consent.consent(a, who=party(a), way=Way.LINK, now=self.now, client_key=key)
        with pytest.raises(Refused, match="用过"):
            consent.consent(b, who=party(b), way=Way.LINK, now=self.now, client_key=key)
        with pytest.raises(Refused, match="用过"):
            consent.refuse(b, who=party(b), way=Way.LINK, now=self.now, client_key=key)
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)

    def test_strangers_record_nothing(self):
        b = self.side(self.applied(), "B")
        for staff in (self.world.stranger, self.rooms.hu.staff, self.world.auditor):
            with pytest.raises(NotAllowed):
                consent.consent(b, who=member(staff), way=Way.PHONE, now=self.now)
        self.assertEqual(Party.objects.get(pk=b.pk).answer, Answer.ASKED)


class NotBothAgree(MediationStory):
    def test_no_session_starts_before_both_have_agreed(self):
        mediation = self.applied()
        self.booked(mediation, hours=1)
        with pytest.raises(Refused, match="诉求方、对方"):
            hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.says_yes(self.side(mediation, "A"))
        with pytest.raises(Refused, match="还差对方"):
            hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.says_yes(self.side(mediation, "B"))
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)

    def test_a_social_worker_does_not_hold_the_session(self):
        mediation = self.agreed()
        self.booked(mediation, hours=1)
        with pytest.raises(NotAllowed):
            hold.start(mediation, staff=self.world.wang, now=self.now)


class Refusal(MediationStory):
    def test_one_refusal_ends_it_and_blames_nobody(self):
        mediation = self.applied()
        b = self.side(mediation, "B")
        consent.refuse(b, who=party(b), way=Way.LINK, now=self.now)
        mediation = Mediation.objects.get()
        self.assertEqual((mediation.stage, mediation.ended_at), (Stage.REFUSED, self.now))
        entry = self.assertEntry(mediation.complaint, "end_mediation", outcome=ENDINGS[Stage.REFUSED])
        self.assertNotIn("对方", entry.body["outcome"])
        self.assertEqual(mediation.complaint.stage, CaseStage.CONTACTED)

    def test_after_it_nothing_can_be_booked_and_no_session_starts(self):
        mediation = self.agreed()
        self.booked(mediation)
        a = self.side(mediation, "A")
        consent.refuse(a, who=party(a), way=Way.LINK, now=self.now)
        with pytest.raises(Moved):
            hold.start(mediation, staff=self.world.mediator, now=self.now)
        with pytest.raises(Moved):
            book.book(mediation, staff=self.world.wang, slot=self.slot(30), now=self.now)

    def test_it_frees_the_room_and_tells_both_sides(self):
        mediation = self.applied()
        booking = self.booked(mediation)
        b = self.side(mediation, "B")
        consent.refuse(b, who=party(b), way=Way.LINK, now=self.now)
        booking.refresh_from_db()
        self.assertEqual((booking.state, booking.next_reminder_at), (Booking.State.VOID, None))
        self.assertEqual(Notice.objects.filter(template="mediation_cancelled").count(), 2)
        self.assertEqual(Complaint.objects.get().stage, CaseStage.CONTACTED)

    def test_it_counts_while_the_case_changes_hands(self):
        mediation = self.applied()
        handling.release(mediation.complaint, staff=self.world.wang, reason="换班", now=self.now)
        b = self.side(mediation, "B")
        consent.refuse(b, who=party(b), way=Way.LINK, now=self.now)
        case = Complaint.objects.get()
        self.assertEqual((case.stage, self.entries(case)[-1]), (CaseStage.ACCEPTED, "end_mediation"))


class Termination(MediationStory):
    def test_either_side_may_end_a_session_that_runs(self):
        for side in "AB":
            mediation = self.in_session(self.applied(self.contacted()))
            found = self.side(mediation, side)
            consent.terminate(found, who=party(found), way=Way.LINK, now=self.now)
            mediation = Mediation.objects.get(pk=mediation.pk)
            self.assertEqual(mediation.stage, Stage.TERMINATED)
            self.assertEqual(self.side(mediation, side).answer, Answer.ENDED)
            self.assertEntry(mediation.complaint, "end_mediation", outcome=ENDINGS[Stage.TERMINATED])
            self.watch.shift(timedelta(days=1))

    def test_staff_record_it_for_a_party_on_the_telephone(self):
        mediation = self.agreed()
        consent.terminate(self.side(mediation, "B"), who=member(self.world.wang), way=Way.PHONE, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.TERMINATED)

    def test_what_is_over_is_over(self):
        mediation = self.agreed()
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        consent.terminate(a, who=party(a), way=Way.LINK, now=self.now)
        with pytest.raises(Moved):
            consent.terminate(b, who=party(b), way=Way.LINK, now=self.now)
        self.assertEqual(self.side(mediation, "B").answer, Answer.AGREED)
