"""延期 and 挂账: more time for an answer, asked for before it is late, decided above, and told to the resident (domain.md §3.5)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.page_tags import moment
from complaints.access import CLOCK, actor
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.promises import HOUR, SUSPENDED_MAX
from complaints.services.deadlines import movable
from complaints.services.perform import perform
from complaints.workflow import SuspendCause, Urgency
from governance.models import Staff
from governance.selectors import after_workdays, colleagues

EXTENSION = {Urgency.P0: 2 * HOUR, Urgency.P1: 24 * HOUR}  # by how much one extension may move the answer; the others:
EXTENSION_WORKDAYS = 5  # in another city the whole time for a request for help (domain.md §3.5)
REVIEW_AT = time(9)  # on the day of the review, when people are back at work
NOT_LATER = "最多延到 {latest}，请改一个早一点的时间。"
NOT_EARLIER = "要晚于现在的时限 {was}，请改一个时间。"
LATE = "原来的时限已经过了，不能再同意延期。"
NO_REVIEW = f"复查日期从明天起、{SUSPENDED_MAX.days} 天以内，请重新选择。"
NO_OWNER = "请选择一位继续跟进的同事。"


def extend(
    case: Complaint, *, staff: Staff, due_at: datetime, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """The handler asks to answer by `due_at` instead; `reason` is what the resident will read. The clock goes on.

    Raises `Refused` after the promise was broken, the third time, and for a moment out of range (`latest`).
    """

    def values(fresh: Complaint) -> dict[str, Any]:
        row = _running(fresh, now)
        asked = {"due_at": due_at.isoformat(), "due": _words(due_at), "reason": reason}
        return asked | ({"kind": row.kind, "was_at": row.due_at.isoformat()} if row else {})

    def changed(fresh: Complaint) -> dict[str, Any]:
        row = _running(fresh, now)
        assert row is not None  # the table has refused
        until = latest(fresh, row)
        if due_at <= row.due_at:
            raise _wrong("due_at", NOT_EARLIER.format(was=_words(row.due_at)))
        if due_at > until:
            raise _wrong("due_at", NOT_LATER.format(latest=_words(until)))
        return {"extension_due_at": due_at}

    return perform(case, "extend", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key)


def latest(case: Complaint, row: Deadline) -> datetime:
    """The latest moment to which one extension moves this promise."""
    most = EXTENSION.get(Urgency(case.urgency))
    return row.due_at + most if most else after_workdays(row.due_at, EXTENSION_WORKDAYS)


def grant_extension(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """One level up agrees: the promise moves, the old moment stays in the timeline, the resident is told the new one.

    Raises `Refused` once the promise is broken, also while no clock has found that out.
    """

    def values(fresh: Complaint) -> dict[str, Any]:
        asked = _request(fresh) if fresh.extension_due_at else {}
        return {name: asked[name] for name in ("due_at", "due", "reason", "kind", "was_at") if name in asked}

    def changed(fresh: Complaint) -> dict[str, Any]:
        if _running(fresh, now) is None:
            raise Refused("late", LATE)
        return {"extension_due_at": None, "extensions": fresh.extensions + 1}

    return perform(
        case, "grant_extension", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key
    )  # fmt: skip


def refuse_extension(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """One level up does not agree: the promise stays as it was."""
    return perform(
        case, "refuse_extension", who=actor(staff), now=now, values={"reason": reason}, client_key=client_key,
        changes=lambda fresh: {"extension_due_at": None},
    )  # fmt: skip


def suspend(
    case: Complaint, *, staff: Staff, cause: str, owner: str, review_on: date, explanation: str, now: datetime,
    client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """挂账, by the subdistrict or the district: it cannot be solved now. The answer's promise stands still until `review_on`.

    `cause`: a value of `SuspendCause`; `owner`: the user name of who keeps an eye on it; `explanation`: what the resident
    reads. Raises `Refused` for 特急, for a date out of range and for somebody who does not work there.
    """
    review_at = datetime.combine(review_on, REVIEW_AT, tzinfo=timezone.get_current_timezone())

    def values(fresh: Complaint) -> dict[str, Any]:
        label = SuspendCause(cause).label if cause in SuspendCause.values else ""
        keeper = _keeper(fresh, owner)
        return {
            "cause": cause, "cause_label": label, "owner": owner, "owner_title": str(keeper or ""), "review_on": review_on.isoformat(),
            "due_at": review_at.isoformat(), "due": _words(review_at), "explanation": explanation.strip(),
            "people": [keeper.pk] if keeper and keeper.pk != fresh.handler_id else [],
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        if review_on <= timezone.localdate(now) or review_at > now + SUSPENDED_MAX:
            raise _wrong("review_on", NO_REVIEW)
        if _keeper(fresh, owner) is None:
            raise _wrong("owner", NO_OWNER)
        return {"suspended_cause": cause}

    return perform(case, "suspend", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key)


def resume(
    case: Complaint, *, now: datetime, staff: Staff | None = None, client_key: UUID | None = None
) -> TimelineEntry:
    """The promise goes on where it stood, and who kept an eye on it hears of it; `staff` None: the clock, at the review date."""

    def values(fresh: Complaint) -> dict[str, Any]:
        began = TimelineEntry.objects.filter(complaint=fresh, kind="suspend").order_by("-seq").first()
        keeper = _keeper(fresh, dict(began.body).get("owner", "")) if began else None
        return {"people": [keeper.pk] if keeper and keeper.pk != fresh.handler_id else []}

    who = actor(staff) if staff else CLOCK
    return perform(case, "resume", who=who, now=now, values=values, client_key=client_key)


def keepers(case: Complaint) -> list[Staff]:
    """Who may keep an eye on a suspended case: the people of the units that answer for it, those of the subdistrict first."""
    units = [unit for unit in (case.subdistrict, case.community, case.unit) if unit]
    return list(colleagues(units))


def _keeper(case: Complaint, username: str) -> Staff | None:
    return next((staff for staff in keepers(case) if staff.username == username), None)


def _running(case: Complaint, now: datetime) -> Deadline | None:
    """The promise that an extension may move: open, not late, not standing still."""
    rows = Deadline.objects.filter(complaint=case, met_at=None, void_at=None, missed_at=None, due_at__gt=now)
    return next((row for row in rows if movable(row)), None)


def _request(case: Complaint) -> dict[str, Any]:
    """What was asked for last."""
    asked = TimelineEntry.objects.filter(complaint=case, kind="extend").latest("seq")
    return dict(asked.body)


def _words(at: datetime) -> str:
    """A moment as it is stored and sent: with its day, as it is read later."""
    return moment(timezone.localtime(at))


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(name, sentence, fields={name: sentence})
