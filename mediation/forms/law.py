"""What is asked of the Legal Q&A, and what a reviewer links."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from binan.kit.masking import plain
from mediation.forms.command import CommandForm
from mediation.legal.answering import QUESTION_MAX
from mediation.legal.limits import EARLIEST, LATEST, LIMITS


class AskForm(forms.Form):
    """One question in everyday words."""

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid4, required=False)
    question = forms.CharField(
        label=_("您想问什么"),
        help_text=_("像平时说话一样写就行，比如“物业能不能停我家的水”。不要写姓名和电话。"),
        max_length=QUESTION_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": QUESTION_MAX, "lang": "zh-CN"}),
        error_messages={
            "required": _("请先写一下您想问的事，比如“房东不退押金”。"),
            "max_length": _("太长了，请控制在 200 字以内。"),
        },
    )

    def clean_question(self) -> str:
        words = plain(self.cleaned_data["question"]).strip()
        if not words:
            raise forms.ValidationError(self.fields["question"].error_messages["required"])
        return words


class LimitForm(forms.Form):
    """A limit and the day it is counted from."""

    rule = forms.ChoiceField(
        label=_("算哪个期限"),
        choices=[(key, limit.what) for key, limit in LIMITS.items()],
        widget=forms.Select(attrs={"lang": "zh-CN"}),
        error_messages={"required": _("请选一个期限。"), "invalid_choice": _("请选一个期限。")},
    )
    since = forms.DateField(
        label=_("从哪天算起"),
        widget=forms.DateInput(attrs={"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}),
        error_messages={"required": _("请填日期。"), "invalid": _("日期请写成 2026-11-02 这样。")},
    )

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("日期要在 1990 年到 2100 年之间。"))
        return day


class LinkForm(CommandForm):
    """补通俗说法: which words of the question stand for which words of the law, with the reviewer's tick."""

    word = forms.CharField(
        label="通俗说法",
        max_length=20,
        help_text="照问题里的字写，比如“门禁卡被停”。",
        error_messages={"required": "请写通俗说法。"},
    )
    legal = forms.CharField(
        label="法律用语", max_length=120, help_text="法条标题或摘要里的词，用空格隔开，比如“停水、停电 物业费”。",
        error_messages={"required": "请写法律用语。"},
    )  # fmt: skip
    sure = forms.BooleanField(label="我核对过，审核通过", error_messages={"required": "请勾选审核通过。"})

    def __init__(self, data: Any = None, *, card: int) -> None:
        super().__init__(data, auto_id=f"card{card}_%s")
