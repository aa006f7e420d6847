"""How long the pages of appointments take with 500 mediators, 200 rooms and 20,000 bookings, on the database configured.

    python -m tests.services run -- python -m benchmarks.booking

prints p50 and p95 of the free times, a mediation's page and the calendar, and their ratio to a bare Django view through the
same client and middleware. In one process, one request after the other; the database is its own and is thrown away.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import datetime, timedelta

ORGANISATIONS, MEDIATORS, ROOMS, BOOKINGS = 20, 25, 10, 20_000  # mediators and rooms: of each organisation
WARM, LOOKS = 5, 60
HOURS = range(9, 19)


def main() -> None:
    """Fill the database, measure, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0)
    code = fill()
    _measure(code)


def fill() -> str:
    """The organisations, their people, rooms and bookings; returns the code of one mediation that has yet to be booked."""
    from django.db import connection
    from django.utils import timezone

    from benchmarks.backlog import fill as cases
    from complaints.models import Complaint
    from governance.models import Post, Staff
    from mediation.models import Mediator, Organisation, Room

    now = timezone.now()
    cases(Complaint.objects.count() + BOOKINGS + 1)
    halls, people = [], []
    for number in range(ORGANISATIONS):
        one = Organisation.objects.create(name=f"测量调解组织{number:02}")
        halls.append([Room.objects.create(organisation=one, name=f"{n + 1} 号室", place="一楼") for n in range(ROOMS)])
        people.append([])
        for n in range(MEDIATORS):
            staff = Staff.objects.create(username=f"bm{number}-{n}", display_name=f"测{number}-{n}")
            Post.objects.create(staff=staff, role="MEDIATOR")
            people[-1].append(Mediator.objects.create(staff=staff, organisation=one))
    found = list(Complaint.objects.filter(code__startswith="BK").values_list("pk", flat=True)[: BOOKINGS + 1])
    code = _book(halls, people, found, now)
    cursor = connection.cursor()
    for name in ("mediation", "booking", "reservation", "party"):
        cursor.execute(f"ANALYZE mediation_{name}")
    return code


def _book(halls: list, people: list, cases: list[int], now: datetime) -> str:
    from django.utils import timezone

    from mediation.models import Booking, Mediation, Party, Reservation
    from mediation.models.party import token_key

    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    slots = (
        (org, room, today + timedelta(days=day, hours=hour), (room + hour) % MEDIATORS)
        for day in range(-2, 60) for hour in HOURS for org in range(ORGANISATIONS) for room in range(ROOMS)
        if (room + hour + day) % 10 < 6
    )  # fmt: skip
    rows = [slot for slot, _number in zip(slots, range(BOOKINGS), strict=False)]
    common = {
        "kind": "邻里",
        "shareable_summary": "想请两边一起商量一下。",
        "accepted_at": now,
        "due_at": now + timedelta(days=30),
    }
    mediations = Mediation.objects.bulk_create(
        [
            Mediation(
                code=f"TB{n:06}", complaint_id=cases[n], stage="BOOKED", organisation=halls[org][0].organisation,
                mediator=people[org][who], **common,
            )
            for n, (org, _room, _at, who) in enumerate(rows)
        ],
        batch_size=1000,
    )  # fmt: skip
    bookings = Booking.objects.bulk_create(
        [
            Booking(
                mediation=mediation, room=halls[org][room], mediator=people[org][who], starts_at=at,
                ends_at=at + timedelta(hours=1),
            )
            for mediation, (org, room, at, who) in zip(mediations, rows, strict=True)
        ],
        batch_size=1000,
    )  # fmt: skip
    Reservation.objects.bulk_create(
        [
            Reservation(resource=key, starts_at=one.starts_at, ends_at=one.ends_at, booking=one)
            for one in bookings
            for key in (f"room:{one.room_id}", f"mediator:{one.mediator_id}", f"party:{10**9 + one.pk}")
        ],
        batch_size=2000,
    )
    last = Mediation.objects.create(
        code="TBLAST", complaint_id=cases[-1], stage="APPLIED", organisation=halls[0][0].organisation, **common
    )
    for side in "AB":
        Party.objects.create(mediation=last, side=side, token=f"bench{side}", token_key=token_key(f"bench{side}"))
    return last.code


def _measure(code: str) -> None:
    from django.conf import settings
    from django.http import HttpResponse
    from django.test import Client
    from django.test.utils import override_settings
    from django.urls import path

    from benchmarks.load import table
    from governance.models import Staff
    from mediation.models import Mediation

    module = sys.modules[__name__]
    module.urlpatterns = [path("bare/", lambda request: HttpResponse("x" * 1024))]  # type: ignore[attr-defined]
    browser = Client(headers={"host": "localhost"})
    browser.force_login(Staff.objects.get(username="bm0-0"))
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # the files are not collected here
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(ROOT_URLCONF=__name__):
        bare = _times(browser, "/bare/")
    mediation = Mediation.objects.get(code=code)
    other = (
        Mediation.objects.filter(organisation=mediation.organisation, stage="BOOKED").exclude(pk=mediation.pk).first()
    )
    pages = [
        ("a bare view", bare),
        ("free times", _times(browser, f"/mediation/times/{code}/")),
        ("a mediation to be booked", _times(browser, f"/mediation/{code}/")),
        ("a mediation that is booked", _times(browser, f"/mediation/{other.code}/")),
        ("calendar, week by room", _times(browser, "/mediation/")),
        ("calendar, week by mediator", _times(browser, "/mediation/?by=mediator")),
        ("calendar, a day", _times(browser, "/mediation/?view=day")),
        ("a party's page to move", _times(browser, "/m/benchA/move/")),
    ]
    rows = [("page", "p50 ms", "p95 ms", "p95 to bare", "to reach")]
    for name, times in pages:
        p95 = statistics.quantiles(times, n=20)[-1]
        ratio = p95 / statistics.quantiles(bare, n=20)[-1]
        rows.append((name, f"{statistics.median(times):.1f}", f"{p95:.1f}", f"{ratio:.0f}×", "< 200 ms"))
    table(
        f"Appointments: {ORGANISATIONS * MEDIATORS} mediators, {ORGANISATIONS * ROOMS} rooms, {BOOKINGS:,} bookings",
        rows,
    )


def _times(browser: object, path: str) -> list[float]:
    times = []
    for number in range(WARM + LOOKS):
        began = time.perf_counter()
        answer = browser.get(path, secure=True)  # type: ignore[attr-defined]
        if number >= WARM:
            times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return times


if __name__ == "__main__":
    main()
