"""申请调解, on the desk's page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from complaints.models import Complaint
from governance.models import Staff
from mediation import dispatch
from mediation.forms.command import CommandForm, area, choice
from mediation.models import Mediation
from mediation.services import apply
from mediation.workflow import Origin


class ApplyForm(CommandForm):
    """申请调解: who the other side is and what it may read."""

    name = forms.CharField(
        label="怎么称呼对方", max_length=40, help_text="比如“楼上住户”“××物业”。",
        error_messages={"required": "请写怎么称呼对方。", "max_length": "太长了，请控制在 40 字以内。"},
    )  # fmt: skip
    phone = forms.CharField(
        label="对方电话", required=False, max_length=30, help_text="没有就当面去说，不填也可以。",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    summary = area(
        "可以告诉对方的内容", "请写清要商量什么，对方会看到。", most=apply.SUMMARY_MAX,
        hint="对方只看得到这几句。不要写谁反映的、电话、门牌，也不要照抄原话。",
    )  # fmt: skip
    organisation = choice("调解组织", "请选择调解组织。", widget=forms.RadioSelect)
    origin = choice("案件来源", "请选择案件来源。", Origin.choices, initial=Origin.APPLIED)
    referral_no = forms.CharField(label="移送文号", required=False, max_length=60, help_text="法院、派出所移送的才填。")
    clearance = forms.CharField(label="主管部门意见和文号", max_length=200, help_text="公安、妇联等同意先调解的意见。")
    complainant_agrees = forms.BooleanField(label="诉求人已在电话里同意调解，权利义务也向本人说明了", required=False)

    def __init__(self, data: Any = None, *, case: Complaint, staff: Staff) -> None:
        super().__init__(data, auto_id="apply_%s")
        self.case, self.staff = case, staff
        self.found = {str(one.organisation.pk): one for one in dispatch.suggestions(case)}
        options = [(pk, f"{one.organisation}（{one.reason}）") for pk, one in self.found.items()]
        self.fields["organisation"].choices = options  # type: ignore[attr-defined]
        self.fields["organisation"].initial = options[0][0] if options else None
        if not dispatch.objection(case.category, ""):
            del self.fields["clearance"]
        else:
            self.fields["clearance"].error_messages["required"] = dispatch.objection(case.category, "")

    def act(self, now: datetime) -> Mediation:
        """Apply; raises what the service raises."""
        given = dict(self.cleaned_data)
        key, organisation = given.pop("client_key"), self.found[given.pop("organisation")].organisation
        application = apply.Application(organisation=organisation, **given)
        return apply.apply(self.case, staff=self.staff, application=application, now=now, client_key=key)
