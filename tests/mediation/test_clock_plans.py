"""What the clock asks every few seconds is answered by an index: tables that grow for years are not read through."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation import clock
from mediation.services import offer
from tests.mediation.rooms import MediationStory
from tests.plans import plan_of

LARGE = ("mediation_party", "mediation_booking", "mediation_offer")


class Due(MediationStory):
    def plans(self) -> str:
        """How everything is found that the clock asks for when somebody is late and an offer has lapsed."""
        self.booked(self.agreed(), hours=1)
        asked = self.of_others(1)
        offer.propose(asked, staff=self.world.wang, proposal=offer.Proposal(), now=self.now)
        asked.offers.update(until=self.now + timedelta(minutes=70))
        self.watch.shift(timedelta(minutes=80))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            self.assertEqual(clock.late(self.now), 2)
            clock.release(self.now)
        asked.refresh_from_db()
        self.assertEqual(asked.offers.get().state, "lapsed")
        questions = [one["sql"] for one in seen if one["sql"].startswith("SELECT")]
        return "\n".join(plan_of(sql) for sql in questions if any(f'FROM "{table}"' in sql for table in LARGE))

    def test_who_is_late_and_what_lapses_is_found_by_an_index(self):
        plans = self.plans()
        for index in ("booking_due", "offer_due"):
            self.assertIn(index, plans)
        for table in LARGE:
            self.assertNotIn(f"SCAN {table}", plans)
            self.assertNotIn(f"Seq Scan on {table}", plans)
