"""The pages of papers: for staff, for a party on her link, and for whoever holds a paper."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from binan.kit.errors import Refused
from mediation.models import Document, Mediation
from mediation.papers import reading
from mediation.services import printing
from tests.mediation.paper import HER, PaperStory
from tests.mediation.rooms import UPSTAIRS
from tests.photos import photo
from tests.world import PHONE


class StaffPages(PaperStory):
    def test_she_issues_opens_files_and_archives_with_buttons(self) -> None:
        mediation = self.broken_off()
        page = self.login(self.world.mediator)
        base = f"/mediation/{mediation.code}/papers/"
        self.assertContains(page.get(base), "终止人民调解告知书")
        self.assertContains(page.get(base + "new/termination/"), "内容都从系统里来")
        answer = page.post(base + "new/termination/", {}, follow=True)
        self.assertContains(answer, "已出具：终止人民调解告知书，第 1 版。")
        paper = Document.objects.get()
        file = page.get(base + f"{paper.code}/")
        self.assertEqual((file["Content-Type"], file.content), ("application/pdf", reading.pdf(paper)))
        self.assertIn("attachment", page.get(base + f"{paper.code}/?save=1")["Content-Disposition"])
        self.assertContains(page.post(base + f"{paper.code}/scans/", {"pages": [photo()]}, follow=True), "扫描件 1 页")
        self.assertContains(page.post(base + "archive/", {"retention": "long"}), "卷宗还缺", status_code=422)
        page.post(base + "new/remarks/", {"content": "双方都没有来过，没有核对身份证。"})
        self.assertContains(page.post(base + "archive/", {"retention": "long"}, follow=True), "保管期限：长期")
        self.assertContains(page.get(base + "new/rights/"), "不能再出具")

    def test_what_was_typed_is_not_lost(self) -> None:
        mediation = self.applied()
        page = self.login(self.world.wang)
        answer = page.post(f"/mediation/{mediation.code}/papers/new/inquiry/", {"content": "听到了响声。"})
        self.assertContains(answer, "听到了响声。", status_code=422)
        self.assertContains(answer, "请写调查的地点。", status_code=422)

    def test_the_number_of_queries_does_not_grow_with_the_papers(self) -> None:
        mediation = self.applied()
        page = self.login(self.world.wang)
        base = f"/mediation/{mediation.code}/papers/"
        self.issue(mediation, "rights")
        page.get(base)
        with self.assertNumQueries(few := self.queries(page, base)):
            page.get(base)
        for kind in ("registration", "inquiry", "remarks"):
            self.issue(mediation, kind)
        self.assertEqual(self.queries(page, base), few)

    def queries(self, page, url: str) -> int:  # type: ignore[no-untyped-def]
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            page.get(url)
        return len(seen)


class PartyPages(PaperStory):
    def copies(self, mediation: Mediation, side: str) -> set[str]:
        return {each.kind for each in reading.copies_for(self.side(mediation, side))}

    def test_each_gets_her_own_copies_and_no_others(self) -> None:
        mediation = self.applied()
        for kind in ("application", "registration", "rights", "inquiry", "remarks"):
            self.issue(mediation, kind)
        self.issue(mediation, "proxy", party=self.side(mediation, "A"))
        self.assertEqual(self.copies(mediation, "A"), {"application", "rights", "proxy"})
        self.assertEqual(self.copies(mediation, "B"), {"rights"})
        application = Document.objects.get(kind="application")
        token = {side: self.side(mediation, side).token for side in "AB"}
        self.assertEqual(self.client.get(f"/m/{token['A']}/papers/{application.code}/").status_code, 200)
        self.assertEqual(self.client.get(f"/m/{token['B']}/papers/{application.code}/").status_code, 404)
        self.assertContains(self.client.get(f"/m/{token['B']}/papers/"), "人民调解权利义务告知书")

    def test_nothing_the_other_side_gets_names_the_complainant_before_she_agreed(self) -> None:
        mediation = self.concluded("oral", facts="")
        self.revisited(mediation)
        for kind in ("application", "rights", "record", "oral", "performance", "revisit", "confirmation", "closing"):
            self.issue(mediation, kind)
        her = self.side(mediation, "A")
        got = [self.text(each) + str(each.data) for each in reading.copies_for(self.side(mediation, "B"))]
        self.assertGreaterEqual(len(got), 3)
        for text in got:
            for secret in (HER, PHONE, her.masked_phone):
                self.assertNotIn(secret, text)

    def test_what_names_her_is_gone_when_she_takes_it_back(self) -> None:
        mediation = self.concluded(may_name=("A",))
        self.issue(mediation, "agreement")
        self.assertEqual(self.copies(mediation, "B"), {"agreement"})
        type(self.side(mediation, "A")).objects.filter(mediation=mediation, side="A").update(may_name_complainant=False)
        self.assertEqual(self.copies(mediation, "B"), set())
        self.assertEqual(self.copies(mediation, "A"), {"agreement"})

    def test_what_is_typed_may_not_name_her_either(self) -> None:
        mediation = self.concluded("oral", facts="")
        with self.assertRaises(Refused) as refused:
            self.issue(mediation, "performance", values={"what": f"向{HER}道了歉"})
        self.assertEqual(list(refused.exception.fields), ["what"])


class Verification(PaperStory):
    def test_it_says_which_paper_and_whether_it_holds_and_nothing_about_people(self) -> None:
        mediation = self.applied(self.contacted(name=HER))
        paper = self.issue(mediation, "registration")
        answer = self.client.get(f"/verify/{paper.code}/")
        for words in (
            "现在有效",
            "人民调解受理登记表",
            "浦沿潮调解室",
            "2026年11月23日",
            paper.sha256[:16],
            paper.digest[:12],
        ):
            self.assertContains(answer, words)
        page = answer.content.decode()
        for secret in (
            UPSTAIRS,
            mediation.complaint.name,
            mediation.code,
            mediation.shareable_summary,
            paper.data["number"],
        ):
            self.assertNotIn(secret, page)
        self.issue(mediation, "registration")
        self.assertContains(self.client.get(f"/verify/{paper.code}/"), "已经被新版取代")

    def test_the_qr_of_a_paper_leads_there(self) -> None:
        paper = self.issue(self.applied(), "rights")
        self.assertTrue(paper.data["url"].endswith(f"/verify/{paper.code}/"))

    def test_an_unknown_code_is_not_ours(self) -> None:
        for code in ("0" * 16, "abc", "查验码"):
            self.assertContains(self.client.get(f"/verify/{code}/"), "没有这个查验码", status_code=404)

    def test_a_code_is_read_however_it_is_typed(self) -> None:
        paper = self.issue(self.applied(), "rights")
        typed = paper.spaced_code.lower().replace("0", "o").replace("1", "l")
        answer = self.client.post("/verify/", {"code": typed})
        self.assertRedirects(answer, f"/verify/{paper.code}/")
        self.assertContains(self.client.post("/verify/", {"code": "7"}), "十六个字母和数字", status_code=422)

    def test_a_file_is_compared_with_what_was_issued(self) -> None:
        paper = self.issue(self.applied(), "rights")
        for data, words in ((reading.pdf(paper), "一模一样"), (reading.pdf(paper) + b" ", "不一样")):
            file = SimpleUploadedFile("a.pdf", data, "application/pdf")
            answer = self.client.post(f"/verify/{paper.code}/", {"file": file})
            self.assertContains(answer, f"data-result>{words}")
        self.assertContains(self.client.post(f"/verify/{paper.code}/"), "请先选一个 PDF 文件", status_code=422)

    def test_codes_cannot_be_tried_out(self) -> None:
        answers = [self.client.get(f"/verify/{number:016d}/").status_code for number in range(22)]
        self.assertEqual(answers[-1], 429)

    def test_a_file_that_was_changed_on_the_disk_is_not_given_out(self) -> None:
        from django.core.files.base import ContentFile
        from django.core.files.storage import default_storage

        from binan.kit import crypto

        paper = self.issue(self.applied(), "rights")
        default_storage.delete(paper.file)
        default_storage.save(paper.file, ContentFile(b"t1.AAAA"))
        with self.assertRaises(crypto.Unreadable):
            reading.pdf(paper)

    def test_a_number_is_masked_however_it_looks(self) -> None:
        for number in ("330108199001011234", "G12345678", "H0012345601"):
            self.assertNotIn(number[4:-4] or number, printing.masked_number(number))
