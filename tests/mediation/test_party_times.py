"""A party's pages about time: when she can, what fits, moving once alone, and nothing of the other side on any of them."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from mediation.models import Booking, Mediation, Offer, PartyTime
from mediation.services import book, missed, offer
from mediation.workflow import Stage
from notices.models import Notice
from tests.cases import PHONE
from tests.mediation.rooms import UPSTAIRS_PHONE, MediationStory


class PartyTimes(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.mediation = self.agreed()

    def path(self, side: str, page: str) -> str:
        return f"/m/{self.side(self.mediation, side).token}/{page}/".replace("//", "/")

    def send(self, side: str, page: str, status: int = 302, **data: object):
        response = Client().post(self.path(side, page), data)
        self.assertEqual(response.status_code, status, response.content.decode()[:2000])
        return response

    def see(self, side: str, page: str = "") -> str:
        path, _sep, query = page.partition("?")
        response = Client().get(self.path(side, path), query_params=dict([query.split("=")]) if query else None)
        self.assertEqual(response.status_code, 200)
        text = response.content.decode()
        for secret in (PHONE, UPSTAIRS_PHONE, PHONE[-4:], UPSTAIRS_PHONE[-4:]):
            self.assertNotIn(secret, text)
        return text

    def slot_at(self, days: int, hour: int) -> str:
        return self.at(hour, days=days).isoformat()

    def test_what_she_says_of_her_time_decides_what_is_offered(self):
        self.see("B", "times")
        tomorrow = timezone.localdate(self.now) + timedelta(days=1)
        today = tomorrow - timedelta(days=1)
        self.send("B", "times", **{f"{today}_evening": "no", f"{tomorrow}_morning": "no", f"{tomorrow}_evening": "yes"})
        self.assertEqual(PartyTime.objects.count(), 3)
        offer.propose(self.mediation, staff=self.world.wang, proposal=offer.Proposal(), now=self.now)
        starts = [f"{timezone.localtime(one.starts_at):%d %H:%M}" for one in Offer.objects.get().options.all()]
        self.assertEqual(starts, ["24 12:00", "24 18:00", "24 19:00"])
        self.assertIn("selected", self.see("B", "times"))
        self.assertIn("您说过什么时候方便", self.see("B"))
        self.assertNotIn("您说过什么时候方便", self.see("A"))
        self.send("B", "times", **{f"{tomorrow}_morning": ""})
        self.assertEqual(PartyTime.objects.count(), 2)

    def test_a_day_long_past_is_refused_with_a_sentence(self):
        response = self.send("B", "times", 422, **{"2020-01-01_morning": "no"})
        self.assertContains(response, "4 周内", status_code=422)

    def test_both_tick_by_their_links_and_it_is_booked(self):
        self.assertIn("现在没有要选的时间", self.see("A", "offer"))
        offer.propose(self.mediation, staff=self.world.wang, proposal=offer.Proposal(), now=self.now)
        found = Offer.objects.get()
        first, second, third = found.options.values_list("pk", flat=True)
        self.assertIn("替您留到", self.see("A", "offer"))
        self.send("A", "offer", offer=found.pk, fits=[first, third])
        self.assertIn("您已经选过了", self.see("A", "offer"))
        for side, told in (("A", True), ("B", False)):
            self.assertEqual("您选的时间收到了" in self.see(side), told)
        self.assertNotIn("checked", self.see("B", "offer"))
        self.send("B", "offer", offer=found.pk, fits=[second, third])
        self.assertEqual(Booking.objects.get().starts_at, found.options.get(pk=third).starts_at)
        self.send("B", "offer", 409, offer=found.pk, fits=[first])

    def test_a_side_moves_it_once_alone_and_the_second_time_asks(self):
        self.booked(self.mediation, starts_at=self.at(14, days=2))
        self.assertIn("可以自己改一次", self.see("B", "move"))
        self.send("B", "move", start=self.slot_at(2, 16))
        self.assertEqual(Booking.objects.get(state="firm").starts_at, self.at(16, days=2))
        self.assertIn("这次要大家都同意", self.see("B", "move"))
        self.send("B", "move", start=self.slot_at(3, 9))
        self.assertEqual(Booking.objects.get(state="firm").starts_at, self.at(16, days=2))
        found = Offer.objects.get(state="open")
        self.assertEqual(Notice.objects.filter(template="mediation_offer").count(), 1)
        self.send("A", "offer", offer=found.pk, fits=[found.options.get().pk])
        self.assertEqual(Booking.objects.get(state="firm").starts_at, self.at(9, days=3))
        self.assertIn("可以自己改一次", self.see("A", "move"))

    def test_it_is_moved_to_any_of_the_coming_four_weeks_page_by_page(self):
        self.booked(self.mediation, starts_at=self.at(14, days=2))
        far = self.slot_at(22, 9)
        self.assertNotIn("2026-12-15T09:00", self.see("B", "move"))
        self.assertIn("2026-12-15T09:00", self.see("B", "move?week=3"))
        self.send("B", "move", 422, start=self.slot_at(29, 9))
        self.send("B", "move", start=far)
        self.assertEqual(Booking.objects.get(state="firm").starts_at, self.at(9, days=22))

    def test_the_session_keeps_its_number_for_calendars_and_counts_its_changes(self):
        first = self.booked(self.mediation, starts_at=self.at(14, days=2))
        self.send("B", "move", start=self.slot_at(2, 16))
        second = Booking.objects.get(state="firm")
        first.refresh_from_db()
        self.assertEqual((first.series, first.sequence, second.sequence), (second.series, 1, 2))

    def test_not_within_two_hours_and_not_to_a_taken_time(self):
        self.booked(self.mediation, hours=1)
        self.assertIn("不到两小时", self.see("B", "move"))
        self.send("B", "move", 422, start=self.slot_at(1, 9))
        self.send("B", "move", 422, start="nonsense")
        other = self.of_others(1)
        for mediator, room in ((self.rooms.qian, self.rooms.hall), (self.rooms.sun, self.rooms.hall2)):
            self.booked(
                other if mediator == self.rooms.qian else self.of_others(2),
                starts_at=self.at(10),
                mediator=mediator,
                room=room,
            )
        book.rebook(self.mediation, staff=self.world.wang, slot=self.slot(starts_at=self.at(14)), now=self.now)
        self.send("B", "move", 422, start=self.slot_at(1, 10))

    def test_nobody_who_came_is_asked_twice_to_agree_after_a_no_show(self):
        self.booked(self.mediation, hours=1)
        self.watch.shift(timedelta(hours=1, minutes=20))
        b = self.side(self.mediation, "B")
        missed.no_show(self.mediation, staff=self.world.mediator, absent=[b.pk], now=self.now)
        fresh = Mediation.objects.get(pk=self.mediation.pk)
        self.assertEqual((fresh.stage, Booking.objects.get().state), (Stage.APPLIED, "miss"))
        self.assertEqual({party.answer for party in fresh.parties.all()}, {"agreed"})
        self.assertEqual(fresh.entries.last().body["absent"], "对方")
