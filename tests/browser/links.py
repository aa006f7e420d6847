"""`python -m tests.browser.links` in a server's environment: the secret links of the demo district, one of each kind, as JSON."""

from __future__ import annotations

import json
import os
import sys

import django


def links() -> dict[str, str]:
    """Name of a page → its path. Raises when the demo district has no such case, so that no page is left out silently."""
    from complaints.models import Complaint, Deadline, Rating
    from complaints.workflow import OPEN
    from mediation.models import Party
    from mediation.workflow import RUNNING

    cases = Complaint.objects.order_by("pk")
    late = Deadline.objects.filter(missed_at__isnull=False, met_at=None, void_at=None, complaint__stage__in=OPEN)
    wanted = {
        "case open": cases.filter(stage="ACCEPTED")
        .exclude(urgency="P0")
        .exclude(pk__in=late.values("complaint"))
        .first(),
        "case in danger": cases.filter(urgency="P0", stage__in=OPEN).first(),
        "case late": cases.filter(pk__in=late.values("complaint")).first(),
        "case mediating": cases.filter(stage="MEDIATING").first(),
        "case closed": cases.filter(stage="CLOSED").first(),
        "case rated": cases.filter(stage="RATED").first(),
    }
    found = {name: f"/c/{case.token}/" for name, case in wanted.items() if case}
    ratings = Rating.objects.order_by("pk")
    for name, rating in (
        ("rating", ratings.filter(rated_at=None, expired_at=None).first()),
        ("rated", ratings.exclude(rated_at=None).first()),
    ):
        if rating:
            found[name] = f"/r/{rating.token}/"
    parties = Party.objects.order_by("pk")
    for name, party in (
        ("mediation asked", parties.filter(answer="asked", mediation__stage__in=RUNNING).first()),
        ("mediation agreed", parties.filter(answer="agreed", mediation__stage__in=RUNNING).first()),
        ("mediation over", parties.exclude(mediation__stage__in=RUNNING).first()),
    ):
        if party:
            found[name] = f"/m/{party.token}/"
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    django.setup()
    json.dump(links(), sys.stdout)
