"""A program works on a case for its member of staff: one address for each verb of the table."""

from __future__ import annotations

from uuid import uuid4

from complaints.models import Call, Complaint, TimelineEntry
from complaints.services import handling
from tests.api.cases import DESK, ApiCase
from tests.world import ANSWER, GAS


class CommandTests(ApiCase):
    def assertDone(self, answer, case: Complaint, stage: str, kind: str) -> TimelineEntry:
        """200 with exactly code, stage and entry; the entry is of this kind."""
        self.assertEqual(answer.status_code, 200, answer.content.decode())
        entry = self.assertEntry(case, kind)
        self.assertEqual(answer.json(), {"code": case.code, "stage": stage, "entry": entry.pk})
        return entry

    def test_the_whole_way_from_claim_to_close(self) -> None:
        case, wang = self.file(), self.world.wang
        self.assertDone(self.do(wang, case, "claim"), case, "CLAIMED", "claim")
        self.assertDone(self.do(wang, case, "call_back", reached=False), case, "CLAIMED", "call_missed")
        called = self.do(wang, case, "call_back", reached=True, summary="问清楚了，约周六上门。")
        self.assertDone(called, case, "CONTACTED", "call_back")
        self.assertDone(self.do(wang, case, "set_out"), case, "CONTACTED", "set_out")
        self.assertDone(self.do(wang, case, "note", text="带上分贝仪"), case, "CONTACTED", "note")
        closed = self.do(wang, case, "close", result=ANSWER, closing_kind="substantive")
        self.assertDone(closed, case, "CLOSED", "close")
        self.assertDone(self.do(self.world.duty_officer, case, "reopen", reason="又吵了"), case, "ACCEPTED", "reopen")
        self.assertEqual([call.reached for call in Call.objects.order_by("id")], [False, True])

    def test_up_and_down_the_levels(self) -> None:
        case, world = self.file(), self.world
        self.assertDone(self.do(world.wang, case, "escalate", reason="超出权限"), case, "ACCEPTED", "escalate")
        self.assertDone(
            self.do(world.dispatcher, case, "delegate", unit="PY-GS", reason="属地"), case, "ACCEPTED", "delegate"
        )
        case.refresh_from_db()
        self.assertEqual(case.unit, world.guanshan)
        by_number = self.do(world.dispatcher, case, "delegate", unit=world.dongguan.pk, reason="还是东冠")
        self.assertDone(by_number, case, "ACCEPTED", "delegate")
        back = self.do(world.wang, case, "send_back", reason="other_duty", text="是物业的事")
        self.assertEqual(self.assertDone(back, case, "ACCEPTED", "send_back").body["text"], "是物业的事")

    def test_from_hand_to_hand(self) -> None:
        case, world = self.claimed(), self.world
        self.assertDone(self.do(world.wang, case, "hand_over", to="li", reason="休假"), case, "CLAIMED", "hand_over")
        self.assertDone(self.do(world.head, case, "take_over"), case, "CLAIMED", "take_over")
        self.assertDone(self.do(world.head, case, "release", reason="人手不够"), case, "ACCEPTED", "release")

    def test_ways_out_with_an_answer(self) -> None:
        case = self.claimed()
        self.assertDone(
            self.do(self.world.head, case, "transfer", to="市公积金中心", result=ANSWER),
            case,
            "TRANSFERRED",
            "transfer",
        )
        other = self.file()
        self.assertDone(self.do(self.world.head, other, "decline", result=ANSWER), other, "DECLINED", "decline")

    def test_the_same_key_gets_the_same_answer_and_changes_nothing(self) -> None:
        case, key = self.claimed(), str(uuid4())
        first = self.do(self.world.wang, case, "call_back", reached=True, summary="问清楚了。", client_key=key)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")
        again = self.do(self.world.wang, case, "call_back", reached=True, summary="问清楚了。", client_key=key)
        self.assertEqual((again.status_code, again.content), (200, first.content))
        self.assertEqual(self.entries(case), ["file", "accept", "claim", "call_back", "close"])
        self.assertEqual(Call.objects.count(), 1)

    def test_a_repeated_command_is_answered_also_when_the_case_has_left_her_sight(self) -> None:
        case, key, world = self.file(), str(uuid4()), self.world
        given = {"unit": "CH-ZX", "reason": "属地", "client_key": key}
        first = self.do(world.duty_officer, case, "delegate", **given)
        world.duty_officer.posts.all().delete()
        again = self.do(world.duty_officer, case, "delegate", **given)
        self.assertEqual((again.status_code, again.content), (200, first.content))

    def test_somebody_elses_key_is_no_key(self) -> None:
        case, key = self.file(), uuid4()
        handling.claim(case, staff=self.world.wang, now=self.now, client_key=key)
        self.assertRefused(self.do(self.world.li, self.file(), "claim", client_key=str(key)), 422, "client_key")
        self.assertRefused(
            self.do(self.world.wang, case, "call_back", reached=False, client_key=str(key)), 422, "client_key"
        )

    def test_a_colleague_is_not_told_that_she_did_what_another_did(self) -> None:
        case, key = self.claimed(), str(uuid4())
        given = {"text": "物业下午上门。", "client_key": key}
        self.assertEqual(self.do(self.world.wang, case, "note", **given).status_code, 200)
        self.assertRefused(self.do(self.world.li, case, "note", **given), 422, "client_key")
        self.assertEqual(self.entries(case).count("note"), 1)

    def test_the_slower_one_hears_who_was_faster(self) -> None:
        case = self.claimed()
        error = self.assertRefused(self.do(self.world.li, case, "claim"), 409, "moved")
        self.assertIn("王小红", error["sentence"])

    def test_a_case_that_is_not_hers_to_see_does_not_exist(self) -> None:
        case = self.file()
        for person in (self.world.stranger, self.world.mediator, self.world.auditor, self.world.admin):
            self.assertRefused(self.do(person, case, "claim"), 404, "not_found")
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_what_another_may_do_is_not_allowed_to_her(self) -> None:
        case = self.claimed()
        self.assertRefused(self.do(self.world.li, case, "call_back", reached=False), 403, "not_allowed")
        self.assertRefused(self.do(self.world.wang, case, "delegate", unit="PY-DG-G01", reason="x"), 403, "not_allowed")

    def test_what_is_missing_is_named(self) -> None:
        case, wang = self.claimed(), self.world.wang
        self.assertRefused(self.do(wang, case, "call_back"), 422, "needs", "reached")
        self.assertRefused(self.do(wang, case, "call_back", reached=True), 422, "needs", "summary")
        self.assertRefused(self.do(wang, case, "close"), 422, "needs", "result", "closing_kind")
        self.assertRefused(self.do(wang, case, "escalate", reason="\u200b \u200b"), 422, "needs", "reason")
        self.assertRefused(self.do(wang, case, "note", text=None), 422, "needs", "text")

    def test_rules_of_the_table_speak_for_themselves(self) -> None:
        case, wang = self.claimed(), self.world.wang
        short = self.do(wang, case, "close", result="好了", closing_kind="SUBSTANTIVE")
        self.assertIn("20 个字", self.assertRefused(short, 422, "refused")["sentence"])
        self.assertRefused(self.do(wang, case, "send_back", reason="太忙"), 422, "invalid", "reason")
        burning = self.claimed(text=GAS)
        self.assertRefused(self.do(wang, burning, "send_back", reason="other_duty"), 422, "refused")

    def test_units_and_colleagues_that_do_not_fit_are_refused(self) -> None:
        case, world = self.claimed(), self.world
        for unit in ("NOWHERE", "9" * 30, "BJ", "CH", "²"):
            self.assertRefused(self.do(world.dispatcher, case, "delegate", unit=unit, reason="x"), 422, "unit", "unit")
        self.assertRefused(self.do(world.wang, case, "hand_over", to="stranger", reason="x"), 422, "to", "to")

    def test_a_verb_that_is_none_leads_nowhere(self) -> None:
        case = self.file()
        for verb in ("destroy", "file", "call_missed", "miss", "invite_rating", "rate", "accept", "apply_mediation"):
            self.assertRefused(self.do(self.world.wang, case, verb), 404, "not_found")
        self.assertRefused(self.program(self.world.wang).get(f"{DESK}{case.code}/claim/"), 405, "method")
