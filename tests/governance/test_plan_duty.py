"""A head plans her station: who is on duty when, nobody twice at once, what is over stays."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from binan.kit.errors import Moved, Refused
from governance.models import Duty, Post, Shift
from governance.roles import Role
from governance.selectors import coverage, on_duty, roster
from governance.services import roster as planning
from governance.services.leave import end_leave, note_leave
from governance.shifts import Span
from tests.governance.roster_case import MONDAY, NEXT, SUNDAY, TUESDAY, RosterStory, at


class Plan(RosterStory):
    def test_a_night_shift_answers_until_the_next_morning(self) -> None:
        self.put(self.world.wang, self.night, MONDAY)
        for day, hour, there in ((MONDAY, 19, False), (MONDAY, 20, True), (TUESDAY, 7, True), (TUESDAY, 8, False)):
            self.assertEqual(on_duty([self.unit], at(day, hour)).exists(), there, (day, hour))

    def test_twice_the_same_is_one_duty(self) -> None:
        first = self.put(self.world.wang, self.day, TUESDAY)
        self.assertEqual(self.put(self.world.wang, self.day, TUESDAY), first)

    def test_nobody_has_two_at_once_and_the_other_one_is_named(self) -> None:
        self.put(self.world.wang, self.day, TUESDAY)
        with self.assertRaisesMessage(Refused, "王小红这段时间已经在东冠社区值班（11月24日 08:00–20:00）"):
            planning.plan(self.unit, staff=self.world.wang, span=Span(at(TUESDAY, 19), at(TUESDAY, 22)), now=self.now)

    def test_the_database_refuses_what_gets_past_the_service(self) -> None:
        duty = self.put(self.world.wang, self.day, TUESDAY)
        given = {"staff": self.world.wang, "unit": self.world.guanshan}
        with self.assertRaises(IntegrityError), transaction.atomic():
            Duty.objects.create(**given, starts_at=at(TUESDAY, 19, 59), ends_at=at(TUESDAY, 23))
        after = Duty.objects.create(**given, starts_at=at(TUESDAY, 20), ends_at=at(TUESDAY, 23))
        with self.assertRaises(IntegrityError), transaction.atomic():
            Duty.objects.filter(pk=after.pk).update(starts_at=at(TUESDAY, 12))
        Duty.objects.filter(pk=duty.pk).update(ends_at=at(TUESDAY, 19))  # against itself it may be moved

    def test_a_short_rest_is_a_hint_and_no_refusal(self) -> None:
        self.put(self.world.wang, self.night, MONDAY)
        self.put(self.world.wang, self.day, TUESDAY)
        day_row = roster.week(self.unit, MONDAY, self.now).rows[0][1]
        self.assertEqual(day_row[1].served[0].rest_hours, 0)

    def test_only_who_sees_the_cases_there(self) -> None:
        for staff in (self.world.stranger, self.world.gridder, self.world.mediator):
            with self.assertRaisesMessage(Refused, "不能排在这里"):
                self.put(staff, self.day, TUESDAY)
        self.put(self.world.dispatcher, self.day, TUESDAY)

    def test_the_past_is_not_planned_and_not_changed(self) -> None:
        with self.assertRaisesMessage(Refused, "已经过去了"):
            self.put(self.world.wang, self.day, MONDAY - timedelta(days=1))
        old = Duty.objects.create(
            staff=self.world.wang, unit=self.unit, starts_at=at(MONDAY, 8), ends_at=at(MONDAY, 18)
        )
        for change in (
            lambda: planning.remove(old, now=self.now),
            lambda: planning.reassign(old, to=self.world.li, now=self.now),
        ):
            with self.assertRaisesMessage(Refused, "已经过去了"):
                change()

    def test_a_shift_that_runs_is_planned_from_now_on_and_twice_is_one(self) -> None:
        duty = self.put(self.world.wang, self.day, MONDAY)
        self.assertEqual(self.span(duty), Span(self.now, at(MONDAY, 20)))
        self.watch.shift(timedelta(minutes=1))
        self.assertEqual(self.put(self.world.wang, self.day, MONDAY), duty)
        self.assertFalse(on_duty([self.unit], at(MONDAY, 12)).exists())  # nobody was there, and the replay says so

    def test_filling_and_copying_a_week_that_runs_leave_its_past_as_it_was(self) -> None:
        week_ago = MONDAY - timedelta(days=7)
        Duty.objects.create(
            staff=self.world.wang, unit=self.unit, shift=self.day, starts_at=at(week_ago, 8), ends_at=at(week_ago, 20)
        )
        self.assertEqual(planning.copy_week(self.unit, first=MONDAY, now=self.now).made, 1)
        planning.fill(self.unit, first=MONDAY, now=self.now)
        self.assertFalse(Duty.objects.filter(starts_at__gte=at(MONDAY, 0), starts_at__lt=self.now).exists())

    def test_one_that_runs_ends_now_and_the_other_one_begins_now(self) -> None:
        duty = self.put(self.world.wang, self.day, MONDAY)
        self.watch.shift(timedelta(minutes=5))
        fresh = planning.reassign(duty, to=self.world.li, now=self.now)
        duty.refresh_from_db()
        self.assertEqual((duty.ends_at, fresh.starts_at, fresh.ends_at), (self.now, self.now, at(MONDAY, 20)))
        planning.remove(fresh, now=self.now)
        self.assertFalse(on_duty([self.unit], self.now).exists())

    def test_of_two_who_change_the_same_duty_the_second_is_told(self) -> None:
        duty = self.put(self.world.wang, self.day, TUESDAY)
        seen = Duty.objects.get(pk=duty.pk)
        planning.reassign(duty, to=self.world.li, now=self.now)
        with self.assertRaises(Moved):
            planning.reassign(seen, to=self.world.head, now=self.now)


class Pieces(RosterStory):
    def cells(self, shift: Shift, first: date = MONDAY) -> list[roster.Cell]:
        return next(cells for kept, cells in roster.week(self.unit, first, self.now).rows if kept == shift)

    def test_a_night_in_two_pieces_is_that_night_and_the_next_one_is_still_open(self) -> None:
        night = self.put(self.world.wang, self.night, MONDAY)
        self.watch.move_to(at(TUESDAY, 2))
        planning.reassign(night, to=self.world.li, now=self.now)
        monday, tuesday = self.cells(self.night)[:2]
        self.assertEqual([str(one.duty.staff) for one in monday.served], ["王小红", "李建国"])
        self.assertEqual((monday.missing, tuesday.served, tuesday.missing), (0, [], 1))
        planning.fill(self.unit, first=MONDAY, now=self.now)
        self.assertTrue(Duty.objects.filter(starts_at=at(TUESDAY, 20)).exists())

    def test_the_piece_of_a_sunday_night_that_begins_on_monday_is_in_sundays_week(self) -> None:
        night = self.put(self.world.wang, self.night, SUNDAY)
        self.watch.move_to(at(NEXT, 2))
        planning.reassign(night, to=self.world.li, now=self.now)
        self.assertEqual(len(self.cells(self.night)[-1].served), 2)
        self.assertFalse(any(cell.served for cell in self.cells(self.night, NEXT)))

    def test_half_a_shift_leaves_the_other_half_open(self) -> None:
        half = Span(at(TUESDAY, 8), at(TUESDAY, 12))
        planning.plan(self.unit, staff=self.world.wang, span=half, shift=self.day, now=self.now)
        self.assertEqual(self.cells(self.day)[1].missing, 1)
        planning.fill(self.unit, first=MONDAY, now=self.now)
        gaps = coverage.gaps([self.unit], at(TUESDAY, 8), timedelta(hours=12))
        self.assertFalse([gap for gap in gaps if gap.kind == coverage.EMPTY and gap.span.ends_at <= at(TUESDAY, 20)])
        self.assertEqual(self.cells(self.day)[1].missing, 0)

    def test_two_halves_are_a_whole_and_leave_is_none(self) -> None:
        for staff, begin, end in ((self.world.wang, 8, 14), (self.world.li, 14, 20)):
            span = Span(at(TUESDAY, begin), at(TUESDAY, end))
            planning.plan(self.unit, staff=staff, span=span, now=self.now)
        self.assertEqual(self.cells(self.day)[1].missing, 0)
        note_leave(self.world.li, by=self.world.li, span=Span(at(TUESDAY, 18), at(TUESDAY, 19)), now=self.now)
        self.assertEqual(self.cells(self.day)[1].missing, 1)


class WholeWeek(RosterStory):
    def test_last_week_is_copied_and_what_does_not_fit_is_named(self) -> None:
        self.put(self.world.wang, self.day, TUESDAY)
        self.put(self.world.li, self.night, TUESDAY)
        note_leave(self.world.li, by=self.world.li, span=Span(at(NEXT, 0), at(NEXT, 1)), now=self.now)
        planning.plan(
            self.unit, staff=self.world.li, span=Span(at(NEXT, 20) + timedelta(days=1), at(NEXT, 22) + timedelta(days=1)),
            now=self.now,
        )  # fmt: skip
        done = planning.copy_week(self.unit, first=NEXT, now=self.now)
        self.assertEqual(done.made, 1)
        self.assertIn("李建国", done.left[0])
        self.assertEqual(planning.copy_week(self.unit, first=NEXT, now=self.now).made, 0)

    def test_who_has_left_the_station_is_not_copied(self) -> None:
        self.put(self.world.wang, self.day, TUESDAY)
        Post.objects.filter(staff=self.world.wang).delete()
        self.assertEqual(planning.copy_week(self.unit, first=NEXT, now=self.now).made, 0)

    def test_the_open_places_go_round_and_what_nobody_can_take_is_named(self) -> None:
        Post.objects.create(staff=self.world.stranger, role=Role.SOCIAL_WORKER, unit=self.unit)
        taken = self.put(self.world.wang, self.day, NEXT)
        away = Span(at(NEXT, 0), at(NEXT + timedelta(days=7), 0))
        note_leave(self.world.head, by=self.world.head, span=away, now=self.now)
        done = planning.fill(self.unit, first=NEXT, now=self.now)
        served = Duty.objects.filter(unit=self.unit, starts_at__gte=at(NEXT, 0))
        self.assertEqual(done.made + len(done.left), 13)
        self.assertEqual(served.filter(starts_at=taken.starts_at).count(), 1)
        self.assertFalse(served.filter(staff=self.world.head).exists())
        people = {person.staff.username: person.week for person in roster.week(self.unit, NEXT, self.now).people}
        counts = [people[name].shifts for name in ("wang", "li", "stranger")]
        self.assertLessEqual(max(counts) - min(counts), 1, counts)
        self.assertEqual(planning.fill(self.unit, first=NEXT, now=self.now).made, 0)


class StandIn(RosterStory):
    def test_from_now_to_the_end_of_the_running_shift(self) -> None:
        duty = planning.stand_in(self.unit, staff=self.world.li, now=self.now)
        self.assertEqual((duty.starts_at, duty.ends_at), (self.now, at(MONDAY, 20)))
        self.assertEqual(planning.stand_in(self.unit, staff=self.world.li, now=self.now), duty)

    def test_who_is_on_leave_ends_it_first(self) -> None:
        span = Span(self.now, self.now + timedelta(hours=1))
        leave, _ = note_leave(self.world.li, by=self.world.li, span=span, now=self.now)
        with self.assertRaisesMessage(Refused, "请先在值班表上销假"):
            planning.stand_in(self.unit, staff=self.world.li, now=self.now)
        self.watch.shift(timedelta(minutes=1))
        end_leave(leave, by=self.world.li, now=self.now)
        planning.stand_in(self.unit, staff=self.world.li, now=self.now)
        self.assertTrue(on_duty([self.unit], self.now).filter(pk=self.world.li.pk).exists())

    def test_no_longer_than_to_her_own_next_duty(self) -> None:
        planning.plan(self.unit, staff=self.world.li, span=Span(at(MONDAY, 19), at(MONDAY, 23)), now=self.now)
        self.assertEqual(planning.stand_in(self.unit, staff=self.world.li, now=self.now).ends_at, at(MONDAY, 19))
