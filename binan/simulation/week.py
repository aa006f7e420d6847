"""What happens in the week: residents file, people on duty claim, ring and answer, the clock does the rest.

Everything goes through the services with their own moments; between two events the clock runs at each moment that is due.
The dice are seeded: the same seed gives the same week.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import complaints.chores
import mediation.clock
import notices.outbox
from binan.demo.tell import run_clocks
from binan.kit.errors import Refused
from binan.simulation.town import Town, Worker
from complaints import selectors
from complaints.models import Complaint, Rating
from complaints.services import calling, handling, rating, supervising
from complaints.services.intake import Filing, file_complaint
from complaints.sieve import Sieve
from complaints.taxonomy.examples import FOLDER, Example, read
from complaints.workflow import ENDED, OPEN
from governance.levels import Level

# How many of a day's cases come in each hour: evenings are loud, nights are quiet.
HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 7, 8, 8, 7, 6, 6, 7, 7, 8, 10, 12, 13, 11, 8, 5, 2)
STORM_DAY, STORM_HOUR = 3, 19
DANGER = 0.01  # share of filings that tell of an emergency
REACHED = 0.78  # share of calls that somebody answers
WITHDRAWS, URGES, ADDS, RATES = 0.015, 0.03, 0.04, 0.5
MARKS = ((5, 60), (4, 25), (3, 10), (2, 3), (1, 2))  # the mark of a resident who rates, and its weight
WAITING = Sieve(stage="ACCEPTED")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ROUNDS_UP = {Level.SUBDISTRICT: 3 * MINUTE, Level.DISTRICT: 5 * MINUTE}  # how often they look for what nobody took
ANSWERS = (
    "已到现场查看并当面劝导，对方答应改正，我们三天内再来看一次。",
    "已联系物业当天处理完毕，拍照留存；以后再发生请直接打社区电话。",
    "已向您说明政策和办理地点，需要的材料短信里列清楚了，窗口会优先接待。",
)


@dataclass
class Week:
    """The events still to come, in order, and what was counted on the way."""

    town: Town
    begin: datetime
    days: int
    daily: int
    storm: int
    dice: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._heap: list[tuple[datetime, int, Callable[..., None], tuple]] = []
        self._number = count()
        self._asked: set[int] = set()
        texts = {
            name: list(read((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()))
            for name in ("ordinary", "danger")
        }
        self._calm = [each for each in texts["ordinary"] if each.urgency != "P0"]
        self._dangers = [each for each in texts["danger"] if each.urgency == "P0"]

    def run(self, patience: timedelta) -> datetime:
        """Live the week, and go on until nothing is left to do or `patience` after it; returns the last moment."""
        self._plan()
        last, now = self.begin + timedelta(days=self.days) + patience, self.begin
        while self._heap and self._heap[0][0] <= last:
            now, _, act, given = heapq.heappop(self._heap)
            run_clocks(now)
            try:
                act(now, *given)
            except Refused as refusal:  # somebody was faster, or the resident took it back: as in life
                self.refused[refusal.sentence[-24:]] += 1
            if act == self._hourly and now >= last - patience and not self._open():
                break
        return now

    def _open(self) -> bool:
        return Complaint.objects.filter(stage__in=OPEN).exists()

    def _at(self, moment: datetime, act: Callable[..., None], *given: object) -> None:
        heapq.heappush(self._heap, (moment, next(self._number), act, given))

    def _minutes(self, low: float, high: float) -> timedelta:
        return timedelta(minutes=self.dice.uniform(low, high))

    def _plan(self) -> None:
        for day in range(self.days):
            midnight = self.begin + timedelta(days=day)
            for hour in self.dice.choices(range(24), HOURS, k=self.daily):
                self._at(midnight + timedelta(hours=hour + self.dice.random()), self._file)
            if day == min(STORM_DAY, self.days - 1):
                for _ in range(self.storm):
                    self._at(midnight + timedelta(hours=STORM_HOUR + self.dice.random()), self._file)
        self._at(self.begin, self._hourly)
        for crew in self.town.workers.values():
            for worker in crew:
                if every := ROUNDS_UP.get(Level(worker.unit.level)):
                    self._at(self.begin + every, self._rounds, worker, every)

    # residents
    def _file(self, now: datetime) -> None:
        told: Example = self.dice.choice(self._dangers if self.dice.random() < DANGER else self._calm)
        phone = f"1{self.dice.choice('35789')}{self.dice.randrange(10**9):09d}"
        filing = Filing(text=told.text, phone=phone if self.dice.random() < 0.9 else "", nature=told.nature)
        key = UUID(int=self.dice.getrandbits(128), version=4)
        case, _ = file_complaint(place=self.dice.choice(self.town.places), filing=filing, client_key=key, now=now)
        self.done["file"] += 1
        for share, act, wait in (
            (WITHDRAWS, self._withdraw, self._minutes(3, 300)),
            (URGES, self._urge, self._minutes(10, 600)),
            (ADDS, self._add, self._minutes(2, 200)),
        ):
            if self.dice.random() < share:
                self._at(now + wait, act, case.pk)
        for worker in self.town.workers.get(case.unit_id, ()):
            self._call_to(worker, now)

    def _withdraw(self, now: datetime, pk: int) -> None:
        handling.withdraw(Complaint.objects.get(pk=pk), now=now, reason="已经好了")
        self.done["withdraw"] += 1

    def _urge(self, now: datetime, pk: int) -> None:
        handling.urge(Complaint.objects.get(pk=pk), now=now)
        self.done["urge"] += 1

    def _add(self, now: datetime, pk: int) -> None:
        handling.add_info(Complaint.objects.get(pk=pk), text="刚才又来了一次，麻烦快一点。", photos=[], now=now)
        self.done["add_info"] += 1

    def _hourly(self, now: datetime) -> None:
        """What goes round by the hour: letters, photos past their term, and the residents who answer an invitation."""
        self._at(now + HOUR, self._hourly)
        mediation.clock.tick(now)
        complaints.chores.sweep(now)
        while notices.outbox.deliver(now):
            pass
        for pk in Rating.objects.filter(rated_at=None, invited_at__gt=now - 2 * HOUR).values_list("pk", flat=True):
            if pk not in self._asked:
                self._asked.add(pk)
                if self.dice.random() < RATES:
                    self._at(now + self._minutes(5, 2000), self._rate, pk)

    def _rate(self, now: datetime, pk: int) -> None:
        choice = self.dice.choices([mark for mark, _ in MARKS], [weight for _, weight in MARKS])[0]
        rating.rate(Rating.objects.get(pk=pk), choice=choice, comment="", now=now)
        self.done["rate"] += 1

    # people on duty
    def _call_to(self, worker: Worker, now: datetime, wait: timedelta = timedelta(seconds=20)) -> None:
        """She sees the board in a moment, when she works and is not with another case."""
        if worker.looking:
            return
        worker.looking = True
        ready = worker.next_on_duty(max(now, worker.free_at)) + wait * self.dice.lognormvariate(0, 0.5)
        self._at(ready, self._look, worker)

    def _rounds(self, now: datetime, worker: Worker, every: timedelta) -> None:
        self._at(now + every, self._rounds, worker, every)
        if worker.next_on_duty(now) == now and worker.free_at <= now:
            self._call_to(worker, now, timedelta(seconds=5))

    def _look(self, now: datetime, worker: Worker) -> None:
        """Take the most pressing case that she may take. Above the communities: only what is theirs to take."""
        worker.looking = False
        if worker.free_at > now:
            self._call_to(worker, now)
            return
        for case in selectors.queue(worker.staff, now=now, sieve=WAITING, size=5).rows:
            theirs = worker.unit.level == Level.COMMUNITY or case.unit.level <= worker.unit.level
            if theirs and any(action.name == "claim" for action in selectors.doable(case, worker.staff)):
                handling.claim(case, staff=worker.staff, now=now)
                self.done["claim"] += 1
                wait = self._minutes(0.2, 1.2)
                worker.free_at = now + wait
                self._at(now + wait, self._ring, worker, case.pk)
                return

    def _ring(self, now: datetime, worker: Worker, pk: int) -> None:
        case = Complaint.objects.get(pk=pk)
        if case.handler_id != worker.staff.pk or case.stage in ENDED:
            self._call_to(worker, now)
            return
        if case.phone:
            calling.dial(case, staff=worker.staff, now=now)
        reached = not case.phone or self.dice.random() < REACHED
        ends = now + (self._minutes(1, 6) if reached else self._minutes(0.5, 1))
        worker.free_at = ends
        self._at(ends, self._log, worker, pk, reached)

    def _log(self, now: datetime, worker: Worker, pk: int, reached: bool) -> None:
        """After the call: it is written down, and she looks at the board again."""
        self._call_to(worker, now)
        case = Complaint.objects.get(pk=pk)
        if case.phone:
            handling.call_back(
                case, staff=worker.staff, reached=reached, summary="说明情况，约定下一步" if reached else "", now=now
            )
            self.done["call_back" if reached else "call_missed"] += 1
        if case.urgency == "P0":
            handling.set_out(case, staff=worker.staff, now=now)
            self.done["set_out"] += 1
        if reached or case.contact_tries >= 3:
            hours = self.dice.uniform(0.3, 1.5) if case.urgency == "P0" else self.dice.lognormvariate(1.2, 0.8)
            self._at(worker.next_on_duty(now + timedelta(hours=hours)), self._close, worker, pk)
        else:
            again = (6 * MINUTE, 40 * MINUTE, 3 * HOUR)[min(case.contact_tries, 3) - 1]
            self._at(worker.next_on_duty(now + again), self._ring, worker, pk)

    def _close(self, now: datetime, worker: Worker, pk: int) -> None:
        case = Complaint.objects.get(pk=pk)
        if case.handler_id != worker.staff.pk or case.stage in ENDED:
            return
        if case.supervision_due_at:
            supervising.answer_supervision(case, staff=worker.staff, text="正在办，马上答复居民。", now=now)
            self.done["answer_supervision"] += 1
        handling.close(case, staff=worker.staff, result=self.dice.choice(ANSWERS), closing_kind="substantive", now=now)
        self.done["close"] += 1
