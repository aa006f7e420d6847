"""A list leaves the house as a file: who may, how often, how much, and a line in the books before the first byte goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from binan.kit import codes
from binan.kit.errors import NotAllowed, Refused
from binan.kit.throttle import hit
from complaints.models import Export
from governance.access import working_units
from governance.deeds import Deed, Thing
from governance.models import Staff
from governance.roles import Right
from governance.services import audit

ROWS_MAX = 5000
HOURLY = 10  # files an hour for one person
HOUR = 3600  # seconds
NUMBER = 8  # characters
NOT_YOURS = "您的岗位不能导出清单，需要的话请找街道或区里的值班同事。"
TOO_MANY = f"一次最多导出 {ROWS_MAX} 行，现在超过了。请先用筛选缩小范围，例如只选一个单位，再导出。"

Row = TypeVar("Row")


def export(
    staff: Staff, *, what: str, asked: str, read: Callable[[int], list[Row]], now: datetime
) -> tuple[Export, list[Row]]:
    """Write down that `staff` takes a list, and return that record with the rows.

    `what`: a value of `Export.What`; `asked`: the filter in words; `read`: gives the rows, at most so many as it is told. Each
    call is a file of its own. Raises `NotAllowed` without the right, `TooOften` after `HOURLY` in an hour, `Refused` for more than
    `ROWS_MAX` rows (issue 4, 12).
    """
    units = working_units(staff, Right.EXPORT)
    if not units:
        raise NotAllowed("not_allowed", NOT_YOURS)
    hit("export", str(staff.pk), limit=HOURLY, window=HOUR)
    rows = read(ROWS_MAX + 1)
    if len(rows) > ROWS_MAX:
        raise Refused("rows", TOO_MANY)
    with transaction.atomic():
        written = Export.objects.create(
            number=codes.pick(NUMBER), what=what, staff=staff, unit=units[0], at=now, asked=asked, rows=len(rows)
        )
        of = audit.Of(Thing.LIST, written.number, written.get_what_display())
        audit.record(Deed.EXPORT_TAKEN, staff=staff, of=of, body={"asked": asked, "rows": len(rows)})
    return written, rows


def watermark(export: Export) -> str:
    """The first and the last line of the file: whose it is."""
    at = timezone.localtime(export.at)
    return (
        f"滨安码{export.get_what_display()}：{export.staff}（{export.unit}）{at:%Y-%m-%d %H:%M} 导出，共 {export.rows} 行，"
        f"编号 {export.number}。仅供工作使用，请勿外传。"
    )
