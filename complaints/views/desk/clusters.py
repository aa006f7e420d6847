"""A cluster: who is in it, what each was promised, and one answer to all."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from complaints.grouping import GROUP_MIN, REPRESENTATIVES_MAX
from complaints.models import Cluster
from complaints.selectors.clusters import cluster_for, page
from complaints.selectors.clusters import clusters as listed
from complaints.services import answering
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import FAULTY, WORDS_MAX, Choice, DeskForm, Phrases
from complaints.workflow import ClosingKind
from governance.access import has
from governance.roles import Right

REPLY, CLOSE = "reply", "close"
HOW = ((REPLY, "回复每个人，继续办"), (CLOSE, "答复每个人，办结"))
KINDS = [(kind.value, kind.label) for kind in (ClosingKind.SUBSTANTIVE, ClosingKind.PROCEDURAL)]


class AnswerForm(DeskForm):
    """一并答复. The same text goes to everybody, so nobody's number, name or words may stand in it."""

    only: ClassVar[dict[str, str]] = {"closing_kind": CLOSE, "no_evidence": CLOSE}

    how = Choice("怎样答复", "请选择怎样答复。", HOW, widget=forms.RadioSelect, initial=REPLY)
    text = Phrases(
        "写给每个人", asked="请写下要告诉大家的话。", max_length=WORDS_MAX, rows=4,
        hint="每个人都收到同样的话，看不到别人。不要写任何人的姓名、电话、原话。办结至少 20 个字。",
    )  # fmt: skip
    closing_kind = Choice("办结方式", "请选择办结方式。", KINDS, required=False, widget=forms.RadioSelect)
    no_evidence = Phrases("没有照片的原因", hint="不发给居民，记在每一件的案卷里；不写就以通话记录为凭。")
    take = forms.BooleanField(label="没有人认领的，由我认领后一起答复（各人的回电时限照旧）", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["no_evidence"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") == CLOSE and not given.get("closing_kind"):
            self.add_error("closing_kind", "请选择办结方式。")
        given["client_key"] = given.get("client_key") or uuid4()
        return given


@staff_only
@require_safe
def clusters(request: DeskRequest) -> HttpResponse:
    """All of them that she sees a case of, newest first."""
    cursor = request.GET.get("cursor", "")
    context = {"page": listed(request.user, cursor=cursor), "cursor": cursor, "group_min": GROUP_MIN, "section": "desk"}
    return render(request, "complaints/desk/clusters.html", context)


@staff_only
@require_safe
def cluster(request: DeskRequest, cluster: str) -> HttpResponse:
    """Its members that she sees, a page at a time."""
    return _page(request, cluster_for(request.user, cluster))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: DeskRequest, cluster: str) -> HttpResponse:
    """一并答复: what became of each one is said. Opened by hand it leads to the cluster."""
    found = cluster_for(request.user, cluster)
    if request.method != "POST":
        return redirect("complaints:desk_cluster", cluster)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        return _page(request, found, answered=_answered(found, request, form.cleaned_data))
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, found, form=form, status=refusal.status)


def _answered(found: Cluster, request: DeskRequest, given: dict[str, Any]) -> list[answering.Answered]:
    common: dict[str, Any] = {"staff": request.user, "now": timezone.now()} | {
        name: given[name] for name in ("text", "take", "client_key")
    }
    if given["how"] == REPLY:
        return answering.reply(found, **common)
    return answering.close(found, closing_kind=given["closing_kind"], no_evidence=given["no_evidence"], **common)


def _page(
    request: DeskRequest,
    found: Cluster,
    *,
    form: AnswerForm | None = None,
    answered: list[answering.Answered] | None = None,
    status: int = 200,
) -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    context = {
        "cluster": found, "page": page(found, request.user, cursor=cursor), "cursor": cursor, "form": form or AnswerForm(),
        "answered": answered, "may_handle": has(request.user, Right.HANDLE), "group_min": GROUP_MIN,
        "most": REPRESENTATIVES_MAX, "section": "desk",
    }  # fmt: skip
    return render(request, "complaints/desk/cluster.html", context, status=status)
