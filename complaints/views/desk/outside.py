"""转出 and its follow-up: the forms of both, and the list of what is still outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binan.kit.masking import plain
from complaints import selectors
from complaints.destinations import DESTINATIONS, FOLLOW_UP_MAX, OTHER, Destination
from complaints.forms import Words
from complaints.objections import RESULT_MIN
from complaints.services import following
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import WORDS_MAX, Choice, MeantForm, Phrases
from complaints.vocabulary import Outside

NAME_MAX, REFERENCE_MAX = 40, 60  # characters
NO_NAME = "请写明转到哪个单位。"


def _said(place: Destination) -> str:
    """A place as the form offers it: its name, and when we ask there."""
    days = f"{place.days} 个工作日" if place.workdays else f"{place.days} 天"
    return f"{place.label}（{days}后问进展）"


def _day(label: str, hint: str) -> forms.DateField:
    told = {"required": "请选择日期。", "invalid": "请选择日期。"}
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget, error_messages=told)


class Whereto(Choice):
    """One of the places, or the name of another unit as it was typed."""

    def valid_value(self, value: str) -> bool:
        return bool(value)

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value)).strip()


class _FollowedForm(MeantForm):
    """A form that says when we ask next: from tomorrow, for 30 days."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        today = timezone.localdate()
        limits = {"min": str(today + timedelta(days=1)), "max": str(today + FOLLOW_UP_MAX)}
        self.fields["follow_up_on"].widget.attrs.update(limits)


class TransferForm(_FollowedForm):
    """转出: where to, what the resident reads, and what helps to ask there."""

    only: ClassVar[dict[str, str]] = {"name": OTHER}

    verb, service = "transfer", staticmethod(following.transfer)
    to = Whereto(
        "转到哪里",
        "请选择转到哪里。",
        [(one.key, _said(one)) for one in DESTINATIONS.values()],
        widget=forms.RadioSelect,
    )
    name = Words(label="其他单位的名称", max_length=NAME_MAX, error_messages={"max_length": "请写单位的名称。"})
    result = Phrases(
        "给居民的答复", asked="请写明为什么转、那边怎么办。", max_length=WORDS_MAX, rows=4, hint=f"居民会看到，至少 {RESULT_MIN} 个字。",
        phrases=("这件事由有关单位依法处理，我们已把材料转过去，会继续跟进。",),
    )  # fmt: skip
    reference = Words(label="那边的编号", max_length=REFERENCE_MAX)
    taken_by = Words(label="那边谁接的", max_length=NAME_MAX)
    follow_up_on = _day(
        "哪天去问进展", f"不填就按去向定，最长 {FOLLOW_UP_MAX.days} 天。到那天早上 9 点前要记一次跟进。"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        name = given.pop("name", "")
        if given.get("to") == OTHER:
            given["to"] = name
            if not name and "name" not in self.errors:
                self.add_error("name", NO_NAME)
        elif len(given.get("to", "")) > NAME_MAX:
            self.add_error("to", "请写单位的名称。")
        return given


class FollowUpForm(_FollowedForm):
    """记录跟进: what they say there, and what follows from it."""

    only: ClassVar[dict[str, str]] = {
        "follow_up_on": Outside.PENDING, "result": Outside.SETTLED, "reason": Outside.RETURNED,
    }  # fmt: skip

    verb, service = "follow_up", staticmethod(following.follow_up)
    outcome = Choice("那边办得怎么样", following.NO_OUTCOME, Outside.choices, widget=forms.RadioSelect)
    follow_up_on = _day("下次哪天再问", f"最长 {FOLLOW_UP_MAX.days} 天。")
    result = Phrases(
        "给居民的答复",
        max_length=WORDS_MAX,
        rows=3,
        hint=f"居民会看到，还会收到短信。至少 {RESULT_MIN} 个字。",
    )
    reason = Phrases(
        "为什么退回来", hint="这件事回到待认领，原来的时限接着算。", phrases=("不属于那边管。", "材料不够，要补。")
    )


@staff_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """What is outside and has to be asked after, first due first."""
    page = selectors.outside(request.user, cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "count": selectors.outside_count(request.user),
        "first": not request.GET.get("cursor"),
        "now": timezone.now(),
        "section": "desk",
    }
    return render(request, "complaints/desk/transfers.html", context)
