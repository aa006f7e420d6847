"""What all forms of mediation share."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from binan.kit.errors import Refused

FAULTY = ("form", "请按提示改一下，再提交。")


def area(label: str, asked: str = "", *, hint: str = "", rows: int = 3, most: int = 2000) -> forms.CharField:
    """A field for some sentences; `asked`: what is said when it stays empty, "" for one that may."""
    told = {"required": asked, "max_length": f"太长了，请控制在 {most} 字以内。"}
    return forms.CharField(
        label=label, required=bool(asked), help_text=hint, max_length=most, error_messages=told,
        widget=forms.Textarea(attrs={"rows": rows, "data-max": most}),
    )  # fmt: skip


def choice(label: str, asked: str, choices: Any = (), **more: Any) -> forms.ChoiceField:
    """One of a list; an empty or foreign one is answered with `asked`."""
    return forms.ChoiceField(
        label=label, choices=choices, error_messages={"required": asked, "invalid_choice": asked}, **more
    )


class CommandForm(forms.Form):
    """A command: it can arrive twice (convention 11), and says at its fields what a service refused."""

    client_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid4, required=False)

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal, unless it only says that this form has errors."""
        if refusal.code == FAULTY[0]:
            return
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, refusal.sentence)
