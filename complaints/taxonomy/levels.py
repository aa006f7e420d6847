"""What makes a category more or less urgent than usual, without being an emergency (domain.md §3.2, §3.4)."""

import re
from typing import NamedTuple

from complaints.taxonomy.dangers import compiled


class Level(NamedTuple):
    """For `code` ("*" = every category) the urgency becomes `urgency` where `pattern` is found."""

    code: str
    urgency: str
    why: str
    pattern: re.Pattern[str]


def _level(block: str) -> Level:
    head, _, patterns = block.partition("\n")
    code, urgency, why = head.split(" | ")
    return Level(code, urgency, why, compiled(patterns))


# Same notation as the danger tables.
_TABLE = r"""
NEI-01 | P1 | 水量大
    大量漏水|哗哗|水漫|爆管|水管[^,。]{0,3}爆|爆裂|像下雨|水帘洞|进水了|都在滴水|水淹|喷水|flood
NEI-04 | P1 | 堵住疏散通道
    疏散|逃生|消防楼梯|消防通道|堵死
NOI-04 | P2 | 白天施工
    ^(?!.*(?:夜|凌晨|晚|天亮|十一点|十二点|night|midnight)).*(?:白天|早上|上午|中午|下午|daytime|morning)
CIT-06 | P1 | 井盖缺失或路面塌陷
    (?:井盖|窨井)[^。]{0,8}(?:没|不见|缺|丢|破|翻|松|塌|开着|坏|掉)|(?:没|缺|少|丢)了?[^。]{0,4}井盖|塌陷|塌了|大坑|manhole
TRA-01 | P1 | 堵住消防或急救通道
    消防|救护车|急救|生命通道|fire lane|ambulance|fire truck
ENT-01 | P1 | 断电清场
    断电|电断|断网|断水|拉闸|清场|清空|锁门|封门|停电
PRO-02 | P1 | 整楼停水停电
    (?:整|全|一)[^,。]{0,5}(?:停水|停电|断水|断电|没水|没电)|(?:停水|停电|断水|断电)[^。]{0,6}(?:整|全小区|两天|三天|一天|一夜)
HOU-02 | P1 | 断水断电或被赶出门
    换锁|断水断电|停水停电|赶出(?:来|门|去)|行李[^。]{0,4}扔
* | P1 | 多人聚集
    上访|拉横幅|拉着横幅|围堵|罢工|静坐|聚众|(?:几十|上百|一百多|几百)[^,。]{0,6}(?:人|业主|家长|商户)[^。]{0,10}(?:聚|围|堵|闹)
* | P1 | 情绪低落,请先回电
    活不下去|没法活了|生不如死|想死|撑不下去|绝望
"""
LEVELS = tuple(map(_level, re.split(r"\n(?=\S)", _TABLE.strip("\n"))))
# Nothing to hurry for, whatever else is said.
NEVER_RAISED = frozenset({"OTH-00", "GOV-02"})
