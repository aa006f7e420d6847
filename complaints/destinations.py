"""Where a case may go when it is not ours: what each place is called, by which number a resident asks there, when we ask.

The days are those in which the place itself has to say whether it takes the matter: 民事诉讼法 126 (court: 7 days), 关于实施劳动保障监察条例若干规定 18
(labour inspection: 5 working days), 市场监督管理投诉举报处理暂行办法 14 (7 working days), 纪检监察机关处理检举控告工作规则 (15 working days), 国办发〔2020〕53号
(12345: 5 working days). The numbers are the public national ones. Pure: no models and no clock here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

FOLLOW_UP_MAX = timedelta(days=30)  # nothing is outside for longer without being asked after
OTHER = "other"


@dataclass(frozen=True)
class Destination:
    """One place. `days`: after how many we ask how it goes, `workdays`: working days; `phone`: the public number, "" for none."""

    key: str
    label: str
    days: int
    workdays: bool = True
    phone: str = ""


DESTINATIONS: dict[str, Destination] = {
    one.key: one
    for one in (
        Destination("police", _("110 公安"), 1, workdays=False, phone="110"),
        Destination("hotline", _("12345 热线"), 5, phone="12345"),
        Destination("court", _("法院"), 7, workdays=False, phone="12368"),
        Destination("labour", _("劳动监察"), 5, phone="12333"),
        Destination("discipline", _("纪检监察"), 15, phone="12388"),
        Destination("market", _("市场监管"), 7, phone="12315"),
        Destination(OTHER, _("其他单位"), 5),
    )
}
BY_WORD = {word: one for one in DESTINATIONS.values() for word in (one.key, one.label)} | {
    "110": DESTINATIONS["police"],
    "12345": DESTINATIONS["hotline"],
}


def named(to: str) -> tuple[Destination, str]:
    """The place that somebody wrote, by its key, label or number, and what it is called; what is not known is another unit
    under the name it was given."""
    word = to.strip()
    found = BY_WORD.get(word)
    return (found, found.label) if found else (DESTINATIONS[OTHER], word)


def in_range(day: date, today: date) -> bool:
    """Whether one may be asked again on this day: after today, within 30 days."""
    return today < day <= today + FOLLOW_UP_MAX
