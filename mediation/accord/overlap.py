"""Two secret ranges of money, and nothing but whether they meet.

Both sides write a range; only when both lie on the table the answer is given: they meet, or they do not. After "no" both may
write anew, in turns: a side learns nothing from a change that the other side did not also risk. After "yes" nobody writes any
more. There are `TURNS` turns in all, and a side may only widen its range, each end by nothing or by at least a step: nobody can
close in on a number from both sides. So what a side can learn of an end of the other's range is never finer than a tenth of it,
whatever it writes and however the answers fall (tests/mediation/test_overlap.py tries it).

The step is a tenth of the top of the range that is being written, at least one yuan: of the first one it would be the writer's
to choose, and whoever began with ten yuan could then try yuan by yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext_lazy as _

TURNS = 3  # a range and two changes of it
STEPS = 10  # the top of a range is so many steps
LEAST = Decimal(10)  # yuan: below, no range is worth a secret
MOST = Decimal(100_000_000)  # yuan
CENT = Decimal("0.01")

NOT_MONEY = _("请写两个金额，单位元，最多两位小数。")
TOO_SMALL = _("上限请写到 {least} 元以上，一亿元以下。")
TOO_NARROW = _("范围太窄，容易被猜到：两头至少要差 {step} 元。")
TOO_LOW = _("下限请写 0，或者至少 {step} 元。")
TOO_NEAR = _("只能放宽，不能收窄：每一头要么不变，要么至少放宽 {step} 元。")
NO_MORE = _("每一方最多写 3 次，已经写完了。请当面接着谈。")
NOT_YOUR_TURN = _("这一次您已经写过了，等对方写好再说。")
MET = _("双方的范围已经有重合，不用再写了，请按这个接着谈。")


@dataclass(frozen=True)
class Range:
    """From `low` to `high` yuan, both included."""

    low: Decimal
    high: Decimal


def meet(one: Range, other: Range) -> bool:
    """Whether two ranges have a sum in common."""
    return one.low <= other.high and other.low <= one.high


def step(new: Range) -> Decimal:
    """How fine the ends of a range may be that a side writes now; whole yuan, rounded up."""
    return max(Decimal(1), (new.high / STEPS).quantize(Decimal(1), ROUND_CEILING))


def answers(mine: Sequence[Range], theirs: Sequence[Range]) -> list[bool]:
    """What both sides know: for every turn that both have written whether their ranges of that turn met."""
    return [meet(one, other) for one, other in zip(mine, theirs, strict=False)]


def objection(new: Range, mine: Sequence[Range], theirs: Sequence[Range]) -> str:
    """Why a side may not write `new` now, "" when it may. `mine`, `theirs`: what both wrote so far, by turn."""
    if any(answers(mine, theirs)):
        return str(MET)
    if len(mine) >= TURNS:
        return str(NO_MORE)
    if len(mine) > len(theirs):
        return str(NOT_YOUR_TURN)
    return _fineness(new, mine)


def _fineness(new: Range, mine: Sequence[Range]) -> str:
    if not (new.low.is_finite() and new.high.is_finite()) or not 0 <= new.low <= MOST:
        return str(NOT_MONEY)
    if not LEAST <= new.high <= MOST:
        return TOO_SMALL.format(least=LEAST)
    # Only now: a number of thirty digits has no cents that could be looked at.
    if new.low != new.low.quantize(CENT) or new.high != new.high.quantize(CENT):
        return str(NOT_MONEY)
    apart = step(new)
    if new.high - new.low < apart:
        return TOO_NARROW.format(step=apart)
    if 0 < new.low < apart:
        return TOO_LOW.format(step=apart)
    if mine and not (_widened(mine[-1].low - new.low, apart) and _widened(new.high - mine[-1].high, apart)):
        return TOO_NEAR.format(step=apart)
    return ""


def _widened(by: Decimal, apart: Decimal) -> bool:
    return by == 0 or by >= apart
