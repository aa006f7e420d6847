"""The judges nobody here wrote: axe-core and html-validate, installed by npm from the lock file beside this, outside the checkout."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.services import Missing, find

HERE = Path(__file__).resolve().parent
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = HERE / "htmlvalidate.json"
RUN_AXE = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


@cache
def modules(*, everything: bool = False) -> Path:
    """The folder `node_modules` with the judges; `everything`: with Lighthouse too. Raises `Missing` without npm."""
    npm = find("npm", "npm")
    find("node", "nodejs")
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "binan-judges"
    target = home / (lock + ("-all" if everything else ""))
    if not (target / "node_modules").exists():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home) as fresh:  # whole or not at all
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, fresh)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            done = subprocess.run(
                command + ([] if everything else ["--omit=dev"]),
                cwd=fresh,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise Missing(f"npm ci did not work: {done.stderr or done.stdout}")
            target.mkdir(exist_ok=True)
            shutil.move(f"{fresh}/node_modules", target / "node_modules")
    return target / "node_modules"


def axe() -> str:
    """The script that the context of a judged page begins every page with."""
    return (modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def accessibility(page: Page) -> list[str]:
    """What axe finds on the page as it stands: WCAG 2.0 to 2.2, A and AA, and its best practices."""
    found = page.evaluate(RUN_AXE, TAGS)["violations"]
    return [f"axe {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def markup(pages: dict[str, str]) -> list[str]:
    """What html-validate finds in the sources, by name of page."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            names[str(path)] = name
        shutil.copy(RULES, Path(folder) / ".htmlvalidate.json")
        program = modules() / "html-validate" / "bin" / "html-validate.mjs"
        # To a file: what node still had to say into a pipe is lost when it ends.
        said = Path(folder) / "said.json"
        command = ["node", str(program), "--formatter", f"json={said}", *names]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if not said.exists():
            raise RuntimeError(f"html-validate: {done.stderr}")
        return [
            f"{names[result['filePath']]}: html {each['ruleId']} line {each['line']}: {each['message']}"
            for result in json.loads(said.read_text(encoding="utf-8"))
            for each in result["messages"]
        ]
