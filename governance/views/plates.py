"""码牌: the codes of her units on the wall, one of them, what is done with it, and printing."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from binan.kit.errors import Refused
from governance.access import place_for
from governance.models import Place, PrintRun, Staff
from governance.plates import ACTIONS, KEEPER, NOTE_MAX, Damage, Stage
from governance.posters import draw, plaque
from governance.selectors import plates as found
from governance.services import plates, prints
from governance.views.roster import StaffRequest

SECTION = "places"
PRINTABLE = [layout.value for layout in PrintRun.Layout]
NO_PLACE = "没有这个码，请核对码牌上的码。"


class PlateForm(forms.Form):
    """What a verb has to know. `wanted`: which fields each verb shows."""

    wanted: ClassVar[dict[str, tuple[str, ...]]] = {
        "damage": ("what", "note"),
        "replace": ("note",),
        "retire": ("note", "successor"),
    }

    what = forms.ChoiceField(
        label="哪里不对", choices=Damage.choices, widget=forms.RadioSelect, required=False,
        error_messages={"invalid_choice": "请选择哪里不对。"},
    )  # fmt: skip
    note = forms.CharField(
        label="原因",
        required=False,
        max_length=NOTE_MAX,
        error_messages={"max_length": f"太长了，请控制在 {NOTE_MAX} 字以内。"},
    )
    successor = forms.CharField(
        label="接替的码",
        required=False,
        max_length=16,
        help_text="还有人扫旧码时，带他到这个点位；不填就提示码已停用。",
    )

    def __init__(self, verb: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{verb}_%s", prefix=None)
        self.verb, self.label = verb, ACTIONS[verb].label
        self.keeper = ACTIONS[verb].by == {KEEPER}
        for name in set(self.fields) - set(self.wanted.get(verb, ())):
            del self.fields[name]
        if verb == "damage":
            self.fields["note"].label = "还要说的"

    def refuse(self, refusal: Refused) -> None:
        """Show what a service refused at its fields."""
        for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
            self.add_error(name if name in self.fields else None, sentence)


@login_required
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """All codes she looks after, by what is to be done with them."""
    now, asked = timezone.now(), _asked(request)
    page = found.listed(request.user, cursor=request.GET.get("cursor", ""), now=now, **asked)
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "page": page, "asked": asked, "shown": list(found.SHOWN.items()), "units": found.units_of(request.user), "section": SECTION,
        "totals": found.totals(request.user, within=asked["within"], now=now), "runs": found.print_runs(request.user),
        "layouts": PrintRun.Layout.choices, "forms": PrintRun.Form.choices, "again": "cursor" in request.GET,
        "more": urlencode({**kept, "cursor": page.next}) if page.next else "", "first": urlencode(kept),
    }  # fmt: skip
    return render(request, "governance/places/list.html", context)


@login_required
@require_safe
def one(request: StaffRequest, code: str) -> HttpResponse:
    """One code: where its plate is in its life, what came by it, what was done with it."""
    return _page(request, place_for(request.user, code))


@login_required
@require_POST
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """One verb; a new code has another address, so the page that follows is that of the place as it is now."""
    if verb not in ACTIONS:
        raise Http404
    place = place_for(request.user, code)
    form = PlateForm(verb, request.POST)
    try:
        if not form.is_valid():
            raise Refused("form", "请按提示改一下，再提交。")
        given = dict(form.cleaned_data)
        successor = _successor(request.user, given.pop("successor", ""))
        plates.act(place, staff=request.user, verb=verb, now=timezone.now(), successor=successor, **given)
    except Refused as refusal:
        if refusal.code != "form":
            form.refuse(refusal)
        return _page(request, place, form, status=refusal.status)
    return redirect("governance:place", place.code)


@login_required
@require_safe
def sheet(request: StaffRequest, code: str, layout: str) -> HttpResponse:
    """Its plate to print."""
    place = place_for(request.user, code)
    if layout not in PRINTABLE or place.retired_at:
        raise Http404
    answer = HttpResponse(draw([plaque(place)], layout), content_type="application/pdf")
    name = f"{place.number} {place.name} {PrintRun.Layout(layout).label}.pdf"
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return answer


@login_required
@require_POST
def ask(request: StaffRequest) -> HttpResponse:
    """Print what the list shows."""
    now, asked = timezone.now(), _asked(request)
    rows = found.chosen(request.user, now=now, **asked).exclude(stage=Stage.RETIRED).order_by("id")
    keys = list(rows.values_list("pk", flat=True)[: prints.MOST + 1])
    units = {unit.pk: unit.name for unit in found.units_of(request.user)}
    title = "、".join(
        filter(None, (units.get(asked["within"] or 0, ""), found.SHOWN[asked["show"]], asked["typed"], asked["batch"]))
    )
    run = prints.ask(
        staff=request.user,
        places=keys,
        layout=request.POST.get("layout", ""),
        form=request.POST.get("form", ""),
        title=title,
        now=now,
    )
    return redirect("governance:print", run.pk)


@login_required
@require_safe
def printing(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a printing is; the page asks again by itself."""
    context = {"run": _run(request, pk), "section": SECTION, "kept": prints.KEPT.days}
    part = "_print" if request.headers.get("HX-Request") else "print"
    return render(request, f"governance/places/{part}.html", context)


@login_required
@require_safe
def printed_file(request: StaffRequest, pk: int) -> FileResponse:
    """The file of a printing."""
    run = _run(request, pk)
    if not run.file:
        raise Http404
    name = f"滨安码 {run.get_layout_display()} {run.total} 个.{run.form}"
    return FileResponse(default_storage.open(run.file, "rb"), as_attachment=True, filename=name)


@login_required
@require_POST
def printed(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole printing has come out of the printer."""
    run = _run(request, pk)
    prints.mark(run, staff=request.user, now=timezone.now())
    return redirect("governance:print", run.pk)


def _run(request: StaffRequest, pk: int) -> PrintRun:
    run = found.print_run(request.user, pk)
    if run is None:
        raise Http404
    return run


def _asked(request: StaffRequest) -> dict[str, Any]:
    """What the list is narrowed to."""
    given = request.POST if request.method == "POST" else request.GET
    show, within = given.get("show", ""), given.get("within", "")
    return {
        "show": show if show in found.SHOWN else "",
        "within": int(within) if within.isascii() and within.isdecimal() and len(within) < 10 else None,
        "typed": given.get("q", "").replace("\0", "").strip()[: found.TYPED_MAX],
        "batch": given.get("batch", "").replace("\0", "")[:40],
    }


def _successor(staff: Staff, code: str) -> Place | None:
    if not code.strip():
        return None
    try:
        return place_for(staff, code.strip().replace("\0", ""))
    except Http404:
        raise Refused("successor", NO_PLACE, fields={"successor": NO_PLACE}) from None


def _page(request: StaffRequest, place: Place, form: PlateForm | None = None, *, status: int = 200) -> HttpResponse:
    offered = [
        form if form and form.verb == action.name else PlateForm(action.name)
        for action in plates.open_to(request.user, place)
    ]
    context = {
        "place": place, "offered": offered, "funnel": found.funnel(place, timezone.now()), "events": found.history(place),
        "former": found.former(place), "labels": {name: action.label for name, action in ACTIONS.items()}, "form": form,
        "layouts": PrintRun.Layout.choices, "section": SECTION,
    }  # fmt: skip
    return render(request, "governance/places/one.html", context, status=status)
