"""A file one can hold in the head: split by verb (services), audience (views) or noun (models)."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.source import ROOT, modules, name

MODULE, TEMPLATE = 250, 100  # lines
LONGER: dict[str, int] = {}  # templates with a limit of their own, each with its reason


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_too_long() -> None:
    sizes = {name(path): lines(path) for path in modules()}
    assert {module: size for module, size in sizes.items() if size > MODULE} == {}


def test_no_template_is_too_long() -> None:
    sizes = {name(path): lines(path) for path in ROOT.glob("templates/**/*.html")}
    assert {page: size for page, size in sizes.items() if size > LONGER.get(page, TEMPLATE)} == {}


def test_an_exception_that_is_no_longer_needed_is_gone() -> None:
    assert [page for page, limit in LONGER.items() if not TEMPLATE < lines(ROOT / page) <= limit] == []
