"""Verbs that are said with one tap."""

from __future__ import annotations

from complaints.services import escalation, handling
from complaints.views.desk.fields import VerbForm


class ArriveForm(VerbForm):
    verb, service = "arrive", staticmethod(handling.arrive)


class AcknowledgeForm(VerbForm):
    verb, service = "acknowledge", staticmethod(escalation.acknowledge)
