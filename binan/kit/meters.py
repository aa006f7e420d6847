"""What a process counts of itself for Prometheus; what the database knows is read when it is asked (`binan.metrics`).

No label holds anything a person wrote: routes are the names of the address table, never a path (threat 5).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from binan.kit.middleware import Around

disable_created_metrics()  # a second series beside each, which no rule asks for
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

requests = Counter("binan_requests_total", "Answers by route, method and status.", ["route", "method", "status"])
latency = Histogram("binan_request_seconds", "Seconds from a request to its answer.", ["route"], buckets=SECONDS)
sql = Counter("binan_sql_statements_total", "Statements sent to the database.")
sql_seconds = Counter("binan_sql_seconds_total", "Seconds spent waiting for the database.")
sockets = Gauge("binan_sockets", "Open websockets.", ["kind"], multiprocess_mode="livesum")
promises = Counter(
    "binan_promises_total", "Promises to residents that ended, by kind: kept or missed.", ["kind", "outcome"]
)
jobs = Histogram("binan_clock_job_seconds", "Seconds of a job of the clock that had work.", ["job"], buckets=SECONDS)
job_faults = Counter(
    "binan_clock_job_faults_total", "Jobs of the clock that failed; the next round tries again.", ["job"]
)
logins = Counter("binan_logins_total", "Tries to log in: in, wrong, locked.", ["outcome"])
METHODS = frozenset({"GET", "HEAD", "POST"})


class Metered(Around):
    """Counts every answer, those from memory too; stands before all other middlewares."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        request.began = time.perf_counter()  # type: ignore[attr-defined]
        return None

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        route = _route(request)
        method = request.method if request.method in METHODS else "other"
        requests.labels(route, method, str(response.status_code)).inc()
        latency.labels(route).observe(time.perf_counter() - request.began)  # type: ignore[attr-defined]
        return response


def _route(request: HttpRequest) -> str:
    if match := request.resolver_match:
        return "admin" if match.route.startswith("admin/") else match.view_name or match.route
    return (
        "static" if request.path.startswith("/static/") else "from memory" if request.path.startswith("/q/") else "none"
    )


@contextmanager
def job(name: str) -> Any:
    """Time a job of the clock; what it raises is counted and goes on."""
    began = time.perf_counter()
    try:
        yield
    except Exception:
        job_faults.labels(name).inc()
        raise
    jobs.labels(name).observe(time.perf_counter() - began)


def _counted(execute: Callable, statement: Any, given: Any, many: bool, context: Any) -> Any:
    began = time.perf_counter()
    try:
        return execute(statement, given, many, context)
    finally:
        sql.inc()
        sql_seconds.inc(time.perf_counter() - began)


def count_statements() -> None:
    """From now on every connection of this process counts what it sends."""
    connection_created.connect(_wrap, dispatch_uid="binan.kit.meters")


def _wrap(connection: Any, **more: Any) -> None:
    if _counted not in connection.execute_wrappers:
        connection.execute_wrappers.append(_counted)
