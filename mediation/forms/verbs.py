"""What staff fill in on the page of a mediation. A form names its verb and calls the service; the rules stand there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from governance.models import Staff
from mediation import selectors
from mediation.access import member
from mediation.forms.command import CommandForm, area, choice
from mediation.models import Agreement, Mediation, Signature
from mediation.services import book, conclude, consent, hold
from mediation.workflow import ACTIONS, Side, Way

BY_STAFF = [(way.value, way.label) for way in (Way.PHONE, Way.IN_PERSON, Way.PAPER)]
LENGTHS = [(minutes, f"{minutes} 分钟") for minutes in (30, 60, 90, 120, 180)]


class VerbForm(CommandForm):
    """The form of one verb on one mediation."""

    verb: ClassVar[str]
    sided: ClassVar[bool] = False

    def __init__(self, data: Any = None, *, mediation: Mediation, staff: Staff, side: str = "") -> None:
        """`side`: whose form it is, where there is one for each."""
        super().__init__(data, auto_id=f"{self.verb}{side}_%s", initial={"side": side})
        self.mediation, self.staff, self.whose = mediation, staff, side

    @property
    def label(self) -> str:
        """The button."""
        return ACTIONS[self.verb].label

    @property
    def done(self) -> str:
        """What is said afterwards."""
        return f"已登记：{self.label.removeprefix('登记')}。"

    def act(self, now: datetime) -> object:
        """Call the service; raises what it raises."""
        raise NotImplementedError

    def call(self, service: Any, now: datetime, **values: Any) -> object:
        """The service with this command's key."""
        return service(self.mediation, staff=self.staff, now=now, client_key=self.cleaned_data["client_key"], **values)


class AnswerForm(VerbForm):
    """What a party said to a member of staff; one form for each side."""

    sided = True
    side = forms.ChoiceField(choices=Side.choices, widget=forms.HiddenInput)
    way = choice("怎么答复的", "请选择当事人是怎么答复的。", BY_STAFF)

    def answer(self, service: Any, now: datetime, **values: Any) -> object:
        """Record it for the side."""
        given = self.cleaned_data
        found = next(party for party in selectors.sides(self.mediation) if party.side == given["side"])
        return service(
            found, who=member(self.staff), way=given["way"], now=now, client_key=given["client_key"], **values
        )


class ConsentForm(AnswerForm):
    verb = "consent"
    informed = forms.BooleanField(
        label="已说明权利义务", error_messages={"required": "请先向当事人说明权利义务，再登记同意。"}
    )
    may_name = forms.BooleanField(label="本人同意让对方知道是谁反映的", required=False)

    def act(self, now: datetime) -> object:
        return self.answer(consent.consent, now, may_name=self.cleaned_data["may_name"])


class RefuseForm(AnswerForm):
    verb = "refuse"

    def act(self, now: datetime) -> object:
        return self.answer(consent.refuse, now)


class TerminateForm(AnswerForm):
    verb = "terminate"

    def act(self, now: datetime) -> object:
        return self.answer(consent.terminate, now)


class BookForm(VerbForm):
    """预约: the first free half hour is proposed."""

    verb = "book"
    room = choice("调解室", "请选择调解室。")
    mediator = choice("调解员", "请选择调解员。")
    day = forms.DateField(
        label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "日期要像 2026-11-24 这样写。"},
    )  # fmt: skip
    starts_at = forms.TimeField(
        label="开始时间", widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
        error_messages={"required": "请选开始时间。", "invalid": "时间要像 14:30 这样写。"},
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label="时长", choices=LENGTHS, initial=60, coerce=int)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.rooms = {str(room.pk): room for room in selectors.rooms_of(self.mediation)}
        self.mediators = {str(one.pk): one for one in selectors.mediators_of(self.mediation)}
        self.fields["room"].choices = [(pk, f"{one}（{one.place}）") for pk, one in self.rooms.items()]  # type: ignore[attr-defined]
        self.fields["mediator"].choices = [(pk, str(one)) for pk, one in self.mediators.items()]  # type: ignore[attr-defined]
        if data is None and (free := selectors.first_free(self.mediation, timezone.now())):
            room, mediator, start = free
            local = timezone.localtime(start)
            self.initial.update(
                {"room": room.pk, "mediator": mediator.pk, "day": local.date(), "starts_at": local.time()}
            )

    def slot(self) -> book.Slot:
        """What was chosen."""
        given = self.cleaned_data
        start = timezone.make_aware(datetime.combine(given["day"], given["starts_at"]))
        return book.Slot(self.rooms[given["room"]], self.mediators[given["mediator"]], start, given["minutes"])

    def act(self, now: datetime) -> object:
        return self.call(book.book, now, slot=self.slot())


class RebookForm(BookForm):
    verb = "rebook"

    def act(self, now: datetime) -> object:
        return self.call(book.rebook, now, slot=self.slot())


class UnbookForm(VerbForm):
    verb = "unbook"
    reason = area("为什么取消", "请写明为什么取消。", most=200, rows=2, hint="只有工作人员看得到。")

    def act(self, now: datetime) -> object:
        return self.call(book.unbook, now, reason=self.cleaned_data["reason"])


class StartForm(VerbForm):
    verb = "start"

    def act(self, now: datetime) -> object:
        return self.call(hold.start, now)


class AgreeForm(VerbForm):
    """达成协议: what art. 29 asks for; an oral one needs its content only (art. 28)."""

    verb = "agree"
    form = choice("协议形式", "请选择书面还是口头。", Agreement.Form.choices, widget=forms.RadioSelect)
    content = area("协议内容", "请写清双方答应了什么。口头协议也要记下来。")
    performance = area("履行方式和时限", rows=2, hint="书面协议必填。")
    facts = area("主要事实、争议事项和各方责任", hint="书面协议必填。")
    may_name = forms.BooleanField(label="诉求人当面同意让对方知道自己", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("form") == Agreement.Form.WRITTEN:
            for name in ("performance", "facts"):
                if not given.get(name, "").strip():
                    self.add_error(name, "书面协议要写这一项。")
        return given

    def act(self, now: datetime) -> object:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_key"}
        return self.call(conclude.agree, now, terms=conclude.Terms(**given))


class SignForm(VerbForm):
    verb = "sign"
    signer = forms.ChoiceField(choices=Signature.Signer.choices, widget=forms.HiddenInput)

    def act(self, now: datetime) -> object:
        return self.call(conclude.sign, now, signer=self.cleaned_data["signer"])


class FailForm(VerbForm):
    verb = "fail"
    reason = area(
        "没谈成的原因",
        "请写明原因，便于后续办理。",
        most=500,
        hint="只有工作人员看得到；双方看到的是不责怪任何人的话。",
    )

    def act(self, now: datetime) -> object:
        return self.call(conclude.fail, now, reason=self.cleaned_data["reason"])


FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        ConsentForm, RefuseForm, TerminateForm, BookForm, RebookForm, UnbookForm, StartForm, AgreeForm, SignForm, FailForm
    )
}  # fmt: skip
