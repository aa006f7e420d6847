"""What the desk's forms are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from binan.kit.errors import Refused
from complaints.forms import Words
from complaints.models import Complaint, TimelineEntry
from complaints.objections import numbers_meant
from complaints.selectors import phrases
from complaints.wording import SLOTS
from complaints.workflow import ACTIONS
from governance.models import Staff, Unit

FAULTY = ("form", "请按提示改一下，再提交。")
REASON_MAX, WORDS_MAX = 200, 1000  # characters


class Phrases(Words):
    """A few sentences; `asked`: what an empty one is told; `phrases`: canned ones to tap, where no table keeps them (`wording.SLOTS`)."""

    def __init__(
        self, label: str, *, asked: str = "", max_length: int = REASON_MAX, rows: int = 2, hint: str = "",
        phrases: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        told = {"required": asked, "max_length": f"太长了，请控制在 {max_length} 字以内。"}
        area = forms.Textarea(attrs={"rows": rows})
        super().__init__(label=label, help_text=hint, max_length=max_length, widget=area, error_messages=told)
        self.phrases = phrases


class Choice(forms.ChoiceField):
    """One of a list; an empty or foreign one is answered with `asked`."""

    def __init__(self, label: str, asked: str, choices: Any = (), **more: Any) -> None:
        told = {"required": asked, "invalid_choice": asked}
        super().__init__(label=label, choices=choices, error_messages=told, **more)


class DeskForm(forms.Form):
    """A command: it can arrive twice (convention 11), and says at its fields what a service refused. `only`: fields that belong to
    one choice of another, as `{field: value}`; they are shown once it is taken (static/css/desk.css)."""

    only: ClassVar[dict[str, str]] = {}

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid4, required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, value in self.only.items():
            self.fields[name].only = value  # type: ignore[attr-defined]

    def offer(self, name: str, choices: list[Any]) -> None:
        """Set the choices of a field that depend on the case or on who asks."""
        field = self.fields[name]
        assert isinstance(field, Choice)
        field.choices = choices

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal, unless it only says that this form has errors."""
        if refusal.code == FAULTY[0]:
            return
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, refusal.sentence)


class VerbForm(DeskForm):
    """The form of one verb on one case. Fields are named as the service's arguments are."""

    verb: ClassVar[str]
    template: ClassVar[str] = "complaints/desk/_verb.html"
    service: ClassVar[Callable[..., TimelineEntry]]

    def __init__(self, data: Any = None, files: Any = None, *, case: Complaint, staff: Staff) -> None:
        super().__init__(data, files, auto_id=f"{self.verb}_%s")
        self.case, self.staff = case, staff
        for name, field in self.fields.items():
            field.required = name in ACTIONS[self.verb].needs
            if isinstance(field, Phrases) and (slot := f"{self.verb}.{name}") in SLOTS:
                field.phrases = phrases.offered(slot, case, staff)

    @property
    def label(self) -> str:
        """The button."""
        return ACTIONS[self.verb].label

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was written by hand: label and words of each text field that is not empty."""
        return [(str(b.label), b.data) for b in self if isinstance(b.field, Words) and b.data]

    def act(self, now: datetime) -> TimelineEntry:
        """Call the service; raises what it raises."""
        return type(self).service(self.case, staff=self.staff, now=now, **self.cleaned_data)


class MeantForm(VerbForm):
    """What the resident will read in `told`: where that holds what reads like somebody's number, a box asks whether it is meant
    to go (`objections.numbers_meant`). `warned`: the box is on the page."""

    told: ClassVar[str] = "result"
    sure = forms.BooleanField(label="我核对过，这些号码可以发给居民", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.warn(bool(data and data.get("sure")))

    def warn(self, warned: bool) -> None:
        self.warned = warned
        self.fields["sure"].widget = forms.CheckboxInput() if warned else forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if objection := numbers_meant(self.case, {"text": given.get(self.told, ""), "sure": given.get("sure")}):
            self.warn(True)
            self.add_error("sure", objection)
        return given


def by_superior(units: Iterable[Unit]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a list of units, grouped by the unit above."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        groups.setdefault(unit.parent.name if unit.parent else "", []).append((str(unit.pk), unit.name))
    return list(groups.items())
