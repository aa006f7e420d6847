"""SECURITY.md promises a test for each threat: every one it names exists, and no row is without."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
THREATS = 25  # of the threat model


def _rows() -> dict[int, str]:
    lines = (ROOT / "SECURITY.md").read_text().splitlines()
    return {int(found[1]): line for line in lines if (found := re.match(r"\| (\d+) \|", line))}


def test_every_threat_has_its_row_and_every_row_a_test() -> None:
    rows = _rows()
    assert sorted(rows) == list(range(1, THREATS + 1))
    assert [number for number, row in rows.items() if "`tests/" not in row] == []


def test_every_test_that_is_named_exists() -> None:
    missing, count = [], 0
    for row in _rows().values():
        file = ""
        for path, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(test_\w+))?`", row):
            file = path or file
            if not (path or name):
                continue
            count += 1
            code = ROOT / file
            if not code.is_file() or (name and f"def {name}(" not in code.read_text()):
                missing.append(f"{file}::{name}")
    assert missing == []
    assert count >= THREATS
