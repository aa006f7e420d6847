"""Promises are looked at every second, however long a provider lets us wait."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from unittest import mock

from binan import clock
from notices.transports import aliyun
from tests.notices.outbox_case import OutboxCase

PATIENCE = 6.0  # seconds; half of what the provider is waited for


class SlowProviderTests(OutboxCase):
    def test_a_missed_promise_climbs_while_the_provider_hangs(self) -> None:
        case, over = self.file(), threading.Event()
        self.provider.sending.append("lost")
        with mock.patch.object(aliyun, "TIMEOUT", 2 * PATIENCE):
            running = threading.Thread(target=clock.run, args=(over.is_set,))
            running.start()
            try:
                self.assertTrue(self.provider.arrived.wait(10), "the outbox never called")
                self.watch.shift(timedelta(minutes=5))
                climbed = self._within(PATIENCE, lambda: "escalate" in self.entries(case))
            finally:
                self.provider.release()
                over.set()
                running.join(20)
        self.assertTrue(climbed, self.entries(case))
        self.assertFalse(running.is_alive())

    def _within(self, seconds: float, seen) -> bool:
        for _ in range(int(seconds / 0.1)):
            if seen():
                return True
            time.sleep(0.1)
        return False
