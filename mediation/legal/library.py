"""The corpus and the word map in memory, one copy per process, read again when the database says that they have changed."""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, transaction

from mediation.legal.numerals import article as article_words
from mediation.legal.ranking import Index, Paper
from mediation.models import Article, Law, LayWord, Shelf
from mediation.models.legal import FULL_PREFIX

log = logging.getLogger(__name__)
_lock = threading.Lock()
_kept: list[Library] = []  # at most one
BLANK = re.compile(r"\s+")


class Down(Exception):
    """Neither found nor not found: the corpus could not be read, or there is none."""


@dataclass(frozen=True)
class Library:
    """One version of the corpus. `laws`: every name a law goes by, bare of 中华人民共和国 and blanks."""

    version: int
    laws: dict[str, Law]
    articles: dict[tuple[str, int, int], Article]
    index: Index
    words: dict[str, tuple[str, ...]]

    def law(self, name: str) -> Law | None:
        """The law of a name as people write it; None for one we do not hold."""
        return self.laws.get(bare(name))

    def article(self, law: Law, number: int, sub: int = 0) -> Article | None:
        """One article; None for one we do not hold."""
        return self.articles.get((law.key, number, sub))


def bare(name: str) -> str:
    """A law's name without 中华人民共和国 and blanks."""
    return BLANK.sub("", name).removeprefix(FULL_PREFIX)


def cite(article: Article) -> str:
    """《民法典》第一千二百五十四条."""
    return f"《{article.law.short}》{article_words(article.number, article.sub)}"


def forget() -> None:
    """Drop what this process holds: between tests."""
    with _lock:
        _kept.clear()


def current() -> Library:
    """The corpus as it stands. Raises `Down` when it cannot be read or is empty."""
    try:
        with transaction.atomic():  # a fault must not break the transaction of whoever asks
            version = Shelf.objects.filter(pk=1).values_list("version", flat=True).first() or 0
            with _lock:
                if not _kept or _kept[0].version != version:
                    _kept[:] = [_read(version)]
                return _kept[0]
    except DatabaseError as fault:
        log.exception("the corpus of law could not be read")
        raise Down from fault


def _read(version: int) -> Library:
    laws = {law.pk: law for law in Law.objects.select_related("successor")}
    articles = list(Article.objects.all())
    for article in articles:
        article.law = laws[article.law_id]
    if not articles:
        raise Down
    names = {bare(name): law for law in laws.values() for name in (law.name, *law.aliases)}
    return Library(
        version=version,
        laws=names,
        articles={(one.law.key, one.number, one.sub): one for one in articles},
        index=Index([_paper(one) for one in articles if one.law.repealed is None]),
        words={row.word: tuple(row.legal.split()) for row in LayWord.objects.filter(approved=True)},
    )


def _paper(article: Article) -> Paper:
    return Paper(
        key=(article.law.key, article.number, article.sub),
        title=article.title,
        topic=article.topic,
        plain=article.plain,
        text=article.text,
    )


def in_force(library: Library, key: tuple[str, int, int], today: date) -> bool:
    """Whether the article's law holds on `today`."""
    return library.articles[key].law.holds(today)
