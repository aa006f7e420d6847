"""How the registry is filled in by hand: words where the tables hold lists, and the law where a committee is made."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet

from binan.kit import phones
from binan.kit.errors import Refused
from mediation import hours
from mediation.admin.cells import specialities
from mediation.committee import Language, Office, objections
from mediation.models import Interest, Mediator, Organisation, Room
from mediation.models.mediator import person_key
from mediation.services import seals
from mediation.workflow import Regime

APART = re.compile(r"[、,，;；\s]+")


class SpecialitiesField(forms.CharField):
    """专长类别 as `PRO、NEI-02`."""

    def __init__(self, **more: Any) -> None:
        super().__init__(label="专长类别", required=False, help_text="类别代码的开头，例如 PRO、NEI-02", **more)

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        found = [one.upper() for one in APART.split(super().clean(value)) if one]
        try:
            return specialities(found)
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault


class WeekField(forms.CharField):
    """开放时间 in words."""

    def __init__(self, **more: Any) -> None:
        wide = forms.Textarea(attrs={"rows": 3, "cols": 60})
        super().__init__(label="开放时间", required=False, help_text=hours.EXAMPLE, widget=wide, **more)

    def prepare_value(self, value: Any) -> Any:
        return hours.spoken(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> hours.Week:
        try:
            return hours.parse(super().clean(value))
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault


class OrganisationForm(forms.ModelForm):
    """调解组织. A new picture of its seal takes the place of the old one."""

    specialities = SpecialitiesField()
    picture = forms.FileField(
        label="印章图片", required=False, help_text="PNG 或 JPG，印到文书上；只有管理员看得到。",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields = (
            "key", "name", "regime", "tier", "unit", "specialities", "intro", "address", "phone", "founded_on", "term_began",
            "minutes_before", "minutes_after", "weeks_ahead", "active",
        )  # fmt: skip

    def clean_phone(self) -> str:
        return _number(self.cleaned_data["phone"])

    def clean_picture(self) -> bytes | None:
        """The picture drawn anew."""
        upload = self.cleaned_data.get("picture")
        try:
            return seals.redrawn(upload) if upload else None
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("regime") == Regime.PEOPLE and not given.get("tier"):
            self.add_error("tier", "人民调解委员会要选设立层级，统计报表按它分栏。")
        return given


class MembersFormSet(BaseInlineFormSet):
    """A committee that has members has them as art. 8 wants it; one without is not registered yet."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.data.get("regime", self.instance.regime) != Regime.PEOPLE:
            return
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        seats = [_Seat(**form.cleaned_data) for form in kept if not form.cleaned_data.get("DELETE")]
        if seats and (said := objections(seats)):
            raise forms.ValidationError(said)


class _Seat:
    def __init__(self, office: str = Office.MEMBER, woman: bool = False, **more: Any) -> None:
        self.office, self.woman = office, woman


class RoomForm(forms.ModelForm):
    """调解室."""

    week = WeekField()

    class Meta:
        model = Room
        fields = ("key", "organisation", "name", "place", "seats", "wheelchair", "week", "on_holidays", "active")


class MediatorForm(forms.ModelForm):
    """调解员."""

    specialities = SpecialitiesField()
    languages = forms.MultipleChoiceField(
        label="语言", required=False, choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Mediator
        fields = (
            "staff", "organisation", "engagement", "full_time", "specialities", "languages", "education", "certificate",
            "engaged_on", "per_day", "at_once", "active",
        )  # fmt: skip


class InterestForm(forms.ModelForm):
    """利益关系. A person's number is kept to be compared, sealed, and shown to nobody."""

    phone = forms.CharField(label="本人电话", required=False, help_text="个人才填。只用来比对，存下来看不到号码。")

    class Meta:
        model = Interest
        fields = ("kind", "name", "phone", "relation")

    def clean_phone(self) -> str:
        return _number(self.cleaned_data["phone"])

    def save(self, commit: bool = True) -> Interest:
        """An empty number leaves the mark of the one that was given before."""
        if self.cleaned_data["phone"]:
            self.instance.number = self.cleaned_data["phone"]
            self.instance.phone_key = person_key(self.instance.number)
        return super().save(commit)


def _number(typed: str) -> str:
    try:
        return phones.parse(typed) if typed.strip() else ""
    except Refused as refusal:
        raise forms.ValidationError(refusal.sentence) from refusal
