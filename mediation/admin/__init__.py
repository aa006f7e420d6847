"""The tables of mediation in the admin, by what they are about."""

from mediation.admin import after, agreements, cases, doors, law, papers, registry

__all__ = ["after", "agreements", "cases", "doors", "law", "papers", "registry"]
