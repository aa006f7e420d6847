"""Which category and urgency a resident's text seems to have: plain Python, no Django, no I/O, under two milliseconds."""

from complaints.taxonomy.categories import CATEGORIES, Category
from complaints.taxonomy.glance import GLANCE
from complaints.taxonomy.text import normalise
from complaints.taxonomy.understanding import Understanding, choices, understand

__all__ = ["CATEGORIES", "GLANCE", "Category", "Understanding", "choices", "normalise", "understand"]
