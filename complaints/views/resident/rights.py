"""What a resident may ask about her own data: see it, put it right, withdraw her consent, have it deleted; and her receipt."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from complaints import stored
from complaints.access import complaint_by_token, own_complaint
from complaints.forms import key_of
from complaints.models import Complaint
from complaints.services import classifying, rights
from complaints.views.resident.asking import CategoryForm, CorrectForm, DeletionForm, RightsForm

FORMLESS = ("moved", "refused")  # refusals after which there is no form any more that could say them
CORRECTING_RATE = 10  # corrections and requests an hour for one case and client


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """看看存了我什么: every field, message and person, and what she may do about it."""
    return _page(request, own_complaint(token))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """更正: name or telephone; the text is put right by adding to it."""
    form = CorrectForm(request.POST if request.method == "POST" else None)

    def run(case: Complaint) -> None:
        given = form.cleaned_data
        rights.correct(
            case, name=given["name"], phone=given["phone"], now=timezone.now(), client_key=given["client_key"]
        )

    return _ask(request, token, run, form)


@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, token: str) -> HttpResponse:
    """分类不对: the resident never has to choose one, and may put right what her words were taken for."""
    form = CategoryForm(own_complaint(token), request.POST if request.method == "POST" else None)

    def run(case: Complaint) -> None:
        given = form.cleaned_data
        classifying.correct_category(
            case, category=given["category"], now=timezone.now(), client_key=given["client_key"]
        )

    return _ask(request, token, run, form)


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """撤回同意, or take it back: `again` comes with the button that allows messages once more."""

    def run(case: Complaint) -> None:
        act = rights.give_consent if request.POST.get("again") else rights.withdraw_consent
        act(case, now=timezone.now(), client_key=key_of(request))

    return _ask(request, token, run)


@require_http_methods(["GET", "POST"])
def deletion(request: HttpRequest, token: str) -> HttpResponse:
    """申请删除: answered within the legal time."""
    form = DeletionForm(request.POST if request.method == "POST" else None)

    def run(case: Complaint) -> None:
        given = form.cleaned_data
        rights.ask_deletion(case, reason=given["reason"], now=timezone.now(), client_key=given["client_key"])

    return _ask(request, token, run, form)


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """A receipt for paper; its code leads to the look-up and not to this case, since paper lies about."""
    case = complaint_by_token(token)
    return render(request, "complaints/receipt.html", {"case": case, "token": token, **stored.receipt(case)})


def _ask(
    request: HttpRequest, token: str, run: Callable[[Complaint], None], form: RightsForm | None = None
) -> HttpResponse:
    """Do what was posted and lead back to the page; a refusal is said there and keeps what was typed."""
    case = own_complaint(token)
    if request.method == "GET":
        return redirect("complaints:data", token)
    try:
        hit("rights", f"{client_address(request)}:{case.pk}", limit=CORRECTING_RATE, window=3600)
        if form and not form.is_valid():
            raise Refused("form", gettext("请按提示改一下，再提交。"))
        run(case)
    except Refused as refusal:
        if form and refusal.code not in FORMLESS:
            form.refuse(refusal)
            return _page(request, case, form=form, status=refusal.status)
        return _page(request, own_complaint(token), refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('complaints:data', args=[token])}?done")


def _page(
    request: HttpRequest,
    case: Complaint,
    *,
    form: RightsForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "stored": stored.read(case),
        "correcting": form if isinstance(form, CorrectForm) else CorrectForm(),
        "sorting": form if isinstance(form, CategoryForm) else CategoryForm(case),
        "deleting": form if isinstance(form, DeletionForm) else DeletionForm(),
        "client_key": uuid4(),
        "refusal": refusal,
    }
    return render(request, "complaints/data.html", context, status=status)
