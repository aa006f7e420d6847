"""The forms of those above: 催办, 督办, 批示; and of the unit that answers."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.services import instructing, supervising
from complaints.supervision import ANSWER_WITHIN, POINTS, Grade
from complaints.views.desk.fields import WORDS_MAX, Choice, Phrases, VerbForm

INSIDE = "只有工作人员看得到。"


def _at(label: str, hint: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, help_text=hint, widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], error_messages={"invalid": "请选择日期和时间。"},
    )  # fmt: skip


class StaffUrgeForm(VerbForm):
    verb, service = "staff_urge", staticmethod(instructing.staff_urge)
    text = Phrases(
        "要求",
        asked="请写明催什么。",
        hint=INSIDE,
        phrases=("请马上联系居民。", "请今天内答复居民。", "请说明办到哪一步了。"),
    )


class SuperviseForm(VerbForm):
    """督办: how grave, why, what is asked, by when."""

    verb, service = "supervise", staticmethod(supervising.supervise)
    grade = Choice(
        "等级", "请选择督办等级。",
        [(grade.value, f"{grade.label}（{f'扣 {POINTS[grade]} 分' if POINTS[grade] else '不扣分'}）") for grade in Grade],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = Phrases(
        "事由", asked="请写明为什么督办。", hint=INSIDE, phrases=("多次催办没有进展。", "居民反复反映同一问题。")
    )
    requirement = Phrases("要求", hint="办到什么程度，向谁回复。")
    due_at = _at(
        "回复期限",
        "不填就按等级："
        + "，".join(f"{grade.label} {int(ANSWER_WITHIN[grade].total_seconds() // 3600)} 小时" for grade in Grade)
        + "。",
    )


class AnswerSupervisionForm(VerbForm):
    """回复督办: one answer for all that wait."""

    verb, service = "answer_supervision", staticmethod(supervising.answer_supervision)
    text = Phrases("回复", asked="请写明办到哪一步、什么时候办完。", max_length=WORDS_MAX, rows=3, hint=INSIDE)


class LiftSupervisionForm(VerbForm):
    """撤销督办: which one, and why."""

    verb, service = "lift_supervision", staticmethod(supervising.lift_supervision)
    supervision = Choice("哪一次", "请选择要撤销的督办。")
    reason = Phrases("理由", asked="请写明为什么撤销。", hint="撤销后不再扣分，记录保留。")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        rows = [(str(row.pk), f"{row.unit.name}，{row}") for row in supervising.liftable(self.case)]
        self.offer("supervision", rows)
        self.fields["supervision"].initial = rows[-1][0] if rows else None

    def clean_supervision(self) -> int:
        return int(self.cleaned_data["supervision"])


class LeaderNoteForm(VerbForm):
    verb, service = "leader_note", staticmethod(instructing.leader_note)
    text = Phrases("批示", asked="请写下批示。", max_length=WORDS_MAX, rows=3, hint=INSIDE)
    due_at = _at("反馈期限", "可以不填。")


class LeaderFeedbackForm(VerbForm):
    verb, service = "leader_feedback", staticmethod(instructing.leader_feedback)
    text = Phrases("办理反馈", asked="请写明怎么办的。", max_length=WORDS_MAX, rows=3, hint=INSIDE)
