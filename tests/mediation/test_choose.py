"""Who mediates: named by the organisation, chosen by a party, changed once a side; and what everybody reads of it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from binan.kit.errors import Moved, Refused
from governance.models import Absence
from mediation.models import Booking, Interest, Mediation, MediationEntry, Mediator, Offer, Option, Recusal, Reservation
from mediation.services import book, choose, hold, offer, parties
from mediation.workflow import Chooser, How, Stage
from notices.models import Notice
from tests.mediation.choosing import Choosing


class Named(Choosing):
    def test_the_organisation_names_one_and_who_did_is_recorded(self):
        self.names(self.qian)
        self.assertEqual(self.led(), (self.qian, Chooser.STAFF))
        entry = MediationEntry.objects.filter(kind="choose").get()
        self.assertEqual((entry.staff, entry.body["mediator"]), (self.world.wang, str(self.qian)))

    def test_one_with_ties_needs_a_reason_which_is_kept(self):
        Interest.objects.create(mediator=self.qian, kind="building", name="观潮名苑6幢")
        self.assertIn("申报过同一幢楼", self.refused("conflict", self.names, self.qian))
        self.assertEqual(self.led(), (None, ""))
        self.names(self.qian, despite="两边都认识她，都同意。")
        self.assertEqual(self.led(), (self.qian, Chooser.STAFF))
        self.assertEqual(MediationEntry.objects.get(kind="choose").body["despite"], "两边都认识她，都同意。")

    def test_what_a_party_has_chosen_is_changed_with_a_reason_only(self):
        self.picks("B", self.sun)
        self.assertIn("当事人选的", self.refused("chosen", self.names, self.qian))
        self.names(self.sun)  # the same one: nothing is taken away
        self.names(self.qian, despite="孙调解员病了。")
        self.assertEqual(self.led(), (self.qian, Chooser.STAFF))

    def test_nobody_of_another_house_and_nobody_who_does_not_work(self):
        self.refused("organisation", self.names, self.rooms.hu)
        Mediator.objects.filter(pk=self.sun.pk).update(active=False)
        self.sun.refresh_from_db()
        self.refused("organisation", self.names, self.sun, despite="没有别人。")

    def test_a_booking_names_whoever_is_booked(self):
        self.booked(self.mediation, mediator=self.sun)
        self.assertEqual(self.led(), (self.sun, Chooser.STAFF))

    def test_a_booking_with_whom_a_party_chose_stays_her_choice(self):
        self.picks("A", self.sun)
        self.booked(self.mediation, mediator=self.sun)
        self.assertEqual(self.led(), (self.sun, Chooser.A))
        later = self.slot(25, mediator=self.sun)
        book.rebook(self.mediation, staff=self.world.wang, slot=later, now=self.now)
        self.assertEqual(self.led(), (self.sun, Chooser.A))


class Picked(Choosing):
    def test_one_who_was_taken_out_of_it_chooses_nobody(self):
        mediation = self.applied(self.contacted(phone="13700137001"), phone="13600136001")
        one = self.joined(mediation, "B", "隔壁住户", "13600136002")
        for each in mediation.parties.all():
            self.says_yes(each)
        one = self.side(mediation, "B", 2)
        parties.drop_party(one, staff=self.world.wang, reason="登记错了。", now=self.now)
        sentence = self.refused("refused", choose.pick_mediator, one, mediator=self.sun, now=self.now)
        self.assertIn("已经退出", sentence)
        self.assertIsNone(Mediation.objects.get(pk=mediation.pk).mediator)

    def test_a_party_chooses_and_the_other_reads_who_it_is(self):
        self.picks("B", self.sun)
        self.assertEqual(self.led(), (self.sun, Chooser.B))
        page = self.client.get(f"/m/{self.side(self.mediation, 'A').token}/")
        self.assertContains(page, "孙调解员")
        self.assertNotContains(page, "对方选择")

    def test_the_first_to_choose_has_chosen(self):
        self.picks("A", self.qian)
        self.refused("chosen", self.picks, "B", self.sun)
        self.assertEqual(self.led(), (self.qian, Chooser.A))

    def test_nobody_with_ties_nobody_who_is_full_nobody_of_another_house(self):
        Interest.objects.create(mediator=self.qian, kind="building", name="观潮名苑6幢")
        self.assertEqual(self.refused("not_here", self.picks, "A", self.qian), "这位调解员现在排不上，请另选一位。")
        Mediator.objects.filter(pk=self.sun.pk).update(at_once=0)
        self.refused("not_here", self.picks, "A", self.sun)
        self.refused("not_here", self.picks, "A", self.rooms.hu)

    def test_whoever_has_not_agreed_does_not_choose(self):
        self.mediation = self.applied(self.contacted(phone="13700137001"))
        self.refused("not_agreed", self.picks, "B", self.sun)

    def test_a_session_that_is_booked_is_not_chosen_away(self):
        self.booked(self.mediation)
        with pytest.raises(Moved):
            self.picks("B", self.sun)

    def test_a_choice_that_arrives_twice_is_one(self):
        key = uuid4()
        self.assertEqual(self.picks("B", self.sun, client_key=key), self.picks("B", self.sun, client_key=key))
        self.assertEqual(MediationEntry.objects.filter(kind="choose").count(), 1)

    def test_on_her_phone(self):
        hers = self.side(self.mediation, "B")
        self.sun.specialities, self.sun.languages = ["FAM"], ["zh", "sign"]
        self.sun.save()
        page = self.client.get(f"/m/{hers.token}/mediators/")
        for words in ("孙调解员", "夫妻、赡养、抚养、继承", "普通话、手语", "兼职", "钱调解员", "各类民间纠纷"):
            self.assertContains(page, words)
        for words in ("孙和气", "手上", "跳绳", "楼上室内活动噪声"):
            self.assertNotContains(page, words)
        self.assertContains(self.client.get(f"/m/{hers.token}/"), "选调解员")
        answer = self.client.post(f"/m/{hers.token}/mediators/", {"mediator": self.sun.pk, "client_key": uuid4()})
        self.assertRedirects(answer, f"/m/{hers.token}/")
        self.assertEqual(self.led(), (self.sun, Chooser.B))
        self.assertContains(self.client.get(f"/m/{hers.token}/mediators/"), "现在不能选调解员了")
        again = self.client.post(f"/m/{hers.token}/mediators/", {"mediator": self.qian.pk})
        self.assertContains(again, "调解员已经选好了", status_code=422)
        self.assertEqual(self.client.post(f"/m/{hers.token}/mediators/", {"mediator": "x"}).status_code, 422)


class Offered(Choosing):
    def on_offer(self) -> str:
        """Times are offered with the first of the house; her name."""
        offer.propose(self.mediation, staff=self.world.wang, proposal=offer.Proposal(), now=self.now)
        return str(Option.objects.first().mediator)

    def assertWithdrawn(self) -> None:
        self.assertEqual(Offer.objects.get().state, Offer.State.VOID)
        self.assertFalse(Reservation.objects.filter(state="hold").exists())
        told = Notice.objects.filter(template="times_failed").values_list("staff", flat=True)
        self.assertEqual(list(told), [self.world.wang.pk])
        for side in "AB":
            page = self.client.get(f"/m/{self.side(self.mediation, side).token}/")
            self.assertNotContains(page, "选调解时间")

    def test_times_with_one_are_withdrawn_when_a_party_chooses_another(self):
        other = self.sun if self.on_offer() == str(self.qian) else self.qian
        self.picks("B", other)
        self.assertWithdrawn()

    def test_and_when_a_party_has_her_changed(self):
        self.names(self.qian)
        self.on_offer()
        self.changes("B")
        self.assertWithdrawn()

    def test_they_stay_when_she_is_chosen_with_whom_they_were_offered(self):
        same = self.sun if self.on_offer() == str(self.sun) else self.qian
        self.picks("B", same)
        self.assertEqual(Offer.objects.get().state, Offer.State.OPEN)


class Changed(Choosing):
    def test_before_a_session_another_may_be_named_and_the_mediation_goes_on(self):
        self.names(self.qian)
        self.changes("B")
        self.assertEqual(self.led(), (None, ""))
        self.assertEqual(self.fresh().stage, Stage.APPLIED)
        self.assertEqual(Recusal.objects.get().mediator, self.qian)
        self.refused("refused", self.names, self.qian, despite="还是她好。")
        self.refused("not_here", self.picks, "A", self.qian)
        self.names(self.sun)

    def test_the_refused_one_is_not_booked_again(self):
        self.names(self.qian)
        self.changes("A")
        with pytest.raises(Refused, match="请求换掉"):
            self.booked(self.mediation)
        self.booked(self.mediation, mediator=self.sun)

    def test_each_side_once(self):
        self.names(self.qian)
        self.changes("B")
        self.names(self.sun)
        self.assertIn("已经换过了", self.refused("twice", self.changes, "B"))
        self.changes("A")
        self.assertEqual(
            set(Recusal.objects.values_list("side", "mediator")), {("B", self.qian.pk), ("A", self.sun.pk)}
        )

    def test_nobody_is_changed_before_there_is_somebody_and_not_during_a_session(self):
        self.refused("nobody", self.changes, "B")
        self.booked(self.mediation, hours=1)
        hold.start(self.mediation, staff=self.world.mediator, now=self.now)
        with pytest.raises(Moved):
            self.changes("B")

    def test_a_session_keeps_its_time_when_another_is_free(self):
        booking = self.booked(self.mediation)
        self.changes("B")
        self.assertEqual(self.led(), (self.sun, Chooser.SYSTEM))
        self.assertEqual(self.fresh().stage, Stage.BOOKED)
        booking.refresh_from_db()
        self.assertEqual((booking.mediator, booking.state), (self.sun, Booking.State.FIRM))
        living = Reservation.objects.exclude(state="void").filter(resource__startswith="mediator:")
        self.assertEqual([one.resource for one in living], [f"mediator:{self.sun.pk}"])
        told = dict(Notice.objects.filter(key__contains=":other").values_list("template", "staff__username"))
        self.assertEqual(
            told, {"mediator_refused": "wang", "mediator_released": "tiaojie", "mediation_assigned": "sun"}
        )

    def test_else_the_time_is_off_and_both_sides_are_told(self):
        booking = self.booked(self.mediation)
        elsewhere = self.agreed(self.of_others(3))
        self.booked(elsewhere, room=self.rooms.hall2, mediator=self.sun)
        self.changes("B")
        self.assertEqual((self.led(), self.fresh().stage), ((None, ""), Stage.APPLIED))
        booking.refresh_from_db()
        self.assertEqual(booking.state, Booking.State.VOID)
        self.assertFalse(Reservation.objects.exclude(state="void").filter(booking=booking).exists())
        self.assertEqual(
            Notice.objects.filter(template="mediation_cancelled", key__startswith=self.mediation.code).count(), 2
        )
        self.booked(self.mediation, hours=25, mediator=self.sun)

    def test_who_is_on_leave_does_not_stand_in(self):
        self.booked(self.mediation, mediator=self.qian)
        day = {"starts_at": self.at(8), "ends_at": self.at(20), "noted_at": self.now}
        Absence.objects.create(staff=self.sun.staff, **day)
        self.changes("B")
        self.assertEqual(self.fresh().stage, Stage.APPLIED)

    def test_who_has_another_session_so_near_that_no_time_is_left_between_does_not_stand_in(self):
        self.rooms.puyan.minutes_after = 30
        self.rooms.puyan.save()
        self.booked(self.mediation, mediator=self.qian, starts_at=self.at(10))
        self.booked(self.of_others(7), mediator=self.sun, room=self.rooms.hall2, starts_at=self.at(11))
        self.changes("B")
        self.assertEqual(self.fresh().stage, Stage.APPLIED)

    def test_a_session_by_telephone_is_told_as_one(self):
        way = book.Holding(How.PHONE)
        self.booked(self.mediation, mediator=self.qian, room=None, way=way, starts_at=self.at(10))
        self.changes("B")
        told = Notice.objects.filter(template="mediation_assigned", staff=self.sun.staff).get()
        self.assertEqual(told.data["room"], How.PHONE.label)

    def test_who_has_ties_never_stands_in(self):
        Interest.objects.create(mediator=self.sun, kind="building", name="观潮名苑6幢")
        self.booked(self.mediation)
        self.changes("B")
        self.assertEqual(self.led(), (None, ""))

    def test_a_change_that_arrives_twice_is_one(self):
        self.names(self.qian)
        key = uuid4()
        self.assertEqual(self.changes("B", client_key=key), self.changes("B", client_key=key))
        self.assertEqual(Recusal.objects.count(), 1)

    def test_on_her_phone_it_is_asked_once_more_and_a_look_changes_nothing(self):
        self.booked(self.mediation)
        hers = self.side(self.mediation, "B")
        self.assertContains(self.client.get(f"/m/{hers.token}/"), "换一位调解员")
        page = self.client.get(f"/m/{hers.token}/other/")
        self.assertContains(page, "不用说理由")
        self.assertFalse(Recusal.objects.exists())
        self.assertRedirects(self.client.post(f"/m/{hers.token}/other/"), f"/m/{hers.token}/")
        page = self.client.get(f"/m/{hers.token}/")
        self.assertContains(page, "孙调解员")
        self.assertNotContains(page, "换一位调解员")
        self.assertContains(self.client.post(f"/m/{hers.token}/other/"), "已经换过了", status_code=422)
