"""请谁来调解 on the tablet: the best first with reasons, naming one, recording a change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binan.kit.errors import NotAllowed
from governance.models import Staff
from mediation.models import Interest, Mediator, Recusal
from mediation.services import choose, conclude, hold
from mediation.workflow import Chooser, Way
from tests.mediation.choosing import Choosing
from tests.mediation.rooms import MediationStory


class AtTheDesk(Choosing):
    def page(self, **more):
        return self.login(self.world.wang).get(f"/mediation/{self.mediation.code}/mediators/", **more)

    def post(self, what: str, **data):
        return self.login(self.world.wang).post(f"/mediation/{self.mediation.code}/mediators/{what}/", data)

    def test_the_best_stands_first_with_the_reasons(self):
        self.booked(self.agreed(self.of_others(3)), mediator=self.qian)
        page = self.page()
        text = page.content.decode()
        self.assertLess(text.index("孙和气"), text.index("钱和平"))
        self.assertContains(page, "就在浦沿街道；手上 0 件，最多 20 件；最早今天 19:00 有空")
        self.assertContains(page, "手上 1 件，最多 20 件")
        self.assertContains(page, "建议", count=1)

    def test_a_language_that_is_needed_decides(self):
        self.rooms.qian.languages = ["sign"]
        self.rooms.qian.save()
        page = self.page(query_params={"language": "sign"})
        text = page.content.decode()
        self.assertLess(text.index("<b>钱和平</b>"), text.index("<b>孙和气</b>"))
        self.assertContains(page, "会手语")
        self.assertContains(page, "不会手语", count=1)
        self.assertEqual(self.page(query_params={"language": "klingon"}).status_code, 200)

    def test_naming_one_and_recording_a_change(self):
        self.post("choose", mediator=self.qian.pk)
        self.assertEqual(self.led(), (self.qian, Chooser.STAFF))
        self.assertContains(self.page(), "调解组织指定")
        hers = self.side(self.mediation, "B")
        self.post("recuse", party=hers.pk, way=Way.PHONE)
        self.assertEqual(Recusal.objects.get().side, "B")
        page = self.page()
        self.assertContains(page, "有一方已经请求换人")
        self.assertContains(page, "换掉了钱和平")
        again = self.post("choose", mediator=self.qian.pk)
        self.assertContains(again, "有一方已经请求换掉这位调解员", status_code=422)

    def test_the_reason_that_is_missing_is_asked_for_and_nothing_typed_is_lost(self):
        Interest.objects.create(mediator=self.qian, kind="building", name="观潮名苑6幢")
        answer = self.post("choose", mediator=self.qian.pk)
        self.assertContains(answer, "确实要请，请写明理由", status_code=422)
        self.assertContains(answer, f'name="mediator" value="{self.qian.pk}" checked', status_code=422)

    def test_a_party_of_another_mediation_is_nobody_here(self):
        self.names(self.qian)
        foreign = self.side(self.applied(self.contacted(phone="13700137001")), "B")
        self.assertEqual(self.post("recuse", party=foreign.pk, way=Way.PHONE).status_code, 422)
        self.assertFalse(Recusal.objects.exists())

    def test_who_only_looks_on_names_nobody(self):
        with pytest.raises(NotAllowed):
            choose.name_mediator(self.mediation, staff=self.world.auditor, mediator=self.qian, now=self.now)

    def test_the_page_takes_as_many_queries_for_many_mediators(self):
        def count() -> int:
            with CaptureQueriesContext(connection) as seen:
                self.page()
            return len(seen)

        self.page()  # the table of holidays is remembered for some seconds
        few = count()
        for at in range(15):
            staff = Staff.objects.create_user(f"more{at}", display_name=f"多{at}")
            Mediator.objects.create(staff=staff, organisation=self.rooms.puyan)
        self.assertEqual(count(), few)


class WhenApplying(MediationStory):
    def options(self, case) -> list[str]:
        page = self.login(self.world.wang).get(f"/mediation/panel/{case.code}/?open=1").content.decode()
        return re.findall(r"(?:浦沿潮调解室|和滨江)（[^）]+）", page)

    def test_each_organisation_says_whom_it_would_ask(self):
        self.assertEqual(
            self.options(self.contacted()),
            ["浦沿潮调解室（就在浦沿街道；可请孙和气，手上 0 件，最早11月23日 19:00）",
             "和滨江（面向全区，专门调解别的纠纷；可请胡物业，手上 0 件，最早11月23日 19:00）"],
        )  # fmt: skip

    def test_the_street_s_own_is_never_behind_one_made_for_something_else(self):
        Mediator.objects.filter(organisation=self.rooms.puyan).update(at_once=0)
        found = self.options(self.contacted())
        self.assertEqual(found[0], "浦沿潮调解室（就在浦沿街道；调解员手上都满了，或者都要回避）")

    def test_one_that_fits_and_has_somebody_goes_before_one_that_fits_better_and_has_nobody(self):
        Mediator.objects.filter(organisation=self.rooms.hebin).update(at_once=0)
        found = self.options(self.contacted(category="PRO-01"))
        self.assertEqual([one[:3] for one in found], ["浦沿潮", "和滨江"])

    def test_one_where_nobody_works_comes_last(self):
        Mediator.objects.filter(organisation=self.rooms.puyan).update(active=False)
        found = self.options(self.contacted())
        self.assertEqual(found[1], "浦沿潮调解室（暂时没有在岗的调解员）")

    def test_an_earlier_session_with_a_party_is_told_and_puts_nobody_s_house_behind(self):
        for mediator in (self.rooms.qian, self.rooms.sun):
            earlier = self.agreed()
            self.booked(earlier, 0.25, mediator=mediator, minutes=15)
            self.watch.shift(timedelta(minutes=15))
            hold.start(earlier, staff=mediator.staff, now=self.now)
            conclude.fail(earlier, staff=mediator.staff, reason="谈不拢", now=self.now)
        found = self.options(self.contacted())
        self.assertRegex(found[0], "^浦沿潮调解室（就在浦沿街道；可请.*给一方当事人调解过")

    def test_ties_count_before_there_is_a_mediation(self):
        Interest.objects.create(mediator=self.rooms.sun, kind="building", name="观潮名苑6幢")
        self.assertIn("可请钱和平", self.options(self.contacted())[0])
