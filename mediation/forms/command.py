"""What all forms of mediation share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from binan.kit.errors import Refused
from governance.models import Staff
from mediation import negotiation
from mediation.models import Mediation, Party
from mediation.workflow import ACTIONS

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


def naming() -> forms.MultipleChoiceField:
    """Who of side A says at the table that the other side may know her name; `ask_for_names` offers those who have not yet."""
    return forms.MultipleChoiceField(
        label="当面同意让对方知道姓名", widget=forms.CheckboxSelectMultiple, required=False,
        error_messages={"invalid_choice": "请刷新页面再勾一次。"},
    )  # fmt: skip


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

    def refusal(self, refusal: Refused) -> Refused:
        """The same with the sentence of the first field that is wrong, for a caller that shows no form."""
        said = next((str(words[0]) for words in self.errors.values()), "")
        return Refused(refusal.code, said) if refusal.code == FAULTY[0] and said else refusal


class VerbForm(CommandForm):
    """The form of one verb on one mediation."""

    verb: ClassVar[str]
    per_party: ClassVar[bool] = False

    def __init__(
        self,
        data: Any = None,
        *,
        mediation: Mediation,
        staff: Staff,
        party: int | None = None,
        known: Mapping[str, str] | None = None,
    ) -> None:
        """`party`: pk of whose form it is, where there is one for each; `known`: what its fields begin with (`of`)."""
        super().__init__(data, auto_id=f"{self.verb}{party or ''}_%s", initial={"party": party, **(known or {})})
        self.mediation, self.staff, self.whose = mediation, staff, party

    @staticmethod
    def of(party: Party) -> dict[str, str]:
        """What is known of a party already, by the names of the fields."""
        return {}

    @property
    def label(self) -> str:
        """The button."""
        return ACTIONS[self.verb].label

    @property
    def done(self) -> str:
        """What is said afterwards."""
        return f"已登记：{self.label.removeprefix('登记')}。"

    def act(self, now: datetime) -> object:
        """Call the service; raises what it raises."""
        raise NotImplementedError

    def ask_for_names(self, name: str) -> None:
        """Offer everybody whose name the other side does not know yet; the field goes where everybody's is known."""
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.mark, f"{one.seat}本人同意") for one in negotiation.unnamed(self.mediation)]
        if not field.choices:
            del self.fields[name]

    def call(self, service: Any, now: datetime, **values: Any) -> object:
        """The service with this command's key."""
        return service(self.mediation, staff=self.staff, now=now, client_key=self.cleaned_data["client_key"], **values)
