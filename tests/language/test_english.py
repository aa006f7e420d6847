"""A foreigner reads every page of a resident in English; staff, boards and what is stored stay Chinese."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client
from django.utils import translation

from complaints.models import Complaint, TimelineEntry
from complaints.row import row
from complaints.services import handling, rating
from notices.models import Notice
from tests.language.chinese import left_in_chinese
from tests.mediation.rooms import MediationStory
from tests.world import NOISE, PHONE

ENGLISH = {"accept-language": "en-GB,en;q=0.9,zh;q=0.5"}
DOOR = "/q/TESTDOOR01/"


class Foreigner(MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.phone = Client(headers=ENGLISH)

    def assertEnglish(self, response) -> str:
        page = response.content.decode()
        self.assertIn('<html lang="en"', page)
        self.assertEqual(response["Content-Language"], "en")
        self.assertEqual(left_in_chinese(page), [], response.request["PATH_INFO"])
        return page

    def test_every_page_without_a_case(self) -> None:
        for path in ("/", DOOR, f"{DOOR}file/?nature=help", "/track/", "/offline/", "/q/NOBODYS001/", "/no/such/page/"):
            self.assertEnglish(self.phone.get(path))

    def test_every_form_with_its_errors(self) -> None:
        key = {"client_key": str(uuid4())}
        self.assertEnglish(self.phone.post(f"{DOOR}file/", {"text": "", "phone": "12", "identity": "x", **key}))
        self.assertEnglish(self.phone.post(f"{DOOR}file/", {"text": "x" * 3000, **key}))
        self.assertEnglish(self.phone.post("/track/", {"code": "", "phone": "1"}))
        self.assertEnglish(self.phone.post("/track/", {"code": "BA2611230000000", "phone": PHONE}))
        case = self.file()
        self.assertEnglish(self.phone.post(f"/c/{case.token}/add/", {"text": "", **key}))

    def test_the_case_at_every_stage(self) -> None:
        for case in (self.file(), self.file(phone=""), self.claimed(), self.contacted(), self.closed()):
            self.assertEnglish(self.phone.get(f"/c/{case.token}/"))
        case = self.file()
        self.wait(minutes=7)
        self.assertEnglish(self.phone.get(f"/c/{case.token}/"))
        self.assertEnglish(self.phone.get(f"/c/{case.token}/?check=123"))
        self.assertEnglish(self.phone.get(f"/c/{case.token}/withdraw/"))
        self.phone.post(f"/c/{case.token}/urge/", {"client_key": str(uuid4())})
        self.assertEnglish(self.phone.post(f"/c/{case.token}/urge/", {"client_key": str(uuid4())}))
        self.phone.post(f"/c/{case.token}/withdraw/", {"client_key": str(uuid4())})
        self.assertEnglish(self.phone.get(f"/c/{case.token}/"))

    def test_her_own_data_her_receipt_and_what_was_written_to_and_fro(self) -> None:
        case = self.contacted(name="王小明", identity="real")
        handling.add_info(case, text="They started again at ten.", photos=[], now=self.now)
        handling.reply(case, staff=self.world.wang, text="今天下午三点上门看看。", now=self.now)
        for path in ("", "data/", "receipt/"):
            self.assertEnglish(self.phone.get(f"/c/{case.token}/{path}"))
        self.assertEnglish(self.phone.post(f"/c/{case.token}/correct/", {"phone": "1"}))
        self.phone.post(f"/c/{case.token}/correct/", {"phone": "13900139000"})
        self.phone.post(f"/c/{case.token}/consent/")
        self.assertEnglish(self.phone.post(f"/c/{case.token}/consent/"))
        self.phone.post(f"/c/{case.token}/deletion/")
        page = self.assertEnglish(self.phone.get(f"/c/{case.token}/data/"))
        self.assertIn("We answer here by 8 December 2026", page)
        self.assertIn("You corrected: ", self.assertEnglish(self.phone.get(f"/c/{case.token}/")))
        self.assertEnglish(self.phone.post(f"/c/{case.token}/deletion/"))
        self.assertEqual(TimelineEntry.objects.get(kind="correct").body["changed"], "联系电话")

    def test_the_question_whether_it_is_the_same_matter_and_the_doubt_about_a_code(self) -> None:
        for _ in range(2):
            told = {"text": NOISE, "phone": PHONE, "attended": "1", "client_key": str(uuid4())}
            answer = self.phone.post(f"{DOOR}file/", told)
        self.assertIn("Is it the same matter?", self.assertEnglish(answer))
        self.assertEnglish(self.phone.get(f"{DOOR}odd/"))
        self.assertEnglish(self.phone.post(f"{DOOR}odd/", {"what": "pasted"}, follow=True))

    def test_the_rating_before_and_after(self) -> None:
        case = self.closed()
        invited = rating.invite(case, now=self.now)
        self.assertEnglish(self.phone.get(f"/r/{invited.token}/"))
        self.assertEnglish(self.phone.post(f"/r/{invited.token}/", {"choice": "9"}))
        self.phone.post(f"/r/{invited.token}/", {"choice": "2"})
        self.assertIn("Dissatisfied", self.assertEnglish(self.phone.get(f"/r/{invited.token}/")))
        self.assertEnglish(self.phone.get(f"/c/{case.token}/"))

    def test_the_party_page_of_a_mediation(self) -> None:
        mediation = self.applied()
        side = self.side(mediation, "B")
        self.assertEnglish(self.phone.get(f"/m/{side.token}/"))
        self.booked(mediation, starts_at=self.at(14))
        self.assertIn("Tuesday, 24 November, 14:00", self.assertEnglish(self.phone.get(f"/m/{side.token}/")))
        self.assertIn("24 Nov, 14:00", self.assertEnglish(self.phone.get(f"/c/{mediation.complaint.token}/")))
        self.assertEnglish(self.phone.get(f"/m/{side.token}/refuse/"))
        self.phone.post(f"/m/{side.token}/refuse/", {"client_key": str(uuid4())})
        self.assertEnglish(self.phone.get(f"/m/{side.token}/"))

    def test_what_an_english_visit_leaves_behind_is_chinese(self) -> None:
        given = {"text": "Gas smell in the stairway since this morning", "phone": PHONE, "client_key": str(uuid4())}
        with self.captureOnCommitCallbacks(execute=True):
            self.phone.post(f"{DOOR}file/", given)
        case = Complaint.objects.get()
        with translation.override("en"):
            html = row(case)
        self.assertIn("认领", html)
        self.assertNotIn("Acceptance", html)
        for notice in Notice.objects.all():
            self.assertRegex(notice.text, "[一-龥]")
        invited = rating.invite(self.closed(), now=self.now)
        self.phone.post(f"/r/{invited.token}/", {"choice": "5"})
        self.assertEqual(TimelineEntry.objects.get(kind="rate").body["choice"], "非常满意")


class Choosing(MediationStory):
    def lang(self, path: str = DOOR, accept: str = "", **cookies: str) -> str:
        phone = Client(headers={"accept-language": accept} if accept else {})
        for name, value in cookies.items():
            phone.cookies[name] = value
        return phone.get(path)["Content-Language"]

    def test_the_browser_is_heard(self) -> None:
        for accept, language in (
            ("", "zh-CN"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("zh-TW", "zh-CN"), ("*", "zh-CN"), ("en-US,en;q=0.9", "en"),
            ("ko-KR,ko;q=0.9,en-US;q=0.8,zh;q=0.1", "en"), ("fr", "en"), ("ja,zh-CN;q=0.8,en;q=0.7", "zh-CN"),
            ("no header at all;;;q=x", "zh-CN"), ("en;q=0.3,zh;q=0.9", "zh-CN"),
        ):  # fmt: skip
            self.assertEqual(self.lang(accept=accept), language, accept)

    def test_the_hand_goes_before_the_browser(self) -> None:
        self.assertEqual(self.lang(accept="en", lang="zh"), "zh-CN")
        self.assertEqual(self.lang(accept="zh-CN", lang="en"), "en")
        self.assertEqual(self.lang(accept="zh-CN", lang="klingon"), "zh-CN")

    def test_the_landing_in_memory_is_not_given_to_a_reader_of_the_other_language(self) -> None:
        chinese, foreigner = Client(), Client(headers=ENGLISH)
        self.assertContains(chinese.get(DOOR), "我要投诉")
        self.assertContains(foreigner.get(DOOR), "Make a complaint")
        with self.assertNumQueries(0):
            self.assertContains(chinese.get(DOOR), "我要投诉")
            again = foreigner.get(DOOR)
        self.assertContains(again, "Make a complaint")
        self.assertIn("Accept-Language", again["Vary"])

    def test_however_a_browser_spells_its_wish_memory_holds_two_copies(self) -> None:
        Client(headers={"accept-language": "en-GB"}).get(DOOR)
        with self.assertNumQueries(0):
            for accept in ("en", "fr", "en-US,en;q=0.9", "ko,en"):
                Client(headers={"accept-language": accept}).get(DOOR)

    def test_a_switch_is_kept_only_where_it_says_something_new(self) -> None:
        phone = Client(headers=ENGLISH)
        phone.post("/display/", {"lang": "zh", "next": DOOR})
        self.assertEqual(phone.cookies["lang"].value, "zh")
        phone.post("/display/", {"lang": "en"})
        self.assertEqual(phone.cookies["lang"].value, "")
        phone.post("/display/", {"theme": "dark"})
        self.assertContains(phone.get(DOOR), 'data-theme="dark"')
        phone.post("/display/", {"theme": "auto"})
        self.assertNotContains(phone.get(DOOR), "data-theme")
        phone.post("/display/", {"theme": 'x"><script>'})
        self.assertNotContains(phone.get(DOOR), "data-theme")

    def test_staff_read_chinese_whatever_their_browser_asks(self) -> None:
        wang = self.login(self.world.wang)
        page = wang.get("/desk/", headers=ENGLISH)
        self.assertContains(page, '<html lang="zh-CN"')
        self.assertNotIn("Content-Language", page)
        self.assertContains(Client().get("/login/", headers=ENGLISH), "用户名")

    def test_no_language_is_left_to_the_next_one_on_this_thread(self) -> None:
        Client(headers=ENGLISH).get("/track/")
        self.assertEqual(translation.get_language(), "zh-hans")
