"""What staff type to issue, file and archive papers, and what anybody types to verify one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binan.kit import codes
from governance.models import Staff
from mediation import selectors
from mediation.forms.command import CommandForm, choice
from mediation.models import Document, Mediation
from mediation.papers import known
from mediation.papers.reading import holding
from mediation.paperwork import ASKED, CHOICE, OF_A_PARTY, Asked, Paper, Retention
from mediation.services import archiving, filing, printing


class PaperForm(CommandForm):
    """The fields of one kind of paper, as `paperwork.ASKED` names them."""

    def __init__(
        self, data: Any = None, *, mediation: Mediation, staff: Staff, kind: str, item: int | None = None,
        party: int | None = None, agent: int | None = None,
    ) -> None:  # fmt: skip
        """`item`: which of several gets a new version; what was typed for its last one is there already. For a first one what the
        system knows is there: `party`, `agent` say of whom (`papers.known`)."""
        last = _last(mediation, kind, item)
        initial = _typed(last) if last else known.known(mediation, kind, party=party, agent=agent)
        super().__init__(data, initial=initial)
        self.mediation, self.staff, self.kind, self.item = mediation, staff, kind, item
        if kind in OF_A_PARTY:
            self.parties = {str(party.pk): party for party in selectors.sides(mediation)}
            options = [(pk, f"{party.seat}：{party.name or '没有留称呼'}") for pk, party in self.parties.items()]
            self.fields["party"] = choice("当事人", "请选是哪一位当事人的。", options)
        for asked in ASKED.get(kind, ()):
            self.fields[asked.name] = _field(asked)
        if CHOICE in self.fields:
            made = [(one.pk, known.said_of(one)) for one in known.revisits(mediation)]
            self.fields[CHOICE] = choice("哪一次回访", "请选是哪一次回访。", made)

    @property
    def typed(self) -> list[forms.BoundField]:
        """The fields to draw, in their order."""
        return [field for field in self if field.name != "client_key"]

    def act(self, now: datetime) -> Document:
        """Issue it; raises what the service raises."""
        given = self.cleaned_data
        party = self.parties[given["party"]] if self.kind in OF_A_PARTY else None
        values = {asked.name: _kept(given[asked.name]) for asked in ASKED.get(self.kind, ())}
        order = printing.Order(self.kind, values, party, self.item)
        return printing.issue(self.mediation, staff=self.staff, order=order, now=now, client_key=given["client_key"])


def _typed(last: Document) -> dict[str, Any]:
    """What was typed for a paper, as its form takes it."""
    boxes = {asked.name for asked in ASKED.get(last.kind, ()) if asked.boxes}
    values = {name: text.split("\n") if name in boxes else text for name, text in last.data["values"].items()}
    return {**values, "party": last.party_id}


def _kept(given: str | list[str]) -> str:
    """A field as a paper keeps it: what was ticked one in a line."""
    return given if isinstance(given, str) else "\n".join(given)


def _field(asked: Asked) -> forms.Field:
    if asked.boxes:
        return forms.MultipleChoiceField(
            label=asked.label, choices=[(box, box) for box in asked.boxes], widget=forms.CheckboxSelectMultiple,
            error_messages=dict.fromkeys(("required", "invalid_choice"), asked.needed),
        )  # fmt: skip
    told = {"required": asked.needed, "max_length": f"太长了，请控制在 {printing.LONGEST} 字以内。"}
    widget = forms.Textarea(attrs={"rows": asked.rows}) if asked.rows > 1 else forms.TextInput()
    return forms.CharField(
        label=asked.label, required=bool(asked.needed), help_text=asked.hint, max_length=printing.LONGEST,
        error_messages=told, widget=widget,
    )  # fmt: skip


def _last(mediation: Mediation, kind: str, item: int | None) -> Document | None:
    return next((each for each in holding(mediation) if (each.kind, each.item) == (kind, item)), None) if item else None


class ScanForm(CommandForm):
    """The signed pages of one paper."""

    remark = forms.CharField(label="说明", required=False, max_length=200)

    def file(self, document: Document, staff: Staff, pages: Any, now: datetime) -> object:
        """File them; raises what the service raises."""
        given = self.cleaned_data
        return filing.file_scan(
            document, staff=staff, pages=pages, remark=given["remark"], now=now, client_key=given["client_key"]
        )


class ArchiveForm(CommandForm):
    """归档."""

    retention = choice("保管期限", "请选保管期限。", Retention.choices)
    remark = forms.CharField(label="备注", required=False, max_length=200)

    def close(self, mediation: Mediation, staff: Staff, now: datetime) -> Document:
        """Archive it; raises what the service raises."""
        given = self.cleaned_data
        return archiving.close(
            mediation, staff=staff, retention=given["retention"], remark=given["remark"], now=now,
            client_key=given["client_key"],
        )  # fmt: skip


class CodeForm(forms.Form):
    """The code at the foot of a paper."""

    code = forms.CharField(
        label=_("查验码"), max_length=40, help_text=_("在文书每页的最下面，十六个字母和数字。"),
        error_messages={"required": _("请填文书上的查验码。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """Blanks and hyphens left out, O read as 0, I and L as 1."""
        typed = "".join(self.cleaned_data["code"].upper().split()).replace("-", "")
        code = typed.translate(str.maketrans("OIL", "011"))
        if len(code) != 16 or set(code) - set(codes.ALPHABET):
            raise forms.ValidationError(_("查验码是十六个字母和数字，请再看一遍。"))
        return code


KINDS = [kind for kind in Paper if kind != Paper.DOSSIER]
