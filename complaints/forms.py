"""What residents fill in. The rules of text, phone and photos stand in the services; a form turns a refusal into words at
the field, keeps what was typed, and keeps photos that came with a form to be corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from binan.kit import codes, phones
from binan.kit.errors import Refused, TooOften
from binan.kit.http import wants_json
from binan.kit.masking import plain
from complaints.services import attachments, voice
from complaints.services.intake import NEEDS_WORDS, TEXT_MAX, Filing, checked_text
from complaints.workflow import Identity, Nature

Typed = TypeVar("Typed")
NEEDS_ADDITION = _("请写一下要补充什么，照片也请配一句话。")
GONE = "照片在我们这里只存一天，请再发一次。"
IDENTITIES = (
    (Identity.HIDDEN, _("隐名：电话只给承办人员联系您，对别人保密")),
    (Identity.REAL, _("实名：承办人员知道您的姓名和电话，同样不告诉对方")),
    (Identity.ANONYMOUS, _("匿名：不留姓名和电话，只凭链接看进度")),
)


def _said(rule: Callable[[str], Typed], typed: str) -> Typed:
    """What `rule` makes of the typed text; its refusal becomes the field's error."""
    try:
        return rule(typed)
    except Refused as refusal:
        raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


class Words(forms.CharField):
    """What somebody typed, without control, zero-width and direction-changing characters."""

    def to_python(self, value: object) -> str:
        return plain(super().to_python(value) or "").strip()


class Key(forms.Field):
    """The command's UUID from the form; a broken one is replaced, since it is not the person's mistake."""

    widget = forms.HiddenInput(attrs={"autocomplete": "off"})

    def to_python(self, value: object) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


def key_of(request: HttpRequest) -> UUID | None:
    """The command's key from a form of one button, None when it is missing or not one."""
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return None


class PhotoForm(forms.Form):
    """A form with a text, up to six photos, one input each, and a recording, with which the text may be empty.

    `photos` and `voice` hold what passed, also when another field did not."""

    photos_max = settings.PHOTOS_MAX
    voice_seconds, voice_minutes = settings.VOICE_SECONDS_MAX, settings.VOICE_SECONDS_MAX // 60
    client_key = Key(initial=uuid4, required=False)

    def __init__(self, request: HttpRequest, *, now: datetime, blank: bool = False, **more: Any) -> None:
        """`blank`: an empty form, whatever the request brought."""
        posted = request.method == "POST" and not blank
        super().__init__(request.POST if posted else None, request.FILES if posted else None, **more)
        agent = request.headers.get("User-Agent", "")
        # WeChat on Android opens a file manager instead of the camera when several may be chosen (ui.md §2).
        self.many_at_once = not ("MicroMessenger" in agent and "Android" in agent)
        self.now, self.strict = now, wants_json(request)
        self.photos: list[attachments.Photo] = []
        self.photos_gone = False  # some that were held are not any more; a phone has them still and sends them again
        # What goes out without her, or is a danger, goes without what cannot be read: nobody is asked to change it.
        self.must_go, self.lost = False, 0
        self.voice: voice.Voice | None = None
        self.spoken = posted and bool(request.FILES.get("voice") or request.POST.get("held_voice"))
        if self.spoken:
            self.fields["text"].required = False

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        posted, chosen = cast(MultiValueDict, self.data), cast(MultiValueDict, self.files)
        secrets = posted.getlist("held")
        self.photos = attachments.held(secrets, now=self.now)
        self.photos_gone = self.strict and len(self.photos) < len(set(secrets))
        if self.photos_gone:
            self.add_error(None, GONE)
        for upload in chosen.getlist("files"):
            try:
                self.photos += attachments.check([upload], already=len(self.photos))
            except Refused as refusal:
                self._leave_out(refusal)
        if self.must_go:
            self.lost += min(len(posted.getlist("lost")), self.photos_max)  # a phone that could not get them up
        self._take_voice(posted.get("held_voice", ""), chosen.getlist("voice"))
        if self.spoken and not self.voice and not cleaned.get("text") and not self.errors:
            self.add_error("text", NEEDS_WORDS)
        return cleaned

    def _take_voice(self, token: str, uploads: list[Any]) -> None:
        """The new recording, else the one held from an earlier try."""
        try:
            self.voice = voice.check(uploads) or voice.held(token, now=self.now)
        except Refused as refusal:
            self._leave_out(refusal)

    def _leave_out(self, refusal: Refused) -> None:
        if self.must_go:
            self.lost += 1
        else:
            self.add_error(None, refusal.sentence)

    def with_lost(self, text: str) -> str:
        """The text, and how many photos or recordings were left out: she and the handler read it there."""
        told = str(format_lazy(_("（有 {n} 个附件打不开，没有收到）"), n=self.lost)) if self.lost and text else ""
        return text[: TEXT_MAX - len(told)] + told

    def clean_text(self) -> str:
        typed = self.cleaned_data["text"]
        return _said(checked_text, typed) if not self.spoken or voice.has_words(typed) else ""

    def refuse(self, refusal: Refused) -> None:
        """Show what a service or the throttle said, and hold the photos that passed for the corrected form."""
        if isinstance(refusal, TooOften):
            self.files = MultiValueDict()  # decoding pictures is what the throttle protects
        if not self.errors:
            self.add_error(None, refusal.sentence)
        self.photos = attachments.hold(self.photos, now=self.now)
        self.voice = voice.hold(self.voice, now=self.now)

    @property
    def held_tokens(self) -> list[str]:
        """The secrets of the photos already here."""
        return [photo.held for photo in self.photos if photo.held]

    @property
    def free_slots(self) -> range:
        """Numbers of the inputs still to offer."""
        return range(len(self.held_tokens) + 1, self.photos_max + 1)


class IntakeForm(PhotoForm):
    """我要投诉: what happened, how to reach the person, how far she shows herself."""

    nature = forms.CharField(widget=forms.HiddenInput, required=False)
    text = Words(
        label=_("发生了什么"),
        help_text=_("什么时候、在哪里、怎么回事。比如“楼上每晚十点后跳绳，观潮名苑6幢1203”。"),
        widget=forms.Textarea(attrs={"rows": 5, "data-max": TEXT_MAX, "data-needs": NEEDS_WORDS}),
        error_messages={"required": NEEDS_WORDS},
    )
    phone = Words(
        label=_("联系电话"),
        required=False,
        help_text=_("社工打这个号码找您，不会给被投诉的一方。不留电话就没法回电。"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    identity = forms.ChoiceField(
        label=_("身份"),
        choices=IDENTITIES,
        initial=Identity.HIDDEN,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("请在实名、隐名、匿名里选一个。")},
    )
    name = Words(
        label=_("怎么称呼您"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 40})
    )

    phone_said = ""  # a number that nobody can ring, where the case must go all the same

    def clean_nature(self) -> str:
        given = self.cleaned_data["nature"]
        return given if given in Nature.values else Nature.COMPLAINT

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        return _said(phones.parse, typed) if typed and self.data.get("identity") != Identity.ANONYMOUS else ""

    def filing(self) -> Filing:
        """What goes to the service."""
        given = self.cleaned_data
        return Filing(
            text=self.with_lost(given["text"]),
            phone=given["phone"],
            phone_said=self.phone_said,
            name=given["name"],
            identity=given["identity"] or Identity.HIDDEN,
            nature=given["nature"],
            photos=self.photos,
            voice=self.voice,
        )


class AddInfoForm(PhotoForm):
    """补充说明 on the page of a case."""

    text = Words(
        label=_("补充说明"),
        widget=forms.Textarea(attrs={"rows": 3, "data-max": TEXT_MAX, "data-needs": NEEDS_ADDITION}),
        error_messages={"required": NEEDS_ADDITION},
    )


class TrackForm(forms.Form):
    """查进度 by number and phone."""

    code = Words(
        label=_("受理编号"),
        help_text=_("BA 开头，提交后显示在页面上，短信里也有。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填受理编号，BA 开头。")},
    )
    phone = Words(
        label=_("联系电话"),
        help_text=_("提交时留的号码。"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("请填提交时留的电话。")},
    )

    def clean_code(self) -> str:
        return codes.spoken(self.cleaned_data["code"])

    def clean_phone(self) -> str:
        return _said(phones.parse, self.cleaned_data["phone"])
