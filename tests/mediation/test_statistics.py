"""The statistics form of domain.md §4.3: every figure here was counted by hand from the list of cases beside it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from binan.kit import codes, workbooks
from binan.kit.errors import Refused
from mediation import statistics
from mediation.figures import HEADS, Figures
from mediation.models import (
    Agreement,
    Confirmation,
    Lawsuit,
    Mediation,
    MediationEntry,
    Organisation,
    Party,
    Prevention,
    Revisit,
)
from mediation.services import prevention
from mediation.workflow import Stage
from tests.mediation.after import AfterStory

NOV, DEC = date(2026, 11, 1), date(2026, 12, 1)


def at(words: str) -> datetime:
    return datetime.fromisoformat(f"2026-{words}:00+08:00")


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page as rows of words."""
    return [
        [
            [
                html.unescape(re.sub(r"<[^>]*>", "", cell)).strip()
                for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
            ]
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
        ]
        for table in re.findall(r"<table[^>]*>(.*?)</table>", page, re.S)
    ]


def numbers(cells: Iterable[object]) -> list[float | None]:
    """What stands in cells; — and an empty one are nothing."""
    return [None if cell in (None, "—") else float(cell) if str(cell)[:1].isdigit() else None for cell in cells]


class Counted(AfterStory):
    def case(self, stage: str, ended: str = "11-20T10:00", **more: object) -> Mediation:
        """A mediation as it is after years of work, made at once: `form`, `dropped` (lawsuit), `full` (revisit)."""
        extra = {name: more.pop(name, None) for name in ("form", "dropped", "full", "filed", "ruling", "gone")}
        given = {
            "code": f"TJ{codes.pick(9)}", "complaint": self.of_whom, "organisation": self.rooms.puyan, "kind": "邻里",
            "shareable_summary": "停车", "accepted_at": at("11-02T09:00"), "due_at": at("12-02T09:00"), **more,
        }  # fmt: skip
        made = Mediation.objects.create(stage=stage, ended_at=at(ended) if ended else None, **given)
        for side in "AB":
            Party.objects.create(mediation=made, side=side, token_key=codes.token())
        if extra["gone"]:
            Party.objects.create(mediation=made, side="A", ordinal=2, token_key=codes.token(), left_at=made.ended_at)
            MediationEntry.objects.create(
                mediation=made, kind="part", stage_to=Stage.SESSION, actor_kind="staff", at=self.now
            )
        if extra["form"]:
            agreement = Agreement.objects.create(
                mediation=made, form=extra["form"], reached_at=made.ended_at, effective_at=made.ended_at
            )
            if extra["filed"]:
                Confirmation.objects.create(
                    agreement=agreement, filed_on=date(2026, 11, 25), ruling=extra["ruling"] or "",
                    ruled_on=date(2026, 11, 30) if extra["ruling"] else None,
                )  # fmt: skip
        if extra["dropped"]:
            Lawsuit.objects.create(
                mediation=made, court="滨江区人民法院", number="（2026）浙0108民初1号", filed_on=date(2026, 11, 1),
                withdrawn_on=date(2026, 11, 19), recorded_by=self.world.wang, recorded_at=self.now,
            )  # fmt: skip
        if extra["full"]:
            Revisit.objects.create(mediation=made, due_on=date(2026, 11, 30), performance="full", done_at=self.now)
        return made

    def setUp(self) -> None:
        super().setUp()
        self.of_whom = self.contacted()

    def november(self) -> None:
        """Nine that ended in November and four that did not."""
        self.case(Stage.AGREED, form="written", full=True, filed=True, ruling="valid")
        self.case(Stage.AGREED, form="written", origin="referred", filed=True, kind="物业")
        self.case(Stage.AGREED, form="oral", origin="initiative", gone=True)
        self.case(Stage.RESOLVED, dropped=True, origin="referred", kind="物业")
        self.case(Stage.FAILED, dropped=True)  # the suit was withdrawn all the same
        self.case(Stage.FAILED)
        self.case(Stage.TERMINATED, kind="物业")
        self.case(Stage.REFUSED)
        self.case(Stage.LAPSED)
        self.case(Stage.AGREED, "12-01T00:00", form="oral")  # the first minute of December
        self.case(
            Stage.AGREED, "11-30T23:59", form="oral", organisation=self.rooms.hebin, accepted_at=at("10-30T10:00")
        )
        self.case(Stage.APPLIED, "")
        self.case(Stage.AGREED, "10-31T23:59", form="written", accepted_at=at("10-01T09:00"))

    def form(self, first: date = NOV, last: date = NOV) -> statistics.Form:
        return statistics.form(Organisation.objects.all(), first, last)


class AddsUp(Counted):
    def test_every_figure_of_a_month(self):
        self.november()
        row = self.form().cells[NOV, "人民调解"]
        counted = Figures(
            accepted=11, mediated=7, applied=4, initiative=1, referred=2, settled=5, partial=1, written=2, oral=1,
            withdrawn=2, unsettled=2, not_begun=2, performed=1, confirm_filed=2, confirmed=1, people=15, people_settled=6,
        )  # fmt: skip
        self.assertEqual(row, counted)
        self.assertEqual(row.rate, 71.4)

    def test_the_columns_add_up_for_every_kind_of_organisation_and_in_all(self):
        self.november()
        form = self.form()
        rows = dict(form.by_kind())
        self.assertEqual(list(rows), ["人民调解", "行业调解", "合计"])
        for row in rows.values():
            self.assertEqual(row.mediated, row.settled + row.unsettled)
            self.assertEqual(row.mediated, row.applied + row.initiative + row.referred)
            self.assertEqual(row.settled, row.written + row.oral + row.withdrawn)
        self.assertEqual((rows["合计"].mediated, rows["合计"].settled), (8, 6))
        self.assertEqual(sum(number for *_, number in form.by_dispute()), 8)

    def test_types_of_dispute_the_most_frequent_first(self):
        self.november()
        self.assertEqual(self.form().by_dispute(), [("邻里", [4, 1], 5), ("物业", [3, 0], 3)])

    def test_a_month_ends_at_midnight_in_shanghai(self):
        self.november()
        rows = self.form(date(2026, 10, 1), DEC).by_month()
        self.assertEqual(
            [(month.month, kind, row.settled) for month, kind, row in rows if row.settled],
            [(10, "人民调解", 1), (11, "人民调解", 5), (11, "行业调解", 1), (12, "人民调解", 1)],
        )

    def test_the_number_of_queries_does_not_grow(self):
        self.case(Stage.FAILED)
        with self.assertNumQueries(6):
            self.form()
        self.november()
        with self.assertNumQueries(6):
            self.form()

    def test_what_nobody_reported_is_empty_and_not_zero(self):
        self.case(Stage.FAILED)
        at_rounds = HEADS.index("排查次数")
        self.assertIsNone(self.form().cells[NOV, "人民调解"].cells()[at_rounds])
        prevention.report(self.rooms.puyan, staff=self.world.wang, month=NOV, numbers={"rounds": 0}, now=self.now)
        self.assertEqual(self.form().cells[NOV, "人民调解"].cells()[at_rounds], 0)

    def test_tiers_stand_apart(self):
        self.rooms.puyan.tier = "street"
        self.rooms.puyan.save()
        self.case(Stage.FAILED)
        self.assertEqual(self.form().kinds(), ["人民调解（街道）", "行业调解"])
        self.assertEqual(set(self.form().cells), {(NOV, "人民调解（街道）")})

    def test_a_month_without_anything_stands_there_with_zeros(self):
        self.november()
        rows = self.form(date(2026, 8, 1), NOV).monthly()
        self.assertEqual(
            [(month.month, kind) for month, kind, _ in rows],
            [(month, kind) for month in (8, 9, 10, 11) for kind in ("人民调解", "行业调解")],
        )
        typed = range(HEADS.index("排查次数"), len(HEADS))
        for at_head, cell in enumerate(rows[0][2]):
            nothing = None if at_head in typed or HEADS[at_head] == "成功率（%）" else 0
            self.assertEqual(cell, nothing, HEADS[at_head])
        page = self.login(self.world.duty_officer).get("/mediation/statistics/?first=2026-08&last=2026-08")
        self.assertContains(page, "2026年8月")
        self.assertNotContains(page, "还没有登记")

    def test_nothing_mediated_has_no_rate(self):
        self.case(Stage.REFUSED)
        self.assertIsNone(self.form().cells[NOV, "人民调解"].rate)


class Reported(Counted):
    def test_a_second_report_of_a_month_replaces_the_first(self):
        for rounds in (4, 5):
            numbers = {"rounds": rounds, "found": 3, "prevented": 2, "petition_cases": 1, "petition_people": 12}
            prevention.report(self.rooms.puyan, staff=self.world.wang, month=NOV, numbers=numbers, now=self.now)
        row = self.form().cells[NOV, "人民调解"]
        self.assertEqual((row.reports, row.rounds, row.found, row.petition_people), (1, 5, 3, 12))

    def test_not_of_a_month_to_come_and_not_more_prevented_than_found(self):
        for month, numbers in (
            (DEC, {}),
            (date(2026, 11, 2), {}),
            (NOV, {"found": 1, "prevented": 2}),
            (NOV, {"rounds": -1}),
        ):
            with pytest.raises(Refused):
                prevention.report(self.rooms.puyan, staff=self.world.wang, month=month, numbers=numbers, now=self.now)
        self.assertEqual(Prevention.objects.count(), 0)


class Screens(Counted):
    URL = "/mediation/statistics/"

    def test_who_sees_whose(self):
        self.november()
        world, rooms = self.world, self.rooms
        for staff, seen in (
            (world.duty_officer, 2), (world.dispatcher, 1), (world.mediator, 1), (rooms.hu.staff, 1),
        ):  # fmt: skip
            page = self.login(staff).get(self.URL)
            self.assertEqual(page.status_code, 200, staff)
            self.assertEqual(len(page.context["form"].kinds()), seen, staff)
        for staff in (world.wang, world.head, world.stranger, world.auditor, world.admin):
            self.assertEqual(self.login(staff).get(self.URL).status_code, 404, staff)

    def test_a_span_that_is_none_is_answered_with_a_sentence(self):
        client = self.login(self.world.duty_officer)
        for query in ("first=2026-11&last=2026-01", "first=2020-01&last=2026-11", "first=x&last=2026-11"):
            page = client.get(f"{self.URL}?{query}")
            self.assertEqual(page.status_code, 422, query)
            self.assertRedirects(client.get(f"{self.URL}sheet/?{query}"), self.URL, fetch_redirect_response=False)

    def test_the_workbook_holds_the_same_numbers_under_a_head_that_stays(self):
        self.november()
        answer = self.login(self.world.duty_officer).get(f"{self.URL}sheet/?first=2026-11&last=2026-11")
        book = load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames, ["汇总", "分月", "纠纷类型"])
        sheet = book["汇总"]
        self.assertEqual([cell.value for cell in sheet[2]], ["组织类型", *HEADS])
        self.assertEqual(sheet.freeze_panes, "B3")
        total = [cell.value for cell in sheet[sheet.max_row]]
        self.assertEqual((total[0], total[HEADS.index("调解成功") + 1]), ("合计", 6))
        self.assertEqual(total[HEADS.index("成功率（%）") + 1], 75.0)
        self.assertEqual([cell.value for cell in book["纠纷类型"][3]], ["邻里", 4, 1, 5])

    def test_the_screen_shows_every_number_of_the_workbook(self):
        self.november()
        prevention.report(self.rooms.puyan, staff=self.world.wang, month=NOV, numbers={"rounds": 7}, now=self.now)
        client, query = self.login(self.world.duty_officer), "?first=2026-10&last=2026-12"
        book = load_workbook(io.BytesIO(client.get(f"{self.URL}sheet/{query}").content))
        sheets = [[list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book]
        by_kind, disputes, months = tables(client.get(f"{self.URL}{query}").content.decode())
        self.assertEqual([row[0] for row in by_kind[1:]], HEADS)
        self.assertEqual(
            [numbers(row[1:]) for row in zip(*by_kind, strict=True)][1:], [numbers(row[1:]) for row in sheets[0]][1:]
        )
        self.assertEqual(
            [row[1:2] + numbers(row[2:]) for row in months[1:]], [row[1:2] + numbers(row[2:]) for row in sheets[1][1:]]
        )
        self.assertEqual(len(months), 1 + 3 * 2)
        self.assertEqual(
            [row[:1] + numbers(row[1:]) for row in disputes[1:]], [row[:1] + numbers(row[1:]) for row in sheets[2][1:]]
        )

    def test_a_report_is_corrected_with_its_numbers_in_sight_and_not_overwritten_blindly(self):
        client = self.login(self.world.mediator)
        url, key = f"{self.URL}prevention/", self.rooms.puyan.pk
        given = {"organisation": key, "month": "2026-11", **dict.fromkeys(statistics.TYPED, 0)}
        client.post(url, {**given, "rounds": "12"})
        self.assertContains(client.post(url, {**given, "found": "3"}), "已经填过了", status_code=422)
        page = client.get(f"{url}?organisation={key}&month=2026-11")
        self.assertContains(page, 'value="12"')
        row = Prevention.objects.get()
        data = {**given, "rounds": "12", "found": "3", "replaces": row.pk}
        self.assertRedirects(client.post(url, data), url, fetch_redirect_response=False)
        row.refresh_from_db()
        self.assertEqual((row.rounds, row.found), (12, 3))
        for query in ("organisation=x&month=2026-11", f"organisation={self.rooms.hebin.pk}&month=2026-11", "month=1"):
            self.assertNotContains(client.get(f"{url}?{query}"), 'value="12"')

    def test_people_type_the_report_on_a_page_of_its_own(self):
        client = self.login(self.world.mediator)
        url = f"{self.URL}prevention/"
        given = {"organisation": self.rooms.puyan.pk, "month": "2026-11", **dict.fromkeys(statistics.TYPED, 0)}
        self.assertContains(client.get(url), "排查次数")
        self.assertEqual(client.post(url, {**given, "rounds": "-3"}).status_code, 422)
        self.assertEqual(client.post(url, {**given, "organisation": self.rooms.hebin.pk}).status_code, 422)
        self.assertRedirects(client.post(url, {**given, "rounds": "12"}), url, fetch_redirect_response=False)
        row = Prevention.objects.get()
        self.assertEqual((row.rounds, row.month, row.entered_by), (12, NOV, self.world.mediator))


class Workbooks(AfterStory):
    def test_no_text_becomes_a_formula(self):
        evil = ["=1+1", "+1", "-1", "@SUM(A1)", " =cmd()", "＝1", "\t=1"]
        data = workbooks.workbook([workbooks.Table("甲[乙]:*?/\\丙", "=题", ["=头"], [[word] for word in evil])])
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        for row in sheet.iter_rows():
            for cell in row:
                self.assertEqual(cell.data_type, "s", cell.value)
                self.assertTrue(cell.quotePrefix, cell.value)

    def test_numbers_stay_numbers_and_what_is_not_there_stays_empty(self):
        data = workbooks.workbook([workbooks.Table("一", "题", ["头"], [[3], [Decimal("2.50")], [None], [-1]])])
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        self.assertEqual([sheet.cell(row, 1).value for row in range(3, 7)], [3, 2.5, None, -1])
