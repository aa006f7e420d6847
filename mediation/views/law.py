"""公共法律问答 for everybody: ask, print, hand over to a person. The question travels in the body, never in an address."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from governance.selectors import place_by_code
from mediation.forms.law import AskForm, LimitForm
from mediation.legal import shelves
from mediation.legal.answering import Answer, State, answer
from mediation.legal.limits import LIMITS
from mediation.models import Question
from mediation.services import law_cards

RATE = 30  # questions a minute from one client: behind one address a whole hall may ask
IDLE = 120  # seconds after which the kiosk forgets what somebody asked


class SamePost(HttpResponseRedirect):
    """Leads on with the same body: what was typed goes along and stands in no address."""

    status_code = 307


@cache_control(private=True, no_cache=True)  # her own way back from the form keeps the answer
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, *, kiosk: bool = False) -> HttpResponse:
    """A question and its answer: found with articles, not found, or not available now."""
    form = AskForm(request.POST if request.method == "POST" else None)
    found, refusal = _answered(request, form) if request.method == "POST" else (None, None)
    context = {**_frame(request, kiosk), "form": form, "answer": found, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    response = render(request, "mediation/law/ask.html", context, status=status)
    if kiosk:
        add_never_cache_headers(response)  # the next person at the screen does not leaf back
    return response


def _answered(request: HttpRequest, form: AskForm, *, keep: bool = True) -> tuple[Answer | None, Refused | None]:
    try:
        hit("law", client_address(request), limit=RATE, window=60)
    except Refused as refusal:
        return None, refusal
    if not form.is_valid():
        return None, None
    now = timezone.now()
    found = answer(form.cleaned_data["question"], timezone.localdate(now))
    if keep and found.state != State.FOUND:
        why = Question.Why.NONE if found.state == State.NONE else Question.Why.DOWN
        law_cards.keep(form.cleaned_data["question"], why=why, now=now, client_key=form.cleaned_data["client_key"])
    return found, None


def _frame(request: HttpRequest, kiosk: bool) -> dict[str, object]:
    """What the page is made of besides the question: where it was opened, and how."""
    place = place_by_code(request.POST.get("place") or request.GET.get("place", ""))
    known = place if place and not place.retired_at else None
    return {
        "place": known,
        "stations": [] if known else shelves.stations(),
        "kiosk": kiosk,
        "idle": IDLE,
        "url": reverse("mediation:law_kiosk" if kiosk else "mediation:law"),
        "fresh_key": uuid4(),
        "noted": request.GET.get("noted") == "1",
        "kept_days": law_cards.KEPT.days,
    }


@never_cache
@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """The answer on a sheet to print."""
    form = AskForm(request.POST)
    found, refusal = _answered(request, form, keep=False)  # it was kept when it was asked
    if found is None:
        context = {**_frame(request, False), "form": form, "refusal": refusal}
        return render(request, "mediation/law/ask.html", context, status=refusal.status if refusal else 422)
    context = {"answer": found, "question": form.cleaned_data["question"], "today": timezone.localdate()}
    return render(request, "mediation/law/paper.html", context)


@require_POST
def vain(request: HttpRequest) -> HttpResponse:
    """没帮到我: an answer that did not help becomes a card as well."""
    form = AskForm(request.POST)
    hit("law", client_address(request), limit=RATE, window=60)
    if form.is_valid():
        law_cards.keep(
            form.cleaned_data["question"], why=Question.Why.UNHELPFUL, now=timezone.now(),
            client_key=form.cleaned_data["client_key"],
        )  # fmt: skip
    return redirect(f"{reverse('mediation:law')}?noted=1")


@require_POST
def to_person(request: HttpRequest) -> HttpResponse:
    """转人工 and 申请调解: the filing form of the place, with the question already in."""
    place = place_by_code(request.POST.get("place", ""))
    if place is None or place.retired_at:
        context = {**_frame(request, False), "form": AskForm(request.POST)}
        context["refusal"] = Refused("place", _("请选您在的社区，我们把问题转过去。"))
        return render(request, "mediation/law/ask.html", context, status=422)
    nature = "help" if request.POST.get("want") == "mediation" else "consult"
    return SamePost(f"{reverse('complaints:file', args=[place.code])}?nature={nature}")


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """期限计算: when a limit of the law ends, by the holiday table."""
    form = LimitForm(request.GET if "since" in request.GET else None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        limit, today = LIMITS[form.cleaned_data["rule"]], timezone.localdate()
        result = shelves.reckoned(limit, form.cleaned_data["since"], today)
        context |= {
            "limit": limit,
            "since": form.cleaned_data["since"],
            "result": result,
            "source": shelves.source_of(limit),
        }
    return render(request, "mediation/law/limits.html", context, status=422 if form.errors else 200)


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """Every law on the shelf with its dates."""
    return render(request, "mediation/law/laws.html", {"laws": shelves.laws(), "today": timezone.localdate()})


@require_safe
def one_law(request: HttpRequest, key: str) -> HttpResponse:
    """The articles of a law that we hold."""
    law = shelves.law_for(key)
    context = {"law": law, "articles": shelves.articles_of(law), "in_force": law.holds(timezone.localdate())}
    return render(request, "mediation/law/one.html", context)
