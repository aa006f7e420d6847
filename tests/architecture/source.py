"""The files of this project as the architecture tests see them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("governance", "notices", "complaints", "mediation", "parks", "oversight")
FACES = ("views", "api", "consumers", "forms", "admin")


def modules(*tops: str) -> list[Path]:
    """The Python modules under the folders `tops` (default: binan and every app), migrations left out."""
    found = (path for top in tops or ("binan", *APPS) for path in (ROOT / top).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def name(path: Path) -> str:
    """The path as people write it, from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def is_face(path: Path) -> bool:
    """Whether the module belongs to a face of an app, where the services and reads are called from."""
    inside = path.relative_to(ROOT).with_suffix("").parts
    return inside[0] in APPS and inside[1] in FACES


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))
