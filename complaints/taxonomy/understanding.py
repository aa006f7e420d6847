"""From a text to a proposed category and urgency, with reasons (domain.md §3.2–3.4).

Two voices: the tables (danger rows, word rules) know what is sure and can say why; the weights learned from examples
know how people put things. A danger row that stands is an emergency unless the weights know the whole as harmless;
where no row has anything to say, the weights alone may raise the alarm. Plain Python, no I/O after the first call.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from complaints.taxonomy.categories import CATEGORIES
from complaints.taxonomy.dangers import Danger
from complaints.taxonomy.dangers_health import DANGERS_OF_HEALTH
from complaints.taxonomy.dangers_places import DANGERS_OF_PLACES
from complaints.taxonomy.dangers_violence import DANGERS_OF_VIOLENCE
from complaints.taxonomy.features import signs
from complaints.taxonomy.judgement import UNENDED, Stands, judge
from complaints.taxonomy.learned import learned
from complaints.taxonomy.levels import LEVELS, NEVER_RAISED, Level
from complaints.taxonomy.needles import Needles
from complaints.taxonomy.scoring import RULEBOOK
from complaints.taxonomy.text import normalise

DANGERS = DANGERS_OF_PLACES + DANGERS_OF_VIOLENCE + DANGERS_OF_HEALTH
_NEEDLES = Needles([row.pattern for row in DANGERS])
CALLS = {row.code: row.calls for row in reversed(DANGERS)}
# What a point of the word rules adds to the score of the examples, at most so many points.
WORD_WEIGHT, MOST_WORDS = 0.05, 8
# What a danger that is over, or the chosen nature of the request, adds to its category.
PAST_DANGER_WEIGHT = 0.2
NATURE_WEIGHT = {"consult": ("GOV-01", 0.5), "suggest": ("GOV-02", 0.6)}
# When it is an emergency, measured on texts that neither the tables nor the weights had seen (docs/taxonomy.md). A row
# that stands is counted by the weights too, so that they need only not be against it. Where no row has a word to say they
# may be as good as undecided, for a missed one is worse than a false alarm, but most of the characters must be known from
# examples and the text be no mere name; where a row is denied or over, or nothing in the text is of the things that
# emergencies are made of, they must be sure.
ALARM_WITH_ROW, ALARM_ALONE, ALARM_AGAINST_ROW, ALARM_WITHOUT_WORDS = 0.0, -0.1, 0.25, 0.1
ALARM_UNENDED = -1.0  # with a row that stands, and a word that it has not ended
FAMILIAR = 0.4
SHORTEST_ALARM = 4
MOST_ALTERNATIVES = 3

# Thanks, "please see to it soon", an address or a telephone at the end: they say nothing of the matter.
_BESIDE_THE_MATTER = re.compile(
    r"(?<=.)(?:[,。!]?(?:(?:非常|十分|多|先)?(?:谢谢|感谢|拜托|麻烦|辛苦)(?:了|你们|您们?|大家|各位|啦|啊|领导)*"
    r"|(?:请|希望|麻烦|望|能不能)?(?:你们|您们?)?(?:尽快|尽早|马上|赶紧|赶快|及时|抓紧)(?:处理|解决|安排|核实)(?:一下|下)?"
    r"|我?家?住(?:在)?[^,。!?;]{0,10}\d(?:幢|栋|号楼|单元|室)\d*|(?:我的?)?(?:电话|手机)(?:是|号)?\d{7,12}))+[。!,]*$"
)
_MEANINGFUL = re.compile(r"[\u3400-\u9fff]{3,}|[a-z']{2,} [a-z']{2,} [a-z']{2,}")


@dataclass(frozen=True)
class Understanding:
    """What the text seems to say. `danger`: numbers to call first, in order; empty unless urgency is "P0".

    `plain`: the danger tables say that it is an emergency, not only the weights; a few words added to a case have no more
    to go by ("今天又多了一个冰箱" by itself sounds like anything).
    """

    category: str
    name: str
    urgency: str
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]
    danger: tuple[str, ...]
    plain: bool = False


class Found(NamedTuple):
    """A danger row, the words it found and how much of the danger stands."""

    row: Danger
    words: str
    stands: Stands


class Ranked(NamedTuple):
    """Categories best first with their scores, and how much the whole sounds like an emergency now."""

    scores: dict[str, float]
    emergency: float
    words: dict[str, tuple[str, ...]]
    familiarity: float
    grave: bool


def understand(text: str, nature: str = "complaint") -> Understanding:
    """Propose category and urgency for what a resident wrote. Any string is answered; nothing is raised.

    Arguments: `text` as typed; `nature` complaint, help, consult or suggest as chosen on the landing page.
    """
    plain = normalise(text)
    found = _dangers_in(plain)
    ranked = _ranked(plain, nature, found)
    now = [one for one in found if one.stands is Stands.NOW]
    if now and ranked.emergency >= (ALARM_UNENDED if UNENDED.search(plain) else ALARM_WITH_ROW):
        return _emergency(now, ranked)
    if not now and _alarms(plain, found, ranked):
        return _likely_emergency(ranked)
    return _ordinary(plain, nature, [one for one in found if one.stands is Stands.PAST], ranked)


def dangers_in(text: str) -> list[Found]:
    """Return the danger rows that the text tells of, as it was typed: what goes on and what is over, not what is denied."""
    return [one for one in _dangers_in(normalise(text)) if one.stands in (Stands.NOW, Stands.PAST)]


def choices(text: str, nature: str, now: str, closed: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """Return the codes to choose another category from: what the text may be, likeliest first, and the rest of the tree.

    `now`: the category it has; `closed`: codes that nobody may choose.
    """
    seen = understand(text, nature)
    likely = [code for code in dict.fromkeys((now, seen.category, *seen.alternatives)) if code not in closed]
    return likely, [code for code in CATEGORIES if code not in likely and code not in closed]


def signs_in(text: str) -> set[str]:
    """Return the signs of danger and time in the normalised `text` that the weights are learned with."""
    return _signs(text, _dangers_in(text))


def _signs(text: str, found: list[Found]) -> set[str]:
    return signs(text, [(one.row.code, one.stands.name.lower()) for one in found])


def _dangers_in(text: str) -> list[Found]:
    """Return each danger row whose pattern is in the text, with the strongest verdict on its finds."""
    found = []
    for number in _NEEDLES.candidates(text):
        row = DANGERS[number]
        verdicts = {judge(row, text, match): match.group() for match in row.pattern.finditer(text)}
        if verdicts:
            found.append(Found(row, verdicts[max(verdicts)], max(verdicts)))
    return found


def _ranked(text: str, nature: str, found: list[Found]) -> Ranked:
    """Return every category, best first. The weights decide, the word rules say why and help a little."""
    text = _BESIDE_THE_MATTER.sub("", text).rstrip("。!")  # as the weights are learned
    tallies = {tally.code: tally for tally in RULEBOOK.tally(text)}
    words = {code: tally.words for code, tally in tallies.items()}
    if not _MEANINGFUL.search(text):
        scores = dict.fromkeys(("OTH-00", *tallies), 0.0) | {code: tally.score for code, tally in tallies.items()}
        emergency, familiarity, grave = float(bool(found)), 0.0, False
    else:
        reading = learned().read(text, _signs(text, found))
        scores, emergency, familiarity, grave = reading
        for code, tally in tallies.items():
            scores[code] += WORD_WEIGHT * min(tally.score, MOST_WORDS)
    for code, weight, reason in _circumstances(nature, found):
        scores[code] = scores.get(code, 0.0) + weight
        words[code] = reason + words.get(code, ())
    first = sorted(scores, key=scores.__getitem__, reverse=True)
    return Ranked({code: scores[code] for code in first}, emergency, words, familiarity, grave)


def _alarms(text: str, found: list[Found], ranked: Ranked) -> bool:
    """Tell whether the weights alone raise an alarm; against a danger that the tables found denied or over only if sure."""
    doubted = any(one.stands is not Stands.HARMLESS for one in found)
    least = ALARM_AGAINST_ROW if doubted else ALARM_ALONE if ranked.grave else ALARM_WITHOUT_WORDS
    return ranked.emergency >= least and len(text) >= SHORTEST_ALARM and ranked.familiarity >= FAMILIAR


def _circumstances(nature: str, found: list[Found]) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """What speaks for a category beside its words: a danger that is over, the nature the resident chose."""
    for row, words, stands in found:
        if stands is Stands.PAST:
            yield row.code, PAST_DANGER_WEIGHT, (words,)
    if nature in NATURE_WEIGHT:
        yield (*NATURE_WEIGHT[nature], ())


def _emergency(now: list[Found], ranked: Ranked) -> Understanding:
    first = now[0].row
    reasons = tuple(dict.fromkeys(f"提到“{one.words}”：{one.row.why}" for one in now))
    numbers = dict.fromkeys(number for one in now if one.row.code == first.code for number in one.row.calls)
    codes = [*(one.row.code for one in now), *ranked.scores]
    return replace(_understanding(first.code, "P0", reasons, codes, tuple(numbers)), plain=True)


def _likely_emergency(ranked: Ranked) -> Understanding:
    """No row of the tables knows these words, but people in danger wrote much the same."""
    code = next(code for code in ranked.scores if code in CALLS)
    reasons = (f"说法和险情的例子相近：可能是{CATEGORIES[code].name}，请先当作紧急情况核实",)
    return _understanding(code, "P0", reasons, list(ranked.scores), CALLS[code])


def _ordinary(text: str, nature: str, over: list[Found], ranked: Ranked) -> Understanding:
    """Understand a matter that is no emergency; `over`: the dangers in it that are past."""
    code = next(iter(ranked.scores))
    category = CATEGORIES[code]
    first = ranked.words.get(code, ())[:3]
    words = [word for word in first if not any(word in other for other in first if other != word)]
    reasons = [f"提到{''.join(f'“{word}”' for word in words)}：像是{category.name}"] if words else []
    reasons += [f"提到“{one.words}”：{one.row.why}，但像是已经过去" for one in over]
    urgency = "P1" if category.urgency == "P0" else category.urgency
    for level in LEVELS:
        if _concerns(level, code, urgency) and level.pattern.search(text):
            urgency = level.urgency
            reasons.append(f"{level.why}，按 {urgency} 办")
    if nature in NATURE_WEIGHT and urgency == "P2":
        urgency = "P3"
    if not reasons:
        nothing = not _MEANINGFUL.search(text)
        reasons = ["没有认出可以办理的内容，请人工核对" if nothing else f"说法和例子相近：像是{category.name}，请核对"]
    return _understanding(code, urgency, tuple(reasons), list(ranked.scores), ())


def _concerns(level: Level, code: str, urgency: str) -> bool:
    """Tell whether a row of the level table may change this category; a row for all only raises."""
    return level.code == code or (level.code == "*" and urgency > level.urgency and code not in NEVER_RAISED)


def _understanding(
    code: str, urgency: str, reasons: tuple[str, ...], others: list[str], danger: tuple[str, ...]
) -> Understanding:
    alternatives = tuple(other for other in dict.fromkeys(others) if other != code)[:MOST_ALTERNATIVES]
    return Understanding(code, CATEGORIES[code].name, urgency, reasons, alternatives, danger)
