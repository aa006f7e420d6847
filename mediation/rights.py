"""权利义务告知书: what a party is told before she may agree (人民调解法 arts. 3, 4, 23 and 24, in plain words).

Whoever changes a sentence raises `VERSION`: each consent records which one was read (tests/mediation/test_rights.py holds
version and words together).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11b"

PRINCIPLES: tuple[Promise, ...] = (
    _("来不来调解，由您决定；双方平等，调解员不偏向哪一方。"),
    _("调解不能违反法律、法规和国家政策。"),
    _("调解不妨碍您去仲裁、找行政机关处理或者打官司。"),
)
RIGHTS: tuple[Promise, ...] = (
    _("您可以选调解员，也可以不接受安排的调解员。"),
    _("您可以接受调解、不接受调解，随时可以不谈了，不用说理由。"),
    _("可以要求公开调解，也可以要求不公开。"),
    _("想说什么、答应什么，都由您自己拿主意。"),
)
DUTIES: tuple[Promise, ...] = (
    _("如实说明事情经过。"),
    _("遵守现场秩序，尊重调解员。"),
    _("尊重对方行使同样的权利。"),
)
FREE = _("人民调解不收取任何费用。")
EFFECT = _("谈成的协议有法律约束力，双方都要按约定做。")


def principles(*, free: bool) -> list[Promise]:
    """What holds for the mediation; `free`: it is people's mediation, the only kind the law forbids to charge for (art. 4)."""
    return [*PRINCIPLES, *([FREE] if free else []), EFFECT]


@dataclass(frozen=True)
class Notice:
    """The notice as a page shows it."""

    principles: list[Promise]
    rights: tuple[Promise, ...]
    duties: tuple[Promise, ...]
    articles: Promise


def shown(*, free: bool) -> Notice:
    """The whole notice; `free` as in `principles`."""
    return Notice(principles(free=free), RIGHTS, DUTIES, articles(free=free))


def articles(*, free: bool) -> Promise:
    """The articles the notice rests on; art. 4 only where nothing is charged."""
    if free:
        return _("依据《中华人民共和国人民调解法》第三条、第四条、第二十三条、第二十四条。")
    return _("依据《中华人民共和国人民调解法》第三条、第二十三条、第二十四条。")
