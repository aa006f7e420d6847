"""代为登记: what staff fill in for somebody who called, came to the window, or wrote to another system."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints import selectors
from complaints.forms import Words
from complaints.services.intake import Filing
from complaints.views.desk.fields import Choice, DeskForm, by_superior
from complaints.workflow import Identity, Nature, Source
from governance.access import working_units
from governance.models import Place, Staff, Unit
from governance.roles import Right
from governance.selectors import place_by_code

HERE = ((Source.BINAN, "窗口或电话"),)
SOURCES = (*HERE, *(pair for pair in Source.choices if pair[0] != Source.BINAN))


class RegisterForm(DeskForm):
    """The case is routed like a scanned one; the place's code is optional, the unit is one of hers or below."""

    text = Words(
        label="发生了什么",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明发生了什么。"},
    )
    unit = Choice("哪个单位", "请选择事情发生在哪里。")
    place_code = Words(label="点位码", required=False, max_length=16, help_text="知道墙上的码就填，填了以它为准。")
    phone = Words(
        label="联系电话",
        required=False,
        help_text="回电和查进度都用它。",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    name = Words(label="怎么称呼", required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    identity = Choice("身份", "请选择实名、隐名或匿名。", Identity.choices, initial=Identity.HIDDEN)
    nature = Choice("性质", "请选择性质。", Nature.choices, initial=Nature.COMPLAINT)
    source = Choice("来源", "请选择来源。", SOURCES)
    external_id = Words(
        label="外部编号",
        required=False,
        max_length=60,
        help_text="其他平台的工单号、警情号、案号，同一编号只登记一次。",
    )

    def __init__(self, data: Any = None, *, staff: Staff) -> None:
        super().__init__(data)
        self.place: Place | None = None
        self.units = {str(unit.pk): unit for unit in selectors.area(staff, Right.REGISTER)}
        self.offer("unit", [("", "请选择"), *by_superior(self.units.values())])
        if own := working_units(staff, Right.REGISTER):
            self.fields["unit"].initial = str(own[0].pk)

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def clean_place_code(self) -> str:
        code = self.cleaned_data["place_code"]
        if code:
            self.place = place_by_code(code)
            if self.place is None or self.place.retired_at or not self._below(self.place.unit):
                raise forms.ValidationError("没有这个点位码，或者它不在您的辖区。")
        return code

    def _below(self, unit: Unit) -> bool:
        return bool({str(superior.pk) for superior in unit.chain().values()} & set(self.units))

    def filing(self) -> Filing:
        """What goes to the service."""
        given = self.cleaned_data
        wanted = ("text", "phone", "name", "identity", "nature", "source", "external_id")
        return Filing(**{name: given[name] for name in wanted})
