"""The questions of a danger as a form: one row of 是 / 否 / 不清楚 for each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from complaints.models import TimelineEntry
from complaints.services import triaging
from complaints.triage import ANSWERS, BY_CATEGORY
from complaints.views.desk.fields import Choice, VerbForm

UNANSWERED = "请选一个；问不到的选“不清楚”。"


class TriageForm(VerbForm):
    """问险情: the card of the case's category; without one there is no field, and the table refuses."""

    verb = "triage"

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.card = BY_CATEGORY.get(self.case.category)
        for question in self.card.questions if self.card else ():
            self.fields[question.key] = Choice(f"{question.text}？", UNANSWERED, ANSWERS, widget=forms.RadioSelect)

    def act(self, now: datetime) -> TimelineEntry:
        answers = {name: value for name, value in self.cleaned_data.items() if name != "client_key"}
        key = self.cleaned_data["client_key"]
        return triaging.triage(self.case, staff=self.staff, answers=answers, now=now, client_key=key)
