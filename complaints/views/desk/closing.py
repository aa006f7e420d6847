"""办结: the answer as the resident will read it, what it rests on, and the honest kind of closing."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.objections import RESULT_MIN, evidenced
from complaints.services import closing
from complaints.views.desk.fields import WORDS_MAX, Choice, MeantForm, Phrases
from complaints.views.desk.photographed import PhotoForm
from complaints.workflow import ClosingKind, Stage


class CloseForm(PhotoForm, MeantForm):
    """A case in mediation is answered in the interim only, the others for good. `rests_on`: photos of staff that are there already."""

    verb, service = "close", staticmethod(closing.close)
    template = "complaints/desk/_close.html"
    mirrored = "result"
    result = Phrases(
        "办理结果", asked="请写明怎么办的、结果怎样，居民会看到。", max_length=WORDS_MAX, rows=4,
        hint=f"居民会看到，至少 {RESULT_MIN} 个字。",
    )  # fmt: skip
    closing_kind = Choice("办结方式", "请选择办结方式。", widget=forms.RadioSelect)
    no_evidence = Phrases(
        "没有照片的原因", hint="没有照片就要写；附了照片不用管。不发给居民，记在案卷里。",
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        mediating = self.case.stage == Stage.MEDIATING
        kinds = [ClosingKind.INTERIM] if mediating else [ClosingKind.SUBSTANTIVE, ClosingKind.PROCEDURAL]
        self.offer("closing_kind", [(kind.value, kind.label) for kind in kinds])
        self.rests_on = closing.evidence_of(self.case)
        self.fields["no_evidence"].initial = closing.recorded(self.case)
        if not self.is_bound:  # nobody wrote this, so a draft may take its place (static/js/desk.js)
            self.fields["no_evidence"].widget.attrs["data-prefilled"] = True

    def look(self, given: dict[str, Any]) -> None:
        if "no_evidence" not in self.data or "no_evidence" in self.errors:
            return  # what the record says is enough (`closing.recorded`)
        asked = {"evidence": len(self.photos) + self.rests_on, "no_evidence": given.get("no_evidence")}
        if objection := evidenced(self.case, asked):
            self.add_error("no_evidence", objection)
