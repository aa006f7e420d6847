"""From a text to a proposed category and urgency, with reasons (domain.md §3.2–3.4).

Two voices: the tables (danger rows, word rules) know what is sure and can say why; the examples know how people put
things. A danger row that stands is an emergency at once; where no danger row has anything to say, the examples may
raise the alarm. Plain Python, no I/O after the first call.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from complaints.taxonomy.categories import CATEGORIES
from complaints.taxonomy.dangers import Danger
from complaints.taxonomy.dangers_health import DANGERS_OF_HEALTH
from complaints.taxonomy.dangers_places import DANGERS_OF_PLACES
from complaints.taxonomy.dangers_violence import DANGERS_OF_VIOLENCE
from complaints.taxonomy.judgement import Stands, judge
from complaints.taxonomy.learned import EMERGENCY, learned
from complaints.taxonomy.levels import LEVELS, NEVER_RAISED, Level
from complaints.taxonomy.needles import Needles
from complaints.taxonomy.scoring import RULEBOOK, Tally
from complaints.taxonomy.text import normalise

DANGERS = DANGERS_OF_PLACES + DANGERS_OF_VIOLENCE + DANGERS_OF_HEALTH
_NEEDLES = Needles([row.pattern for row in DANGERS])
CALLS = {row.code: row.calls for row in reversed(DANGERS)}
# How many points of the word rules one point of the examples is worth.
EXAMPLES_WEIGHT = 30
# What a danger that is over, or the chosen nature of the request, adds to the words of the rules.
PAST_DANGER_WEIGHT = 5
NATURE_WEIGHT = {"consult": ("GOV-01", 4), "suggest": ("GOV-02", 5)}
# When the examples may raise an alarm: danger this many points before calm, at least this share of the pairs of
# characters known to them, and not in a shorter text (a name, a place). Measured on sentences that are no complaints.
ALARM_MARGIN = 3
FAMILIAR = 0.5
SHORTEST_ALARM = 6
MOST_ALTERNATIVES = 3
# Enough of a ranking to hold every emergency and still the alternatives behind them.
MOST_RANKED = 20

# Thanks at the end are manners, not praise.
_POLITE_END = re.compile(
    r"(?<=.)[,。!]?(?:非常|十分|多|先)?(?:谢谢|感谢|拜托|麻烦|辛苦)(?:了|你们|您们?|大家|各位|啦|啊|领导)*[。!,]*$"
)
_SENTENCE_END = re.compile(r"[。!?;]")
_MEANINGFUL = re.compile(r"[\u3400-\u9fff]{3,}|[a-z']{2,} [a-z']{2,} [a-z']{2,}")


@dataclass(frozen=True)
class Understanding:
    """What the text seems to say. `danger`: numbers to call first, in order; empty unless urgency is "P0"."""

    category: str
    name: str
    urgency: str
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]
    danger: tuple[str, ...]


class Found(NamedTuple):
    """A danger row, the words it found and how much of the danger stands."""

    row: Danger
    words: str
    stands: Stands


def understand(text: str, nature: str = "complaint") -> Understanding:
    """Propose category and urgency for what a resident wrote. Any string is answered; nothing is raised.

    Arguments: `text` as typed; `nature` complaint, help, consult or suggest as chosen on the landing page.
    """
    plain = normalise(text)
    found = _dangers_in(plain)
    ranked = _ranked(plain, nature, found)
    now = [one for one in found if one.stands is Stands.NOW]
    if now:
        return _emergency(now, ranked)
    alarm = _alarm_of_examples(plain, nature, found, ranked)
    if alarm:
        return _likely_emergency(alarm)
    return _ordinary(plain, nature, found, [tally for tally in ranked if not tally.code.endswith(EMERGENCY)])


def _dangers_in(text: str) -> list[Found]:
    """Return each danger row whose pattern is in the text, with the strongest verdict on its finds."""
    found = []
    for number in _NEEDLES.candidates(text):
        row = DANGERS[number]
        verdicts = {judge(row, text, match): match.group() for match in row.pattern.finditer(text)}
        if verdicts:
            found.append(Found(row, verdicts[max(verdicts)], max(verdicts)))
    return found


def _ranked(text: str, nature: str, found: list[Found]) -> list[Tally]:
    """Return every category, calm and as an emergency ("SAF-02!"), best first; rules speak for the calm reading."""
    text = _POLITE_END.sub("", text)
    by_rule = {tally.code: tally for tally in RULEBOOK.tally(text)}
    for code, weight, words in _circumstances(nature, found):
        known = by_rule.get(code, Tally(code, 0, ()))
        by_rule[code] = Tally(code, known.score + weight, words + known.words)
    if not _MEANINGFUL.search(text):
        by_rule.setdefault("OTH-00", Tally("OTH-00", 0, ()))
        return sorted(by_rule.values(), key=lambda tally: -tally.score)
    by_example = learned().scores(text)
    best = max(by_example.values())
    scores = {label: EXAMPLES_WEIGHT * (score - best) for label, score in by_example.items()}
    for code in by_rule.keys() & scores.keys():
        scores[code] += by_rule[code].score
    first = sorted(scores, key=scores.__getitem__, reverse=True)[:MOST_RANKED]
    return [Tally(label, scores[label], by_rule[label].words if label in by_rule else ()) for label in first]


def _alarm_of_examples(text: str, nature: str, found: list[Found], ranked: list[Tally]) -> list[Tally]:
    """Return the ranking that says emergency, of the whole text or else of one of its sentences; empty if none does.

    The examples never raise an alarm against a danger that the tables found denied or over.
    """
    if any(one.stands is not Stands.HARMLESS for one in found):
        return []
    if _alarms(text, ranked):
        return ranked
    sentences = [part for part in _SENTENCE_END.split(text) if _MEANINGFUL.search(part)]
    readings = ((part, _ranked(part, nature, found)) for part in sentences if len(sentences) > 1)
    return next((alone for part, alone in readings if _alarms(part, alone)), [])


def _alarms(text: str, ranked: list[Tally]) -> bool:
    """Tell whether an emergency comes clearly first and the words are ones the examples know."""
    calm = next((tally.score for tally in ranked if not tally.code.endswith(EMERGENCY)), 0)
    clear = ranked[0].code.endswith(EMERGENCY) and ranked[0].score - calm >= ALARM_MARGIN
    return clear and len(text) >= SHORTEST_ALARM and learned().familiarity(text) >= FAMILIAR


def _circumstances(nature: str, found: list[Found]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """What speaks for a category beside its words: a danger that is over, the nature the resident chose."""
    for row, words, stands in found:
        if stands is Stands.PAST:
            yield row.code, PAST_DANGER_WEIGHT, (words,)
    if nature in NATURE_WEIGHT:
        yield (*NATURE_WEIGHT[nature], ())


def _emergency(now: list[Found], ranked: list[Tally]) -> Understanding:
    first = now[0].row
    reasons = tuple(dict.fromkeys(f"提到“{one.words}”：{one.row.why}" for one in now))
    numbers = dict.fromkeys(number for one in now if one.row.code == first.code for number in one.row.calls)
    others = [one.row.code for one in now] + [tally.code for tally in ranked]
    return _understanding(first.code, "P0", reasons, others, tuple(numbers))


def _likely_emergency(ranked: list[Tally]) -> Understanding:
    """No row of the tables knows these words, but people in danger wrote much the same."""
    code = ranked[0].code.removesuffix(EMERGENCY)
    reasons = (f"说法和险情的例子相近：可能是{CATEGORIES[code].name}，请先当作紧急情况核实",)
    return _understanding(code, "P0", reasons, [tally.code for tally in ranked[1:]], CALLS[code])


def _ordinary(text: str, nature: str, found: list[Found], ranked: list[Tally]) -> Understanding:
    """Understand a matter that is no emergency."""
    best = ranked[0]
    category = CATEGORIES[best.code]
    words = [word for word in best.words[:3] if not any(word in other for other in best.words[:3] if other != word)]
    reasons = [f"提到{''.join(f'“{word}”' for word in words)}：像是{category.name}"] if words else []
    reasons += [f"提到“{words}”：{row.why}，但像是已经过去" for row, words, stands in found if stands is Stands.PAST]
    urgency = "P1" if category.urgency == "P0" else category.urgency
    for level in LEVELS:
        if _concerns(level, best.code, urgency) and level.pattern.search(text):
            urgency = level.urgency
            reasons.append(f"{level.why}，按 {urgency} 办")
    if nature in NATURE_WEIGHT and urgency == "P2":
        urgency = "P3"
    if not reasons:
        nothing = not _MEANINGFUL.search(text)
        reasons = ["没有认出可以办理的内容，请人工核对" if nothing else f"说法和例子相近：像是{category.name}，请核对"]
    return _understanding(best.code, urgency, tuple(reasons), [tally.code for tally in ranked[1:]], ())


def _concerns(level: Level, code: str, urgency: str) -> bool:
    """Tell whether a row of the level table may change this category; a row for all only raises."""
    return level.code == code or (level.code == "*" and urgency > level.urgency and code not in NEVER_RAISED)


def _understanding(
    code: str, urgency: str, reasons: tuple[str, ...], others: list[str], danger: tuple[str, ...]
) -> Understanding:
    codes = dict.fromkeys(other.removesuffix(EMERGENCY) for other in others)
    alternatives = tuple(other for other in codes if other != code)[:MOST_ALTERNATIVES]
    return Understanding(code, CATEGORIES[code].name, urgency, reasons, alternatives, danger)
