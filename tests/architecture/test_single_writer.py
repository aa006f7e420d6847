"""Only one module changes a stage: complaints/services/perform.py for cases; elsewhere binan.kit.workflow.move alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules, name, tree

# Calls that write columns by keyword or by name.
BY_KEYWORD = {"update", "aupdate", "update_or_create", "aupdate_or_create"}
BY_NAME = {"bulk_update", "abulk_update", "save", "asave"}
PERFORM = "complaints/services/perform.py"
MOVERS = {PERFORM, "mediation/services/perform.py", "governance/services/plates.py"}


def is_stage(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "stage"


def writes(node: ast.AST) -> bool:
    """Whether this node gives a stage to an existing row."""
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(t, ast.Attribute) and t.attr == "stage" for one in targets for t in ast.walk(one))
        case ast.AugAssign(target=ast.Attribute(attr="stage")) | ast.AnnAssign(target=ast.Attribute(attr="stage")):
            return True
        case ast.Call(func=ast.Name(id="setattr" | "__setattr__"), args=arguments):
            return any(is_stage(a) for a in arguments)
        case ast.Call(func=ast.Attribute(attr=called), args=arguments, keywords=keywords):
            given = [k.value for k in keywords] + arguments
            if called in BY_KEYWORD and (
                any(k.arg == "stage" for k in keywords) or any(is_stage(part) for v in given for part in ast.walk(v))
            ):
                return True
            return called in BY_NAME and any(is_stage(part) for value in given for part in ast.walk(value))
    return False


def writers(source: ast.AST) -> Iterator[int]:
    """The lines of `source` that write a stage."""
    return (node.lineno for node in ast.walk(source) if writes(node))


def found(paths: list[Path], allowed: set[str]) -> list[str]:
    return [f"{name(p)}:{line}" for p in paths if name(p) not in allowed for line in writers(tree(p))]


def test_nobody_but_the_engine_writes_a_stage() -> None:
    assert found(modules(), {PERFORM, "binan/kit/workflow.py"}) == []


def test_only_the_services_that_write_the_timeline_move_a_stage() -> None:
    movers = {
        name(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) == "move"
    }
    assert movers <= MOVERS


def test_the_stage_of_a_case_is_written_in_one_place() -> None:
    assert (ROOT / PERFORM).exists()


@pytest.mark.parametrize(
    "line",
    [
        "case.stage = 'closed'",
        "case.a, case.stage = 1, 'closed'",
        "case.stage: str = 'closed'",
        "setattr(case, 'stage', 'closed')",
        "Complaint.objects.filter(pk=1).update(stage='closed')",
        "Complaint.objects.filter(pk=1).update(**{'stage': 'closed'})",
        "await rows.aupdate(stage='closed')",
        "Complaint.objects.update_or_create(pk=1, defaults={'stage': 'closed'})",
        "Complaint.objects.bulk_update(cases, ['stage'])",
        "case.save(update_fields=['stage', 'unit'])",
    ],
)
def test_the_scan_sees_every_way_to_write(line: str) -> None:
    assert list(writers(ast.parse(line))) == [1]


@pytest.mark.parametrize(
    "line",
    ["stage = case.stage", "rows.filter(stage='closed').update(unit=1)", "case.save(update_fields=['unit'])"],
)
def test_the_scan_leaves_reading_alone(line: str) -> None:
    assert list(writers(ast.parse(line))) == []
