"""The wall view for the station's big screen: read from five metres by whoever passes, so it shows nobody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints import wall as walls
from complaints.views.desk.door import DeskRequest, staff_only
from governance.access import working_units


@staff_only
@require_safe
def wall(request: DeskRequest) -> HttpResponse:
    """The whole page, or for its script the moving part alone (wall.js)."""
    now = timezone.now()
    context = {"wall": walls.wall(request.user, now=now), "units": working_units(request.user), "now": now}
    part = "complaints/desk/_wall.html" if request.headers.get("X-Part") == "wall" else "complaints/desk/wall.html"
    return render(request, part, context)
