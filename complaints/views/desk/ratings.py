"""满意率 by unit with what has to stand beside it, the marks behind it, and appeals against them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binan.kit.errors import NotAllowed, Refused
from complaints import judgements
from complaints.services import appealing
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import DeskForm, Phrases
from governance.access import has
from governance.roles import Right

NOT_YOURS = "满意率由社区书记、街道指挥员和区级值班员查看。"


class AppealForm(DeskForm):
    """诉求不合理, with the reason."""

    reason = Phrases(
        "为什么不合理", asked="请写明理由。",
        phrases=("诉求超出法律法规允许的范围。", "诉求人要求处罚邻居，我们没有这个权力。", "问题已经解决，诉求人另有要求。"),
    )  # fmt: skip


class DecideForm(DeskForm):
    """The district's word."""

    upheld = forms.TypedChoiceField(
        label="裁定", choices=[("yes", "成立，第二个满意率剔除这一票"), ("no", "不成立")], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect, error_messages={"required": "请选择成立或不成立。", "invalid_choice": "请选择成立或不成立。"},
    )  # fmt: skip
    reason = Phrases("裁定理由", asked="请写明理由。")


@staff_only
@require_safe
def ratings(request: DeskRequest) -> HttpResponse:
    """The figures of her units in the window she chose, and the marks one page at a time, newest first."""
    return _page(request)


@staff_only
@require_POST
def appeal(request: DeskRequest, number: int) -> HttpResponse:
    """Appeal against a mark of her unit."""
    return _take(request, AppealForm(request.POST), appealing.appeal, judgements.appealable(request.user, number))


@staff_only
@require_POST
def decide(request: DeskRequest, number: int) -> HttpResponse:
    """Decide an appeal."""
    return _take(request, DecideForm(request.POST), appealing.decide, judgements.appeal_for(request.user, number))


def _take(request: DeskRequest, form: DeskForm, service: Any, about: Any) -> HttpResponse:
    """Call the service with what was typed; what is missing is said on the page that was left."""
    if not form.is_valid():
        sentence = next(str(error) for errors in form.errors.values() for error in errors)
        raise Refused("form", sentence)
    service(about, staff=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, "已提交，记进流转记录。")
    return redirect("complaints:desk_ratings")


def _page(request: DeskRequest) -> HttpResponse:
    if not has(request.user, Right.QUALITY):
        raise NotAllowed("not_allowed", NOT_YOURS)
    now, days, show = timezone.now(), _days(request.GET.get("days", "")), request.GET.get("show", "") or "low"
    page = judgements.listed(request.user, days=days, show=show, now=now, cursor=request.GET.get("cursor", ""))
    whole, units = judgements.by_unit(request.user, days=days, now=now)
    kept = {"days": days, "show": show}
    questions = has(request.user, Right.QUESTION)
    context = {
        "whole": whole, "units": units, "page": page, "days": days, "show": show, "windows": judgements.DAYS,
        "shown": [(name, words) for name, words in judgements.SHOWN.items() if questions or name != "asked"],
        "more": urlencode({**kept, "cursor": page.next}) if page.next else "",
        "first": urlencode(kept) if request.GET.get("cursor") else "",
        "waiting": [(each, DecideForm(auto_id=f"decide{each.pk}_%s")) for each in judgements.waiting_appeals(request.user)],
        "appeal": AppealForm(auto_id=""), "revisits": has(request.user, Right.REVISIT), "section": "ratings",
    }  # fmt: skip
    return render(request, "complaints/desk/ratings.html", context)


def _days(asked: str) -> int:
    return int(asked) if asked in map(str, judgements.DAYS) else judgements.DAYS[0]
