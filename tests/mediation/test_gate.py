"""The gate of art. 29, field by field: a draft that lacks one thing lacks exactly that, and one that lacks nothing passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.accord.gate import Draft, Duty, lacks

pytestmark = pytest.mark.anywhere
WHOLE = Draft(
    facts="孩子傍晚在家跳绳。", issues="跳绳的时间。", responsibility="楼上没有注意时间。", content="1. 晚上八点以后不跳。",
    performance="长期履行。", duties=(Duty(1, dated=True),),
)  # fmt: skip
LACKING = {
    "a name": ({"nameless": ["诉求方"]}, "parties", "姓名"),
    "a name that may be read": ({"unnamed": ["诉求方"]}, "may_name", "口头协议"),
    "facts": ({"facts": " \n"}, "facts", "主要事实"),
    "points at issue": ({"issues": ""}, "issues", "争的是什么"),
    "responsibility": ({"responsibility": "　"}, "responsibility", "责任"),
    "content": ({"content": ""}, "content", "协议内容"),
    "somebody's yes": ({"open_clauses": [2]}, "clauses", "第 2 条"),
    "way and time": ({"performance": "", "duties": ()}, "performance", "履行方式和时限"),
    "a day": ({"duties": (Duty(1, dated=True), Duty(2, dated=False))}, "obligations", "第 2 项"),
    "who owes": ({"duties": (Duty(1, dated=True, left=("诉求方2",)),)}, "left", "诉求方2"),
    "who is meant": ({"content": "付给诉求方2三千元。", "gone": {"诉求方2": ["诉求方2", "周工友"]}}, "left", "诉求方2"),
    "who is meant by name": (
        {"performance": "转给周工友。", "gone": {"诉求方2": ["诉求方2", "周工友"]}},
        "left",
        "诉求方2",
    ),
}


def test_a_whole_one_passes_with_rows_or_with_words():
    for draft in (WHOLE, replace(WHOLE, performance=""), replace(WHOLE, duties=())):
        assert lacks(draft) == []


@pytest.mark.parametrize(("changed", "field", "words"), LACKING.values(), ids=LACKING)
def test_what_lacks_one_thing_lacks_exactly_that(changed, field, words):
    (lack,) = lacks(replace(WHOLE, **changed))
    assert lack.field == field
    assert words in lack.sentence


def test_the_short_form_holds_issues_and_responsibility_in_its_facts():
    assert lacks(replace(WHOLE, combined=True, issues="", responsibility="")) == []
    assert [lack.field for lack in lacks(replace(WHOLE, combined=True, facts=""))] == ["facts"]


def test_all_that_is_missing_is_said_at_once_in_the_order_of_the_article():
    found = lacks(Draft("", "", "", "", "", nameless=["对方"]))
    assert [lack.field for lack in found] == [
        "parties", "facts", "issues", "responsibility", "content", "performance"
    ]  # fmt: skip


def test_the_twenty_first_is_not_the_second():
    gone = {"诉求方2": ["诉求方2"]}
    assert lacks(replace(WHOLE, content="付给诉求方21三千元。", gone=gone)) == []
