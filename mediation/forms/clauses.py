"""What is filled in at the table where clauses are agreed: by the mediator, and by a party on her phone or on the tablet."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from mediation import negotiation, selectors
from mediation.access import Who, member
from mediation.accord.overlap import NOT_MONEY
from mediation.accord.words import Kind, Reply
from mediation.forms.command import CommandForm, VerbForm, area, choice, naming
from mediation.forms.seats import PartyForm
from mediation.models import Agreement, Party
from mediation.services import clauses, conclude, issue, ranges

NUMBER: dict[str, Any] = {
    "widget": forms.HiddenInput,
    "error_messages": {"required": "请刷新页面再试。", "invalid": "请刷新页面再试。"},
}
MONEY: dict[str, Any] = {"max_length": 16, "error_messages": {"required": NOT_MONEY, "max_length": NOT_MONEY}}


def money(label: str, **more: Any) -> forms.CharField:
    """A sum in yuan; the service judges what was typed."""
    return forms.CharField(
        label=label, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **{**MONEY, **more}
    )


class Word(CommandForm):
    """A party's word on a version of a clause; `answer` comes from the button."""

    number = forms.IntegerField(**NUMBER)
    round = forms.IntegerField(**NUMBER)
    answer = choice("答复", "请选同意、不同意或者改。", Reply.choices)
    words = area("想怎么改", rows=2, most=clauses.WORDS_MAX)

    def say(self, party: Party, who: Who, now: datetime) -> object:
        """Give it to the service."""
        given = self.cleaned_data
        return clauses.answer(
            party, who=who, number=given["number"], version=given["round"], reply=given["answer"], now=now,
            words=given["words"], client_key=given["client_key"],
        )  # fmt: skip


class Sums(CommandForm):
    """A side's secret range for a clause about money."""

    number = forms.IntegerField(**NUMBER)
    low = money("最低（元）")
    high = money("最高（元）")

    def say(self, party: Party, who: Who, now: datetime) -> object:
        """Give it to the service."""
        given = self.cleaned_data
        return ranges.offer(
            party, who=who, number=given["number"], low=given["low"], high=given["high"], now=now,
            client_key=given["client_key"],
        )  # fmt: skip


class TableForm(VerbForm):
    """A form of the table: `verb` is the last part of its address."""

    title: ClassVar[str] = ""

    @property
    def label(self) -> str:
        return self.title

    @property
    def done(self) -> str:
        return f"{self.title}：好了。"


class WriteForm(TableForm):
    """A new clause, or with `number` the next version of one."""

    verb, title = "write", "写一条"
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = choice("种类", "请选这一条是哪一种。", Kind.choices, initial=Kind.ACT)
    text = area("条文", "请写这一条。", rows=3, most=clauses.LONGEST, hint="一条只写一件事，双方都看得到。")

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return self.call(clauses.write, now, text=given["text"], kind=given["kind"], number=given["number"])


class DropForm(TableForm):
    verb, title = "drop", "去掉这一条"
    number = forms.IntegerField(**NUMBER)

    def act(self, now: datetime) -> object:
        return self.call(clauses.drop, now, number=self.cleaned_data["number"])


class AnswerForm(Word, PartyForm):
    """A party's word on the tablet."""

    verb = "answer"

    @property
    def done(self) -> str:
        return f"{self.cleaned_data['party'].seat}的答复记下了。"

    def act(self, now: datetime) -> object:
        return self.say(self.cleaned_data["party"], member(self.staff), now)


class RangeForm(Sums, PartyForm):
    """A secret range on the tablet."""

    verb = "range"

    @property
    def done(self) -> str:
        return "范围收好了，谁也看不到，只比对有没有重合。"

    def act(self, now: datetime) -> object:
        return self.say(self.cleaned_data["party"], member(self.staff), now)


class DraftForm(TableForm):
    """What art. 29 asks for beside the clauses."""

    verb, title = "draft", "保存"
    facts = area("主要事实", rows=3)
    issues = area("争议事项", rows=2)
    responsibility = area("各方责任", rows=2)
    performance = area("履行方式的补充说明", rows=2, hint="下面逐项写清谁、什么时候、做什么；这里写其余的。")
    amount = money("涉及金额（元）", required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        found = negotiation.draft(self.mediation)
        for name in ("facts", "issues", "responsibility", "performance", "amount"):
            value = getattr(found, name)
            self.initial[name] = "" if value is None else value

    def act(self, now: datetime) -> object:
        parts = {name: str(value) for name, value in self.cleaned_data.items() if name != "client_key"}
        return self.call(issue.draft, now, parts=parts)


class OweForm(TableForm):
    """One obligation."""

    verb, title = "owe", "加一项"
    ower = choice("谁来做", "请选谁来做。")
    joint = forms.TypedMultipleChoiceField(
        label="和谁一起承担（连带）", required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text="每个人都要对全部负责；任何一个人做到了，其他人就不用再做。没有就不勾。",
        error_messages={"invalid_choice": "请选这次调解的当事人。"},
    )  # fmt: skip
    owed_to = choice("对谁", "请选对谁。", required=False)
    what = area("做什么", "请写做什么。", rows=2, most=300)
    amount = money("金额（元）", required=False)
    due_on = forms.DateField(
        label="什么时候之前", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期要像 2026-12-01 这样写。"},
    )  # fmt: skip
    on_the_spot = forms.BooleanField(label="当场履行", required=False)
    proof = forms.CharField(label="用什么证明", required=False, max_length=100, help_text="比如收条、转账记录、照片。")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        # Also those another settles for: what is owed to them is owed to them by name.
        people = [(str(one.pk), f"{one.seat} {one.name}".strip()) for one in selectors.sides(self.mediation)]
        self.fields["ower"].choices = people  # type: ignore[attr-defined]
        if len(people) > 2:
            self.fields["joint"].choices = people  # type: ignore[attr-defined]
        else:  # one on each side: there is nobody to owe it with
            del self.fields["joint"]
        self.fields["owed_to"].choices = [("", "没有特定的人"), *people]  # type: ignore[attr-defined]

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        duty = issue.Duty(
            ower=int(given["ower"]), what=given["what"], owed_to=int(given["owed_to"]) if given["owed_to"] else None,
            amount=given["amount"], due_on=given["due_on"], proof=given["proof"], on_the_spot=given["on_the_spot"],
            joint=given.get("joint", ()),
        )  # fmt: skip
        return self.call(issue.owe, now, duty=duty)


class OweNotForm(TableForm):
    verb, title = "owe_not", "去掉这一项"
    number = forms.IntegerField(**NUMBER)

    def act(self, now: datetime) -> object:
        return self.call(issue.owe_not, now, number=self.cleaned_data["number"])


class IssueForm(TableForm):
    """出具协议 on the green list."""

    verb, title = "issue", "出具协议"
    form = choice("协议形式", "请选择书面还是口头。", Agreement.Form.choices, widget=forms.RadioSelect)
    may_name = naming()

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.ask_for_names("may_name")

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return self.call(conclude.agree_on_draft, now, form=given["form"], may_name=given.get("may_name", ()))


TABLE_FORMS: dict[str, type[VerbForm]] = {
    form.verb: form for form in (WriteForm, DropForm, AnswerForm, RangeForm, DraftForm, OweForm, OweNotForm, IssueForm)
}
