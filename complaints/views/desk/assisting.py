"""The forms of help: 请求协办 and 免除协办 for the unit in charge, 反馈协办 for the one that was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from binan.kit.page_tags import moment
from complaints import selectors
from complaints.services import assisting
from complaints.views.desk.fields import WORDS_MAX, Choice, Phrases, VerbForm, by_superior
from governance.models import Unit


class AssistForm(VerbForm):
    """请求协办: which unit, what it is to do, until when."""

    verb, service = "assist", staticmethod(assisting.assist)
    helper = Choice("请哪个单位", "请选择协办单位。")
    text = Phrases(
        "请对方做什么", asked="请写明请对方做什么。", hint="对方看不到诉求人的称呼和电话，也看不到照片和通话记录。",
        phrases=("请现场看一看，反馈情况。", "请联系对方当事人，了解情况。", "请提供相关材料。"),
    )  # fmt: skip
    due_at = forms.DateTimeField(
        label="什么时候反馈", widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], error_messages={"invalid": "请选择日期和时间。"},
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.units = {str(unit.pk): unit for unit in selectors.helpers(self.case)}
        self.offer("helper", [("", "请选择"), *by_superior(self.units.values())])
        half: datetime = assisting.proposed(self.case, timezone.now())
        self.fields["due_at"].help_text = f"不填就是 {moment(timezone.localtime(half))}。我们自己的时限照走。"

    def clean_helper(self) -> Unit:
        return self.units[self.cleaned_data["helper"]]


class AssistAnswerForm(VerbForm):
    """反馈协办: for colleagues; the resident reads only that it was answered."""

    verb, service = "assist_answer", staticmethod(assisting.assist_answer)
    text = Phrases(
        "反馈",
        asked="请写明做了什么、结果怎样。",
        max_length=WORDS_MAX,
        rows=3,
        hint="主办单位看得到，居民只看到已反馈。",
    )


class AssistWaiveForm(VerbForm):
    """免除协办: whose part is not needed any more, and why."""

    verb, service = "assist_waive", staticmethod(assisting.assist_waive)
    task = Choice("免除哪个单位", "请选择单位。")
    reason = Phrases("为什么不用了", asked="请写明为什么不用协办了。", phrases=("情况已经查清。", "居民已经自行解决。"))

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.offer("task", [(str(each["task"]), each["name"]) for each in self.case.assists])
        if len(self.case.assists) == 1:
            self.fields["task"].initial = self.case.assists[0]["task"]

    def clean_task(self) -> int:
        return int(self.cleaned_data["task"])
