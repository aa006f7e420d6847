"""A resident's program looks at her case."""

from __future__ import annotations

from complaints.models import Rating
from complaints.services import handling, rating
from tests.api.cases import ApiCase
from tests.world import ANSWER, PHONE


class StatusTests(ApiCase):
    def look(self, case) -> dict:
        answer = self.client.get(f"/api/v1/complaints/{case.token}/")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertEqual(answer["Referrer-Policy"], "no-referrer")
        return answer.json()

    def test_a_new_case_shows_its_promises_and_what_happened(self) -> None:
        case = self.file()
        seen = self.look(case)
        self.assertEqual(
            {name: seen[name] for name in ("code", "stage", "stage_label", "unit", "handler", "result", "rating_url")},
            {
                "code": case.code, "stage": "ACCEPTED", "stage_label": "已受理", "unit": "东冠社区", "handler": None,
                "result": None, "rating_url": None,
            },
        )  # fmt: skip
        self.assertEqual(
            seen["promises"][0], {"kind": "contact", "label": "回电", "due_at": "2026-11-23T18:35:00+08:00"}
        )
        self.assertEqual([line["sentence"] for line in seen["timeline"]], ["您提交了诉求", "已受理，转到东冠社区"])
        self.assertEqual(seen["check"], case.head[:12])

    def test_she_reads_the_handler_by_surname_and_nothing_internal(self) -> None:
        case = self.claimed()
        handling.note(case, staff=self.world.wang, text="此人常投诉", now=self.now)
        seen = self.look(case)
        self.assertEqual(seen["handler"], "王社工")
        self.assertNotIn("note", [line["kind"] for line in seen["timeline"]])
        for hidden in ("此人常投诉", "王小红", PHONE, case.phone):
            self.assertNotIn(hidden, str(seen))

    def test_the_link_to_rate_appears_with_the_invitation(self) -> None:
        case = self.closed()
        seen = self.look(case)
        self.assertEqual(
            (seen["stage"], seen["result"], seen["rating_url"], seen["promises"]), ("CLOSED", ANSWER, None, [])
        )
        self.wait(hours=48)
        invitation = Rating.objects.get(complaint=case)
        self.assertEqual(self.look(case)["rating_url"], f"http://testserver/r/{invitation.token}/")

    def test_a_reopened_case_has_no_answer_and_nothing_to_rate_yet(self) -> None:
        case = self.closed()
        self.wait(hours=48)
        rating.rate(Rating.objects.get(complaint=case), choice=1, comment="", now=self.now)
        seen = self.look(case)
        self.assertEqual((seen["stage"], seen["result"], seen["rating_url"]), ("ACCEPTED", None, None))

    def test_a_wrong_token_and_a_case_number_find_nothing(self) -> None:
        case = self.file()
        for wrong in ("x" * 32, case.code, case.token_key, case.token[:-1], "%00", "..%2f", "%F0%9F%98%80"):
            self.assertRefused(self.client.get(f"/api/v1/complaints/{wrong}/"), 404, "not_found")

    def test_looking_changes_nothing(self) -> None:
        case = self.file()
        self.look(case)
        case.refresh_from_db()
        self.assertEqual(self.entries(case), ["file", "accept"])
        self.assertRefused(self.send(self.client, f"/api/v1/complaints/{case.token}/", {}), 405, "method")
