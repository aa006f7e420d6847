"""The registry by hand: what the admin asks for, and what it says when the law or the eye would object."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mediation import registry
from mediation.committee import Office
from mediation.models import Interest, Mediator, Member, Organisation, Room, Training
from mediation.models.mediator import person_key
from tests.mediation.rooms import UPSTAIRS_PHONE, MediationStory

ADMIN = "/admin/mediation"
FIVE = (("陈会长", "chair", ""), ("林大姐", "member", "on"), ("何师傅", "member", ""))


def picture(size: tuple[int, int] = (400, 400), kind: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return SimpleUploadedFile("章.png", out.getvalue(), content_type="image/png")


class Registry(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.keeper = self.login(self.world.admin)

    def sent(self, organisation: Organisation | None = None, members=FIVE, **more):
        """What the form of an organisation sends."""
        data = {
            "key": "chang-he", "name": "长河头", "regime": "people", "tier": "street", "specialities": "PRO、nei-02",
            "intro": "", "address": "长河街道一楼", "phone": "0571 8765 4321", "term_began": "2024-03-01", "active": "on",
            "minutes_before": 15, "minutes_after": 30, "weeks_ahead": 6,
            "members-TOTAL_FORMS": len(members), "members-INITIAL_FORMS": 0, **more,
        }  # fmt: skip
        for at, (name, office, woman) in enumerate(members):
            data |= {f"members-{at}-number": at + 1, f"members-{at}-name": name, f"members-{at}-office": office}
            data |= {f"members-{at}-woman": woman} if woman else {}
        path = f"{ADMIN}/organisation/{organisation.pk}/change/" if organisation else f"{ADMIN}/organisation/add/"
        return self.keeper.post(path, data)

    def test_an_organisation_with_its_committee(self):
        self.assertEqual(self.sent().status_code, 302)
        made = Organisation.objects.get(key="chang-he")
        self.assertEqual((made.specialities, made.phone), (["PRO", "NEI-02"], "+8657187654321"))
        self.assertEqual((made.minutes_before, made.minutes_after, made.weeks_ahead), (15, 30, 6))
        self.assertEqual((made.term_ends, made.term_notice_on), (date(2027, 3, 1), date(2026, 12, 31)))
        self.assertEqual([one.name for one in made.members.all()], ["陈会长", "林大姐", "何师傅"])
        self.assertEqual(made.members.get(office=Office.CHAIR).number, 1)

    def test_a_committee_against_the_law_is_not_kept(self):
        for members, said in (
            (FIVE[:2], "3 到 9 名委员"),
            ([(name, "member", woman) for name, _, woman in FIVE], "一名主任"),
            ([(name, office, "") for name, office, _ in FIVE], "应当有妇女委员"),
        ):
            self.assertContains(self.sent(members=members), said)
        self.assertFalse(Organisation.objects.filter(key="chang-he").exists())

    def test_another_regime_needs_no_committee_and_people_s_mediation_needs_a_tier(self):
        self.assertContains(self.sent(tier=""), "要选设立层级")
        self.assertEqual(self.sent(regime="commercial", tier="", members=FIVE[:2]).status_code, 302)
        self.assertIsNone(Organisation.objects.get(key="chang-he").term_notice_on)

    def test_codes_and_numbers_that_are_none_are_said(self):
        self.assertContains(self.sent(specialities="XYZ"), "没有“XYZ”开头的类别")
        self.assertContains(self.sent(phone="123"), "请填 11 位手机号")
        self.assertContains(self.sent(key="长河"), "只能用小写字母")

    def test_the_seal_is_redrawn_and_kept_where_nobody_else_looks(self):
        upload = picture((1600, 1500))
        self.assertEqual(self.sent(picture=upload).status_code, 302)
        made = Organisation.objects.get(key="chang-he")
        kept = registry.seal(made)
        with Image.open(io.BytesIO(kept)) as seen:
            self.assertEqual((seen.format, seen.size), ("PNG", (1200, 1125)))
        path = f"{ADMIN}/organisation/{made.pk}/seal/"
        self.assertEqual(self.keeper.get(path).content, kept)
        self.assertEqual(self.login(self.world.mediator).get(path).status_code, 302)
        self.assertContains(self.keeper.get(f"{ADMIN}/organisation/{made.pk}/change/"), path)

    def test_a_new_seal_takes_the_place_of_the_old_one_whose_file_stays_for_the_papers_it_sealed(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.sent(picture=picture())
        made = Organisation.objects.get(key="chang-he")
        old, ids = made.seal, list(made.members.values_list("pk", flat=True))
        more = {"members-INITIAL_FORMS": 3, **{f"members-{at}-id": pk for at, pk in enumerate(ids)}}
        more |= {f"members-{at}-organisation": made.pk for at in range(3)}
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(self.sent(made, picture=picture((300, 300)), **more).status_code, 302)
        made.refresh_from_db()
        self.assertNotEqual(made.seal, old)
        self.assertEqual((default_storage.exists(old), default_storage.exists(made.seal)), (True, True))

    def test_what_is_no_seal_is_refused(self):
        for upload, said in (
            (SimpleUploadedFile("章.png", b"<svg onload=alert(1)>"), "这不是印章图片"),
            (picture((100, 100)), "太小"),
            (picture((900, 300)), "太长"),
            (SimpleUploadedFile("章.png", b"0" * (2 * 2**20 + 1)), "超过 2 MB"),
        ):
            self.assertContains(self.sent(picture=upload), said)

    def test_a_room_s_week_is_written_in_words(self):
        data = {
            "key": "san-lou", "organisation": self.rooms.puyan.pk, "name": "三楼", "place": "三楼", "seats": 6, "active": "on",
            "week": "周一至周五 9:00-12:00", "closures-TOTAL_FORMS": 0, "closures-INITIAL_FORMS": 0,
        }  # fmt: skip
        self.assertContains(self.keeper.post(f"{ADMIN}/room/add/", {**data, "week": "上班时间"}), "看不懂“上班时间”")
        self.assertEqual(self.keeper.post(f"{ADMIN}/room/add/", data).status_code, 302)
        made = Room.objects.get(key="san-lou")
        self.assertEqual(made.hours(date(2026, 11, 28)), [])
        self.assertContains(self.keeper.get(f"{ADMIN}/room/{made.pk}/change/"), "周一至周五 09:00-12:00")

    def test_a_declared_person_is_kept_as_a_mark_not_as_a_number(self):
        qian = self.rooms.qian
        data = {
            "staff": qian.staff_id, "organisation": qian.organisation_id, "engagement": "engaged", "per_day": 4, "at_once": 20,
            "specialities": "PRO", "languages": ["en", "sign"], "active": "on", "interests-TOTAL_FORMS": 1,
            "interests-INITIAL_FORMS": 0, "interests-0-kind": "person", "interests-0-name": "钱小弟",
            "interests-0-phone": UPSTAIRS_PHONE, "trainings-TOTAL_FORMS": 0, "trainings-INITIAL_FORMS": 0,
        }  # fmt: skip
        self.assertEqual(self.keeper.post(f"{ADMIN}/mediator/{qian.pk}/change/", data).status_code, 302)
        self.assertEqual(Interest.objects.get().phone_key, person_key("+86" + UPSTAIRS_PHONE))
        self.assertEqual(Mediator.objects.get(pk=qian.pk).languages, ["en", "sign"])
        self.assertNotContains(self.keeper.get(f"{ADMIN}/mediator/{qian.pk}/change/"), UPSTAIRS_PHONE)

    def test_the_lists_say_what_is_missing(self):
        Training.objects.create(mediator=self.rooms.qian, day=date(2026, 5, 1), subject="民法典", hours="7.5")
        Training.objects.create(mediator=self.rooms.qian, day=date(2024, 5, 1), subject="老课", hours="9")
        self.assertContains(self.keeper.get(f"{ADMIN}/mediator/"), "7.5")
        self.assertContains(self.keeper.get(f"{ADMIN}/organisation/"), "还没有登记委员")
        Member.objects.create(organisation=self.rooms.puyan, number=1, name="陈会长", office=Office.CHAIR)
        page = self.keeper.get(f"{ADMIN}/organisation/")
        self.assertContains(page, "现在是 1 名")
        self.assertNotContains(page, "陈会长")

    def test_the_bureau_of_justice_gets_the_roster(self):
        self.sent()
        Training.objects.create(mediator=self.rooms.qian, day=date(2026, 5, 1), subject="民法典", hours="8")
        answer = self.keeper.get(f"{ADMIN}/organisation/roster/")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames, ["调解组织", "委员", "调解员"])
        rows = {row[1]: row for row in book["调解组织"].iter_rows(min_row=2, values_only=True)}
        self.assertEqual(rows["长河头"][3:5] + rows["长河头"][9:14], ("街道", "全区", "2027-03-01", "陈会长", 3, 1, 0))
        self.assertEqual(rows["浦沿潮调解室"][13], 2)
        self.assertEqual(
            [row[3] for row in book["委员"].iter_rows(min_row=2, values_only=True)], ["陈会长", "林大姐", "何师傅"]
        )
        hours = {row[3]: row[11] for row in book["调解员"].iter_rows(min_row=2, values_only=True)}
        self.assertEqual(hours[str(self.rooms.qian)], "8")
        self.assertEqual(self.login(self.world.wang).get(f"{ADMIN}/organisation/roster/").status_code, 302)
