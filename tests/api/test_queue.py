"""A program reads the queue of its member of staff."""

from __future__ import annotations

import base64

from complaints.models import Complaint
from complaints.selectors import PAGE
from complaints.services import handling
from tests.api.cases import DESK, ApiCase
from tests.world import GAS, PHONE


class QueueTests(ApiCase):
    def queue(self, staff=None, path: str = DESK) -> dict:
        answer = self.program(staff or self.world.wang).get(path)
        self.assertEqual(answer.status_code, 200)
        return answer.json()

    def test_a_row_tells_what_a_list_needs_and_no_more(self) -> None:
        case = self.claimed(text=f"楼上太吵，我的电话{PHONE}，名字叫王小明", name="王小明")
        (row,) = self.queue()["results"]
        self.assertEqual(
            row,
            {
                "code": case.code, "stage": "CLAIMED", "urgency": "P2", "category": case.category, "title": case.title,
                "place": {"code": "TESTDOOR01", "name": "观潮名苑6幢2单元"}, "unit": {"key": "PY-DG", "name": "东冠社区"},
                "handler": {"username": "wang", "name": "王小红"}, "due_at": "2026-11-23T18:35:00+08:00",
                "pressing_kind": "contact", "filed_at": "2026-11-23T18:30:00+08:00",
            },
        )  # fmt: skip
        self.assertNotIn(PHONE, str(row))

    def test_what_burns_comes_first_then_the_nearest_promise(self) -> None:
        first = self.file()
        self.wait(seconds=30)
        second, burning = self.file(), self.file(text=GAS)
        handling.claim(first, staff=self.world.wang, now=self.now)
        handling.call_back(first, staff=self.world.wang, reached=True, summary="问过了。", now=self.now)
        codes = [row["code"] for row in self.queue()["results"]]
        self.assertEqual(codes, [burning.code, second.code, first.code])

    def test_pages_follow_each_other_without_gap_or_repetition(self) -> None:
        made = {self.file().code for _ in range(PAGE + 2)}
        page = self.queue()
        self.assertEqual(len(page["results"]), PAGE)
        rest = self.queue(path=page["next"])
        self.assertIsNone(rest["next"])
        codes = [row["code"] for row in page["results"] + rest["results"]]
        self.assertEqual((len(codes), set(codes)), (len(made), made))

    def test_filters_hold_over_the_pages(self) -> None:
        for _ in range(PAGE + 1):
            self.file()
        self.claimed()
        self.file(text=GAS)
        page = self.queue(path=f"{DESK}?stage=ACCEPTED&urgency=P2")
        rest = self.queue(path=page["next"])
        self.assertEqual((len(page["results"]), len(rest["results"])), (PAGE, 1))
        self.assertEqual(
            {(row["stage"], row["urgency"]) for row in page["results"] + rest["results"]}, {("ACCEPTED", "P2")}
        )

    def test_closed_cases_are_asked_for_by_name(self) -> None:
        case = self.closed()
        self.assertEqual(self.queue()["results"], [])
        (row,) = self.queue(path=f"{DESK}?stage=CLOSED")["results"]
        self.assertEqual((row["code"], row["due_at"], row["pressing_kind"]), (case.code, None, ""))

    def test_everybody_sees_her_own_part_of_the_district(self) -> None:
        self.file()
        seen = {name: len(self.queue(person)["results"]) for name, person in self.world.people.items()}
        self.assertEqual(
            seen,
            {
                "wang": 1, "li": 1, "head": 1, "gridder": 0, "dispatcher": 1, "duty_officer": 1,
                "stranger": 0, "mediator": 0, "auditor": 0, "admin": 0,
            },
        )  # fmt: skip

    def test_five_rows_and_fifty_cost_the_same(self) -> None:
        program = self.program(self.world.wang)
        for wanted in (5, 50):
            for _ in range(wanted - Complaint.objects.count()):
                handling.claim(self.file(), staff=self.world.wang, now=self.now)
            with self.assertNumQueries(3):  # the token, the posts, the rows
                self.assertEqual(len(program.get(DESK).json()["results"]), wanted)

    def test_filters_and_cursors_that_are_not_ours_are_refused(self) -> None:
        program = self.program(self.world.wang)
        self.file()
        for query, code in (
            ("stage=GONE", "stage"), ("stage=%00", "stage"), ("urgency=P9", "urgency"), ("urgency=%F0%9F%98%80", "urgency"),
            ("cursor=x", "cursor"), ("cursor=%00", "cursor"), ("cursor=%E4%BD%A0", "cursor"), ("cursor=" + "A" * 5000, "cursor"),
        ):  # fmt: skip
            self.assertRefused(program.get(f"{DESK}?{query}"), 422, code)

    def test_a_cursor_made_by_hand_is_no_way_to_break_it(self) -> None:
        program = self.program(self.world.wang)
        for raw in (
            "1|2026-11-23T18:30:00+08:00|" + "9" * 40, "9" * 40 + "|2026-11-23T18:30:00+08:00|1", "-1|9999-12-31T23:59:59-12:00|0",
            "1|0001-01-01T00:00:00+14:00|1", "1|2026-11-23|1", "||", "1|2026-11-23T18:30:00+08:00|" + "9" * 5000,
        ):  # fmt: skip
            cursor = base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")
            self.assertIn(program.get(f"{DESK}?cursor={cursor}").status_code, (200, 422), raw)
