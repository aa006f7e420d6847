"""Who leads a session that staff book or offer: nobody past a party's choice, a party's no or the quiet check."""

from __future__ import annotations

from binan.kit.errors import Refused
from governance.models import Staff
from mediation import openings
from mediation.access import party
from mediation.models import Booking, Interest, Mediation, Mediator, Option
from mediation.services import book, move, offer
from mediation.workflow import Chooser
from tests.mediation.choosing import Choosing


class Leading(Choosing):
    def neighbour(self, mediator: Mediator) -> None:
        """She has declared that she lives in the building of the case."""
        Interest.objects.create(mediator=mediator, kind="building", name="观潮名苑6幢")

    def offered(self) -> set[Mediator]:
        """Who would lead any of the free times."""
        return {one.mediator for row in openings.openings(self.fresh(), self.now) for one in row.openings}

    def proposes(self, **more) -> None:
        offer.propose(self.mediation, staff=self.world.wang, proposal=offer.Proposal(**more), now=self.now)

    def sent(self, mediator: Mediator, **more) -> dict[str, object]:
        given = {"how": "room", "room": self.rooms.hall.pk, "mediator": mediator.pk, "minutes": 60}
        return {**given, "day": "2026-11-24", "starts_at": "10:00", **more}

    def ticks_all(self) -> None:
        for side in ("A", "B"):
            hers, open_one = self.side(self.mediation, side), self.mediation.offers.latest("pk")
            every = list(open_one.options.values_list("pk", flat=True))
            offer.pick(hers, offer=open_one.pk, fits=every, who=party(hers), now=self.now)

    def test_one_with_ties_is_booked_only_once_a_reason_is_written(self):
        self.neighbour(self.qian)
        said = self.refused("conflict", self.booked, self.mediation)
        self.assertIn("申报过同一幢楼", said)
        self.assertIn("先到“请谁来调解”", said)
        self.assertEqual((self.led(), Booking.objects.count()), ((None, ""), 0))
        self.names(self.qian, despite="两边都认识她，都同意。")
        self.booked(self.mediation)
        self.assertEqual(self.led(), (self.qian, Chooser.STAFF))

    def test_a_reason_for_one_is_none_for_another(self):
        for one in (self.qian, self.sun):
            self.neighbour(one)
        self.names(self.qian, despite="两边都认识她，都同意。")
        self.refused("conflict", self.booked, self.mediation, mediator=self.sun)

    def test_a_reason_for_one_is_none_for_another_of_the_same_name(self):
        for one in (self.qian, self.sun):
            self.neighbour(one)
            Staff.objects.filter(pk=one.staff_id).update(display_name="钱和平")
        self.names(self.qian, despite="两边都认识她，都同意。")
        Mediation.objects.filter(pk=self.mediation.pk).update(mediator=self.sun)
        self.refused("conflict", self.booked, self.fresh(), mediator=Mediator.objects.get(pk=self.sun.pk))

    def test_when_nobody_may_lead_staff_are_told_so_and_what_to_do(self):
        for one in Mediator.objects.filter(organisation=self.mediation.organisation):
            self.neighbour(one)
        self.assertIn("先取消预约）指定一位并写明理由", self.refused("nobody", self.proposes))
        page = self.login(self.world.wang).get(f"/mediation/times/{self.mediation.code}/")
        self.assertContains(page, "没有人可以主持")
        self.names(self.qian, despite="两边都认识她，都同意。")
        self.assertNotContains(
            self.login(self.world.wang).get(f"/mediation/times/{self.mediation.code}/"), "没有人可以主持"
        )

    def test_what_a_party_has_chosen_is_not_booked_away(self):
        self.picks("B", self.sun)
        self.assertIn("孙和气是当事人选的", self.refused("chosen", self.booked, self.mediation))
        self.booked(self.mediation, mediator=self.sun)
        slot = self.slot(25)
        self.refused("chosen", book.rebook, self.mediation, staff=self.world.wang, slot=slot, now=self.now)
        self.assertEqual(self.led(), (self.sun, Chooser.B))

    def test_once_she_no_longer_serves_another_may_be_booked(self):
        self.picks("B", self.sun)
        Mediator.objects.filter(pk=self.sun.pk).update(active=False)
        self.assertEqual(self.offered(), {self.qian})
        self.booked(self.fresh())
        self.assertEqual(self.led(), (self.qian, Chooser.STAFF))

    def test_the_form_says_it_and_keeps_what_was_typed(self):
        self.neighbour(self.qian)
        client = self.login(self.world.wang)
        page = client.post(f"/mediation/{self.mediation.code}/book/", self.sent(self.qian))
        self.assertContains(page, "申报过同一幢楼", status_code=422)
        self.assertContains(page, 'value="10:00"', status_code=422)
        self.booked(self.mediation, mediator=self.sun)
        dragged = client.post(
            f"/mediation/{self.mediation.code}/rebook/", self.sent(self.qian), headers={"Accept": "application/json"}
        )
        self.assertEqual(dragged.status_code, 422)
        self.assertIn("申报过同一幢楼", dragged.json()["error"]["sentence"])

    def test_free_times_are_of_whom_nothing_bars(self):
        self.neighbour(self.qian)
        self.assertEqual(self.offered(), {self.sun})
        page = self.login(self.world.wang).get(f"/mediation/times/{self.mediation.code}/")
        self.assertContains(page, "孙和气")
        self.assertNotContains(page, "钱和平")
        self.proposes()
        self.assertEqual({one.mediator for one in Option.objects.all()}, {self.sun})

    def test_free_times_are_of_whom_a_party_chose_even_on_her_full_day(self):
        Mediator.objects.filter(pk=self.sun.pk).update(per_day=0)
        self.picks("A", self.sun)
        self.assertEqual(self.offered(), set())

    def test_when_she_whom_a_party_chose_turns_out_to_have_ties_staff_read_why_nothing_is_free(self):
        self.picks("A", self.sun)
        self.neighbour(self.sun)
        self.assertEqual(self.offered(), set())
        self.assertIn("申报过同一幢楼", self.refused("conflict", self.proposes))

    def test_an_offer_does_not_book_whom_something_bars_since(self):
        self.proposes()
        for one in (self.qian, self.sun):
            self.neighbour(one)
        self.ticks_all()
        self.assertEqual(Booking.objects.count(), 0)
        self.assertEqual(set(Option.objects.values_list("gone", flat=True)), {True})

    def test_a_party_who_moves_her_session_keeps_who_leads_it_and_reads_of_no_ties(self):
        booking = self.booked(self.mediation, mediator=self.sun)
        self.neighbour(self.sun)
        hers = self.side(self.mediation, "B")
        rows = move.free(self.fresh(), booking, self.now, first=self.at(9, days=2).date())
        one = rows[0].openings[0]
        try:
            move.reschedule(hers, starts_at=one.starts_at, who=party(hers), now=self.now)
        except Refused as refusal:
            self.fail(refusal.sentence)
        self.assertEqual(Booking.objects.get(state="firm").mediator, self.sun)

    def test_nor_is_it_lost_when_the_others_agree_to_a_second_move(self):
        self.booked(self.mediation, mediator=self.sun)
        for _time in range(2):
            booking, hers = Booking.objects.get(state="firm"), self.side(self.mediation, "B")
            rows = move.free(self.fresh(), booking, self.now, first=self.at(9, days=2).date())
            start = rows[0].openings[0].starts_at
            move.reschedule(hers, starts_at=start, who=party(hers), now=self.now)
        self.neighbour(self.sun)
        asked, a = self.mediation.offers.get(state="open"), self.side(self.mediation, "A")
        fits = list(asked.options.values_list("pk", flat=True))
        offer.pick(a, offer=asked.pk, fits=fits, who=party(a), now=self.now)
        found = Booking.objects.get(state="firm")
        self.assertEqual((found.starts_at, found.mediator), (start, self.sun))
