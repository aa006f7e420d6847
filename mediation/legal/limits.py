"""Time limits of the law, each with its article, counted in calendar days, months or years; pure, but for the table of working
days that is handed in.

How: the day itself is not counted (民法典第二百零一条); months and years end on the corresponding day, or on the last of the
month (第二百零二条); what ends on a day off ends on the next working day (第二百零三条).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


class Unit(StrEnum):
    """What a length is counted in."""

    DAYS = "日"
    MONTHS = "个月"
    YEARS = "年"


@dataclass(frozen=True)
class Limit:
    """A limit: `what` ends, counted from `since`, `length` `unit`s; `law` and `number` of its article; `note`: what people get wrong."""

    what: str
    since: str
    length: int
    unit: Unit
    law: str
    number: int
    note: str = ""


@dataclass(frozen=True)
class Reckoned:
    """`plain_end`: by the calendar alone; `end`: the last day on which it can still be done; `estimated`: the table of that year
    is missing, so only weekends were known; `left`: days from today, negative once it is over."""

    plain_end: date
    end: date
    estimated: bool
    left: int

    @property
    def moved(self) -> bool:
        """Whether a day off put the end later."""
        return self.end != self.plain_end

    @property
    def over_by(self) -> int:
        """Days since it ended, 0 while it runs."""
        return max(-self.left, 0)


LIMITS: dict[str, Limit] = {
    "arbitration": Limit("申请劳动仲裁", "知道权利被侵害的那天；在职期间欠薪的，是离职那天", 1, Unit.YEARS, "tiaojiezhongcai", 27,
                         "催讨、投诉、对方同意履行都会使时效重新计算。"),
    "after_award": Limit("不服劳动仲裁裁决，向法院起诉", "收到裁决书的那天", 15, Unit.DAYS, "tiaojiezhongcai", 50),
    "confirm": Limit("申请司法确认", "调解协议生效的那天", 30, Unit.DAYS, "renmintiaojie", 33, "要双方一起申请。"),
    "appeal": Limit("不服一审判决，上诉", "收到判决书的那天", 15, Unit.DAYS, "minsu", 171),
    "civil": Limit("一般民事纠纷起诉（诉讼时效）", "知道权利受损害和对方是谁的那天", 3, Unit.YEARS, "minfadian", 188,
                   "催讨、起诉、对方同意履行都会使时效重新计算；最长二十年。"),
    "enforce": Limit("申请强制执行", "判决、调解书规定的履行期最后一天", 2, Unit.YEARS, "minsu", 250),
    "retrial": Limit("申请再审", "判决、裁定生效的那天", 6, Unit.MONTHS, "minsu", 216),
    "injury_employer": Limit("单位申请工伤认定", "事故发生的那天", 30, Unit.DAYS, "gongshang", 17),
    "injury_worker": Limit("职工或近亲属申请工伤认定", "事故发生的那天", 1, Unit.YEARS, "gongshang", 17, "单位没有申请时，本人可以申请。"),
    "review": Limit("申请行政复议", "知道行政行为的那天", 60, Unit.DAYS, "fuyi", 20),
    "administrative": Limit("直接提起行政诉讼", "知道行政行为的那天", 6, Unit.MONTHS, "xingsu", 46),
    "after_review": Limit("不服复议决定，起诉", "收到复议决定书的那天", 15, Unit.DAYS, "xingsu", 45),
    "petition": Limit("请求信访复查", "收到书面答复的那天", 30, Unit.DAYS, "xinfang", 35),
    "petition_again": Limit("请求信访复核", "收到复查意见的那天", 30, Unit.DAYS, "xinfang", 36),
    "revoke": Limit("撤销受欺诈的合同", "知道被欺诈的那天", 1, Unit.YEARS, "minfadian", 152),
    "guarantee": Limit("向保证人主张权利（没有约定保证期间）", "债务到期的那天", 6, Unit.MONTHS, "minfadian", 692),
    "cooling": Limit("离婚冷静期内撤回申请", "登记机关收到离婚申请的那天", 30, Unit.DAYS, "minfadian", 1077),
    "return": Limit("网购七日无理由退货", "收到商品的那天", 7, Unit.DAYS, "xiaobao", 25),
    "inspection": Limit("劳动监察投诉", "违法行为发生的那天；持续的，是结束那天", 2, Unit.YEARS, "jiancha", 20),
}  # fmt: skip


def plain_end(limit: Limit, since: date) -> date:
    """The last day by the calendar. Raises `ValueError` outside the years we reckon with."""
    if not EARLIEST <= since <= LATEST:
        raise ValueError(f"between {EARLIEST} and {LATEST}")
    if limit.unit == Unit.DAYS:
        return since + timedelta(days=limit.length)
    months = since.year * 12 + since.month - 1 + limit.length * (12 if limit.unit == Unit.YEARS else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))


def reckon(
    limit: Limit, since: date, today: date, *, first_workday: Callable[[date], date], years: set[int]
) -> Reckoned:
    """When the limit ends. `first_workday`: the day itself or the next one on which people work; `years`: of which the
    holiday table is there."""
    by_calendar = plain_end(limit, since)
    end = first_workday(by_calendar)
    return Reckoned(by_calendar, end, by_calendar.year not in years or end.year not in years, (end - today).days)
