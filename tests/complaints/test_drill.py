"""演练: each hour a practice case rings at every station that has people, is claimed by the first, and is no case."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import override_settings

import complaints.chores
from binan.kit import env
from complaints import live
from complaints.models import Complaint, Deadline, Drill, TimelineEntry
from complaints.services import drills, forecasting, handling
from governance.models import Duty
from notices.models import Notice
from tests.cases import RaceCase, StoryCase
from tests.crowd import at_once
from tests.world import GAS

SEVEN_PM = datetime.fromisoformat("2026-11-23T19:00:00+08:00")


class DrillCase(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        practising = override_settings(PRACTICE=drills.BY_DAY)
        practising.enable()
        self.addCleanup(practising.disable)
        self.at(SEVEN_PM)

    def at(self, moment: datetime) -> None:
        self.watch.move_to(moment)

    def begun(self) -> Drill:
        """The practice case of 东冠 at this hour."""
        drills.hourly(self.now)
        return Drill.objects.get(unit=self.world.dongguan)

    def later(self, seconds: int) -> None:
        self.watch.shift(timedelta(seconds=seconds))
        drills.hourly(self.now)

    def wall(self, staff: object = None) -> str:
        return self.login(staff or self.world.wang).get("/desk/wall/").content.decode()  # type: ignore[arg-type]


class DrillTests(DrillCase):
    def test_it_rings_those_on_duty_of_every_station_that_has_some_and_nobody_else(self) -> None:
        self.begun()
        self.assertEqual(set(Drill.objects.values_list("unit__name", flat=True)), {"东冠社区", "中兴社区"})
        told = Notice.objects.filter(template="drill")
        self.assertEqual(set(told.values_list("staff__username", flat=True)), {"wang", "li", "shuji", "stranger"})
        self.assertFalse(Notice.objects.exclude(channel="inbox").exists())

    def test_practice_is_forgotten_after_a_quarter(self) -> None:
        drill = self.begun()
        complaints.chores.sweep(drill.hour + timedelta(days=90))
        self.assertTrue(Drill.objects.filter(pk=drill.pk).exists())
        complaints.chores.sweep(drill.hour + timedelta(days=90, minutes=1))
        self.assertFalse(Drill.objects.exists())

    def test_the_boards_of_the_station_hear_of_it_and_no_other_level(self) -> None:
        station, street = live.board(self.world.dongguan.pk), live.board(self.world.puyan.pk)
        with (
            self.listening(live.DISTRICT) as district,
            self.listening(street) as above,
            self.listening(station) as heard,
            self.captureOnCommitCallbacks(execute=True),
        ):
            self.begun()
        self.assertEqual([message["type"] for message in heard], ["drill"])
        self.assertEqual((district, above), ([], []))

    def test_it_is_measured_from_the_scan_over_the_ring_to_the_claim_and_stands_on_the_wall(self) -> None:
        drill, li = self.begun(), self.login(self.world.li)
        self.later(2)
        self.assertEqual(self.login(self.world.wang).post(f"/desk/drills/{drill.pk}/rang/").status_code, 204)
        self.later(7)
        self.assertEqual(li.post(f"/desk/drills/{drill.pk}/rang/").status_code, 204)  # a slower tablet changes nothing
        self.assertContains(li.get("/desk/"), "请像真的一样认领")
        self.later(29)
        self.assertContains(li.post(f"/desk/drills/{drill.pk}/claim/", follow=True), "演练完成，用了 38 秒")
        self.assertNotContains(li.get("/desk/"), "请像真的一样认领")
        self.assertIn("19:00：响铃 2 秒，认领 38 秒", self.wall())

    def test_the_slower_one_is_told_who_was_faster_and_a_second_tap_is_the_same_claim(self) -> None:
        drill = self.begun()
        wang, li = self.login(self.world.wang), self.login(self.world.li)
        self.assertEqual(wang.post(f"/desk/drills/{drill.pk}/claim/").status_code, 302)
        self.assertEqual(wang.post(f"/desk/drills/{drill.pk}/claim/").status_code, 302)
        self.assertContains(li.post(f"/desk/drills/{drill.pk}/claim/"), "王小红已经认领了这次演练", status_code=409)

    def test_who_is_off_duty_sees_none_and_claims_none(self) -> None:
        Duty.objects.filter(staff=self.world.li).update(ends_at=self.now)
        drill, li = self.begun(), self.login(self.world.li)
        self.assertNotContains(li.get("/desk/"), "请像真的一样认领")
        self.assertNotContains(li.get("/desk/drills/"), "请像真的一样认领")
        self.assertContains(li.post(f"/desk/drills/{drill.pk}/claim/"), "您现在不在班上", status_code=422)
        self.assertEqual(Drill.objects.get(pk=drill.pk).outcome, "")
        self.assertContains(self.login(self.world.wang).get("/desk/drills/"), "请像真的一样认领")

    def test_unclaimed_it_ends_after_five_minutes_and_nobody_above_hears_of_it(self) -> None:
        drill = self.begun()
        self.later(299)
        self.assertEqual(Drill.objects.get(pk=drill.pk).outcome, "")
        self.later(1)
        self.assertEqual(Drill.objects.get(pk=drill.pk).outcome, "missed")
        self.assertIn("19:00：没有响铃，5 分钟没有人认领", self.wall())
        late = self.login(self.world.wang).post(f"/desk/drills/{drill.pk}/claim/")
        self.assertContains(late, "这次演练已经结束", status_code=409)
        self.assertFalse(Notice.objects.filter(staff__in=[self.world.dispatcher, self.world.duty_officer]).exists())

    def test_a_claim_in_the_last_second_before_the_clock_has_seen_the_end_is_too_late_as_well(self) -> None:
        drill = self.begun()
        self.watch.shift(timedelta(minutes=5))
        self.assertEqual(self.login(self.world.wang).post(f"/desk/drills/{drill.pk}/claim/").status_code, 409)

    def test_it_is_no_case_and_no_figure_knows_it(self) -> None:
        drill = self.begun()
        self.later(20)
        drills.claim(drill, staff=self.world.wang, now=self.now)
        for model in (Complaint, TimelineEntry, Deadline):
            self.assertFalse(model.objects.exists())
        self.assertEqual(forecasting.measure(self.now), 0)
        self.assertIn("<b>0</b><span>没有办结", self.wall())

    def test_no_practice_while_a_real_emergency_is_open_there(self) -> None:
        case = self.file(GAS)
        drills.hourly(self.now)
        self.assertEqual([drill.unit.name for drill in Drill.objects.all()], ["中兴社区"])
        handling.withdraw(case, now=self.now)
        self.at(SEVEN_PM + timedelta(hours=1))
        self.assertEqual(self.begun().outcome, "")

    def test_a_real_emergency_ends_the_practice_at_once_and_the_wall_is_silent_about_it(self) -> None:
        drill = self.begun()
        self.later(10)
        self.file(GAS)
        self.later(1)
        self.assertEqual(Drill.objects.get(pk=drill.pk).outcome, "off")
        self.assertNotIn("演练", self.wall())
        self.assertNotContains(self.login(self.world.wang).get("/desk/"), "请像真的一样认领")

    def test_nobody_practises_between_ten_and_seven_unless_the_house_says_so(self) -> None:
        for clock, wanted in (("22:00", 0), ("03:00", 0), ("06:00", 0), ("07:00", 2), ("21:00", 4)):
            self.at(datetime.fromisoformat(f"2026-11-24T{clock}:00+08:00"))
            drills.hourly(self.now)
            self.assertEqual(Drill.objects.count(), wanted, clock)
        self.at(datetime.fromisoformat("2026-11-25T03:00:00+08:00"))
        with override_settings(PRACTICE=drills.ALWAYS):
            drills.hourly(self.now)
        self.assertEqual(Drill.objects.count(), 6)

    def test_where_it_is_not_asked_for_nothing_rings(self) -> None:
        with override_settings(PRACTICE=drills.OFF):
            drills.hourly(self.now)
        self.assertFalse(Drill.objects.exists())

    def test_once_an_hour_and_not_in_the_middle_of_one(self) -> None:
        self.begun()
        self.later(30)
        self.assertEqual(Drill.objects.count(), 2)
        self.at(SEVEN_PM + timedelta(hours=1, minutes=2))
        drills.hourly(self.now)
        self.assertEqual(Drill.objects.count(), 2)
        self.at(SEVEN_PM + timedelta(hours=2, seconds=90))
        drills.hourly(self.now)
        self.assertEqual(Drill.objects.count(), 4)

    def test_the_wall_of_the_district_shows_each_station_with_its_last_one_the_worst_first(self) -> None:
        drills.claim(self.begun(), staff=self.world.wang, now=self.now)
        self.later(300)  # nobody in 中兴
        wall = self.wall(self.world.duty_officer)
        self.assertLess(wall.index("中兴社区"), wall.index("东冠社区"))
        self.at(SEVEN_PM + timedelta(hours=1))
        drills.hourly(self.now)
        self.later(20)
        drills.claim(Drill.objects.get(unit=self.world.dongguan, outcome=""), staff=self.world.li, now=self.now)
        wall = self.wall(self.world.duty_officer)
        self.assertIn("20:00：没有响铃，认领 20 秒", wall)
        self.assertNotIn("认领 0 秒", wall)
        self.assertNotIn("其余", wall)  # each station once

    def test_the_tablet_of_somebody_who_is_not_on_duty_measures_nothing(self) -> None:
        drill = self.begun()
        self.assertFalse(drills.rang(drill, staff=self.world.dispatcher, now=self.now))
        drill.refresh_from_db()
        self.assertIsNone(drill.rung_at)


class TwoClocks(RaceCase):
    def test_two_clocks_at_once_begin_one_for_each_station(self) -> None:
        self.watch.move_to(SEVEN_PM)
        with override_settings(PRACTICE=drills.BY_DAY):
            begun = at_once(*[lambda: drills.hourly(SEVEN_PM)] * 4)
        self.assertEqual(sum(map(int, begun)), 2)
        self.assertEqual(Drill.objects.count(), 2)
        self.assertEqual(Notice.objects.filter(template="drill").count(), 4)

    def test_of_ten_taps_at_once_one_has_it(self) -> None:
        drill = Drill.objects.create(unit=self.world.dongguan, hour=SEVEN_PM, at=self.now, people=3)
        people = [self.world.wang, self.world.li, self.world.head] * 3
        results = at_once(
            *[
                lambda one=one: drills.claim(Drill.objects.get(pk=drill.pk), staff=one, now=self.now).by_id
                for one in people
            ]
        )
        drill.refresh_from_db()
        self.assertEqual({result for result in results if isinstance(result, int)}, {drill.by_id})


def test_a_house_that_asks_for_something_else_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINAN_PRACTICE", "3")
    with pytest.raises(env.UnsafeSetting, match="BINAN_PRACTICE"):
        env.read()
