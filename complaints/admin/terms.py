"""承诺时限: the table of promises as versions. A version that has begun is history: who wants another makes a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from complaints.models import PromiseLength, PromiseVersion
from complaints.promises import PROMISES
from complaints.taxonomy import CATEGORIES
from complaints.terms import RANGES, permitted
from complaints.workflow import Urgency

KINDS = [(kind, PROMISES[kind].label) for kind in RANGES]
LEAVES = [("", "任何类别"), *((code, f"{code} {leaf.name}") for code, leaf in sorted(CATEGORIES.items()))]


def spoken(length: timedelta) -> str:
    """A length as people say it: 90 秒, 5 分钟, 24 小时, 30 天."""
    seconds = int(length.total_seconds())
    for unit, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds % unit == 0 and seconds >= unit and (unit < 86400 or seconds > 2 * 86400):
            return f"{seconds // unit} {word}"
    return f"{seconds} 秒"


class VersionForm(forms.ModelForm):
    """A version begins now or later: what was promised under an earlier one is not rewritten."""

    def clean_valid_from(self) -> Any:
        begins = self.cleaned_data["valid_from"]
        if begins < timezone.now() - timedelta(minutes=5):
            raise forms.ValidationError("生效时间不能早于现在：已经作出的承诺不会改。")
        return begins


class LengthForm(forms.ModelForm):
    """One length, within the range that the code permits."""

    kind = forms.ChoiceField(label="承诺", choices=KINDS)
    category = forms.ChoiceField(label="类别", choices=LEAVES, required=False)

    class Meta:
        model = PromiseLength
        fields = ["kind", "urgency", "category", "seconds"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind, urgency, seconds = given.get("kind"), given.get("urgency"), given.get("seconds")
        found = permitted(kind, urgency) if kind and urgency else None
        if found and seconds is not None and not found[0] <= timedelta(seconds=seconds) <= found[1]:
            shortest, longest = map(spoken, found)
            label = f"{PROMISES[str(kind)].label}（{Urgency(str(urgency)).label}）"
            self.add_error("seconds", f"{label}要在 {shortest} 到 {longest} 之间，按秒填写。")
        return given


class LengthInline(admin.TabularInline):
    model = PromiseLength
    form = LengthForm
    extra = 3

    def has_add_permission(self, request: HttpRequest, obj: PromiseVersion | None = None) -> bool:
        return _future(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: PromiseVersion | None = None) -> bool:
        return _future(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: PromiseVersion | None = None) -> bool:
        return _future(obj) and super().has_delete_permission(request, obj)


@admin.register(PromiseVersion)
class PromiseVersionAdmin(admin.ModelAdmin):
    """Rows over the defaults of the code; what a version does not name stays as it is there."""

    form = VersionForm
    inlines = (LengthInline,)
    list_display = ("__str__", "valid_from", "author", "reason", "lengths")
    list_select_related = ("author",)
    readonly_fields = ("author", "created_at", "defaults")
    fields = ("valid_from", "reason", "author", "created_at", "defaults")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromiseVersion]:
        return super().get_queryset(request).prefetch_related("rows")

    def has_change_permission(self, request: HttpRequest, obj: PromiseVersion | None = None) -> bool:
        return _future(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: PromiseVersion | None = None) -> bool:
        """Never in bulk; a version that has begun stays."""
        return obj is not None and _future(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: PromiseVersion, form: Any, change: bool) -> None:
        obj.author = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    @admin.display(description="内容")
    def lengths(self, version: PromiseVersion) -> str:
        rows = version.rows.all()
        return (
            "；".join(
                f"{PROMISES[row.kind].label} {row.get_urgency_display()} {row.category}".rstrip()
                + f" {spoken(timedelta(seconds=row.seconds))}"
                for row in rows
            )
            or "全部按默认"
        )

    @admin.display(description="没有写的，按默认")
    def defaults(self, version: PromiseVersion) -> str:
        return "；".join(
            f"{label}："
            + "、".join(f"{Urgency(u).label} {spoken(length)}" for u, length in PROMISES[kind].after.items())
            for kind, label in KINDS
        )


def _future(version: PromiseVersion | None) -> bool:
    return version is None or version.valid_from > timezone.now()
