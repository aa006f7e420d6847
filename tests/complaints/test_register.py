"""代为登记: staff file for somebody who called, came to the window, or wrote to another system."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from complaints.models import Complaint
from governance.models import Staff
from tests.cases import StoryCase
from tests.world import GAS, NOISE, PHONE


class RegisterTests(StoryCase):
    def register(self, staff: Staff, **typed: Any) -> HttpResponse:
        typed = {
            "client_key": str(uuid4()), "text": NOISE, "unit": self.world.dongguan.pk, "phone": PHONE, "name": "王阿姨",
            "identity": "hidden", "nature": "complaint", "source": "HOTLINE", "external_id": "", **typed,
        }  # fmt: skip
        return self.login(staff).post("/desk/new/", typed, follow=True)

    def test_it_is_accepted_in_the_same_second_and_stands_on_the_board(self) -> None:
        page = self.register(self.world.wang, external_id="330108-2026-00017")
        case = Complaint.objects.get()
        self.assertEqual(page.redirect_chain, [(f"/desk/{case.code}/", 302)])
        self.assertContains(page, f"已登记并受理，受理编号 {case.code}")
        self.assertEqual(
            (case.stage, case.unit, case.source, case.staff_filed), ("ACCEPTED", self.world.dongguan, "HOTLINE", True)
        )
        self.assertEqual(self.assertEntry(case, "file").staff, self.world.wang)
        self.assertContains(page, "12345 330108-2026-00017")
        self.assertContains(self.login(self.world.li).get("/desk/"), case.code)

    def test_a_number_of_another_system_is_filed_once(self) -> None:
        self.register(self.world.wang, external_id="330108-2026-00017")
        page = self.register(self.world.li, external_id="330108-2026-00017", text="同一件事又来了一遍。")
        case = Complaint.objects.get()
        self.assertContains(page, f"这件事登记过了，受理编号 {case.code}")

    def test_a_known_number_in_another_community_is_named_but_not_shown(self) -> None:
        self.register(self.world.stranger, external_id="X1", unit=self.world.zhongxing.pk)
        page = self.register(self.world.wang, external_id="X1")
        case = Complaint.objects.get()
        self.assertEqual(page.redirect_chain, [("/desk/", 302)])
        self.assertContains(page, f"这件事登记过了，受理编号 {case.code}，由中兴社区办理。")
        self.assertNotContains(page, case.title)

    def test_the_code_on_the_wall_wins_over_the_unit(self) -> None:
        self.register(self.world.dispatcher, unit=self.world.guanshan.pk, place_code="testdoor01")
        case = Complaint.objects.get()
        self.assertEqual((case.place, case.unit), (self.world.door, self.world.dongguan))

    def test_a_code_outside_her_area_is_refused_and_the_words_stay(self) -> None:
        page = self.register(self.world.wang, place_code="TESTPARK01")
        self.assertContains(page, "不在您的辖区", status_code=422)
        self.assertContains(page, NOISE, status_code=422)
        self.assertFalse(Complaint.objects.exists())

    def test_a_unit_outside_her_area_is_refused(self) -> None:
        page = self.register(self.world.wang, unit=self.world.zhongxing.pk)
        self.assertContains(page, "请选择事情发生在哪里", status_code=422)

    def test_a_wrong_phone_and_an_empty_text_are_said_at_their_fields(self) -> None:
        page = self.register(self.world.wang, phone="123")
        self.assertContains(page, "请填 11 位手机号", status_code=422)
        self.assertContains(page, 'value="123"', status_code=422)
        self.assertContains(self.register(self.world.wang, text="​！！"), "请简单写一下发生了什么", status_code=422)
        self.assertFalse(Complaint.objects.exists())

    def test_a_danger_is_recognised_here_too(self) -> None:
        page = self.register(self.world.wang, text=GAS)
        self.assertEqual(Complaint.objects.get().urgency, "P0")
        self.assertContains(page, "特急")

    def test_sending_it_twice_is_one_case(self) -> None:
        key = str(uuid4())
        self.register(self.world.wang, client_key=key)
        self.register(self.world.wang, client_key=key)
        self.assertEqual(Complaint.objects.count(), 1)

    def test_a_mediator_cannot_register(self) -> None:
        self.assertContains(self.login(self.world.mediator).get("/desk/new/"), "不能代为登记", status_code=403)
        self.assertEqual(self.register(self.world.mediator).status_code, 403)
        self.assertFalse(Complaint.objects.exists())
