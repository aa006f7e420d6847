"""What is tapped and typed during a session. Each form names its verb and calls the service; what a tablet without a network
kept comes later, with the time it showed (`made_at`, mediation.forms.kept)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from governance.models import Staff
from mediation.access import member
from mediation.agenda import Step
from mediation.forms.command import CommandForm, area, choice
from mediation.forms.verbs import BookForm
from mediation.models import Attendance, Guest, Mediation
from mediation.models.minutes import Visibility
from mediation.people import safety_of, speakers
from mediation.services import arrival, minutes, safety, session, sitting
from mediation.workflow import Side

Done = tuple[object, bool]


class SessionForm(CommandForm):
    """One command of a session. `act` returns what was written and whether it is new."""

    verb: ClassVar[str]

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        mediation: Mediation,
        staff: Staff,
        made_at: datetime | None = None,
    ) -> None:
        super().__init__(data, files, auto_id=f"{self.verb}_%s")
        self.mediation, self.staff, self.made_at = mediation, staff, made_at

    def act(self, now: datetime) -> Done:
        """Call the service; raises what it raises."""
        raise NotImplementedError

    @property
    def given(self) -> dict[str, Any]:
        """What every service takes besides its own values."""
        return {"staff": self.staff, "client_key": self.cleaned_data["client_key"]}


class AttendForm(SessionForm):
    verb = "attend"
    person = forms.CharField(max_length=12)
    state = forms.ChoiceField(choices=Attendance.State.choices)

    def act(self, now: datetime) -> Done:
        given = self.cleaned_data
        return session.attend(
            self.mediation, who=member(self.staff), person=given["person"], state=given["state"], now=now,
            device_at=self.made_at, client_key=given["client_key"],
        )  # fmt: skip


class TickForm(SessionForm):
    verb = "tick"
    step = forms.ChoiceField(choices=Step.choices)
    done = forms.BooleanField(required=False)

    def act(self, now: datetime) -> Done:
        step, done = self.cleaned_data["step"], self.cleaned_data["done"]
        return session.tick(self.mediation, step=step, done=done, now=now, device_at=self.made_at, **self.given)


class NoteForm(SessionForm):
    verb = "note"
    speaker = choice("谁说的", "请选这句话是谁说的。", widget=forms.RadioSelect)
    visibility = choice("谁能看", "请选谁能看。", Visibility.choices, widget=forms.RadioSelect, initial=Visibility.ALL)
    step = forms.ChoiceField(choices=[("", ""), *Step.choices], required=False, widget=forms.HiddenInput)
    body = area("内容", "请写内容，或点一句常用的话。", most=minutes.WORDS_MAX)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.fields["speaker"].choices = list(speakers(self.mediation).items())  # type: ignore[attr-defined]

    def act(self, now: datetime) -> Done:
        given = self.cleaned_data
        line = minutes.Line(given["speaker"], given["body"], given["visibility"], given["step"])
        return minutes.write(self.mediation, line=line, now=now, device_at=self.made_at, **self.given)


class StrikeForm(SessionForm):
    verb = "strike"
    note = forms.IntegerField(min_value=1)
    reason = forms.CharField(
        label="为什么划去", max_length=200, error_messages={"required": "请写为什么划去，例如“记错了”。"}
    )

    def act(self, now: datetime) -> Done:
        note, reason = self.cleaned_data["note"], self.cleaned_data["reason"]
        return minutes.strike(self.mediation, note=note, reason=reason, now=now, device_at=self.made_at, **self.given)


class EvidenceForm(SessionForm):
    verb = "evidence"
    file = forms.FileField(
        label="照片或 PDF", error_messages={"required": "请选一张照片或一份 PDF。", "empty": "这个文件是空的，请换一个。"},
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip
    title = forms.CharField(
        label="这是什么", max_length=minutes.TITLE_MAX, error_messages={"required": "请写这是什么，例如“漏水的照片”。"}
    )
    brought_by = forms.ChoiceField(label="谁带来的", required=False)
    visibility = choice("谁能看", "请选谁能看。", Visibility.choices, initial=Visibility.ALL)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        parties = [(at[1:], label) for at, label in speakers(self.mediation).items() if at.startswith("p")]
        self.fields["brought_by"].choices = [("", "调解员自己拍的"), *parties]  # type: ignore[attr-defined]

    def act(self, now: datetime) -> Done:
        given = self.cleaned_data
        return minutes.bring(
            self.mediation, upload=given["file"], title=given["title"], visibility=given["visibility"],
            brought_by=int(given["brought_by"]) if given["brought_by"] else None, now=now, device_at=self.made_at,
            **self.given,
        )  # fmt: skip


class InviteForm(SessionForm):
    verb = "invite"
    kind = choice("什么人", "请选受邀的是什么人。", Guest.Kind.choices)
    name = forms.CharField(label="怎么称呼", max_length=40, error_messages={"required": "请写怎么称呼。"})
    phone = forms.CharField(label="电话", max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    agreed_a = forms.BooleanField(label="诉求方已经同意", required=False)
    agreed_b = forms.BooleanField(label="对方已经同意", required=False)

    def act(self, now: datetime) -> Done:
        given = self.cleaned_data
        agreed = tuple(side.value for side in Side if given[f"agreed_{side.lower()}"])
        values = {name: given[name] for name in ("kind", "name", "phone")}
        return session.invite(self.mediation, agreed=agreed, now=now, device_at=self.made_at, **values, **self.given)


class LetInForm(SessionForm):
    verb = "let_in"
    guest = forms.IntegerField(min_value=1)
    sides = forms.MultipleChoiceField(choices=Side.choices)

    def act(self, now: datetime) -> Done:
        guest, sides = self.cleaned_data["guest"], tuple(self.cleaned_data["sides"])
        return session.let_in(self.mediation, staff=self.staff, guest=guest, sides=sides, now=now), True


class SafetyForm(SessionForm):
    verb = "flag_safety"
    reason = area("为什么", "请写为什么要这样安排。", most=200, rows=2, hint="只有工作人员看得到。")
    first = choice("谁先到", "请选谁先到。", Side.choices)
    gap = forms.IntegerField(
        label="另一方晚到几分钟", min_value=safety.GAP_MIN, max_value=safety.GAP_MAX, initial=15,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"错开 {safety.GAP_MIN} 到 {safety.GAP_MAX} 分钟。"
        ),
    )  # fmt: skip
    place_a = forms.CharField(label="诉求方在哪里等", max_length=60, required=False)
    place_b = forms.CharField(label="对方在哪里等", max_length=60, required=False)
    police = forms.BooleanField(label="请民警到场", required=False)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        if now := safety_of(self.mediation):
            self.initial = {name: getattr(now, name) for name in self.fields if name != "client_key"}

    def act(self, now: datetime) -> Done:
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_key"}
        return safety.flag(self.mediation, given=safety.Arrangement(**given), now=now, **self.given), True


class AlarmForm(SessionForm):
    verb = "alarm"

    def act(self, now: datetime) -> Done:
        return safety.alarm(self.mediation, now=now, **self.given)


class CallForm(SessionForm):
    verb = "answer_call"
    call = forms.IntegerField(min_value=1)
    reached = forms.TypedChoiceField(
        choices=[("1", "打通了"), ("0", "没打通")], coerce=lambda value: value == "1",
        error_messages={"required": "请选打通了没有。"},
    )  # fmt: skip
    said = forms.CharField(max_length=200, required=False)

    def act(self, now: datetime) -> Done:
        given = self.cleaned_data
        values = {name: given[name] for name in ("call", "reached", "said")}
        return arrival.answer_call(self.mediation, staff=self.staff, now=now, **values), True


class BreakOffForm(BookForm):
    """休会: why, and if known the next time; drawn and checked like a booking."""

    verb = "break_off"
    reason = area("为什么休会", "请写为什么休会。", most=200, rows=2, hint="只有工作人员看得到。")
    when = forms.ChoiceField(
        choices=[("now", "现在约好"), ("later", "以后再约")], widget=forms.RadioSelect, initial="now"
    )

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        self.made_at = more.pop("made_at", None)
        super().__init__(data, **more)
        if data is not None and data.get("when") == "later":
            for name in ("room", "mediator", "day", "starts_at", "minutes"):
                self.fields[name].required = False

    def takes_room(self, given: dict[str, Any]) -> bool:
        return given.get("when") == "now" and super().takes_room(given)

    def act(self, now: datetime) -> Done:
        slot = self.slot() if self.cleaned_data["when"] == "now" else None
        reason = self.cleaned_data["reason"]
        return self.call(sitting.break_off, now, reason=reason, slot=slot, device_at=self.made_at), True


SESSION_FORMS: dict[str, Any] = {
    form.verb: form
    for form in (
        AttendForm, TickForm, NoteForm, StrikeForm, EvidenceForm, InviteForm, LetInForm, SafetyForm, AlarmForm, CallForm,
        BreakOffForm,
    )
}  # fmt: skip
