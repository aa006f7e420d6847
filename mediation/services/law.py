"""Bringing the corpus of law from its files into the database: all or nothing, again and again the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from mediation.legal.reading import CORPUS, Corpus, read
from mediation.models import Article, Law, LayWord, Shelf

FIELDS = ("name", "aliases", "level", "issuer", "version", "in_force", "repealed", "articles_total", "checked_on")


@dataclass(frozen=True)
class Imported:
    """What an import did. `changed`: False when the files are those of the last time."""

    laws: int
    articles: int
    words: int
    changed: bool


def import_law(*, now: datetime, folder: Path = CORPUS) -> Imported:
    """Import the corpus of a folder. Laws and articles that are no longer in the files go; words of the map that people
    changed or ticked stay as they are. Raises `reading.Unreadable` and changes nothing when a file is bad."""
    corpus = read(folder)
    articles = sum(len(law["articles"]) for law in corpus.laws)
    changed = not Shelf.objects.filter(pk=1, digest=corpus.digest).exists()
    if changed:
        with transaction.atomic():
            _laws(corpus)
            _words(corpus, now)
            Shelf.touch()
            Shelf.objects.filter(pk=1).update(digest=corpus.digest, imported_at=now)
    return Imported(len(corpus.laws), articles, len(corpus.words), changed)


def _laws(corpus: Corpus) -> None:
    keys = [law["key"] for law in corpus.laws]
    for given in corpus.laws:
        Law.objects.update_or_create(key=given["key"], defaults={name: given.get(name) for name in FIELDS} | {
            "aliases": given.get("aliases") or [], "successor": None,
        })  # fmt: skip
    laws = {law.key: law for law in Law.objects.filter(key__in=keys)}
    for given in corpus.laws:
        if heir := given.get("successor"):
            Law.objects.filter(key=given["key"]).update(successor=laws[heir])
    Law.objects.exclude(key__in=keys).update(successor=None)
    Law.objects.exclude(key__in=keys).delete()
    Article.objects.all().delete()
    Article.objects.bulk_create(_article(laws[law["key"]], one) for law in corpus.laws for one in law["articles"])


def _article(law: Law, given: dict[str, Any]) -> Article:
    return Article(
        law=law, number=given["number"], sub=given.get("sub", 0), title=given["title"], topic=given["topic"],
        plain=given["plain"], text=given.get("text", ""), now=given.get("now"),
    )  # fmt: skip


def _words(corpus: Corpus, now: datetime) -> None:
    seeds = LayWord.objects.filter(source=LayWord.Source.SEED)
    seeds.filter(approved_by=None).exclude(word__in=corpus.words).delete()
    known = {row.word: row for row in LayWord.objects.all()}
    LayWord.objects.bulk_create(
        LayWord(word=word, legal=legal, approved=True, approved_at=now, source=LayWord.Source.SEED)
        for word, legal in corpus.words.items()
        if word not in known
    )
    for word, legal in corpus.words.items():
        row = known.get(word)
        if row and row.source == LayWord.Source.SEED and row.approved_by_id is None and row.legal != legal:
            LayWord.objects.filter(pk=row.pk).update(legal=legal)
