"""The clock reminds both sides a day and two hours before a session: each once, whatever the clock went through."""

from __future__ import annotations

from datetime import timedelta

from mediation import clock
from mediation.access import party
from mediation.models import Booking
from mediation.services import book, consent, hold
from notices.models import Notice
from tests.mediation.rooms import MediationStory


class Remind(MediationStory):
    def tick(self, **later: float) -> int:
        self.watch.shift(timedelta(**later))
        return clock.tick(self.now)

    def told(self) -> int:
        return Notice.objects.filter(template="mediation_reminder").count()

    def test_a_day_and_two_hours_before(self):
        self.booked(self.agreed(), hours=48)
        self.assertEqual((self.tick(hours=23, minutes=59), self.told()), (0, 0))
        self.assertEqual((self.tick(minutes=1), self.told()), (1, 2))
        self.assertEqual((self.tick(seconds=1), self.told()), (0, 2))
        self.assertEqual((self.tick(hours=22), self.told()), (1, 4))
        self.assertEqual((self.tick(hours=10), self.told()), (0, 4))
        notice = Notice.objects.filter(template="mediation_reminder").first()
        self.assertEqual((notice.data["at"], notice.data["room"]), ("11月25日（周三）18:30", "浦沿潮调解室"))

    def test_a_session_today_is_reminded_of_once(self):
        self.watch.shift(timedelta(hours=14))
        self.booked(self.agreed(), hours=5)
        self.tick(hours=4)
        self.assertEqual(self.told(), 2)

    def test_one_within_two_hours_not_at_all(self):
        self.booked(self.agreed(), hours=1)
        self.tick(hours=3)
        self.assertEqual(self.told(), 0)

    def test_a_clock_that_was_down_sends_the_newest_only(self):
        self.booked(self.agreed(), hours=48)
        self.assertEqual((self.tick(hours=46, minutes=30), self.told()), (1, 2))
        self.assertEqual((self.tick(minutes=30), self.told()), (0, 2))

    def test_a_clock_that_was_down_over_the_session_sends_nothing(self):
        self.booked(self.agreed(), hours=48)
        self.tick(hours=49)
        self.assertEqual(self.told(), 0)

    def test_two_clocks_remind_once(self):
        self.booked(self.agreed(), hours=48)
        self.watch.shift(timedelta(hours=24))
        seen = Booking.objects.select_related("mediation", "room").get()
        self.assertEqual([clock._remind(seen, self.now), clock._remind(seen, self.now)], [1, 0])
        self.assertEqual(self.told(), 2)

    def test_nobody_is_reminded_of_what_is_off(self):
        mediation = self.agreed()
        self.booked(mediation, hours=48)
        b = self.side(mediation, "B")
        consent.terminate(b, who=party(b), way="link", now=self.now)
        self.tick(hours=47)
        self.assertEqual(self.told(), 0)

    def test_a_session_moved_is_reminded_of_at_its_new_time(self):
        mediation = self.agreed()
        self.booked(mediation, hours=48)
        book.rebook(mediation, staff=self.world.wang, slot=self.slot(hours=72), now=self.now)
        self.tick(hours=24)
        self.assertEqual(self.told(), 0)
        self.tick(hours=24)
        self.assertEqual(self.told(), 2)

    def test_nobody_is_reminded_of_one_that_has_begun_early(self):
        mediation = self.agreed()
        self.booked(mediation, hours=48)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.tick(hours=47)
        self.assertEqual(self.told(), 0)

    def test_one_poisoned_row_does_not_hold_up_the_rest(self):
        broken = self.booked(self.agreed(), starts_at=self.at(18, days=2))
        self.booked(self.agreed(self.applied(self.contacted())), starts_at=self.at(19, days=2))
        broken.mediation.parties.filter(side="B").update(phone="")
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE mediation_party SET phone = 'gone.AAAA' WHERE mediation_id = %s", [broken.mediation_id]
            )
        with self.assertLogs("mediation.clock", "ERROR"):
            self.tick(hours=25)
        self.assertEqual(self.told(), 2)
        broken.refresh_from_db()
        self.assertEqual(broken.next_reminder_at, self.now + clock.PUT_OFF)
