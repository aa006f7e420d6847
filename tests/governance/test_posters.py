"""Codes on paper: what stands on them, that they are read back, whole and battered, at 25 mm, and that a thousand are drawn."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import timedelta

from django.core.files.storage import default_storage
from pypdf import PdfReader

from binan.kit.errors import Refused
from governance.models import Place, PlateEvent, PrintRun
from governance.posters import Plaque, draw, plaque
from governance.services import plates, prints
from tests.cases import StoryCase
from tests.governance import paper

SMALL = 25.0  # mm: the smallest code that is hung up (work.md, the acceptance of 平安宣传画)
LOTS = 12  # of each damage; benchmarks/posters.py reads two hundred of each
CODE = (52.0, 47.0, 116.0)  # where the code of an A4 poster stands: top, left, edge


def plate(number: int = 1, name: str = "观潮名苑6幢2单元") -> Plaque:
    code = f"ABCDEF{number:04}"
    return Plaque(
        f"https://binan.example.gov.cn/q/{code}/", name, "浦沿街道东冠社区", "0571-86600001", code, f"{number:06}-1"
    )


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


class OnPaper(StoryCase):
    def test_each_sheet_says_where_it_hangs_whom_to_ring_and_how_to_tell_a_true_code(self) -> None:
        place = Place.objects.select_related(prints.UP).get(pk=self.world.door.pk)
        for layout in ("a4", "a6"):
            said = words(draw([plaque(place)], layout))
            for part in ("观潮名苑6幢2单元", "浦沿街道东冠社区", "TESTDOOR01", place.number, "微信扫一扫，不用下载", "110", "119",
                         "120", "testserver", "才是真码", "不收钱"):  # fmt: skip
                self.assertIn(part, said, layout)
        said = words(draw([plaque(place)], "sticker"))
        for part in ("观潮名苑6幢2单元", "TESTDOOR01", "110", "119", "120", "认准 testserver"):
            self.assertIn(part, said)

    def test_what_is_read_back_is_the_address_of_the_landing(self) -> None:
        for layout in ("a4", "a6", "sticker"):
            (found,) = paper.read(paper.printed(draw([plate()], layout)))
            self.assertEqual(found, plate().url)

    def test_a_sheet_of_stickers_holds_fifteen_each_with_its_own_code(self) -> None:
        plates = [plate(n) for n in range(17)]
        pdf = draw(plates, "sticker")
        self.assertEqual(paper.pages(pdf), 2)
        read = paper.read(paper.printed(pdf, 0)) + paper.read(paper.printed(pdf, 1))
        self.assertEqual(sorted(read), sorted(each.url for each in plates))

    def test_at_25_mm_it_is_read_whatever_has_happened_to_it(self) -> None:
        top, left, edge = CODE
        small = paper.small(draw([plate()], "a4"), edge, SMALL, (left, top, left + edge, top + edge))
        self.assertAlmostEqual(small.width / paper.MM, SMALL, delta=0.2)
        for name, damage in paper.DAMAGES.items():
            got = [paper.read(damage(small, random.Random(lot))) for lot in range(LOTS)]
            self.assertEqual(sum(each == [plate().url] for each in got), LOTS, name)

    def test_the_code_is_a_drawing_and_not_a_picture(self) -> None:
        page = PdfReader(io.BytesIO(draw([plate()], "a4"))).pages[0]
        self.assertEqual(len(page.images), 0)

    def test_names_of_any_length_and_any_character_stay_on_the_page(self) -> None:
        for name in (
            "东",
            "中国（杭州）智慧产业园华业科技产业园三期十二号楼大堂东侧保安室旁边门岗" * 2,
            "𠮷祥里1幢",
            "A" * 80,
            "码\n牌",
        ):
            place = Place(code="ABCDEF0001", name=name, unit=self.world.grid)
            for layout in ("a4", "a6", "sticker"):
                (found,) = paper.read(paper.printed(draw([plaque(place)], layout)))
                self.assertEqual(found, "http://testserver/q/ABCDEF0001/")


class Printing(StoryCase):
    def ask(self, number: int = 3, **more: str) -> PrintRun:
        Place.objects.bulk_create(
            Place(code=f"MANY{n:06}", name=f"门{n:02}", unit=self.world.grid) for n in range(number)
        )
        keys = list(Place.objects.filter(code__startswith="MANY").values_list("pk", flat=True))
        given = {"layout": "sticker", "form": "pdf", "title": "门", **more}
        return prints.ask(staff=self.world.wang, places=keys, now=self.now, **given)

    def test_asked_for_drawn_by_the_clock_fetched_marked_and_forgotten(self) -> None:
        browser = self.login(self.world.wang)
        page = browser.post("/desk/places/print/", {"layout": "a6", "form": "pdf"}, follow=True)
        run = PrintRun.objects.get()
        self.assertContains(page, "排队中")
        self.assertContains(page, f'data-hx-get="/desk/places/print/{run.pk}/"')
        self.assertEqual(prints.work(self.now), 1)
        self.assertEqual(prints.work(self.now), 0)
        self.assertContains(browser.get(f"/desk/places/print/{run.pk}/"), "下载")
        got = browser.get(f"/desk/places/print/{run.pk}/file/")
        data = b"".join(got.streaming_content)
        self.assertEqual(paper.pages(data), 2)
        self.assertContains(browser.post(f"/desk/places/print/{run.pk}/printed/", follow=True), "等张贴")
        self.assertEqual(
            set(Place.objects.filter(pk__in=[pk for pk, _ in run.places]).values_list("stage", flat=True)), {"PRINTED"}
        )
        self.assertEqual(PlateEvent.objects.filter(kind="printed").count(), 2)
        run.refresh_from_db()
        self.assertTrue(default_storage.exists(run.file))
        PrintRun.objects.update(done_at=self.now)
        self.assertEqual(prints.forget(self.now + timedelta(days=8)), 1)
        self.assertFalse(default_storage.exists(run.file))
        self.assertContains(browser.get(f"/desk/places/print/{run.pk}/"), "已经删除")

    def test_nobody_else_fetches_it(self) -> None:
        run = self.ask()
        prints.work(self.now)
        for address in ("", "file/"):
            self.assertEqual(self.login(self.world.li).get(f"/desk/places/print/{run.pk}/{address}").status_code, 404)

    def test_a_zip_has_a_file_for_each_community_and_a_list(self) -> None:
        Place.objects.update(stage="NEW")
        keys = list(Place.objects.values_list("pk", flat=True))
        prints.ask(staff=self.world.admin, places=keys, layout="sticker", form="zip", title="全部", now=self.now)
        prints.work(self.now)
        run = PrintRun.objects.get()
        with default_storage.open(run.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            self.assertEqual(set(archive.namelist()), {"浦沿街道东冠社区.pdf", "长河街道中兴社区.pdf", "清单.csv"})
            self.assertEqual(len(paper.read(paper.printed(archive.read("浦沿街道东冠社区.pdf")))), 2)
            self.assertIn("http://testserver/q/TESTDOOR01/", archive.read("清单.csv").decode())

    def test_what_was_retired_meanwhile_is_not_printed(self) -> None:
        run = self.ask(3)
        Place.objects.filter(code="MANY000001").update(stage="RETIRED", retired_at=self.now)
        prints.work(self.now)
        run.refresh_from_db()
        with default_storage.open(run.file) as file:
            self.assertEqual(len(paper.read(paper.printed(file.read()))), 2)

    def test_a_process_that_died_over_it_is_followed_by_another_three_times(self) -> None:
        run = self.ask()
        PrintRun.objects.update(state="running", beat_at=self.now, tries=1)
        self.assertEqual(prints.work(self.now), 0)  # somebody is at it
        self.assertEqual(prints.work(self.now + timedelta(minutes=2)), 1)
        run.refresh_from_db()
        self.assertEqual((run.state, run.tries, run.done), ("done", 2, 3))
        PrintRun.objects.update(state="running", beat_at=self.now, tries=3)
        prints.work(self.now + timedelta(minutes=2))
        self.assertContains(self.login(self.world.wang).get(f"/desk/places/print/{run.pk}/"), "没有做成")

    def test_paper_with_a_code_that_was_replaced_is_waste_and_what_is_not_drawn_is_not_printed(self) -> None:
        run = self.ask(2)
        with self.assertRaisesMessage(Refused, "还没有画好"):
            prints.mark(run, staff=self.world.wang, now=self.now)
        prints.work(self.now)
        run.refresh_from_db()
        place = Place.objects.get(code="MANY000001")
        plates.act(place, staff=self.world.head, verb="replace", note="被人冒用了。", now=self.now)
        self.assertEqual(prints.mark(run, staff=self.world.wang, now=self.now), 1)
        place.refresh_from_db()
        self.assertEqual(place.stage, "NEW")

    def test_too_many_none_and_nonsense_are_said(self) -> None:
        given = {"staff": self.world.wang, "title": "", "now": self.now, "layout": "a4", "form": "pdf"}
        for places, more in (
            ([], {}),
            (list(range(prints.MOST + 1)), {}),
            ([1], {"layout": "a0"}),
            ([1], {"form": "exe"}),
        ):
            with self.assertRaises(Refused):
                prints.ask(places=places, **{**given, **more})
        run = self.ask()
        again = prints.ask(
            staff=self.world.wang,
            places=[pk for pk, _ in run.places],
            layout="sticker",
            form="pdf",
            title="门",
            now=self.now,
        )
        self.assertEqual(run.pk, again.pk)
