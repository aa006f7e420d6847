"""跳绳案 (article; domain.md §8.1, 1): heard within five minutes, talked over the same evening, rated two days later."""

from __future__ import annotations

from datetime import timedelta

from binan.kit import phones
from complaints import ledger
from complaints.models import Complaint, Rating
from mediation.models import Mediation, Party
from tests.complaints.test_websocket import Socket
from tests.mediation.rooms import UPSTAIRS, UPSTAIRS_PHONE
from tests.walks.screen import Screen
from tests.walks.walk import Walk
from tests.world import PHONE

NAME = "王美丽"
TEXT = (
    "楼上每天傍晚六点多开始在家跳绳，一跳就是一个小时，咚咚咚的，上去说过三次都没用，"
    "老人心脏不好实在吃不消。观潮名苑6幢2单元1203。"
)
SUMMARY = "有邻居反映傍晚室内运动的声音，想请您一起商量时间和办法。"
INTERIM = "已和双方约好今晚七点在浦沿潮调解室一起商量，结果会马上告诉您。"
PROMISE = "今后不让小孩在家里跳绳"
ANSWER = f"楼上住户答应{PROMISE}，双方当面谈开了，都表示认可。"
FLAT = r"(?<![\w-])1203(?![0-9A-Za-z_-])"  # her flat; the same four digits inside a random token say nothing
RUN = 8  # letters of her own words in a row that would give her away


class RopeStory(Walk):
    """王女士 below, the family upstairs, Wang of 东冠 and Qian of 浦沿潮."""

    def setUp(self) -> None:
        super().setUp()
        self.she, self.upstairs = self.screen(), self.screen()

    def test_from_the_scan_to_a_satisfied_neighbour(self) -> None:
        self.scan()
        self.call_within_five_minutes()
        self.invite_both_sides()
        self.agree_on_an_evening()
        self.talk_it_over()
        self.put_it_on_file()
        self.close_within_a_day()
        self.rate_two_days_later()
        self.upstairs_never_learned_who_it_was()

    def scan(self) -> None:
        wang = self.desk(self.world.wang)
        with self.tablet(wang) as line:
            self.reads(self.she.open("/q/TESTDOOR01/"), "观潮名苑6幢2单元", "有事找我们")
            self.reads(self.she.follow("我要投诉"), "不会给被投诉的一方")
            page = self.she.press("提交", 发生了什么=TEXT, 联系电话=PHONE, 怎么称呼您=NAME)
            self.case = Complaint.objects.get()
            row = self.hears(line, self.case.code, 'data-stage="ACCEPTED"', "认领")
        self.reads(page, self.case.code, "已受理", "回电", "18:35")
        for secret in (PHONE, NAME, self.case.token, "1203"):
            self.assertNotIn(secret, row)
        filed, accepted = (self.assertEntry(self.case, kind) for kind in ("file", "accept"))
        self.assertEqual((filed.at, accepted.at), (self.case.filed_at, self.case.filed_at))
        self.wait(seconds=1)
        self.assertEqual(self.link(PHONE, "已受理"), f"/c/{self.case.token}/")

    def call_within_five_minutes(self) -> None:
        code = self.case.code
        with Socket(self.link(PHONE, "已受理").replace("/c/", "/ws/c/")) as line:
            self.wait(seconds=59)
            wang = self.desk(self.world.wang)
            wang.open("/desk/")
            self.reads(wang.press(f"认领 title-{code}"), f"tel:+86{PHONE}", TEXT)
            self.hears(line, "data-changed")
            self.reads(self.she.open(self.she.path), "接手了您的事")
            self.wait(seconds=10)
            wang.open(f"/desk/{code}/")
            wang.dial()
            self.wait(seconds=180)
            self.assertEqual(self.now - self.case.filed_at, timedelta(minutes=4, seconds=10))
            self.reads(wang.press("记录通话", 接通=True, 通话摘要="王女士说楼上每天傍晚跳绳，同意调解。"), "已联系")
            self.hears(line, "data-changed")
        page = self.she.open(self.she.path)
        self.reads(page, "和您通了电话", "18:34")
        self.assertNotIn("没有按时做到", page)
        self.assertEqual(self.kept(self.case), {"accept", "contact"})

    def invite_both_sides(self) -> None:
        self.wait(seconds=50)
        wang = self.desk(self.world.wang)
        self.to_mediation(wang, self.case)
        other = {"怎么称呼对方": UPSTAIRS, "对方电话": UPSTAIRS_PHONE}
        for leaking in (f"{NAME}家嫌吵。", f"请打{PHONE}商量。", f"邻居说{TEXT[:30]}", "1203的邻居想商量一下。"):
            self.reads(wang.press("申请调解", 422, 可以告诉对方的内容=leaking, **other), "这里")
        self.assertEqual(Mediation.objects.count(), 0)
        self.reads(wang.press("申请调解", 可以告诉对方的内容=SUMMARY, **other), "待答复")
        self.wait(seconds=10)
        for screen, phone in ((self.she, PHONE), (self.upstairs, UPSTAIRS_PHONE)):
            self.reads(screen.open(self.link(phone, "一起商量解决")), SUMMARY, "不收取任何费用", "不同意")
            self.reads(screen.press("同意调解"), "您已同意调解")
        self.upstairs_looks_around()

    def agree_on_an_evening(self) -> None:
        wang = self.desk(self.world.wang)
        wang.open(f"/mediation/panel/{self.case.code}/")
        wang.follow("打开调解")
        page = wang.press("预约", 调解室="浦沿潮调解室", 调解员="钱和平", 日期="2026-11-23", 开始时间="19:00")
        self.reads(page, "11月23日", "19:00", "浦沿潮调解室")
        self.wait(seconds=10)
        for phone in (PHONE, UPSTAIRS_PHONE):
            self.link(phone, "调解约在11月23日（周一）19:00，地点：浦沿潮调解室")
        wang.open(f"/desk/{self.case.code}/")
        self.reads(wang.press("办结", 办理结果=INTERIM, 阶段性办结=True), "调解中")
        self.wait(seconds=10)
        self.reads(self.she.open(self.link(PHONE, "阶段性答复")), INTERIM, "19:00", "浦沿潮调解室")
        self.upstairs_looks_around()

    def talk_it_over(self) -> None:
        self.wait(seconds=(self.at(19, days=0) - self.now).total_seconds())
        qian = self.desk(self.world.mediator)
        page = f"/mediation/{Mediation.objects.get().code}/"
        qian.open(page)
        self.reads(qian.press("开始调解"), "正在调解")
        self.upstairs_looks_around()
        self.at_the_table(qian)
        self.wait(minutes=20)
        qian.open(page)
        oral = {"口头协议": True}
        self.reads(qian.press("达成协议", 422, 协议内容=f"答应{NAME}{PROMISE}。", **oral), "没有本人同意")
        self.reads(qian.press("达成协议", 协议内容=f"{PROMISE}。", **oral), "达成协议", f"{PROMISE}。")
        self.assertEqual(self.fresh(self.case).stage, "CONTACTED")
        for screen, phone in ((self.she, PHONE), (self.upstairs, UPSTAIRS_PHONE)):
            self.reads(screen.open(self.link(phone, "调解约在")), f"{PROMISE}。", "双方达成口头协议", "司法确认")

    def at_the_table(self, qian: Screen) -> None:
        """The steps ticked, who is there, what was said; what she says alone to the mediator stays with him."""
        qian.follow("打开现场：到场、步骤、笔录")
        for tap in ("诉求方到场", "对方到场", "核对身份", "告知权利义务", "双方陈述"):
            qian.press(tap)
        qian.press("记下", 对方=True, 内容=f"孩子正长身体，{PROMISE}。")
        alone = f"{NAME}说老人心脏不好"
        self.reads(qian.press("记下", 诉求方=True, 只给诉求方=True, 内容=alone), alone, PROMISE)
        qian.press("达成或未达成")
        self.reads(self.upstairs.open(f"{self.link(UPSTAIRS_PHONE, '调解约在')}record/"), PROMISE)

    def put_it_on_file(self) -> None:
        """Every paper of an oral agreement, one dossier; the copy upstairs gets does not say who complained."""
        qian = self.desk(self.world.mediator)
        qian.open(f"/mediation/{Mediation.objects.get().code}/papers/")
        self.reads(qian.press("归档", 422), "卷宗还缺", "口头协议登记表")
        self.file(qian, "人民调解申请书", 申请事项="傍晚不在家里跳绳")
        for kind in ("人民调解权利义务告知书", "人民调解记录", "人民调解口头协议登记表"):
            self.file(qian, kind)
        for seat in ("诉求方", "对方"):
            card = {"证件名称": "居民身份证", "证件号码": "330108199001011234"}
            self.file(qian, "当事人身份证明", 当事人=seat, **card)
        hers = qian.way("打开、打印", near="人民调解申请书").rstrip("/").rpartition("/")[2]
        self.reads("".join(qian.paper("打开、打印", near="人民调解申请书")), NAME, "傍晚不在家里跳绳")
        self.reads("".join(qian.paper("打开、打印", near="人民调解记录")), PROMISE)
        self.reads(qian.press("归档"), "卷宗已归档", "长期")
        dossier = qian.paper("打开卷宗")
        self.true_pages(
            dossier, "人民调解申请书", "人民调解权利义务告知书", "当事人身份证明", "当事人身份证明（二）", "人民调解记录",
            "人民调解口头协议登记表",
        )  # fmt: skip
        self.assertNotIn("心脏", "".join(dossier))
        for screen, phone in ((self.she, PHONE), (self.upstairs, UPSTAIRS_PHONE)):
            screen.open(self.link(phone, "调解约在"))
            screen.follow("我的文书")
            for near in ("人民调解权利义务告知书", "人民调解口头协议登记表"):
                text = "".join(screen.paper("打开", near=near))
            self.reads(text, f"{PROMISE}。", "2026年11月23日")
            self.assertNotIn(NAME, text)
        self.she.paper("打开", near="人民调解申请书")
        self.upstairs.open(f"{self.link(UPSTAIRS_PHONE, '调解约在')}papers/{hers}/", 404)

    def close_within_a_day(self) -> None:
        self.wait(minutes=5)
        wang = self.desk(self.world.wang)
        wang.open(f"/desk/{self.case.code}/")
        self.reads(wang.press("办结", 办理结果=ANSWER, 实质性办结=True), "已办结")
        self.wait(seconds=1)
        page = self.she.open(self.link(PHONE, "已办结"))
        self.reads(page, ANSWER, "已办结")
        self.assertNotIn("没有按时做到", page)
        case = self.fresh(self.case)
        self.assertEqual((case.stage, case.closing_kind), ("CLOSED", "SUBSTANTIVE"))
        self.assertLess(case.closed_at - case.filed_at, timedelta(hours=24))
        self.assertLessEqual({"accept", "contact", "close", "mediate"}, self.kept(case))

    def rate_two_days_later(self) -> None:
        self.wait(hours=47, minutes=59, seconds=50)
        self.assertEqual(self.invitations(), 0)
        self.wait(seconds=10)
        self.assertEqual(self.invitations(), 1)
        self.wait(hours=1)
        for _ in range(3):
            self.reads(self.she.open(self.link(PHONE, "办得怎么样")), "这件事办得怎么样")
        self.assertIsNone(Rating.objects.get().choice)
        self.assertEqual((self.fresh(self.case).stage, self.entries(self.case)[-1]), ("CLOSED", "invite_rating"))
        self.reads(self.she.press("提交评价", 满意=True), "谢谢您的评价", "<strong>满意</strong>")
        self.assertEqual((self.fresh(self.case).stage, Rating.objects.get().choice), ("RATED", Rating.Choice.SATISFIED))
        self.wait(days=3)
        self.assertEqual(self.invitations(), 1)
        self.assertEqual(list(ledger.faults(self.fresh(self.case))), [])

    def invitations(self) -> int:
        return sum("评一评" in text for text in self.messages(PHONE))

    def upstairs_looks_around(self) -> None:
        """Everything a link on a telephone can be tried on."""
        mediation, b = Mediation.objects.get(), Party.objects.get(side="B")
        self.upstairs.open(f"/m/{b.token}/")
        for verb in ("refuse", "terminate"):
            self.upstairs.open(f"/m/{b.token}/{verb}/")
        for path in (f"/c/{b.token}/", f"/r/{b.token}/", f"/api/v1/complaints/{b.token}/", f"/m/{mediation.code}/"):
            self.upstairs.open(path, 404)
        staff = (f"/mediation/{mediation.code}/", f"/mediation/panel/{self.case.code}/")
        for path in ("/", "/q/TESTDOOR01/", "/desk/", *staff):
            self.upstairs.open(path)
        self.upstairs.open("/track/")
        self.upstairs.press("查询", 422, 受理编号=mediation.code, 联系电话=UPSTAIRS_PHONE)
        for path in (f"/ws/c/{b.token}/", "/ws/desk/"):
            with Socket(path) as line:
                self.assertFalse(line.accepted)

    def upstairs_never_learned_who_it_was(self) -> None:
        self.upstairs_looks_around()
        a = Party.objects.get(side="A")
        letters = "".join(c for c in TEXT if c.isalnum())
        runs = {letters[at : at + RUN] for at in range(len(letters) - RUN + 1)}
        own_words = {run for run in runs if run not in self.world.door.name}  # her own front door says that itself
        secrets = {
            NAME,
            PHONE,
            phones.mask(f"+86{PHONE}"),
            "王**",
            "心脏",
            self.case.token,
            a.token,
            *own_words,
        }
        told = self.messages(UPSTAIRS_PHONE)
        self.assertEqual(len(told), 2)
        self.assertGreater(len(self.upstairs.heard), 50)
        for text in [*told, *self.upstairs.heard]:
            seen = {text, "".join(c for c in text if c.isalnum())}
            self.assertEqual([secret for secret in secrets for each in seen if secret in each], [])
            self.assertNotRegex(text, FLAT)
