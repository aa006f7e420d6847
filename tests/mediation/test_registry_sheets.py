"""The registry as sheets: out, in, in again; and what is said of rows that are wrong."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from mediation.committee import Office
from mediation.models import Mediator, Member, Organisation, Room, Training
from tests.mediation.rooms import MediationStory

ADMIN = "/admin/mediation"
XLSX, CSV = "0", "1"
ORGANISATIONS = ["编码", "名称", "调解类型", "设立层级", "服务街道", "专长类别", "电话", "本届开始", "在用"]
MEMBERS = ["组织编码", "序号", "姓名", "职务", "女"]


def workbook(heads: list[str], *rows: list[object]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("表.xlsx", out.getvalue())


def plain(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("表.csv", text.encode(encoding))


class Sheets(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.keeper = self.login(self.world.admin)

    def preview(self, model: str, upload: SimpleUploadedFile, form: str = XLSX):
        return self.keeper.post(f"{ADMIN}/{model}/import/", {"resource": "0", "import_file": upload, "format": form})

    def brought_in(self, model: str, upload: SimpleUploadedFile, form: str = XLSX):
        """Previewed and confirmed."""
        page = self.preview(model, upload, form)
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.content.decode()))
        self.assertIn("import_file_name", hidden, page.content.decode()[-3000:])
        names = ("import_file_name", "original_file_name", "format", "resource")
        return self.keeper.post(f"{ADMIN}/{model}/process_import/", {name: hidden.get(name, "") for name in names})

    def test_organisations_come_in_and_a_second_time_nothing_changes(self):
        row = ["chang-he", "长河头", "人民调解", "街道", "", "NEI、PRO-01", "0571-87654321", date(2024, 3, 1), "是"]
        page = self.preview("organisation", workbook(ORGANISATIONS, row))
        self.assertContains(page, "长河头")
        self.assertFalse(Organisation.objects.filter(key="chang-he").exists())
        self.brought_in("organisation", workbook(ORGANISATIONS, row))
        made = Organisation.objects.get(key="chang-he")
        self.assertEqual((made.tier, made.specialities, made.phone), ("street", ["NEI", "PRO-01"], "+8657187654321"))
        self.assertEqual((made.term_began, made.active), (date(2024, 3, 1), True))
        again = self.preview("organisation", workbook(ORGANISATIONS, row))
        self.assertContains(again, '<tr class="skip">')
        self.assertNotContains(again, '<tr class="update">')

    def test_a_row_is_known_by_its_key_whatever_its_name(self):
        made = self.rooms.puyan
        self.brought_in("organisation", workbook(["编码", "名称", "调解类型"], [made.key, "浦沿潮", "人民调解"]))
        made.refresh_from_db()
        self.assertEqual((made.name, made.unit), ("浦沿潮", self.world.puyan))

    def test_what_goes_out_comes_back_in_unchanged(self):
        for form in (XLSX, CSV):
            for model in ("organisation", "room", "mediator"):
                sent = self.keeper.post(f"{ADMIN}/{model}/export/", {"resource": "0", "format": form})
                page = self.preview(model, SimpleUploadedFile("表", sent.content), form)
                self.assertContains(page, '<tr class="skip">')
                self.assertNotContains(page, '<tr class="update">', msg_prefix=page.content.decode()[-2000:])
                self.assertNotContains(page, '<tr class="new">')

    def test_wrong_rows_are_said_in_words_and_nothing_of_the_sheet_is_kept(self):
        good = ["hao", "好的", "人民调解", "街道", "", "", "", "", "是"]
        for column, value, said in (
            ("调解类型", "民间", "没有“民间”这一项"),
            ("服务街道", "火星街道", "没有找到“火星街道”这个街道"),
            ("专长类别", "XYZ", "没有“XYZ”开头的类别"),
            ("电话", "123", "“123”不是电话号码"),
            ("本届开始", "去年", "“去年”不是日期"),
            ("在用", "对", "“对”请写“是”或者“否”"),
            ("编码", "大写", "只能用小写字母"),
            ("名称", "", "不能为空"),
        ):
            bad = ["huai", "坏的", "人民调解", "街道", "", "", "", "", "是"]
            bad[ORGANISATIONS.index(column)] = value
            page = self.preview("organisation", workbook(ORGANISATIONS, good, bad))
            self.assertContains(page, said)
            self.assertContains(page, f'<span class="validation-error-field-label">{column}</span>')
            self.assertNotContains(page, "process_import")
            self.assertNotContains(page, "Traceback")
        self.assertFalse(Organisation.objects.filter(key__in=("hao", "huai")).exists())

    def test_a_sheet_that_is_none_of_ours_is_said(self):
        page = self.preview("organisation", workbook(["名称"], ["没有编码"]))
        self.assertContains(page, "少了这些列：编码、调解类型")
        self.assertContains(self.preview("room", plain("不是表格"), XLSX), "这个文件打不开")
        self.assertContains(self.preview("room", plain("\0\0\0", "utf-16"), CSV), "这个文件打不开")
        self.assertContains(self.preview("room", plain("\n"), CSV), "这张表是空的")

    def test_csv_from_excel_in_china_is_read(self):
        text = (
            f"编码,组织编码,名称,地点,开放时间\nsan-lou,{self.rooms.puyan.key},三楼,三楼东头,周一至周五 8：30-12：00\n"
        )
        self.brought_in("room", plain(text, "gb18030"), CSV)
        made = Room.objects.get(key="san-lou")
        self.assertEqual((made.place, made.week["4"], made.seats), ("三楼东头", [["08:30", "12:00"]], 8))

    def test_a_committee_is_judged_when_its_last_row_is_in(self):
        key = self.rooms.puyan.key
        rows = [[key, 1, "陈会长", "主任", "否"], [key, 2, "林大姐", "委员", "是"], [key, 3, "何师傅", "委员", "否"]]
        page = self.preview("member", workbook(MEMBERS, *rows[:2]))
        self.assertContains(page, "浦沿潮调解室：人民调解委员会由 3 到 9 名委员组成，现在是 2 名")
        self.brought_in("member", workbook(MEMBERS, *rows))
        self.assertEqual([one.name for one in Member.objects.all()], ["陈会长", "林大姐", "何师傅"])
        rows[0][3], rows[1][3] = "委员", "主任"
        self.brought_in("member", workbook(MEMBERS, *rows))
        self.assertEqual(Member.objects.get(office=Office.CHAIR).name, "林大姐")
        rows[0][3] = "主任"
        self.assertContains(self.preview("member", workbook(MEMBERS, *rows)), "要有一名主任，现在是 2 名")

    def test_mediators_and_what_they_were_trained_in(self):
        heads = ["用户名", "组织编码", "专职", "语言", "文化程度", "每天最多几场"]
        row = ["hu", self.rooms.hebin.key, "是", "英语；杭州话、萧山话", "大专", 3]
        self.brought_in("mediator", workbook(heads, row))
        hu = Mediator.objects.get(staff__username="hu")
        self.assertEqual((hu.languages, hu.education, hu.per_day), (["en", "local"], "college", 3))
        page = self.preview("mediator", workbook(heads, ["nobody", *row[1:]]))
        self.assertContains(page, "没有找到“nobody”这个账号")
        for _ in range(2):
            self.brought_in(
                "training", workbook(["用户名", "日期", "内容", "学时"], ["hu", "2026年5月1日", "民法典", 7.5])
            )
        self.assertEqual(Training.objects.get().hours, 7.5)

    def test_what_a_spreadsheet_would_take_for_a_formula_is_none(self):
        Organisation.objects.filter(pk=self.rooms.hebin.pk).update(intro="=HYPERLINK(1)")
        sent = self.keeper.post(f"{ADMIN}/organisation/export/", {"resource": "0", "format": CSV})
        self.assertIn("'=HYPERLINK(1)", sent.content.decode())
        self.brought_in("organisation", SimpleUploadedFile("表", sent.content), CSV)
        self.assertEqual(Organisation.objects.get(pk=self.rooms.hebin.pk).intro, "=HYPERLINK(1)")

    def test_only_who_keeps_the_admin_brings_in_and_takes_out(self):
        for staff in (self.world.wang, self.world.mediator, self.world.auditor):
            for way in ("import", "export"):
                self.assertEqual(self.login(staff).get(f"{ADMIN}/mediator/{way}/").status_code, 302)
