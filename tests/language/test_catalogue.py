"""The English catalogue: complete, without leftovers, and what is derived from it is up to date."""

from __future__ import annotations

import re

import polib
from django.test import SimpleTestCase

from tests.language.__main__ import MO, PO, SCRIPT, script
from tests.language.chinese import HAN
from tests.language.source import sentences

RENEW = "run scripts/messages"
GAP = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]*>")  # what a sentence leaves open, and its markup


class Catalogue(SimpleTestCase):
    def setUp(self) -> None:
        self.entries = {entry.msgid: entry.msgstr for entry in polib.pofile(str(PO))}

    def test_it_holds_every_sentence_of_the_sources_and_no_other(self) -> None:
        self.assertEqual(set(sentences()) ^ set(self.entries), set(), RENEW)

    def test_every_sentence_has_its_english(self) -> None:
        self.assertEqual([chinese for chinese, english in self.entries.items() if not english.strip()], [])

    def test_english_is_english_and_leaves_open_what_the_chinese_leaves_open(self) -> None:
        for chinese, english in self.entries.items():
            self.assertIsNone(HAN.search(english), english)
            self.assertEqual(sorted(GAP.findall(chinese)), sorted(GAP.findall(english)), chinese)
            # It goes into attributes and JSON as it is; inside a tag the quotes are the tag's own.
            self.assertNotRegex(re.sub(r"<[^>]*>|&\w+;", "", english), r'["<>&\\]', english)

    def test_what_is_served_was_made_from_it(self) -> None:
        compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(MO))}
        self.assertEqual(compiled, self.entries, RENEW)
        self.assertEqual(SCRIPT.read_text(encoding="utf-8"), script(polib.pofile(str(PO))), RENEW)
