"""Writing the audit: one row for one deed, with what it records or not at all, for everybody and without a switch (等保三级).

Nobody waits: the row is written without its place in the chain, which the clock gives it (`governance.services.chaining`).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from binan.kit import asking, rows
from binan.kit.chain import body_digest
from binan.kit.devices import device
from binan.kit.http import client_address
from governance.access import seats
from governance.deeds import Deed, Subject, Thing
from governance.models import AuditEntry, Staff

OK, REFUSED = AuditEntry.Result.OK, AuditEntry.Result.REFUSED
EMPTY = body_digest("", {})
IPV4, IPV6 = 24, 56  # bits of a client's address that are kept, as for ratings (complaints.views.origin)
WAYS = {
    "desk": "desk",
    "mediation": "mediation",
    "api": "api",
    "admin": "admin",
    "audit": "audit",
    "login": "door",
    "logout": "door",
}
ONCE_A = timedelta(minutes=1)  # the same look of the same person at the same thing
KEPT_MAX = 20_000  # looks remembered, so that a process that never ends keeps its size
_lately: dict[tuple[object, ...], datetime] = {}


@dataclass(frozen=True)
class Of:
    """What a deed was done to. `closed`: whose being there at all is for the inbox of discipline alone (domain.md §5)."""

    type: str = ""
    id: str = ""
    label: str = ""
    closed: bool = False


NOTHING = Of()


def record(
    kind: str, *, of: Of = NOTHING, staff: Staff | None = None, subject: str = "", ok: bool = True,
    body: dict[str, Any] | None = None,
) -> AuditEntry:  # fmt: skip
    """Write down that somebody did `kind` (`Deed`) to `of`; inside the transaction of the deed, where it has one.

    `staff`: who; else the person of the request. `subject`: as whom, where nobody is logged in (`Subject`). `body`: what only the
    page of this entry shows: names of fields and numbers, never a resident's name or number. A deed on something closed stands
    there as 打开工作台, like hundreds of others with a sealed body, and what it was lies in that. The moment is the server's, and no caller's to
    give. Returns the row. Raises what the database raises: what cannot be written down is not done.
    """
    request = asking.request()
    who = staff or _person(request)
    told = {"command": asking.command(), **(body or {})} if asking.command() else dict(body or {})
    if of.closed:
        told |= {"kind": str(kind), "of": str(of.type), "id": of.id, "label": of.label, "ok": ok}
        kind, of, ok = Deed.DESK_OPENED, NOTHING, True
    if kind == Deed.DESK_OPENED:
        told.setdefault("kind", str(kind))  # so that all of them have a body and a digest of their own
    salt = secrets.token_hex(16) if told else ""
    row = AuditEntry(
        at=timezone.now(), actor=who, actor_name=who.username if who else "", actor_kind=subject or _subject(who, request),
        kind=kind, object_type=of.type, object_id=of.id[:64], object_label=of.label[:60], result=OK if ok else REFUSED,
        unit_id=next((seat.unit_id for seat in seats(who) if seat.unit), None) if who else None,
        network=network(client_address(request)) if request else "",
        device=device(request.headers.get("User-Agent", ""))[:40] if request else "",
        way=_way(request, kind) if request else "", body=told, body_salt=salt,
        body_digest=body_digest(salt, told) if told else EMPTY,
    )  # fmt: skip
    rows.insert([row])
    return row


def look(kind: str, *, staff: Staff | None, of: Of = NOTHING, ok: bool = True, subject: str = "") -> AuditEntry | None:
    """Write down a look, unless the very same one was written within `ONCE_A`: a page that draws itself anew after each tap is
    one look. Each 打开工作台 is one, so that two in a minute tell nothing. Forgetting is harmless: then it is written twice.
    Returns the row, or None."""
    request, now = asking.request(), timezone.now()
    who = staff.pk if staff else ""
    # From elsewhere, or another device: a session that was stolen does not hide behind its owner.
    place = (client_address(request), request.headers.get("User-Agent", "")) if request else ()
    key = (who, place, kind, of.type, of.id, of.label, ok)
    before = _lately.get(key)
    if kind != Deed.DESK_OPENED and before and timedelta(0) <= now - before < ONCE_A:
        return None
    row = record(kind, staff=staff, of=of, ok=ok, subject=subject)
    if len(_lately) >= KEPT_MAX:
        _lately.clear()
    _lately[key] = now
    return row


def forget() -> None:
    """Drop what `look` remembers: between tests."""
    _lately.clear()


def account(staff: Staff) -> Of:
    """An account as what something was done to."""
    return Of(Thing.ACCOUNT, str(staff.pk), staff.username[:60])


def network(address: str) -> str:
    """The network of an address, e.g. `10.1.2.0/24`: it tells the house from outside and one station from another, and follows
    nobody home (docs/decisions/0030). "" for what is no address."""
    try:
        bits = IPV6 if ":" in address else IPV4
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return ""


def _person(request: HttpRequest | None) -> Staff | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return user


def _subject(who: Staff | None, request: HttpRequest | None) -> str:
    if who:
        return Subject.STAFF
    if asking.command():
        return Subject.COMMAND
    return Subject.UNKNOWN if request else Subject.SYSTEM


def _way(request: HttpRequest, kind: str) -> str:
    """The kind of path, never the path: secret links stand in paths. What hides a closed thing came from the desk, like the rest."""
    return "desk" if kind == Deed.DESK_OPENED else WAYS.get(request.path.strip("/").partition("/")[0], "other")
