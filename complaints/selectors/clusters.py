"""A cluster as its page shows it: the members she sees, how many more there are, and who speaks for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from binan.kit import cursors
from complaints.access import visible
from complaints.models import Cluster, Complaint, Deadline, Representative
from complaints.promises import PROMISES
from complaints.selectors.queue import NOT_IN_A_ROW, ORDER, PAGE, ROW, cursor_of, place_of
from complaints.workflow import OPEN
from governance.models import Staff


@dataclass
class Member:
    """One case of the cluster with the promises its resident waits for, first due first; `speaks`: her seat as a representative."""

    case: Complaint
    promises: list[Deadline] = field(default_factory=list)
    speaks: Representative | None = None


@dataclass(frozen=True)
class Page:
    """`whole`: how many cases there are; `others`: how many of these she does not see; `speaking`: how many representatives there
    are; `next`: the cursor of the next page, "" at the end."""

    members: list[Member]
    whole: int
    others: int
    speaking: int
    next: str


@dataclass(frozen=True)
class Listed:
    """A page of clusters, each with how many cases it has and how many of them are open; `next`: the cursor of the next page."""

    rows: list[tuple[Cluster, int, int]]
    next: str


def clusters(staff: Staff, *, cursor: str = "", size: int = PAGE) -> Listed:
    """The clusters with a case she sees, newest first, keyset-paged over (at, id): two queries.

    Raises `Refused` on a cursor that is not ours.
    """
    rows = _hers(staff).select_related("unit", "created_by").order_by("-at", "-id")
    if cursor:
        at, pk = cursors.place(cursor, datetime, int)
        rows = rows.filter(Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=pk)))
    found = list(rows[: size + 1])
    page = found[:size]
    counts = Complaint.objects.filter(cluster__in=[row.pk for row in page]).values("cluster")
    known = {
        each["cluster"]: (each["whole"], each["open"])
        for each in counts.annotate(whole=Count("pk"), open=Count("pk", filter=Q(stage__in=OPEN))).order_by()
    }
    more = cursors.cursor(page[-1].at, page[-1].pk) if len(found) > size else ""
    return Listed([(row, *known.get(row.pk, (0, 0))) for row in page], more)


def _hers(staff: Staff) -> QuerySet[Cluster]:
    return Cluster.objects.filter(Exists(visible(staff).filter(cluster=OuterRef("pk"))))


def cluster_for(staff: Staff, code: str) -> Cluster:
    """The cluster, for whoever sees one of its cases. Raises `Http404` for the others: the same answer as for none."""
    found = _hers(staff).filter(code=code).select_related("unit__parent", "created_by").first()
    if found is None:
        raise Http404
    return found


def page(cluster: Cluster, staff: Staff, *, cursor: str = "", size: int = PAGE) -> Page:
    """A page of its members, most pressing first: a fixed number of queries, one range scan of its index.

    Raises `Refused` on a cursor that is not ours.
    """
    hers = visible(staff).filter(cluster=cluster)
    rows = hers.select_related(*ROW).defer(*NOT_IN_A_ROW).order_by(*ORDER)
    if cursor:
        lane, at, pk = place_of(cursor)
        rows = rows.filter(lane__gte=lane).filter(
            Q(lane__gt=lane) | Q(lane=lane, pressing_at__gt=at) | Q(lane=lane, pressing_at=at, id__gt=pk)
        )
    found = list(rows[: size + 1])
    members = {case.pk: Member(case) for case in found[:size]}
    for row in Deadline.objects.filter(complaint__in=members, met_at=None, void_at=None).order_by("due_at", "pk"):
        if PROMISES[row.kind].shown and not row.paused_at:
            members[row.complaint_id].promises.append(row)
    speaking = list(Representative.objects.filter(cluster=cluster, ended_at=None).select_related("named_by"))
    for one in speaking:
        if one.complaint_id in members:
            members[one.complaint_id].speaks = one
    whole = Complaint.objects.filter(cluster=cluster).count()
    more = cursor_of(found[size - 1]) if len(found) > size else ""
    return Page(list(members.values()), whole, whole - hers.count(), len(speaking), more)
