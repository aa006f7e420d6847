"""Who should mediate: the rules one by one, and the reasons that are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mediation.fit import Candidate, Matter, order, skill, speaks

NOW = datetime.fromisoformat("2026-11-23T18:30:00+08:00")
STREET = (7, "浦沿街道")
CANOPY = Matter("NEI-02", "采光通风、雨棚、晾衣、空调位", street=7)
HOUSE = Candidate(1, 1, "胡物业", house=("PRO", "NEI-02"), free=NOW + timedelta(hours=1))
LOCAL = Candidate(2, 2, "钱调解", street=STREET, free=NOW + timedelta(hours=1))


def names(*candidates: Candidate, matter: Matter = CANOPY) -> list[str]:
    return [fit.candidate.name for fit in order(candidates, matter, NOW)]


def test_the_house_made_for_it_goes_before_the_street_s_own() -> None:
    assert names(LOCAL, HOUSE) == ["胡物业", "钱调解"]


def test_else_the_street_s_own_goes_before_the_district_s() -> None:
    noise = Matter("NOI-01", "楼上室内活动噪声", street=7)
    assert names(HOUSE, LOCAL, matter=noise) == ["钱调解", "胡物业"]
    district = replace(HOUSE, key=3, name="郑全区", house=())
    assert names(district, LOCAL, matter=noise) == ["钱调解", "郑全区"]


def test_one_made_for_everything_goes_before_one_made_for_something_else() -> None:
    district = replace(HOUSE, key=3, name="郑全区", house=(), running=19)
    assert names(HOUSE, district, matter=Matter("NOI-01", "楼上室内活动噪声", street=7)) == ["郑全区", "胡物业"]


def test_who_has_met_a_party_stands_behind_her_colleagues_and_no_further() -> None:
    met = replace(HOUSE, key=3, name="见过", own=("NEI",), notes=("2026年10月给一方当事人调解过（TJ1）",))
    found = order([LOCAL, met, replace(HOUSE, running=19)], CANOPY, NOW)
    assert [fit.candidate.name for fit in found] == ["胡物业", "见过", "钱调解"]
    assert found[1].suggested


def test_within_a_house_who_is_made_for_it_goes_first() -> None:
    other, own = replace(HOUSE, key=3, name="甲"), replace(HOUSE, key=4, name="乙", own=("NEI",))
    assert names(other, own) == ["乙", "甲"]
    assert [skill(one, "NEI-02") for one in (own, other, LOCAL)] == [0, 1, 2]


def test_then_who_has_time_today_then_who_carries_least_then_the_soonest() -> None:
    tomorrow = replace(LOCAL, key=3, name="明天", free=NOW + timedelta(days=1))
    burdened = replace(LOCAL, key=4, name="忙的", running=10)
    later = replace(LOCAL, key=5, name="晚点", free=NOW + timedelta(hours=2))
    never = replace(LOCAL, key=6, name="没空", free=None)
    assert names(never, tomorrow, burdened, later, LOCAL) == ["钱调解", "晚点", "忙的", "明天", "没空"]


def test_load_is_measured_by_what_each_takes_on() -> None:
    few = replace(LOCAL, key=3, name="兼职", running=2, at_once=3)
    many = replace(LOCAL, key=4, name="专职", running=5, at_once=20)
    assert names(few, many) == ["专职", "兼职"]


def test_whoever_has_something_against_her_comes_last_and_is_not_suggested() -> None:
    for broken, said in (
        ({"against": ("申报过同一幢楼",)}, "申报过同一幢楼"),
        ({"refused": True}, "有一方已经请求换人"),
        ({"running": 20}, "手上已有 20 件，满了"),
    ):
        bad = replace(HOUSE, **broken)
        found = order([bad, LOCAL], CANOPY, NOW)
        assert [fit.candidate.name for fit in found] == ["钱调解", "胡物业"], said
        assert found[1].against == (said,)
        assert [fit.suggested for fit in found] == [True, False], said


def test_a_language_that_is_needed_is_a_must() -> None:
    signs = replace(LOCAL, key=3, name="手语", languages=("sign",), running=19)
    found = order([LOCAL, signs], replace(CANOPY, language="sign"), NOW)
    assert [fit.candidate.name for fit in found] == ["手语", "钱调解"]
    assert "会手语" in found[0].reasons
    assert found[1].against == ("不会手语",)
    assert speaks(LOCAL, "zh")


def test_the_reasons_say_what_decided() -> None:
    found = order([replace(HOUSE, running=3), LOCAL], CANOPY, NOW)
    assert found[0].reasons == (
        "所在组织专门调解“采光通风、雨棚、晾衣、空调位”", "面向全区", "手上 3 件，最多 20 件", "最早今天 19:30 有空",
    )  # fmt: skip
    assert found[1].reasons == ("就在浦沿街道", "手上 0 件，最多 20 件", "最早今天 19:30 有空")
    later = order([replace(LOCAL, free=NOW + timedelta(days=2))], CANOPY, NOW)
    assert later[0].reasons[-1] == "最早11月25日 18:30 有空"
