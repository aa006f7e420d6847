"""The papers of a mediation for staff: what there is and what is missing, issuing, printing, filing scans, archiving."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binan.kit.errors import Refused
from mediation.access import mediation_for
from mediation.forms.command import FAULTY
from mediation.forms.papers import KINDS, ArchiveForm, PaperForm, ScanForm
from mediation.models import Mediation
from mediation.papers import offers, reading
from mediation.papers.completeness import completeness
from mediation.paperwork import Paper, Retention
from mediation.services import archiving, packets
from mediation.services.inking import PDF
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def page(request: StaffRequest, code: str) -> HttpResponse:
    """The papers that hold, the check, what may be issued, the dossier."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """GET: the form of a paper. POST: issue it and show it. `?item=2`: a new version of the second of its kind; `?party=7`,
    `?agent=3`: of whom it is, so that what is known of her is there already."""
    if kind not in KINDS:
        raise Http404
    found, item = mediation_for(request.user, code), _number(request, "item", 1000)
    typed = request.POST if request.method == "POST" else None
    whose = {"party": _number(request, "party"), "agent": _number(request, "agent")} if typed is None else {}
    form = PaperForm(typed, mediation=found, staff=request.user, kind=kind, item=item, **whose)
    refusal = None
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise Refused(*FAULTY)
            issued = form.act(timezone.now())
            messages.success(request, f"已出具：{issued.get_kind_display()}，第 {issued.version} 版。")
            return redirect("mediation:papers", code)
        except Refused as raised:
            form.refuse(refusal := raised)
    context = {
        "mediation": found, "form": form, "paper": Paper(kind), "item": item, "refusal": refusal, "section": "mediation",
        "objection": offers.objection(found, kind) or offers.sealed(reading.dossier_of(found)),
    }  # fmt: skip
    return render(request, "mediation/paper_new.html", context, status=refusal.status if refusal else 200)


@staff_only
@require_safe
def pdf(request: StaffRequest, code: str, paper: str) -> HttpResponse:
    """The file as it was issued; `?save=1` to keep it."""
    found = reading.document_for(mediation_for(request.user, code), paper)
    return as_pdf(request, reading.pdf(found), f"{found.get_kind_display()}-{found.code}.pdf")


@staff_only
@require_POST
def scans(request: StaffRequest, code: str, paper: str) -> HttpResponse:
    """归入扫描件."""
    mediation = mediation_for(request.user, code)
    document, form = reading.document_for(mediation, paper), ScanForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        form.file(document, request.user, request.FILES.getlist("pages"), timezone.now())
    except Refused as refusal:
        return _page(request, mediation, refusal=refusal)
    messages.success(request, f"已归入扫描件：{document.get_kind_display()}。")
    return redirect("mediation:papers", code)


@staff_only
@require_safe
def scan(request: StaffRequest, code: str, paper: str, number: int) -> HttpResponse:
    """A scanned page; a foreign PDF is saved, never opened inside our pages."""
    found = reading.scan_for(mediation_for(request.user, code), paper, number)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    if found.media_type == PDF:
        headers["Content-Disposition"] = f'attachment; filename="{paper}-{number}.pdf"'
    return HttpResponse(reading.picture(found.file), content_type=found.media_type, headers=headers)


@staff_only
@require_safe
def draft(request: StaffRequest, code: str) -> HttpResponse:
    """The dossier: as it was archived, or as it would be now."""
    found = mediation_for(request.user, code)
    if archived := reading.bound(found):
        return as_pdf(request, reading.pdf(archived), f"卷宗-{found.code}.pdf")
    row = reading.dossier_of(found)
    if row is None:
        raise Http404
    _, printed = archiving.draw(
        found, row, staff=request.user, retention=row.retention, remark="草稿，还没有归档", now=timezone.now()
    )
    return as_pdf(request, printed.pdf, f"卷宗草稿-{found.code}.pdf")


@staff_only
@require_safe
def court(request: StaffRequest, code: str) -> HttpResponse:
    """What a court asks for to confirm the agreement, as one file with its index."""
    found = mediation_for(request.user, code)
    try:
        printed = packets.court(found, staff=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, found, refusal=refusal)
    return as_pdf(request, printed.pdf, f"司法确认材料-{found.code}.pdf")


@staff_only
@require_POST
def archive(request: StaffRequest, code: str) -> HttpResponse:
    """卷宗归档."""
    found, form = mediation_for(request.user, code), ArchiveForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        form.close(found, request.user, timezone.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, found, refusal=refusal, form=form)
    messages.success(request, "卷宗已归档，从现在起只读。")
    return redirect("mediation:papers", code)


def as_pdf(request: HttpRequest, data: bytes, name: str) -> HttpResponse:
    """A file to look at and print, or with `?save=1` to keep; no browser or proxy stores it by itself."""
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header("save" in request.GET, name) or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _number(request: HttpRequest, name: str, below: int = 2**31) -> int | None:
    asked = request.POST.get(name) or request.GET.get(name) or ""
    return int(asked) if asked.isdecimal() and len(asked) < 11 and 0 < int(asked) < below else None


def _page(
    request: StaffRequest, found: Mediation, *, refusal: Refused | None = None, form: ArchiveForm | None = None
) -> HttpResponse:
    row, papers = reading.dossier_of(found), reading.holding(found)
    scanned = reading.scans_of(papers)
    said = {kind: offers.objection(found, kind) for kind in KINDS}
    context = {
        "mediation": found,
        "dossier": row,
        # each with a form of its own: what is sent for one paper is no repetition of what was sent for another
        "papers": [(paper, scanned.get(paper.pk, []), ScanForm(auto_id=False)) for paper in papers],
        "earlier": reading.superseded(found),
        "check": completeness(found),
        "ready": [kind for kind, objection in said.items() if not objection],
        "waiting": [(kind, objection, offers.door(found, kind)) for kind, objection in said.items() if objection],
        "to_court": packets.wanted(found) if not offers.objection(found, Paper.CONFIRMATION) else None,
        "archived": bool(row and row.closed_at),
        "archive_form": form or ArchiveForm(initial={"retention": Retention.LONG}),
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/papers.html", context, status=refusal.status if refusal else 200)
