"""The four levels as a plain value, for rules that know no models."""

from __future__ import annotations

from django.db.models import IntegerChoices


class Level(IntegerChoices):
    """A unit's level; a smaller number answers for more."""

    DISTRICT = 1, "区级智治中心"
    SUBDISTRICT = 2, "街道智治分中心"
    COMMUNITY = 3, "社区指挥站"
    GRID = 4, "全科网格"
