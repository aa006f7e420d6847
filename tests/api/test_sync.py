"""A tablet that was offline hands in what was done meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from complaints.api.commands import COMMANDS_MAX
from complaints.models import Complaint, TimelineEntry
from complaints.services import handling
from tests.api.cases import ApiCase
from tests.world import ANSWER

HERE = "/api/v1/sync/"


def command(case: Complaint | str, verb: str, **given: Any) -> dict[str, Any]:
    """One command as a tablet keeps it."""
    code = case if isinstance(case, str) else case.code
    return {"client_key": str(uuid4()), "code": code, "verb": verb, **given}


class SyncTests(ApiCase):
    def hand_in(self, *commands: Any, staff=None) -> list[dict[str, Any]]:
        answer = self.send(self.program(staff or self.world.wang), HERE, list(commands))
        self.assertEqual(answer.status_code, 200, answer.content.decode())
        self.assertEqual(len(answer.json()), len(commands))
        return answer.json()

    def test_commands_are_done_in_order_and_answered_one_by_one(self) -> None:
        case = self.claimed()
        sent = [
            command(case, "call_back", reached=True, summary="在楼道里打的，问清楚了。"),
            command(case, "note", text="门铃坏了"),
            command(case, "close", result=ANSWER, closing_kind="SUBSTANTIVE"),
        ]
        answers = self.hand_in(*sent)
        self.assertEqual([answer["status"] for answer in answers], ["done"] * 3)
        self.assertEqual([answer["stage"] for answer in answers], ["CONTACTED", "CONTACTED", "CLOSED"])
        self.assertEqual([answer["client_key"] for answer in answers], [one["client_key"] for one in sent])
        self.assertEqual(answers[0]["entry"], self.assertEntry(case, "call_back").pk)
        self.assertIsNone(answers[0]["error"])

    def test_the_same_outbox_twice_is_done_once(self) -> None:
        case = self.claimed()
        sent = [
            command(case, "call_back", reached=True, summary="问清楚了。"),
            command(case, "release", reason="下班了"),
        ]
        first, second = self.hand_in(*sent), self.hand_in(*sent)
        self.assertEqual([answer["status"] for answer in second], ["repeated"] * 2)
        self.assertEqual([answer["entry"] for answer in second], [answer["entry"] for answer in first])
        self.assertEqual(self.entries(case), ["file", "accept", "claim", "call_back", "release"])

    def test_one_that_fails_does_not_stop_those_behind_it(self) -> None:
        case, other = self.claimed(), self.claimed(self.world.li)
        sent = [
            command(other, "claim"),
            command("BA2611230000AA", "note", text="哪一件？"),
            command(case, "call_back", reached=True),
            command(case, "explode"),
            command(other, "call_back", reached=False),
            {"code": case.code, "verb": "note", "text": "没有编号"},
            "note", None, 7, [],
            command(case, "note", text="这一条是好的"),
        ]  # fmt: skip
        answers = self.hand_in(*sent)
        self.assertEqual([answer["status"] for answer in answers], ["refused"] * 10 + ["done"])
        self.assertEqual(
            [answer["error"]["code"] for answer in answers[:-1]],
            [
                "moved",
                "not_found",
                "needs",
                "invalid",
                "not_allowed",
                "needs",
                "invalid",
                "needs",
                "invalid",
                "invalid",
            ],
        )
        self.assertIn("李建国", answers[0]["error"]["sentence"])
        self.assertEqual(list(answers[2]["error"]["fields"]), ["summary"])
        self.assertEqual(self.entries(case), ["file", "accept", "claim", "note"])

    def test_the_tablets_watch_is_a_fact_and_the_servers_watch_is_the_judge(self) -> None:
        case = self.claimed()
        called_at = timezone.localtime(self.now).isoformat()
        self.wait(minutes=7)
        sent = command(case, "call_back", reached=True, summary="地下室没信号。", at=called_at)
        self.assertEqual(self.hand_in(sent)[0]["status"], "done")
        entry = self.assertEntry(case, "call_back", device_at=called_at, summary="地下室没信号。")
        self.assertEqual(entry.at, self.now)
        self.assertIsNotNone(case.deadlines.get(kind="contact").missed_at)
        handling.note(case, staff=self.world.wang, text="后来写的", now=self.now)
        self.assertNotIn("device_at", self.assertEntry(case, "note").body)

    def test_a_watch_that_shows_nonsense_is_refused(self) -> None:
        case = self.claimed()
        for at in ("yesterday", 5, "9999-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00"):
            self.assertEqual(self.hand_in(command(case, "note", text="x", at=at))[0]["error"]["code"], "invalid", at)

    def test_a_fault_of_ours_is_one_answer_too(self) -> None:
        broken, fine = self.file(), self.file()
        TimelineEntry.objects.filter(complaint=broken, seq=2).update(seq=3)  # the next entry will not fit in
        with self.assertLogs("complaints.api.errors", "ERROR"):
            answers = self.hand_in(command(broken, "claim"), command(fine, "claim"))
        self.assertEqual([answer["status"] for answer in answers], ["refused", "done"])
        self.assertEqual(answers[0]["error"]["code"], "server")

    def test_an_outbox_of_the_wrong_shape_is_refused_as_a_whole(self) -> None:
        program = self.program(self.world.wang)
        for body in ({}, '"x"', None, 7, {"commands": []}):
            self.assertRefused(self.send(program, HERE, body), 422, "needs")
        self.assertEqual(self.hand_in(), [])
        self.assertRefused(self.send(program, HERE, [{}] * (COMMANDS_MAX + 1)), 422, "too_many")
        self.assertRefused(self.send(program, HERE, b" " * (2**20 + 1)), 413, "too_large")

    def test_a_full_outbox_fits(self) -> None:
        case = self.claimed()
        sent = [command(case, "note", text="上门没人，过会儿再来。" * 8) for _ in range(COMMANDS_MAX)]
        self.assertEqual({answer["status"] for answer in self.hand_in(*sent)}, {"done"})

    def test_only_staff_hand_in(self) -> None:
        self.assertRefused(self.send(self.client, HERE, []), 401, "unauthenticated")

    def test_names_that_cannot_be_written_back_are_left_out(self) -> None:
        answers = self.hand_in({"client_key": "\ud800" * 50, "code": ["x"], "verb": "\x00"})
        self.assertEqual((answers[0]["client_key"], answers[0]["code"]), (None, None))
