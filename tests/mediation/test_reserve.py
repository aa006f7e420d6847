"""Everything that is taken stands in one table, and nothing in it is taken twice at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from binan.kit.errors import Refused
from mediation.models import Reservation
from mediation.models.reservation import keys_of, persons
from mediation.services import book, reserve
from tests.mediation.rooms import UPSTAIRS_PHONE, MediationStory

HOLD = timedelta(minutes=10)


class TheTableDecides(MediationStory):
    """Whatever gets past the service: the constraint of the table itself."""

    def insert(self, key: str = "room:1", state: str = "firm", **more: object) -> Reservation:
        given = {"resource": key, "starts_at": self.at(14), "state": state, **more}
        given.setdefault("ends_at", given["starts_at"] + timedelta(hours=1))
        if state == "hold":
            given.setdefault("hold_until", self.now + HOLD)
        return Reservation.objects.create(**given)

    def setUp(self) -> None:
        super().setUp()
        self.first = self.insert()

    def clashes(self, key: str = "room:1", **more: object) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            self.insert(key, **more)

    def test_it_refuses_what_overlaps_firm_or_held(self):
        self.clashes()
        self.clashes(state="hold")
        self.clashes(starts_at=self.at(13, 30))
        self.clashes(starts_at=self.at(14, 59))
        self.clashes(starts_at=self.at(13), ends_at=self.at(16))
        self.insert("room:2", state="hold")
        self.clashes("room:2")

    def test_it_allows_what_does_not_overlap_what_is_void_and_other_things(self):
        self.insert(starts_at=self.at(15))
        self.insert(starts_at=self.at(13))
        self.insert(state="void")
        self.insert("mediator:1")

    def test_it_refuses_to_move_one_onto_another_or_to_revive_one(self):
        late, void = self.insert(starts_at=self.at(16)), self.insert(state="void")
        for pk, change in (
            (late.pk, {"starts_at": self.at(14, 30), "ends_at": self.at(15, 30)}),
            (void.pk, {"state": "firm"}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Reservation.objects.filter(pk=pk).update(**change)
        Reservation.objects.filter(pk=late.pk).update(starts_at=self.at(15))

    def test_it_refuses_an_end_before_the_start_and_a_hold_without_one(self):
        self.clashes("room:3", starts_at=self.at(18), ends_at=self.at(17))
        self.clashes("room:3", state="hold", hold_until=None)


class Taken(MediationStory):
    def living(self) -> set[tuple[str, str]]:
        rows = Reservation.objects.exclude(state="void")
        return {(one.resource, one.state) for one in rows}

    def test_a_session_takes_room_mediator_both_sides_and_their_persons(self):
        mediation = self.applied()
        self.booked(mediation)
        sides = [key for party in mediation.parties.all() for key in keys_of(party)]
        expected = {f"room:{self.rooms.hall.pk}", f"mediator:{self.rooms.qian.pk}", *sides}
        self.assertEqual(self.living(), {(key, "firm") for key in expected})
        self.assertEqual(len(expected), 6)

    def test_no_number_stands_in_the_table(self):
        self.booked()
        text = " ".join(Reservation.objects.values_list("resource", flat=True))
        self.assertNotIn(UPSTAIRS_PHONE, text)
        self.assertEqual(persons(""), [])

    def test_the_same_person_is_not_expected_in_two_rooms_at_once(self):
        self.booked(starts_at=self.at(14))
        other = self.applied(self.contacted(phone="13700137007"))
        slot = self.slot(starts_at=self.at(14, 30), room=self.rooms.hall2, mediator=self.rooms.sun)
        with pytest.raises(Refused) as refused:
            book.book(other, staff=self.world.wang, slot=slot, now=self.now)
        self.assertEqual(refused.value.sentence, "对方在11月24日（周二）14:00到15:00已有另一场调解，请换个时间。")

    def test_what_is_called_off_is_free_again(self):
        mediation = self.applied()
        self.booked(mediation)
        book.unbook(mediation, staff=self.world.wang, reason="对方出差", now=self.now)
        self.assertEqual(self.living(), set())

    def test_a_session_moved_by_half_an_hour_does_not_stand_in_its_own_way(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        book.rebook(mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(14, 30)), now=self.now)
        self.assertEqual({one.starts_at for one in Reservation.objects.exclude(state="void")}, {self.at(14, 30)})

    def test_a_hold_says_until_when_and_dies_by_itself(self):
        want = reserve.Want("room:1", self.at(14), self.at(15), "浦沿潮调解室")
        reserve.take([want], now=self.now, until=self.now + HOLD)
        with pytest.raises(Refused) as refused:
            reserve.take([want], now=self.now + timedelta(minutes=9))
        self.assertIn("正替别人留着，最晚到", refused.value.sentence)
        later = self.now + HOLD
        self.assertEqual(len(reserve.take([want], now=later)), 1)
        self.assertEqual(self.living(), {("room:1", "firm")})
        self.assertEqual(reserve.clear(later), 0)

    def test_all_or_nothing(self):
        reserve.take([reserve.Want("room:2", self.at(14), self.at(15), "小间")], now=self.now)
        wanted = [reserve.Want(f"room:{pk}", self.at(14), self.at(15), "小间") for pk in (1, 2, 3)]
        with pytest.raises(Refused), transaction.atomic():
            reserve.take(wanted, now=self.now)
        self.assertEqual(self.living(), {("room:2", "firm")})
