"""`scripts/messages`: bring locale/en up to date with the sources, and make what is derived from it.

New sentences are added without English, those that are gone are dropped; tests/language fails until each has its English.
"""

from __future__ import annotations

import json
import os
import sys

import django
import polib

from tests.language.source import ROOT, in_scripts, sentences

PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
SCRIPT = ROOT / "static" / "js" / "words-en.js"
HEAD = {
    "Project-Id-Version": "binan",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def updated() -> polib.POFile:
    """The catalogue with exactly the sentences of the sources, in their order, and the English known so far."""
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(PO))} if PO.exists() else {}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = HEAD
    for words, where in sentences().items():
        fresh.append(polib.POEntry(msgid=words, msgstr=known.get(words, ""), occurrences=[(where, "")]))
    return fresh


def script(catalogue: polib.POFile) -> str:
    """English for the scripts of the pages: only what they say."""
    english = {entry.msgid: entry.msgstr for entry in catalogue}
    words = {chinese: english[chinese] for chinese, _ in in_scripts()}
    lines = ",\n".join(
        f"  {json.dumps(a, ensure_ascii=False)}: {json.dumps(b, ensure_ascii=False)}" for a, b in words.items()
    )
    return f"/* Made by scripts/messages from locale/en: what the scripts say on English pages. */\nwindow.binanWords = {{\n{lines}\n}};\n"


def main() -> int:
    """Write all three files; returns 1 when a sentence has no English yet, and names it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    django.setup()
    catalogue = updated()
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(PO))
    MO.write_bytes(catalogue.to_binary())
    SCRIPT.write_text(script(catalogue), encoding="utf-8")
    missing = [entry.msgid for entry in catalogue if not entry.msgstr]
    for words in missing:
        print(words)
    print(f"{len(catalogue)} sentences, {len(missing)} without English", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
