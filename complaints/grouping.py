"""When cases of many become a group case (群体件, 信访工作条例 20; domain.md §3.5), and what may stand in one answer to all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from binan.kit.masking import mask_text
from complaints.vocabulary import Urgency

GROUP_MIN = 5  # persons
REPRESENTATIVES_MAX = 5  # of one group
CONSENTS = (("face", "当面同意"), ("phone", "电话里同意"), ("written", "书面同意"))
# What five people or more bring together is another category: 欠薪 of one is P1, of five it is 群体讨薪 and P0 (domain.md §3.2).
GROUP_CATEGORY = {"LAB-01": "LAB-02", "LAB-02": "LAB-02"}
RUN = 12  # characters in a row that two texts do not share by chance

NUMBERS = "这段话里好像有电话、证件、车牌或门牌号。一并答复是发给每个人的，不能带任何人的号码。"
NAMES = "这段话里有一位诉求人的称呼。一并答复是发给每个人的，不能提到任何人。"
WORDS = "这段话照抄了一位诉求人的原话。一并答复是发给每个人的，请换成自己的话。"


@dataclass(frozen=True)
class Person:
    """What one member of a cluster has left with us that nobody else may read."""

    name: str
    phone: str
    text: str


def persons(phones: Iterable[str]) -> int:
    """How many people stand behind these numbers; who left none is not counted: one person could be three."""
    return len({phone for phone in phones if phone})


def raised(category: str, urgency: str) -> tuple[str, str] | None:
    """Category and urgency of a case that has become part of a group, None where nothing changes."""
    if category not in GROUP_CATEGORY or (GROUP_CATEGORY[category], Urgency.P0) == (category, urgency):
        return None
    return GROUP_CATEGORY[category], Urgency.P0


def betrays(text: str, people: Iterable[Person]) -> str:
    """Why one text may not go to all of these, as a sentence; "" when nothing of anybody stands in it."""
    if mask_text(text) != text:
        return NUMBERS
    bare, runs = _bare(text), set(_runs(text))
    for person in people:
        if len(person.name) > 1 and person.name in text:
            return NAMES
        if person.phone and person.phone.removeprefix("+86") in bare:
            return NUMBERS
        if not runs.isdisjoint(_runs(person.text)):
            return WORDS
    return ""


def _runs(text: str) -> Iterator[str]:
    bare = _bare(text)
    return (bare[start : start + RUN] for start in range(len(bare) - RUN + 1))


def _bare(text: str) -> str:
    """Letters, digits and characters alone: a comma more or less is the same sentence."""
    return "".join(one for one in text if one.isalnum())
