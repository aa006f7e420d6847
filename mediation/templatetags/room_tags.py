"""How the days on which a room is open are written on a page."""

from __future__ import annotations

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from binan.kit.language import is_english
from mediation import hours

register = template.Library()


@register.filter
def weekdays(days: list[int]) -> str:
    """周一至周五, `Monday to Friday`."""
    if not is_english() or len(days) == 7:
        return gettext(hours.named(days))
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return str(first) if len(days) == 1 else f"{first} to {last}"
