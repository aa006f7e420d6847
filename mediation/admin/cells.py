"""The cells of the registry's sheets that only mediation has (the others: `binan.kit.cells`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from import_export.widgets import Widget

from binan.kit.cells import typed
from complaints.taxonomy.categories import CATEGORIES
from mediation import hours

APART = re.compile(r"[、,，;；\s]+")


class Hours(Widget):
    """学时, with one decimal."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> Decimal:
        try:
            found = Decimal(typed(value))
        except InvalidOperation as fault:
            raise ValueError(f"“{typed(value)}”不是学时，请写 8 或 1.5 这样的数。") from fault
        return found.quantize(Decimal("0.1"))


class Specialities(Widget):
    """Beginnings of category codes; each must begin one."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> list[str]:
        found = [one.upper() for one in APART.split(typed(value)) if one]
        return specialities(found)

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        return "、".join(value or [])


def specialities(found: Iterable[str]) -> list[str]:
    """The beginnings of category codes, as they are; raises `ValueError` naming the first that begins none."""
    kept = list(found)
    for one in kept:
        if not any(code.startswith(one) for code in CATEGORIES):
            raise ValueError(f"没有“{one}”开头的类别，请写 PRO、NEI-02 这样的类别代码。")
    return kept


class OpenHours(Widget):
    """The open hours of a week in words."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> hours.Week:
        return hours.parse(typed(value))

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        return hours.spoken(value or {})
