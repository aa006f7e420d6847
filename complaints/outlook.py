"""What happens next, by when, and who has it: the one clear sentence of the resident's page.

Pure words over facts. The table holds a sentence for each stage and open promise; nothing is said here that the case does not
hold: a moment is one of its deadlines or of their planned climbs, a person is who handles it now, and nobody who left no number
is told that we will ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binan.kit.page_tags import moment as far
from complaints.promises import PROMISES
from complaints.workflow import Stage


@dataclass(frozen=True)
class Waiting:
    """One open promise; `climbs` are the moments at which it goes up, with the level."""

    kind: str
    opened_at: datetime
    due_at: datetime
    climbs: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the sentence may speak of. `who`: surname and role of the handler, "" for nobody; `unit`: who answers for the case;
    `level` of that unit; `above`: the names of the units over it by level; `climbed`: the clock sent it up; `again_at`: when she is rung again; `invited_at`: when
    the invitation to rate will come; `invited`: it has come; `session`: the mediation that is booked, in words; of the unit it was transferred to: its public `phone`, `asked_at`: when we ask it how
    it goes, `settled`: it has ended there."""

    stage: str
    who: str
    unit: str
    level: int
    has_phone: bool
    waiting: Sequence[Waiting] = ()
    above: dict[int, str] | None = None
    climbed: bool = False
    tries: int = 0
    again_at: datetime | None = None
    session: str = ""
    invited_at: datetime | None = None
    invited: bool = False
    phone: str = ""
    asked_at: datetime | None = None
    settled: bool = False


@dataclass(frozen=True)
class Outlook:
    """`sentence` is what comes next; `note` what else is true about it; `due_at`, `what`, `total` feed the countdown (None:
    nobody is waiting); `then`: the promises after it; `late`: the moment has passed."""

    sentence: str
    holder: str
    note: str = ""
    due_at: datetime | None = None
    what: str = ""
    total: int = 0
    late: bool = False
    then: tuple[str, ...] = ()


# The act a promise is about: with a number to ring, and without.
WHAT = {
    "accept": (_("受理"), _("受理")),
    "contact": (_("回电"), _("接手")),
    "set_out": (_("出发去现场"), _("出发去现场")),
    "on_site": (_("到现场"), _("到现场")),
    "close": (_("答复"), _("答复")),
    "second_close": (_("答复"), _("答复")),
    "mediate": (_("调解完答复"), _("调解完答复")),
    "revisit_call": (_("换人回电"), _("接手")),
    "review": (_("接着办"), _("接着办")),
}
# Stage and open promise → who does what by when. {holder}: the handler, or the unit while nobody has it.
NEXT: dict[tuple[str, str], object] = {
    ("FILED", "accept"): _("{by} 前受理"),
    ("ACCEPTED", "contact"): _("{holder} {by} 前给您回电"),
    ("ACCEPTED", "set_out"): _("{holder} {by} 前派人出发去现场"),
    ("ACCEPTED", "on_site"): _("{holder} {by} 前派人到现场"),
    ("ACCEPTED", "review"): _("眼下办不了，{holder} {by} 再接着办"),
    ("ACCEPTED", "close"): _("{holder}派人接手，{by} 前答复您"),
    ("ACCEPTED", "second_close"): _("{holder}重新办，{by} 前答复您"),
    ("ACCEPTED", "mediate"): _("{holder}派人接手，{by} 前给您最后答复"),
    ("ACCEPTED", "revisit_call"): _("{holder}换一位同事，{by} 前给您回电"),
    ("CLAIMED", "revisit_call"): _("{holder} {by} 前给您回电"),
    ("CONTACTED", "revisit_call"): _("{holder} {by} 前给您回电"),
    ("MEDIATING", "revisit_call"): _("{holder} {by} 前给您回电"),
    ("CLAIMED", "contact"): _("{holder} {by} 前给您回电"),
    ("CLAIMED", "set_out"): _("{holder} {by} 前出发去现场"),
    ("CLAIMED", "on_site"): _("{holder} {by} 前到现场"),
    ("CLAIMED", "review"): _("眼下办不了，{holder} {by} 再接着办"),
    ("CLAIMED", "close"): _("{holder} {by} 前办好、答复您"),
    ("CLAIMED", "second_close"): _("{holder}重新办，{by} 前答复您"),
    ("CLAIMED", "mediate"): _("{holder}接着办，{by} 前给您最后答复"),
    ("CONTACTED", "contact"): _("{holder} {by} 前再给您回电"),
    ("CONTACTED", "set_out"): _("{holder} {by} 前出发去现场"),
    ("CONTACTED", "on_site"): _("{holder} {by} 前到现场"),
    ("CONTACTED", "review"): _("眼下办不了，{holder} {by} 再接着办"),
    ("CONTACTED", "close"): _("{holder} {by} 前办好、答复您"),
    ("CONTACTED", "second_close"): _("{holder}重新办，{by} 前答复您"),
    ("CONTACTED", "mediate"): _("{holder} {by} 前给您最后答复"),
    ("MEDIATING", "contact"): _("{holder} {by} 前给您回电"),
    ("MEDIATING", "set_out"): _("{holder} {by} 前出发去现场"),
    ("MEDIATING", "on_site"): _("{holder} {by} 前到现场"),
    ("MEDIATING", "review"): _("双方调解，{by} 再接着办"),
    ("MEDIATING", "close"): _("双方调解，{by} 前给您阶段答复"),
    ("MEDIATING", "second_close"): _("双方调解，{by} 前给您阶段答复"),
    ("MEDIATING", "mediate"): _("双方调解，{by} 前给您最后答复"),
}
# The same for whoever left no number: nobody rings her.
SILENT: dict[tuple[str, str], object] = {
    ("ACCEPTED", "contact"): _("{holder} {by} 前有人接手，答复写在这里"),
    ("CLAIMED", "contact"): _("{holder} {by} 前开始办，答复写在这里"),
    ("CONTACTED", "contact"): _("{holder} {by} 前接着办，答复写在这里"),
    ("MEDIATING", "contact"): _("{holder} {by} 前接着办，答复写在这里"),
}
# Nobody waits for a moment any more.
ENDS = {
    Stage.CLOSED: _("答复在下面"),
    Stage.RATED: _("答复和您的评价，都记在下面"),
    Stage.DECLINED: _("原因和可以找谁，在下面的答复里"),
    Stage.WITHDRAWN: _("我们不再办理。想再反映，重新扫码就行"),
    Stage.TRANSFERRED: _("转到哪里，在下面的答复里"),
    Stage.MERGED: _("说好的时间按早的算，答复写在您先提交的那一件里"),
}


def outlook(facts: Facts, now: datetime) -> Outlook:
    """The next step of a case as of `now`. Raises `KeyError` for a state that the table does not know."""
    holder = facts.who or facts.unit
    if not facts.waiting:
        return _ended(facts, holder, now)
    first, *rest = sorted(facts.waiting, key=lambda one: one.due_at)
    what = _what(first, facts)
    total = int((first.due_at - first.opened_at).total_seconds())
    then = tuple(
        gettext("{by} 前{what}").format(by=moment(one.due_at, now), what=_what(one, facts))
        for one in rest
        if one.due_at > now
    )
    late = first.due_at <= now
    said = str(_row(facts, first)).format(holder=holder, by=moment(first.due_at, now))
    return Outlook(
        _late(facts, first, what, now) if late else said,
        holder,
        _climbing(facts, first, now) if late else _note(facts, first, now),
        first.due_at, what, total, late, then,
    )  # fmt: skip


def moment(at: datetime, now: datetime) -> str:
    """A moment as people say it: 18:35, 明天 18:30, 11月28日 18:30."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return clock
    if local.date() == today + timedelta(days=1):
        return gettext("明天 {clock}").format(clock=clock)
    return far(local)


def _row(facts: Facts, first: Waiting) -> object:
    state = (facts.stage, first.kind)
    return SILENT[state] if not facts.has_phone and state in SILENT else NEXT[state]


def _what(one: Waiting, facts: Facts) -> str:
    return str(WHAT[one.kind][0 if facts.has_phone else 1])


def _late(facts: Facts, first: Waiting, what: str, now: datetime) -> str:
    said = gettext("说好 {by} 前{what}，我们没有做到").format(by=moment(first.due_at, now), what=what)
    if not facts.climbed:
        return said + gettext("。还是由{unit}负责").format(unit=facts.unit)
    if facts.who:
        return said + gettext("。已上报{unit}，由{unit}督促").format(unit=facts.unit)
    return said + gettext("。{unit}已接手").format(unit=facts.unit)


def _climbing(facts: Facts, first: Waiting, now: datetime) -> str:
    """The next level that gets it when nothing happens: as planned when the promise was made."""
    up = next(((at, level) for at, level in first.climbs if at > now and level < facts.level), None)
    if up is None or not (name := (facts.above or {}).get(up[1])):
        return _tried(facts, now)
    return gettext("{at} 还没有{what}，就再上报到{unit}").format(
        at=moment(up[0], now), what=_what(first, facts), unit=name
    )


def _note(facts: Facts, first: Waiting, now: datetime) -> str:
    if facts.stage == Stage.MEDIATING and facts.session:
        return facts.session
    return _tried(facts, now) if first.kind == "contact" else ""


def _tried(facts: Facts, now: datetime) -> str:
    if not facts.tries or not facts.has_phone:
        return ""
    if facts.again_at and facts.again_at > now:
        return gettext("打过 {n} 次电话没有接通，{at} 前后再打，请留意来电").format(
            n=facts.tries, at=moment(facts.again_at, now)
        )
    return gettext("打过 {n} 次电话没有接通，请留意来电").format(n=facts.tries)


def _ended(facts: Facts, holder: str, now: datetime) -> Outlook:
    said = str(ENDS[Stage(facts.stage)])
    if facts.stage == Stage.CLOSED and facts.invited:
        return Outlook(said, holder, gettext("请您评一评这件事办得怎么样"))
    if facts.stage == Stage.CLOSED and facts.invited_at and facts.invited_at > now:
        asked = gettext("{at} 以后请您评价").format(at=moment(facts.invited_at, now))
        return Outlook(said, holder, asked)
    return _outside(facts, said, holder, now) if facts.stage == Stage.TRANSFERRED else Outlook(said, holder)


def _outside(facts: Facts, said: str, holder: str, now: datetime) -> Outlook:
    """Another unit has it: where she asks there, and when we do. Of a day that has passed the timeline tells."""
    if facts.settled:
        return Outlook(gettext("那边办结了，结果在下面的答复里"), holder)
    notes = [gettext("问进展可以打 {phone}").format(phone=facts.phone)] if facts.phone else []
    if facts.asked_at and facts.asked_at > now:
        notes.append(gettext("我们 {at} 去问进展，有结果就告诉您").format(at=moment(facts.asked_at, now)))
    return Outlook(said, holder, gettext("；").join(notes))


assert set(WHAT) == {kind for kind, promise in PROMISES.items() if promise.shown}
