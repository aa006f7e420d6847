"""Imports go downward only; what each contract of pyproject.toml lists is all there is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT

DOORS = {"models", "selectors", "access", "services", "workflow"}  # what another app may import
OPEN_TOO = {
    "governance": {"deeds", "roles", "levels", "presence", "shifts"},
    "complaints": {"signals", "taxonomy"},
}  # pure words; the bridge upwards
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in CONFIG["contracts"]}


def parts(package: str) -> set[str]:
    """The modules and packages directly inside `package`."""
    inside = (path for path in (ROOT / package).iterdir() if path.stem != "__init__")
    return {
        path.stem
        for path in inside
        if path.suffix == ".py" or (path.is_dir() and any(child.suffix == ".py" for child in path.rglob("*")))
    }


def test_the_contracts_hold() -> None:
    # A process of its own: the linter looks around among loaded modules, and Twisted's do not like to be looked at.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_app_stands_in_the_order() -> None:
    standing = {app for app in APPS if (ROOT / app).is_dir()}
    assert set(CONFIG["root_packages"]) == standing | {"binan"}
    assert set(CONTRACTS["apps"]["layers"]) == standing | {"binan.kit"}
    assert set(CONTRACTS["rooms"]["containers"]) == standing


def test_all_of_the_composition_root_is_closed_to_the_apps() -> None:
    assert set(CONTRACTS["root"]["forbidden_modules"]) == {f"binan.{part}" for part in parts("binan") - {"kit"}}


@pytest.mark.parametrize("app", CONTRACTS["rooms"]["containers"])
def test_only_the_doors_of_an_app_are_open_to_others(app: str) -> None:
    contract = CONTRACTS[f"{app}-doors"]
    private = {f"{app}.{part}" for part in parts(app) - DOORS - OPEN_TOO.get(app, set())}
    assert set(contract["protected_modules"]) == private, f"protected_modules should read {sorted(private)}"
    assert set(contract["allowed_importers"]) == {app, "binan"}
