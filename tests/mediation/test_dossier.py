"""一案一卷: cover, index by page, every paper with its scans, back; checked, archived, read-only."""

from __future__ import annotations

import re
import uuid

from binan.kit.errors import Refused
from mediation.models import Document, Dossier, Mediation, Scan
from mediation.papers import reading
from mediation.papers.completeness import completeness, lacking
from mediation.services import archiving, filing
from tests.mediation.paper import PaperStory, pages
from tests.photos import photo


class Dossiers(PaperStory):
    def full(self, form: str = "oral") -> Mediation:
        """A mediation whose dossier lacks nothing."""
        mediation = self.concluded(form, may_name=("A",))
        for kind in ("registration", "rights", "record", "oral" if form == "oral" else "agreement"):
            self.issue(mediation, kind)
        for side in "AB":
            self.issue(mediation, "identity", party=self.side(mediation, side))
        return Mediation.objects.get(pk=mediation.pk)

    def archived(self, mediation: Mediation, **more: object) -> Document:
        return archiving.close(mediation, staff=self.world.mediator, now=self.now, **more)  # type: ignore[arg-type]

    def test_the_check_says_what_is_missing_and_what_to_do(self) -> None:
        mediation = self.concluded("oral")
        said = {gap.title: gap.sentence for gap in lacking(mediation)}
        self.assertIn("出具受理登记表", said["申请书或受理登记表"])
        self.assertIn("请双方签收", said["人民调解权利义务告知书"])
        self.assertIn("没有调解记录", said["人民调解记录"])
        self.assertIn("口头协议登记表", said["人民调解口头协议登记表"])
        self.assertIn("核对原件", said["当事人身份证明（对方）"])
        self.assertNotIn("人民调解协议书", said)
        self.assertIn("终止告知书", str([gap.sentence for gap in lacking(self.broken_off())]))

    def test_a_full_one_lacks_nothing_but_asks_for_the_signed_pages(self) -> None:
        mediation = self.full()
        self.assertEqual(lacking(mediation), [])
        self.assertIn("还没有归入签好字的扫描件", str([gap.sentence for gap in completeness(mediation)]))

    def test_the_index_tells_the_page_on_which_each_paper_begins(self) -> None:
        mediation = self.full()
        scanned = Document.objects.get(mediation=mediation, kind="rights")
        filing.file_scan(scanned, staff=self.world.mediator, pages=[photo(), photo()], now=self.now)
        file = self.archived(mediation)
        front, *body = pages(reading.pdf(file))
        index, *body = body
        back = body.pop()
        self.assertIn("浦沿潮人调字第1号", front)
        for label in ("卷名", "卷号", "调解员", "调解日期", "立卷人", "立卷日期", "保管期限", "长期", "备注"):
            self.assertIn(label, front)
        self.assertEqual(len(body), file.pages)
        for paper in reading.holding(mediation):
            title = paper.data["title"] + paper.data["mark"]
            said = re.search(rf"\d{re.escape(title)}(\d+)", index)
            assert said, index
            at = next(
                number
                for number in range(1, len(body) + 1)
                if f"第{number}页" in body[number - 1] and title in body[number - 1]
            )
            self.assertTrue(said[1].startswith(str(at)), (title, said[1], at))
        for number, text in enumerate(body, 1):
            if "扫描件" not in text:
                self.assertIn(f"第{number}页共{file.pages}页", text)
        self.assertIn("含扫描件2页", index)
        self.assertIn(f"文书{len(reading.holding(mediation))}件，{file.pages}页", back)

    def test_it_is_bound_again_to_the_byte(self) -> None:
        mediation = self.full()
        file = self.archived(mediation)
        from mediation.documents.binding import dossier

        self.assertEqual(dossier(file.data, reading.picture).pdf, reading.pdf(file))

    def test_nothing_is_added_once_it_is_archived(self) -> None:
        mediation = self.full()
        paper = Document.objects.filter(mediation=mediation, kind="rights").get()
        self.archived(mediation, retention="forever", remark="与另案有关")
        row = Dossier.objects.get(mediation=mediation)
        self.assertEqual((row.retention, row.closed_by, row.closed_at), ("forever", self.world.mediator, self.now))
        for command in (
            lambda: self.issue(mediation, "rights"),
            lambda: filing.file_scan(paper, staff=self.world.mediator, pages=[photo()], now=self.now),
            lambda: self.archived(mediation),
        ):
            with self.assertRaises(Refused) as refused:
                command()
            self.assertEqual(refused.exception.code, "archived")
        self.assertEqual(Scan.objects.count(), 0)

    def test_archiving_twice_is_once(self) -> None:
        mediation, key = self.full(), uuid.uuid4()
        self.assertEqual(self.archived(mediation, client_key=key), Document.objects.get(kind="dossier"))

    def test_one_that_runs_or_lacks_something_stays_open_unless_it_is_explained(self) -> None:
        with self.assertRaises(Refused) as refused:
            self.archived(self.applied())
        self.assertEqual(refused.exception.code, "running")
        mediation = self.broken_off()
        with self.assertRaises(Refused) as refused:
            self.archived(mediation)
        self.assertIn("当事人身份证明（对方）", refused.exception.sentence)
        self.issue(mediation, "remarks")
        self.archived(mediation)

    def test_a_scan_has_a_checksum_and_goes_to_the_version_that_holds(self) -> None:
        mediation = self.applied()
        first = self.issue(mediation, "rights")
        filing.file_scan(first, staff=self.world.mediator, pages=[photo()], now=self.now)
        self.assertEqual(len(Scan.objects.get().sha256), 64)
        self.issue(mediation, "rights")
        with self.assertRaises(Refused) as refused:
            filing.file_scan(first, staff=self.world.mediator, pages=[photo()], now=self.now)
        self.assertEqual(refused.exception.code, "superseded")
