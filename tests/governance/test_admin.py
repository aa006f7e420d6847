"""The keeper of the house: units, places, people, posts and duty."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token

from governance.models import Absence, Duty, Place, Post, Staff, Unit
from governance.roles import Role
from governance.services import api_token
from tests.cases import StoryCase
from tests.world import PASSWORD


class HouseAdmin(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.browser = self.login(self.world.admin)

    def found(self, model: str, **query: object) -> set[str]:
        page = self.browser.get(f"/admin/governance/{model}/", query)
        self.assertEqual(page.status_code, 200)
        return {str(row) for row in page.context["cl"].result_list}

    def test_a_unit_is_found_by_name_key_and_street(self) -> None:
        self.assertEqual(self.found("unit", q="东冠"), {"东冠社区", "东冠第一网格"})
        self.assertEqual(self.found("unit", q="PY-DG-G"), {"东冠第一网格"})
        self.assertEqual(self.found("unit", within=self.world.changhe.pk), {"长河街道", "中兴社区"})
        below = {"浦沿街道", "东冠社区", "冠山社区", "东冠第一网格"}
        self.assertEqual(self.found("unit", within=self.world.puyan.pk), below)
        self.assertEqual(self.found("unit", within="x"), self.found("unit"))

    def test_places_of_a_street_with_their_posters(self) -> None:
        self.assertEqual(self.found("place", within=self.world.puyan.pk), {"观潮名苑6幢2单元", "东冠社区窗口"})
        page = self.browser.get("/admin/governance/place/")
        self.assertContains(page, "/desk/places/TESTDOOR01/")

    def test_a_new_place_gets_a_code_nobody_chose(self) -> None:
        self.browser.post(
            "/admin/governance/place/add/",
            {"kind": "lift", "name": "3幢电梯", "unit": self.world.dongguan.pk, "code": "CHOSEN0001"},
        )
        place = Place.objects.get(name="3幢电梯")
        self.assertNotEqual(place.code, "CHOSEN0001")
        self.assertEqual(len(place.code), 10)

    def test_the_key_of_a_unit_is_for_ever(self) -> None:
        unit = self.world.guanshan
        values = {
            "name": "冠山新社区",
            "level": unit.level,
            "parent": unit.parent_id,
            "key": "OTHER",
            "kind": unit.kind,
        }
        self.browser.post(f"/admin/governance/unit/{unit.pk}/change/", values)
        self.assertEqual(Unit.objects.values_list("name", "key").get(pk=unit.pk), ("冠山新社区", "PY-GS"))

    def test_a_person_is_added_with_a_post(self) -> None:
        password = "qian-tang-jiang-8899"
        self.browser.post(
            "/admin/governance/staff/add/",
            {"username": "new", "display_name": "何立冬", "mobile": "", "usable_password": "true", "password1": password, "password2": password,
             "posts-TOTAL_FORMS": 1, "posts-INITIAL_FORMS": 0, "posts-0-role": Role.SOCIAL_WORKER, "posts-0-unit": self.world.dongguan.pk},
        )  # fmt: skip
        staff = Staff.objects.get(username="new")
        self.assertEqual(Post.objects.get(staff=staff).unit, self.world.dongguan)
        self.assertTrue(staff.check_password(password))

    def test_lost_tokens_are_taken_back(self) -> None:
        for staff in (self.world.wang, self.world.li):
            Token.objects.create(user=staff)
        self.browser.post("/admin/governance/staff/", {"action": "revoke", "_selected_action": [self.world.wang.pk]})
        self.assertEqual(list(Token.objects.values_list("user__username", flat=True)), ["li"])

    def test_with_a_new_password_or_a_closed_account_the_token_is_gone(self) -> None:
        wang, li = self.world.wang, self.world.li
        for staff in (wang, li):
            api_token(staff)
        password = "qian-tang-jiang-8899"
        given = {"usable_password": "true", "password1": password, "password2": password}
        self.browser.post(f"/admin/governance/staff/{wang.pk}/password/", given)
        self.assertTrue(Staff.objects.get(pk=wang.pk).check_password(password))
        self.assertEqual(list(Token.objects.values_list("user__username", flat=True)), ["li"])
        self.browser.post(
            f"/admin/governance/staff/{li.pk}/change/",
            {"username": "li", "display_name": "李建国", "mobile": "", "email": "", "posts-TOTAL_FORMS": 0, "posts-INITIAL_FORMS": 0},
        )  # fmt: skip
        self.assertFalse(Staff.objects.get(pk=li.pk).is_active)
        self.assertFalse(Token.objects.exists())

    def test_coming_in_and_another_name_leave_the_token(self) -> None:
        wang, token = self.world.wang, api_token(self.world.wang)
        Client().post("/login/", {"username": "wang", "password": PASSWORD})
        wang.display_name = "王小虹"
        wang.save()
        self.assertEqual(Token.objects.get().key, token)

    def test_nobody_reads_another_persons_token(self) -> None:
        token = Token.objects.create(user=self.world.wang)
        with self.assertRaises(NoReverseMatch):
            reverse("admin:authtoken_tokenproxy_changelist")
        page = self.browser.get(f"/admin/governance/staff/{self.world.wang.pk}/change/")
        self.assertNotContains(page, token.key)

    def test_who_was_on_duty_or_away_is_looked_at_and_never_changed(self) -> None:
        hour = timedelta(hours=1)
        for model in (Duty, Absence):
            row = model.objects.filter(starts_at__lte=self.now).first() or Absence.objects.create(
                staff=self.world.li, starts_at=self.now - hour, ends_at=self.now + hour, noted_at=self.now
            )
            address = f"/admin/governance/{model._meta.model_name}/"
            self.assertNotContains(self.browser.get(f"{address}{row.pk}/change/"), 'name="_save"')
            self.assertEqual(self.browser.post(f"{address}{row.pk}/change/", {}).status_code, 403)
            self.assertEqual(self.browser.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code, 403)
            ticked = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
            self.browser.post(address, ticked)
            self.assertTrue(model.objects.filter(pk=row.pk).exists())

    def typed(self, begin: datetime, end: datetime) -> dict[str, object]:
        given: dict[str, object] = {"staff": self.world.mediator.pk, "unit": self.world.dongguan.pk}
        for name, moment in (("starts_at", begin), ("ends_at", end)):
            local = timezone.localtime(moment)
            given |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}
        return given

    def test_a_duty_is_typed_in_from_now_on(self) -> None:
        hour, address = timedelta(hours=1), "/admin/governance/duty/add/"
        self.assertContains(self.browser.post(address, self.typed(self.now - 3 * hour, self.now - hour)), "已经过去了")
        self.browser.post(address, self.typed(self.now - 3 * hour, self.now + hour))
        duty = Duty.objects.get(staff=self.world.mediator)
        self.assertEqual((duty.starts_at, duty.ends_at), (self.now, self.now + hour))

    def test_the_header_is_ours(self) -> None:
        page = self.browser.get("/admin/")
        self.assertContains(page, "滨安码 管理")
        self.assertNotContains(page, "Django")

    def test_a_whole_page_of_ticks_can_be_sent(self) -> None:
        Place.objects.bulk_create(Place(code=f"MANY{n:06}", name=f"门{n}", unit=self.world.dongguan) for n in range(60))
        shown = self.browser.get("/admin/governance/place/").context["cl"].result_list
        ticked = {"action": "delete_selected", "_selected_action": [place.pk for place in shown]}
        self.assertContains(self.browser.post("/admin/governance/place/", ticked), "删除")
