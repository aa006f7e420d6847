"""A list as a file: masked, with a line that says whose it is, and written down in the books."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from unittest import mock

from asgiref.sync import sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from binan.kit import sheets
from complaints import selectors
from complaints.models import Export
from complaints.services import exporting, handling
from complaints.views.desk import exports
from tests.cases import StoryCase
from tests.world import GAS, PHONE

TELLING = "楼上1203室的王大明天天跳绳，他的电话是13912345678，从早跳到晚。"


class ExportCase(StoryCase):
    def post(self, staff, path: str = "/desk/export/", **given):
        return self.login(staff).post(path, given)

    def read(self, answer) -> list[list[str]]:
        """The rows of the file as Excel would read them."""
        self.assertEqual(answer.status_code, 200)
        return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


class ExportTests(ExportCase):
    def test_it_holds_the_board_as_it_is_filtered_in_its_order(self) -> None:
        calm, burning, taken = self.file(), self.file(GAS), self.claimed()
        codes = [row[0] for row in self.read(self.post(self.world.dispatcher))[2:-1]]
        self.assertEqual(codes, [burning.code, calm.code, taken.code])
        self.assertEqual(
            [row[0] for row in self.read(self.post(self.world.dispatcher, view="new"))[2:-1]],
            [burning.code, calm.code],
        )
        self.assertEqual(self.read(self.post(self.world.dispatcher, unit=str(self.world.guanshan.pk)))[2:-1], [])

    def test_excel_opens_it(self) -> None:
        answer = self.post(self.world.dispatcher)
        self.assertTrue(answer.getvalue().startswith(b"\xef\xbb\xbf"))
        self.assertEqual(answer["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("attachment", answer["Content-Disposition"])

    def test_nobody_can_be_called_or_named_from_it(self) -> None:
        case = self.file(text=f"{TELLING}我是李小明", name="李小明", identity="real")
        whole = self.post(self.world.dispatcher).getvalue().decode()
        for secret in (PHONE, PHONE[3:7], "李小明", "13912345678", "1203", case.token):
            self.assertNotIn(secret, whole)
        for masked in ("138****8001", "李**", "139****5678"):
            self.assertIn(masked, whole)

    def test_a_cell_that_would_be_a_formula_is_none(self) -> None:
        self.file(text='=HYPERLINK("http://evil.example","点这里")，楼上太吵了，请来看看。')
        for row in self.read(self.post(self.world.dispatcher))[2:-1]:
            self.assertEqual([cell for cell in row if cell.startswith(("=", "+", "-", "@"))], [])
            self.assertTrue(row[-1].startswith("'="))
        for text in ("+1", "-1", "@A1", "\t=1", " =1", "＝1"):
            self.assertTrue(sheets.cell(text).startswith("'"), text)
        self.assertEqual([sheets.cell(text) for text in ("138****8001", "甲\n乙")], ["138****8001", "甲 乙"])

    def test_the_first_and_the_last_line_say_whose_it_is(self) -> None:
        self.file(), self.file()
        rows = self.read(self.post(self.world.dispatcher))
        self.assertEqual(rows[0], rows[-1])
        number = Export.objects.get().number
        self.assertEqual(
            rows[0][0],
            f"滨安码事件清单：孙调度（浦沿街道）2026-11-23 18:30 导出，共 2 行，编号 {number}。仅供工作使用，请勿外传。",
        )

    def test_it_is_written_in_the_books_and_stays_there(self) -> None:
        self.file()
        self.post(self.world.dispatcher, view="new", urgency="P2", unit=str(self.world.dongguan.pk))
        written = Export.objects.get()
        self.assertEqual(
            (written.staff, written.unit, written.at, written.rows, written.asked),
            (self.world.dispatcher, self.world.puyan, self.now, 1, "新，一般，东冠社区"),
        )
        with self.assertRaises(TypeError):
            written.save()
        with self.assertRaises(TypeError):
            written.delete()
        keeper = self.login(self.world.admin)
        self.assertContains(keeper.get(reverse("admin:complaints_export_changelist")), written.number)
        page = reverse("admin:complaints_export_change", args=[written.pk])
        self.assertContains(keeper.get(page), "新，一般，东冠社区")
        self.assertEqual(keeper.post(page, {"rows": 0}).status_code, 403)

    def test_only_the_street_and_the_district_may(self) -> None:
        for staff in (self.world.dispatcher, self.world.duty_officer):
            self.assertEqual(self.post(staff).status_code, 200)
        for staff in (self.world.wang, self.world.head, self.world.mediator, self.world.auditor):
            self.assertEqual(self.post(staff).status_code, 403, staff)
            if staff in (self.world.wang, self.world.head):  # the others work elsewhere
                self.assertNotContains(self.login(staff).get("/desk/"), "/desk/export/")
        self.assertEqual(Export.objects.count(), 2)
        self.assertContains(self.login(self.world.dispatcher).get("/desk/?view=new"), 'name="view" value="new"')

    def test_more_than_it_may_hold_says_what_to_do(self) -> None:
        self.file(), self.file(), self.file()
        with mock.patch.object(exporting, "ROWS_MAX", 2):
            answer = self.post(self.world.dispatcher)
        self.assertContains(answer, "一次最多导出 5000 行", status_code=422)
        self.assertEqual(Export.objects.count(), 0)

    def test_ten_files_an_hour(self) -> None:
        for _ in range(exporting.HOURLY):
            self.assertEqual(self.post(self.world.dispatcher).status_code, 200)
        self.assertEqual(self.post(self.world.dispatcher).status_code, 429)
        self.assertEqual(self.post(self.world.duty_officer).status_code, 200)  # each person has her own ten
        self.watch.shift(timedelta(hours=1))
        self.assertEqual(self.post(self.world.dispatcher).status_code, 200)

    def test_it_is_read_in_parts_while_it_is_sent(self) -> None:
        cases = [self.file() for _ in range(5)]
        keys = selectors.keys(self.world.dispatcher, now=self.now, most=10)
        with mock.patch("complaints.selectors.queue.PART", 2), CaptureQueriesContext(connection) as caught:
            rows = selectors.exported(keys)
            self.assertEqual(len(caught), 0)  # nothing is read before somebody wants it
            self.assertEqual(next(rows).code, cases[0].code)
            self.assertEqual(len(caught), 1)
            self.assertEqual([row.code for row in rows], [case.code for case in cases[1:]])
            self.assertEqual(len(caught), 3)

    def test_a_case_that_moves_while_it_is_sent_is_there_once(self) -> None:
        cases = [self.file() for _ in range(4)]
        with mock.patch("complaints.selectors.queue.PART", 1):
            answer = self.post(self.world.dispatcher)
            parts = iter(answer.streaming_content)
            begun = [next(parts) for _ in range(3)]
            handling.withdraw(cases[3], now=self.now)
            whole = b"".join([*begun, *parts]).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(whole)))[2:-1]
        self.assertEqual([row[0] for row in rows], [case.code for case in cases])  # as many as the first line says


class ReplayExportTests(ExportCase):
    def test_the_board_of_a_past_minute(self) -> None:
        mine, at = self.claimed(), self.now
        self.wait(hours=2)
        given = {"unit": str(self.world.dongguan.pk), "at": f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"}
        rows = self.read(self.post(self.world.dispatcher, "/desk/replay/export/", **given))
        self.assertEqual(tuple(rows[1]), exports.REPLAY)
        self.assertEqual(rows[2][:8], [
            mine.code, "一般", "已认领", "东冠社区", "王社工", "回电", "2026-11-23 18:35", "还剩 5 分 0 秒"
        ])  # fmt: skip
        self.assertIn("回放清单", rows[-1][0])
        self.assertEqual(Export.objects.get().asked, "东冠社区，2026-11-23 18:30 的看板")

    def test_not_of_a_unit_that_is_not_hers(self) -> None:
        given = {"unit": str(self.world.zhongxing.pk), "at": "2026-11-23T18:00"}
        self.assertEqual(self.post(self.world.dispatcher, "/desk/replay/export/", **given).status_code, 422)
        self.assertEqual(self.post(self.world.head, "/desk/replay/export/").status_code, 403)


class StreamedTests(ExportCase):
    async def test_a_browser_of_the_embedded_server_gets_all_of_it(self) -> None:
        cases = [await sync_to_async(self.file)() for _ in range(3)]
        await self.async_client.aforce_login(self.world.dispatcher)
        answer = await self.async_client.post("/desk/export/", headers={"accept-encoding": "gzip"})
        self.assertTrue(answer.is_async)  # else Django gathers all of it before it sends anything
        self.assertFalse(answer.has_header("Content-Encoding"))  # gzip, part by part, is cut off behind the first
        whole = "".join([part.decode() async for part in answer.streaming_content])
        rows = list(csv.reader(io.StringIO(whole.removeprefix(sheets.BOM))))
        self.assertEqual([row[0] for row in rows[2:-1]], [case.code for case in cases])
        self.assertEqual(rows[0], rows[-1])
