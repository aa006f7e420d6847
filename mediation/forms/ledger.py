"""What is said about one promise: by staff with a proof, by a party with one tap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from mediation import ledger
from mediation.access import member
from mediation.forms.command import VerbForm, area, choice
from mediation.forms.seats import BY_STAFF
from mediation.services import obligations
from mediation.workflow import Side

PROOF = "请写凭什么登记，比如转账记录、现场照片、电话里怎么说的。"


class Tap(forms.Form):
    """What a party's button sends: which row it is about, whether its box was ticked, and the key of the command."""

    which = forms.IntegerField(required=False)
    may_settle = forms.BooleanField(required=False)
    client_key = forms.UUIDField(required=False)

    @property
    def key(self) -> Any:
        """The command's key, None when there is none."""
        return self._given("client_key") or None

    @property
    def number(self) -> int:
        """The key of the row, 0 for none."""
        return self._given("which") or 0

    @property
    def ticked(self) -> bool:
        """Whether the box beside the button was ticked."""
        return bool(self._given("may_settle"))

    def _given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class PromiseForm(VerbForm):
    """A verb on one promise; `party` carries the promise's key, there is one form for each."""

    obligation = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.found = {str(each.pk): each for each in ledger.promises_of(self.mediation)}
        self.fields["obligation"].choices = [(pk, pk) for pk in self.found]  # type: ignore[attr-defined]
        self.initial["obligation"] = self.whose

    @property
    def promise(self) -> Any:
        """What it is about."""
        return self.found[self.cleaned_data["obligation"]]


class ProofForm(PromiseForm):
    """Said for a party, with what proves it."""

    service: Any
    proof = area("凭什么登记", PROOF, rows=2, most=obligations.PROOF_MAX)

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        say = type(self).service
        return say(self.promise, who=member(self.staff), now=now, proof=given["proof"], client_key=given["client_key"])


class FulfilForm(ProofForm):
    verb = "fulfil"
    service = staticmethod(obligations.fulfil)


class ReceiveForm(ProofForm):
    verb = "receive"
    service = staticmethod(obligations.receive)


class NotReceivedForm(ProofForm):
    verb = "not_received"
    service = staticmethod(obligations.not_received)


class WaiveForm(PromiseForm):
    """双方免除, with how each side said so."""

    verb = "waive"
    way_a = choice("诉求方怎么说的", "请选择诉求方是怎么答复的。", BY_STAFF)
    way_b = choice("对方怎么说的", "请选择对方是怎么答复的。", BY_STAFF)
    reason = area("为什么免除", "请写为什么免除。", rows=2, most=obligations.PROOF_MAX)

    def act(self, now: datetime) -> object:
        given = self.cleaned_data
        return obligations.waive(
            self.promise, staff=self.staff, words={Side.A: given["way_a"], Side.B: given["way_b"]},
            reason=given["reason"], now=now, client_key=given["client_key"],
        )  # fmt: skip


PROMISE_FORMS: dict[str, type[PromiseForm]] = {
    form.verb: form for form in (FulfilForm, ReceiveForm, NotReceivedForm, WaiveForm)
}
