"""申请调解, on the desk's page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from complaints.models import Complaint
from governance.models import Staff
from mediation import candidates, danger, dispatch, selectors
from mediation.forms.command import CommandForm, area, choice
from mediation.models import Mediation
from mediation.services import apply
from mediation.workflow import Origin, ReferredBy, Side


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
    applied_by = choice("哪一方申请的", "请选择是哪一方申请的。", Side.choices, initial=Side.A, required=False)
    referred_by = choice(
        "由谁移送", "请选择是谁移送、委托的。", [("", "没有移送"), *ReferredBy.choices], required=False
    )
    referral_no = forms.CharField(
        label="移送文号", required=False, max_length=60, help_text="公安、法院、信访等移送的要填。"
    )
    clearance = forms.CharField(
        label="主管部门意见和文号",
        max_length=200,
        required=False,
        help_text="公安、妇联等处置过、同意调解的：写明是谁、什么文号。",
    )
    checked = forms.CharField(
        label="核实后没有危险",
        max_length=200,
        required=False,
        help_text="写明怎么核实的。家庭暴力和未成年人受侵害不能自己核实，要有主管部门意见。",
    )
    complainant_agrees = forms.BooleanField(label="诉求人已在电话里同意调解，权利义务也向本人说明了", required=False)

    def __init__(self, data: Any = None, *, case: Complaint, staff: Staff) -> None:
        super().__init__(data, auto_id="apply_%s")
        self.case, self.staff = case, staff
        self.found = {str(one.organisation.pk): one for one in candidates.houses(case, timezone.now())}
        options = [(pk, f"{one.organisation}（{one.reason}）") for pk, one in self.found.items()]
        self.fields["organisation"].choices = options  # type: ignore[attr-defined]
        self.fields["organisation"].initial = options[0][0] if options else None
        self.flags = danger.flags(*selectors.told(case), category=case.category)
        if not self.flags and not dispatch.objection(case.category, ""):
            del self.fields["clearance"]
        if not self.flags:
            del self.fields["checked"]
        if wished := selectors.open_wish(case):
            self.fields["applied_by"].initial = wished.side

    def act(self, now: datetime) -> Mediation:
        """Apply; raises what the service raises."""
        given = dict(self.cleaned_data)
        given["applied_by"] = given["applied_by"] or Side.A
        key, organisation = given.pop("client_key"), self.found[given.pop("organisation")].organisation
        application = apply.Application(organisation=organisation, **given)
        return apply.apply(self.case, staff=self.staff, application=application, now=now, client_key=key)
