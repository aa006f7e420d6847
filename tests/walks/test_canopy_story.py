"""雨棚和监控案 (article; domain.md §8.1, 2): a claim before court becomes two promises at 和滨江 and is taken back."""

from __future__ import annotations

from complaints import ledger
from complaints.models import Complaint
from tests.walks.screen import Screen
from tests.walks.walk import Walk
from tests.world import PASSWORD, PHONE

COURT = "（2026）浙0108民初4321号"
TEXT = "楼下业主在阳台外装的雨棚超高，挡光、下雨天吵，还装了监控摄像头正对我家窗户，影响隐私，已经起诉到法院。"
SUMMARY = "阳台外雨棚的高度和摄像头的朝向，想请您一起看一看、谈一谈。"
FACTS = "雨棚高出窗台，摄像头能拍到别家窗户；双方都愿意和气解决，诉讼费各半。"
CONTENT = "一、拆除阳台外的雨棚。二、摄像头改装，只拍自家门口。三、双方不再为此起诉。"
PERFORMANCE = "两项都在今天完成，由调解员到场查看。"
ANSWER = "楼下业主当天已拆除雨棚、改装监控，调解员到场看过；楼上业主已向法院撤诉，双方和解。"
OWNER_PHONE = "13900139007"


class CanopyStory(Walk):
    """The owner above who went to court, the owner below, Wang and Li of 东冠, Hu of 和滨江."""

    def setUp(self) -> None:
        super().setUp()
        self.hu = self.rooms.hu.staff
        self.hu.set_password(PASSWORD)
        self.hu.save()
        self.above, self.below = Screen(), Screen()

    def test_from_the_court_number_to_the_withdrawn_claim(self) -> None:
        self.register_once()
        self.claim_and_call()
        self.bring_it_to_hebin()
        self.both_come()
        self.two_promises_with_signatures()
        self.close_with_the_claim_withdrawn()

    def register(self, staff: str) -> Screen:
        """Type what the court sent."""
        desk = self.desk(getattr(self.world, staff))
        desk.open("/desk/")
        desk.follow("代为登记")
        desk.press("登记并受理", 发生了什么=TEXT, 联系电话=PHONE, 怎么称呼="周先生", 来源="诉源", 外部编号=COURT)
        return desk

    def register_once(self) -> None:
        page = self.register("wang").text
        self.case = Complaint.objects.get()
        self.reads(page, "已登记并受理", "诉源", COURT, "一般")
        self.assertEqual((self.case.source, self.case.stage), ("LITIGATION", "ACCEPTED"))
        self.reads(self.register("li").text, "这件事登记过了", self.case.code)
        self.assertEqual(Complaint.objects.count(), 1)
        self.wait(seconds=1)
        self.assertEqual(len(self.messages(PHONE)), 1)

    def claim_and_call(self) -> None:
        self.wait(minutes=1)
        wang = self.desk(self.world.wang)
        wang.open(f"/desk/{self.case.code}/")
        wang.press("认领")
        wang.dial()
        self.wait(minutes=2)
        wang.press("记录通话", 接通=True, 通话摘要="周先生愿意先调解，谈成就撤诉。")
        self.assertEqual(self.kept(self.case), {"accept", "contact"})

    def bring_it_to_hebin(self) -> None:
        wang = self.desk(self.world.wang)
        wang.open(f"/mediation/panel/{self.case.code}/?open=1")
        page = wang.page
        offered = [c for form in page.forms for c in form.controls if c.name == "organisation"]
        self.assertIn("和滨江（专门调解", page.labels[offered[0].key])
        self.assertEqual([c.on for c in offered], [True, False])
        self.reads(
            wang.press(
                "申请调解", 怎么称呼对方="楼下业主", 对方电话=OWNER_PHONE, 可以告诉对方的内容=SUMMARY,
                案件来源="移送委托", 移送文号=COURT, 诉求人已在电话里同意调解=True,
            ),
            "和滨江", "待答复",
        )  # fmt: skip
        self.reads(wang.follow("打开调解"), "移送委托", COURT)
        self.wait(seconds=1)
        self.reads(self.below.open(self.link(OWNER_PHONE, "一起商量解决")), SUMMARY, "和滨江")
        self.assertNotIn("不收取任何费用", self.below.text)  # only people's mediation is free by law
        self.below.press("同意调解")
        self.reads(wang.press("预约"), "和滨江一号室", "19:30")  # the first free half hour as it was proposed

    def both_come(self) -> None:
        self.wait(seconds=(self.at(19, 30, days=0) - self.now).total_seconds())
        hu = self.desk(self.hu)
        self.reads(hu.open("/desk/inbox/"), "请您主持一场调解", "和滨江一号室")
        hu.press("查看")
        self.reads(hu.press("开始调解"), "正在调解")
        self.wait(minutes=25)
        self.reads(
            hu.press("达成协议", 书面协议=True, 协议内容=CONTENT, 履行方式和时限=PERFORMANCE, 主要事实=FACTS),
            "签齐后生效",
        )

    def two_promises_with_signatures(self) -> None:
        hu = self.desk(self.hu)
        hu.open("/mediation/")
        hu.open(next(link for link in hu.page.links.values() if link.startswith("/mediation/TJ")))
        for signer in ("申请方", "对方", "调解员"):
            self.assertEqual(self.fresh(self.case).stage, "MEDIATING")
            hu.press(f"登记{signer}签字")
        self.reads(hu.text, "11月23日起生效")
        self.assertNotIn("登记盖章", hu.text)  # an industry's organisation has no committee's seal
        self.assertEqual(self.fresh(self.case).stage, "CONTACTED")
        for screen, phone in ((self.above, PHONE), (self.below, OWNER_PHONE)):
            page = screen.open(self.link(phone, "调解约在"))
            self.reads(page, "拆除阳台外的雨棚", "摄像头改装", PERFORMANCE, "双方达成书面协议")

    def close_with_the_claim_withdrawn(self) -> None:
        self.wait(minutes=30)
        wang = self.desk(self.world.wang)
        wang.open(f"/desk/{self.case.code}/")
        self.reads(wang.press("办结", 办理结果=ANSWER, 实质性办结=True), "已办结")
        self.wait(seconds=1)
        page = self.above.open(self.link(PHONE, "已办结"))
        self.reads(page, "撤诉", "拆除雨棚、改装监控", "双方达成书面协议")
        self.assertNotIn("没有按时做到", page)
        self.assertLessEqual({"accept", "contact", "close"}, self.kept(self.case))
        self.reads(self.register("li").text, "这件事登记过了")  # the number stays taken when it is over
        self.assertEqual((Complaint.objects.count(), len(list(ledger.faults(self.fresh(self.case))))), (1, 0))
