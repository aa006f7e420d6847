"""The auditor's page: hers alone, found by person, kind, number, day and result, and taken along as a file that others can check."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.deeds import Deed
from governance.models import AuditAnchor, AuditEntry, Post
from governance.roles import Role
from governance.services import audit, chaining
from tests.cases import StoryCase


class Auditing(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        chaining.chain(self.now)  # what the world's own making left
        self.auditor = self.login(self.world.auditor)

    def read(self, code: str, staff=None, **more):
        of = audit.Of("case", code, code)
        return audit.record(more.pop("kind", Deed.CASE_READ), staff=staff or self.world.wang, of=of, **more)

    def shown(self, **asked) -> list[str]:
        """The objects that the page lists, those of this test."""
        page = self.login(self.world.auditor).get("/audit/", asked)
        return [row.object_label for row, _ in page.context["page"] if row.object_label.startswith("BA")]


class ThePage(Auditing):
    def test_it_is_for_auditors_alone_and_is_where_they_work(self) -> None:
        for name, staff in self.world.people.items():
            status = self.login(staff).get("/audit/").status_code
            self.assertEqual(status, 200 if name == "auditor" else 403, name)
        self.assertRedirects(self.auditor.get("/desk/"), "/audit/")
        self.assertEqual(self.client.get("/audit/").status_code, 302)

    def test_each_filter_finds_its_own_and_together_they_narrow(self) -> None:
        self.read("BA261123000001")
        self.read("BA261123000002", staff=self.world.li)
        self.read("BA261123000003", kind=Deed.PHOTO_OPENED, ok=False)
        self.watch.shift(timedelta(days=1))
        self.read("BA261123000004")
        for asked, numbers in (
            ({}, "4321"), ({"who": "li"}, "2"), ({"who": "李建国"}, "2"), ({"who": "nobody"}, ""), ({"kind": "photo_opened"}, "3"),
            ({"result": "refused"}, "3"), ({"day": "2026-11-23"}, "321"), ({"day": "2026-11-24"}, "4"), ({"thing": "ba261123000001"}, "1"),
            ({"thing": "BA26-1123-OOOOO1"}, "1"), ({"who": "wang", "day": "2026-11-23", "kind": "case_read"}, "1"),
        ):  # fmt: skip
            self.assertEqual([code[-1] for code in self.shown(**asked)], list(numbers), asked)

    def test_what_is_no_filter_is_refused_in_words(self) -> None:
        for asked in (
            {"kind": "x"},
            {"day": "x"},
            {"day": "0001-01-01"},
            {"result": "x"},
            {"who": "x" * 65},
            {"cursor": "x"},
        ):
            self.assertContains(self.auditor.get("/audit/", asked), "重新打开", status_code=422, msg_prefix=str(asked))

    def test_pages_follow_one_another_without_hole_or_repetition(self) -> None:
        codes = [f"BA2611230001{n:02}" for n in range(60)]
        for code in codes:  # all in one moment: only the key tells them apart
            self.read(code)
        page = self.auditor.get("/audit/", {"kind": "case_read"})
        first = [row.object_label for row, _ in page.context["page"]]
        second = [row.object_label for row, _ in self.auditor.get(f"/audit/?{page.context['more']}").context["page"]]
        self.assertEqual(first + second, codes[::-1])

    def test_a_look_at_the_audit_is_in_the_audit(self) -> None:
        self.auditor.get("/audit/")
        row = AuditEntry.objects.latest("pk")
        self.assertEqual((row.kind, row.actor), ("audit_read", self.world.auditor))
        self.auditor.get(f"/audit/{row.pk}/")
        self.assertEqual(AuditEntry.objects.latest("pk").object_id, str(row.pk))

    def test_one_entry_tells_its_details_in_words(self) -> None:
        row = self.read("BA261123000001", body={"fields": ["changed: active", "added: 岗位"], "new": True})
        page = self.auditor.get(f"/audit/{row.pk}/")
        for words in ("改：有效", "加：岗位", '新的</dt><dd class="keep">是', "王小红（wang）", "刚写下"):
            self.assertContains(page, words)
        chaining.chain(self.now)
        row = AuditEntry.objects.get(pk=row.pk)
        self.assertContains(self.auditor.get(f"/audit/{row.pk}/"), row.hash)
        self.assertEqual(self.auditor.get("/audit/999999999/").status_code, 404)

    def test_the_number_of_queries_does_not_grow(self) -> None:
        def queries() -> int:
            audit.forget()
            with CaptureQueriesContext(connection) as caught:
                self.auditor.get("/audit/", {"kind": "case_read"})
            return len(caught)

        self.read("BA261123000001")
        few = queries()
        for n in range(30):
            self.read(f"BA2611230002{n:02}", staff=[self.world.wang, self.world.li][n % 2])
        self.assertEqual(queries(), few)

    def test_how_the_chain_stands_is_said_and_a_fault_cannot_be_overlooked(self) -> None:
        self.assertContains(self.auditor.get("/audit/"), "还没有核对过")
        self.watch.shift(timedelta(minutes=2))
        self.assertContains(self.auditor.get("/audit/"), "时钟可能停了")
        chaining.chain(self.now)
        self.watch.shift(timedelta(hours=9))
        chaining.anchor(self.now)
        auditor = self.login(self.world.auditor)
        self.assertContains(auditor.get("/audit/"), "完好")
        AuditAnchor.objects.update(faults=["第 3 条：记录被改过"])
        self.assertContains(auditor.get("/audit/"), "发现 1 处问题")


class TheFile(Auditing):
    def taken(self, **asked) -> list[list[str]]:
        chaining.chain(self.now)
        answer = self.auditor.post("/audit/export/", asked)
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    def test_an_outside_program_checks_it_from_the_columns_alone(self) -> None:
        for n in range(3):
            self.read(f"BA26112300000{n}", ok=n != 1)
        audit.record(Deed.LOGIN_FAILED, of=audit.Of("account", "x"), ok=False)
        head, *rows = self.taken()
        end, numbers = head.index("校验值"), {head.index("序号"), head.index("actor_id"), head.index("unit_id")}
        before = "0" * 64
        for row in rows:
            values = [(int(value) if value else None) if n in numbers else value for n, value in enumerate(row[:end])]
            self.assertEqual(row[0], before)
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            before = hashlib.sha256(text.encode()).hexdigest()
            self.assertEqual(row[end], before)
        self.assertGreater(len(rows), 4)

    def test_it_holds_what_the_filter_finds_and_that_it_was_taken_is_written_down(self) -> None:
        self.read("BA261123000001")
        self.read("BA261123000002", staff=self.world.li)
        rows = self.taken(who="li", kind="case_read")
        self.assertEqual([row[8] for row in rows[1:]], ["BA261123000002"])
        kept = AuditEntry.objects.get(kind="audit_exported")
        self.assertEqual((kept.actor, kept.body), (self.world.auditor, {"asked": "li，查看事件"}))

    def test_a_cell_that_would_be_a_formula_is_none(self) -> None:
        self.read("=1+1")
        self.assertIn("'=1+1", self.taken()[-1])

    def test_ten_an_hour_and_for_nobody_else(self) -> None:
        for _ in range(10):
            self.assertEqual(self.auditor.post("/audit/export/").status_code, 200)
        self.assertEqual(self.auditor.post("/audit/export/").status_code, 429)
        self.assertEqual(self.login(self.world.admin).post("/audit/export/").status_code, 403)


class WhatIsClosed(Auditing):
    """A report of misconduct: the auditor neither finds it nor counts it (domain.md §5, SECURITY.md 19)."""

    BRIBE = "举报社区干部收受施工队的红包，作风有问题，请纪委查一查。"

    def everything(self) -> str:
        """All that an auditor can read of the audit: the list, each entry, the file."""
        chaining.chain(self.now)
        pages = [self.auditor.get("/audit/").content, b"".join(self.auditor.post("/audit/export/").streaming_content)]
        rows = AuditEntry.objects.filter(actor=self.world.duty_officer)
        pages += [self.auditor.get(f"/audit/{row.pk}/").content for row in rows]
        return b"".join(pages).decode()

    def test_a_look_at_it_is_written_and_looks_like_an_opened_desk(self) -> None:
        case, desk = self.file(text=self.BRIBE), self.login(self.world.duty_officer)
        self.assertEqual(case.category, "GOV-03")
        desk.get("/desk/")
        desk.get(f"/desk/{case.code}/")
        desk.post(f"/desk/{case.code}/reveal/phone/", {"reason": "verify"})
        ordinary, *hidden = AuditEntry.objects.filter(actor=self.world.duty_officer).order_by("pk")
        self.assertEqual(
            [(row.kind, row.object_id, row.result, row.way) for row in hidden], 2 * [("desk_opened", "", "ok", "desk")]
        )
        self.assertEqual([row.body["kind"] for row in hidden], ["case_read", "person_revealed"])
        self.assertEqual({row.body["id"] for row in hidden}, {case.code})
        for row in hidden:  # nothing of a row tells it from an ordinary one
            for name in ("actor_kind", "object_type", "object_label", "unit_id", "network", "device"):
                self.assertEqual(getattr(row, name), getattr(ordinary, name), name)
            self.assertEqual(len(row.body_digest), len(ordinary.body_digest))
        self.assertNotEqual(ordinary.body_digest, audit.EMPTY)
        self.assertNotIn(case.code, self.everything())
        self.assertEqual(self.shown(thing=case.code), [])

    def test_what_is_refused_her_in_a_case_she_sees_gives_its_number_away_to_nobody(self) -> None:
        case, desk = self.file(text=self.BRIBE), self.login(self.world.duty_officer)
        for verb in ("dial", "release", "set_out", "arrive"):
            desk.post(f"/desk/{case.code}/{verb}/")
        for _ in range(32):
            answer = desk.post(f"/desk/{case.code}/reveal/phone/", {"reason": "verify"})
        self.assertEqual(answer.status_code, 429)
        self.assertNotIn(case.code, self.everything())

    def test_the_keeper_of_the_machine_finds_it_in_no_table(self) -> None:
        case, other = self.file(text=self.BRIBE), self.file()
        keeper = self.login(self.world.admin)
        page = keeper.get("/admin/complaints/complaint/").content.decode()
        self.assertIn(other.code, page)
        for table in ("complaint", "deadline"):
            self.assertNotContains(keeper.get(f"/admin/complaints/{table}/"), case.code)
        self.assertEqual(keeper.get(f"/admin/complaints/complaint/{case.pk}/change/").status_code, 302)

    def test_an_auditor_of_the_districts_own_inbox_reads_what_it_was(self) -> None:
        case = self.file(text=self.BRIBE)
        self.login(self.world.duty_officer).get(f"/desk/{case.code}/")
        row = AuditEntry.objects.filter(actor=self.world.duty_officer).latest("pk")
        self.assertNotContains(self.auditor.get(f"/audit/{row.pk}/"), case.code)
        Post.objects.create(staff=self.world.auditor, role=Role.DISTRICT_DUTY, unit=self.world.district)
        self.assertContains(self.auditor.get(f"/audit/{row.pk}/"), case.code)

    def test_who_tries_its_number_leaves_what_anybody_leaves_who_tries_any(self) -> None:
        case = self.file(text=self.BRIBE)
        for code in (case.code, "BA261123ZZZZZZ"):
            self.assertEqual(self.login(self.world.wang).get(f"/desk/{code}/").status_code, 404)
        rows = AuditEntry.objects.filter(actor=self.world.wang, kind="case_read").order_by("pk")
        self.assertEqual([(row.object_id, row.result, row.body) for row in rows],
                         [(case.code, "refused", {}), ("BA261123ZZZZZZ", "refused", {})])  # fmt: skip
