"""A case that is over takes its mediation with it."""

from __future__ import annotations

import pytest

from binan.kit.errors import Refused
from complaints.models import Complaint
from complaints.services import handling, merging, rights
from mediation.models import Booking, Mediation, Party
from mediation.services import conclude
from mediation.workflow import Side, Stage
from notices.models import Notice
from tests.mediation.rooms import UPSTAIRS_PHONE, MediationStory
from tests.world import ANSWER


class EndWithTheCase(MediationStory):
    def ended(self) -> None:
        mediation = Mediation.objects.get()
        self.assertEqual((mediation.stage, mediation.ended_at), (Stage.LAPSED, self.now))
        self.assertEqual(self.entries(Complaint.objects.get())[-1], self.last)

    def test_withdrawn_with_a_session_ahead_the_room_is_free_and_both_are_told(self):
        self.booked(self.agreed())
        self.last = "withdraw"
        handling.withdraw(Complaint.objects.get(), now=self.now)
        self.ended()
        self.assertEqual(Booking.objects.get().state, Booking.State.VOID)
        self.assertEqual(Notice.objects.filter(template="mediation_cancelled").count(), 2)

    def test_closed_while_the_parties_were_still_asked(self):
        mediation = self.applied()
        self.last = "close"
        handling.close(
            mediation.complaint, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now
        )
        self.ended()

    def test_merged_into_what_the_same_person_told_before(self):
        old = self.contacted()
        mediation = self.applied(self.contacted())
        merging.merge(mediation.complaint, staff=self.world.wang, target=old.code, now=self.now)
        mediation.refresh_from_db()
        self.assertEqual(mediation.stage, Stage.LAPSED)

    def test_declined_and_transferred(self):
        for verb in ("decline", "transfer"):
            mediation = self.applied(self.contacted())
            handling.end_without_closing(
                Complaint.objects.get(pk=mediation.complaint_id), verb, staff=self.world.head, now=self.now,
                result="这件事由综合行政执法中队负责，已经转过去办理。", to="综合行政执法中队",
            )  # fmt: skip
            mediation.refresh_from_db()
            self.assertEqual(mediation.stage, Stage.LAPSED)

    def test_what_changes_hands_goes_on(self):
        mediation = self.applied()
        handling.release(mediation.complaint, staff=self.world.wang, reason="换班", now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)

    def test_an_old_mediation_is_left_alone(self):
        mediation = self.applied()
        from mediation.services import conclude

        conclude.fail(mediation, staff=self.world.wang, reason="没人应门", now=self.now)
        case = Complaint.objects.get()
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.FAILED)


class FollowTheCorrection(MediationStory):
    def test_her_side_is_told_at_the_new_number_and_the_other_side_keeps_its_own(self):
        mediation = self.applied()
        other = self.side(mediation, "B").phone
        rights.correct(mediation.complaint, name="王晓明", phone="13900139000", now=self.now)
        hers = self.side(mediation, "A")
        self.assertEqual((hers.name, hers.phone), ("王晓明", "+8613900139000"))
        self.assertEqual(self.side(mediation, "B").phone, other)

    def test_a_mediation_that_is_over_keeps_its_record(self):
        mediation = self.applied()
        conclude.fail(mediation, staff=self.world.mediator, reason="谈不拢。", now=self.now)
        rights.correct(Complaint.objects.get(), phone="13900139000", now=self.now)
        self.assertNotEqual(self.side(mediation, "A").phone, "+8613900139000")

    def test_her_new_number_takes_the_time_and_the_old_one_gives_it_back(self):
        self.booked(self.applied(), starts_at=self.at(10))
        rights.correct(Complaint.objects.get(), phone="13700137009", now=self.now)
        same = {"starts_at": self.at(10), "room": self.rooms.hall2, "mediator": self.rooms.sun}
        with pytest.raises(Refused, match="已有另一场调解"):
            self.booked(self.applied(self.contacted(phone="13700137009"), phone="13600136001"), **same)
        self.booked(self.applied(self.contacted(), phone="13600136002"), **same)

    def test_a_number_of_somebody_who_is_expected_elsewhere_is_not_taken_and_nothing_is_said_of_her(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(10))
        other = self.applied(self.contacted(phone="13700137009"), phone="13600136001")
        self.booked(other, starts_at=self.at(10), room=self.rooms.hall2, mediator=self.rooms.sun)
        token = Complaint.objects.get(pk=mediation.complaint_id).token
        answer = self.client.post(f"/c/{token}/correct/", {"phone": "13700137009", "act": "correct"})
        self.assertContains(answer, "现在改不了。请打电话告诉我们", status_code=422)
        self.assertNotContains(answer, "11月24日", status_code=422)
        self.assertNotIn("13700137009", self.side(mediation, "A").phone)
        self.assertNotIn("13700137009", Complaint.objects.get(pk=mediation.complaint_id).phone)


class ForgetTheMessages(MediationStory):
    def erased(self) -> Complaint:
        """A session was booked, she takes the matter back, and her data is deleted as she asked."""
        self.booked(self.agreed())
        case = Complaint.objects.get()
        handling.withdraw(case, now=self.now)
        rights.ask_deletion(case, now=self.now)
        rights.grant_deletion(case, staff=self.world.head, now=self.now)
        return case

    def test_messages_to_her_side_lose_the_number_and_those_to_the_other_keep_it(self):
        self.erased()
        told = Notice.objects.filter(template__startswith="mediation_")
        self.assertEqual({one.phone for one in told if one.key.endswith(":A")}, {""})
        self.assertEqual({one.phone for one in told if one.key.endswith(":B")}, {f"+86{UPSTAIRS_PHONE}"})

    def test_the_dossier_keeps_her_and_her_page_says_what_and_why(self):
        case = self.erased()
        self.assertTrue(Party.objects.get(side=Side.A).phone)
        page = self.client.get(f"/c/{case.token}/data/")
        self.assertContains(page, "这件事做过调解：调解卷宗里的称呼、电话和调解记录，按档案规定要保存，不能删")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "留下了什么，为什么")

    def test_she_knows_it_before_she_asks(self):
        case = self.applied().complaint
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "按档案规定要保存，不能删")
        self.assertNotContains(self.client.get(f"/c/{self.file().token}/data/"), "档案规定")
