"""All reads for screens."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from binan.kit import codes, crypto, phones
from binan.kit.errors import Refused
from binan.kit.language import in_english, is_english
from binan.kit.masking import mask_text
from binan.kit.workflow import Action
from complaints import promises
from complaints.access import COLUMN, actor, standings, visible
from complaints.models import Attachment, Complaint, Deadline, DeletionRequest, TimelineEntry
from complaints.models.attachment import Kind
from complaints.models.complaint import PHONE, Lane
from complaints.objections import EXTENSIONS_MAX
from complaints.triage import BY_CATEGORY
from complaints.workflow import ACTIONS, ON_EXTENSION, ON_REQUEST, ON_VOICE, Stage, Urgency, allowed
from governance.access import has, working_units
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right

PAGE, ANSWERED = 50, 20  # rows of a queue page; answered requests shown below those that wait
ROW = ("unit", "place", "handler")
ORDER = ("lane", "pressing_at", "id")
# What a row shows; sealed columns stay in the database unopened.
NOT_IN_A_ROW = ("token", "text", "name", "phone", "result", "reasons", "shareable_summary")


@dataclass(frozen=True)
class Page:
    """Rows and the cursor of the next page ("" at the end)."""

    rows: list[Complaint]
    next: str


def queue(
    staff: Staff, *, stage: str = "", urgency: str = "", unit: Unit | None = None, cursor: str = "", size: int = PAGE
) -> Page:
    """Her queue, what burns first, then the most pressing promise first; open cases unless `stage` asks for others.

    `unit`: only what happened in that unit and below. Keyset-paged over (lane, pressing_at, id): one range scan of one
    index whatever the table's size. Raises `Refused` on a cursor or filter that is not ours.
    """
    rows = visible(staff).select_related(*ROW).defer(*NOT_IN_A_ROW).order_by(*ORDER)
    if unit and unit.level != Level.DISTRICT:
        rows = rows.filter(**{COLUMN[Level(unit.level)]: unit})
    if stage and stage not in Stage.values:
        raise Refused("stage", "没有这个阶段，请重新选择。")
    if urgency and urgency not in Urgency.values:
        raise Refused("urgency", "没有这个紧急程度，请重新选择。")
    rows = rows.filter(stage=stage) if stage else rows.filter(lane__lt=Lane.DONE)
    if urgency:
        rows = rows.filter(urgency=urgency)
    if cursor:
        rows = _after(rows, cursor)
    found = list(rows[: size + 1])
    more = len(found) > size
    return Page(found[:size], _cursor(found[size - 1]) if more else "")


def mine(staff: Staff) -> list[Complaint]:
    """The open cases she handles herself, wherever they stand in the queue: at most a page."""
    rows = visible(staff).filter(handler=staff, lane__lt=Lane.DONE)
    return list(rows.select_related(*ROW).defer(*NOT_IN_A_ROW).order_by(*ORDER)[:PAGE])


def fingerprint(staff: Staff) -> str:
    """A short digest of which cases the first page of her queue holds and how far each has come.

    A board computes the same over its rows (static/js/live.js): a different one means that it missed something. Eight
    hexadecimal digits, from one range scan of at most a page.
    """
    rows = visible(staff).filter(lane__lt=Lane.DONE).order_by(*ORDER).values_list("code", "seq")[:PAGE]
    return f"{zlib.crc32(' '.join(sorted(f'{code}:{seq}' for code, seq in rows)).encode()):08x}"


def _cursor(row: Complaint) -> str:
    raw = f"{row.lane}|{row.pressing_at.isoformat()}|{row.pk}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _after(rows: QuerySet[Complaint], cursor: str) -> QuerySet[Complaint]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        lane, moment, pk = raw.split("|")
        at = datetime.fromisoformat(moment)
        if timezone.is_naive(at):
            raise ValueError("naive")
        at = at.astimezone(UTC)
        here, key = int(lane), int(pk)
    except (ValueError, OverflowError) as fault:  # also binascii.Error and UnicodeDecodeError
        raise Refused("cursor", "翻页的位置不对，请从第一页重新打开。") from fault
    # Two plain ranges an index can walk: the rest of this lane, then the lanes behind it.
    return rows.filter(Q(lane=here, pressing_at__gte=at) & (Q(pressing_at__gt=at) | Q(id__gt=key)) | Q(lane__gt=here))


def doable(case: Complaint, staff: Staff) -> list[Action]:
    """What she may do to the case now, by standing and by right, in the table's order."""
    found = allowed(case.stage, standings(actor(staff), case))
    mine = [action for action in found if not action.right or has(staff, action.right)]
    hidden = {name for names, wanted in _wanted(case) if not wanted for name in names}
    return [action for action in mine if action.name not in hidden]


def _wanted(case: Complaint) -> list[tuple[frozenset[str], object]]:
    """Actions that are drawn only where there is something to do them about."""
    return [
        (ON_REQUEST, case.deletion_due_at),
        (ON_VOICE, case.has_voice),
        (ON_EXTENSION, case.extension_due_at),
        (frozenset({"resume"}), case.suspended_until),
        (frozenset({"suspend"}), not case.suspended_until and case.urgency != Urgency.P0),
        (
            frozenset({"extend"}),
            not (case.extension_due_at or case.suspended_until or case.extensions >= EXTENSIONS_MAX),
        ),
        (frozenset({"triage"}), case.category in BY_CATEGORY),
        (frozenset({"acknowledge"}), case.unacknowledged or case.urgency == Urgency.P0),
    ]


def area(staff: Staff, right: str = Right.SEE) -> list[Unit]:
    """Her units by this right and up to two levels below them, upper ones first."""
    own = [unit.pk for unit in working_units(staff, right)]
    below = Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own)
    return list(
        Unit.objects.filter(below, valid_to=None).select_related("parent").order_by("level", "parent__key", "key")
    )


def below(staff: Staff) -> list[Unit]:
    """The units a superior may delegate to: those under the ones in which she dispatches."""
    own = {unit.pk for unit in working_units(staff, Right.DISPATCH)}
    found = area(staff, Right.DISPATCH)
    return [unit for unit in found if unit.parent and own & {unit.parent_id, unit.parent.parent_id}]


def evidence(case: Complaint) -> tuple[list[Attachment], list[Attachment]]:
    """Photos and recordings of the case."""
    found = list(Attachment.objects.filter(complaint=case))
    return [one for one in found if one.kind == Kind.PHOTO], [one for one in found if one.kind == Kind.VOICE]


def attachment(case: Complaint, kind: str, number: int) -> Attachment | None:
    """One photo or recording of the case whose file is still kept; None when it belongs to another."""
    return Attachment.objects.filter(complaint=case, kind=kind, pk=number, gone_at=None).first()


def open_promises(case: Complaint) -> list[Deadline]:
    """The promises a resident still waits for, first due first."""
    rows = Deadline.objects.filter(complaint=case, met_at=None, void_at=None, paused_at=None).order_by("due_at", "pk")
    return [row for row in rows if promises.PROMISES[row.kind].shown]


def came_before(case: Complaint, key: UUID | None) -> bool:
    """Whether the command with this key was already done on the case: a retry whose first answer got lost."""
    return key is not None and TimelineEntry.objects.filter(complaint=case, client_key=key).exists()


def timeline(case: Complaint) -> QuerySet[TimelineEntry]:
    """All entries in order, with those who acted."""
    return TimelineEntry.objects.filter(complaint=case).select_related("staff", "unit").order_by("seq")


def said(entry: TimelineEntry) -> str:
    """What the resident reads of an entry: one sentence, "" when it is internal."""
    template = ACTIONS[entry.kind].said
    if not template:
        return ""
    values = _Erased(cast(dict[str, Any], entry.body))
    if not is_english():
        return template.format_map(values)
    # What was stored is Chinese: words of our tables are translated, what people wrote stays.
    known = {name: in_english(value) if isinstance(value, str) else value for name, value in values.items()}
    return gettext(template).format_map(_Erased(known))


class _Erased(dict):
    """The values of a sentence; one that was erased for privacy reads as such."""

    def __missing__(self, name: str) -> str:
        return gettext("（已删除）")


def public_timeline(case: Complaint) -> list[tuple[TimelineEntry, str]]:
    """The entries a resident may see with their sentences."""
    return [(entry, sentence) for entry in timeline(case) if (sentence := said(entry))]


def deletion_requests(staff: Staff) -> tuple[list[DeletionRequest], list[DeletionRequest]]:
    """The requests about personal data that she may see: those that wait, most pressing first, and the last answered."""
    mine = DeletionRequest.objects.filter(complaint__in=visible(staff, Right.PROTECT)).select_related(
        "complaint__unit__parent__parent__parent", "complaint__handler", "decided_by"
    )
    waiting = mine.filter(decided_at=None).order_by("due_at")[:PAGE]
    return list(waiting), list(mine.exclude(decided_at=None).order_by("-decided_at")[:ANSWERED])


def corrections() -> Iterator[tuple[str, str, str]]:
    """Category, urgency and masked text of every case that staff have reclassified, as the case stands now, oldest first.

    Not those whose text was erased, or is a recording that nobody has written down.
    """
    by_staff = TimelineEntry.objects.filter(kind="reclassify", actor_kind="staff").values("complaint")
    for case in Complaint.objects.filter(pk__in=by_staff, erased_at=None).order_by("pk").iterator(chunk_size=200):
        if text := " ".join(mask_text(case.text).replace("|", "／").split()):
            yield case.category, case.urgency, text


def find_by_number(code: str, phone: str) -> Complaint | None:
    """The case with this number and this phone; None for a wrong pair, whichever half was wrong (threat 6)."""
    keys = crypto.blinds(phones.parse(phone), PHONE)
    return Complaint.objects.filter(code=codes.spoken(code), phone_key__in=keys).first()
