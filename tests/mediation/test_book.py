"""Booking: one room, one mediator, one time; never twice."""

from __future__ import annotations

from uuid import uuid4

import pytest

from binan.kit.errors import Moved, NotAllowed, Refused
from complaints.services import handling
from complaints.workflow import Stage as CaseStage
from mediation.models import Booking, Mediation
from mediation.services import book
from mediation.workflow import Stage
from notices.models import Notice
from tests.mediation.rooms import MediationStory


class Book(MediationStory):
    def refused(self, code: str, mediation: Mediation | None = None, **slot: object) -> str:
        """Try a slot that is refused with `code`; returns the sentence."""
        mediation = mediation or self.applied(self.contacted())
        with pytest.raises(Refused) as refused:
            book.book(mediation, staff=self.world.wang, slot=self.slot(**slot), now=self.now)
        self.assertEqual(refused.value.code, code)
        mediation.refresh_from_db()
        self.assertEqual(mediation.stage, Stage.APPLIED)
        return refused.value.sentence

    def test_both_sides_and_the_mediator_are_told_and_the_case_shows_it(self):
        mediation = self.applied()
        booking = book.book(mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(14)), now=self.now)
        self.assertEqual(booking.state, Booking.State.FIRM)
        entry = self.assertEntry(mediation.complaint, "book_mediation", at="11月24日（周二）14:00")
        self.assertIn("浦沿潮调解室", entry.body["room"])
        self.assertEqual(mediation.complaint.stage, CaseStage.MEDIATING)
        told = Notice.objects.filter(template="mediation_booked")
        self.assertEqual({n.data["at"] for n in told}, {"11月24日（周二）14:00"})
        self.assertEqual(told.count(), 2)
        self.assertEqual(Notice.objects.get(template="mediation_assigned").staff, self.world.mediator)

    def test_the_mediator_books_herself(self):
        mediation = self.applied()
        book.book(mediation, staff=self.world.mediator, slot=self.slot(), now=self.now)
        self.assertEqual(Mediation.objects.get().mediator, self.rooms.qian)

    def test_while_the_case_changes_hands_it_waits_and_is_told_where_the_case_stands(self):
        mediation = self.applied()
        handling.release(mediation.complaint, staff=self.world.wang, reason="要下班了。", now=self.now)
        for stage in ("已受理", "已认领"):
            with self.subTest(stage), self.assertRaises(Moved) as told:
                book.book(mediation, staff=self.world.mediator, slot=self.slot(), now=self.now)
            self.assertIn(f"现在是“{stage}”", told.exception.sentence)
            if stage == "已受理":
                handling.claim(mediation.complaint, staff=self.world.li, now=self.now)
        self.assertEqual(Booking.objects.count(), 0)

    def test_strangers_do_not_book(self):
        mediation = self.applied()
        for staff in (self.world.stranger, self.rooms.hu.staff):
            with pytest.raises(NotAllowed):
                book.book(mediation, staff=staff, slot=self.slot(), now=self.now)
        self.assertEqual(Booking.objects.count(), 0)

    def test_a_taken_room_is_named_with_its_time(self):
        self.booked(starts_at=self.at(14))
        sentence = self.refused("booked", starts_at=self.at(14, 30), mediator=self.rooms.sun)
        self.assertEqual(sentence, "浦沿潮调解室在11月24日（周二）14:00到15:00已经约出去了，请换个时间或换一间调解室。")

    def test_a_mediator_sits_in_one_room_only(self):
        self.booked(starts_at=self.at(14))
        sentence = self.refused("booked", starts_at=self.at(14, 30), room=self.rooms.hall2)
        self.assertTrue(sentence.startswith("钱和平在11月24日（周二）14:00到15:00已有一场调解"))

    def test_one_after_the_other_is_no_clash(self):
        self.booked(starts_at=self.at(14))
        self.booked(self.applied(self.contacted()), starts_at=self.at(15))
        self.booked(self.of_others(1), starts_at=self.at(14), room=self.rooms.hall2, mediator=self.rooms.sun)
        self.assertEqual(Booking.objects.filter(state="firm").count(), 3)

    def test_the_hours_of_the_room_are_respected(self):
        self.assertIn("08:30 到 20:30", self.refused("hours", starts_at=self.at(8)))
        self.refused("hours", starts_at=self.at(20))
        self.refused("hours", starts_at=self.at(23, 30), minutes=120)

    def test_neither_in_the_past_nor_after_thirty_days_nor_for_no_time(self):
        self.refused("past", starts_at=self.at(14, days=0))
        self.refused("late", starts_at=self.at(14, days=31))
        self.refused("length", starts_at=self.at(14), minutes=5)
        self.refused("length", starts_at=self.at(9), minutes=600)

    def test_only_rooms_and_mediators_of_the_organisation(self):
        self.refused("organisation", starts_at=self.at(14), room=self.rooms.other_hall)
        self.refused("organisation", starts_at=self.at(14), mediator=self.rooms.hu)

    def test_a_booking_that_arrives_twice_is_one(self):
        mediation, key = self.applied(), uuid4()
        first = book.book(mediation, staff=self.world.wang, slot=self.slot(), now=self.now, client_key=key)
        again = book.book(mediation, staff=self.world.wang, slot=self.slot(), now=self.now, client_key=key)
        self.assertEqual((first.pk, Booking.objects.count()), (again.pk, 1))

    def test_a_copy_that_arrives_after_it_was_called_off_is_answered_like_the_first(self):
        mediation, key = self.applied(), uuid4()
        first = book.book(mediation, staff=self.world.wang, slot=self.slot(), now=self.now, client_key=key)
        book.unbook(mediation, staff=self.world.wang, reason="对方出差", now=self.now)
        again = book.book(mediation, staff=self.world.wang, slot=self.slot(), now=self.now, client_key=key)
        self.assertEqual((again.pk, Booking.objects.filter(state="firm").count()), (first.pk, 0))


class Rebook(MediationStory):
    def test_the_old_time_is_free_again(self):
        mediation = self.applied()
        first = self.booked(mediation, starts_at=self.at(14))
        second = book.rebook(mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(14, 30)), now=self.now)
        first.refresh_from_db()
        self.assertEqual((first.state, second.state), ("void", "firm"))
        self.assertEqual(self.entries(mediation.complaint).count("book_mediation"), 2)
        self.booked(self.applied(self.contacted()), starts_at=self.at(13, 30))

    def test_a_clash_leaves_the_old_time_standing(self):
        self.booked(starts_at=self.at(16))
        mediation = self.applied(self.contacted())
        first = self.booked(mediation, starts_at=self.at(14))
        with pytest.raises(Refused):
            book.rebook(mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(16)), now=self.now)
        first.refresh_from_db()
        self.assertEqual(first.state, "firm")

    def test_calling_it_off_frees_room_and_mediator(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        book.unbook(mediation, staff=self.world.wang, reason="对方出差", now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)
        self.assertEqual(Notice.objects.filter(template="mediation_cancelled").count(), 2)
        self.booked(mediation, starts_at=self.at(14))
