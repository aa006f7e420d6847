"""讨薪案 (article; domain.md §8.1, 3): six workers in a park's hall, everybody told at once, a misunderstanding cleared."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import timedelta

from complaints import ledger
from complaints.models import Complaint, TimelineEntry
from complaints.models.complaint import Lane
from governance.models import Duty, Post, Staff, Unit
from governance.roles import Role
from mediation.models import Mediator, Organisation, Room
from mediation.workflow import Regime
from tests.walks.workers import COMPANY, COMPANY_PHONE, SUMMARY, Workers
from tests.world import PASSWORD

PROPERTY_PHONE = "13800138005"
TEXT = "我们六个人在智汇谷产业园3号楼做的弱电工程,听说项目黄了,工程款拿不到,现在都在大厅里等,不给说法我们不走!"
ANSWER = "项目的事已经解决，只是没有和工人说清；双方当面说开，握手言和，工程款周三付清。"


class WagesStory(Workers):
    """The park's property staff, 赵远方 of 中兴, the street of 长河, the district, and the HR alliance."""

    def setUp(self) -> None:
        super().setUp()
        self.street = self.hire("changhe", "马指挥", Role.SUBDISTRICT_DISPATCHER, self.world.changhe)
        alliance = Organisation.objects.create(
            name="企业HR调解联盟", regime=Regime.INDUSTRY, specialities=["LAB", "ENT"]
        )
        Room.objects.create(organisation=alliance, name="联盟调解室", place="智汇谷产业园治理微中心")
        self.mediator = self.hire("hr", "何人事", Role.MEDIATOR, None)
        Mediator.objects.create(staff=self.mediator, organisation=alliance)
        self.caller = self.screen()

    def hire(self, username: str, name: str, role: str, unit: Unit | None) -> Staff:
        staff = Staff.objects.create_user(username, password=PASSWORD, display_name=name)
        Post.objects.create(staff=staff, role=role, unit=unit)
        if unit:
            day = timedelta(days=1)
            Duty.objects.create(staff=staff, unit=unit, starts_at=self.now - day, ends_at=self.now + day)
        return staff

    def test_from_the_hall_to_the_handshake(self) -> None:
        self.alarm_every_level_at_once()
        self.go_there_and_call()
        self.bring_in_the_alliance()
        self.explain_and_shake_hands()
        self.close_within_two_hours()
        self.one_is_paid_late()
        self.counted()
        self.nobody_can_rewrite_it()

    def alarm_every_level_at_once(self) -> None:
        told = (self.world.stranger, self.street, self.world.duty_officer)
        with ExitStack() as lines:
            heard = [lines.enter_context(self.tablet(self.desk(staff))) for staff in told]
            elsewhere = lines.enter_context(self.tablet(self.desk(self.world.wang)))
            self.caller.open("/q/TESTPARK01/")
            self.caller.follow("我要投诉")
            page = self.caller.press("提交", 发生了什么=TEXT, 联系电话=PROPERTY_PHONE, 怎么称呼您="物业小程")
            self.case = Complaint.objects.get()
            for line in heard:
                self.hears(line, self.case.code, 'data-urgency="P0"', f'data-lane="{Lane.BURNING}"', "特急")
            self.assertTrue(elsewhere.silent())
        self.reads(page, self.case.code, "tel:110")
        self.assertEqual((self.case.urgency, self.case.category), ("P0", "LAB-02"))
        for staff in told:
            self.reads(self.desk(staff).open("/desk/inbox/"), "紧急", "新诉求", self.case.title)
        self.assertNotIn(self.case.title, self.desk(self.world.wang).open("/desk/inbox/"))

    def go_there_and_call(self) -> None:
        self.wait(seconds=30)
        zhao = self.desk(self.world.stranger)
        zhao.open("/desk/")
        zhao.press(f"认领 title-{self.case.code}")
        self.reads(zhao.open(f"/desk/{self.case.code}/"), TEXT, "13800138005")
        self.wait(seconds=15)
        zhao.press("出动")
        self.wait(minutes=3)
        zhao.press("记录通话", 接通=True, 通话摘要="物业说六个人在大厅，情绪稳定，等负责人来。")
        self.wait(minutes=5)
        zhao.press("到场")
        page = self.caller.open(self.caller.path)
        self.reads(page, "已出发去现场", "和您通了电话", "已到现场")
        self.assertNotIn("没有按时做到", page)
        self.assertNotIn("escalate", self.entries(self.case))
        self.assertEqual(self.kept(self.case), {"accept", "contact", "set_out", "on_site"})

    def bring_in_the_alliance(self) -> None:
        zhao = self.desk(self.world.stranger)
        self.to_mediation(zhao, self.case)
        self.assertIn("企业HR调解联盟（专门调解“群体讨薪”这类纠纷；", zhao.text)
        zhao.press(
            "申请调解", 怎么称呼对方=COMPANY, 对方电话=COMPANY_PHONE, 可以告诉对方的内容=SUMMARY, 企业HR调解联盟=True
        )
        zhao.follow("打开调解")
        self.mediation = zhao.path
        self.invite_everybody(zhao)
        zhao.open(self.mediation)
        self.reads(zhao.press("预约", 调解室="联盟调解室", 开始时间="18:45"), "智汇谷产业园治理微中心", "18:45")
        self.wait(seconds=1)
        self.link(COMPANY_PHONE, "调解约在11月23日（周一）18:45，地点：联盟调解室")
        self.one_speaks_for_another()

    def explain_and_shake_hands(self) -> None:
        self.wait(seconds=(self.at(18, 45, days=0) - self.now).total_seconds())
        he = self.desk(self.mediator)
        he.open("/desk/inbox/")
        he.press("查看")
        he.press("开始调解")
        self.wait(minutes=20)
        self.settle_with_two_of_three()
        self.sign_for_three()
        self.reads(self.caller.open(f"/c/{self.case.token}/"), "部分当事人达成书面协议")

    def close_within_two_hours(self) -> None:
        self.wait(minutes=10)
        zhao = self.desk(self.world.stranger)
        zhao.open(f"/desk/{self.case.code}/")
        self.reads(zhao.press("办结", 办理结果=ANSWER, 实质性办结=True), "已办结")
        self.reads(self.caller.open(self.caller.path), "握手言和", "已办结")
        self.assertLessEqual({"accept", "contact", "set_out", "close"}, self.kept(self.case))
        self.assertEqual(
            self.entries(self.case),
            [
                "file", "accept", "claim", "set_out", "call_back", "arrive", "apply_mediation", "book_mediation", "end_mediation",
                "close",
            ],
        )  # fmt: skip

    def nobody_can_rewrite_it(self) -> None:
        """The receipt she kept fits the ledger; after an entry is edited behind our backs it does not."""
        self.caller.open(f"/c/{self.case.token}/")
        receipt = re.search(r'<b class="num">([0-9a-f]{8,})</b>', self.caller.text)[1]
        check = f"/c/{self.case.token}/?check={receipt}"
        self.reads(self.caller.open(check), "对得上：这是第 11 条记录")
        self.assertEqual(list(ledger.faults(self.fresh(self.case))), [])
        entry = TimelineEntry.objects.get(complaint=self.case, kind="set_out")
        TimelineEntry.objects.filter(pk=entry.pk).update(at=self.case.filed_at)
        self.reads(self.caller.open(check), "对不上")
        self.assertEqual(
            list(ledger.faults(self.fresh(self.case))), [f"{self.case.code} 第 {entry.seq} 条：记录被改过"]
        )
