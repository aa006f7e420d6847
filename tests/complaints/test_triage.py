"""问险情: four to six questions a danger; the answers raise the case, name the numbers and stay with it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.test import SimpleTestCase

from complaints.models import Complaint, Deadline
from complaints.services import classifying
from complaints.taxonomy import CATEGORIES
from complaints.triage import BY_CATEGORY, CARDS, NO, UNKNOWN, YES, verdict
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import NOISE

LIFT = "3幢电梯又坏了，等了半天都不下来。"
NUMBERS = {"110", "119", "120", "12333", "96333"}  # those of domain.md


class Cards(SimpleTestCase):
    def test_every_card_has_four_to_six_questions_of_its_own(self) -> None:
        for card in CARDS:
            keys = [question.key for question in card.questions]
            self.assertTrue(4 <= len(keys) <= 6, card.name)
            self.assertEqual(len(keys), len(set(keys)))
            self.assertTrue(set(card.categories) <= set(CATEGORIES))

    def test_the_dangers_have_their_card(self) -> None:
        burning = {code for code, leaf in CATEGORIES.items() if leaf.urgency == "P0"}
        self.assertEqual(burning - set(BY_CATEGORY), set())

    def test_numbers_are_those_that_are_known(self) -> None:
        self.assertLessEqual({call for card in CARDS for q in card.questions for call in q.calls}, NUMBERS)

    def test_all_yes_is_the_highest_all_no_is_ordinary_and_not_knowing_lies_between(self) -> None:
        for card in CARDS:
            by = {answer: verdict(card, {q.key: answer for q in card.questions}) for answer in (YES, NO, UNKNOWN)}
            self.assertEqual((by[YES].urgency, by[NO].urgency, by[NO].calls), ("P0", "P2", ()))
            self.assertTrue(by[NO].points < by[UNKNOWN].points < by[YES].points)
            self.assertLess(by[UNKNOWN].urgency, "P2")


class TriageTests(DeskCase):
    def answers(self, case: Complaint, **yes: str) -> dict[str, str]:
        """No to everything but what is said otherwise."""
        return {question.key: yes.get(question.key, NO) for question in BY_CATEGORY[case.category].questions}

    def lift(self) -> Complaint:
        case = self.contacted(text=LIFT)
        self.assertEqual((case.category, case.urgency), ("PRO-04", "P1"))
        return case

    def test_somebody_inside_makes_it_an_emergency_that_alarms_and_is_promised_anew(self) -> None:
        case = self.lift()
        self.do(self.world.wang, case, "triage", **self.answers(case, inside=YES))
        self.assertEqual((case.urgency, case.lane), ("P0", 0))
        self.assertEqual(case.reasons[0], "里面是否有人")
        self.assertTrue(Deadline.objects.filter(complaint=case, kind="set_out", void_at=None).exists())
        told = set(Notice.objects.filter(template="raised_urgent").values_list("staff__username", flat=True))
        self.assertLessEqual({"jiedao", "quji"}, told)

    def test_the_page_shows_the_answers_and_the_numbers_to_ring(self) -> None:
        case = self.lift()
        self.assertContains(self.page(self.world.wang, case), "5 个问题")
        self.do(self.world.wang, case, "triage", **self.answers(case, inside=YES, weak=UNKNOWN))
        page = self.page(self.world.li, case)
        self.assertContains(page, 'href="tel:96333"')
        self.assertContains(page, "里面是否有人：<b>是</b>")
        self.assertContains(page, "是否有孩子、老人或病人：<b>不清楚</b>")
        self.assertContains(page, "再问一遍")
        self.assertContains(page, "电梯困人，12 分，特急；里面是否有人：是")

    def test_it_never_lowers_a_case_by_itself(self) -> None:
        case = self.lift()
        self.do(self.world.wang, case, "triage", **self.answers(case, inside=YES))
        self.do(self.world.wang, case, "triage", **self.answers(case))
        self.assertEqual(case.urgency, "P0")
        self.assertEqual(self.assertEntry(case, "triage").body["urgency"], "P2")
        classifying.reclassify(
            case, staff=self.world.wang, category="PRO-04", urgency="P2", reason="里面没有人。", now=self.now
        )
        self.assertEqual(case.urgency, "P2")

    def test_every_question_is_answered(self) -> None:
        case = self.lift()
        given = self.answers(case)
        del given["fell"]
        self.assertContains(self.do(self.world.wang, case, "triage", **given), "请选一个", status_code=422)
        self.assertNotIn("triage", self.entries(case))

    def test_a_matter_without_danger_has_no_card(self) -> None:
        case = self.contacted(text=NOISE)
        self.assertNotIn("triage", self.offered(self.world.wang, case))
        self.assertContains(self.do(self.world.wang, case, "triage"), "没有险情要问", status_code=422)

    def api(self, case: Complaint, path: str, body: Any) -> Any:
        return self.login(self.world.wang).post(path, body, content_type="application/json")

    def test_a_program_and_an_outbox_do_the_same(self) -> None:
        case = self.lift()
        path = f"/api/v1/desk/complaints/{case.code}/triage/"
        self.assertEqual(self.api(case, path, {"answers": self.answers(case)}).status_code, 200)
        self.assertEqual(self.api(case, path, {"answers": {"inside": "maybe"}}).status_code, 422)
        wrong = {**self.answers(case), "colour": YES}
        self.assertEqual(self.api(case, path, {"answers": wrong}).status_code, 422)
        command = {
            "client_key": str(uuid4()),
            "code": case.code,
            "verb": "triage",
            "answers": self.answers(case, inside=YES),
        }
        for status in ("done", "repeated"):
            self.assertEqual(self.api(case, "/api/v1/sync/", [command]).json()[0]["status"], status)
        case.refresh_from_db()
        self.assertEqual((case.urgency, self.entries(case).count("triage")), ("P0", 2))

    def test_the_questions_are_plain_sentences(self) -> None:
        for card in CARDS:
            for question in card.questions:
                self.assertTrue(re.fullmatch(r"[\u4e00-\u9fff、，]{5,20}", question.text), question.text)
