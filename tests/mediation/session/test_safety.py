"""Safety: the sides come one after the other and wait apart, and a quiet tap calls colleagues at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from binan.kit.errors import NotAllowed, Refused
from governance.services import sessions
from mediation import clock
from mediation.models import MediationEntry, Ring, Safety
from mediation.people import people
from mediation.selectors import current_booking
from mediation.services import ringing, safety
from mediation.services.safety import Arrangement
from notices.models import Notice
from tests.mediation.session.sitting import SessionStory

REASON = "上次见面推搡过。"


class ComingApart(SessionStory):
    def flagged(self, mediation=None, **more):
        mediation = mediation or self.agreed()
        given = {"reason": REASON, "first": "A", "gap": 20, "place_a": "一楼大厅", "place_b": "二楼茶室", **more}
        safety.flag(mediation, staff=self.world.wang, given=Arrangement(**given), now=self.now)
        return mediation

    def test_the_second_side_is_asked_to_come_later_and_waits_elsewhere(self):
        mediation = self.flagged()
        booking = self.booked(mediation)
        comes = {one.side: (one.comes_at - booking.starts_at, one.wait_at) for one in people(mediation, booking)}
        self.assertEqual(comes, {"A": (timedelta(0), "一楼大厅"), "B": (timedelta(minutes=20), "二楼茶室")})

    def test_each_side_reads_her_own_time_and_place_and_no_word_of_why(self):
        mediation = self.flagged(police=True)
        booking = self.booked(mediation)
        for side, minutes, hers, others in (("A", 0, "一楼大厅", "二楼茶室"), ("B", 20, "二楼茶室", "一楼大厅")):
            page = self.client.get(f"/m/{self.side(mediation, side).token}/").content.decode()
            comes = timezone.localtime(booking.starts_at + timedelta(minutes=minutes))
            self.assertIn(f"{comes:%H:%M}", page)
            self.assertIn(hers, page)
            for secret in (others, REASON, "民警", "错开", "安全"):
                self.assertNotIn(secret, page)

    def test_the_message_says_each_side_her_own_time(self):
        mediation = self.flagged()
        booking = self.booked(mediation)
        told = {
            row.key.rpartition(":")[2]: row.data["at"] for row in Notice.objects.filter(template="mediation_booked")
        }
        later = timezone.localtime(booking.starts_at + timedelta(minutes=20))
        self.assertIn(f"{timezone.localtime(booking.starts_at):%H:%M}", told["A"])
        self.assertIn(f"{later:%H:%M}", told["B"])

    def test_where_the_other_side_waits_does_not_say_who_complained(self):
        mediation = self.booked(self.agreed(self.applied(self.contacted(name="王美丽")))).mediation
        with pytest.raises(Refused, match="称呼"):
            self.flagged(mediation, place_b="王美丽家门口")
        self.flagged(mediation, place_a="王美丽家门口")

    def test_arranged_after_the_booking_who_comes_later_hears_her_new_time_and_the_other_nothing(self):
        mediation = self.agreed()
        booking = self.booked(mediation)
        Notice.objects.all().delete()
        self.flagged(mediation)
        told = Notice.objects.get(template="mediation_booked")
        later = timezone.localtime(booking.starts_at + timedelta(minutes=20))
        self.assertEqual(told.phone, self.side(mediation, "B").phone)
        self.assertIn(f"{later:%H:%M}", told.data["at"])
        self.flagged(mediation, place_b="三楼")  # another place, the same time
        self.assertEqual(Notice.objects.filter(template="mediation_booked").count(), 1)
        self.flagged(mediation, first="B")
        self.assertEqual(Notice.objects.filter(template="mediation_booked").count(), 3)

    def test_it_can_be_changed_and_is_remembered_with_its_reason(self):
        mediation = self.flagged()
        self.flagged(mediation, first="B", gap=10)
        self.assertEqual((Safety.objects.get().first, Safety.objects.get().gap), ("B", 10))
        entries = MediationEntry.objects.filter(kind="flag_safety")
        self.assertEqual([entry.body["reason"] for entry in entries], [REASON, REASON])

    def test_a_gap_out_of_reason_and_no_reason_are_refused(self):
        for given in ({"gap": 2}, {"gap": 90}, {"reason": "  "}):
            with pytest.raises(Refused):
                self.flagged(self.applied(self.contacted()), **given)


class QuietAlarm(SessionStory):
    def test_colleagues_the_worker_and_the_duty_are_told_at_once_and_who_called_is_not(self):
        mediation = self.in_session()
        safety.alarm(mediation, staff=self.world.mediator, now=self.now)
        told = set(Notice.objects.filter(template="mediation_alarm").values_list("staff", flat=True))
        for person in (self.rooms.sun.staff, self.world.wang, self.world.head, self.world.duty_officer):
            self.assertIn(person.pk, told, person)
        for person in (self.world.mediator, self.rooms.hu.staff, self.world.auditor, self.world.stranger):
            self.assertNotIn(person.pk, told, person)

    def test_their_open_pages_are_called_with_the_room_and_nobodys_name(self):
        mediation = self.in_session()
        with (
            self.listening(sessions.group(self.world.wang.pk)) as heard,
            self.captureOnCommitCallbacks(execute=True),
        ):
            safety.alarm(mediation, staff=self.world.mediator, now=self.now)
        self.assertIn("data-ring", str([word["html"] for word in heard if "html" in word]))
        page = self.login(self.world.wang).get("/mediation/rings/").content.decode()
        self.assertIn("浦沿潮调解室请求支援，请马上过去", page)
        self.assertNotIn(mediation.complaint.name or "王女士", page)

    def test_it_stands_in_the_history_and_the_same_tap_twice_rings_once(self):
        mediation, key = self.in_session(), uuid4()
        for _ in range(2):
            safety.alarm(mediation, staff=self.world.mediator, now=self.now, client_key=key)
        self.assertEqual(MediationEntry.objects.filter(kind="alarm").count(), 1)
        people = Notice.objects.filter(template="mediation_alarm")
        self.assertEqual(people.count(), people.values("staff").distinct().count())

    def test_a_stranger_calls_nobody(self):
        with pytest.raises(NotAllowed):
            safety.alarm(self.in_session(), staff=self.world.stranger, now=self.now)

    def test_nothing_on_the_page_says_that_somebody_was_called(self):
        mediation = self.in_session()
        client = self.login(self.world.mediator)
        path = f"/mediation/{mediation.code}/session/"
        before = client.get(path).content.decode()
        client.post(path + "alarm/", {"client_key": str(uuid4())})
        after = client.get(path).content.decode()
        self.assertIn('data-state="idle"', before)
        self.assertIn('data-state="sent"', after)
        for word in ("请求支援", "已报警", "已通知"):
            self.assertNotIn(word, after)
        party = self.client.get(f"/m/{self.side(mediation, 'B').token}/").content.decode()
        self.assertNotIn("支援", party)

    def test_it_stands_on_every_page_she_opens_until_somebody_says_that_she_goes(self):
        mediation = self.in_session()
        safety.alarm(mediation, staff=self.world.mediator, now=self.now)
        wang, sun = self.login(self.world.wang), self.login(self.rooms.sun.staff)
        for _ in range(2):  # a page that is changed, or opened again
            for client in (wang, sun):
                self.assertContains(client.get("/mediation/rings/"), "请求支援")
        self.assertNotContains(
            self.login(self.world.mediator).get("/mediation/rings/"), "支援"
        )  # not in the room itself
        ring = Ring.objects.get()
        self.assertRedirects(wang.post(f"/mediation/rings/{ring.pk}/take/"), f"/mediation/{mediation.code}/")
        for client in (wang, sun):
            self.assertNotContains(client.get("/mediation/rings/"), "支援")
        told = Notice.objects.filter(template="mediation_taken")
        self.assertIn(self.rooms.sun.staff_id, told.values_list("staff", flat=True))
        self.assertNotIn(self.world.wang.pk, told.values_list("staff", flat=True))
        self.assertContains(sun.get(f"/mediation/{mediation.code}/"), f"{self.world.wang}")

    def test_the_clock_rings_again_until_then_and_two_clocks_ring_once(self):
        mediation = self.in_session()
        safety.alarm(mediation, staff=self.world.mediator, now=self.now)
        with self.listening(sessions.group(self.world.wang.pk)) as heard:
            for seconds in (29, 30, 60):
                for _ in range(2):
                    with self.captureOnCommitCallbacks(execute=True):
                        clock.ring(self.now + timedelta(seconds=seconds))
        self.assertEqual(len([word for word in heard if "html" in word]), 2)
        ringing.take(Ring.objects.get().pk, staff=self.world.wang, now=self.now)
        self.assertEqual(clock.ring(self.now + timedelta(hours=1)), 0)

    def test_who_has_no_page_open_hears_of_it_again_after_five_minutes(self):
        safety.alarm(self.in_session(), staff=self.world.mediator, now=self.now)
        before = Notice.objects.filter(template="mediation_alarm", staff=self.world.wang).count()
        for rounds in range(1, 11):
            clock.ring(self.now + timedelta(seconds=30 * rounds))
        self.assertEqual(Notice.objects.filter(template="mediation_alarm", staff=self.world.wang).count(), before + 1)

    def test_the_first_goes_and_the_second_hears_who(self):
        safety.alarm(self.in_session(), staff=self.world.mediator, now=self.now)
        ring = Ring.objects.get()
        for _ in range(2):  # her own second tap changes nothing
            ringing.take(ring.pk, staff=self.world.wang, now=self.now)
        with pytest.raises(Refused, match=f"{self.world.wang}已经去了"):
            ringing.take(ring.pk, staff=self.world.head, now=self.now)
        with pytest.raises(Http404):
            ringing.take(ring.pk, staff=self.world.stranger, now=self.now)
        self.assertEqual(Ring.objects.get().taken_by, self.world.wang)

    def test_the_tablet_shows_that_somebody_comes_and_says_no_word(self):
        mediation = self.in_session()
        safety.alarm(mediation, staff=self.world.mediator, now=self.now)
        ringing.take(Ring.objects.get().pk, staff=self.world.wang, now=self.now)
        page = self.login(self.world.mediator).get(f"/mediation/{mediation.code}/session/").content.decode()
        self.assertIn('data-state="taken"', page)
        self.assertNotIn("支援", page)

    def test_the_room_is_named_where_the_session_is(self):
        mediation = self.in_session()
        safety.alarm(mediation, staff=self.world.mediator, now=self.now)
        notice = Notice.objects.filter(template="mediation_alarm").first()
        self.assertEqual(notice.data, {"code": mediation.code, "room": current_booking(mediation).room.name})
