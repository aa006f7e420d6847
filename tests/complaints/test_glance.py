"""What a phone knows of danger by itself stays true to the tables: measured on every text there is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from complaints.taxonomy import GLANCE
from complaints.taxonomy.examples import FOLDER, read
from complaints.taxonomy.understanding import DANGERS
from tests.complaints.texts import EVALUATION, EXAMPLES, SAMPLES

SIZE = 1228  # bytes in every form: 1.2 KB
SEEN, STOPPED, STOPPED_ORDINARY = (
    0.38,
    0.125,
    0.01,
)  # shares of emergencies seen, of calm texts stopped (near misses all)
PLAIN = (
    "着火了", "家里煤气泄漏，闻到煤气味", "有人拿刀砍人", "楼下打架了", "有人被困在电梯里", "有人要跳楼", "我不想活了",
    "孩子走失了", "老人昏迷了", "他打我", "有人溺水", "救命",
)  # fmt: skip


def seen(text: str) -> bool:
    """As static/js/intake.js looks at what was typed."""
    typed = unicodedata.normalize("NFKC", text).lower()
    return bool(re.search(GLANCE, re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", typed)))


def shares(texts) -> tuple[float, float]:
    dangers = [seen(each.text) for each in texts if each.urgency == "P0"]
    calm = [seen(each.text) for each in texts if each.urgency != "P0"]
    return sum(dangers) / len(dangers), sum(calm) / len(calm)


@pytest.mark.parametrize("texts", [EXAMPLES, EVALUATION], ids=["examples", "blind"])
def test_more_than_a_third_of_the_emergencies_are_seen_and_few_calm_texts_stopped(texts):
    dangers, calm = shares(texts)
    print(f"seen {dangers:.1%} of the emergencies, stopped {calm:.1%} of the calm")
    assert dangers >= SEEN
    assert calm <= STOPPED


def test_what_people_ordinarily_write_is_hardly_ever_stopped():
    ordinary = list(read((FOLDER / "ordinary.txt").read_text(encoding="utf-8").splitlines()))
    assert len(ordinary) > 500
    assert sum(seen(each.text) for each in ordinary) / len(ordinary) <= STOPPED_ORDINARY


def test_every_danger_of_the_tables_is_known_to_the_phone_in_some_of_its_texts():
    known: Counter[str] = Counter()
    for text in (each.text for each in EXAMPLES if each.urgency == "P0" and seen(each.text)):
        known.update(row.why for row in DANGERS if row.pattern.search(text))
    assert [row.why for row in DANGERS if not known[row.why]] == []


@pytest.mark.parametrize("text", PLAIN)
def test_the_plainest_words_are_seen(text):
    assert seen(text)


def test_none_of_the_calm_samples_of_the_domain_page_is_stopped():
    assert [text for text, _, urgency in SAMPLES if urgency not in ("P0", "P1") and seen(text)] == []


def test_it_is_short_and_old_browsers_can_read_it():
    assert len(GLANCE.encode()) <= SIZE
    assert not re.search(r"\(\?<|\(\?P|\(\?i|\\p|\"", GLANCE)
