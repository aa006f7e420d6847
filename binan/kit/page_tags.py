"""What templates need in two languages: dates, and which words are in the other language (a builtin of every template)."""

from __future__ import annotations

import re
from datetime import date as date_type
from datetime import datetime
from uuid import uuid4

from django import template
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from binan.kit import phones
from binan.kit.language import HAN, HAN_RUN, is_english

register = template.Library()
E164 = re.compile(r"\+\d{6,15}")


@register.filter(expects_localtime=True)
def moment(at: datetime | None) -> str:
    """`11月25日 14:26`, `25 Nov, 14:26`."""
    return date(at, "j M, H:i" if is_english() else "n月j日 H:i")


@register.filter(expects_localtime=True)
def soon(at: datetime) -> str:
    """The time of day when that is today, else `moment`."""
    return date(at, "H:i") if timezone.localdate(at) == timezone.localdate() else moment(at)


@register.filter(expects_localtime=True)
def day(at: datetime | None) -> str:
    """`11月25日`, `25 November`."""
    return date(at, "j F" if is_english() else "n月j日")


@register.filter(expects_localtime=True)
def full_day(at: datetime | None) -> str:
    """`2026年11月25日`, `25 November 2026`."""
    return date(at, "j F Y" if is_english() else "Y年n月j日")


@register.filter(expects_localtime=True)
def appointment(at: datetime | None) -> str:
    """`11月25日 星期三 14:30`, `Wednesday, 25 November, 14:30`."""
    return date(at, "l, j F, H:i" if is_english() else "n月j日 l H:i")


@register.filter
def day_name(day: date_type) -> str:
    """`11月25日 星期三`, `Wednesday, 25 November`."""
    return date(day, "l, j F" if is_english() else "n月j日 l")


@register.simple_tag
def new_key() -> str:
    """The key of one form's command, so that a second tap on it is the same command (convention 11)."""
    return str(uuid4())


@register.filter
def local_number(number: str) -> str:
    """A number of ours as it is dialled in China; one that was typed in another way stays as it was typed."""
    return phones.local(number) if E164.fullmatch(number) else number


@register.filter
def said(words: object) -> str:
    """A word of one of our tables in the language of the page."""
    return gettext(str(words)) if words else ""


@register.filter(is_safe=True)
def named(words: object) -> SafeString:
    """Text with Chinese names in it: on an English page each run of Chinese is marked, so that it is read out as Chinese."""
    text = escape(words)
    if not is_english():
        return text
    return mark_safe(HAN_RUN.sub(lambda run: f'<span lang="zh-CN">{run[0]}</span>', text))  # noqa: S308 - escaped above


@register.filter
def written(words: object) -> SafeString:
    """The attribute `lang` for what somebody wrote, where it is not the language of the page; "" otherwise."""
    chinese = bool(HAN.search(str(words)))
    if not str(words).strip() or chinese != is_english():
        return SafeString("")
    return SafeString(' lang="zh-CN"' if chinese else ' lang="en"')
