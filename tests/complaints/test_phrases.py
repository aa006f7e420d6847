"""常用语: a table that administrators keep, filled by the server, and seen as the resident will read it before it goes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from binan.kit import memo
from complaints import wording
from complaints.models import Complaint, Phrase
from complaints.selectors import phrases
from complaints.services import escalation
from complaints.views.desk.fields import Phrases
from complaints.views.desk.verbs import FORMS
from governance.models import Staff
from tests.complaints.desk_case import DeskCase

ADMIN = "/admin/complaints/phrase/"
FIRST = import_module("complaints.migrations.0016_phrases").FIRST


class PhraseCase(DeskCase):
    def setUp(self) -> None:
        super().setUp()
        Phrase.objects.all().delete()
        memo.forget()

    def keep(self, text: str, slot: str = "reply.text", **more: Any) -> Phrase:
        return Phrase.objects.create(slot=slot, text=text, **more)

    def chips(
        self, case: Complaint, staff: Staff | None = None, verb: str = "reply", field: str = "text"
    ) -> tuple[str, ...]:
        """What the page offers to tap below a field."""
        form = self.page(staff or self.world.wang, case).context["forms"][verb]
        return form.fields[field].phrases


class OfferedTests(PhraseCase):
    def test_the_server_fills_what_a_phrase_leaves_open(self) -> None:
        case = self.contacted()
        self.keep("我是{单位}的{承办人}，{地点}的事（{编号}）由我负责。")
        filled = f"我是东冠社区的王社工，观潮名苑6幢2单元的事（{case.code}）由我负责。"
        self.assertEqual(self.chips(case), (filled,))
        self.assertContains(self.page(self.world.wang, case), filled)

    def test_the_unit_is_hers_who_writes_also_when_the_case_has_gone_up(self) -> None:
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调。", now=self.now)
        self.keep("我是{单位}的{承办人}。")
        self.assertEqual(case.unit, self.world.puyan)
        self.assertEqual(phrases.offered("reply.text", case, self.world.wang), ("我是东冠社区的王社工。",))
        self.assertEqual(phrases.offered("reply.text", case, self.world.dispatcher), ("我是浦沿街道的孙值班员。",))

    def test_what_fits_the_matter_comes_first_and_the_rest_of_other_matters_not_at_all(self) -> None:
        case = self.contacted()  # 楼上室内活动噪声
        self.keep("任何事", order=1)
        self.keep("噪声", category="NOI", order=2)
        self.keep("楼上的声音", category=case.category, order=3)
        self.keep("狗叫", category="PET")
        self.keep("装修", category="NOI-02")
        self.keep("停用的", active=False)
        self.keep("内部的", slot="note.text")
        self.assertEqual(case.category, "NOI-01")
        self.assertEqual(self.chips(case), ("楼上的声音", "噪声", "任何事"))
        self.assertEqual(self.chips(case, verb="note"), ("内部的",))

    def test_the_answer_of_a_closing_has_its_own(self) -> None:
        self.keep("已到{地点}查看，情况是：", slot="close.result")
        self.assertEqual(
            self.chips(self.contacted(), verb="close", field="result"), ("已到观潮名苑6幢2单元查看，情况是：",)
        )

    def test_a_name_of_a_place_with_braces_fills_nothing_more(self) -> None:
        self.assertEqual(wording.filled("在{地点}", {"地点": "{编号}", "编号": "X"}), "在{编号}")

    def test_it_costs_one_question_however_many_there_are(self) -> None:
        case = self.contacted()
        costs = []
        for turn in range(2):
            memo.forget()
            with CaptureQueriesContext(connection) as asked:
                phrases.offered("reply.text", case, self.world.wang)
                phrases.offered("note.text", case, self.world.wang)
            costs.append(len(asked))
            for n in range(30):
                self.keep(f"第 {turn}.{n} 句")
        self.assertEqual(costs[1], 1)  # her posts were read the first time
        self.assertLessEqual(len(self.chips(case)), phrases.MOST)

    def test_a_change_is_offered_at_once_where_it_was_made(self) -> None:
        case, row = self.contacted(), self.keep("旧的")
        self.assertEqual(self.chips(case), ("旧的",))
        row.text = "新的"
        row.save()
        self.assertEqual(self.chips(case), ("新的",))
        row.delete()
        self.assertEqual(self.chips(case), ())


class TableTests(PhraseCase):
    def post(self, text: str, **more: Any) -> HttpResponse:
        given = {"slot": "reply.text", "category": "", "text": text, "order": "10", "active": "on", **more}
        return self.login(self.world.admin).post(f"{ADMIN}add/", given)

    def test_an_administrator_adds_one(self) -> None:
        self.assertEqual(self.post("明天上午到{地点}。", category="NOI").status_code, 302)
        row = Phrase.objects.get()
        self.assertEqual((row.text, row.category), ("明天上午到{地点}。", "NOI"))
        browser = self.login(self.world.admin)
        self.assertContains(browser.get(ADMIN), "噪声（全部）")
        self.assertContains(browser.get(f"{ADMIN}{row.pk}/change/"), "明天上午到观潮名苑6幢2单元。")

    def test_what_nobody_fills_is_refused_with_what_may_stand_there(self) -> None:
        for text, asked in (
            ("明天到{地址}。", "不认识{地址}。花括号里只能写 {地点}、{单位}、{编号}、{承办人}"),
            ("明天到{}。", "不认识{}"),
            ("明天到{地点。", "花括号要成对"),
            ("明天到{{地点}}。", "花括号要成对"),
            ("{0.__class__}", "不认识{0.__class__}"),
        ):
            self.assertContains(self.post(text), asked)
        self.assertFalse(Phrase.objects.exists())

    def test_nobodys_number_goes_into_what_residents_read(self) -> None:
        self.assertContains(self.post("请打13900139000找他。"), "不要写个人的电话")
        self.assertEqual(self.post("法律问题可以拨打 12348。").status_code, 302)

    def test_the_same_twice_and_an_unknown_category_are_refused(self) -> None:
        self.post("明天到。")
        self.assertContains(self.post("明天到。"), "已经有同样的")
        self.assertEqual(self.post("后天到。", category="XYZ").status_code, 200)
        self.assertEqual(Phrase.objects.count(), 1)

    def test_nobody_else_keeps_it(self) -> None:
        for staff in (self.world.head, self.world.duty_officer, self.world.auditor):
            self.assertEqual(self.login(staff).get(ADMIN).status_code, 302)

    def test_every_slot_is_a_field_and_begins_with_phrases_that_keep_the_rules(self) -> None:
        fields = {
            f"{verb}.{name}"
            for verb, form in FORMS.items()
            for name, field in form.base_fields.items()
            if isinstance(field, Phrases)
        }
        self.assertLessEqual(set(wording.SLOTS), fields)
        self.assertEqual({slot for slot, _, _ in FIRST}, set(wording.SLOTS))
        for slot, category, texts in FIRST:
            for text in texts:
                Phrase(slot=slot, category=category, text=text).full_clean()


class PreviewTests(PhraseCase):
    def test_without_script_the_reply_is_shown_as_she_will_read_it_and_nothing_is_sent(self) -> None:
        case = self.contacted()
        page = self.do(self.world.wang, case, "reply", text="明天上午上门看看。", preview="1")
        self.assertContains(page, '<p class="small muted">王社工</p><p class="keep" data-mirror="reply_text"')
        self.assertContains(page, "明天上午上门看看。</p></div>")
        self.assertNotIn("reply", self.entries(case))

    def test_what_was_tapped_arrives_as_it_was_seen(self) -> None:
        case = self.contacted()
        self.keep("我是{单位}的{承办人}，由我负责。")
        self.do(self.world.wang, case, "reply", text=self.chips(case)[0])
        self.assertContains(self.client.get(f"/c/{case.token}/"), "我是东冠社区的王社工，由我负责。")
