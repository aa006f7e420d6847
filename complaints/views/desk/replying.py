"""回复居民: what a worker writes to the resident, with photos, and the question whether somebody's number is meant to go."""

from __future__ import annotations

from typing import Any

from django import forms

from binan.kit.masking import mask_text
from complaints.services import handling
from complaints.services.intake import TEXT_MAX
from complaints.views.desk.fields import Phrases
from complaints.views.desk.photographed import PhotoForm
from complaints.workflow import ACTIONS


class ReplyForm(PhotoForm):
    """`warned`: the words hold what reads like a number of somebody; then the box to confirm is on the page."""

    verb, service = "reply", staticmethod(handling.reply)
    mirrored = "text"
    text = Phrases(
        "写给居民", asked="请写下要告诉居民的话，照片也请配一句话。", max_length=TEXT_MAX, rows=3,
        hint="居民在进度页上看到，短信只提醒、不带内容。不要写别人的姓名、电话、门牌。",
    )  # fmt: skip
    sure = forms.BooleanField(label="我核对过，这些号码可以发给居民", required=False)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.warned = bool(data and data.get("sure"))

    def look(self, given: dict[str, Any]) -> None:
        text = given.get("text", "")
        self.warned = mask_text(text) != text
        if self.warned and not given.get("sure"):
            self.add_error("sure", next(check(self.case, given) for check in ACTIONS[self.verb].checks))
