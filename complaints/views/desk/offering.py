"""What staff fill in to hand a case over, and to answer when they are asked to take one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from complaints.access import actor, standings
from complaints.services import offering
from complaints.views.desk.fields import Choice, Phrases, VerbForm
from complaints.workflow import SUPERIOR


class HandOverForm(VerbForm):
    """移交: to whom, with who cannot take it now and why; a superior may ask them all the same."""

    verb, service = "hand_over", staticmethod(offering.hand_over)
    to = Choice("移交给", "请选择本单位的同事，或同一街道其他单位的负责人。")
    reason = Phrases("原因", asked="请写明移交的原因。")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        found = offering.candidates(self.case, timezone.now())
        asked = [each for each in found if each.staff.pk != self.case.barred_id]
        free = [each for each in asked if not each.why_not]
        busy = [each for each in asked if each.why_not]
        shown = [(each.staff.username, _named(each)) for each in free]
        if SUPERIOR in standings(actor(self.staff), self.case):
            shown += [(each.staff.username, f"{_named(each)}（{each.why_not}）") for each in busy]
        elif busy:
            self.fields["to"].help_text = "现在不便接手：" + "、".join(
                f"{each.staff}（{each.why_not}）" for each in busy
            )
        self.offer("to", [("", "请选择"), *shown])


class AcceptOfferForm(VerbForm):
    verb, service = "accept_offer", staticmethod(offering.accept_offer)


class DeclineOfferForm(VerbForm):
    verb, service = "decline_offer", staticmethod(offering.decline_offer)
    reason = Phrases("为什么不接", asked="请写一句为什么不接。")


class RetractOfferForm(VerbForm):
    verb, service = "retract_offer", staticmethod(offering.retract_offer)


def _named(candidate: offering.Candidate) -> str:
    return f"{candidate.unit}{candidate.staff}" if candidate.unit else str(candidate.staff)
