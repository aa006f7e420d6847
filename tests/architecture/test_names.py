"""A file is named for the noun it holds, and faces reach rows only through selectors, access and services."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import is_face, modules, name, tree

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
FACES = [path for path in modules() if is_face(path)]


def test_no_file_is_named_for_nothing() -> None:
    paths = modules() + modules("tests", "benchmarks")
    assert [name(path) for path in paths if EMPTY_NAMES & {path.stem, *path.parts}] == []


@pytest.mark.parametrize("face", FACES, ids=name)
def test_a_face_never_touches_a_manager(face) -> None:
    managers = {"objects", "_default_manager", "_base_manager"}
    assert [n.lineno for n in ast.walk(tree(face)) if isinstance(n, ast.Attribute) and n.attr in managers] == []
