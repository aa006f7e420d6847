"""电话回访: the calls that are owed to residents by people who had no hand in their cases, and what they brought."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binan.kit.errors import NotAllowed, Refused
from complaints import judgements
from complaints.forms import key_of
from complaints.models import Revisit
from complaints.models.rating import Choice as Mark
from complaints.selectors.line import Line, line, ringing
from complaints.services import private_numbers, revisiting
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import FAULTY, Choice, DeskForm, Phrases
from governance.access import has
from governance.roles import Right

NOT_YOURS = "电话回访由街道指挥员和区级值班员做。"


class RevisitForm(DeskForm):
    """What the call brought: reached with her mark, or why there is none."""

    outcome = Choice(
        "通话结果", "请选择通话结果。",
        [("reached", "接通，评了"), ("refused", "接通，不愿评"), ("unreached", "没有接通")], widget=forms.RadioSelect,
    )  # fmt: skip
    mark = forms.TypedChoiceField(
        label="居民的评价", choices=Mark.choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请从这五个里选一个。"}, help_text="照居民说的选，不要替她选。",
    )  # fmt: skip
    words = Phrases(
        "居民说了什么", max_length=revisiting.WORDS_MAX, rows=3, hint="只有做回访的人和案卷看得到，承办人看不到。"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["words"].required = False


@staff_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """The calls her units owe, first due first, and the last that were made."""
    if not has(request.user, Right.REVISIT):
        raise NotAllowed("not_allowed", NOT_YOURS)
    context = {
        "owed": judgements.owed(request.user), "made": judgements.made(request.user), "section": "revisits",
    }  # fmt: skip
    return render(request, "complaints/desk/revisits.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def revisit(request: DeskRequest, number: int) -> HttpResponse:
    """One call: what was answered to the resident, her number, and what she says."""
    owed = judgements.revisit_for(request.user, number)
    form = RevisitForm(request.POST or None)
    if request.method == "POST":
        try:
            return _logged(request, owed, form)
        except Refused as refusal:
            if refusal.status != Refused.status:
                raise
            form.refuse(refusal)
    context = {
        "owed": owed, "case": owed.complaint, "form": form, "section": "revisits", "tap_key": uuid4(),
        "line": _line(owed, request), "judged": judgements.words_about(owed.complaint, request.user, asks=True),
    }  # fmt: skip
    return render(request, "complaints/desk/revisit.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def dial(request: DeskRequest, number: int) -> HttpResponse:
    """The tap on 拨打电话: written down, then the page has what to dial, a private number where the house has them."""
    owed, now = judgements.revisit_for(request.user, number), timezone.now()
    revisiting.dial(owed, staff=request.user, now=now, client_key=key_of(request))
    private_numbers.line(owed.complaint, staff=request.user, now=now)
    return redirect("complaints:desk_revisit", number)


def _line(owed: Revisit, request: DeskRequest) -> Line | None:
    """What she may dial now; None until she has tapped, and once the call may be over."""
    now = timezone.now()
    tapped = ringing(now).filter(complaint=owed.complaint, staff=request.user)
    return line(owed.complaint, request.user, now) if not owed.done_at and tapped.exists() else None


def _logged(request: DeskRequest, owed: Revisit, form: RevisitForm) -> HttpResponse:
    if not form.is_valid():
        raise Refused(*FAULTY)
    revisiting.revisit(owed, staff=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, f"已记录 {owed.complaint.code} 的回访。")
    return redirect("complaints:desk_revisits")
