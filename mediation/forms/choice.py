"""Who mediates, as staff fill it in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from governance.models import Staff
from mediation import selectors
from mediation.access import member, party_of
from mediation.forms.command import CommandForm, area, choice
from mediation.models import Mediation
from mediation.services import choose
from mediation.workflow import Way

BY_STAFF = [(way.value, way.label) for way in (Way.PHONE, Way.IN_PERSON, Way.PAPER)]


class NameForm(CommandForm):
    """请谁来调解. `despite` is asked for when something speaks against her."""

    mediator = choice("请谁来调解", "请选一位调解员。", widget=forms.RadioSelect)
    despite = area(
        "为什么还是请这一位",
        hint="有回避情形，或者当事人已经选了别人，才要写。只有工作人员看得到。",
        rows=2,
        most=choose.REASON_MAX,
    )

    def __init__(self, data: Any = None, *, mediation: Mediation, staff: Staff) -> None:
        super().__init__(data, auto_id="choose_%s")
        self.mediation, self.staff = mediation, staff
        self.people = {str(one.pk): one for one in selectors.mediators_of(mediation)}
        self.fields["mediator"].choices = [(pk, str(one)) for pk, one in self.people.items()]  # type: ignore[attr-defined]

    def act(self, now: datetime) -> None:
        """Name her; raises what the service raises."""
        given = self.cleaned_data
        choose.name_mediator(
            self.mediation, staff=self.staff, mediator=self.people[given["mediator"]], despite=given["despite"],
            now=now, client_key=given["client_key"],
        )  # fmt: skip


class RecuseForm(CommandForm):
    """换调解员, as a party asked a member of staff for it."""

    party = forms.IntegerField(widget=forms.HiddenInput)
    way = choice("怎么提出的", "请选择当事人是怎么提出的。", BY_STAFF)

    def __init__(self, data: Any = None, *, mediation: Mediation, staff: Staff, party: int | None = None) -> None:
        super().__init__(data, auto_id=f"recuse{party or ''}_%s", initial={"party": party})
        self.mediation, self.staff = mediation, staff

    def clean_party(self) -> object:
        """The party; nobody else's."""
        found = party_of(self.mediation, self.cleaned_data["party"])
        if found is None:
            raise forms.ValidationError("请刷新页面再试。")
        return found

    def act(self, now: datetime) -> None:
        """Record it; raises what the service raises."""
        given = self.cleaned_data
        choose.recuse(given["party"], who=member(self.staff), way=given["way"], now=now, client_key=given["client_key"])
