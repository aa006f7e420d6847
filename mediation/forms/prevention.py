"""排查预防月报, and the span of the statistics form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone

from governance.models import Staff
from mediation import statistics
from mediation.figures import TYPED, months_between
from mediation.forms.command import CommandForm, choice
from mediation.models import Organisation, Prevention
from mediation.services import prevention
from mediation.statistics import MONTHS_MAX

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)  # months anybody counts
WITHIN = "请写 2000 年到 2099 年里的月份。"
EMPTY: Mapping[str, str] = {}


def month(label: str, asked: str) -> forms.DateField:
    """A month, as its first day."""
    return forms.DateField(
        label=label, input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"required": asked, "invalid": "月份要像 2026-11 这样写。"},
        validators=[MinValueValidator(FIRST, WITHIN), MaxValueValidator(LAST, WITHIN)],
    )  # fmt: skip


LABELS = {each.name: each.verbose_name for each in Prevention._meta.fields}


class SpanForm(forms.Form):
    """From which month to which."""

    first = month("从", "请选从哪个月起。")
    last = month("到", "请选到哪个月。")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and not 0 < months_between(first, last) <= MONTHS_MAX:
            self.add_error("last", f"请选 1 到 {MONTHS_MAX} 个月，结束不能早于开始。")
        return given


class PreventionForm(CommandForm):
    """The numbers of one organisation and month; one for each column people type."""

    organisation = choice("调解组织", "请选择调解组织。")
    month = month("月份", "请选月份。")

    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, staff: Staff, of: QuerySet[Organisation], asked: Mapping[str, str] = EMPTY
    ) -> None:
        """`asked`: the organisation (its key) and month whose report is to be corrected."""
        super().__init__(data, auto_id="prevention_%s")
        self.staff, self.found = staff, {str(one.pk): one for one in of}
        self.fields["organisation"].choices = [(pk, one.name) for pk, one in self.found.items()]  # type: ignore[attr-defined]
        self.initial["month"] = timezone.localdate().replace(day=1)
        corrected = self._report(asked.get("organisation", ""), asked.get("month", ""))
        if corrected:
            self.initial.update({name: getattr(corrected, name) for name in ("month", *TYPED)})
            self.initial.update({"organisation": str(corrected.organisation_id), "replaces": corrected.pk})
        for name in TYPED:
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=0, initial=0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={"required": "没有就写 0。", "invalid": "请写整数。", "min_value": "不能是负数。"},
            )  # fmt: skip

    def _report(self, organisation: str, first: str) -> Prevention | None:
        try:
            day = date.fromisoformat(f"{first}-01")
        except ValueError:
            return None
        return statistics.report_of(self.found.get(organisation), day)

    def clean(self) -> dict[str, Any]:
        """What was reported before is not overwritten by somebody who has not seen it."""
        given = super().clean() or {}
        there = statistics.report_of(self.found.get(given.get("organisation", "")), given.get("month"))
        if there and there.pk != given.get("replaces"):
            self.add_error("month", f"{there.month:%Y年%-m月}已经填过了，要改请在下面找到这个月，点“更正”。")
        return given

    def act(self, now: datetime) -> Prevention:
        """Write the report; raises what the service raises."""
        given = self.cleaned_data
        first: date = given["month"]
        return prevention.report(
            self.found[given["organisation"]], staff=self.staff, month=first, now=now,
            numbers={name: given[name] for name in TYPED},
        )  # fmt: skip
