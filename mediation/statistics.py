"""人民调解案件统计 by month and kind of organisation (domain.md §4.3): figures that add up, each with its rule.

A case counts in the month in which its mediation ended. 调解 is what was really mediated: settled or not. Where a side did not
want it, the case was over before, or danger handed it over, nothing was mediated: such cases stand apart and are in no rate. Settled is an agreement
that holds, by word or on paper, also one of some of the parties only, and a lawsuit withdrawn with court and number.
What nobody can know from cases (排查, 预防) comes from the monthly reports people type, and is empty where there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from governance.access import has, working_units
from governance.levels import Level
from governance.models import Staff
from governance.roles import Right
from mediation import ledger
from mediation.crowd import PARTINGS
from mediation.figures import TYPED, Figures, Form, month_after, months_between
from mediation.models import (
    Confirmation,
    Lawsuit,
    Mediation,
    MediationEntry,
    Obligation,
    Organisation,
    Party,
    Prevention,
    Revisit,
)
from mediation.workflow import Origin, Regime, Stage

MONTHS_MAX = 24
REPORTS = 12  # the last ones beside the form
CENT = Decimal("0.01")
MEDIATED = (Stage.AGREED, Stage.RESOLVED, Stage.FAILED, Stage.TERMINATED)
NOT_BEGUN = (Stage.REFUSED, Stage.LAPSED, Stage.HALTED)
ORIGINS = {Origin.APPLIED: "applied", Origin.INITIATIVE: "initiative", Origin.REFERRED: "referred"}


def organisations(staff: Staff) -> QuerySet[Organisation] | None:
    """The organisations whose figures she may see: a district post all, a street's those that serve it, a mediator her own;
    None when it is not for her to see any."""
    units = [unit for unit in working_units(staff, Right.QUALITY) if unit.level <= Level.SUBDISTRICT]
    hers = getattr(staff, "mediator", None)
    mine = hers.organisation_id if hers and hers.active and has(staff, Right.MEDIATE) else None
    if not units and mine is None:
        return None
    if any(unit.level == Level.DISTRICT for unit in units):
        return Organisation.objects.all()
    return Organisation.objects.filter(Q(unit__in=units) | Q(pk=mine))


def kind_of(organisation: Organisation) -> str:
    """The kind under which an organisation's figures stand: what mediation it does and, where that is told, at which tier."""
    regime = Regime(organisation.regime).label
    return f"{regime}（{organisation.get_tier_display()}）" if organisation.tier else regime


def form(of: QuerySet[Organisation], first: date, last: date) -> Form:
    """The form of these organisations for the months `first` to `last` (each the first day of its month, both included).

    A constant number of queries, whatever there is. Raises `ValueError` for a span of none or of more than `MONTHS_MAX`.
    """
    if not 0 < months_between(first, last) <= MONTHS_MAX:
        raise ValueError(f"1 to {MONTHS_MAX} months")
    everybody = list(of)
    kinds = {one.pk: kind_of(one) for one in everybody}
    cells: dict[tuple[date, str], Figures] = {}
    disputes: Counter[tuple[str, str]] = Counter()

    def add(row: dict[str, Any], **numbers: Any) -> None:
        month = row["month"].date() if isinstance(row["month"], datetime) else row["month"]
        key = (month, kinds[row["organisation"]])
        cells[key] = cells.get(key, Figures()) + Figures(**numbers)

    for row in _accepted(of, first, last):
        add(row, accepted=row["n"])
    for row in _ended(of, first, last):
        add(row, **_counted(row))
        if row["stage"] in MEDIATED:
            disputes[row["kind"], kinds[row["organisation"]]] += row["n"]
    for row in _people(of, first, last):
        add(row, people=row["n"], people_settled=row["in_it"])
    for row in _promised(of, first, last):
        add(row, amount=row["amount"].quantize(CENT))
    for report in Prevention.objects.filter(organisation__in=of, month__range=(first, last)):
        typed = {name: getattr(report, name) for name in TYPED}
        add({"month": report.month, "organisation": report.organisation_id}, reports=1, **typed)
    return Form(first, last, frozenset(kinds[one.pk] for one in everybody if one.active), cells, disputes)


def reports(of: QuerySet[Organisation]) -> list[Prevention]:
    """The newest monthly reports of these organisations, as many as a screen holds."""
    return list(Prevention.objects.filter(organisation__in=of).select_related("organisation", "entered_by")[:REPORTS])


def report_of(organisation: Organisation | None, month: date | None) -> Prevention | None:
    """The report of an organisation's month; None while there is none."""
    return Prevention.objects.filter(organisation=organisation, month=month).first() if organisation and month else None


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments between which the months lie, local time."""
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, month_after(last, 1)))
    return begin, end


def _within(of: QuerySet[Organisation], column: str, first: date, last: date) -> QuerySet[Any]:
    begin, end = _span(first, last)
    rows = Mediation.objects.filter(organisation__in=of, **{f"{column}__gte": begin, f"{column}__lt": end})
    return rows.annotate(month=TruncMonth(column)).order_by()


def _accepted(of: QuerySet[Organisation], first: date, last: date) -> Iterable[dict[str, Any]]:
    return _within(of, "accepted_at", first, last).values("month", "organisation").annotate(n=Count("pk"))


def _ended(of: QuerySet[Organisation], first: date, last: date) -> Iterable[dict[str, Any]]:
    """The mediations that ended, counted by everything the form tells apart."""
    dropped = Lawsuit.objects.filter(mediation=OuterRef("pk"), withdrawn_on__isnull=False)
    full = Revisit.objects.filter(mediation=OuterRef("pk"), performance=Revisit.Performance.FULL)
    left = MediationEntry.objects.filter(mediation=OuterRef("pk"), kind__in=PARTINGS)
    duties = Obligation.objects.filter(agreement__mediation=OuterRef("pk"))
    rows = _within(of, "ended_at", first, last).annotate(
        form=F("agreement__form"), dropped=Exists(dropped),
        performed=Case(When(Exists(duties), then=~Exists(duties.exclude(ledger.KEPT))), default=Exists(full)), some_left=Exists(left),
        filed=Q(agreement__confirmation__filed_on__isnull=False), ruling=F("agreement__confirmation__ruling"),
    )  # fmt: skip
    asked = "month organisation stage origin kind form dropped performed some_left filed ruling".split()
    return rows.values(*asked).annotate(n=Count("pk"))


def _counted(row: dict[str, Any]) -> dict[str, int]:
    """The columns a group of ended mediations counts in."""
    n, stage = row["n"], row["stage"]
    if stage in NOT_BEGUN:
        return {"not_begun": n}
    found = {"mediated": n, ORIGINS[Origin(row["origin"])]: n}
    if stage == Stage.AGREED:
        found |= {"settled": n, row["form"]: n}
        flags = {
            "performed": row["performed"], "partial": row["some_left"], "confirm_filed": row["filed"],
            "confirmed": row["ruling"] == Confirmation.Ruling.VALID,
        }  # fmt: skip
        return found | {name: n for name, holds in flags.items() if holds}
    if stage == Stage.RESOLVED or row["dropped"]:
        return found | {"settled": n, "withdrawn": n}
    return found | {"unsettled": n}


def _people(of: QuerySet[Organisation], first: date, last: date) -> Iterable[dict[str, Any]]:
    """The parties of what was mediated, and those of them whom an agreement binds."""
    bound = Q(mediation__stage=Stage.AGREED, left_at__isnull=True)
    begin, end = _span(first, last)
    rows = Party.objects.filter(
        mediation__organisation__in=of, mediation__stage__in=MEDIATED, mediation__ended_at__gte=begin,
        mediation__ended_at__lt=end,
    )  # fmt: skip
    grouped = rows.annotate(month=TruncMonth("mediation__ended_at"), organisation=F("mediation__organisation"))
    counted = grouped.order_by().values("month", "organisation")
    found: Iterable[Any] = counted.annotate(n=Count("pk"), in_it=Count("pk", filter=bound))
    return found


def _promised(of: QuerySet[Organisation], first: date, last: date) -> Iterable[dict[str, Any]]:
    """What the agreements of these months are about, in yuan: the sum written in them, or all that was promised by them."""
    rows = _within(of, "ended_at", first, last).filter(stage=Stage.AGREED).order_by()
    promised = Obligation.objects.filter(agreement__mediation=OuterRef("pk")).order_by().values("agreement")
    whole = promised.annotate(all=Sum("amount")).values("all")
    of_each = rows.annotate(yuan=Coalesce("agreement__amount", Subquery(whole)))
    return of_each.values("month", "organisation").annotate(amount=Coalesce(Sum("yuan"), Value(Decimal(0))))
