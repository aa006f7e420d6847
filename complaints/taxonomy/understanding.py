"""From a text to a proposed category and urgency, with reasons (domain.md §3.2–3.4): rules only, no learning, no I/O."""

import re
from dataclasses import dataclass

from complaints.taxonomy.categories import CATEGORIES
from complaints.taxonomy.dangers import Danger
from complaints.taxonomy.dangers_health import DANGERS_OF_HEALTH
from complaints.taxonomy.dangers_places import DANGERS_OF_PLACES
from complaints.taxonomy.dangers_violence import DANGERS_OF_VIOLENCE
from complaints.taxonomy.judgement import Stands, judge
from complaints.taxonomy.levels import LEVELS, NEVER_RAISED, Level
from complaints.taxonomy.scoring import RULEBOOK, Tally
from complaints.taxonomy.text import normalise

DANGERS = DANGERS_OF_PLACES + DANGERS_OF_VIOLENCE + DANGERS_OF_HEALTH
# What a danger that is over, or the chosen nature of the request, adds to the words of the rules.
PAST_DANGER_WEIGHT = 5
NATURE_WEIGHT = {"consult": ("GOV-01", 4), "suggest": ("GOV-02", 5)}
NATURES_WITHOUT_HURRY = frozenset(NATURE_WEIGHT)

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


def understand(text: str, nature: str = "complaint") -> Understanding:
    """Propose category and urgency for what a resident wrote. Any string is answered; nothing is raised.

    Arguments: `text` as typed; `nature` complaint, help, consult or suggest as chosen on the landing page.
    """
    plain = normalise(text)
    now, past = _dangers_in(plain)
    tallies = _ranked(plain, nature, past)
    if now:
        return _emergency(now, tallies)
    category = tallies[0].code
    urgency, reasons = _urgency(plain, nature, tallies[0], past)
    return Understanding(
        category, CATEGORIES[category].name, urgency, reasons, tuple(t.code for t in tallies[1:4]), danger=()
    )


def _dangers_in(text: str) -> tuple[list[tuple[Danger, str]], list[tuple[Danger, str]]]:
    """Return the rows that stand now and those that are over, each with the words found."""
    now, past = [], []
    for row in DANGERS:
        verdicts = {judge(row, text, match): match.group() for match in row.pattern.finditer(text)}
        if Stands.NOW in verdicts:
            now.append((row, verdicts[Stands.NOW]))
        elif Stands.PAST in verdicts:
            past.append((row, verdicts[Stands.PAST]))
    return now, past


def _ranked(text: str, nature: str, past: list[tuple[Danger, str]]) -> list[Tally]:
    """Return every category that something speaks for, best first; never empty."""
    tallies = {tally.code: tally for tally in RULEBOOK.tally(text)}
    extra = {row.code: (PAST_DANGER_WEIGHT, words) for row, words in past}
    if nature in NATURE_WEIGHT:
        code, weight = NATURE_WEIGHT[nature]
        extra.setdefault(code, (weight, ""))
    for code, (weight, words) in extra.items():
        known = tallies.get(code, Tally(code, 0, ()))
        tallies[code] = Tally(code, known.score + weight, ((words,) if words else ()) + known.words)
    return sorted(tallies.values(), key=lambda tally: -tally.score) or [_nothing_known(text)]


def _nothing_known(text: str) -> Tally:
    """A sentence no rule knows is still somebody's matter; only what is no sentence is OTH-00."""
    return Tally("GOV-01" if _MEANINGFUL.search(text) else "OTH-00", 0, ())


def _emergency(now: list[tuple[Danger, str]], tallies: list[Tally]) -> Understanding:
    first = now[0][0]
    reasons = tuple(dict.fromkeys(f"提到“{words}”:{row.why}" for row, words in now))
    numbers = tuple(dict.fromkeys(number for row, _ in now if row.code == first.code for number in row.calls))
    others = dict.fromkeys([row.code for row, _ in now] + [t.code for t in tallies if t.score > 0])
    alternatives = tuple(code for code in others if code != first.code)[:3]
    return Understanding(first.code, CATEGORIES[first.code].name, "P0", reasons, alternatives, numbers)


def _urgency(text: str, nature: str, best: Tally, past: list[tuple[Danger, str]]) -> tuple[str, tuple[str, ...]]:
    """Return the urgency of a matter that is no emergency, and the reasons."""
    category = CATEGORIES[best.code]
    reasons = [f"提到“{word}”:像是{category.name}" for word in best.words[:3]]
    if best.score == 0 and best.code != "OTH-00":
        return "P2", ("没有认出类别,请人工判断",)
    urgency = "P1" if category.urgency == "P0" else category.urgency
    reasons += [f"提到“{words}”:{row.why},但像是已经过去" for row, words in past if row.code == best.code]
    for level in LEVELS:
        if _concerns(level, best.code, urgency) and level.pattern.search(text):
            urgency = level.urgency
            reasons.append(f"{level.why},按 {urgency} 办")
    if nature in NATURES_WITHOUT_HURRY and urgency == "P2":
        urgency = "P3"
    return urgency, tuple(reasons) or ("没有可以处理的内容",)


def _concerns(level: Level, code: str, urgency: str) -> bool:
    """Tell whether a row of the level table may change this category; a row for all only raises."""
    return level.code == code or (level.code == "*" and urgency > level.urgency and code not in NEVER_RAISED)
