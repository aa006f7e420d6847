"""Booking, moving and calling off a session as staff fill it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from binan.kit.http import moment_of
from mediation import openings, selectors
from mediation.forms.command import VerbForm, area, choice
from mediation.models import Mediation
from mediation.services import book, missed
from mediation.workflow import How

LENGTHS = [(minutes, f"{minutes} 分钟") for minutes in (30, 60, 90, 120, 180)]


class LongSelect(forms.Select):
    """A list of hundreds: drawn in one go, not by a template for each line."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen, more = str(value or ""), self.build_attrs(self.attrs, attrs)
        lines = format_html_join(
            "", '<option value="{}"{}>{}</option>',
            ((key, " selected" if str(key) == chosen else "", label) for key, label in self.choices),
        )  # fmt: skip
        return format_html(
            '<select name="{}"{}>{}</select>', name, format_html_join("", ' {}="{}"', _written(more)), lines
        )


def _written(attrs: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in attrs.items() if value not in (False, None))


class BookForm(VerbForm):
    """预约: the first free half hour is proposed."""

    verb = "book"
    how = forms.ChoiceField(label="怎么谈", choices=How.choices, initial=How.ROOM, required=False)
    room = forms.ChoiceField(
        label="调解室", required=False, widget=LongSelect, error_messages={"invalid_choice": "请选择调解室。"}
    )
    mediator = choice("调解员", "请选择调解员。", widget=LongSelect)
    day = forms.DateField(
        label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "日期要像 2026-11-24 这样写。"},
    )  # fmt: skip
    starts_at = forms.TimeField(
        label="开始时间", widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        error_messages={"required": "请选开始时间。", "invalid": "时间要像 14:30 这样写。"},
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label="时长", choices=LENGTHS, initial=60, coerce=int)
    site = forms.CharField(
        label="现场地点", required=False, max_length=80, help_text="到现场的才填。双方都会看到，不要写投诉人的门牌。",
        error_messages={"max_length": "太长了，请控制在 80 字以内。"},
    )  # fmt: skip
    link = forms.CharField(
        label="视频链接", required=False, max_length=300, help_text="视频调解的才填，以 https:// 开头。",
        error_messages={"max_length": "链接太长了，请换一个短一点的。"},
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.rooms = {str(room.pk): room for room in selectors.rooms_of(self.mediation)}
        self.mediators = {str(one.pk): one for one in selectors.mediators_of(self.mediation)}
        rooms = [(pk, f"{one}（{one.place}）") for pk, one in self.rooms.items()]
        self.fields["room"].choices = [("", "不用调解室"), *rooms]  # type: ignore[attr-defined]
        self.fields["mediator"].choices = [(pk, str(one)) for pk, one in self.mediators.items()]  # type: ignore[attr-defined]
        if data is None:
            self.initial.update(proposed(self.mediation))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.takes_room(given) and not given.get("room") and "room" not in self.errors:
            self.add_error("room", "请选择调解室。")
        if given.get("day") and given.get("starts_at"):
            given["start"] = moment_of(datetime.combine(given["day"], given["starts_at"]).isoformat())
            if given["start"] is None:
                self.add_error("day", "这个日期太远了，请选近一点的。")
        return given

    def takes_room(self, given: dict[str, Any]) -> bool:
        """Whether what is asked for is held in a room."""
        return given.get("how") in ("", How.ROOM)

    def slot(self) -> book.Slot:
        """What was chosen."""
        given = self.cleaned_data
        way = book.Holding(given["how"] or How.ROOM, given["site"], given["link"])
        room = self.rooms.get(given["room"]) if way.how == How.ROOM else None
        return book.Slot(room, self.mediators[given["mediator"]], given["start"], given["minutes"], way)

    def act(self, now: datetime) -> object:
        return self.call(book.book, now, slot=self.slot())


def proposed(mediation: Mediation) -> dict[str, Any]:
    """The first free time of a mediation as the fields show it; {} when there is none."""
    found = openings.soonest(mediation, timezone.now(), most=1)
    if not found:
        return {}
    one, local = found[0], timezone.localtime(found[0].starts_at)
    return {
        "room": one.room.pk if one.room else "", "mediator": one.mediator.pk, "day": local.date(),
        "starts_at": local.time(),
    }  # fmt: skip


class RebookForm(BookForm):
    verb = "rebook"

    def act(self, now: datetime) -> object:
        return self.call(book.rebook, now, slot=self.slot())


class UnbookForm(VerbForm):
    verb = "unbook"
    reason = area("为什么取消", "请写明为什么取消。", most=200, rows=2, hint="只有工作人员看得到。")

    def act(self, now: datetime) -> object:
        return self.call(book.unbook, now, reason=self.cleaned_data["reason"])


class NoShowForm(VerbForm):
    """没有到场: who did not come; it goes back to making an appointment."""

    verb = "no_show"
    absent = forms.MultipleChoiceField(
        label="谁没有来", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选是谁没有来。", "invalid_choice": "请选是谁没有来。"},
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        seats = [(party.pk, party.seat) for party in selectors.sides(self.mediation)]
        self.fields["absent"].choices = seats  # type: ignore[attr-defined]

    def act(self, now: datetime) -> object:
        absent = [int(pk) for pk in self.cleaned_data["absent"]]
        return self.call(missed.no_show, now, absent=absent)
