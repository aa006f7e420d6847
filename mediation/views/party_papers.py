"""A party's own copies, on her secret link. What names the complainant is not there for the other side (domain.md §0.5)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.access import party_by_token
from mediation.papers import reading
from mediation.views.papers import as_pdf


@require_safe
def papers(request: HttpRequest, token: str) -> HttpResponse:
    """Her copies."""
    found = party_by_token(token)
    context = {"party": found, "mediation": found.mediation, "papers": reading.copies_for(found)}
    return render(request, "mediation/party_papers.html", context)


@require_safe
def pdf(request: HttpRequest, token: str, paper: str) -> HttpResponse:
    """One of them as it was issued."""
    found = reading.copy_for(party_by_token(token), paper)
    return as_pdf(request, reading.pdf(found), f"{found.get_kind_display()}-{found.code}.pdf")
