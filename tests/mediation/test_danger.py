"""Red flags: violence, crime and minors stop a mediation and go to the right door (art. 25)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from binan.kit.errors import Moved, NotAllowed, Refused
from complaints.models import Complaint
from complaints.services import handling
from mediation import danger
from mediation.models import Booking, Mediation, MediationEntry, Ring
from mediation.services import halt, hold, ringing
from mediation.workflow import RedFlag, Stage
from notices.models import Notice
from tests.mediation.test_workbench import DeskStory

BEATEN = "老公喝酒以后经常打我，我怕他，想让你们说说他。"
FIGHT = "对方上周打了我一拳，要求赔医药费。"
CHILD = "邻居天天打骂孩子，孩子身上都是伤。"
CLEARED = "派出所、区妇联同意，2026-8号"


class Told(DeskStory):
    def test_the_text_says_what_it_is(self):
        for text, kind in (
            (BEATEN, RedFlag.HOME), (FIGHT, RedFlag.VIOLENCE), (CHILD, RedFlag.MINOR),
            ("我妈被吵得不想活了", RedFlag.SELF_HARM),
        ):  # fmt: skip
            self.assertEqual([flag.kind for flag in danger.flags(text)], [kind], text)

    def test_ordinary_quarrels_raise_none(self):
        for text in (
            "楼上孩子每天跳绳", "公司拖欠工资三个月", "物业打电话催费", "雨棚挡光，吵过架", "他们说要报警抓我",
            "押金不退，说我骗人", "健身房打折办卡，现在关门了", "孩子打篮球太吵",
        ):  # fmt: skip
            self.assertEqual(danger.flags(text), [], text)

    def test_violence_at_home_is_never_mediated_without_clearance(self):
        case = self.contacted(text=BEATEN)
        for given in ({}, {"checked": "问过了，没事。"}, {"clearance": "同意"}):
            with pytest.raises(Refused) as refused:
                self.applied(case, **given)
            self.assertIn("110", refused.value.sentence)
            self.assertIn("妇联", refused.value.sentence)
        self.assertEqual(Mediation.objects.count(), 0)
        self.assertEqual(self.applied(case, clearance=CLEARED).clearance, CLEARED)

    def test_harm_to_a_child_neither(self):
        with pytest.raises(Refused, match="未成年人"):
            self.applied(self.contacted(text=CHILD), checked="问过了，没事。")

    def test_a_fight_that_is_over_may_be_checked_by_the_worker(self):
        case = self.contacted(text=FIGHT)
        Complaint.objects.filter(pk=case.pk).update(category="CON-01")
        case.refresh_from_db()
        with pytest.raises(Refused):
            self.applied(case)
        mediation = self.applied(case, checked="派出所已处理，双方都没有再动手。")
        self.assertIn("派出所已处理", self.page(self.world.wang, f"/mediation/{mediation.code}/"))

    def test_what_she_adds_later_stops_the_session(self):
        mediation = self.agreed()
        self.booked(mediation, hours=1)
        handling.add_info(Complaint.objects.get(), text=BEATEN, photos=(), now=self.now)
        self.assertIn("家庭暴力", self.page(self.world.mediator, f"/mediation/{mediation.code}/"))
        with pytest.raises(Refused, match="家庭暴力"):
            hold.start(Mediation.objects.get(), staff=self.world.mediator, now=self.now)

    def test_the_form_asks_for_clearance_where_the_text_calls_for_it(self):
        case = self.contacted(text=BEATEN)
        page = self.page(self.world.wang, f"/mediation/panel/{case.code}/?open=1")
        for words in ("家庭暴力", "tel:110", "主管部门意见和文号", "妇联 12338"):
            self.assertIn(words, page)


class Halting(DeskStory):
    def over(self, **more: object) -> halt.HandOver:
        given = {
            "flag": RedFlag.VIOLENCE, "door": "公安机关 110", "told": "接警员3021", "seen": "他推了她。",
            "told_at": self.now, **more,
        }  # fmt: skip
        return halt.HandOver(**given)

    def test_it_stops_at_once_and_records_who_was_told_and_when(self):
        mediation = self.in_session()
        told_at = self.now - timedelta(minutes=5)
        halt.halt(mediation, staff=self.world.mediator, over=self.over(told_at=told_at), now=self.now)
        mediation.refresh_from_db()
        self.assertEqual((mediation.stage, mediation.ended_at), (Stage.HALTED, self.now))
        entry = MediationEntry.objects.latest("pk")
        self.assertEqual((entry.kind, entry.staff, entry.at), ("halt", self.world.mediator, self.now))
        self.assertEqual((entry.body["told"], entry.body["told_at"]), ("接警员3021", told_at.isoformat()))

    def test_who_is_responsible_at_every_level_is_rung_at_once_until_one_takes_over(self):
        for flag in (RedFlag.VIOLENCE, RedFlag.CRIME, RedFlag.MINOR):
            mediation = self.in_session(self.of_others(RedFlag.values.index(flag) + 1))
            halt.halt(mediation, staff=self.world.mediator, over=self.over(flag=flag), now=self.now)
            ring = Ring.objects.get(mediation=mediation)
            called = set(ring.people.all())
            for person in (self.world.wang, self.world.head, self.world.dispatcher, self.world.duty_officer):
                self.assertIn(person, called, (flag, person))
            for person in (self.world.mediator, self.world.stranger, self.world.auditor):
                self.assertNotIn(person, called)
            told = Notice.objects.filter(template="mediation_halted", key__startswith=mediation.code)
            self.assertEqual(set(told.values_list("staff", flat=True)), {person.pk for person in called})
            self.assertTrue(all(told.values_list("urgent", flat=True)))
            page = self.page(self.world.head, "/mediation/rings/")
            self.assertIn(f"调解停止移交（{RedFlag(flag).label}），请马上接手", page)
            ringing.take(ring.pk, staff=self.world.head, now=self.now)
            self.assertNotIn("停止移交", self.page(self.world.duty_officer, "/mediation/rings/"))
            self.watch.shift(24 * 3600)  # the room is free again

    def test_the_same_tap_twice_rings_once(self):
        mediation, key = self.in_session(), uuid4()
        for _ in range(2):
            halt.halt(mediation, staff=self.world.mediator, over=self.over(), now=self.now, client_key=key)
        self.assertEqual(Ring.objects.count(), 1)

    def test_no_party_reads_who_called_for_help(self):
        mediation = self.in_session()
        halt.halt(mediation, staff=self.world.mediator, over=self.over(), now=self.now)
        for side in "AB":
            token = self.side(mediation, side).token
            for path in ("", "ended/"):
                page = Client().get(f"/m/{token}/{path}").content.decode()
                for words in ("接警员", "推了她", "移交", "暴力"):
                    self.assertNotIn(words, page)

    def test_the_booked_session_is_off(self):
        mediation = self.agreed()
        booking = self.booked(mediation)
        halt.halt(mediation, staff=self.world.wang, over=self.over(), now=self.now)
        booking.refresh_from_db()
        self.assertEqual(booking.state, Booking.State.VOID)
        self.assertEqual(Notice.objects.filter(template="mediation_cancelled").count(), 2)

    def test_nobody_was_told_is_no_record(self):
        mediation = self.in_session()
        for more in ({"told": " "}, {"flag": "noise"}, {"told_at": self.now + timedelta(hours=1)}, {"seen": ""}):
            with pytest.raises(Refused):
                halt.halt(mediation, staff=self.world.mediator, over=self.over(**more), now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)

    def test_a_stranger_stops_nothing_and_what_is_over_is_over(self):
        mediation = self.in_session()
        with pytest.raises(NotAllowed):
            halt.halt(mediation, staff=self.world.stranger, over=self.over(), now=self.now)
        key = uuid4()
        for _ in range(2):
            halt.halt(mediation, staff=self.world.wang, over=self.over(), now=self.now, client_key=key)
        with pytest.raises(Moved):
            halt.halt(mediation, staff=self.world.wang, over=self.over(), now=self.now)

    def test_by_the_button(self):
        mediation = self.in_session()
        data = {"flag": "minor", "door": "110、未保", "told": "接警员3021", "minutes": 10, "seen": "孩子身上有伤。"}
        self.send(self.world.mediator, mediation, "halt", 422, **{**data, "told": ""})
        self.send(self.world.mediator, mediation, "halt", **data)
        page = self.page(self.world.mediator, f"/mediation/{mediation.code}/")
        self.assertIn("未成年人受侵害，移交110、未保，已告诉接警员3021", page)
