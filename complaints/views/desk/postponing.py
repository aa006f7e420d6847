"""The forms of more time: 延期 with its answer, 挂账 and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from complaints.objections import EXPLANATION_MIN
from complaints.services import postponing
from complaints.views.desk.fields import WORDS_MAX, Choice, Phrases, VerbForm
from complaints.workflow import SuspendCause


class ExtendForm(VerbForm):
    """申请延期: the moment and what the resident will read."""

    verb, service = "extend", staticmethod(postponing.extend)
    due_at = forms.DateTimeField(
        label="延到", help_text="答复以前，原来的时限照样算。", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"required": "请选择延到什么时候。", "invalid": "请选择日期和时间。"},
    )  # fmt: skip
    reason = Phrases(
        "给居民的理由", asked="请写明为什么要延期，居民会看到。", hint="同意以后，居民会看到。",
    )  # fmt: skip


class GrantExtensionForm(VerbForm):
    verb, service = "grant_extension", staticmethod(postponing.grant_extension)


class RefuseExtensionForm(VerbForm):
    verb, service = "refuse_extension", staticmethod(postponing.refuse_extension)
    reason = Phrases("理由", asked="请写明为什么不同意。", hint="承办人看得到，时限不变。")


class SuspendForm(VerbForm):
    """挂账: why it cannot be solved now, who keeps an eye on it, when it comes back, what the resident reads."""

    verb, service = "suspend", staticmethod(postponing.suspend)
    cause = Choice("原因", "请选择挂账原因。", SuspendCause.choices, widget=forms.RadioSelect)
    owner = Choice("谁继续跟进", postponing.NO_OWNER)
    review_on = forms.DateField(
        label="复查日期", help_text=f"最长 {postponing.SUSPENDED_MAX.days} 天，到那天早上 9 点自动恢复办理。",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "请选择复查日期。", "invalid": "请选择复查日期。"},
    )  # fmt: skip
    explanation = Phrases(
        "给居民的说明", asked="请写明为什么眼下办不了，居民会看到。", max_length=WORDS_MAX, rows=3,
        hint=f"居民会看到，至少 {EXPLANATION_MIN} 个字。",
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        people = [(one.username, str(one)) for one in postponing.keepers(self.case)]
        self.offer("owner", [("", "请选择"), *people])
        today = timezone.localdate()
        limits = {"min": str(today + timedelta(days=1)), "max": str(today + postponing.SUSPENDED_MAX)}
        self.fields["review_on"].widget.attrs.update(limits)


class ResumeForm(VerbForm):
    verb, service = "resume", staticmethod(postponing.resume)
