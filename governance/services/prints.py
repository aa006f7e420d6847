"""Many plates as one file: asked for on a page, drawn by the clock, fetched within a week."""

from __future__ import annotations

import io
import logging
import secrets
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from binan.kit import sheets
from binan.kit.errors import Refused
from governance.access import places_of
from governance.models import Place, PrintRun, Staff
from governance.posters import draw, plaque
from governance.selectors import UP
from governance.services import plates

log = logging.getLogger(__name__)
MOST = 2000  # plates in one file
KEPT = timedelta(days=7)
STALE = timedelta(minutes=1)  # a run without progress for so long has lost its process
TRIES = 3
STEP = 20  # plates between two notes of progress
NONE_LEFT = "这里没有可以印的点位，请换个筛选条件。"
TOO_MANY = f"一次最多印 {MOST} 个，请按街道或社区分几次。"
NOT_DRAWN = "文件还没有画好，画好、印好以后再登记。"
HEAD = ("编号", "名称", "类型", "社区", "码", "网址")


def ask(*, staff: Staff, places: Sequence[int], layout: str, form: str, title: str, now: datetime) -> PrintRun:
    """Put a printing of these places (keys) in the queue. `layout`, `form`: values of `PrintRun`'s. Raises `Refused` for none, too
    many, or a layout that is none. The same printing asked for twice while it waits is one."""
    if layout not in PrintRun.Layout.values or form not in PrintRun.Form.values:
        raise Refused("layout", "请选择版式和文件。")
    if not places:
        raise Refused("places", NONE_LEFT)
    if len(places) > MOST:
        raise Refused("places", TOO_MANY)
    wanted = [
        [pk, edition] for pk, edition in Place.objects.filter(pk__in=places).order_by("pk").values_list("pk", "edition")
    ]
    waiting = PrintRun.objects.filter(staff=staff, state__in=[PrintRun.State.WAITING, PrintRun.State.RUNNING])
    for run in waiting.filter(layout=layout, form=form, total=len(wanted)):
        if run.places == wanted:
            return run
    return PrintRun.objects.create(
        staff=staff, layout=layout, form=form, title=title[:80], places=wanted, total=len(wanted), asked_at=now
    )


def mark(run: PrintRun, *, staff: Staff, now: datetime) -> int:
    """The paper has come out of the printer; returns how many plates wait for being put up now. Of a place that has got another code
    since, the paper is waste. Raises `Refused` before the file is there."""
    if run.state != PrintRun.State.DONE:
        raise Refused("not_drawn", NOT_DRAWN)
    PrintRun.objects.filter(pk=run.pk, marked_at=None).update(marked_at=now)
    there = dict(places_of(staff).filter(pk__in=_keys(run)).values_list("pk", "edition"))
    return plates.mark_printed([pk for pk, edition in run.places if there.get(pk) == edition], staff=staff, now=now)


def work(now: datetime) -> int:
    """Draw the oldest run that waits, or that was left by a process that died; the clock's job. Returns how many were drawn."""
    left = Q(state=PrintRun.State.RUNNING, beat_at__lte=now - STALE)
    run = PrintRun.objects.filter(Q(state=PrintRun.State.WAITING) | left).order_by("id").first()
    if run is None or not _taken(run, now):
        return 0
    if run.tries > TRIES:
        _end(run, state=PrintRun.State.FAILED)
        return 1
    try:
        data = _zip(run) if run.form == PrintRun.Form.ZIP else draw(map(plaque, _places(run)), run.layout, _beat(run))
    except Exception:  # whatever it is: the page says so, and the next one in the queue is drawn
        log.exception("printing %s", run.pk)
        _end(run, state=PrintRun.State.FAILED)
        return 1
    name = default_storage.save(f"prints/{secrets.token_urlsafe(18)}.{run.form}", ContentFile(data))
    if not _end(run, state=PrintRun.State.DONE, file=name, size=len(data), done=run.total):
        default_storage.delete(name)  # somebody took it over and is at it, or was faster
    return 1


def forget(now: datetime) -> int:
    """Delete files that have been there for a week, file first; returns how many."""
    old = list(PrintRun.objects.exclude(file="").filter(done_at__lte=now - KEPT)[:50])
    for run in old:
        default_storage.delete(run.file)
        PrintRun.objects.filter(pk=run.pk).update(file="")
    return len(old)


def _taken(run: PrintRun, now: datetime) -> bool:
    mine = PrintRun.objects.filter(pk=run.pk, state=run.state, beat_at=run.beat_at)
    won = mine.update(state=PrintRun.State.RUNNING, beat_at=now, tries=run.tries + 1, done=0)
    run.tries += 1
    return bool(won)


def _beat(run: PrintRun, before: int = 0) -> Callable[[int], object]:
    def told(done: int) -> None:
        if done % STEP == 0:
            PrintRun.objects.filter(pk=run.pk).update(done=before + done, beat_at=timezone.now())

    return told


def _end(run: PrintRun, **changes: object) -> bool:
    mine = PrintRun.objects.filter(pk=run.pk, tries=run.tries, state=PrintRun.State.RUNNING)
    return bool(mine.update(done_at=timezone.now(), **changes))


def _keys(run: PrintRun) -> list[int]:
    return [pk for pk, _ in run.places]


def _places(run: PrintRun) -> list[Place]:
    """In the order in which somebody walks: by unit, then by name; what was retired meanwhile is not printed."""
    rows = Place.objects.select_related(UP).filter(pk__in=_keys(run), retired_at=None)
    return sorted(rows, key=lambda place: (place.unit.key, place.name, place.pk))


def _zip(run: PrintRun) -> bytes:
    """One PDF for each community and a list of all."""
    kept, done = io.BytesIO(), 0
    places = _places(run)
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for name, group in groupby(sorted(places, key=_community), key=_community):
            found = list(group)
            archive.writestr(f"{name}.pdf", draw(map(plaque, found), run.layout, _beat(run, done)))
            done += len(found)
        archive.writestr("清单.csv", _list(places))
    return kept.getvalue()


def _community(place: Place) -> str:
    return plaque(place).where or place.unit.name


def _list(places: Iterable[Place]) -> bytes:
    rows = (
        (place.number, place.name, place.get_kind_display(), _community(place), place.code, plaque(place).url)
        for place in places
    )
    return "".join(sheets.lines([HEAD, *rows])).encode()
