"""What staff record for one party: her answer, her coming and her leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from mediation.access import member, party_of
from mediation.forms.command import VerbForm, area, choice
from mediation.models import Party
from mediation.services import consent, parties
from mediation.workflow import PartyKind, Side, Way

BY_STAFF = [(way.value, way.label) for way in (Way.PHONE, Way.IN_PERSON, Way.PAPER)]
GONE = "这位当事人不在这次调解里，请刷新页面再试。"


class PartyForm(VerbForm):
    """The form of a verb that is done for one party; there is one for each."""

    per_party = True
    party = forms.IntegerField(widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), GONE))

    def clean_party(self) -> Party:
        """The party of this mediation; one of another mediation is nobody."""
        found = party_of(self.mediation, self.cleaned_data["party"])
        if found is None:
            raise forms.ValidationError(GONE)
        return found


class AnswerForm(PartyForm):
    """What a party said to a member of staff."""

    way = choice("怎么答复的", "请选择当事人是怎么答复的。", BY_STAFF)

    def answer(self, service: Any, now: datetime, **values: Any) -> object:
        """Record it for the party."""
        given = self.cleaned_data
        return service(
            given["party"], who=member(self.staff), way=given["way"], now=now, client_key=given["client_key"], **values
        )


class ConsentForm(AnswerForm):
    verb = "consent"
    informed = forms.BooleanField(
        label="已说明权利义务", error_messages={"required": "请先向当事人说明权利义务，再登记同意。"}
    )
    may_name = forms.BooleanField(label="本人同意让对方知道是谁反映的", required=False)

    def act(self, now: datetime) -> object:
        return self.answer(consent.consent, now, may_name=self.cleaned_data["may_name"])


class RefuseForm(AnswerForm):
    verb = "refuse"

    def act(self, now: datetime) -> object:
        return self.answer(consent.refuse, now)


class TerminateForm(AnswerForm):
    verb = "terminate"

    def act(self, now: datetime) -> object:
        return self.answer(consent.terminate, now)


class AddPartyForm(VerbForm):
    """增加当事人: everybody more who has a part in the dispute."""

    verb = "add_party"
    side = choice("哪一方", "请选择是哪一方。", Side.choices, initial=Side.B)
    kind = choice("身份", "请选择当事人的身份。", PartyKind.choices, initial=PartyKind.PERSON)
    name = forms.CharField(
        label="姓名或名称", max_length=parties.NAME_MAX,
        error_messages={"required": "请写当事人的姓名或名称。", "max_length": "太长了，请控制在 40 字以内。"},
    )  # fmt: skip
    phone = forms.CharField(
        label="电话", required=False, max_length=30, help_text="没有就当面去说，不填也可以。",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    address = forms.CharField(label="单位或住址", required=False, max_length=parties.DETAIL_MAX)

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        joining = parties.Joining(
            given["side"], given["name"], given["phone"], given["kind"], {"address": given["address"]}
        )
        return self.call(parties.add_party, now, joining=joining)


class DropPartyForm(PartyForm):
    verb = "drop_party"
    reason = area("为什么退出", "请写明为什么退出。", most=200, rows=2, hint="只有工作人员看得到。")

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return parties.drop_party(
            given["party"], staff=self.staff, reason=given["reason"], now=now, client_key=given["client_key"]
        )
