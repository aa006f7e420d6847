"""Questions nobody could answer become cards; a reviewer links an everyday word to words of the law, and ticks it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from binan.kit.errors import Moved, Refused
from binan.kit.masking import mask_text, plain
from governance.models import Staff
from mediation.legal import library
from mediation.legal.answering import QUESTION_MAX
from mediation.legal.library import Down
from mediation.models import LayWord, Question

KEPT = timedelta(days=90)  # 个人信息保护法第十九条: no longer than a quarter of questions needs to be looked through
BATCH = 500
WORD_MIN, WORD_MAX, LEGAL_MAX = 2, 20, 120
SETTLED = "这张卡片已经有人处理了，请刷新页面。"


def keep(text: str, *, why: str, now: datetime, client_key: UUID | None = None) -> Question | None:
    """Keep a question that was not answered: sealed, numbers masked, nothing about who asked. None for no words.

    The same `client_key` keeps it once, also when two requests arrive together.
    """
    words = mask_text(plain(text).strip()[:QUESTION_MAX])
    if not words:
        return None
    if client_key and (earlier := Question.objects.filter(client_key=client_key).first()):
        return earlier
    try:
        with transaction.atomic():
            return Question.objects.create(text=words, why=why, at=now, client_key=client_key)
    except IntegrityError:
        return Question.objects.filter(client_key=client_key).first()


def link(card: Question, *, staff: Staff, word: str, legal: str, now: datetime) -> LayWord:
    """补通俗说法: from now on `word` leads to the terms of `legal`, which must stand in the articles.

    Raises `Refused` with the field, and `Moved` when a colleague was faster.
    """
    said, terms = _checked(card, word, legal)
    with transaction.atomic():
        row, _ = LayWord.objects.update_or_create(word=said, defaults={
            "legal": terms, "approved": True, "approved_by": staff, "approved_at": now, "source": LayWord.Source.CARD,
        })  # fmt: skip
        _settle(card, staff=staff, end=Question.End.LINKED, now=now, word=row)
    return row


def dismiss(card: Question, *, staff: Staff, now: datetime) -> None:
    """不用补: off topic, or nothing the law has a word for. Raises `Moved` when a colleague was faster."""
    _settle(card, staff=staff, end=Question.End.DISMISSED, now=now)


def _settle(card: Question, *, staff: Staff, end: str, now: datetime, word: LayWord | None = None) -> None:
    won = Question.objects.filter(pk=card.pk, settled_at=None).update(
        settled_at=now, settled_by=staff, end=end, word=word
    )
    if not won:
        raise Moved("settled", SETTLED)


def _checked(card: Question, word: str, legal: str) -> tuple[str, str]:
    said, terms = "".join(plain(word).split()), " ".join(plain(legal).split())
    if not WORD_MIN <= len(said) <= WORD_MAX:
        raise _refused("word", f"通俗说法请写 {WORD_MIN} 到 {WORD_MAX} 个字。")
    if said not in "".join(card.text.split()):
        raise _refused("word", "这个说法不在这个问题里，请照问题里的字写。")
    if not terms or len(terms) > LEGAL_MAX:
        raise _refused("legal", f"请写法律用语，用空格隔开，一共不超过 {LEGAL_MAX} 个字。")
    try:
        index = library.current().index
    except Down as fault:
        raise Refused("down", "法条库现在读不出来，请稍后再试。") from fault
    if strange := [term for term in terms.split() if not index.holds(term)]:
        raise _refused("legal", f"“{strange[0]}”在法条的标题和摘要里没有出现过，指向它等于没有指。")
    return said, terms


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})


def forget(now: datetime) -> int:
    """Delete the questions past their term; returns how many."""
    old = list(Question.objects.filter(at__lte=now - KEPT).order_by("at").values_list("pk", flat=True)[:BATCH])
    if old:
        Question.objects.filter(pk__in=old).delete()
    return len(old)
