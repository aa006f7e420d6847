"""What staff fill in on the page of a mediation. A form names its verb and calls the service; the rules stand there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from mediation import negotiation
from mediation.forms.agents import AddAgentForm, EndAgentForm
from mediation.forms.booking import BookForm, NoShowForm, RebookForm, UnbookForm
from mediation.forms.command import VerbForm, area, choice, naming
from mediation.forms.seats import AddPartyForm, ConsentForm, DescribeForm, DropPartyForm, RefuseForm, TerminateForm
from mediation.models import Agreement
from mediation.services import conclude, halt, hold
from mediation.workflow import RedFlag

NO_DAY = "请照纸上写的日期填签字日期，例如 2026-11-24。"
AGO = [(0, "刚刚"), (10, "10 分钟前"), (30, "半小时前"), (60, "1 小时前")]


class StartForm(VerbForm):
    verb = "start"

    def act(self, now: datetime) -> object:
        return self.call(hold.start, now)


class AgreeForm(VerbForm):
    """达成协议: what art. 29 asks for; an oral one needs its content only (art. 28)."""

    verb = "agree"
    form = choice("协议形式", "请选择书面还是口头。", Agreement.Form.choices, widget=forms.RadioSelect)
    content = area("协议内容", "请写清双方答应了什么。口头协议也要记下来。")
    performance = area("履行方式和时限", rows=2, hint="书面协议必填。")
    facts = area("主要事实、争议事项和各方责任", hint="书面协议必填。")
    may_name = naming()

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.ask_for_names("may_name")
        if green := negotiation.green(self.mediation):
            self.initial["content"] = green
            self.fields["content"].help_text = "已经一条一条谈妥的，以那里为准；要改请到“一条一条谈”。"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("form") == Agreement.Form.WRITTEN:
            for name in ("performance", "facts"):
                if not given.get(name, "").strip():
                    self.add_error(name, "书面协议要写这一项。")
        return given

    def act(self, now: datetime) -> object:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_key"}
        return self.call(conclude.agree, now, terms=conclude.Terms(**given))


class SignForm(VerbForm):
    verb = "sign"
    signer = forms.CharField(max_length=4, widget=forms.HiddenInput)
    signed_on = forms.DateField(label="签于", error_messages={"required": NO_DAY, "invalid": NO_DAY})

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return self.call(conclude.sign, now, signer=given["signer"], signed_on=given["signed_on"])


class HaltForm(VerbForm):
    """停止并移交: first the telephone, then this record."""

    verb = "halt"
    flag = choice("哪一种情况", "请选择是哪一种情况。", RedFlag.choices)
    door = forms.CharField(
        label="移交给谁", max_length=60, initial="公安机关 110", error_messages={"required": "请写移交给哪个部门。"},
        help_text="公安机关 110；家庭暴力同时告诉妇联；未成年人受侵害同时告诉未成年人保护机构。",
    )  # fmt: skip
    told = forms.CharField(
        label="告诉了谁", max_length=100, error_messages={"required": "请先打电话，再写告诉了谁、接警编号。"},
        help_text="接电话的人、警号或者接警编号。",
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label="什么时候告诉的", choices=AGO, initial=0, coerce=int)
    seen = area("看到或听到什么", "请写看到或听到什么。", most=500, hint="只有工作人员看得到，双方看不到。")

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        over = halt.HandOver(
            given["flag"], given["door"], given["told"], given["seen"], now - timedelta(minutes=given["minutes"])
        )
        return self.call(halt.halt, now, over=over)


class ReworkForm(VerbForm):
    verb = "rework"
    reason = area("为什么退回", "请写明要改什么。", most=200, rows=2, hint="已经签的字在新的一版上不算，大家要重新签。")

    def act(self, now: datetime) -> object:
        return self.call(conclude.rework, now, reason=self.cleaned_data["reason"])


class FailForm(VerbForm):
    verb = "fail"
    reason = area(
        "没谈成的原因",
        "请写明原因，便于后续办理。",
        most=500,
        hint="只有工作人员看得到；双方看到的是不责怪任何人的话。",
    )

    def act(self, now: datetime) -> object:
        return self.call(conclude.fail, now, reason=self.cleaned_data["reason"])


FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        ConsentForm, RefuseForm, TerminateForm, AddPartyForm, DropPartyForm, DescribeForm, AddAgentForm, EndAgentForm, BookForm, RebookForm, UnbookForm, NoShowForm, StartForm, AgreeForm, SignForm, ReworkForm, HaltForm, FailForm,
    )
}  # fmt: skip
