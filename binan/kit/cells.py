"""The cells of a sheet that comes in or goes out: how a value is written, and what is said of one that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from import_export.widgets import Widget

from binan.kit import phones
from binan.kit.errors import Refused

Find = Callable[[str], Model | None]
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def typed(value: Any) -> str:
    """What somebody wrote into a cell, without blanks around it and the apostrophe that keeps a text from being a formula."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else "" if value is None else value).strip().removeprefix("'")


class Text(Widget):
    """Words; "" for an empty cell."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> str:
        return typed(value)


class Whole(Widget):
    """A number that counts something, `least` or more; an empty cell keeps `empty`."""

    def __init__(self, empty: int | None = None, *, least: int = 1) -> None:
        super().__init__()
        self.empty, self.least = empty, least

    def clean(self, value: Any, row: Any = None, **more: Any) -> int | None:
        said = typed(value)
        if not said and self.empty is not None:
            return self.empty
        if not said.isdecimal() or not self.least <= int(said) <= 32767:
            raise ValueError(f"“{said}”不是个数，请写 1、2、3 这样的整数。")
        return int(said)


class Yes(Widget):
    """是 or 否; an empty cell keeps `empty`."""

    def __init__(self, *, empty: bool = False) -> None:
        super().__init__()
        self.empty = empty

    def clean(self, value: Any, row: Any = None, **more: Any) -> bool:
        said = typed(value)
        if said in ("是", "否", ""):
            return said == "是" if said else self.empty
        raise ValueError(f"“{said}”请写“是”或者“否”。")

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        return "是" if value else "否"


class OneOf(Widget):
    """One of a list, written as its label."""

    def __init__(self, choices: Sequence[tuple[str, str]], empty: str = "") -> None:
        super().__init__()
        self.labels, self.empty = dict(choices), empty

    def clean(self, value: Any, row: Any = None, **more: Any) -> str:
        said = typed(value)
        if not said:
            return self.empty
        found = next((key for key, label in self.labels.items() if said in (key, label)), None)
        if found is None:
            raise ValueError(f"没有“{said}”这一项，可以写：{'；'.join(self.labels.values())}。")
        return found

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        return self.labels.get(value or "", "")


class Several(OneOf):
    """Some of a list, apart by 、."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> Any:
        # A label may have our separator in it: whole cells first.
        said = typed(value)
        if said in self.labels.values():
            return [super().clean(said)]
        return [super(Several, self).clean(one) for one in re.split(r"[;；/]+", said) if one.strip()]

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        return "；".join(self.labels.get(one, one) for one in value or [])


class Day(Widget):
    """A day, as `2026-11-24`, `2026年11月24日` or a date cell; None for an empty one."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        said = typed(value)
        if not said:
            return None
        found = DAY.fullmatch(said)
        try:
            return date(*(int(piece) for piece in found.groups())) if found else date.fromisoformat(said)
        except ValueError as fault:
            raise ValueError(f"“{said}”不是日期，请像 2026-11-24 这样写。") from fault


class Telephone(Widget):
    """A number as people write it, kept as E.164."""

    def clean(self, value: Any, row: Any = None, **more: Any) -> str:
        said = typed(value)
        try:
            return phones.parse(said) if said else ""
        except Refused as refusal:
            raise ValueError(f"“{said}”不是电话号码。{refusal.sentence}") from refusal

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        return phones.grouped(value).replace("\u00a0", " ") if value else ""


class Known(Widget):
    """A row of another table. `find` knows it by its stable key; `what`: how it is called; `key`: where the key stands."""

    def __init__(self, find: Find, what: str, key: str = "key", *, needed: bool = True) -> None:
        super().__init__()
        self.find, self.what, self.key, self.needed = find, what, key, needed

    def clean(self, value: Any, row: Any = None, **more: Any) -> Model | None:
        said = typed(value)
        if not said and not self.needed:
            return None
        if not said:
            raise ValueError(f"没有写{self.what}。")
        found = self.find(said)
        if found is None:
            raise ValueError(f"没有找到“{said}”这个{self.what}，请先登记。")
        return found

    def render(self, value: Any, obj: Any = None, **more: Any) -> str:
        for step in self.key.split("."):
            value = getattr(value, step, None)
        return str(value or "")
