"""How articles are written on a page."""

from __future__ import annotations

from django import template

from mediation.legal import library, numerals
from mediation.models import Article

register = template.Library()


@register.filter
def cited(article: Article) -> str:
    """《民法典》第一千二百五十四条."""
    return library.cite(article)


@register.filter
def number(article: Article) -> str:
    """第一千二百五十四条."""
    return numerals.article(article.number, article.sub)
