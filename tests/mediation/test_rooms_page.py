"""What residents read of the organisations that mediate: where, when, for what, and whether it costs anything."""

from __future__ import annotations

from datetime import date, time

from mediation import hours
from mediation.models import Closure, Organisation, Room
from tests.mediation.rooms import MediationStory


class RoomsPage(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        Organisation.objects.filter(pk=self.rooms.puyan.pk).update(key="pu-yan-chao", address="浦沿街道一楼")
        Organisation.objects.filter(pk=self.rooms.hebin.pk).update(key="he-bin-jiang", intro="上门看、坐下谈")

    def one(self, key: str = "pu-yan-chao", **more):
        return self.client.get(f"/rooms/{key}/", **more)

    def test_the_list_has_each_street_s_own_first(self):
        page = self.client.get("/rooms/")
        text = page.content.decode()
        self.assertLess(text.index("浦沿潮调解室"), text.index("和滨江"))
        self.assertContains(page, "人民调解")
        self.assertContains(page, "上门看、坐下谈")
        self.assertContains(page, 'href="tel:+8657187654321"')

    def test_only_people_s_mediation_is_free_by_law(self):
        self.assertContains(self.one(), "人民调解不收取任何费用")
        page = self.one("he-bin-jiang")
        self.assertNotContains(page, "不收取任何费用")
        self.assertContains(page, "行业调解，收不收费请先打电话问清楚")

    def test_what_they_are_good_at_is_said_in_words(self):
        page = self.one("he-bin-jiang")
        for name in ("物业费争议", "采光通风、雨棚、晾衣、空调位", "摄像头、可视门铃侵犯隐私"):
            self.assertContains(page, name)
        self.assertNotContains(page, "电梯故障")  # begins with PRO, but is not mediated
        self.assertContains(self.one(), "各类民间纠纷")

    def test_languages_besides_mandarin(self):
        self.rooms.qian.languages = ["zh", "sign"]
        self.rooms.qian.save()
        self.assertContains(self.one(), "普通话、手语")
        self.assertNotContains(self.one("he-bin-jiang"), "手语")

    def test_each_room_with_its_hours_today_and_the_days_it_is_shut(self):
        hall = self.rooms.hall
        hall.week, hall.wheelchair = hours.parse("周一至周五 08:30-12:00、13:30-17:30；周日 9:00-12:00"), True
        hall.save()
        Closure.objects.create(
            room=hall, first=date(2026, 11, 23), last=date(2026, 11, 23), begins=time(8), ends=time(12)
        )
        Closure.objects.create(room=hall, first=date(2027, 2, 6), last=date(2027, 2, 12))
        page = self.one()
        self.assertContains(page, "周一至周五")
        self.assertContains(page, '<span class="num">13:30–17:30</span>', html=True)
        self.assertContains(page, "11月23日")
        self.assertNotContains(page, "2月6日")
        self.assertContains(page, "到不了，请先打电话")  # the other room
        self.assertContains(self.client.get("/rooms/"), "轮椅可到", count=1)

    def test_in_english_too(self):
        page = self.one(HTTP_ACCEPT_LANGUAGE="en")
        self.assertContains(page, "Every day")
        self.rooms.hall.week = hours.parse("周一至周五 9:00-12:00")
        self.rooms.hall.save()
        self.assertContains(self.one(HTTP_ACCEPT_LANGUAGE="en"), "Monday to Friday")

    def test_what_is_not_in_use_is_not_shown(self):
        Room.objects.filter(pk=self.rooms.hall2.pk).update(active=False)
        self.assertNotContains(self.one(), "浦沿潮小间")
        Organisation.objects.filter(key="pu-yan-chao").update(active=False)
        self.assertEqual(self.one().status_code, 404)
        self.assertNotContains(self.client.get("/rooms/"), "浦沿潮")

    def test_no_name_of_a_person_and_a_light_page(self):
        for path in ("/rooms/", "/rooms/pu-yan-chao/"):
            page = self.client.get(path)
            for person in (self.rooms.qian, self.rooms.sun):
                self.assertNotContains(page, str(person))
            self.assertLess(len(page.content), 14_000)

    def test_a_hundred_organisations_cost_no_more_queries(self):
        with self.assertNumQueries(4):
            self.client.get("/rooms/")
        for at in range(30):
            made = Organisation.objects.create(name=f"第{at}调解室")
            Room.objects.create(organisation=made, name="一室", place="一楼")
        with self.assertNumQueries(4):
            self.client.get("/rooms/")
