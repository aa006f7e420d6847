"""`scripts/lighthouse-pages [RUNS]`: Lighthouse's mobile scores of the four pages a resident lives with, as medians.

Judge performance on an idle machine only: one run beside other work says nothing. Every audit below 1 is named, also those
that count for no score.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests import services
from tests.browser import every_page, judges
from tests.servers import Server, embedded

FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIET = "--disable-component-update --disable-sync"
KINDS = ("performance", "accessibility", "best-practices", "seo")
MEASURES = {"LCP ms": "largest-contentful-paint", "TBT ms": "total-blocking-time", "CLS": "cumulative-layout-shift"}
PAGES = ("landing", "form", "case open", "rating")
TRIES = 3  # a browser beside other work may die


class Nothing(Exception):
    """Lighthouse brought no result, and why."""


def look(url: str) -> dict:
    """One run as Lighthouse's own JSON."""
    for left in range(TRIES - 1, -1, -1):
        try:
            return _look(url)
        except Nothing:
            if not left:
                raise
    raise AssertionError


def _look(url: str) -> dict:
    program = judges.modules(everything=True) / ".bin" / "lighthouse"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "report.json"
        chrome = f"--chrome-flags={FLAGS} {QUIET} --lang=zh-CN --user-data-dir={folder}/profile"
        command = [str(program), url, "--quiet", "--output=json", f"--output-path={out}", "--locale=zh", chrome]
        environment = os.environ | {"CHROME_PATH": services.chromium()}
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        run = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
    if done.returncode or "runtimeError" in run or any(run["categories"][kind]["score"] is None for kind in KINDS):
        raise Nothing(run.get("runtimeError", {}).get("message") or done.stderr[-2000:] or "a score is missing")
    return run


def failing(runs: list[dict]) -> dict[str, tuple[str, int]]:
    """Audits below 1 → what each counts for and in how many of the runs it was so."""
    counts = {
        reference["id"]: kind
        for kind in KINDS
        for reference in runs[0]["categories"][kind]["auditRefs"]
        if reference["weight"]
    }
    found: dict[str, tuple[str, int]] = {}
    for key in runs[0]["audits"]:
        low = sum((run["audits"][key]["score"] or 0) < 1 and run["audits"][key]["score"] is not None for run in runs)
        if low:
            found[key] = (counts.get(key, "no score"), low)
    return found


def report(server: Server, times: int) -> bool:
    """Print scores and what failed; returns whether every median is 100."""
    paths, fine = every_page.paths(server), True
    heads = "".join(f"{kind:>15}" for kind in KINDS) + "".join(f"{name:>8}" for name in (*MEASURES, "KB", "asked"))
    print(f"{'page':10}{heads}", flush=True)
    for name in PAGES:
        runs = [look(server.url + paths[name]) for _ in range(times)]
        scores = {kind: median(100 * run["categories"][kind]["score"] for run in runs) for kind in KINDS}
        measured = [median(run["audits"][key]["numericValue"] for run in runs) for key in MEASURES.values()]
        items = runs[0]["audits"]["network-requests"]["details"]["items"]
        size = sum(item.get("transferSize", 0) for item in items) / 1024
        line = "".join(f"{score:15.0f}" for score in scores.values())
        print(f"{name:10}{line}{measured[0]:8.0f}{measured[1]:8.0f}{measured[2]:8.3f}{size:8.1f}{len(items):8}")
        for key, (kind, low) in failing(runs).items():
            print(f"    below 1 in {low} of {times}, counts for {kind}: {key}", flush=True)
        fine = fine and min(scores.values()) >= 100
    return fine


def main(arguments: list[str]) -> int:
    """Run on a server of its own with the demo district; 1 when a median is below 100 and nobody meant it to be."""
    try:
        judges.modules(everything=True)
        with embedded() as server:
            return 0 if report(server, int(arguments[0]) if arguments else 3) else 1
    except services.Missing as missing:
        print(missing, file=sys.stderr)
        return services.MISSING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
