"""The four-level queue for street and district, and filing on behalf of somebody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import NotAllowed, Refused
from complaints import selectors
from complaints.access import actor, visible
from complaints.services.intake import file_complaint
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import FAULTY, by_superior
from complaints.views.desk.registration import RegisterForm
from complaints.workflow import Stage, Urgency
from governance.access import has
from governance.roles import Right

FILTERS = ("unit", "stage", "urgency")


@staff_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """Her queue with filters by unit, stage and urgency, all of them in the address."""
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    sieve = selectors.sieve(request.user, chosen)
    page = selectors.queue(request.user, now=timezone.now(), sieve=sieve, cursor=request.GET.get("cursor", ""))
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "page": page,
        "more": urlencode({**kept, "cursor": page.next}) if page.next else "",
        "first": urlencode(kept) if request.GET.get("cursor") else None,
        "units": by_superior(selectors.area(request.user)),
        "chosen": chosen,
        "stages": Stage.choices,
        "urgencies": Urgency.choices,
        "may_dispatch": has(request.user, Right.DISPATCH),
        "may_export": has(request.user, Right.EXPORT),
        "kept": kept.items(),
        "section": "net",
    }
    return render(request, "complaints/desk/net.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: DeskRequest) -> HttpResponse:
    """代为登记: a matter that came by telephone, at the window or from another system."""
    if not has(request.user, Right.REGISTER):
        raise NotAllowed("not_allowed", "您的岗位不能代为登记，请交给社区或街道的同事。")
    form = RegisterForm(request.POST or None, staff=request.user)
    status = 200
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise Refused(*FAULTY)
            return _registered(request, form)
        except Refused as refusal:
            form.refuse(refusal)
            status = refusal.status
    return render(request, "complaints/desk/register.html", {"form": form, "section": "register"}, status=status)


def _registered(request: DeskRequest, form: RegisterForm) -> HttpResponse:
    case, fresh = file_complaint(
        place=form.place, unit=form.cleaned_data["unit"], filing=form.filing(), now=timezone.now(),
        client_key=form.cleaned_data["client_key"], who=actor(request.user),
    )  # fmt: skip
    if fresh:
        messages.success(request, f"已登记并受理，受理编号 {case.code}，转到{case.unit}。")
    else:
        messages.warning(request, f"这件事登记过了，受理编号 {case.code}，由{case.unit}办理。")
    hers = visible(request.user).filter(pk=case.pk).exists()
    return redirect("complaints:desk_case", case.code) if hers else redirect("complaints:desk")
