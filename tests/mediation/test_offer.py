"""Three times are offered, every party ticks by her link, and the first that fits everybody books itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from binan.kit.errors import Moved, Refused
from governance.models import Absence
from mediation import clock, openings
from mediation.access import member, party
from mediation.models import Booking, Mediation, Offer, Reservation
from mediation.services import book, consent, offer
from mediation.workflow import How, Stage
from notices.models import Notice
from tests.mediation.rooms import MediationStory


class Offered(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.mediation = self.applied()

    def propose(self, mediation: Mediation | None = None, **more: object) -> Offer:
        mediation = mediation or self.mediation
        offer.propose(mediation, staff=self.world.wang, proposal=offer.Proposal(**more), now=self.now)
        return mediation.offers.first()

    def says(self, side: str, found: Offer, *numbers: int) -> None:
        """This side ticks the options with these numbers."""
        options = list(found.options.values_list("pk", flat=True))
        hers = self.side(self.mediation, side)
        offer.pick(hers, offer=found.pk, fits=[options[n] for n in numbers], who=party(hers), now=self.now)

    def held(self) -> int:
        return Reservation.objects.filter(state="hold", hold_until__gt=self.now).count()

    def test_three_times_same_day_first_are_held_for_ten_minutes_and_both_sides_are_asked(self):
        found = self.propose()
        options = list(found.options.all())
        self.assertEqual([f"{self.local(one):%d %H:%M}" for one in options], ["23 19:00", "24 08:30", "24 09:30"])
        self.assertEqual(self.held(), 3 * 6)
        self.assertEqual(Notice.objects.filter(template="mediation_offer").count(), 2)
        self.assertEqual(found.held_until, self.now + timedelta(minutes=10))

    def local(self, option):
        from django.utils import timezone

        return timezone.localtime(option.starts_at)

    def test_the_time_kept_around_sessions_does_not_put_the_three_in_each_other_s_way(self):
        self.rooms.puyan.minutes_before = self.rooms.puyan.minutes_after = 15
        self.rooms.puyan.save()
        found = self.propose()
        self.assertEqual(
            [f"{self.local(one):%d %H:%M}" for one in found.options.all()], ["23 19:00", "24 08:30", "24 09:30"]
        )
        with pytest.raises(Refused, match="正替别人留着"):
            self.booked(self.of_others(1), starts_at=self.at(10, 30))
        self.says("A", found, 1)
        self.says("B", found, 1)
        self.assertEqual((Booking.objects.get().starts_at, self.held()), (self.at(8, 30), 0))

    def test_when_the_first_week_is_full_the_next_ones_are_offered(self):
        Absence.objects.create(
            staff=self.rooms.qian.staff, starts_at=self.now, ends_at=self.at(23, days=8), noted_at=self.now
        )
        Absence.objects.create(
            staff=self.rooms.sun.staff, starts_at=self.now, ends_at=self.at(23, days=8), noted_at=self.now
        )
        self.assertEqual(self.propose().options.first().starts_at, self.at(8, 30, days=9))
        with pytest.raises(Refused, match="刚刚被约走了"):
            self.propose(starts=(self.at(8, 30, days=28),))
        self.assertEqual(
            self.propose(starts=(self.at(8, 30, days=25),)).options.get().starts_at, self.at(8, 30, days=25)
        )

    def test_the_first_that_fits_everybody_books_itself(self):
        found = self.propose()
        self.says("A", found, 1, 2)
        self.assertEqual(Booking.objects.count(), 0)
        self.says("B", found, 0, 1, 2)
        booking = Booking.objects.get()
        self.assertEqual(booking.starts_at, found.options.all()[1].starts_at)
        self.mediation.refresh_from_db()
        found.refresh_from_db()
        self.assertEqual((self.mediation.stage, found.state, self.held()), (Stage.BOOKED, "taken", 0))
        self.assertEqual(Notice.objects.filter(template="mediation_booked").count(), 2)
        self.assertEqual(Reservation.objects.filter(state="firm").count(), 6)

    def test_none_in_common_and_the_mediator_hears_that_she_has_to_ring(self):
        found = self.propose()
        self.says("A", found, 0)
        self.says("B", found, 1)
        found.refresh_from_db()
        self.assertEqual((found.state, self.held(), Booking.objects.count()), ("lapsed", 0, 0))
        self.assertEqual(Notice.objects.get(template="times_failed").staff, self.world.wang)
        with pytest.raises(Moved):
            self.says("B", found, 0)

    def test_staff_type_in_what_was_said_on_the_telephone(self):
        found = self.propose()
        self.says("A", found, 0)
        b = self.side(self.mediation, "B")
        first = found.options.first()
        offer.pick(b, offer=found.pk, fits=[first.pk], who=member(self.world.wang), now=self.now)
        self.assertEqual(Booking.objects.get().starts_at, first.starts_at)

    def test_while_it_is_held_nobody_else_gets_it_and_afterwards_anybody_may(self):
        found = self.propose()
        first = found.options.first()
        slot = book.Slot(first.room, first.mediator, first.starts_at)
        other = self.of_others(1)
        with pytest.raises(Refused) as refused:
            book.book(other, staff=self.world.wang, slot=slot, now=self.now)
        self.assertIn("正替别人留着", refused.value.sentence)
        self.watch.shift(timedelta(minutes=10))
        book.book(other, staff=self.world.wang, slot=slot, now=self.now)
        self.says("A", found, 0, 1)
        self.says("B", found, 0, 1)
        found.refresh_from_db()
        self.assertEqual((found.state, found.options.first().gone), ("taken", True))
        self.assertEqual(Booking.objects.get(mediation=self.mediation).starts_at, found.options.all()[1].starts_at)

    def test_the_clock_lets_holds_die_and_offers_lapse(self):
        found = self.propose()
        self.watch.shift(timedelta(minutes=10))
        self.assertEqual(clock.release(self.now), 18)
        self.assertEqual(Reservation.objects.filter(state="hold").count(), 0)
        self.watch.shift(timedelta(hours=24))
        self.assertEqual(clock.release(self.now), 1)
        found.refresh_from_db()
        self.assertEqual(found.state, "lapsed")
        self.assertEqual(clock.release(self.now), 0)

    def test_staff_who_book_at_once_end_what_is_on_offer_and_use_what_was_held(self):
        found = self.propose()
        first = found.options.first()
        book.book(
            self.mediation, staff=self.world.wang, slot=book.Slot(first.room, first.mediator, first.starts_at),
            now=self.now,
        )  # fmt: skip
        found.refresh_from_db()
        self.assertEqual((found.state, self.held()), ("void", 0))

    def test_a_mediation_that_ends_leaves_nothing_held(self):
        self.propose()
        b = self.side(self.mediation, "B")
        consent.refuse(b, who=party(b), way="link", now=self.now)
        self.assertEqual((self.held(), Offer.objects.get().state), (0, "void"))

    def test_a_session_by_telephone_takes_no_room_and_by_video_needs_a_link(self):
        found = self.propose(way=book.Holding(How.PHONE))
        self.assertIsNone(found.options.first().room)
        with pytest.raises(Refused):
            self.propose(way=book.Holding(How.VIDEO, link="http://meet.example.cn/1"))
        self.propose(way=book.Holding(How.VIDEO, link="https://meet.example.cn/1"))
        self.assertEqual(self.held(), 3 * 5)

    def test_nobody_free_within_the_week_is_a_sentence(self):
        for mediator in (self.rooms.qian, self.rooms.sun):
            mediator.active = False
            mediator.save()
        with pytest.raises(Refused) as refused:
            self.propose()
        self.assertEqual(refused.value.code, "none")

    def test_two_who_tick_the_same_moment_book_once(self):
        found = self.propose()
        self.says("A", found, 0)
        self.says("B", found, 0)
        with pytest.raises(Moved):
            self.says("B", found, 0)
        self.assertEqual(Booking.objects.count(), 1)
        self.assertTrue(openings.openings(self.mediation, self.now))
