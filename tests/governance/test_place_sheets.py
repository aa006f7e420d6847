"""A community's list of doors becomes codes: tried first, said row by row what is wrong, made and printed together."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from governance.models import Place, PrintRun
from governance.plates import Stage
from tests.cases import StoryCase
from tests.mediation.test_registry_sheets import CSV, XLSX, plain, workbook

HEADS = ["类型", "名称", "单位"]
ADDRESS = "/admin/governance/place"


class PlaceSheets(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.keeper = self.login(self.world.admin)

    def tried(self, upload: SimpleUploadedFile, form: str = XLSX) -> HttpResponse:
        return self.keeper.post(f"{ADDRESS}/import/", {"resource": "0", "import_file": upload, "format": form})

    def brought_in(self, upload: SimpleUploadedFile, form: str = XLSX) -> HttpResponse:
        page = self.tried(upload, form)
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.content.decode()))
        names = ("import_file_name", "original_file_name", "format", "resource")
        given: dict[str, Any] = {name: hidden.get(name, "") for name in names}
        return self.keeper.post(f"{ADDRESS}/process_import/", given, follow=True)

    def test_a_list_of_doors_is_tried_made_and_printed_together(self) -> None:
        rows = [["单元门", f"江畔锦园{n}幢", "东冠社区"] for n in range(1, 4)] + [
            ["电梯", "1号梯", "PY-DG-G01"],
            ["门岗", "北门", "浦沿街道冠山社区"],
        ]
        page = self.tried(workbook(HEADS, *rows))
        self.assertContains(page, "江畔锦园3幢")
        self.assertFalse(Place.objects.filter(name="北门").exists())
        page = self.brought_in(workbook(HEADS, *rows))
        made = Place.objects.exclude(batch="")
        self.assertEqual(
            (made.count(), len({place.code for place in made}), {place.stage for place in made}), (5, 5, {Stage.NEW})
        )
        self.assertEqual(made.get(name="北门").unit, self.world.guanshan)
        (link,) = re.findall(r'href="(/desk/places/\?batch=[^"]*)"', page.content.decode())
        listed = self.keeper.get(link)
        self.assertEqual(len(listed.context["page"].rows), 5)
        self.keeper.post("/desk/places/print/", {"layout": "sticker", "form": "pdf", "batch": made[0].batch})
        self.assertEqual(PrintRun.objects.get().total, 5)

    def test_every_row_that_is_wrong_says_so_and_nothing_is_made(self) -> None:
        rows = [
            ["单元门", "观潮名苑6幢2单元", self.world.grid.key],  # there already
            ["大门口", "江畔锦园1幢", "东冠社区"],
            ["单元门", "江畔锦园2幢", "东官社区"],
            ["单元门", "江畔锦园3幢", "东冠社区"],
            ["单元门", "江畔锦园3幢", "东冠社区"],
            ["单元门", "", "东冠社区"],
            ["单元门", "长" * 81, "东冠社区"],
        ]
        page = self.tried(workbook(HEADS, *rows)).content.decode()
        for words in ("已经有“观潮名苑6幢2单元”", "没有“大门口”这一项", "没有找到“东官社区”", "出现了两次"):
            self.assertIn(words, page)
        self.assertNotIn("import_file_name", page)
        self.assertEqual(Place.objects.count(), 3)

    def test_two_units_of_one_name_are_asked_for_by_their_key(self) -> None:
        self.world.guanshan.name = "东冠社区"
        self.world.guanshan.save()
        self.assertContains(self.tried(workbook(HEADS, ["门岗", "南门", "东冠社区"])), "有 2 个单位叫“东冠社区”")

    def test_a_line_with_a_code_changes_its_place_and_never_its_code(self) -> None:
        heads = ["码", *HEADS]
        self.brought_in(workbook(heads, ["testdoor01", "单元门", "观潮名苑6幢2单元东", "东冠社区"]))
        self.world.door.refresh_from_db()
        self.assertEqual(
            (self.world.door.name, self.world.door.code, self.world.door.batch),
            ("观潮名苑6幢2单元东", "TESTDOOR01", ""),
        )
        page = self.tried(workbook(heads, ["MYCODE0001", "单元门", "自己取的码", "东冠社区"]))
        self.assertContains(page, "没有“MYCODE0001”这个码")

    def test_columns_that_are_missing_and_files_that_are_none(self) -> None:
        self.assertContains(self.tried(workbook(["名称"], ["一号门"])), "少了这些列：类型、单位")
        self.assertContains(self.tried(SimpleUploadedFile("a.xlsx", b"PK\x03\x04no")), "打不开")
        self.assertContains(self.tried(plain("类型,名称,单位\n门岗,南门,东冠社区\n", "gb18030"), CSV), "南门")

    def test_confirmed_a_second_time_there_is_nothing_left_and_that_is_said(self) -> None:
        given = {"import_file_name": "gone", "original_file_name": "表.xlsx", "format": XLSX, "resource": "0"}
        page = self.keeper.post(f"{ADDRESS}/process_import/", given, follow=True)
        self.assertContains(page, "预览已经过期")

    def test_what_goes_out_is_no_formula_and_comes_back_unchanged(self) -> None:
        Place.objects.filter(pk=self.world.door.pk).update(name="=HYPERLINK(1)")
        sent = self.keeper.post(f"{ADDRESS}/export/", {"resource": "0", "format": CSV})
        self.assertIn("'=HYPERLINK(1)", sent.content.decode())
        page = self.tried(SimpleUploadedFile("表.csv", sent.content), CSV)
        self.assertEqual(page.content.decode().count('<tr class="skip">'), 3)

    def test_a_place_is_never_deleted_and_its_life_is_on_its_own_page(self) -> None:
        page = self.keeper.get(f"{ADDRESS}/{self.world.door.pk}/change/")
        self.assertContains(page, "TESTDOOR01")
        self.assertEqual(self.keeper.get(f"{ADDRESS}/{self.world.door.pk}/delete/").status_code, 403)
        self.keeper.post(
            f"{ADDRESS}/{self.world.door.pk}/change/",
            {"name": "门", "kind": "gate", "unit": self.world.grid.pk, "stage": "RETIRED"},
        )
        self.world.door.refresh_from_db()
        self.assertEqual((self.world.door.name, self.world.door.stage), ("门", Stage.NEW))
