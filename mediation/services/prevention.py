"""排查预防月报: what an organisation did in a month to find and prevent disputes, as its people say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from binan.kit.errors import Refused
from governance.models import Staff
from mediation.figures import TYPED
from mediation.models import Organisation, Prevention

MOST = 1_000_000  # more is a slip of the finger


def report(
    organisation: Organisation, *, staff: Staff, month: date, numbers: Mapping[str, int], now: datetime
) -> Prevention:
    """Write the report of `month` (its first day); a second one replaces the first, with its author and time.

    `numbers`: by column (`figures.TYPED`), each 0 or more. Raises `Refused` with the code month for one that has not begun,
    or with a column's name.
    """
    if month.day != 1 or month > timezone.localdate(now):
        raise Refused("month", "请选已经开始的月份。", fields={"month": "请选已经开始的月份。"})
    for name in TYPED:
        if not 0 <= numbers.get(name, 0) <= MOST:
            raise Refused(name, "数字不对，请再看一看。", fields={name: "数字不对，请再看一看。"})
    if numbers.get("found", 0) < numbers.get("prevented", 0):
        sentence = "预防的纠纷不能比排查发现的还多。"
        raise Refused("prevented", sentence, fields={"prevented": sentence})
    columns = {name: numbers.get(name, 0) for name in TYPED} | {"entered_by": staff, "entered_at": now}
    row, _ = Prevention.objects.update_or_create(organisation=organisation, month=month, defaults=columns)
    return row
