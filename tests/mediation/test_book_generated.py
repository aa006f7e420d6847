"""Bookings against a naive list: the service and the table never allow what the list forbids, nor forbid what it allows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binan.kit.errors import Refused
from mediation.models import Booking
from mediation.services import book
from tests.cases import GeneratedCase
from tests.mediation.rooms import MediationStory

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["book", "rebook", "unbook"]),
        st.integers(0, 2),  # which of three mediations
        st.integers(0, 1),  # which room
        st.integers(0, 1),  # which mediator
        st.integers(0, 7),  # begins so many quarters of an hour after nine
        st.sampled_from([15, 30, 45, 60]),
    ),
    max_size=12,
)


class Generated(MediationStory, GeneratedCase):
    @pytest.mark.slow
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_any_order_of_booking_moving_and_calling_off(self, steps):
        mediations = [self.of_others(number) for number in range(3)]
        halls, people = (self.rooms.hall, self.rooms.hall2), (self.rooms.qian, self.rooms.sun)
        held: dict[int, book.Slot] = {}
        for verb, which, room, mediator, quarter, minutes in steps:
            slot = book.Slot(halls[room], people[mediator], self.at(9) + timedelta(minutes=15 * quarter), minutes)
            free = not any(self.clash(slot, other) for number, other in held.items() if number != which)
            fits = (which in held) == (verb != "book") and (verb == "unbook" or free)
            self.assertEqual(self.does(verb, mediations[which], slot), fits, (verb, which, slot, held))
            if fits and verb == "unbook":
                del held[which]
            elif fits:
                held[which] = slot
            self.assertEqual(self.firm(), {(s.room.pk, s.mediator.pk, s.starts_at, s.ends_at) for s in held.values()})

    def clash(self, one: book.Slot, other: book.Slot) -> bool:
        together = one.starts_at < other.ends_at and other.starts_at < one.ends_at
        return together and (one.room == other.room or one.mediator == other.mediator)

    def does(self, verb: str, mediation, slot: book.Slot) -> bool:
        """Whether the verb was done; a refusal says a sentence."""
        more = {"reason": "改天"} if verb == "unbook" else {"slot": slot}
        fresh = type(mediation).objects.get(pk=mediation.pk)
        try:
            getattr(book, verb)(fresh, staff=self.world.wang, now=self.now, **more)
        except Refused as refusal:
            self.assertTrue(refusal.sentence)
            return False
        return True

    def firm(self) -> set[tuple]:
        return set(Booking.objects.filter(state="firm").values_list("room", "mediator", "starts_at", "ends_at"))
