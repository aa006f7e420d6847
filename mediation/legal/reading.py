"""The files of the corpus, read and checked: a bad file is refused with its name and what is wrong (pure, no database)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent / "corpus"
LEVELS = {"law", "regulation", "rule", "interpretation", "party", "local"}
DATES = ("version", "in_force", "repealed", "checked_on")
NEEDED = ("key", "name", "level", "issuer", "version", "in_force", "articles")
PLAIN_MAX, TITLE_MAX, TOPIC_MAX = 120, 40, 12


class Unreadable(Exception):
    """A file that is not what it should be; the text names the file and the place."""


@dataclass(frozen=True)
class Corpus:
    """What the files say. `laws`: one mapping per law, dates parsed; `words`: everyday word → words of the law."""

    laws: list[dict[str, Any]]
    words: dict[str, str]
    digest: str


def read(folder: Path = CORPUS) -> Corpus:
    """The corpus of a folder: `laws/*.json`, one law each, and `words.json`. Raises `Unreadable`."""
    paths = sorted((folder / "laws").glob("*.json"))
    if not paths:
        raise Unreadable(f"{folder}/laws 里没有法律文件（*.json）。")
    laws = [_law(path) for path in paths]
    _together(laws)
    words = _words(folder / "words.json")
    digest = sha256(b"".join(path.read_bytes() for path in [*paths, folder / "words.json"])).hexdigest()
    return Corpus(laws, words, digest)


def _loaded(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Unreadable(f"{path.name}：文件打不开。") from fault
    except UnicodeDecodeError as fault:
        raise Unreadable(f"{path.name}：不是 UTF-8 编码。") from fault
    except json.JSONDecodeError as fault:
        raise Unreadable(f"{path.name}：第 {fault.lineno} 行不是正确的 JSON。") from fault


def _law(path: Path) -> dict[str, Any]:
    given = _loaded(path)
    if not isinstance(given, dict):
        raise Unreadable(f"{path.name}：应当是一部法律的资料。")
    if missing := [name for name in NEEDED if not given.get(name) and not (name == "articles" and name in given)]:
        raise Unreadable(f"{path.name}：缺少 {'、'.join(missing)}。")
    if given["level"] not in LEVELS:
        raise Unreadable(f"{path.name}：效力层级“{given['level']}”不认识。")
    law = {**given, **{name: _date(path, name, given.get(name)) for name in DATES}}
    if law["repealed"] and law["repealed"] <= law["in_force"]:
        raise Unreadable(f"{path.name}：废止日期早于施行日期。")
    seen: set[tuple[int, int]] = set()
    for article in law["articles"]:
        number = _article(path, article, law.get("articles_total"))
        if number in seen:
            raise Unreadable(f"{path.name}：第 {number[0]} 条重复。")
        seen.add(number)
    return law


def _date(path: Path, name: str, written: Any) -> date | None:
    if written is None and name in ("repealed", "checked_on"):
        return None
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError) as fault:
        raise Unreadable(f"{path.name}：{name} 的日期“{written}”应当写成 2021-01-01。") from fault


def _article(path: Path, given: Any, total: int | None) -> tuple[int, int]:
    number = given.get("number") if isinstance(given, dict) else None
    if not isinstance(number, int) or number < 1:
        raise Unreadable(f"{path.name}：有一条没有条号。")
    if total and number > total:
        raise Unreadable(f"{path.name}：第 {number} 条超过了条文总数 {total}。")
    for name, most in (("title", TITLE_MAX), ("topic", TOPIC_MAX), ("plain", PLAIN_MAX)):
        words = given.get(name)
        if not isinstance(words, str) or not 0 < len(words) <= most:
            raise Unreadable(f"{path.name}：第 {number} 条的 {name} 应当有 1 到 {most} 个字。")
    return number, given.get("sub", 0)


def _together(laws: list[dict[str, Any]]) -> None:
    keys = [law["key"] for law in laws]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise Unreadable(f"代号 {'、'.join(sorted(twice))} 出现了两次。")
    names = [name for law in laws for name in {law["name"], *law.get("aliases", [])}]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Unreadable(f"名称 {'、'.join(sorted(twice))} 出现了两次。")
    for law in laws:
        if law.get("successor") and law["successor"] not in keys:
            raise Unreadable(f"{law['key']}.json：取代它的 {law['successor']} 不在库里。")


def _words(path: Path) -> dict[str, str]:
    given = _loaded(path)
    if not isinstance(given, dict) or not all(isinstance(v, str) and v.strip() and k.strip() for k, v in given.items()):
        raise Unreadable(f"{path.name}：应当是“通俗说法 → 法律用语”的对照。")
    return {word: " ".join(legal.split()) for word, legal in given.items()}
