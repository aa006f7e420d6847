"""The base of tests about cases: the world, a clock that stands still until moved, logins, and what a person would look for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import hypothesis.extra.django
import time_machine
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.utils import timezone

import complaints.clock
from binan.kit import bus, memo
from complaints.models import Complaint, TimelineEntry
from complaints.services import calling, handling
from complaints.services.intake import Filing, file_complaint
from governance.models import Staff
from governance.services import audit
from tests.world import ANSWER, NOISE, PHONE, World

MONDAY_EVENING = datetime.fromisoformat("2026-11-23T18:30:00+08:00")


class _Story:
    """What both kinds of case share; mixed in before Django's classes."""

    world: World

    def setUp(self) -> None:
        super().setUp()  # type: ignore[misc]
        cache.clear()
        memo.forget()
        audit.forget()
        self._traveller = time_machine.travel(MONDAY_EVENING, tick=False)
        self.watch = self._traveller.start()
        self.addCleanup(self._traveller.stop)  # type: ignore[attr-defined]

    @property
    def now(self) -> datetime:
        """What the watch shows."""
        return timezone.now()

    def wait(self, **length: float) -> datetime:
        """Let time pass (`minutes=5`) and the case clock run as of then; returns the new moment."""
        self.watch.shift(timedelta(**length))
        complaints.clock.tick(self.now)
        return self.now

    def login(self, staff: Staff) -> Client:
        """A browser of this member of staff."""
        client = Client()
        client.force_login(staff)
        return client

    def file(self, text: str = NOISE, phone: str = PHONE, **more: Any) -> Complaint:
        """A resident files at the door of 观潮名苑; `place`, `identity`, `nature`, `client_key` may be given."""
        place, key = more.pop("place", self.world.door), more.pop("client_key", uuid4())
        case, _ = file_complaint(
            place=place, filing=Filing(text=text, phone=phone, **more), client_key=key, now=self.now
        )
        return case

    def claimed(self, staff: Staff | None = None, **more: Any) -> Complaint:
        """A case that Wang (or `staff`) has claimed."""
        case = self.file(**more)
        handling.claim(case, staff=staff or self.world.wang, now=self.now)
        return case

    def dialled(self, **more: Any) -> Complaint:
        """A case that Wang has claimed and whose number she has tapped: her claim does not lapse any more."""
        case = self.claimed(**more)
        calling.dial(case, staff=self.world.wang, now=self.now)
        return case

    def contacted(self, **more: Any) -> Complaint:
        """A case whose resident Wang has reached."""
        case = self.claimed(**more)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="了解了情况，约好上门。", now=self.now)
        return case

    def closed(self, **more: Any) -> Complaint:
        """A case Wang has closed."""
        case = self.contacted(**more)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        return case

    def entries(self, case: Complaint) -> list[str]:
        """The kinds of the case's entries in order."""
        return list(TimelineEntry.objects.filter(complaint=case).order_by("seq").values_list("kind", flat=True))

    def assertEntry(self, case: Complaint, kind: str, **body: Any) -> TimelineEntry:
        """The newest entry of this kind exists and holds these values."""
        entry = TimelineEntry.objects.filter(complaint=case, kind=kind).order_by("-seq").first()
        self.assertIsNotNone(entry, f"no entry {kind!r} in {self.entries(case)}")  # type: ignore[attr-defined]
        for name, value in body.items():
            self.assertEqual(entry.body.get(name), value)  # type: ignore[attr-defined, union-attr]
        return entry  # type: ignore[return-value]

    @contextmanager
    def listening(self, group: str) -> Iterator[list[dict]]:
        """Messages that a tablet in `group` gets within the block (after commit)."""
        layer = get_channel_layer()
        channel = bus.run(layer.new_channel()).result(5)
        bus.run(layer.group_add(group, channel)).result(5)
        heard: list[dict] = []
        try:
            yield heard
            heard += bus.run(_drain(layer, channel)).result(10)
        finally:
            bus.run(layer.group_discard(group, channel)).result(5)


async def _drain(layer: Any, channel: str) -> list[dict]:
    heard = []
    while True:
        try:
            heard.append(await asyncio.wait_for(layer.receive(channel), 0.3))
        except TimeoutError:
            return heard


class StoryCase(_Story, TestCase):
    """One story in a transaction that is rolled back; the world is built once for the class."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World()


def examples(number: int) -> int:
    """How many examples to draw: all on SQLite; on PostgreSQL, whose part in it is small, a fifth."""
    return number if connection.vendor == "sqlite" else number // 5


class GeneratedCase(_Story, hypothesis.extra.django.TestCase):
    """A story that Hypothesis tells many times, each time in the same world."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World()


class RaceCase(_Story, TransactionTestCase):
    """A story with threads and real commits; the world is built for each test. The watch ticks on."""

    def setUp(self) -> None:
        super().setUp()
        self.world = World()
