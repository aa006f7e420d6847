"""What staff record about a group: who speaks for whom, what each asks for, with whom nothing was settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from mediation import selectors
from mediation.access import member
from mediation.forms.command import VerbForm, choice
from mediation.forms.seats import BY_STAFF
from mediation.services import groups


class GroupForm(VerbForm):
    """A verb on the parties who take part."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.people = {str(one.pk): one for one in selectors.sides(self.mediation)}
        options = [(pk, f"{one.seat} {one.name}") for pk, one in self.people.items()]
        for name in ("party", "to", "parties"):
            if name in self.fields:
                self.fields[name].choices = options  # type: ignore[attr-defined]
        self.initial.pop("party", None)


class RepresentForm(GroupForm):
    verb = "represent"
    party = choice("谁推选", "请选择是谁推选。")
    to = choice("推选谁当代表", "请选择推选谁。")
    way = choice("怎么说的", "请选择当事人是怎么说的。", BY_STAFF)
    may_settle = forms.BooleanField(label="也可以代为达成协议和签字（特别授权）", required=False)
    accepted = forms.BooleanField(label="代表人本人也同意了", required=False)

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return groups.represent(
            self.people[given["party"]], representative=self.people[given["to"]], who=member(self.staff),
            way=given["way"], may_settle=given["may_settle"], accepted=given["accepted"], now=now,
            client_key=given["client_key"],
        )  # fmt: skip


class UnrepresentForm(GroupForm):
    verb = "unrepresent"
    party = choice("谁撤回", "请选择是谁撤回推选。")

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return groups.unrepresent(
            self.people[given["party"]], who=member(self.staff), now=now, client_key=given["client_key"]
        )


class ClaimForm(GroupForm):
    verb = "claim"
    party = choice("谁的请求", "请选择当事人。")
    amount = forms.CharField(
        label="请求金额（元）", max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": "请写请求的金额。"},
    )  # fmt: skip

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return groups.claim(
            self.people[given["party"]], staff=self.staff, amount=given["amount"], now=now,
            client_key=given["client_key"],
        )  # fmt: skip


class PartForm(GroupForm):
    verb = "part"
    parties = forms.MultipleChoiceField(
        label="哪几位没有谈成", widget=forms.CheckboxSelectMultiple,
        help_text="其他人接着达成协议；这几位不受协议约束，会收到还有哪些路可走的通知。",
        error_messages={"required": "请选没有谈成的当事人。", "invalid_choice": "请选这次调解的当事人。"},
    )  # fmt: skip

    def act(self, now: datetime) -> object:
        chosen = [self.people[pk] for pk in self.cleaned_data["parties"]]
        return self.call(groups.part, now, parties=chosen)


GROUP_FORMS: dict[str, type[VerbForm]] = {
    form.verb: form for form in (RepresentForm, UnrepresentForm, ClaimForm, PartForm)
}
