"""Three workers against one company: one speaks for two, one settles nothing, one is paid late (人民调解法 31, 32)."""

from __future__ import annotations

from complaints.models import Complaint
from governance.models import Staff
from tests.walks.screen import Screen
from tests.walks.walk import Walk

COMPANY, COMPANY_PHONE = "云帆弱电公司", "13900139005"
# Seat at the table, name, telephone, what each asks for in yuan.
WORKERS = {
    "诉求方2": ("周建工", "13600136001", "12000"),
    "诉求方3": ("李安装", "13600136002", "8000"),
    "诉求方4": ("吴布线", "13600136003", "9600"),
}
ZHOU, LI, WU = (phone for _, phone, _ in WORKERS.values())
SUMMARY = "工程款什么时候付、怎么付，请您当面和大家说清楚。"
CLAUSE = "公司把欠的工程款分别付到各人的卡上。"
TERMS = f"{CLAUSE[:-1]}，十一月二十五日前付清。"


class Workers(Walk):
    """What happens from the invitation until the last of the money has come."""

    case: Complaint
    mediator: Staff
    mediation: str  # the address of its page

    def invite_everybody(self, worker: Screen) -> None:
        """Each worker on a seat of his own with a link of his own; the property's man who called is none of them."""
        for name, phone, _ in WORKERS.values():
            worker.press("增加当事人", 哪一方="诉求方", 姓名或名称=name, 电话=phone)
        self.reads(worker.press("退出调解", near="诉求方", 为什么退出="物业代为反映，不是当事人"), "已退出")
        worker.press("登记同意", near="对方", 怎么答复的="当面", 已说明权利义务=True)
        self.wait(seconds=1)
        for phone in (ZHOU, LI, WU):
            screen = self.screen()
            screen.open(self.link(phone, "一起商量解决"))
            self.reads(screen.press("同意调解", 可以让对方知道=True), "您已同意调解")

    def one_speaks_for_another(self) -> None:
        """李 lets 周 settle for him; until 周 says yes he speaks for himself."""
        li, zhou = self.screen(), self.screen()
        li.open(self.link(LI, "一起商量解决"))
        li.follow("推选代表")
        self.reads(li.press("推选代表", 第2位=True, 也可以代我达成协议和签字=True), "还在等他同意")
        self.wait(seconds=5)
        zhou.open(self.link(ZHOU, "想请您当代表"))
        self.reads(zhou.press("同意当代表"), "您在替这些人说话")
        self.reads(li.open(li.path), "他也可以代您达成协议和签字")

    def settle_with_two_of_three(self) -> None:
        """The sums of each stand in the table; who does not want it stays free, and is told the other ways."""
        he = self.desk(self.mediator)
        he.open(f"{self.mediation}group/")
        for seat, (_, _, sum_) in WORKERS.items():
            he.press("登记各人请求", 谁的请求=seat, 请求金额=sum_)
        self.reads(he.text, "特别授权", "12000.00", "8000.00", "9600.00")
        he.open(f"{self.mediation}clauses/")
        he.press("写一条", 条文=CLAUSE, 种类="钱款")
        for phone, answer in ((ZHOU, "同意"), (COMPANY_PHONE, "同意"), (WU, "不同意")):
            screen = self.screen()
            screen.open(f"{self.link(phone, '调解约在')}clauses/")
            screen.press(answer, near="第 1 条")
        he.open(f"{self.mediation}group/")
        self.reads(he.press("部分达成", 诉求方4=True), "退出")
        self.wait(seconds=5)
        self.reads(self.screen().open(self.link(WU, "您这部分没有谈成")), "别人达成的协议不约束您", "仲裁")
        he.open(f"{self.mediation}clauses/")
        he.press("写成新的一稿", near="第 1 条", **{"第 1 条的新稿": TERMS})
        for seat in ("诉求方2", "对方"):
            he.press("同意", near=f"{seat}对第 1 条")

    def sign_for_three(self) -> None:
        """Sums and days row by row; the representative's signature is that of both."""
        he = self.desk(self.mediator)
        he.open(f"{self.mediation}clauses/")
        he.press("保存", 主要事实="公司欠工程款，没有说清。", 争议事项="什么时候付。", 各方责任="公司没有及时说明。")
        for seat in ("诉求方2", "诉求方3"):
            sum_ = WORKERS[seat][2]
            duty = {"谁来做": "对方", "对谁": seat, "做什么": "付清工程款", "用什么证明": "转账记录"}
            he.press("加一项", **duty, 金额=sum_, 什么时候之前="2026-11-25")
        self.reads(he.press("出具协议", 书面协议=True), "签齐后生效")
        self.reads(he.open(f"{self.mediation}sign/"), "12000 元", "8000 元", "共印 4 份")
        self.assertNotIn("9600", he.text)
        self.sign(he, "A2", ZHOU)
        self.sign(he, "B", COMPANY_PHONE)
        self.sign(he, "M")
        self.reads(he.text, "2026年11月23日起生效")

    def one_is_paid_late(self) -> None:
        """In time for 周; for 李 the day passes: the clock says so, he and the mediator hear of it, and it can still be kept."""
        company = self.screen()
        self.wait(seconds=(self.at(9, days=2) - self.now).total_seconds() + 60)
        company.open(self.link(COMPANY_PHONE, "快到日子了"))
        company.press("已经做了", near="1. 付清工程款")
        self.wait(seconds=5)
        self.arrived(ZHOU, "收到了请在这里点一下")
        self.wait(days=1)
        li = self.screen()
        self.reads(li.open(self.link(LI, "到日子了，收到没有")), "到期没有履行")
        he = self.desk(self.mediator)
        self.reads(he.open("/desk/inbox/"), "约定的事到期没有履行", "到了回访的日子")
        self.reads(he.open(f"{self.mediation}after/"), "1/2 项已履行", "有约定没有履行")
        said = {"回访事由": "约定的事没有按时履行", "怎么回访的": "电话", "履行了一部分": True, "没有表态": True}
        self.reads(he.press("登记回访", **said), "履行了一部分")
        company.open(company.path)
        company.press("已经做了", near="2. 付清工程款")
        self.wait(seconds=5)
        self.arrived(LI, "收到了请在这里点一下")
        he.open(f"{self.mediation}after/")
        said = {"回访事由": "了解协议履行情况", "怎么回访的": "电话", "已全部履行": True, "满意": True}
        self.reads(he.press("登记回访", **said), "2/2 项已履行", "已全部履行，满意")
        self.told_without_leaking(company)

    def arrived(self, phone: str, words: str) -> None:
        """收到了, by the link of the message."""
        screen = self.screen()
        screen.open(self.link(phone, words))
        screen.press("收到了")
        self.assertEqual((screen.text.count("收到了</button>"), "已履行" in screen.text), (0, True))

    def told_without_leaking(self, company: Screen) -> None:
        """No message says whom or how much; what the company sees holds no number and not who called."""
        phones = (ZHOU, LI, WU, COMPANY_PHONE)
        names = [name for name, _, _ in WORKERS.values()]
        for phone in phones:
            for text in self.messages(phone):
                for secret in (*names, COMPANY, "12000", "8000", "9600", *phones, "物业小程"):
                    self.assertNotIn(secret, text)
        for text in company.heard:
            for secret in (ZHOU, LI, WU, self.case.phone.removeprefix("+86"), "物业小程"):
                self.assertNotIn(secret, text)

    def counted(self) -> None:
        """The month's form shows the case, that it was settled with some, how many, and the sum."""
        he = self.desk(self.mediator)
        page = he.open("/mediation/statistics/")
        for head, figure in (
            ("调解成功", "1"),
            ("其中部分当事人达成", "1"),
            ("达成协议的当事人（人）", "3"),
            ("涉及金额（元）", "20000.00"),
        ):
            self.assertRegex(page, f'{head}</th><td class="num">{figure}</td>')
        self.assertIn("劳动争议", page)
