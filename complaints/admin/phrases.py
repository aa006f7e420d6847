"""常用语: kept by administrators; what residents will read is shown as they will read it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from binan.kit import memo
from complaints import wording
from complaints.models import Phrase
from complaints.sieve import FAMILIES
from complaints.taxonomy import CATEGORIES

ANY = ("", "任何类别")


class PhraseForm(forms.ModelForm):
    """One phrase, for one field, for one kind of matter."""

    category = forms.ChoiceField(label="类别", required=False)

    class Meta:
        model = Phrase
        fields = ["slot", "category", "text", "order", "active"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "maxlength": wording.LENGTH_MAX})}
        help_texts = {
            "text": "可以写 " + "、".join(f"{{{name}}}" for name in wording.PLACEHOLDERS) + "，由系统按事情填上。标着“居民看得到”的，不要写个人的电话和门牌。"
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = [
            (name, [(code, f"{name}（全部）"), *((key, leaf.name) for key, leaf in sorted(CATEGORIES.items()) if key.startswith(code))])
            for code, name in FAMILIES.items()
        ]  # fmt: skip
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *families]


@admin.register(Phrase)
class PhraseAdmin(admin.ModelAdmin):
    form = PhraseForm
    list_display = ("text", "slot", "kind", "hers", "order", "active")
    list_filter = ("slot", "active")
    list_per_page = 50
    search_fields = ("text",)
    readonly_fields = ("sample",)
    fields = ("slot", "category", "text", "order", "active", "sample")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Phrase]) -> None:
        super().delete_queryset(request, queryset)
        memo.forget()

    @admin.display(description="类别")
    def kind(self, row: Phrase) -> str:
        if row.category in CATEGORIES:
            return CATEGORIES[row.category].name
        return f"{FAMILIES[row.category]}（全部）" if row.category in FAMILIES else ANY[1]

    @admin.display(description="居民看得到", boolean=True)
    def hers(self, row: Phrase) -> bool:
        return row.slot in wording.SLOTS and wording.SLOTS[row.slot].hers

    @admin.display(description="填上以后的样子（举例）")
    def sample(self, row: Phrase) -> str:
        return wording.filled(row.text, wording.PLACEHOLDERS) or "保存以后，这里是填上地点、单位的样子。"
