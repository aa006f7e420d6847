"""What staff fill in once a mediation is over. Each form names its verb and calls the service."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from mediation import sequel
from mediation.access import member
from mediation.forms.command import VerbForm, area, choice
from mediation.forms.seats import BY_STAFF
from mediation.models import Confirmation, Revisit
from mediation.services import again, apply, confirm, lawsuit
from mediation.services import revisit as revisiting


def day(label: str, asked: str, *, hint: str = "") -> forms.DateField:
    """A day of the calendar, today unless another is picked."""
    return forms.DateField(
        label=label, help_text=hint, initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": asked, "invalid": "日期要像 2026-11-24 这样写。"},
    )  # fmt: skip


def line(label: str, asked: str = "", *, hint: str = "", most: int = 60) -> forms.CharField:
    """One line of words; `asked`: what is said when it stays empty, "" for one that may."""
    told = {"required": asked, "max_length": f"太长了，请控制在 {most} 字以内。"}
    return forms.CharField(label=label, required=bool(asked), help_text=hint, max_length=most, error_messages=told)


class RevisitForm(VerbForm):
    """回访记录, the fields of the form (domain.md §4.2 no. 10)."""

    verb = "revisit"
    reason = choice("回访事由", "请选择回访事由。", Revisit.Reason.choices)
    party = forms.ChoiceField(label="回访了谁", required=False)
    way = choice("怎么回访的", "请选择怎么回访的。", BY_STAFF)
    performance = choice("履行情况", "请选择履行情况。", Revisit.Performance.choices, widget=forms.RadioSelect)
    satisfaction = choice("满意程度", "请选择满意程度。", Revisit.Satisfaction.choices, widget=forms.RadioSelect)
    escalating = forms.BooleanField(label="有激化的苗头", required=False)
    hidden = area("遗留隐患", rows=2, most=500, hint="没有就不填。")
    measures = area("采取的措施", rows=2, most=500, hint="有激化苗头或者隐患的必须写。")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.people = {str(one.pk): one for one in self.mediation.parties.all()}
        self.fields["party"].choices = [("", "各方都问了"), *((pk, one.seat) for pk, one in self.people.items())]  # type: ignore[attr-defined]

    def act(self, now: datetime) -> object:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("client_key", "party")}
        found = revisiting.Findings(party=self.people.get(self.cleaned_data["party"]), **given)
        return self.call(revisiting.revisit, now, findings=found)


class WishForm(VerbForm):
    """同意申请司法确认, as a party told a member of staff."""

    verb = "wish_confirm"
    party = choice("谁同意", "请选择是谁同意。")
    way = choice("怎么答复的", "请选择怎么答复的。", BY_STAFF)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        found = sequel.countdown(self.mediation, timezone.localdate())
        self.people = {str(one.pk): one for one in (found.waiting if found else [])}
        self.fields["party"].choices = [(pk, one.seat) for pk, one in self.people.items()]  # type: ignore[attr-defined]

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return confirm.wish(
            self.people[given["party"]],
            who=member(self.staff),
            way=given["way"],
            now=now,
            client_key=given["client_key"],
        )


class FileForm(VerbForm):
    verb = "file_confirm"
    court = line("法院", "请写递交给哪个法院。", hint="比如“杭州市滨江区人民法院”。")
    filed_on = day("递交日期", "请选递交日期。")
    number = line("案号", hint="法院还没有给的，可以在登记裁定时补上。")
    together = forms.BooleanField(label="各方一起递交的，申请书上有各方的签名", required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        found = sequel.countdown(self.mediation, timezone.localdate())
        if not (found and found.waiting):  # everybody has said yes here
            del self.fields["together"]

    def act(self, now: datetime) -> object:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_key"}
        return self.call(confirm.file, now, **given)


class RuleForm(VerbForm):
    verb = "rule_confirm"
    ruling = choice("法院裁定", "请选择裁定结果。", Confirmation.Ruling.choices, widget=forms.RadioSelect)
    ruled_on = day("裁定日期", "请选裁定日期。")
    number = line("案号", hint="登记递交时写过的可以不填。")
    reason = area("驳回理由", rows=2, most=500, hint="裁定驳回的必须写。")

    def act(self, now: datetime) -> object:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_key"}
        return self.call(confirm.rule, now, **given)


class SueForm(VerbForm):
    verb = "sue"
    court = line("法院", "请写起诉到哪个法院。", hint="比如“杭州市滨江区人民法院”。")
    number = line("案号", "请写案号。", hint="例如（2026）浙0108民初123号。")
    filed_on = day("起诉日期", "请选起诉日期。", hint="调解以前就起诉的，写起诉那天。")

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return self.call(lawsuit.sue, now, court=given["court"], number=given["number"], filed_on=given["filed_on"])


class DropForm(VerbForm):
    verb = "drop_suit"
    number = choice("撤的是哪个案子", "请选择撤的是哪个案子。")
    withdrawn_on = day("撤诉日期", "请选撤诉日期。")
    settled = forms.BooleanField(label="矛盾已经化解，不用再签协议，结束这次调解", required=False)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        suits = [suit for suit in sequel.lawsuits_of(self.mediation) if suit.withdrawn_on is None]
        self.fields["number"].choices = [(suit.number, str(suit)) for suit in suits]  # type: ignore[attr-defined]
        if not self.mediation.is_running:
            del self.fields["settled"]

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        withdrawn: date = given["withdrawn_on"]
        return self.call(
            lawsuit.drop, now, number=given["number"], withdrawn_on=withdrawn, settled=given.get("settled", False)
        )


class AgainForm(VerbForm):
    """重新调解 of the same case: what the other side reads this time."""

    verb = "again"
    summary = area(
        "可以告诉对方的内容", "请写清这次要商量什么，对方会看到。", most=apply.SUMMARY_MAX,
        hint="当事人、调解组织和上一次一样，各方要重新表示同意。不要写谁反映的、电话、门牌，也不要照抄原话。",
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.initial["summary"] = self.mediation.shareable_summary

    @property
    def label(self) -> str:
        return "重新调解"

    @property
    def done(self) -> str:
        return "已重新申请调解，各方会收到邀请。"

    def act(self, now: datetime) -> object:
        return self.call(again.again, now, summary=self.cleaned_data["summary"])


AFTER_FORMS: dict[str, type[VerbForm]] = {
    form.verb: form for form in (RevisitForm, WishForm, FileForm, RuleForm, SueForm, DropForm, AgainForm)
}
