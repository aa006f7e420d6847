"""`python -m tests.browser.links [desk]` in a server's environment: what only its database knows, one of each kind, as JSON:
the secret links of residents, or the cases and mediations of the desk."""

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
    promised = parties.filter(mediation__agreement__obligations__isnull=False).first()
    if promised:
        found |= {"promises": f"/m/{promised.token}/promises/", "party group": f"/m/{promised.token}/group/"}
    return found


def desk() -> dict[str, str]:
    """Stage or state → path on the desk, of cases in 东冠社区 (浦沿街道), of one mediation and of one cluster."""
    from complaints.models import Complaint
    from complaints.workflow import Stage
    from mediation.models import Mediation

    cases = Complaint.objects.filter(community__name="东冠社区").order_by("pk")
    wanted = {stage.lower(): cases.filter(stage=stage).first() for stage in Stage} | {
        "in danger": cases.filter(urgency="P0").first(),
        "mine": cases.filter(handler__username="shegong1").first(),
    }
    found = {f"case {name}": f"/desk/{case.code}/" for name, case in wanted.items() if case}
    found |= {"replay of a case": next(iter(found.values())) + "replay/"}
    meeting = Mediation.objects.order_by("pk").first()
    promised = Mediation.objects.filter(agreement__obligations__isnull=False).order_by("pk").first()
    if promised:
        found |= {"after": f"/mediation/{promised.code}/after/", "group": f"/mediation/{promised.code}/group/"}
    if grouped := cases.exclude(cluster=None).first():
        found["cluster"] = f"/desk/clusters/{grouped.cluster.code}/"
    return found | (
        {"mediation": f"/mediation/{meeting.code}/", "session": f"/mediation/{meeting.code}/session/"}
        if meeting
        else {}
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    django.setup()
    json.dump(desk() if sys.argv[1:] == ["desk"] else links(), sys.stdout)
