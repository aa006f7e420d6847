"""Coming: the room's code says that she is here and tells nobody else anything; whoever is missing after 15 minutes is rung."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

import mediation.clock
from binan.kit.errors import Refused
from mediation.models import ArrivalCall, Attendance, RoomDoor
from mediation.services import arrival, hold, safety
from notices.models import Notice
from tests.mediation.session.sitting import SessionStory, State

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


class DoorStory(SessionStory):
    def setUp(self) -> None:
        super().setUp()
        self.door = arrival.door(self.rooms.hall).code
        self.other_door = arrival.door(self.rooms.hall2).code

    def comes(self, mediation, side: str, code: str = ""):
        return arrival.check_in(self.side(mediation, side), code=code or self.door, now=self.now)

    def at(self, minutes: int) -> None:
        """So many minutes after the time of a session that is an hour away."""
        self.watch.shift(timedelta(minutes=60 + minutes))

    def coming(self):
        mediation = self.agreed()
        self.booked(mediation, hours=1)
        return mediation


class Here(DoorStory):
    def test_she_says_it_with_the_code_on_the_door_in_any_spelling(self):
        mediation = self.coming()
        self.comes(mediation, "B", f" {self.door[:4].lower()}-{self.door[4:]} ")
        row = Attendance.objects.get()
        self.assertEqual((row.state, row.by_code, row.party.side), (State.PRESENT, True, "B"))

    def test_a_wrong_code_another_room_too_early_and_too_late_are_answered_in_the_same_words(self):
        mediation = self.coming()
        said = set()
        for code in ("WRONGONE", self.other_door):
            with pytest.raises(Refused) as refused:
                self.comes(mediation, "A", code)
            said.add(refused.value.sentence)
        self.at(60)
        with pytest.raises(Refused) as refused:
            self.comes(mediation, "A")
        said.add(refused.value.sentence)
        tomorrow = self.agreed(self.others())
        self.booked(tomorrow, hours=20)
        with pytest.raises(Refused) as refused:
            self.comes(tomorrow, "A")
        self.assertEqual(len(said | {refused.value.sentence}), 1)

    def test_on_her_own_page_she_types_it(self):
        mediation = self.coming()
        token = self.side(mediation, "B").token
        self.assertContains(self.client.get(f"/m/{token}/"), "门上的码")
        answer = self.client.post(f"/m/{token}/arrive/", {"code": "WRONGONE"})
        self.assertContains(answer, "没有您要参加的调解", status_code=422)
        self.client.post(f"/m/{token}/arrive/", {"code": self.door})
        self.assertContains(self.client.get(f"/m/{token}/"), "已登记您到了")

    def test_the_phone_that_opened_her_link_says_it_with_one_tap_at_the_door(self):
        mediation = self.coming()
        phone = Client()
        phone.get(f"/m/{self.side(mediation, 'B').token}/")
        self.assertContains(phone.get(f"/room/{self.door}/"), "我到了")
        self.assertContains(phone.post(f"/room/{self.door}/"), "已登记您到了")
        self.assertEqual(Attendance.objects.get().party.side, "B")
        self.assertNotContains(phone.get(f"/room/{self.other_door}/"), "btn-primary")

    def test_whoever_else_scans_learns_nothing_of_who_is_in_there(self):
        def seen(client: Client) -> str:
            return CSRF.sub("", client.get(f"/room/{self.door}/").content.decode())

        empty = seen(Client())
        mediation = self.coming()
        taken = seen(Client())
        self.comes(mediation, "A")
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertEqual({empty, taken, seen(Client())}, {empty})
        self.assertNotIn(mediation.code, empty)
        other = Client()
        other.get(f"/m/{self.side(self.applied(self.contacted()), 'A').token}/")
        self.assertEqual(seen(other), empty)
        forged = Client()
        forged.cookies["arrive"] = f"{self.side(mediation, 'B').pk}"
        self.assertEqual(seen(forged), empty)
        self.assertEqual(Client().post(f"/room/{self.door}/").status_code, 200)
        self.assertEqual(Attendance.objects.count(), 1)

    def test_an_unknown_code_and_a_room_out_of_use_lead_nowhere(self):
        self.assertEqual(Client().get("/room/WRONGONE/").status_code, 404)
        self.rooms.hall.active = False
        self.rooms.hall.save()
        self.assertEqual(Client().get(f"/room/{self.door}/").status_code, 404)

    def test_the_paper_for_the_door_carries_its_code(self):
        page = self.login(self.world.mediator).get(f"/mediation/rooms/{self.rooms.hall.pk}/door/")
        self.assertContains(page, self.door)
        self.assertContains(page, "<svg")

    def test_a_door_without_a_code_gets_one_when_its_keeper_asks_and_not_by_a_look(self):
        path, keeper = f"/mediation/rooms/{self.rooms.other_hall.pk}/door/", self.login(self.rooms.hu.staff)
        self.assertContains(keeper.get(path), "门上还没有码")
        self.assertFalse(RoomDoor.objects.filter(room=self.rooms.other_hall).exists())
        self.assertRedirects(keeper.post(path), path)
        keeper.post(path)
        self.assertContains(keeper.get(path), RoomDoor.objects.get(room=self.rooms.other_hall).code)

    def test_the_code_is_read_by_those_who_keep_the_door_and_by_nobody_else(self):
        path = f"/mediation/rooms/{self.rooms.hall.pk}/door/"
        for staff in (self.world.wang, self.rooms.hu.staff):
            client = self.login(staff)
            self.assertEqual((client.get(path).status_code, client.post(path).status_code), (404, 404))
        mediation = self.coming()
        for staff, shown in ((self.world.wang, False), (self.world.mediator, True)):
            page = self.login(staff).get(f"/mediation/{mediation.code}/").content.decode()
            self.assertEqual(path in page, shown)


class Missing(DoorStory):
    def asked(self) -> list[tuple[str, str]]:
        mediation.clock.late(self.now)
        return [(call.party.side, call.booking.room.name) for call in ArrivalCall.objects.all()]

    def test_after_a_quarter_of_an_hour_whoever_is_missing_is_to_be_rung_once(self):
        found = self.coming()
        self.at(0)
        self.attend(found, "A")
        self.at(-46)  # 14 minutes after the time
        self.assertEqual(self.asked(), [])
        self.watch.shift(timedelta(minutes=1))
        self.assertEqual(self.asked(), [("B", "浦沿潮调解室")])
        self.assertEqual(self.asked(), [("B", "浦沿潮调解室")])
        told = Notice.objects.filter(template="mediation_late")
        self.assertEqual({row.staff for row in told}, {self.world.wang, self.world.mediator})
        self.assertEqual(told[0].data, {"code": found.code, "room": "浦沿潮调解室", "who": "对方"})

    def test_it_closes_nothing_and_the_page_says_who_is_to_be_rung(self):
        found = self.coming()
        self.at(16)
        self.asked()
        found.refresh_from_db()
        self.assertEqual(found.stage, "BOOKED")
        for path in (f"/mediation/{found.code}/", f"/mediation/{found.code}/session/"):
            page = self.login(self.world.wang).get(path).content.decode()
            self.assertIn("没有到场，请打电话", page)

    def test_what_came_of_the_call_is_noted_and_the_first_word_counts(self):
        found = self.coming()
        self.at(16)
        self.asked()
        call = ArrivalCall.objects.filter(party__side="B").get()
        for reached, said in ((True, "堵在路上，十分钟到。"), (False, "没人接。")):
            arrival.answer_call(found, staff=self.world.wang, call=call.pk, reached=reached, said=said, now=self.now)
        call.refresh_from_db()
        self.assertEqual((call.reached, call.said, call.staff), (True, "堵在路上，十分钟到。", self.world.wang))

    def test_a_session_that_has_begun_and_one_long_past_ask_nobody(self):
        found = self.coming()
        hold.start(found, staff=self.world.mediator, now=self.now)
        self.at(16)
        self.assertEqual(self.asked(), [])
        self.booked(self.agreed(self.others()), hours=14, room=self.rooms.hall2, mediator=self.rooms.sun)
        self.watch.shift(timedelta(hours=14 + 5))
        self.assertEqual(self.asked(), [])

    def test_whoever_comes_later_by_arrangement_has_her_own_quarter(self):
        found = self.coming()
        safety.flag(found, staff=self.world.wang, given=safety.Arrangement("推搡过", "A", 20), now=self.now)
        self.at(16)
        self.assertEqual([side for side, _ in self.asked()], ["A"])
        self.watch.shift(timedelta(minutes=20))
        self.assertEqual([side for side, _ in self.asked()], ["A", "B"])
