"""The clock: one loop over the jobs that time itself starts.

A job is a function `(now) -> int` that does the work due at `now` and returns how much it did. Jobs are idempotent and
race-free by compare-and-swap, so two clocks do no harm and a clock that was down catches up (trust.md 2.5).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

import complaints.chores
import complaints.clock
import governance.clock
import mediation.clock
import mediation.watch
import notices.outbox
import notices.pushing
import notices.watch
from binan import heartbeat
from binan.kit import meters

log = logging.getLogger(__name__)
PERIOD = 1.0  # seconds between rounds; the lateness of a promise is at most this plus the work before it
BREATH = 0.1  # seconds after a round with work: what comes meanwhile is done together

JOBS: list[Callable[[datetime], int]] = [
    complaints.clock.tick,
    mediation.clock.tick,
    mediation.clock.release,
    mediation.clock.forget,
    mediation.clock.late,
    mediation.clock.ring,
    mediation.clock.renew,
    mediation.watch.tick,
    complaints.chores.practise,
    complaints.chores.sweep,
    notices.watch.tick,
    complaints.chores.almanac,
    governance.clock.sweep,
]
# They wait for other people's servers, so each goes round in a thread of its own: promises are looked at every second
# whatever a provider does, and no SMS waits for a push service. Ended in the middle of a call they do no harm.
APART: list[Callable[[datetime], int]] = [
    notices.outbox.deliver,
    notices.pushing.deliver,
    complaints.chores.listen,
    complaints.chores.unbind,
    governance.clock.draw,
    governance.clock.tick,  # waits for nobody, but a night's look over the audit takes its time
]
PARTING = 3.0  # seconds the threads get to end by themselves


def round_(now: datetime | None = None) -> int:
    """Run every job once as of `now` (default: the watch) and beat the heart. Returns the sum of work done.

    With a `now` it is a rehearsal, in which no outage is looked for. One failing job is logged and does not stop the others; the next round tries it again.
    """
    heartbeat.beat(rehearsal=now is not None)
    done = _work([*JOBS, *APART], now or timezone.now())
    heartbeat.beat(rehearsal=now is not None)
    close_old_connections()
    return done


def _work(jobs: list[Callable[[datetime], int]], as_of: datetime) -> int:
    done = 0
    for job in jobs:
        try:
            with meters.job(f"{job.__module__}.{job.__name__}"):
                done += job(as_of)
        except DatabaseError:
            log.exception("clock job %s.%s failed, next round tries again", job.__module__, job.__name__)
    return done


def run(stop: Callable[[], bool]) -> None:
    """Rounds until `stop()`: `BREATH` seconds after a round with work, `PERIOD` seconds after the start of an idle one."""
    apart = [threading.Thread(target=_rounds, args=([job], stop), name=job.__module__, daemon=True) for job in APART]
    for thread in apart:
        thread.start()
    _rounds(JOBS, stop, heartbeat.beat)
    until = time.monotonic() + PARTING
    for thread in apart:
        thread.join(max(0.0, until - time.monotonic()))


def _rounds(
    jobs: list[Callable[[datetime], int]], stop: Callable[[], bool], beat: Callable[[], None] = lambda: None
) -> None:
    while not stop():
        started = time.monotonic()
        try:
            beat()  # before the work: what an outage broke is known when its promises are found unkept
            busy = _work(jobs, timezone.now())
            beat()
        except Exception:  # the clock must outlive any fault of a job; it is logged and seen in /readyz
            log.exception("clock round failed")
            busy = 0
        close_old_connections()
        rest = BREATH if busy else PERIOD - (time.monotonic() - started)
        while rest > 0 and not stop():
            time.sleep(min(rest, 0.2))
            rest -= 0.2
