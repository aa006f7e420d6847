"""Every 《…》第…条 of a pasted text is judged before an agreement is issued."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mediation.legal import numerals
from mediation.legal.citations import DOWN, Verdict, check_citations, find, objections
from mediation.models import Article
from tests.mediation.legal.shelf import TODAY, LawStory


@given(st.integers(1, 9999))
def test_a_number_is_read_as_it_is_written(number):
    assert numerals.value(numerals.chinese(number)) == number == numerals.value(str(number))


def test_what_is_no_number_is_none():
    assert [numerals.value(written) for written in ("甲", "12345", "", "二〇二一")] == [None, None, None, 2021]


def test_every_way_to_cite_is_found():
    for text, found in {
        "依照《民法典》第一千二百五十四条": ["《民法典》第一千二百五十四条"],
        "《中华人民共和国民法典》第 1254 条第一款": ["《中华人民共和国民法典》第一千二百五十四条"],
        "《刑法》第二百九十一条之二": ["《刑法》第二百九十一条之二"],
        "《民法典》第二百八十八条、第二百九十三条和第二百九十四条": [
            "《民法典》第二百八十八条", "《民法典》第二百九十三条", "《民法典》第二百九十四条",
        ],
        "《治安管理处罚法》（2025年修订）第八十八条": ["《治安管理处罚法》第八十八条"],
        "《民法典》第１０条第（二）项": ["《民法典》第十条"],
        "第三条没有书名号": [],
    }.items():  # fmt: skip
        assert [str(one) for one in find(text)] == found, text


class Guard(LawStory):
    def verdicts(self, text: str, today: date = TODAY) -> list[Verdict]:
        return [one.verdict for one in check_citations(text, today)]

    def test_each_kind_is_told_apart(self):
        for text, verdict in {
            "《民法典》第九百四十四条": Verdict.GOOD,
            "民法典第944条": Verdict.GOOD,
            "《刑法》第二百九十一条之二": Verdict.GOOD,
            "《民法典》第三百三十条": Verdict.UNHELD,
            "《民法典》第一千二百六十一条": Verdict.NO_ARTICLE,
            "《物权法》第八十四条": Verdict.REPEALED,
            "《婚姻法》": Verdict.REPEALED,
            "《浙江省物业管理条例》第三条": Verdict.UNKNOWN_LAW,
            "《邻里和谐促进法》第三条": Verdict.UNKNOWN_LAW,
        }.items():
            self.assertEqual(self.verdicts(text), [verdict], text)

    def test_a_rule_of_a_province_is_not_taken_for_the_national_one(self):
        self.assertEqual(self.verdicts("浙江省物业管理条例第三条"), [])
        self.assertEqual(self.verdicts("依照物业管理条例第四十一条"), [Verdict.GOOD])

    def test_a_law_does_not_hold_before_its_day(self):
        self.assertEqual(self.verdicts("《民法典》第九百四十四条", date(2020, 12, 31)), [Verdict.NOT_YET])
        self.assertEqual(self.verdicts("《物权法》第八十四条", date(2020, 12, 31)), [Verdict.GOOD])

    def test_only_what_may_not_stand_is_objected_to(self):
        text = (
            "双方依照《民法典》第二百八十八条、《物权法》第八十四条，参照《邻里公约》第三条和《房屋租赁合同》第五条，"
            "以及《劳动合同法》第二百条达成一致。"
        )
        self.assertEqual(objections(text, TODAY), [
            "《物权法》第八十四条：已于 2021年1月1日废止，由《民法典》取代，现在看第二百八十八条。",
            "《劳动合同法》第二百条：《劳动合同法》没有这一条，最后一条是第九十八条。",
        ])  # fmt: skip
        self.assertEqual(objections("今后不让小孩在家里跳绳。", TODAY), [])

    def test_a_text_that_cites_does_not_pass_while_the_corpus_is_down(self):
        Article.objects.all().delete()
        self.assertEqual(objections("依照《民法典》第二百八十八条", TODAY), [DOWN])
        self.assertEqual(objections("今后不跳绳。", TODAY), [])
