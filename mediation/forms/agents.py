"""The 授权委托书 as staff record it, for one party."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone

from mediation.access import agent_of
from mediation.forms.seats import PartyForm
from mediation.models import Agent
from mediation.services import agents
from mediation.workflow import Power


class AddAgentForm(PartyForm):
    verb = "add_agent"
    name = forms.CharField(
        label="代理人姓名", max_length=agents.NAME_MAX,
        error_messages={"required": "请写代理人的姓名。", "max_length": "太长了，请控制在 40 字以内。"},
    )  # fmt: skip
    phone = forms.CharField(
        label="代理人电话", required=False, max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    relation = forms.CharField(
        label="与委托人的关系", required=False, max_length=40, help_text="比如“儿子”“律师”“公司职员”。"
    )
    powers = forms.MultipleChoiceField(
        label="授权事项", choices=Power.choices, widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请照授权委托书勾选授权事项。"),
    )  # fmt: skip
    other = forms.CharField(label="其他是什么事项", required=False, max_length=agents.OTHER_MAX)
    given_on = forms.DateField(
        label="委托日期", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选委托日期。", "invalid": "日期要像 2026-11-24 这样写。"},
    )  # fmt: skip

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        mandate = agents.Mandate(
            given["name"], given["powers"], given["given_on"], given["phone"], given["relation"], given["other"]
        )
        return agents.add_agent(
            given["party"], staff=self.staff, mandate=mandate, now=now, client_key=given["client_key"]
        )


class EndAgentForm(PartyForm):
    verb = "end_agent"
    agent = forms.IntegerField(widget=forms.HiddenInput)

    def clean_agent(self) -> Agent:
        """An agent of a party of this mediation who still acts."""
        found = agent_of(self.mediation, self.cleaned_data["agent"])
        if found is None:
            raise forms.ValidationError("这份委托已经撤销过了，请刷新页面。")
        return found

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return agents.end_agent(given["agent"], staff=self.staff, now=now, client_key=given["client_key"])
