"""Many hands, one case: one winner, the others hear who was faster; the same on SQLite and PostgreSQL (trust.md 2.2)."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection, transaction

import complaints.clock
from binan.kit.errors import Moved
from binan.kit.workflow import locked
from complaints import ledger
from complaints.models import Complaint, Deadline
from complaints.services import handling
from complaints.services.intake import Filing, file_complaint
from governance.models import Post, Staff
from governance.roles import Role
from tests.cases import RaceCase
from tests.crowd import at_once
from tests.world import NOISE, PHONE


class ClaimRace(RaceCase):
    def crowd(self, size):
        staff = [Staff(username=f"s{n}", display_name=f"员{n}", password="!") for n in range(size)]
        Staff.objects.bulk_create(staff)
        Post.objects.bulk_create(Post(staff=s, role=Role.SOCIAL_WORKER, unit=self.world.dongguan) for s in staff)
        return staff

    def test_50_claim_at_once_and_exactly_one_has_it(self):
        case = self.file()
        crowd = self.crowd(50)
        results = at_once(
            *[
                lambda staff=staff: handling.claim(
                    Complaint.objects.get(pk=case.pk), staff=staff, now=self.now, client_key=uuid4()
                )
                for staff in crowd
            ]
        )
        kinds = Counter(type(result).__name__ for result in results)
        self.assertEqual(kinds, {"TimelineEntry": 1, "Moved": 49})
        case.refresh_from_db()
        for result in results:
            if isinstance(result, Moved):
                self.assertIn(str(case.handler), result.sentence)
        self.assertEqual(self.entries(case), ["file", "accept", "claim"])
        self.assertEqual(list(ledger.faults(case)), [])

    def test_the_same_claim_sent_ten_times_is_one_claim_and_ten_successes(self):
        case, key = self.file(), uuid4()
        results = at_once(
            *[
                lambda: (
                    handling.claim(
                        Complaint.objects.get(pk=case.pk), staff=self.world.wang, now=self.now, client_key=key
                    ).pk
                )
            ]
            * 10
        )
        self.assertEqual(len(set(results)), 1, results)

    def test_the_same_filing_sent_ten_times_is_one_case(self):
        key = uuid4()
        results = at_once(
            *[
                lambda: (
                    file_complaint(
                        place=self.world.door, filing=Filing(text=NOISE, phone=PHONE), client_key=key, now=self.now
                    )[0].code
                )
            ]
            * 10
        )
        self.assertEqual((len(set(results)), Complaint.objects.count()), (1, 1), results)

    def test_notes_and_a_claim_at_once_leave_one_unforked_chain(self):
        case = self.file()

        def fresh():
            return Complaint.objects.get(pk=case.pk)

        def note(number):
            return lambda: handling.note(fresh(), staff=self.world.li, text=f"第 {number} 条", now=self.now)

        def claim():
            return handling.claim(fresh(), staff=self.world.wang, now=self.now)

        results = at_once(*[note(n) for n in range(12)] + [claim])
        self.assertEqual({type(r).__name__ for r in results}, {"TimelineEntry"}, results)
        case.refresh_from_db()
        self.assertEqual((case.seq, list(ledger.faults(case))), (15, []))


@pytest.mark.slow
class TwoClocks(RaceCase):
    def test_two_clocks_at_once_take_every_step_once(self):
        cases = [self.file() for _ in range(15)]
        self.watch.shift(600)
        now = self.now
        taken = at_once(*[lambda: complaints.clock.tick(now)] * 2)
        steps = Deadline.objects.filter(kind="contact", done=6).count()
        self.assertEqual((steps, sum(taken)), (15, 15 * 6), taken)
        for case in cases:
            self.assertEqual(self.entries(case)[2:], ["miss", "escalate", "escalate"])
            case.refresh_from_db()
            self.assertEqual(list(ledger.faults(case)), [])

    @pytest.mark.postgres  # SQLite has one writer
    def test_a_case_that_somebody_holds_waits_for_the_next_round_and_holds_up_nobody(self):
        held, free = self.file(), self.file()
        taken, done = threading.Event(), threading.Event()

        def hold():
            with transaction.atomic():
                locked(Complaint.objects.all(), held.pk)
                taken.set()
                done.wait(20)
            connection.close()

        thread = threading.Thread(target=hold)
        thread.start()
        taken.wait(20)
        self.watch.shift(600)
        complaints.clock.tick(self.now)
        self.assertEqual((self.entries(free)[2:], self.entries(held)[2:]), (["miss", "escalate", "escalate"], []))
        done.set()
        thread.join()
        complaints.clock.tick(self.now)
        self.assertEqual(self.entries(held)[2:], ["miss", "escalate", "escalate"])
