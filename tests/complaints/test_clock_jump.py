"""The watch of the machine jumps: back, and forward and back again. No promise is kept, missed or told twice, and history stays whole."""

from __future__ import annotations

from datetime import timedelta

import complaints.clock
from binan import heartbeat
from binan.models import Heartbeat
from complaints import ledger
from complaints.models import Complaint, Deadline, Outage, TimelineEntry
from complaints.services import handling
from notices.models import Notice
from tests.cases import StoryCase


class Jump(StoryCase):
    def state(self) -> tuple[int, int, list[tuple[str, int, bool]]]:
        rows = Deadline.objects.order_by("pk").values_list("kind", "done", "missed_at")
        told = Notice.objects.count()
        return TimelineEntry.objects.count(), told, [(kind, done, bool(missed)) for kind, done, missed in rows]

    def whole(self, case: Complaint) -> None:
        case.refresh_from_db()
        self.assertEqual(list(ledger.faults(case)), [])

    def test_back_an_hour_nothing_happens_a_second_time(self) -> None:
        case = self.file()
        self.wait(minutes=6)  # the five minutes are over, and somebody above has heard so
        before = self.state()
        self.assertTrue(any(missed for _, _, missed in before[2]))
        self.watch.shift(-timedelta(hours=1))
        for _ in range(5):
            self.watch.shift(timedelta(minutes=12))
            complaints.clock.tick(self.now)
        self.assertEqual(self.state(), before)
        self.whole(case)

    def test_a_case_filed_before_and_answered_in_the_hour_that_comes_twice_stays_in_order(self) -> None:
        case = self.file()
        self.watch.shift(-timedelta(minutes=50))
        handling.claim(case, staff=self.world.wang, now=self.now)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="了解了情况。", now=self.now)
        self.assertEqual(
            self.entries(case)[-2:], ["claim", "call_back"]
        )  # the order is that of the chain, not of the watch
        self.assertFalse(Deadline.objects.get(complaint=case, kind="contact").missed_at)
        self.whole(case)

    def test_a_day_forward_and_back_blames_nobody_twice(self) -> None:
        case = self.file()
        self.wait(days=1)
        after = self.state()
        self.watch.shift(-timedelta(days=1))
        complaints.clock.tick(self.now)
        self.wait(hours=23)
        self.assertEqual(self.state()[2], after[2])
        self.whole(case)

    def test_a_jump_back_is_no_outage_and_the_clock_is_alive(self) -> None:
        heartbeat._last = None
        heartbeat.beat()
        self.watch.shift(-timedelta(hours=1))
        heartbeat.beat()
        self.assertEqual(Outage.objects.count(), 0)
        self.assertEqual(Heartbeat.objects.get(name="clock").at, self.now)
        heartbeat._last = None
