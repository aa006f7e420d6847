"""回复居民: what a worker writes to the resident, with photos, and the question whether somebody's number is meant to go."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from binan.kit.errors import Refused
from binan.kit.masking import mask_text
from complaints.models import TimelineEntry
from complaints.services import attachments, handling
from complaints.services.intake import TEXT_MAX
from complaints.views.desk.fields import Phrases, VerbForm
from complaints.workflow import ACTIONS


class ReplyForm(VerbForm):
    """`warned`: the words hold what reads like a number of somebody; then the box to confirm is on the page."""

    verb = "reply"
    text = Phrases(
        "写给居民", asked="请写下要告诉居民的话，照片也请配一句话。", max_length=TEXT_MAX, rows=3,
        hint="居民在进度页上看到，短信只提醒、不带内容。不要写别人的姓名、电话、门牌。",
        phrases=("已联系物业，今天下午上门查看。", "请您补充一张现场照片。", "请问您什么时候方便接电话？"),
    )  # fmt: skip
    sure = forms.BooleanField(label="我核对过，这些号码可以发给居民", required=False)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.photos: list[attachments.Photo] = []
        self.warned = bool(data and data.get("sure"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        posted, chosen = cast(MultiValueDict, self.data), cast(MultiValueDict, self.files)
        self.photos = attachments.held(posted.getlist("held"), now=timezone.now())
        for upload in chosen.getlist("files"):
            try:
                self.photos += attachments.check([upload], already=len(self.photos))
            except Refused as refusal:
                self.add_error(None, refusal.sentence)
        text = given.get("text", "")
        self.warned = mask_text(text) != text
        if self.warned and not given.get("sure"):
            self.add_error("sure", next(check(self.case, given) for check in ACTIONS[self.verb].checks))
        if self.errors:
            self._hold()
        return given

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        self._hold()

    def act(self, now: datetime) -> TimelineEntry:
        return handling.reply(self.case, staff=self.staff, now=now, photos=self.photos, **self.cleaned_data)

    @property
    def held_tokens(self) -> list[str]:
        """The secrets of the photos that came with a form to be corrected: nobody has to choose them again."""
        return [photo.held for photo in self.photos if photo.held]

    @property
    def photos_max(self) -> int:
        """How many photos one message may carry."""
        return settings.PHOTOS_MAX

    def _hold(self) -> None:
        self.photos = attachments.hold(self.photos, now=timezone.now())
