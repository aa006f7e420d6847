"""A thousand bookings of three things each, at once: nothing is taken twice and nothing is half taken (either database)."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction

from binan.kit.errors import Refused
from mediation.models import Booking, Reservation
from mediation.services import reserve
from tests.crowd import at_once
from tests.mediation.rooms import MediationRace

THREADS, EACH = 25, 40
ROOMS, PEOPLE, QUARTERS = 8, 8, 32


class ThousandAtOnce(MediationRace):
    def book(self, chance: random.Random) -> str:
        """One booking of a room, a mediator and a person for an hour that begins at some quarter: "won" or why not."""
        start = self.start + timedelta(minutes=15 * chance.randrange(QUARTERS))
        keys = [
            f"{kind}:{chance.randrange(many)}" for kind, many in (("room", ROOMS), ("mediator", PEOPLE), ("person", 12))
        ]
        chance.shuffle(keys)  # however it is asked for
        span = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
        try:
            with transaction.atomic():
                booking = Booking.objects.create(
                    mediation=self.mediation, room=self.rooms.hall, mediator=self.rooms.qian, **span
                )
                reserve.take([reserve.Want(key, **span, name=key) for key in keys], now=self.now, booking=booking)
        except Refused as refusal:
            return refusal.code
        return "won"

    @pytest.mark.slow
    def test_no_double_and_no_half_booking(self):
        self.mediation, self.start = self.applied(), self.at(9)
        results = at_once(
            *(lambda n=n: [self.book(chance) for chance in [random.Random(n)] * EACH] for n in range(THREADS))
        )
        answers = Counter(answer for thread in results for answer in thread)
        self.assertEqual(set(answers), {"won", "booked"}, answers)
        self.assertEqual(answers.total(), THREADS * EACH)
        taken = list(Reservation.objects.exclude(state="void").order_by("resource", "starts_at"))
        for one, two in pairwise(taken):
            self.assertTrue(one.resource != two.resource or one.ends_at <= two.starts_at, (one, two))
        self.assertEqual(set(Counter(one.booking_id for one in taken).values()), {3})
        self.assertEqual(len(taken), 3 * answers["won"])
        self.assertEqual(Booking.objects.count(), answers["won"])
        self.assertGreater(answers["won"], 20)
