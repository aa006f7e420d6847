"""查看完整号码: a number or a name for a minute, and the book of who looked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binan.kit.errors import Refused
from complaints.access import complaint_for
from complaints.models import Complaint, Reveal
from complaints.selectors import reveals
from complaints.services import revealing
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import FAULTY, Choice, DeskForm, Phrases
from governance.access import has
from governance.models import Staff
from governance.roles import Right
from governance.services import sessions

SECONDS = int(revealing.SHOWN_FOR.total_seconds())
LABELS = {Reveal.What.PHONE: "查看完整号码", Reveal.What.NAME: "查看完整称呼"}


class RevealForm(DeskForm):
    """Why she has to see it."""

    reason = Choice("为什么要看", "请选择为什么要看。", Reveal.Reason.choices, widget=forms.RadioSelect)
    words = Phrases("写清楚原因", hint=f"至少 {revealing.OTHER_MIN} 个字，不要写居民的姓名和电话。")

    def __init__(self, data: Any = None, *, what: str) -> None:
        super().__init__(data, auto_id=f"reveal_{what}_%s")
        self.what, self.label = what, LABELS[Reveal.What(what)]
        self.fields["words"].required = False


def offered(case: Complaint, staff: Staff) -> dict[str, RevealForm]:
    """A form for each of the two that the case has and she may see."""
    there = {Reveal.What.PHONE.value: case.phone or case.phone_said, Reveal.What.NAME.value: case.name}
    return {what: RevealForm(what=what) for what, value in there.items() if value and has(staff, Right.REVEAL)}


@staff_only
@require_POST
def reveal(request: DeskRequest, code: str, what: str) -> HttpResponse:
    """The full value in the place of its form; without script a page that leads back by itself."""
    if what not in Reveal.What.values:
        raise Http404
    case = complaint_for(request.user, code, Right.REVEAL)
    form, value, status = RevealForm(request.POST, what=what), "", 200
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        device = sessions.in_use(request.session.session_key or "")
        now = timezone.now()
        value = revealing.reveal(case, staff=request.user, what=what, now=now, device=device, **form.cleaned_data)
        form = RevealForm(what=what)
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        form.refuse(refusal)
        status = refusal.status
    whole = not request.headers.get("HX-Request")
    context = {"case": case, "form": form, "value": value, "seconds": SECONDS, "whole": whole, "section": "desk"}
    template = "complaints/desk/revealed.html" if whole else "complaints/desk/_reveal.html"
    answer = render(request, template, context, status=status)
    if whole and value:
        answer["Refresh"] = f"{SECONDS}; url=/desk/{case.code}/"
    return answer


@staff_only
@require_safe
def book(request: DeskRequest) -> HttpResponse:
    """Who looked at what, when and why, the newest first."""
    show, who, cursor = (request.GET.get(name, "") for name in ("show", "who", "cursor"))
    page = reveals.listed(request.user, show=show, who=who, cursor=cursor)
    kept = {name: value for name, value in (("show", show), ("who", who)) if value}
    context = {
        "page": page, "show": show, "who": who, "shown": list(reveals.SHOWN.items()), "daily": revealing.DAILY,
        "person": page.rows[0].staff if who and page.rows else None, "opens": has(request.user, Right.SEE),
        "more": urlencode({**kept, "cursor": page.next}) if page.next else "", "first": urlencode(kept) if cursor else "",
        "again": bool(cursor), "section": "desk",
    }  # fmt: skip
    return render(request, "complaints/desk/reveals.html", context)
