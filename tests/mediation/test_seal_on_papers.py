"""The organisation's seal and people's handwriting on a paper: where they belong, when they may, and the same to the byte."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from pypdf import PdfReader

from mediation.documents.printing import paper
from mediation.models import Document, Mediation
from mediation.papers import reading
from mediation.services import conclude, seals
from tests.mediation.desk import Signing
from tests.mediation.paper import TERMS, PaperStory, pages


def seal(colour: str = "red") -> bytes:
    """A ring, as our own PNG."""
    ring, out = Image.new("RGBA", (400, 400)), io.BytesIO()
    ImageDraw.Draw(ring).ellipse((5, 5, 395, 395), outline=colour, width=14)
    ring.save(out, "PNG")
    return seals.redrawn(SimpleUploadedFile("seal.png", out.getvalue()))


def pictures(document: Document) -> int:
    """How many pictures stand on a paper; its QR code is drawn, not pictured."""
    drawn = (page.get_contents() for page in PdfReader(io.BytesIO(reading.pdf(document))).pages)
    return sum(content.get_data().count(b" Do") for content in drawn if content is not None)


class Seals(PaperStory):
    def setUp(self) -> None:
        super().setUp()
        seals.keep(self.rooms.puyan, seal())

    def test_what_the_organisation_issues_itself_bears_its_seal_and_the_day(self) -> None:
        for mediation, kind in (
            (self.applied(), "registration"),
            (self.broken_off(), "termination"),
            (self.concluded("oral"), "oral"),
        ):
            document = self.issue(mediation, kind)
            self.assertEqual(pictures(document), 1, kind)
            self.assertNotIn("（印章）", self.text(document))

    def test_what_asks_for_no_seal_bears_none(self) -> None:
        for kind in ("application", "rights", "inquiry", "identity"):
            self.assertEqual(pictures(self.issue(self.applied(), kind)), 0, kind)

    def test_without_a_picture_there_is_room_for_the_seal(self) -> None:
        document = self.issue(self.applied(organisation=self.rooms.hebin), "registration", staff=self.world.wang)
        self.assertEqual(pictures(document), 0)
        self.assertIn("（印章）", self.text(document))

    def test_an_agreement_bears_it_only_once_the_seal_is_put_under_it(self) -> None:
        mediation = self.in_session(self.applied(self.contacted(name="方晓梅")))
        terms = conclude.Terms(form="written", **TERMS, may_name=("A",))
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        mediation = Mediation.objects.get(pk=mediation.pk)
        self.assertEqual(pictures(self.issue(mediation, "agreement")), 0)
        for signer in "ABM":
            conclude.sign(mediation, staff=self.world.mediator, signer=signer, now=self.now)
        self.assertEqual(pictures(self.issue(mediation, "agreement")), 0)
        conclude.sign(mediation, staff=self.world.mediator, signer="S", now=self.now)
        self.assertEqual(pictures(self.issue(mediation, "agreement")), 1)

    def test_a_new_seal_changes_no_paper_that_was_sealed_with_the_old_one(self) -> None:
        document = self.issue(self.applied(), "registration")
        before = reading.pdf(document)
        seals.keep(self.rooms.puyan, seal("blue"))
        self.assertEqual(reading.pdf(document), before)
        self.assertEqual(paper(document.data, reading.picture).pdf, before)
        self.assertNotEqual(self.issue(self.applied(), "registration").data["seal"], document.data["seal"])


class Handwriting(Signing, PaperStory):
    def test_what_was_signed_on_a_tablet_stands_on_the_printed_agreement(self) -> None:
        for mark in "AB":
            self.sign(mark)
        document = PaperStory.issue(self, Mediation.objects.get(pk=self.mediation.pk), "agreement")
        self.names_herself(self.mediation)
        open_to_both = PaperStory.issue(self, Mediation.objects.get(pk=self.mediation.pk), "agreement")
        self.assertEqual((pictures(document), pictures(open_to_both)), (1, 2))  # her hand names her
        self.assertIn("第1页", "".join(pages(reading.pdf(document))))
        self.assertEqual(paper(open_to_both.data, reading.picture).pdf, reading.pdf(open_to_both))
