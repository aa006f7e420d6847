"""/metrics for Prometheus: what this process counted (`binan.kit.meters`), and the pulse of the house from the database.

Open to whoever sends the token of `BINAN_METRICS_TOKEN`, and to the machine itself where no proxy stands in between; to others
there is nothing at this address.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from binan import heartbeat
from complaints.selectors.pulse import pulse
from governance.selectors.plates import printings_waiting
from governance.services.chaining import audit_health
from notices.selectors import outbox

FRESH = 5.0  # seconds for which the pulse is kept: two scrapers ask the database once


class House:
    """The pulse of the house, read when somebody asks; `binan_database_up` 0 and no more when the database is away."""

    def __init__(self) -> None:
        self._kept: tuple[float, list[Metric]] = (0.0, [])

    def collect(self) -> Iterator[Metric]:
        """What Prometheus reads."""
        at, found = self._kept
        if not found or time.monotonic() - at > FRESH:
            try:
                found = [*_read(), _one("database_up", "Whether the database answers.", 1)]
            except DatabaseError:
                found = [_one("database_up", "Whether the database answers.", 0)]
            self._kept = (time.monotonic(), found)
        yield from found
        yield _one("disk_free_bytes", "Room left where files lie.", shutil.disk_usage(settings.DATA).free)


house = House()


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, in Prometheus' text format."""
    if not _may(request):
        raise Http404
    own: Any = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # set by the library's rule: several workers behind one address
        own = CollectorRegistry()
        MultiProcessCollector(own)
    pulse_of_house = CollectorRegistry()
    pulse_of_house.register(house)
    return HttpResponse(generate_latest(own) + generate_latest(pulse_of_house), content_type=CONTENT_TYPE_LATEST)


def _may(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return compare_digest(sent.encode(), settings.METRICS_TOKEN.encode())
    if settings.PRODUCTION or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _read() -> Iterator[Metric]:
    now = timezone.now()
    found = pulse(now)
    waiting = _family("cases_waiting", "Cases nobody has claimed yet.", "urgency")
    eldest = _family("cases_waiting_seconds", "How long the eldest of them has waited.", "urgency")
    for urgency, (number, seconds) in found.waiting.items():
        waiting.add_metric([urgency], number)
        eldest.add_metric([urgency], seconds)
    yield waiting
    yield eldest
    told = (
        ("promises_open", found.open, "Promises to residents that are open."),
        ("promises_at_risk", found.at_risk, "Of those: with less than a quarter of their time left."),
        ("promises_overdue", found.overdue, "Of those: past their time."),
    )
    for name, numbers, words in told:
        family = _family(name, words, "kind")
        for kind in found.open:
            family.add_metric([kind], numbers[kind])
        yield family
    sending = outbox(now)
    yield _one("outbox_waiting", "Messages that are due and not out.", sending.waiting)
    yield _one("outbox_oldest_seconds", "How long the eldest of them has been due.", sending.oldest)
    yield _one("outbox_dead_day", "Messages of the last 24 hours that could not be delivered.", sending.dead)
    age = heartbeat.age()
    yield _one(
        "clock_age_seconds",
        "Seconds since a clock went round; -1: none ever did.",
        -1 if age is None else age.total_seconds(),
    )
    stands = audit_health(now)
    yield _one(
        "audit_waiting_seconds",
        "How long the eldest entry of the audit waits for its place in the chain.",
        stands["waiting_seconds"],
    )
    yield _one("audit_faults", "What the last night's look over the audit found wrong.", stands["faults"])
    yield _one("prints_waiting", "Printings of codes in the queue.", printings_waiting())


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"binan_{name}", words, value=value)


def _family(name: str, words: str, label: str) -> Any:
    return GaugeMetricFamily(f"binan_{name}", words, labels=[label])
