"""When a room is open: the week as people write it, and the days on which it is shut."""

from __future__ import annotations

from datetime import date, time

import pytest

from binan.kit.errors import Refused
from governance.models import Workday
from mediation import hours
from mediation.models import Closure, Room
from tests.mediation.rooms import MediationStory

MORNING, AFTERNOON = (time(8, 30), time(12)), (time(13, 30), time(17, 30))
MONDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)


@pytest.mark.parametrize(
    "text",
    [
        "周一至周五 08:30-12:00、13:30-17:30；周六 09:00-12:00",
        "星期一到星期五：8:30–12:00，13:30—17:30\n周六9:00至12:00",
        "工作日 8：30～12：00 和 13：30～17：30；周六 9点00到12点00",
        "周六 09:00-12:00；周一、周二、周三、周四、周五 13:30-17:30、08:30-12:00",
    ],
)
def test_the_same_week_is_written_in_many_ways(text: str) -> None:
    week = hours.parse(text)
    assert hours.spoken(week) == "周一至周五 08:30-12:00、13:30-17:30；周六 09:00-12:00"
    assert hours.spans(week, 0) == [MORNING, AFTERNOON]
    assert hours.spans(week, 6) == []
    assert hours.parse(hours.spoken(week)) == week


def test_a_range_may_go_over_the_end_of_the_week() -> None:
    assert sorted(hours.parse("周六至周一 09:00-12:00")) == ["0", "5", "6"]
    assert sorted(hours.parse("每天 09:00-12:00")) == list("0123456")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("周一至周五", "看不懂“周一至周五”里的时间"),
        ("上班时间 09:00-12:00", "是星期几"),
        ("周一 12:00-09:00", "关门要晚于开门"),
        ("周一 09:00-25:00", "没有这样的钟点"),
        ("周一 09:00-12:00、11:00-13:00", "周一有两段时间重叠了"),
        ("周一 09:00-12:00 午休", "看不懂"),
    ],
)
def test_what_can_not_be_read_is_said_with_the_words_typed(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        hours.parse(text)


class Open(MediationStory):
    def room(self, **more) -> Room:
        given = {"organisation": self.rooms.puyan, "name": "三楼", "place": "三楼", **more}
        return Room.objects.create(**given)

    def test_without_a_week_it_is_open_every_day_between_two_hours(self):
        room = self.room(opens=time(9), closes=time(18))
        self.assertEqual([room.hours(day) for day in (MONDAY, SUNDAY)], [[(time(9), time(18))]] * 2)
        self.assertEqual(room.hours_said, "每天 09:00-18:00")

    def test_a_week_says_each_day_and_its_outer_hours(self):
        room = self.room(week=hours.parse("周一 08:30-12:00、13:30-17:30；周六 09:00-18:00"))
        self.assertEqual(room.hours(MONDAY), [MORNING, AFTERNOON])
        self.assertEqual(room.hours(SUNDAY), [])
        room.refresh_from_db()
        self.assertEqual((room.opens, room.closes), (time(8, 30), time(18)))

    def test_closures_are_cut_out_of_the_day(self):
        room = self.room(week=hours.parse("每天 08:30-12:00、13:30-17:30"))
        Closure.objects.create(room=room, first=SATURDAY, last=SUNDAY)
        Closure.objects.create(room=room, first=MONDAY, last=MONDAY, begins=time(10), ends=time(14))
        self.assertEqual([room.hours(day) for day in (SATURDAY, SUNDAY)], [[], []])
        self.assertEqual(room.hours(MONDAY), [(time(8, 30), time(10)), (time(14), time(17, 30))])
        self.assertEqual(room.hours(date(2026, 11, 24)), [MORNING, AFTERNOON])

    def test_a_holiday_closes_it_unless_it_says_otherwise(self):
        Workday.objects.create(date=MONDAY, kind="off", source="国办通知")
        room, always = self.room(), self.room(name="四楼", on_holidays=True)
        self.assertEqual(room.hours(MONDAY), [])
        self.assertEqual(always.hours(MONDAY), [(time(8, 30), time(20, 30))])

    def test_a_saturday_that_people_work_is_a_monday_to_a_room_without_saturdays(self):
        Workday.objects.create(date=SATURDAY, kind="make_up", source="国办通知")
        week = "周一 08:30-12:00、13:30-17:30"
        self.assertEqual(self.room(week=hours.parse(week)).hours(SATURDAY), [MORNING, AFTERNOON])
        own = self.room(name="四楼", week=hours.parse(f"{week}；周六 08:30-12:00"))
        self.assertEqual(own.hours(SATURDAY), [MORNING])
        self.assertEqual(own.hours(SUNDAY), [])

    def test_nobody_is_booked_into_it_on_a_holiday(self):
        Workday.objects.create(date=self.at(9).date(), kind="off", source="国办通知")
        with pytest.raises(Refused, match="11月24日放假，浦沿潮调解室不开放"):
            self.booked(starts_at=self.at(10))
        Room.objects.update(on_holidays=True)
        self.rooms.hall.refresh_from_db()
        self.booked(starts_at=self.at(10))

    def test_residents_read_whether_it_is_open_on_holidays(self):
        page = f"/rooms/{self.rooms.puyan.key}/"
        self.assertContains(self.client.get(page), "法定节假日不开放", count=2)
        Room.objects.filter(pk=self.rooms.hall.pk).update(on_holidays=True)
        self.assertContains(self.client.get(page), "法定节假日照常开放", count=1)
