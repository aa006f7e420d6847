"""Every address under /m/ a party's secret link opens, and how to ask for it: the leak test walks them.

A new address under /m/ without a line here fails (test_leak.py). GET everything; name the POSTs that a party can send, with
what she would send, so that what is answered to them is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import get_resolver

from mediation.models import Document, Evidence, Party


@dataclass(frozen=True)
class Call:
    """One request. `path` comes after `/m/<token>/`."""

    path: str
    method: str = "GET"
    data: dict[str, Any] = field(default_factory=dict)


def get(*paths: str) -> Callable[[Party], list[Call]]:
    """These pages, and nothing to send."""
    return lambda party: [Call(path) for path in paths]


def both(*paths: str, **data: Any) -> Callable[[Party], list[Call]]:
    """Each page, and what is answered to it when it is sent empty and when it is sent with `data`."""
    return lambda party: [
        call
        for path in paths
        for call in (Call(path), Call(path, "POST"), *([Call(path, "POST", dict(data))] if data else []))
    ]


def copies(party: Party) -> list[Call]:
    """Each of the mediation's papers, hers or not."""
    papers = Document.objects.filter(mediation=party.mediation_id)
    return [Call(f"papers/{paper.code}/") for paper in papers]


# URL name without its app → the requests a party makes there. What depends on rows of hers is built from the party.
MADE: dict[str, Callable[[Party], list[Call]]] = {
    "party": get(""),
    "party_agree": both("consent/", may_name="1"),
    "party_ended": get("ended/"),
    "party_again": both("again/"),
    "party_papers": get("papers/"),
    "party_paper": copies,
    "party_end": both("refuse/", "terminate/"),
    "party_times": both("times/", **{"2026-11-25_morning": "no"}),
    "party_offer": both("offer/", offer="1", fits="1"),
    "party_move": both("move/", start="2026-11-26T10:00"),
    "party_arrive": both("arrive/", code="NOTADOOR"),
    "party_record": get("record/"),
    "party_evidence": lambda party: [
        Call(f"evidence/{pk}/")
        for pk in Evidence.objects.filter(mediation=party.mediation).values_list("pk", flat=True)
    ],
    "party_clauses": get("clauses/"),
    "party_answer": both("clauses/answer/", number=1, round=1, answer="change", words="改成九点。"),
    "party_range": both("clauses/range/", number=1, low="0", high="1000"),
    "party_mediators": lambda party: [
        Call("mediators/"),
        Call("mediators/", "POST"),
        *(Call("mediators/", "POST", {"mediator": one.pk}) for one in party.mediation.organisation.mediators.all()),
    ],
    "party_other": both("other/"),
    "promises": get("promises/"),
    "promise_say": both(
        "promises/fulfil/", "promises/receive/", "promises/not_received/", "promises/wish_confirm/", which="1"
    ),
    "party_group": get("group/"),
    "party_group_say": both("group/represent/", "group/unrepresent/", "group/accept_mandate/", which="1"),
}


def names() -> Iterator[str]:
    """The names of every address under /m/."""
    app = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "mediation")
    for pattern in app.url_patterns:
        if str(pattern.pattern).startswith("m/<str:token>/"):
            yield pattern.name
