"""人民调解案件统计表 on screen and as a workbook, and the monthly reports people type."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit import workbooks
from binan.kit.errors import Refused
from mediation import figures, statistics
from mediation.forms import FAULTY
from mediation.forms.prevention import PreventionForm, SpanForm
from mediation.models import Organisation
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The form of the months asked for, this year's by default."""
    of, span = _hers(request), _span(request)
    context: dict[str, object] = {"span": span, "section": "mediation"}
    if span.is_valid():
        form = statistics.form(of, span.cleaned_data["first"], span.cleaned_data["last"])
        context |= {"form": form, "heads": figures.HEADS, "query": request.GET.urlencode()}
    return render(request, "mediation/statistics.html", context, status=422 if span.errors else 200)


@staff_only
@require_safe
def sheet(request: StaffRequest) -> HttpResponse:
    """The same as a workbook of three sheets."""
    of, span = _hers(request), _span(request)
    if not span.is_valid():
        return redirect("mediation:statistics")
    form = statistics.form(of, span.cleaned_data["first"], span.cleaned_data["last"])
    months = f"{form.first:%Y年%m月}—{form.last:%Y年%m月}"
    tables = (
        workbooks.Table(
            "汇总", f"人民调解案件统计表（{months}）", ["组织类型", *figures.HEADS],
            [[kind, *row.cells()] for kind, row in form.by_kind()],
        ),
        workbooks.Table(
            "分月", f"分月统计（{months}）", ["月份", "组织类型", *figures.HEADS],
            [[f"{month:%Y-%m}", kind, *cells] for month, kind, cells in form.monthly()], fixed=2,
        ),
        workbooks.Table(
            "纠纷类型", f"调解结束的纠纷类型（{months}，件）", ["纠纷类型", *form.kinds(), "合计"],
            [[of_type, *numbers, whole] for of_type, numbers, whole in form.by_dispute()],
        ),
    )  # fmt: skip
    return workbooks.download(tables, name=f"调解统计{form.first:%Y%m}-{form.last:%Y%m}.xlsx")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: StaffRequest) -> HttpResponse:
    """填报排查预防月报."""
    of = _hers(request)
    given = request.POST if request.method == "POST" else None
    form = PreventionForm(given, staff=request.user, of=of, asked=request.GET)
    context = {"form": form, "reports": statistics.reports(of), "section": "mediation"}
    if given is not None:
        try:
            if not form.is_valid():
                raise Refused(*FAULTY)
            row = form.act(timezone.now())
        except Refused as refusal:
            form.refuse(refusal)
            return render(request, "mediation/prevention.html", context, status=422)
        messages.success(request, f"已填报：{row}。")
        return redirect("mediation:prevention")
    return render(request, "mediation/prevention.html", context)


def _hers(request: StaffRequest) -> QuerySet[Organisation]:
    """The organisations whose figures are hers to see. Raises `Http404` when there are none for her."""
    found = statistics.organisations(request.user)
    if found is None:
        raise Http404
    return found


def _span(request: StaffRequest) -> SpanForm:
    """The months asked for; without any this year until now."""
    today: date = timezone.localdate()
    usual = {"first": f"{today:%Y}-01", "last": f"{today:%Y-%m}"}
    return SpanForm({name: request.GET.get(name, value) for name, value in usual.items()}, auto_id="span_%s")
