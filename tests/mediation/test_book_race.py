"""Sixteen at once: one gets the room, fifteen hear a sentence; on SQLite and on PostgreSQL (whichever is configured)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from binan.kit.errors import Refused
from complaints.models import Complaint
from complaints.services import handling
from complaints.workflow import Stage as CaseStage
from mediation.access import party
from mediation.models import Booking, Mediation, Reservation
from mediation.services import book, consent
from mediation.workflow import Stage, Way
from tests.crowd import at_once
from tests.mediation.rooms import MediationRace

CROWD = 16


class BookRace(MediationRace):
    def crowd(self) -> list[Mediation]:
        return [self.of_others(number) for number in range(CROWD)]

    def race(self, slots: Callable[[int], book.Slot]) -> list[object]:
        crowd = self.crowd()
        return at_once(
            *(
                lambda m=mediation, n=number: book.book(m, staff=self.world.wang, slot=slots(n), now=self.now)
                for number, mediation in enumerate(crowd)
            )
        )

    def one_winner(self, results: list[object]) -> None:
        won = [one for one in results if isinstance(one, Booking)]
        refused = [one for one in results if isinstance(one, Refused)]
        self.assertEqual((len(won), len(refused)), (1, CROWD - 1), results)
        self.assertEqual({one.code for one in refused}, {"booked"})
        self.assertEqual(Booking.objects.filter(state="firm").count(), 1)
        self.assertEqual(
            Counter(Mediation.objects.values_list("stage", flat=True)), {"APPLIED": CROWD - 1, "BOOKED": 1}
        )
        self.assertEqual(Complaint.objects.filter(stage=CaseStage.MEDIATING).count(), 1)

    @pytest.mark.slow
    def test_one_room(self):
        """The same room with two mediators in turn, at times that all overlap."""
        people = (self.rooms.qian, self.rooms.sun)
        start = self.at(14)
        self.one_winner(self.race(lambda n: self.slot(starts_at=start + timedelta(minutes=n), mediator=people[n % 2])))

    @pytest.mark.slow
    def test_one_mediator(self):
        halls = (self.rooms.hall, self.rooms.hall2)
        self.one_winner(self.race(lambda n: self.slot(starts_at=self.at(14), room=halls[n % 2])))

    @pytest.mark.slow
    def test_nobody_is_refused_without_need(self):
        """Room and mediator crosswise: two pairs fit, and whatever is refused clashes with one that won."""
        halls, people = (self.rooms.hall, self.rooms.hall2), (self.rooms.qian, self.rooms.sun)
        results = self.race(lambda n: self.slot(starts_at=self.at(14), room=halls[n % 2], mediator=people[n // 2 % 2]))
        won = [one for one in results if isinstance(one, Booking)]
        self.assertEqual(len(won), 2, results)
        self.assertEqual({one.room_id for one in won}, {hall.pk for hall in halls})
        self.assertEqual({one.mediator_id for one in won}, {one.pk for one in people})

    @pytest.mark.slow
    def test_the_table_alone_lets_one_in(self):
        """Straight into the table, past every check of the service."""
        start = self.at(14)
        results = at_once(
            *(
                lambda n=number: Reservation.objects.create(
                    resource="room:1", starts_at=start + timedelta(minutes=n), ends_at=start + timedelta(minutes=n + 60)
                )
                for number in range(CROWD)
            )
        )
        self.assertEqual(sum(isinstance(one, Reservation) for one in results), 1, results)
        self.assertEqual(sum(isinstance(one, DatabaseError) for one in results), CROWD - 1, connection.vendor)

    @pytest.mark.slow
    def test_two_who_want_each_others_time_do_not_wait_for_each_other(self):
        """Both move at once: one may win or both be refused, nobody hangs and nothing is half done."""
        for number in range(4):
            one, two = self.of_others(2 * number), self.of_others(2 * number + 1)
            self.booked(one, starts_at=self.at(9, days=number + 1))
            self.booked(two, starts_at=self.at(10, days=number + 1))
            results = at_once(
                *(
                    lambda m=mediation, h=hour, n=number: book.rebook(
                        m, staff=self.world.wang, slot=self.slot(starts_at=self.at(h, days=n + 1)), now=self.now
                    )
                    for mediation, hour in ((one, 10), (two, 9))
                )
            )
            self.assertTrue(all(isinstance(r, Refused) and r.code == "booked" for r in results), results)
        self.assertEqual(Reservation.objects.exclude(state="void").count(), 8 * 6)


class WordsCross(MediationRace):
    @pytest.mark.slow
    def test_a_party_ends_it_while_the_case_is_withdrawn_and_booked_anew(self):
        """Party, worker and resident at once: one order wins, nobody waits for ever, case and mediation agree."""
        for _ in range(4):
            mediation = self.agreed(self.applied(self.contacted()))
            self.booked(mediation, starts_at=self.at(9))
            b, case = self.side(mediation, "B"), Complaint.objects.get(pk=mediation.complaint_id)
            seen = Mediation.objects.get(pk=mediation.pk)
            results = at_once(
                lambda b=b: consent.terminate(b, who=party(b), way=Way.LINK, now=self.now),
                lambda case=case: handling.withdraw(case, now=self.now),
                lambda m=seen: book.rebook(
                    m, staff=self.world.wang, slot=self.slot(starts_at=self.at(11)), now=self.now
                ),
            )
            faults = [one for one in results if isinstance(one, Exception)]
            self.assertTrue(all(isinstance(one, Refused) for one in faults), faults)
            mediation.refresh_from_db()
            case.refresh_from_db()
            self.assertIn(mediation.stage, (Stage.TERMINATED, Stage.LAPSED))
            self.assertEqual(case.stage, CaseStage.WITHDRAWN)
            self.assertEqual(mediation.bookings.filter(state="firm").count(), 0)
