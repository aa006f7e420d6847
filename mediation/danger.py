"""Red flags: what a mediation must not settle, and the door it belongs to (人民调解法 art. 25; domain.md §3.2, §4.1).

A flag in the text of a case stops an application until those who protect have cleared it; a member of staff who sees one
stops a running mediation by a button. Violence at home and harm to children are never mediated without their word.
"""

from __future__ import annotations

from dataclasses import dataclass

from complaints.taxonomy.understanding import dangers_in
from mediation.vocabulary import RedFlag

# Codes of the tree → the flag they raise. 走失 and 讨薪 are emergencies, but nothing that forbids to mediate.
FLAGS: dict[str, str] = {
    "SEC-01": RedFlag.VIOLENCE,
    "SEC-02": RedFlag.HOME,
    "SEC-03": RedFlag.CRIME,
    "FAM-02": RedFlag.MINOR,
    "SAF-05": RedFlag.SELF_HARM,
}
# Whose word lifts a flag, as a worker writes it: an opinion that names none of them is nobody's.
AUTHORITIES = ("公安", "派出所", "民警", "警", "妇联", "检察", "法院", "民政", "未保", "未成年人保护")
NEVER_ALONE = frozenset({RedFlag.HOME, RedFlag.MINOR})  # no worker's own check lifts these


@dataclass(frozen=True)
class Door:
    """Who must be told at once. `call`: the number; `also`: whom one tells besides."""

    name: str
    call: str
    also: str = ""


DOORS: dict[str, Door] = {
    RedFlag.HOME: Door("公安机关", "110", "妇联 12338"),
    RedFlag.VIOLENCE: Door("公安机关", "110"),
    RedFlag.CRIME: Door("公安机关", "110"),
    RedFlag.MINOR: Door("公安机关", "110", "民政部门的未成年人保护机构、妇联 12338"),
    RedFlag.SELF_HARM: Door("公安机关", "110", "120"),
}


@dataclass(frozen=True)
class Flag:
    """A red flag found: its kind and the words that raised it."""

    kind: str
    words: str

    @property
    def label(self) -> str:
        """What it is."""
        return RedFlag(self.kind).label

    @property
    def door(self) -> Door:
        """Who must be told."""
        return DOORS[self.kind]


def flags(*texts: str, category: str = "") -> list[Flag]:
    """The red flags of a matter, each kind once: from its category and from what was written about it."""
    found = {FLAGS[category]: Flag(FLAGS[category], "")} if category in FLAGS else {}
    for text in texts:
        for danger in dangers_in(text) if text else ():
            kind = FLAGS.get(danger.row.code)
            if kind and kind not in found:
                found[kind] = Flag(kind, danger.words)
    return list(found.values())


def names_authority(clearance: str) -> bool:
    """Whether an opinion says whose it is."""
    return any(word in clearance for word in AUTHORITIES)


def unlifted(found: list[Flag], *, clearance: str, checked: str) -> list[Flag]:
    """The flags that still forbid to mediate. `clearance`: the word of those who protect; `checked`: what a worker found out
    herself, which is enough where nobody at home and no child is concerned."""
    if names_authority(clearance):
        return []
    return [flag for flag in found if flag.kind in NEVER_ALONE or not checked.strip()]


def objection(found: list[Flag]) -> str:
    """What is said about flags that were not lifted; "" for none."""
    if not found:
        return ""
    first = found[0]
    words = f"写到“{first.words}”，" if first.words else ""
    also = f"，并告诉{first.door.also}" if first.door.also else ""
    return (
        f"这件事{words}可能是{first.label}，不能先调解：有危险马上打 {first.door.call}{also}。"
        "公安、妇联等处置过并且同意调解的，写明是谁同意、文号是什么。"
    )
