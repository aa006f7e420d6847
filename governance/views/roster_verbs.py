"""What is done on a roster: one form for each verb, one service each. Done or refused, the same week is shown again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from governance.access import duty_for, leave_for, roster_of, swap_for
from governance.models import Absence, Staff, Unit
from governance.selectors import roster
from governance.services import leave, swaps
from governance.services import roster as planning
from governance.shifts import YEARS, Span
from governance.views.roster import StaffRequest, asked_day, chosen, shown

Found = TypeVar("Found", bound=Model)
FAULTY = Refused("form", "有一项没有选，或者日期不对，请改好再提交。")
LEFT_SHOWN = 5


def of_our_years(moment: date) -> None:
    """Raises `ValidationError` for a day no roster reaches."""
    if moment.year not in YEARS:
        raise forms.ValidationError("日期不对。", code="year")


class RosterForm(forms.Form):
    """A verb; `act` calls its service and returns what to say. Every one names the week it was sent from."""

    verb: ClassVar[str]

    @abstractmethod
    def act(self, by: Staff, now: datetime) -> str:
        """Do it. Raises `Refused` and `Http404`."""


class OfUnit(RosterForm):
    unit = forms.IntegerField()

    def hers(self, by: Staff, *, plan: bool = True) -> Unit:
        """The unit, when she may plan it (or only see it)."""
        return roster_of(by, self.cleaned_data["unit"], plan=plan)


class PlanForm(OfUnit):
    verb = "plan"
    shift, staff, day = forms.IntegerField(), forms.IntegerField(), forms.DateField(validators=[of_our_years])

    def act(self, by: Staff, now: datetime) -> str:
        unit, given = self.hers(by), self.cleaned_data
        shift = one(roster.shifts(unit), given["shift"])
        person = one(roster.able(unit), given["staff"])
        span = planning.span_of(shift, given["day"])
        duty = planning.plan(unit, staff=person, span=span, shift=shift, now=now)
        return f"排好了：{person}，{planning.when(roster.local(duty))}。"


class GiveForm(RosterForm):
    verb = "give"
    duty, staff = forms.IntegerField(), forms.IntegerField()

    def act(self, by: Staff, now: datetime) -> str:
        duty = duty_for(by, self.cleaned_data["duty"], plan=True)
        person = one(roster.able(duty.unit), self.cleaned_data["staff"])
        swaps.give(duty, to=person, by=by, now=now)
        return f"改派给{person}了，两个人都会收到消息。"


class RemoveForm(RosterForm):
    verb = "remove"
    duty = forms.IntegerField()

    def act(self, by: Staff, now: datetime) -> str:
        planning.remove(duty_for(by, self.cleaned_data["duty"], plan=True), now=now)
        return "撤下来了。"


class CopyForm(OfUnit):
    verb = "copy"
    first = forms.DateField(validators=[of_our_years])

    def act(self, by: Staff, now: datetime) -> str:
        first = roster.monday(self.cleaned_data["first"])
        return told(planning.copy_week(self.hers(by), first=first, now=now))


class FillForm(OfUnit):
    verb = "fill"
    first = forms.DateField(validators=[of_our_years])

    def act(self, by: Staff, now: datetime) -> str:
        return told(planning.fill(self.hers(by), first=roster.monday(self.cleaned_data["first"]), now=now))


class StandInForm(OfUnit):
    verb = "stand_in"

    def act(self, by: Staff, now: datetime) -> str:
        duty = planning.stand_in(self.hers(by, plan=False), staff=by, now=now)
        return f"您在{duty.unit}顶班，到 {timezone.localtime(duty.ends_at):%H:%M}。"


class OfferForm(RosterForm):
    verb = "offer"
    duty = forms.IntegerField()
    staff = forms.IntegerField(required=False)
    reason = forms.CharField(required=False, max_length=100)

    def act(self, by: Staff, now: datetime) -> str:
        duty = duty_for(by, self.cleaned_data["duty"])
        chosen_one = self.cleaned_data["staff"]
        to = one(roster.able(duty.unit), chosen_one) if chosen_one else None
        swaps.offer(duty, staff=by, to=to, reason=self.cleaned_data["reason"], now=now)
        return f"已经请{to or '本单位的同事'}接班。有人接之前，这个班还是您的。"


class OfSwap(RosterForm):
    swap = forms.IntegerField()


class TakeForm(OfSwap):
    verb = "take"

    def act(self, by: Staff, now: datetime) -> str:
        duty = swaps.take(swap_for(by, self.cleaned_data["swap"]), staff=by, now=now)
        return f"您接了这个班：{duty.unit} {planning.when(roster.local(duty))}。"


class WithdrawForm(OfSwap):
    verb = "withdraw"

    def act(self, by: Staff, now: datetime) -> str:
        swaps.withdraw(swap_for(by, self.cleaned_data["swap"]), staff=by, now=now)
        return "收回了，这个班还是您的。"


class VetoForm(OfSwap):
    verb = "veto"

    def act(self, by: Staff, now: datetime) -> str:
        swap = swap_for(by, self.cleaned_data["swap"])
        swaps.veto(swap, staff=by, now=now)
        return f"没有同意换班，仍由{swap.giver}值。"


class LeaveForm(OfUnit):
    verb = "leave"
    staff = forms.IntegerField()
    kind = forms.ChoiceField(choices=Absence.Kind.choices)
    starts_at, ends_at = (forms.DateTimeField(validators=[of_our_years]) for _ in range(2))

    def act(self, by: Staff, now: datetime) -> str:
        given = self.cleaned_data
        person = one(roster.able(self.hers(by, plan=False)), given["staff"])
        span = Span(given["starts_at"], given["ends_at"])
        noted, touched = leave.note_leave(person, by=by, span=span, kind=given["kind"], now=now)
        many = f"这段时间排了 {len(touched)} 个班，表上标出来了，请改派。" if touched else "这段时间没有排班。"
        begun = "从现在起算，" if noted.starts_at > span.starts_at else ""
        return f"记下了：{person}{Absence.Kind(given['kind']).label}。{begun}{many}"


class EndLeaveForm(RosterForm):
    verb = "end_leave"
    leave = forms.IntegerField()

    def act(self, by: Staff, now: datetime) -> str:
        leave.end_leave(leave_for(by, self.cleaned_data["leave"]), by=by, now=now)
        return "销假了。"


FORMS: dict[str, type[RosterForm]] = {
    form.verb: form
    for form in (
        PlanForm, GiveForm, RemoveForm, CopyForm, FillForm, StandInForm, OfferForm, TakeForm, WithdrawForm, VetoForm,
        LeaveForm, EndLeaveForm,
    )
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, verb: str) -> HttpResponse:
    """One verb; opened by hand it leads to the roster. A refusal is said above the week it was sent from."""
    if verb not in FORMS:
        raise Http404
    if request.method != "POST":
        return redirect("governance:roster")
    unit, day = chosen(request.user, {"unit": request.POST.get("of", "")}), asked_day(request.POST)
    form = FORMS[verb](request.POST)
    try:
        if not form.is_valid():
            raise FAULTY
        messages.success(request, form.act(request.user, timezone.now()))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return shown(request, unit, day, status=refusal.status)
    address = f"?unit={unit.pk}&week={day}" if unit else ""
    return redirect(reverse("governance:roster") + address)


def one(rows: Iterable[Found], pk: int) -> Found:
    """The row with this key among those she may name. Raises `Http404`."""
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def told(done: planning.Planned) -> str:
    """What came of planning a week."""
    head = f"新排了 {done.made} 个班。" if done.made else "没有新排的班。"
    shown_ = "；".join(done.left[:LEFT_SHOWN])
    more = f"……等 {len(done.left)} 处" if len(done.left) > LEFT_SHOWN else ""
    return head + (f"没有排上的：{shown_}{more}" if done.left else "")
