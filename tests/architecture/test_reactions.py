"""docs/reactions.md names every receiver of `entry_written`: whoever reads a transition can see what follows from it."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import APPS, ROOT, modules, name, tree


def receivers(app: str) -> set[str]:
    """The functions in `<app>/reactions.py` that listen to a signal, as `app.reactions.function`."""
    path = ROOT / app / "reactions.py"
    if not path.exists():
        return set()
    functions = (node for node in tree(path).body if isinstance(node, ast.FunctionDef))
    return {f"{app}.reactions.{f.name}" for f in functions if any(listens(d) for d in f.decorator_list)}


def listens(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "receiver"


def test_the_page_lists_exactly_the_receivers() -> None:
    page = (ROOT / "docs" / "reactions.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+\.reactions\.\w+)`", page))
    assert listed == {one for app in APPS for one in receivers(app)}


def test_receivers_live_in_reactions_only() -> None:
    elsewhere = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        if path.name != "reactions.py"
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Call) and listens(node))
        or (
            isinstance(node, ast.Attribute)
            and node.attr == "connect"
            and getattr(node.value, "id", "") == "entry_written"
        )
    ]
    assert elsewhere == []
