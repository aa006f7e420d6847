"""Every text there is, as long as it may be, and what may not stand in it."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.test import SimpleTestCase, override_settings
from django.utils.timezone import localdate

from complaints import tellings
from complaints.services import following, handling, merging, offering, postponing, rating, rights
from notices.models import Notice
from notices.texts import INBOX, SMS, TEMPLATES, Template, registered, render, values
from tests.architecture.source import modules, tree
from tests.cases import StoryCase
from tests.world import OTHER_PHONE

SITE = "https://binan.example.gov.cn"
ONE, TWO = 70, 134  # characters of one SMS, and of one in two parts (domain.md §6.6)
LONGEST = {
    "code": "BA261123ABC123", "token": "t" * 32, "otp": "000000", "rating": "r" * 32, "site": SITE,
    "due": "12月24日 18:30", "at": "11月24日（周二）14:00", "room": "浦沿潮调解室（二楼）",
}  # fmt: skip
TELLERS = {
    "Message": 1,
    "_to_staff": 2,
    "_to_resident": 2,
    "to_parties": 1,
    "to_heads": 1,
    "_to": 1,
}  # call → place of the template's name
TEXTS = [template for template in TEMPLATES.values() if template.channel == SMS]


def whole(template: Template) -> str:
    """The text as it arrives, signature and link included."""
    with override_settings(PUBLIC_URL=SITE):
        text = registered(template).replace("${", "{")
    return "【滨安码】" + text.format(**LONGEST)


def named() -> set[str]:
    """The templates that complaints and mediation ask for by name."""
    tables = (
        tellings.TO_RESIDENT, tellings.TO_FOLLOWERS, tellings.TO_DUTY, tellings.TO_HANDLER, tellings.RAISED, tellings.CALLS,
        tellings.TO_PEOPLE, tellings.ASSIST, tellings.ATTENTION,
    )  # fmt: skip
    found = {name for table in tables for name in table.values()}
    for path in modules("complaints", "mediation"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                place = TELLERS.get(called, len(node.args))
                if place < len(node.args) and isinstance(node.args[place], ast.Constant):
                    found.add(node.args[place].value)
    return found


class TextTests(SimpleTestCase):
    def test_every_template_that_is_asked_for_exists(self) -> None:
        asked = named()
        self.assertLessEqual({"accepted", "urged", "warning", "attention", "mediation_invited"}, asked)
        self.assertEqual(asked - set(TEMPLATES), set())

    def test_the_words_of_an_sms_fit_one_part_and_with_the_link_two(self) -> None:
        for template in TEXTS:
            with self.subTest(template.name):
                text = whole(template)
                self.assertLessEqual(len(text[: text.index(SITE)]), ONE)
                self.assertLessEqual(len(text), TWO)

    def test_no_variable_is_an_address_and_each_stands_once(self) -> None:
        for template in TEXTS:
            with self.subTest(template.name):
                out = values(template.name, LONGEST)
                self.assertEqual(len(template.variables), len(set(template.variables)))
                self.assertFalse({"site", "email", "mobile", "id", "nick"} & set(out))
                self.assertFalse([value for value in out.values() if re.search(r"://|www\.|\.cn|/", value)])
                self.assertLessEqual(max(map(len, out.values())), 35)

    def test_a_party_of_a_mediation_never_reads_who_complained(self) -> None:
        parties = [template for template in TEXTS if template.name.startswith("mediation_")]
        self.assertGreaterEqual(len(parties), 10)
        for template in parties:
            with self.subTest(template.name):
                self.assertLessEqual(set(template.variables), {"at", "room", "token"})
                self.assertNotRegex(template.words, "投诉|举报|反映|诉求|邻居|对方|您被")

    def test_staff_are_told_in_the_inbox_and_residents_by_sms(self) -> None:
        self.assertEqual({TEMPLATES[name].channel for name in tellings.TO_RESIDENT.values()}, {SMS})
        staff = {
            *tellings.TO_DUTY.values(),
            *tellings.TO_HANDLER.values(),
            "warning",
            "attention",
            "mediation_assigned",
        }
        self.assertEqual({TEMPLATES[name].channel for name in staff}, {INBOX})

    def test_what_is_shown_hides_the_secret_codes(self) -> None:
        for template in TEXTS:
            with self.subTest(template.name):
                shown = render(template.name, LONGEST)
                self.assertTrue(shown.startswith("【滨安码】"))
                self.assertNotIn("tttt", shown)
                self.assertNotIn("rrrr", shown)

    def test_a_gap_or_an_old_template_can_still_be_shown(self) -> None:
        self.assertEqual(render("new_case", {}), "新诉求：…")
        self.assertEqual(render("gone", {}), "（没有名为 gone 的模板）")

    def test_markup_and_control_characters_stay_words(self) -> None:
        self.assertEqual(render("new_case", {"title": "{code}\u202e\x00<b>"}), "新诉求：{code}<b>")
        self.assertEqual(values("mediation_booked", {**LONGEST, "room": "室\u200b" * 40})["room"], "室" * 35)

    @override_settings(PUBLIC_URL=SITE)
    def test_the_operator_can_print_what_to_register(self) -> None:
        out = StringIO()
        call_command("sms_templates", stdout=out)
        self.assertIn(
            "closed\n    您的诉求${code}已办结，请看答复：https://binan.example.gov.cn/c/${token}/\n", out.getvalue()
        )
        self.assertEqual(out.getvalue().count("https://"), len(TEXTS))


class StoryTextTests(StoryCase):
    """The values that the stories really bring fit the texts."""

    def test_every_notice_of_a_whole_story_has_all_it_needs(self) -> None:
        w, result = self.world, "这件事不归社区办，请打 12345 转住建部门。"
        case = self.claimed()
        handling.call_back(case, staff=w.wang, reached=False, summary="没有人接。", now=self.now)
        handling.call_back(case, staff=w.wang, reached=True, summary="了解了情况，约好上门。", now=self.now)
        handling.add_info(case, text="又跳了一晚上。", photos=[], now=self.now)
        handling.reply(case, staff=w.wang, text="明天上门看看。", now=self.now)
        rights.correct(case, phone=OTHER_PHONE, now=self.now)
        rights.ask_deletion(case, now=self.now)
        rights.refuse_deletion(case, staff=w.head, reason="还在办理。", now=self.now)
        handling.urge(case, now=self.now)
        offering.hand_over(case, staff=w.wang, to="li", reason="今天轮休。", now=self.now)
        offering.decline_offer(case, staff=w.li, reason="在外面。", now=self.now)
        offering.hand_over(case, staff=w.wang, to="shuji", reason="今天轮休。", now=self.now)
        offering.accept_offer(case, staff=w.head, now=self.now)
        due = self.now + timedelta(hours=30)
        postponing.extend(case, staff=w.head, due_at=due, reason="配件要订货。", now=self.now)
        postponing.grant_extension(case, staff=w.dispatcher, now=self.now)
        postponing.suspend(
            case,
            staff=w.dispatcher,
            cause="money",
            owner="jiedao",
            review_on=due.date(),
            explanation="要等维修资金批下来。",
            now=self.now,
        )
        handling.withdraw(case, now=self.now)
        merged, again = self.file(), self.file()
        merging.merge(again, staff=w.wang, target=merged.code, now=self.now)
        merging.unmerge(again, staff=w.dispatcher, reason="说的是两件事。", now=self.now)
        closed = self.closed()
        self.wait(hours=48)
        rating.rate(closed.ratings.get(), choice=1, comment="", now=self.now)
        handling.end_without_closing(self.claimed(), "decline", staff=w.head, now=self.now, result=result)
        outside = self.claimed()
        handling.end_without_closing(outside, "transfer", staff=w.head, now=self.now, to="区住建局", result=result)
        following.follow_up(outside, staff=w.head, outcome="settled", now=self.now, result=result)
        back = self.claimed()
        following.transfer(
            back, staff=w.head, now=self.now, to="court", result=result, follow_up_on=localdate() + timedelta(days=1)
        )
        self.wait(days=1)
        following.follow_up(back, staff=w.head, outcome="returned", reason="不归法院管。", now=self.now)
        self.file()
        self.wait(minutes=4)
        self.wait(minutes=30)
        told = list(Notice.objects.all())
        expected = set(tellings.TO_RESIDENT.values()) - {"closed_interim"}
        expected |= {"contact_corrected", "contact_changed", "deletion_asked"}
        expected |= {
            "new_case",
            "escalated",
            "urged",
            "info_added",
            "handed_over",
            "offer_accepted",
            "offer_declined",
            "withdrawn",
            "warning",
            "taken_back",
            "outside_late",
        }
        self.assertEqual(expected - {notice.template for notice in told}, set())
        for notice in told:
            with self.subTest(notice.template):
                self.assertEqual(set(TEMPLATES[notice.template].variables) - set(notice.data), set())
                if notice.channel == SMS:
                    values(notice.template, notice.data)
                    self.assertTrue(notice.phone)
                elif notice.template == "still_late":
                    self.assertEqual(notice.page, "/desk/")
                elif notice.template == "deletion_asked":
                    self.assertEqual(notice.page, "/desk/requests/")
                else:
                    self.assertEqual(notice.page, f"/desk/{notice.data['code']}/")
