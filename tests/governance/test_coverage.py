"""Where nobody will be, who is told of it, and who answers meanwhile."""

from __future__ import annotations

from datetime import timedelta

import notices.watch
from binan.kit import memo
from governance.models import Staff, StaffSession
from governance.selectors import answering_ids, coverage, on_duty
from governance.services.leave import end_leave, note_leave
from governance.services.roster import plan
from governance.shifts import Span
from notices.models import Notice
from tests.governance.roster_case import MONDAY, TUESDAY, RosterStory, at

DAY = timedelta(hours=24)


class Gaps(RosterStory):
    def setUp(self) -> None:
        super().setUp()
        Staff.objects.filter(pk__in=[self.world.wang.pk, self.world.li.pk]).update(mobile="+8613800138001")
        for staff in (self.world.wang, self.world.li):
            staff.refresh_from_db()
        self.put(self.world.li, self.day, MONDAY)
        self.put(self.world.wang, self.night, MONDAY)
        self.put(self.world.li, self.day, TUESDAY)

    def gaps(self) -> list[tuple[str, Span]]:
        return [(gap.kind, gap.span) for gap in coverage.gaps([self.unit], self.now, DAY)]

    def told(self) -> list[str]:
        notices.watch.tick(self.now)
        return [f"{row.staff.username}: {row.text}" for row in Notice.objects.filter(template="duty_gap")]

    def test_a_covered_day_has_none(self) -> None:
        self.assertEqual(self.gaps(), [])

    def test_a_station_without_shifts_is_not_meant_to_be_covered(self) -> None:
        self.assertEqual(coverage.gaps([self.world.guanshan], self.now, DAY), [])

    def test_her_leave_leaves_a_gap_and_nobody_rings_her(self) -> None:
        span = Span(at(TUESDAY, 0), at(TUESDAY, 4))
        leave, touched = note_leave(self.world.wang, by=self.world.head, span=span, now=self.now)
        self.assertEqual(len(touched), 1)
        self.assertEqual(self.gaps(), [("empty", span)])
        self.assertFalse(on_duty([self.unit], at(TUESDAY, 1)).exists())
        end_leave(leave, by=self.world.wang, now=self.now)
        self.assertEqual(self.gaps(), [])

    def test_leave_that_is_noted_late_begins_now_for_she_was_there(self) -> None:
        self.watch.move_to(at(MONDAY, 22))
        span = Span(at(MONDAY, 20), at(TUESDAY, 8))
        leave, _ = note_leave(self.world.wang, by=self.world.wang, span=span, now=self.now)
        self.assertTrue(on_duty([self.unit], at(MONDAY, 21)).filter(pk=self.world.wang.pk).exists())
        self.assertFalse(on_duty([self.unit], self.now).exists())
        self.watch.shift(timedelta(minutes=1))
        self.assertEqual(note_leave(self.world.wang, by=self.world.wang, span=span, now=self.now)[0], leave)

    def test_who_has_no_number_and_was_not_seen_cannot_be_reached(self) -> None:
        Staff.objects.filter(pk=self.world.wang.pk).update(mobile="")
        night = Span(at(MONDAY, 20), at(TUESDAY, 8))
        self.assertEqual(self.gaps(), [("mute", night)])
        StaffSession.objects.create(
            staff=self.world.wang, key_hash="0" * 32, device="平板", since=self.now, seen_at=self.now - DAY / 2
        )
        self.assertEqual(self.gaps(), [])

    def test_its_head_is_told_once(self) -> None:
        self.watch.move_to(at(TUESDAY, 7))
        self.assertEqual(self.told(), ["shuji: 东冠社区 11月24日 20:00–07:00 没有人值班，请尽快安排。"])
        self.watch.shift(timedelta(minutes=20))
        self.assertEqual(len(self.told()), 1)
        plan(self.unit, staff=self.world.wang, span=Span(at(TUESDAY, 20), at(TUESDAY, 23)), now=self.now)
        self.assertEqual(len(self.told()), 2)  # what is left is another gap
        memo.forget()
        self.assertEqual(len(self.told()), 2)

    def test_the_look_ahead_costs_the_same_whatever_serves(self) -> None:
        units = [self.unit, self.world.puyan]
        with self.assertNumQueries(4):
            coverage.gaps(units, self.now, DAY)
        for n in range(3, 9):
            self.put(self.world.wang, self.day, MONDAY + timedelta(days=n))
        with self.assertNumQueries(4):
            coverage.gaps(units, self.now, DAY)


class NobodyThere(RosterStory):
    def test_the_next_level_above_answers(self) -> None:
        dispatcher = self.world.dispatcher
        units = [type(self.unit).objects.select_related("parent__parent").get(pk=self.unit.pk)]
        self.assertEqual(answering_ids(units, self.now), [])
        plan(self.world.puyan, staff=dispatcher, span=Span(at(MONDAY, 18), at(MONDAY, 23)), now=self.now)
        self.assertEqual(answering_ids(units, self.now), [dispatcher.pk])
        case = self.file()
        self.assertEqual(
            list(Notice.objects.filter(template="new_case", key__startswith=case.code).values_list("staff", flat=True)),
            [dispatcher.pk],
        )
        self.put(self.world.wang, self.day, MONDAY)
        self.assertEqual(answering_ids(units, self.now), [self.world.wang.pk])
