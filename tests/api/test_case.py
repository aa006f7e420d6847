"""A program looks at one case of its member of staff."""

from __future__ import annotations

from complaints.services import handling, rights
from complaints.services.sync import VERBS
from complaints.workflow import ACTIONS, APPROVER, ASSISTANT, HANDLER, MEMBER, OFFEREE, OVERSEER, RETURNER, SUPERIOR
from governance.services import audit
from tests.api.cases import DESK, ApiCase
from tests.world import NOISE, PHONE


class CaseTests(ApiCase):
    def look(self, staff, case) -> dict:
        answer = self.program(staff).get(f"{DESK}{case.code}/")
        self.assertEqual(answer.status_code, 200)
        return answer.json()

    def test_it_tells_the_story_in_order(self) -> None:
        case = self.contacted(name="王小明", identity="real")
        handling.note(case, staff=self.world.wang, text="约好周六上门", now=self.now)
        seen = self.look(self.world.wang, case)
        self.assertEqual(
            [entry["kind"] for entry in seen["timeline"]], ["file", "accept", "claim", "call_back", "note"]
        )
        self.assertEqual([entry["seq"] for entry in seen["timeline"]], [1, 2, 3, 4, 5])
        called, noted = seen["timeline"][3:]
        self.assertEqual(
            (called["by"], called["unit"], called["stage_from"], called["stage_to"], called["sentence"]),
            ("王小红", "东冠社区", "CLAIMED", "CONTACTED", "王社工和您通了电话"),
        )
        self.assertEqual(
            called["details"], {"reached": True, "summary": "了解了情况，约好上门。", "outcome": "connected"}
        )
        self.assertEqual((noted["sentence"], noted["details"]), ("", {"text": "约好周六上门"}))
        self.assertEqual((seen["text"], seen["name"], seen["phone"]), (NOISE, "王**", "138****8001"))
        self.assertNotIn(PHONE, str(seen))
        self.assertEqual([promise["kind"] for promise in seen["promises"]], ["close"])

    def test_a_corrected_number_is_told_masked_and_without_its_look_up_key(self) -> None:
        case = self.file()
        rights.correct(case, phone="13900139000", now=self.now)
        details = self.look(self.world.wang, case)["timeline"][-1]["details"]
        told = {"changed": "联系电话", "phone_was": "138****8001", "phone_now": "139****9000"}
        self.assertEqual(details, told)

    def test_a_hidden_person_has_no_name(self) -> None:
        self.assertEqual(self.look(self.world.wang, self.file(name="王小明"))["name"], "隐名")

    def test_allowed_follows_stage_and_standing(self) -> None:
        case = self.file()
        self.assertEqual(
            self.look(self.world.wang, case)["allowed"],
            ["claim", "note", "escalate", "send_back", "merge", "cluster", "reclassify"],
        )
        self.assertIn("delegate", self.look(self.world.dispatcher, case)["allowed"])
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.assertEqual(
            self.look(self.world.wang, case)["allowed"],
            [
                "dial",
                "call_back",
                "set_out",
                "arrive",
                "reply",
                "note",
                "release",
                "hand_over",
                "assist",
                "escalate",
                "send_back",
                "extend",
                "merge",
                "cluster",
                "close",
                "reclassify",
            ],
        )
        self.assertEqual(self.look(self.world.li, case)["allowed"], ["note", "escalate", "cluster", "reclassify"])

    def test_every_verb_of_staff_in_the_table_has_an_address_or_a_reason_not_to(self) -> None:
        of_staff = {
            name
            for name, action in ACTIONS.items()
            if action.by & {APPROVER, ASSISTANT, HANDLER, MEMBER, OFFEREE, OVERSEER, RETURNER, SUPERIOR}
        }
        # absorb and detach: the side of the other case
        inside = {"file", "apply_mediation", "call_missed", "close_interim", "absorb", "detach", "settle", "take_back"}
        self.assertEqual(set(VERBS), of_staff - inside)
        others = {other for verb in VERBS.values() for other in verb.also}
        self.assertEqual(others, inside - {"file", "apply_mediation", "absorb", "detach"})

    def test_a_case_elsewhere_and_no_case_are_the_same_answer(self) -> None:
        case = self.file()
        answers = []
        for who, code in (
            (self.world.stranger, case.code),
            (self.world.auditor, case.code),
            (self.world.wang, "BA2611230000AA"),
        ):
            answer = self.program(who).get(f"{DESK}{code}/")
            self.assertRefused(answer, 404, "not_found")
            answers.append(answer.content)
        self.assertEqual(len(set(answers)), 1)

    def test_a_long_story_costs_no_more_queries(self) -> None:
        case = self.claimed()
        program = self.program(self.world.wang)
        counts = []
        for _ in range(2):
            audit.forget()
            # the token, the posts, the case, its promises, its timeline; for the audit what it is and the entry
            with self.assertNumQueries(7):
                counts.append(len(program.get(f"{DESK}{case.code}/").json()["timeline"]))
            for _ in range(20):
                handling.note(case, staff=self.world.li, text="又一条", now=self.now)
        self.assertEqual(counts, [3, 23])
