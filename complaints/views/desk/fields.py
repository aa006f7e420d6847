"""What the desk's forms are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from binan.kit.errors import Refused
from complaints.forms import Words
from governance.models import Unit

FAULTY = ("form", "请按提示改一下，再提交。")
REASON_MAX, WORDS_MAX = 200, 1000  # characters


class Phrases(Words):
    """A few sentences; `asked`: what an empty one is told; `phrases`: canned ones to tap."""

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
    """A command: it can arrive twice (convention 11), and says at its fields what a service refused."""

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid4, required=False)

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


def by_superior(units: Iterable[Unit]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a list of units, grouped by the unit above."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        groups.setdefault(unit.parent.name if unit.parent else "", []).append((str(unit.pk), unit.name))
    return list(groups.items())
