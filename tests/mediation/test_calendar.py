"""The calendar by room and mediator, the feeds, the meter of the same day, and free times as rosters and holidays leave them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from governance.models import Absence, Duty, Workday
from mediation import calendars, openings, selectors
from mediation.access import party
from mediation.meter import meter
from mediation.models import Booking, Feed
from mediation.services import book, choose, feeds
from mediation.workflow import Way
from tests.cases import PHONE
from tests.mediation.rooms import SUMMARY, UPSTAIRS, UPSTAIRS_PHONE, MediationStory


class FreeTimes(MediationStory):
    def starts(self, day: date | None = None, **more: object) -> list[str]:
        rows = openings.openings(self.applied(self.contacted()), self.now, **more)
        return [
            f"{timezone.localtime(o.starts_at):%H:%M}"
            for row in rows
            if row.day == (day or self.at(9).date())
            for o in row.openings
        ]

    def test_a_mediator_with_a_roster_is_free_when_she_is_on_duty_and_not_on_leave(self):
        self.rooms.sun.active = False
        self.rooms.sun.save()
        staff = self.rooms.qian.staff
        Duty.objects.create(unit=self.world.puyan, staff=staff, starts_at=self.at(10), ends_at=self.at(14))
        Absence.objects.create(staff=staff, starts_at=self.at(11), ends_at=self.at(12), noted_at=self.now)
        self.assertEqual(self.starts(), ["10:00", "12:00", "12:30", "13:00"])

    def test_nobody_without_a_roster_is_offered_on_a_day_off_but_on_a_make_up_day(self):
        saturday = date(2026, 11, 28)
        self.assertEqual(self.starts(saturday), [])
        Workday.objects.create(date=saturday, kind="make_up", source="国办通知")
        Workday.objects.create(date=date(2026, 11, 24), kind="off", source="国办通知")
        self.assertIn("09:00", self.starts(saturday))
        self.assertEqual(self.starts(), [])

    def test_a_year_nobody_has_published_is_estimated_and_says_so(self):
        self.watch.shift(timedelta(days=34, hours=14, minutes=30))
        mediation = self.applied(self.contacted())
        rows = openings.openings(mediation, self.now)
        self.assertEqual({row.day.year: row.estimated for row in rows}, {2026: False, 2027: True})
        self.assertTrue(any(row.openings for row in rows if row.estimated))
        page = self.login(self.world.wang).get(f"/mediation/times/{mediation.code}/").content.decode()
        self.assertIn("2027 年的放假安排还没有公布，按周末规则估算。", page)

    def test_the_time_kept_before_and_after_a_session_is_nobodys(self):
        self.rooms.puyan.minutes_after = 30
        self.rooms.puyan.save()
        self.rooms.sun.active = False
        self.rooms.sun.save()
        self.booked(self.of_others(1), starts_at=self.at(10))
        self.assertEqual([at for at in self.starts() if at < "12:00"], ["08:30", "11:30"])
        self.rooms.puyan.minutes_before, self.rooms.puyan.minutes_after = 90, 60
        self.rooms.puyan.save()
        first = openings.earliest([self.rooms.qian], self.at(8))[self.rooms.qian.pk]
        self.assertEqual(timezone.localtime(first).strftime("%H:%M"), "13:00")

    def test_the_evening_of_a_long_day_is_offered_too(self):
        self.assertEqual(self.starts()[-1], "19:30")

    def test_no_more_sessions_a_day_than_a_mediator_holds(self):
        self.rooms.sun.active = False
        self.rooms.sun.save()
        for hour in range(self.rooms.qian.per_day):
            self.booked(self.of_others(hour), starts_at=self.at(9 + hour))
        self.assertEqual(self.starts(), [])

    def test_the_queries_do_not_grow_with_rooms_and_people(self):
        mediation = self.applied()
        openings.openings(mediation, self.now)  # the table of workdays is remembered for some seconds
        with self.assertNumQueries(11):
            openings.openings(mediation, self.now)
        self.booked(self.of_others(1), starts_at=self.at(10))
        with self.assertNumQueries(11):
            openings.openings(mediation, self.now)

    def test_who_is_free_first_for_the_suggestion(self):
        first = openings.earliest([self.rooms.qian, self.rooms.hu], self.now)
        self.assertEqual(set(first), {self.rooms.qian.pk, self.rooms.hu.pk})
        self.assertEqual(first[self.rooms.qian.pk], self.at(19, days=0))


class TheCalendar(MediationStory):
    def page(self, query: str = "", staff: object = None) -> str:
        return self.login(staff or self.world.wang).get(f"/mediation/{query}").content.decode()

    def test_by_room_and_by_mediator_by_week_and_by_day_with_no_name_of_a_party(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        for query in ("", "?by=mediator", "?view=day&day=2026-11-24", "?view=day&by=mediator&day=2026-11-24"):
            page = self.page(query)
            self.assertIn(mediation.code, page, query)
            self.assertIn('draggable="true"', page)
            self.assertIn(f'href="/mediation/{mediation.code}/" draggable', page)
            for secret in (UPSTAIRS, UPSTAIRS_PHONE, PHONE):
                self.assertNotIn(secret, page)

    def test_it_is_cut_into_pages(self):
        from mediation.models import Room

        for number in range(calendars.ROWS[True] + 1):
            Room.objects.create(organisation=self.rooms.puyan, name=f"一{number:02}", place="一楼")
        query = f"?org={self.rooms.puyan.pk}"
        self.assertIn("下一页", self.page(query))
        self.assertIn(f'<tr data-room="{self.rooms.hall2.pk}">', self.page(f"{query}&page=2"))

    def test_one_room_or_one_mediator_alone(self):
        page = self.page(f"?org={self.rooms.puyan.pk}&only={self.rooms.hall2.pk}")
        self.assertEqual(re.findall(r'<tr data-room="(\d+)">', page), [str(self.rooms.hall2.pk)])
        page = self.page(f"?org={self.rooms.puyan.pk}&by=mediator&only={self.rooms.sun.pk}")
        self.assertEqual(re.findall(r'<tr data-mediator="(\d+)">', page), [str(self.rooms.sun.pk)])
        everybody = self.page(f"?org={self.rooms.puyan.pk}&only={self.rooms.other_hall.pk}")
        self.assertEqual(len(re.findall(r'<tr data-room="', everybody)), 2)

    def test_those_that_run_are_read_page_by_page_and_none_is_left_out(self):
        codes = {self.of_others(number).code for number in range(selectors.LISTED + 3)}
        first, after = selectors.waiting(self.world.wang)
        second, end = selectors.waiting(self.world.wang, after)
        self.assertEqual((len(first), len(second), end), (selectors.LISTED, 3, ""))
        self.assertEqual({one.code for one in [*first, *second]}, codes)
        self.assertIn(f"?after={after}#running", self.page())
        self.assertEqual(self.login(self.world.wang).get("/mediation/?after=nonsense").status_code, 422)

    def test_what_a_drag_sends_moves_the_session(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        sent = {
            "how": "room", "room": self.rooms.hall2.pk, "mediator": self.rooms.qian.pk, "day": "2026-11-25",
            "starts_at": "10:00", "minutes": 60,
        }  # fmt: skip
        answer = self.login(self.world.wang).post(f"/mediation/{mediation.code}/rebook/", sent)
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(Booking.objects.get(state="firm").starts_at, self.at(10, days=2))

    def test_a_move_into_what_is_taken_is_answered_with_the_sentence(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        self.booked(self.of_others(1), starts_at=self.at(16))
        sent = {
            "how": "room",
            "room": self.rooms.hall.pk,
            "mediator": self.rooms.sun.pk,
            "day": "2026-11-24",
            "minutes": 60,
        }
        client, path = self.login(self.world.wang), f"/mediation/{mediation.code}/rebook/"
        for clock, said in (("16:00", "已经约出去了"), ("", "请选开始时间")):
            answer = client.post(path, {**sent, "starts_at": clock}, headers={"Accept": "application/json"})
            self.assertEqual(answer.status_code, 422)
            self.assertIn(said, answer.json()["error"]["sentence"])
        self.assertEqual(Booking.objects.filter(mediation=mediation, state="firm").get().starts_at, self.at(14))
        answer = client.post(path, {**sent, "starts_at": "10:00"}, headers={"Accept": "application/json"})
        self.assertEqual((answer.status_code, answer.json()), (200, {"sentence": "已登记：改约。"}))

    def test_sessions_on_what_became_a_holiday_are_listed(self):
        self.booked(starts_at=self.at(14))
        self.assertNotIn("落在放假日子", self.page())
        Workday.objects.create(date=date(2026, 11, 24), kind="off", source="国办通知")
        self.assertIn("落在放假日子", self.page())
        self.rooms.hall.on_holidays = True
        self.rooms.hall.save()
        self.assertNotIn("落在放假日子", self.page())

    def test_the_meter_counts_the_same_day_and_what_was_in_the_way(self):
        self.booked(self.of_others(1), starts_at=self.at(19, days=0))
        Absence.objects.create(
            staff=self.rooms.sun.staff, starts_at=self.now, ends_at=self.at(23, days=0), noted_at=self.now
        )
        Absence.objects.create(
            staff=self.rooms.qian.staff, starts_at=self.now, ends_at=self.at(23, days=0), noted_at=self.now
        )
        self.booked(self.of_others(2), starts_at=self.at(9))
        self.of_others(3)
        found = meter(self.rooms.puyan, self.now)
        self.assertEqual((found.asked, found.same_day, found.share, found.waiting), (3, 1, "33%", 1))
        self.assertEqual(found.blocked, [("没有空的调解员", 1)])
        self.assertIn("没有空的调解员：1 件", self.page())


class Feeds(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.mediation = self.applied()
        self.feed = feeds.open_feed(self.rooms.hall, staff=self.world.mediator, now=self.now)

    def read(self, feed: Feed | None = None, **headers: str):
        return Client(headers=headers).get(f"/mediation/feed/{(feed or self.feed).token}.ics")

    def events(self, feed: Feed | None = None) -> list:
        response = self.read(feed)
        self.assertEqual(response["Content-Type"], "text/calendar; charset=utf-8")
        return list(Calendar.from_ical(response.content).walk("VEVENT"))

    def test_a_session_keeps_its_uid_and_counts_its_changes_until_it_is_cancelled(self):
        first = self.booked(self.mediation, starts_at=self.at(14))
        (one,) = self.events()
        self.assertEqual((str(one["status"]), int(one["sequence"])), ("CONFIRMED", 0))
        self.assertEqual(str(one["summary"]), f"调解 {self.mediation.code}")
        book.rebook(self.mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(16)), now=self.now)
        (two,) = self.events()
        self.assertEqual((two["uid"], int(two["sequence"])), (one["uid"], 2))
        book.rebook(
            self.mediation,
            staff=self.world.wang,
            slot=self.slot(starts_at=self.at(17), room=self.rooms.hall2),
            now=self.now,
        )
        (gone,) = self.events()
        self.assertEqual((str(gone["status"]), int(gone["sequence"])), ("CANCELLED", 3))
        qian = feeds.open_feed(self.rooms.qian, staff=self.world.mediator, now=self.now)
        (hers,) = self.events(qian)
        self.assertEqual((hers["uid"], int(hers["sequence"]), str(hers["status"])), (one["uid"], 4, "CONFIRMED"))
        book.unbook(self.mediation, staff=self.world.wang, reason="改天", now=self.now)
        self.assertEqual([(str(e["status"]), int(e["sequence"])) for e in self.events(qian)], [("CANCELLED", 5)])
        self.assertTrue(first.series)

    def test_whom_a_session_leaves_reads_that_it_is_off_and_whoever_stands_in_that_it_holds(self):
        mediation = self.agreed(self.of_others(1))
        self.booked(mediation, starts_at=self.at(10), room=self.rooms.hall2)
        old, new, hall = (
            feeds.open_feed(one, staff=self.world.mediator, now=self.now)
            for one in (self.rooms.qian, self.rooms.sun, self.rooms.hall2)
        )
        (before,) = self.events(old)
        hers = self.side(mediation, "B")
        choose.recuse(hers, who=party(hers), way=Way.LINK, now=self.now)
        for feed, status, sequence in ((old, "CANCELLED", 1), (new, "CONFIRMED", 2), (hall, "CONFIRMED", 2)):
            (event,) = self.events(feed)
            self.assertEqual(
                (event["uid"], str(event["status"]), int(event["sequence"])), (before["uid"], status, sequence)
            )

    def test_no_name_no_number_no_word_of_the_matter_is_in_it(self):
        self.booked(self.mediation)
        text = self.read().content.decode()
        for secret in (UPSTAIRS, UPSTAIRS_PHONE[-8:], PHONE[-8:], SUMMARY[:6], "申请方", "对方"):
            self.assertNotIn(secret, text)

    def test_what_has_not_changed_is_not_sent_again_and_what_was_revoked_is_gone(self):
        self.booked(self.mediation)
        tag = self.read()["ETag"]
        again = self.read(**{"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        book.rebook(self.mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(14)), now=self.now)
        self.assertEqual(self.read(**{"If-None-Match": tag}).status_code, 200)
        feeds.revoke(self.feed, now=self.now)
        self.assertEqual(self.read().status_code, 404)
        self.assertNotEqual(
            feeds.open_feed(self.rooms.hall, staff=self.world.mediator, now=self.now).token, self.feed.token
        )

    def test_a_program_that_asks_every_second_is_told_to_wait(self):
        answers = {self.read().status_code for _ in range(61)}
        self.assertEqual(answers, {200, 429})

    def test_the_mediators_of_the_organisation_open_and_revoke_them(self):
        client = self.login(self.world.mediator)
        page = client.get("/mediation/feeds/").content.decode()
        self.assertIn(self.feed.token, page)
        client.post("/mediation/feeds/", {"of": f"room:{self.rooms.hall.pk}", "do": "revoke"})
        client.post("/mediation/feeds/", {"of": f"mediator:{self.rooms.qian.pk}", "do": "open"})
        self.assertEqual(str(Feed.objects.get(revoked_at=None).mediator), "钱和平")
        self.assertEqual(
            self.login(self.rooms.hu.staff).get(f"/mediation/feeds/?org={self.rooms.puyan.pk}").status_code, 404
        )
