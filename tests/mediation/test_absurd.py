"""Whatever is sent to the doors of mediation, a sentence comes back and never a fault: numbers of thousands of digits, the
first and the last year there is, sums that are none, and lists nested deeper than anybody writes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mediation.figures import TYPED
from mediation.models import Obligation
from mediation.services import offer
from tests.mediation.table import Table

DIGITS = ("9" * 5000, "9" * 19, "-1", "²", "")
YEARS = ("9999-12-31", "0001-01-01", "9" * 5000)
MOMENTS = ("9999-12-31T23:59", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00", "2026-11-24T25:00")
SUMS = ("1e30", "NaN", "sNaN", "Infinity", "-1", "٣")
MONTHS = ("0001-01", "9999-12", "2026-00", "9" * 5000)
DEEP = (
    "[" * 200_000,
    '{"a":' * 40_000,
    "[" * 100_000 + "]" * 100_000,
    "9" * 5000,
    "NaN",
    "\ud800".encode("utf-8", "surrogatepass"),
)


class Absurd(Table):
    def setUp(self) -> None:
        super().setUp()
        self.write("乙方付五百元。", kind="money")
        self.talked = self.mediation
        self.asked = self.agreed(self.of_others(1))
        offer.propose(self.asked, staff=self.world.wang, proposal=offer.Proposal(), now=self.now)
        self.meeting = self.of_others(2)
        self.booked(self.meeting, starts_at=self.at(14))
        self.staff = self.login(self.rooms.sun.staff)

    def answers(self, client: Client, path: str, sent: dict[str, Any], spoiled: dict[str, tuple[str, ...]]) -> None:
        """Each field is spoiled in each way, the others are as they should be: the answer is a page, never a fault."""
        for field, ways in spoiled.items():
            for way in ways:
                with self.subTest(path, field=field, way=way[:30]):
                    answer = client.post(path, {**sent, field: way}, REMOTE_ADDR=self.address())
                    self.assertIn(answer.status_code, {200, 302, 404, 409, 422}, answer.content.decode()[:300])
                    if answer.status_code == 302:
                        self.assertEqual(client.get(answer["Location"]).status_code, 200)

    def address(self) -> str:
        """Of another sender each time: nobody is told to wait."""
        self.senders = getattr(self, "senders", 0) + 1
        return f"10.0.{self.senders // 250}.{self.senders % 250 + 1}"

    def test_a_party_who_ticks_moves_and_says_when_she_can(self):
        open_one = self.asked.offers.get()
        hers = f"/m/{self.side(self.asked, 'A').token}/"
        ticks = {"offer": open_one.pk, "fits": open_one.options.first().pk}
        self.answers(self.client, f"{hers}offer/", ticks, {"offer": DIGITS, "fits": DIGITS})
        self.answers(self.client, f"/m/{self.side(self.meeting, 'A').token}/move/", {}, {"start": MOMENTS})
        for day in YEARS[:-1]:
            answer = self.client.post(f"{hers}times/", {f"{day}_am": "yes"}, REMOTE_ADDR=self.address())
            self.assertIn(answer.status_code, {302, 422})

    def test_a_secret_range_is_a_sum_of_money(self):
        path = f"/m/{self.b.token}/clauses/range/"
        self.answers(
            self.client, path, {"number": 1, "low": "100", "high": "500"}, {"low": SUMS, "high": SUMS, "number": DIGITS}
        )
        for low in ("1e30", "NaN"):
            refused = self.client.post(path, {"number": 1, "low": low, "high": "500"}, REMOTE_ADDR=self.address())
            self.assertContains(refused, "请写两个金额", status_code=422)

    def test_the_forms_of_staff(self):
        hers = self.side(self.asked, "B").pk
        path = f"/mediation/{self.asked.code}/"
        self.answers(
            self.staff, f"{path}consent/", {"party": hers, "way": "phone", "informed": "on"}, {"party": DIGITS}
        )
        self.answers(
            self.staff, f"{path}add_agent/",
            {"party": hers, "name": "徐律师", "powers": ["sign"], "given_on": "2026-11-20"},
            {"party": DIGITS, "given_on": YEARS},
        )  # fmt: skip
        self.answers(self.staff, f"{path}end_agent/", {"party": hers, "agent": 1}, {"agent": DIGITS})
        self.answers(self.staff, f"{path}recuse/", {"party": hers, "way": "phone"}, {"party": DIGITS})
        self.answers(self.staff, f"{path}choose/", {"mediator": self.rooms.sun.pk}, {"mediator": DIGITS})
        self.answers(self.staff, f"{path}fulfil/", {}, {"obligation": DIGITS})
        suit = {"court": "滨江区人民法院", "number": "（2026）浙0108民初1号", "filed_on": "2026-11-20"}
        self.answers(self.staff, f"{path}sue/", suit, {"filed_on": YEARS})

    def test_times_and_bookings_of_staff(self):
        open_one = self.asked.offers.get()
        path = f"/mediation/times/{self.asked.code}/"
        picked = {"party": self.side(self.asked, "B").pk, "offer": open_one.pk, "fits": open_one.options.first().pk}
        self.answers(self.staff, path, picked, {"party": DIGITS, "offer": DIGITS, "fits": DIGITS})
        self.answers(self.staff, path, {"do": "settle"}, {"start": MOMENTS, "minutes": DIGITS})
        self.answers(self.staff, path, {}, {"start": MOMENTS})
        when = {
            "how": "room", "room": self.rooms.hall2.pk, "mediator": self.rooms.sun.pk, "minutes": 60,
            "day": "2026-11-25", "starts_at": "10:00",
        }  # fmt: skip
        spoiled = {"day": YEARS, "starts_at": ("23:59", "24:00"), "minutes": DIGITS, "room": DIGITS, "mediator": DIGITS}
        self.answers(self.staff, f"/mediation/{self.meeting.code}/rebook/", when, spoiled)
        late = {**when, "day": "9999-12-31", "starts_at": "23:30"}
        refused = self.staff.post(f"/mediation/{self.meeting.code}/rebook/", late)
        self.assertContains(refused, "这个日期太远了", status_code=422)
        self.assertContains(refused, 'value="9999-12-31"', status_code=422)
        gone = {**when, "reason": "改天", "when": "now"}
        self.answers(
            self.staff, f"/mediation/{self.talked.code}/session/break_off/", gone, {"day": YEARS, "at": MOMENTS}
        )

    def test_the_table_and_the_session(self):
        path = f"/mediation/{self.talked.code}/"
        duty = {"ower": self.b.pk, "owed_to": self.a.pk, "what": "付五百元", "amount": "500", "due_on": "2026-12-01"}
        spoiled = {"ower": DIGITS, "owed_to": DIGITS, "amount": SUMS, "due_on": YEARS}
        self.answers(self.staff, f"{path}clauses/owe/", duty, spoiled)
        self.assertFalse(Obligation.objects.filter(due_on__year__gt=2100).exists())
        word = {"party": self.b.pk, "number": 1, "round": 1, "answer": "no"}
        self.answers(self.staff, f"{path}clauses/answer/", word, {"party": DIGITS, "number": DIGITS, "round": DIGITS})
        for verb in ("write", "drop", "owe_not"):
            new = {"text": "晚上八点以后不跳。", "kind": "act"}
            self.answers(self.staff, f"{path}clauses/{verb}/", new, {"number": DIGITS})
        said = {"person": f"p{self.b.pk}", "state": "present"}
        self.answers(self.staff, f"{path}session/attend/", said, {"person": ("p" + "9" * 5000, "p²"), "at": MOMENTS})
        self.answers(self.staff, f"{path}session/note/", {"text": "笔录", "heard": "both"}, {"at": MOMENTS})
        for verb, field in (
            ("strike", "note"),
            ("let_in", "guest"),
            ("answer_call", "call"),
            ("evidence", "brought_by"),
        ):
            file = {"file": SimpleUploadedFile("a.pdf", b"MZ")} if verb == "evidence" else {}
            self.answers(self.staff, f"{path}session/{verb}/", {"reached": "1", "sides": "A", **file}, {field: DIGITS})
        for number in DIGITS:
            self.assertIn(self.staff.get(f"{path}session/", {"before": number}).status_code, {200, 404})

    def test_the_statistics(self):
        for month in MONTHS:
            for name in ("", "sheet/"):
                for asked in ({"first": month, "last": "2026-11"}, {"first": month, "last": month}):
                    answer = self.staff.get(f"/mediation/statistics/{name}", asked)
                    self.assertIn(answer.status_code, {302, 422}, asked)
        sent = {"organisation": self.rooms.puyan.pk, "month": "2026-11", **dict.fromkeys(TYPED, 1)}
        path = "/mediation/statistics/prevention/"
        self.answers(
            self.staff, path, sent, {"month": MONTHS, "organisation": DIGITS, TYPED[0]: DIGITS, "replaces": DIGITS}
        )
        self.answers(self.staff, "/mediation/law/limits/", {}, {"since": YEARS})

    def test_lists_and_pages_from_an_address(self):
        for path, name in (
            ("", "page"), ("", "only"), ("", "org"), ("", "day"), ("", "after"), ("law/limits/", "since"),
            (f"times/{self.asked.code}/", "week"), (f"times/{self.asked.code}/", "minutes"), ("feeds/", "org"),
            (f"{self.talked.code}/papers/new/rights/", "item"), (f"{self.talked.code}/papers/new/rights/", "party"),
        ):  # fmt: skip
            for typed in (*DIGITS, *YEARS):
                with self.subTest(path, name=name, typed=typed[:30]):
                    self.assertIn(self.staff.get(f"/mediation/{path}", {name: typed}).status_code, {200, 302, 404, 422})

    def test_what_a_tablet_sends(self):
        for body in DEEP:
            for path in ("/mediation/sync/", f"/mediation/{self.talked.code}/sign/give/"):
                answer = self.staff.post(
                    path, body, content_type="application/json", headers={"Accept": "application/json"}
                )
                self.assertEqual(answer.status_code, 422)
                self.assertIn("请刷新页面", answer.json()["error"]["sentence"])
        commands = [
            None, 1, "x", [], {}, {"verb": []}, {"verb": "note"}, {"verb": "note", "client_key": 1, "code": {}},
            *(
                {"verb": "note", "client_key": "9" * 40, "code": code, "text": "笔录", "heard": "both", "at": at}
                for code in (self.talked.code, "\0", "\ud800", "9" * 5000)
                for at in (*MOMENTS, 10**30, None, [], "\0")
            ),
            *(
                {"verb": "attend", "client_key": "1", "code": self.talked.code, "person": person, "state": "present"}
                for person in ("p" + "9" * 5000, "\0", "\ud800", 1, None, {})
            ),
            *(
                {"verb": "invite", "client_key": "1", "code": self.talked.code, "kind": "expert", "name": name, "phone": name}
                for name in ("\0", "\ud800王", 10**30, {}, [])
            ),
        ]  # fmt: skip
        answer = self.staff.post("/mediation/sync/", commands, content_type="application/json")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(answer.json()), len(commands))
