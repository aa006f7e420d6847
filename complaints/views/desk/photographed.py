"""A verb that may bring photos: those of a form to be corrected are kept, so that nobody has to choose them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from django.conf import settings
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from binan.kit.errors import Refused
from complaints.models import TimelineEntry
from complaints.services import attachments
from complaints.views.desk.fields import VerbForm
from governance.access import title_of


class PhotoForm(VerbForm):
    """`photos`: those that came, checked and stored, also those that are held from an earlier try. `mirrored`: the field that the
    resident will read."""

    mirrored: ClassVar[str] = ""

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.photos: list[attachments.Photo] = []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        posted, chosen = cast(MultiValueDict, self.data), cast(MultiValueDict, self.files)
        self.photos = attachments.held(posted.getlist("held"), now=timezone.now())
        for upload in chosen.getlist("files"):
            try:
                self.photos += attachments.check([upload], already=len(self.photos))
            except Refused as refusal:
                self.add_error(None, refusal.sentence)
        self.look(given)
        if self.errors:
            self.hold()
        return given

    def look(self, given: dict[str, Any]) -> None:
        """What the verb itself has against what was typed, once the photos are there."""

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        self.hold()

    def act(self, now: datetime) -> TimelineEntry:
        return type(self).service(self.case, staff=self.staff, now=now, photos=self.photos, **self.cleaned_data)

    def hold(self) -> None:
        """Keep the photos for the next try."""
        self.photos = attachments.hold(self.photos, now=timezone.now())

    @property
    def preview(self) -> str:
        """What is written so far, for the picture of the resident's page."""
        return str(self[self.mirrored].value() or "").strip()

    @property
    def signed(self) -> str:
        """As whom the resident will know her who writes."""
        return title_of(self.staff)

    @property
    def held_tokens(self) -> list[str]:
        """The secrets of the photos that came with a form to be corrected."""
        return [photo.held for photo in self.photos if photo.held]

    @property
    def photos_max(self) -> int:
        """How many photos one message may carry."""
        return settings.PHOTOS_MAX
