"""The name of who tells a matter, in her own words: what is masked and what is none."""

from __future__ import annotations

import pytest

from binan.kit.masking import mask_person, title
from binan.kit.names import mask_names

# What she wrote, what is shown; the name she gave us stands before a bar where she gave one.
MASKED = """
王芳|楼上跳绳，我是王芳，上去说过三次。 → 楼上跳绳，我是王*，上去说过三次。
王芳|王芳家楼上漏水，请联系王芳。 → 王*家楼上漏水，请联系王*。
王小芳|王小芳想反映停车的事 → 王**想反映停车的事
欧阳明日香|我叫欧阳明日香 → 我叫欧****
王女士|王女士反映楼上吵 → 王**反映楼上吵
王芳女士|我家王芳说的 → 我家王*说的
Anna Lee|this is anna lee, call me → this is A*******, call me
我叫王芳，楼上每天晚上在家跳绳。 → 我叫王*，楼上每天晚上在家跳绳。
我是李建国住在3幢 → 我是李**住在3幢
我是李明要投诉楼上 → 我是李*要投诉楼上
我是王芳的妈妈 → 我是王*的妈妈
我是欧阳修，住6幢 → 我是欧**，住6幢
本人张伟，租住在本小区 → 本人张*，租住在本小区
本人姓名张伟电话联系 → 本人姓名张*电话联系
我姓王芳 → 我姓王*
我是王女士想反映噪音 → 我是王**想反映噪音
您好我是陈阿姨 → 您好我是陈**
我叫马有为，是业主 → 我叫马**，是业主
我叫李明明投诉物业 → 我叫李**投诉物业
联系人：赵敏 138 → 联系人：赵* 138
我的名字叫周杰 → 我的名字叫周*
我是来国庆，长河人 → 我是来**，长河人
我是 楼志强 → 我是 楼**
"""
KEPT = """
我是业主，楼上漏水
我是租户
我是六楼的
我是6幢的业主
我是楼上的邻居
我是楼下住户，受不了了
我是高层住户
我是东冠社区的居民
我是江南春小区的业主
我是金水岸的业主
我是来反映情况的
我是江虹路的，楼下烧烤店老板叫我付两千
我是武林路的
我是古荡的
我是白马湖的
我是金盛广场的
我是高考生
我余额不足
物业叫我关门
保安叫我白跑一趟
叫我万一有事就打
我是来投诉的
我是温州人
我是安徽人，租在这里
我是孙女，替奶奶说
我是单身带孩子
我是房东
我是司机
我是施工方
我是商户，门口被堵
我是管理员
我是老师
我是外卖员
我是马上要生的孕妇
我姓王
我姓王，住六楼
我姓王叫不醒邻居
我叫物业来看，没人来
我叫他不要跳了
我叫了救护车
我叫老公去说
我叫孩子别出门
本人高度近视
本人于昨晚十点回家
本人常年在外
本人曾多次反映
本人严重过敏
业主|我是业主，楼上漏水
王|王老板的店
Al|the alarm rings
邻居王芳天天吵
张三家的狗没人管
"""


def rows(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if line]


@pytest.mark.parametrize("row", rows(MASKED))
def test_who_she_is_is_not_read(row: str) -> None:
    told, shown = row.split(" → ")
    name, _, text = told.rpartition("|")
    assert mask_names(text, name) == shown


@pytest.mark.parametrize("row", rows(KEPT))
def test_ordinary_words_stay(row: str) -> None:
    name, _, text = row.rpartition("|")
    assert mask_names(text, name) == text


def test_numbers_and_names_go_together_and_no_half_of_a_name_is_left_at_the_end_of_a_title() -> None:
    assert mask_person("我是王芳13800138001", "") == "我是王*138****8001"
    assert title("楼上太吵了，我是王小芳", 11, name="王小芳") == "楼上太吵了，我是王**"
    assert title("楼上太吵了，我是王小芳，快来", 11, name="") == "楼上太吵了，我是王*…"


def test_masking_twice_changes_nothing() -> None:
    for row in rows(MASKED):
        told, shown = row.split(" → ")
        assert mask_names(shown, told.rpartition("|")[0]) == shown
