"""Agreeing clause by clause: the mediator writes one, every party answers, what all agreed to locks (work.md B5.3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from binan.kit.errors import Moved, Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation import negotiation
from mediation.access import Who, member
from mediation.accord.ladder import Said, state
from mediation.accord.words import Kind, Reply, State
from mediation.models import Clause, ClauseAnswer, Mediation, MediationEntry, Party
from mediation.services.issue import keep_secret
from mediation.services.perform import once, perform

SHORTEST, LONGEST = 4, 1000  # characters of a clause
MOST = 40  # clauses of an agreement
WORDS_MAX = 500
CHANGED = _("第 {number} 条刚刚改过，您看到的不是最新的一稿，请看新的再答复。")
LOCKED = _("第 {number} 条双方都已经同意。要改的话，请调解员写新的一稿，大家重新答复。")
SPOKEN_FOR = _("这一条由代表人答复。想自己答复的，请先撤回推选。")
HOW = _("请写想怎么改。")
GONE = _("没有第 {number} 条，或者已经去掉了，请看最新的条款。")


def write(
    mediation: Mediation, *, staff: Staff, text: str, kind: str, now: datetime, number: int | None = None,
    client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """Write a new clause (`number` None) or the next version of one, which everybody is asked anew.

    Raises `Refused` for a clause that is too short, too long or one too many, for the number of none, and when its words would
    tell the other side who complained.
    """
    words = plain(text).strip()

    def command() -> MediationEntry:
        _sound(words, kind)
        keep_secret(mediation, {"text": words})
        at = number if number is not None else negotiation.next_number(mediation)
        entry = perform(
            mediation, "write_clause", who=member(staff), now=now, client_key=client_key, values={"number": at}
        )
        version = _retire(mediation, at) if number is not None else 0
        if number is None and at > MOST:
            raise Refused("number", f"一份协议最多 {MOST} 条，请合并几条。")
        Clause.objects.create(
            mediation=mediation, number=at, round=version + 1, text=words, kind=kind, at=now, written_by=staff
        )
        return entry

    return once(mediation, "write_clause", client_key, command)


def drop(
    mediation: Mediation, *, staff: Staff, number: int, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """Take a clause off the table, locked or not; its number is not given again."""

    def command() -> MediationEntry:
        entry = perform(
            mediation, "drop_clause", who=member(staff), now=now, client_key=client_key, values={"number": number}
        )
        _retire(mediation, number)
        return entry

    return once(mediation, "drop_clause", client_key, command)


def answer(
    party: Party, *, who: Who, number: int, version: int, reply: str, now: datetime, words: str = "",
    client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """A party says 同意, 不同意 or 改 to `version` of a clause, on her own link or on the tablet (`who`).

    `words`: how she would change it; the mediator reads them, the other side does not. With the last "yes" the clause locks.
    Raises `Moved` when that version is no longer on the table, `Refused` when it is locked or words are missing.
    """
    mediation, said = party.mediation, plain(words).strip()[:WORDS_MAX]

    def command() -> MediationEntry:
        if reply not in Reply.values:
            raise Refused("answer", _("请选同意、不同意或者改。"))
        if reply == Reply.CHANGE and not said:
            raise Refused("words", HOW, fields={"words": HOW})
        values = {"side": party.side, "party": party.pk, "number": number, "round": version, "answer": reply}
        entry = perform(mediation, "answer_clause", who=who, now=now, client_key=client_key, values=values)
        if Party.objects.filter(pk=party.pk, proxy_settles=True).exists():
            raise Refused("party", SPOKEN_FOR)
        clause = _on_the_table(mediation, number, version)
        ClauseAnswer.objects.create(clause=clause, party=party, answer=reply, words=said, at=now, recorded_by=who.staff)
        _lock(mediation, clause, now)
        return entry

    return once(mediation, "answer_clause", client_key, command, party=party.pk)


def _sound(words: str, kind: str) -> None:
    if not SHORTEST <= len(words) <= LONGEST:
        sentence = f"请用 {SHORTEST} 到 {LONGEST} 个字写清这一条。"
        raise Refused("text", sentence, fields={"text": sentence})
    if kind not in Kind.values:
        raise Refused("kind", "请选这一条是钱款、做什么还是其他。", fields={"kind": "请选一种。"})


def _retire(mediation: Mediation, number: int) -> int:
    """Drop the version of a clause that is in use; returns which it was. The mediation is locked by `perform`."""
    old = mediation.clauses.filter(number=number).exclude(state=State.DROPPED).first()
    if old is None:
        raise Refused("number", GONE.format(number=number))
    Clause.objects.filter(pk=old.pk).update(state=State.DROPPED)
    old.obligations.update(clause=None)
    return old.round


def _on_the_table(mediation: Mediation, number: int, version: int) -> Clause:
    clause = mediation.clauses.filter(number=number).exclude(state=State.DROPPED).first()
    if clause is None:
        raise Moved("gone", GONE.format(number=number))
    if clause.round != version:
        raise Moved("changed", CHANGED.format(number=number))
    if clause.is_locked:
        raise Refused("locked", LOCKED.format(number=number))
    return clause


def _lock(mediation: Mediation, clause: Clause, now: datetime) -> None:
    said = [Said(pk, clause.round, reply) for pk, reply in clause.answers.values_list("party", "answer")]
    asked = [party.pk for party in negotiation.asked(mediation)]
    if state(said, asked, clause.round) == State.LOCKED:
        Clause.objects.filter(pk=clause.pk).update(state=State.LOCKED, locked_at=now)
