"""What staff record for one party: her answer, her coming and her leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from mediation import leading, selectors
from mediation.access import member, party_of
from mediation.forms.command import VerbForm, area, choice
from mediation.models import Party
from mediation.services import consent, parties
from mediation.workflow import PartyKind, Side, Way

BY_STAFF = [(way.value, way.label) for way in (Way.PHONE, Way.IN_PERSON, Way.PAPER)]
# A tablet of several people does not offer one party's name in the form of the next.
UNREMEMBERED = {"autocomplete": "off"}
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


def name_field() -> forms.CharField:
    """How a party is called on every paper."""
    return forms.CharField(
        label="姓名或名称", max_length=parties.NAME_MAX, widget=forms.TextInput(attrs=UNREMEMBERED),
        error_messages={"required": parties.NAMELESS, "max_length": "太长了，请控制在 40 字以内。"},
    )  # fmt: skip


def detail(label: str, *, most: int = parties.DETAIL_MAX) -> forms.CharField:
    """What a form of the dossier asks about a party."""
    told = {"max_length": f"太长了，请控制在 {most} 字以内。"}
    return forms.CharField(
        label=label, required=False, max_length=most, error_messages=told, widget=forms.TextInput(attrs=UNREMEMBERED)
    )


class DescribeForm(PartyForm):
    """登记姓名和情况: what an agreement says of a party (人民调解法第二十九条)."""

    verb = "describe"
    name = name_field()
    sex = detail("性别", most=10)
    ethnicity = detail("民族", most=20)
    age = detail("年龄", most=10)
    occupation = detail("职业或职务")
    address = detail("单位或住址")

    @staticmethod
    def of(party: Party) -> dict[str, str]:
        return {"name": party.name, **party.details}

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        details = {key: given[key] for key in parties.DETAILS if key in self.data}
        return parties.describe(
            given["party"], staff=self.staff, name=given["name"], details=details, now=now,
            client_key=given["client_key"],
        )  # fmt: skip

    @property
    def done(self) -> str:
        """Also what is only known now: that she who mediates has ties to this party (人民调解法第十五条)."""
        leader = self.mediation.mediator
        everybody = selectors.everybody(self.mediation)  # read anew: as they are described now
        bars = leading.barred(self.mediation, [leader], everybody).get(leader.pk) if leader else None
        if not bars:
            return super().done
        return f"{super().done}请注意：{leader}：{'；'.join(bars)}。请换一位调解员，或者问过双方、写明理由再继续。"


class AddPartyForm(VerbForm):
    """增加当事人: everybody more who has a part in the dispute."""

    verb = "add_party"
    side = choice("哪一方", "请选择是哪一方。", Side.choices, initial=Side.B)
    kind = choice("身份", "请选择当事人的身份。", PartyKind.choices, initial=PartyKind.PERSON)
    name = name_field()
    phone = forms.CharField(
        label="电话", required=False, max_length=30, help_text="没有就当面去说，不填也可以。",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    address = detail("单位或住址")

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
