"""Where a member of staff stands: her posts, read once per request, and what they let her reach."""

from __future__ import annotations

from dataclasses import dataclass

from governance.models import Level, Post, Staff, Unit
from governance.roles import Right, Role, rights


@dataclass(frozen=True)
class Seat:
    """One post as the rules need it."""

    role: str
    unit: Unit | None
    rights: frozenset[str]

    @property
    def level(self) -> int:
        """The level of the post's unit; 0 for a post outside the four levels."""
        return self.unit.level if self.unit else 0


def seats(staff: Staff) -> tuple[Seat, ...]:
    """Her posts, one query, kept on the instance for the rest of the request; highest unit first."""
    kept = getattr(staff, "_seats", None)
    if kept is None:
        posts = Post.objects.filter(staff=staff).select_related("unit__parent__parent__parent")
        found = [Seat(post.role, post.unit, rights(post.role)) for post in posts]
        kept = tuple(sorted(found, key=lambda seat: seat.level))
        staff._seats = kept  # type: ignore[attr-defined]
    return kept


def has(staff: Staff, right: str) -> bool:
    """Whether any of her posts gives the right, wherever it holds."""
    return any(right in seat.rights for seat in seats(staff))


def working_units(staff: Staff, right: str = Right.SEE) -> list[Unit]:
    """The units in which (and below which) she has the right."""
    return [seat.unit for seat in seats(staff) if seat.unit and right in seat.rights]


def title_of(staff: Staff) -> str:
    """How a resident may know her: surname and role, e.g. 王社工 (never the full name)."""
    role = next((seat.role for seat in seats(staff)), "")
    word: dict[str, str] = {
        Role.SOCIAL_WORKER: "社工",
        Role.GRID_WORKER: "网格员",
        Role.COMMUNITY_HEAD: "书记",
        Role.MEDIATOR: "调解员",
    }
    return f"{staff.display_name[:1]}{word.get(role, '值班员')}"


__all__ = ["Level", "Seat", "has", "seats", "title_of", "working_units"]
