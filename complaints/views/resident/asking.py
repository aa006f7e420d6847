"""What a resident fills in about her own data."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import Refused
from complaints.forms import Key, Words
from complaints.models import Complaint
from complaints.objections import CLOSED_CATEGORIES
from complaints.services.rights import NAME_MAX, REASON_MAX
from complaints.taxonomy import CATEGORIES, choices


class RightsForm(forms.Form):
    """A request about one's own data; says at its fields what the service refused."""

    name_in_page = ""  # two of these stand on one page
    client_key = Key(initial=uuid4, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"{self.name_in_page}_%s")

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal, unless it only says that this form has errors."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not self.errors:
            self.add_error(None, refusal.sentence)


class CorrectForm(RightsForm):
    """更正: both fields begin empty, so that a masked value is never saved over the real one."""

    name_in_page = "correct"

    name = Words(
        label=_("怎么称呼您"),
        required=False,
        max_length=NAME_MAX,
        help_text=_("不改就留空。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = Words(
        label=_("新的联系电话"),
        required=False,
        help_text=_("不改就留空。改了以后，我们会发短信告诉原来的号码。"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )


class CategoryForm(RightsForm):
    """分类: what her words were taken for, and what else they may mean."""

    name_in_page = "category"

    category = forms.ChoiceField(label=_("这件事是关于"))

    def __init__(self, case: Complaint, data: QueryDict | None = None) -> None:
        super().__init__(data)
        likely, others = choices(case.text, case.nature, case.category, CLOSED_CATEGORIES)
        offered = [
            (title, [(code, gettext(CATEGORIES[code].name)) for code in codes])
            for title, codes in ((gettext("可能是"), likely), (gettext("其他"), others))
        ]
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = offered, case.category
        field.error_messages = {"required": _("请选一项。"), "invalid_choice": _("请选一项。")}


class DeletionForm(RightsForm):
    """申请删除: the reason is hers to give or not."""

    name_in_page = "deletion"

    reason = Words(
        label=_("为什么要删除"),
        required=False,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
