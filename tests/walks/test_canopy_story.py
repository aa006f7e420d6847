"""雨棚和监控案 (article; domain.md §8.1, 2): a claim before court becomes two promises at 和滨江 and is taken back."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints import ledger
from complaints.models import Complaint
from tests.mediation.paper import pages
from tests.photos import photo
from tests.walks.screen import Screen
from tests.walks.squares import leads_to
from tests.walks.walk import Walk, fingerprint
from tests.world import PASSWORD, PHONE

COURT = "（2026）浙0108民初4321号"
TEXT = "楼下业主在阳台外装的雨棚超高，挡光、下雨天吵，还装了监控摄像头正对我家窗户，影响隐私，已经起诉到法院。"
SUMMARY = "阳台外雨棚的高度和摄像头的朝向，想请您一起看一看、谈一谈。"
FACTS = "雨棚高出窗台，摄像头能拍到别家窗户；双方都愿意和气解决，诉讼费各半。"
CANOPY, CAMERA = "今天拆除阳台外超高的雨棚。", "今天改装摄像头，只拍自家门口。"
ISSUES, RESPONSIBILITY = "雨棚该不该拆、摄像头能不能装。", "楼下业主装的时候没有和邻居商量。"
ANSWER = "楼下业主当天已拆除雨棚、改装监控，调解员到场看过；楼上业主已向法院撤诉，双方和解。"
OWNER_PHONE = "13900139007"


class CanopyStory(Walk):
    """The owner above who went to court, the owner below, Wang and Li of 东冠, Hu of 和滨江."""

    def setUp(self) -> None:
        super().setUp()
        self.hu = self.rooms.hu.staff
        self.hu.set_password(PASSWORD)
        self.hu.save()
        self.above, self.below = self.screen(), self.screen()

    def test_from_the_court_number_to_the_withdrawn_claim(self) -> None:
        self.register_once()
        self.claim_and_call()
        self.bring_it_to_hebin()
        self.both_come()
        self.clause_by_clause()
        self.nothing_is_issued_before_all_is_there()
        self.signatures_on_the_tablet()
        self.both_promises_kept()
        self.suit_withdrawn_and_dossier_closed()
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
        self.to_mediation(wang, self.case)
        page = wang.page
        offered = [c for form in page.forms for c in form.controls if c.name == "organisation"]
        self.assertIn("和滨江（专门调解", page.labels[offered[0].key])
        self.assertEqual([c.on for c in offered], [True, False])
        self.reads(
            wang.press(
                "申请调解", 怎么称呼对方="楼下业主", 对方电话=OWNER_PHONE, 可以告诉对方的内容=SUMMARY,
                案件来源="移送委托", 由谁移送="人民法院", 移送文号=COURT, 诉求人已在电话里同意调解=True,
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
        self.mediation = hu.path
        hu.follow("打开现场：到场、步骤、笔录")
        for tap in ("诉求方到场", "对方到场", "核对身份", "告知权利义务", "双方陈述"):
            hu.press(tap)
        hu.press("登记证据", 照片=photo(), 这是什么="阳台雨棚的照片", 谁带来的="诉求方")
        self.reads(hu.press("记下", 对方=True, 内容="装的时候没有想到，愿意拆。"), "证据 1：阳台雨棚的照片", "愿意拆")
        self.wait(minutes=15)

    def clause_by_clause(self) -> None:
        """Each on her own telephone; what one would have otherwise only the mediator reads, and he writes it anew."""
        hu = self.desk(self.hu)
        hu.open(f"{self.mediation}clauses/")
        hu.press("写一条", 条文=CANOPY)
        hu.press("写一条", 条文="今天拆掉摄像头。")
        for screen, phone in ((self.above, PHONE), (self.below, OWNER_PHONE)):
            screen.open(self.link(phone, "调解约在"))
            screen.follow("一条一条谈")
            screen.press("同意", near="第 1 条")
        self.above.press("同意", near="第 2 条")
        self.reads(self.below.text, "双方同意")
        self.below.press("告诉调解员", near="第 2 条", 想怎么改="包裹常丢，想留着拍自家门口。")
        self.assertNotIn("包裹常丢", self.above.open(self.above.path))
        self.assertNotIn("包裹常丢", hu.open(hu.path))  # the tablet lies on the table
        self.reads(hu.follow("只给调解员看的话"), "想这样改：包裹常丢")
        hu.follow("一条一条谈")
        hu.press("写成新的一稿", near="第 2 条", **{"第 2 条的新稿": CAMERA})
        self.reads(hu.press("出具协议", 422, 书面协议=True), "第 2 条还有人没有同意")
        for screen in (self.above, self.below):
            self.reads(screen.open(screen.path), CAMERA)
            screen.press("同意", near="第 2 条")
        self.reads(hu.open(hu.path), "全部谈妥")

    def nothing_is_issued_before_all_is_there(self) -> None:
        """What art. 29 asks for, each with a sentence, until it is there."""
        hu = self.desk(self.hu)
        hu.open(f"{self.mediation}clauses/")
        for sentence in ("还没有写主要事实", "还没有写双方争的是什么", "还没有写各方的责任", "还没有写履行方式和时限"):
            self.assertIn(sentence, hu.text)
        self.reads(hu.press("出具协议", 422, 书面协议=True), "还没有写主要事实")
        hu.press("保存", 主要事实=FACTS, 争议事项=ISSUES, 各方责任=RESPONSIBILITY)
        for what, proof in (("拆除雨棚", "拆除后的照片"), ("改装摄像头", "摄像头画面的照片")):
            hu.press("加一项", 谁来做="对方", 对谁="诉求方", 做什么=what, 什么时候之前="2026-11-23", 用什么证明=proof)
        self.reads(hu.press("出具协议", 422, 书面协议=True), "还没有同意让对方知道姓名")
        self.reads(hu.press("出具协议", 书面协议=True, 诉求方本人同意=True), "签齐后生效")

    def signatures_on_the_tablet(self) -> None:
        """One by a code to her telephone, one on paper, the mediator by hand; all under one text."""
        hu = self.desk(self.hu)
        self.reads(hu.open(f"{self.mediation}sign/"), CANOPY, CAMERA, FACTS, "共印 3 份")
        self.signed = fingerprint(hu)
        self.sign(hu, "A", PHONE)
        self.assertEqual(self.fresh(self.case).stage, "MEDIATING")
        self.assertNotIn("登记盖章", hu.text)  # an industry's organisation has no committee's seal
        hu.press("纸上签了（对方）")
        hu.open(f"{self.mediation}sign/")
        self.sign(hu, "M")
        self.reads(hu.text, "2026年11月23日起生效", "平板上手写", "纸上签字或按指印", "验证码正确")
        self.assertEqual(self.fresh(self.case).stage, "CONTACTED")
        for screen, phone in ((self.above, PHONE), (self.below, OWNER_PHONE)):
            page = screen.open(self.link(phone, "调解约在"))
            self.reads(page, CANOPY, CAMERA, "双方达成书面协议")

    def both_promises_kept(self) -> None:
        """He says it is done, she says she has it; until she does it is not counted as kept."""
        self.wait(minutes=10)
        self.below.follow("说好的事")
        for what in ("拆除雨棚", "改装摄像头"):
            self.below.press("已经做了", near=what)
            self.wait(seconds=5)
            self.above.open(self.link(PHONE, "收到了请在这里点一下"))
            self.above.press("收到了", near=what)
        self.reads(self.desk(self.hu).open(f"{self.mediation}after/"), "2/2 项已履行")

    def suit_withdrawn_and_dossier_closed(self) -> None:
        hu = self.desk(self.hu)
        hu.open(f"{self.mediation}after/")
        hu.press("登记诉讼", 法院="杭州市滨江区人民法院", 案号=COURT, 起诉日期="2026-11-02")
        self.reads(hu.press("登记撤诉", 撤诉日期="2026-11-23"), "11月23日 撤诉")
        hu.open(f"{self.mediation}papers/")
        kinds = ("受理登记表", "权利义务告知书", "记录", "协议书")
        for kind in kinds:
            self.file(hu, f"人民调解{kind}")
        self.file(hu, "证据材料清单")
        for seat in ("诉求方", "对方"):
            card = {"证件名称": "居民身份证", "证件号码": "330108199001011234"}
            self.file(hu, "当事人身份证明", 当事人=seat, **card)
        agreed = "".join(hu.paper("打开、打印", near="人民调解协议书"))
        self.reads(agreed, CANOPY, CAMERA, FACTS, "一式三份", "拆除后的照片", "周先生", "楼下业主", self.signed)
        self.anybody_may_verify(hu.fetch("打开、打印", near="人民调解协议书"))
        self.below.open(self.link(OWNER_PHONE, "调解约在"))
        self.below.follow("我的文书")
        self.assertEqual("".join(self.below.paper("打开", near="人民调解协议书")), agreed)
        self.reads(hu.press("归档"), "卷宗已归档")
        self.true_pages(
            hu.paper("打开卷宗"), "人民调解受理登记表", "人民调解权利义务告知书", "当事人身份证明", "当事人身份证明（二）",
            "证据材料清单", "人民调解记录", "人民调解协议书",
        )  # fmt: skip
        self.assertNotIn("出具文书", hu.text)

    def anybody_may_verify(self, file: bytes) -> None:
        """Whoever scans the square code reads that the paper is ours and holds, and that her file is the one."""
        code = re.search("查验码([0-9A-Z]{16})", pages(file)[0])[1]
        address = f"/verify/{code}/"
        self.assertTrue(leads_to(file, f"{settings.PUBLIC_URL}{address}"))
        anybody = self.screen()
        self.reads(anybody.open(address), "现在有效", "人民调解协议书", "和滨江")
        for secret in (PHONE, "周先生", "楼下业主", CANOPY):
            self.assertNotIn(secret, anybody.text)
        for data, words in ((file, "一模一样"), (file + b" ", "不一样")):
            upload = SimpleUploadedFile("a.pdf", data, "application/pdf")
            self.assertRegex(anybody.press("比对", **{"PDF 文件": upload}), f'data-result(="")?>{words}')

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
