"""Signed pages: kept sealed, PDFs from a scanner too, carried in the dossier; nothing that acts is let in."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pikepdf
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from binan.kit.errors import Refused
from mediation.documents import binding, inserting
from mediation.models import Document, Mediation, Scan, SignedPaper
from mediation.papers import reading
from mediation.papers.completeness import completeness
from mediation.services import archiving, filing, foreign, minutes
from tests.mediation.desk import Signing
from tests.mediation.paper import PaperStory, pages
from tests.mediation.test_sign_paper import OnPaper
from tests.photos import acting, filled_form, photo, scanned, swelling, with_picture, written


def pdf(data: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/pdf")


class Scans(PaperStory):
    def filed(self, *uploads: SimpleUploadedFile) -> Document:
        document = self.issue(self.applied(), "rights")
        filing.file_scan(document, staff=self.world.mediator, pages=uploads, now=self.now)
        return document

    def test_scans_lie_sealed_on_the_disk_and_are_read_back_whole(self) -> None:
        self.filed(photo(), pdf(scanned(2)))
        first, second = Scan.objects.order_by("number")
        for scan, begins in ((first, b"\xff\xd8"), (second, b"%PDF-")):
            stored = Path(default_storage.path(scan.file)).read_bytes()
            self.assertNotIn(begins, stored)
            self.assertTrue(reading.picture(scan.file).startswith(begins))
        data = reading.picture(second.file)
        self.assertEqual((second.media_type, second.size), ("application/pdf", len(data)))
        self.assertEqual((len(PdfReader(io.BytesIO(data)).pages), PdfReader(io.BytesIO(data)).metadata), (2, None))

    def test_what_could_act_does_not_come_along_and_what_is_drawn_stays(self) -> None:
        for entry in (
            "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
            "/Names << /J#61vaScript << /Names [] >> >>",
            "/AcroForm << /Fields [] /XFA (x) >>",
            "/Names << /EmbeddedFiles << /Names [] >> >>",
            "/AA << /WC << /S /Launch /F (a.exe) >> >>",
            "/Threads [<< /I << /Author (Wang Meili) >> >>]",
        ):
            kept = pikepdf.open(io.BytesIO(foreign.pages_alone(acting(entry))))
            self.assertEqual(set(kept.Root.keys()), {"/Type", "/Pages"}, entry)
            self.assertEqual(len(PdfReader(io.BytesIO(foreign.pages_alone(acting(entry)))).pages[0].images), 1)

    def test_a_form_that_was_filled_in_reads_as_it_was_and_is_a_form_no_more(self) -> None:
        read = PdfReader(io.BytesIO(foreign.pages_alone(filled_form("3000 yuan"))))
        self.assertIn("3000 yuan", read.pages[0].extract_text())
        self.assertEqual((read.get_fields(), read.pages[0].get("/Annots")), (None, None))

    def test_a_password_is_refused_only_where_nobody_can_read_without_it(self) -> None:
        for user in ("", "secret"):
            locked = io.BytesIO()
            pikepdf.open(io.BytesIO(scanned())).save(locked, encryption=pikepdf.Encryption(owner="x", user=user))
            if not user:
                self.assertFalse(PdfReader(io.BytesIO(foreign.pages_alone(locked.getvalue()))).is_encrypted)
                continue
            with self.assertRaises(Refused) as refused:
                self.filed(pdf(locked.getvalue()))
            self.assertEqual(refused.exception.sentence, foreign.LOCKED)
        self.assertEqual(Scan.objects.count(), 0)

    def test_what_swells_beyond_measure_is_refused_before_it_fills_the_memory(self) -> None:
        self.filed(pdf(swelling(1)))
        with self.assertRaises(Refused) as refused:
            self.filed(pdf(swelling(100)))
        self.assertEqual(refused.exception.sentence, foreign.NO_PDF)

    def test_what_holds_more_than_any_scanner_writes_is_to_be_brought_in_parts(self) -> None:
        with patch.object(foreign, "MOST", 5), self.assertRaises(Refused) as refused:
            self.filed(pdf(scanned()))
        self.assertEqual(refused.exception.sentence, foreign.TOO_MUCH)

    def test_a_picture_tells_nothing_its_camera_wrote_however_it_is_packed(self) -> None:
        told, out = Image.new("RGB", (40, 30)).getexif(), io.BytesIO()
        told[0x13B] = "Wang Meili"
        Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=told, comment=b"Wang Meili")
        photo_, drawn = out.getvalue(), Image.open(out).tobytes()
        for taken in (photo_, photo_[:2] + b"\xff" + photo_[2:], photo_ + photo_):
            bare = foreign.jpeg_alone(taken)
            self.assertNotIn(b"Wang Meili", bare)
            self.assertEqual(Image.open(io.BytesIO(bare)).tobytes(), drawn)
        for filters, packed in ((["/FlateDecode"], zlib.compress), (["/ASCII85Decode"], base64.a85encode)):
            read = pikepdf.open(io.BytesIO(foreign.pages_alone(with_picture(packed(photo_), [*filters, "/DCTDecode"]))))
            (image,) = (one for one in read.objects if isinstance(one, pikepdf.Stream) and "/Width" in one)
            self.assertEqual(image.read_raw_bytes(), foreign.jpeg_alone(photo_))
            self.assertEqual(image.DecodeParms.ColorTransform, 0)

    def test_what_is_no_whole_pdf_and_no_picture_is_refused(self) -> None:
        for data in (scanned()[:-40], b"%PDF-1.7 nothing %%EOF", b"MZ\x90", b""):
            with self.assertRaises(Refused):
                self.filed(pdf(data))

    def test_a_pdf_is_saved_and_never_opened_inside_our_pages(self) -> None:
        document = self.filed(photo(), pdf(scanned()))
        page = self.login(self.world.wang)
        base = f"/mediation/{document.mediation.code}/papers/{document.code}/scans/"
        shown, saved = page.get(f"{base}1/"), page.get(f"{base}2/")
        self.assertEqual((shown["Content-Type"], saved["Content-Type"]), ("image/jpeg", "application/pdf"))
        self.assertIn("attachment", saved["Content-Disposition"])
        self.assertEqual(saved["X-Content-Type-Options"], "nosniff")

    def bound(self, *uploads: SimpleUploadedFile) -> Document:
        """The dossier of a mediation that was broken off, with these scans behind its notice."""
        mediation = self.broken_off()
        notice = self.issue(mediation, "termination")
        filing.file_scan(notice, staff=self.world.mediator, pages=uploads, now=self.now)
        self.issue(mediation, "remarks")
        return archiving.close(Mediation.objects.get(pk=mediation.pk), staff=self.world.mediator, now=self.now)

    def test_the_dossier_carries_photos_and_every_page_of_a_pdf_under_one_numbering(self) -> None:
        file = self.bound(photo(), pdf(written("3000 yuan", "signed by both")))
        front, index, *body, back = pages(reading.pdf(file))
        self.assertIn("含扫描件3页", index)
        self.assertEqual(len(body), file.pages)
        at = next(number for number, text in enumerate(body, 1) if "3000yuan" in text)
        for number, words in ((at, "3000yuan"), (at + 1, "signedbyboth")):
            self.assertEqual([words in text for text in (front, index, *body, back)].count(True), 1)
            self.assertIn(words, body[number - 1])
            self.assertIn(f"第{number}页共{file.pages}页", body[number - 1])
            self.assertIn(Scan.objects.get(number=2).sha256[:32], body[number - 1])
        self.assertIn("扫描件第3页，以此为准", body[at])

    def test_a_dossier_with_pages_of_others_is_bound_again_to_the_byte(self) -> None:
        file = self.bound(pdf(written("a", "b")), pdf(written("c")))
        self.assertEqual(binding.dossier(file.data, reading.picture).pdf, reading.pdf(file))

    def test_a_page_is_bound_as_a_reader_shows_it_turned_and_cut(self) -> None:
        drawn = io.BytesIO()
        with pikepdf.open(io.BytesIO(written("turned"))) as turned:
            page = turned.pages[0]
            page.rotate(90, relative=False)
            page.cropbox, page.trimbox = (0, 0, 400, 800), (0, 0, 10, 10)
            turned.save(drawn)
        file = self.bound(pdf(drawn.getvalue()))
        bound = pikepdf.open(io.BytesIO(reading.pdf(file)))
        (form,) = {
            one.objgen: one
            for one in bound.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"
        }.values()
        self.assertEqual(
            ([float(edge) for edge in form.BBox], [int(one) for one in form.Matrix][:4]),
            ([0, 0, 400, 800], [0, -1, 1, 0]),
        )
        self.assertIn("turned", "".join(pages(reading.pdf(file))))

    def test_what_a_reader_would_stumble_over_stays_apart_and_never_in_the_way_of_archiving(self) -> None:
        def changed(key: str, make: Callable[[pikepdf.Pdf], pikepdf.Object]) -> bytes:
            out = io.BytesIO()
            with pikepdf.open(io.BytesIO(written("3000 yuan"))) as one:
                one.pages[0].obj[key] = make(one)
                one.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            return out.getvalue()

        def drawn_by(data: bytes, packed: str) -> bytes:
            return changed("/Contents", lambda one: pikepdf.Stream(one, data, Filter=pikepdf.Name(packed)))

        def told(key: str, value: bytes) -> bytes:
            return changed(key, lambda one: pikepdf.Object.parse(value))

        for whole in (told("/CropBox", b"[-900 -900 9000 9000]"), told("/MediaBox", b"[595 842 0 0]")):
            self.assertEqual(inserting.pages_to_bind(whole), 1)
        broken = [
            drawn_by(b"no flate", "/FlateDecode"), drawn_by(b"x", "/JBIG2Decode"), drawn_by(b"x", "/RunLengthDecode"),
            drawn_by(zlib.compress(b" " * (inserting.HEAVIEST + 1)), "/FlateDecode"), told("/Contents", b"3"),
            told("/CropBox", b"[0 0 3]"), told("/CropBox", b"[0 0 0 0]"), told("/CropBox", b"[5000 5000 6000 6000]"),
            told("/UserUnit", b"0"),
        ]  # fmt: skip
        for number, data in enumerate(broken):
            self.assertEqual(inserting.pages_to_bind(data), 0, number)
        body = "".join(pages(reading.pdf(self.bound(pdf(broken[0])))))
        self.assertIn("显示不出来，不能装订", body)

    def test_a_pdf_that_cannot_be_bound_has_a_page_that_says_where_it_is_and_by_what_it_is_known(self) -> None:
        layered = acting("/OCProperties << /OCGs [] /D << >> >>")
        with patch.object(inserting, "MOST", 2):
            file = self.bound(pdf(written("1", "2", "3")), pdf(layered), photo())
        _, index, *body, _ = pages(reading.pdf(file))
        self.assertIn("含扫描件1页，PDF扫描件2份另存", index)
        apart = [text for text in body if "扫描件（PDF）另存" in text]
        for number, text in enumerate(apart, 1):
            self.assertIn(Scan.objects.get(number=number).sha256, text)
        self.assertEqual(len(apart), 2)

    def test_the_evidence_everybody_may_see_lies_behind_its_list_and_no_other(self) -> None:
        mediation = self.in_session()
        for upload, title, visibility in (
            (photo(), "漏水的照片", "all"), (pdf(scanned()), "维修合同", "all"), (photo(), "工资条", "A"),
        ):  # fmt: skip
            minutes.bring(
                mediation,
                staff=self.world.mediator,
                upload=upload,
                title=title,
                visibility=visibility,
                brought_by=None,
                now=self.now,
            )
        listed = self.issue(mediation, "evidence", values={"items": ""})
        row = reading.dossier_of(mediation)
        assert row
        _, printed = archiving.draw(
            mediation, row, staff=self.world.mediator, retention="long", remark="", now=self.now
        )
        _, index, *body, _ = pages(printed.pdf)
        self.assertIn("附证据2件", index)
        self.assertEqual(len(body), listed.pages + 2)
        self.assertIn("证据材料第1件漏水的照片", body[-2])
        self.assertIn("第2件维修合同", body[-1])
        self.assertNotIn("工资条", "".join(body))

    def test_a_form_sent_for_one_paper_is_no_repetition_of_that_of_another(self) -> None:
        mediation = self.applied()
        first, second = self.issue(mediation, "rights"), self.issue(mediation, "registration")
        page = self.login(self.world.wang)
        base = f"/mediation/{mediation.code}/papers/"
        keys = [form["client_key"].value() for _, _, form in page.get(base).context["papers"]]
        self.assertEqual(len(set(keys)), 2)
        for document, key in zip((second, first), keys, strict=True):
            page.post(f"{base}{document.code}/scans/", {"pages": [photo()], "client_key": str(key)})
        self.assertEqual(Scan.objects.count(), 2)


class SignedOnPaper(Signing, PaperStory):
    def test_the_scan_of_the_signed_agreement_is_in_the_dossier(self) -> None:
        OnPaper.scan(self)  # type: ignore[arg-type]
        mediation = Mediation.objects.get(pk=self.mediation.pk)
        PaperStory.issue(self, mediation, "agreement")
        gaps = {gap.title: gap.sentence for gap in completeness(mediation)}
        self.assertNotIn("签好的人民调解协议书", gaps)
        PaperStory.issue(self, mediation, "remarks")
        file = archiving.close(mediation, staff=self.world.mediator, now=self.now)
        text = "".join(pages(reading.pdf(file)))
        self.assertIn(SignedPaper.objects.get().sha256[:32], text)
        self.assertEqual(archiving.bind(file.data, reading.picture).pdf, reading.pdf(file))

    def test_a_photo_of_it_is_bound_as_a_page(self) -> None:
        shot = io.BytesIO(photo(size=(600, 800)).read()).getvalue()
        OnPaper.scan(self, shot)  # type: ignore[arg-type]
        mediation = Mediation.objects.get(pk=self.mediation.pk)
        agreement = PaperStory.issue(self, mediation, "agreement")
        PaperStory.issue(self, mediation, "remarks")
        file = archiving.close(mediation, staff=self.world.mediator, now=self.now)
        self.assertEqual(file.pages, agreement.pages + 1 + 1)  # the photo, and the remarks
