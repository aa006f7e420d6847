"""`scripts/lighthouse-pages [RUNS]`: Lighthouse's mobile scores of the four pages a resident lives with, as medians.

Judge performance on an idle machine only: one run beside other work says nothing.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import services
from tests.browser import every_page, judges
from tests.servers import Server, embedded

FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIET = "--disable-component-update --disable-sync"
KINDS = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("landing", "form", "case open", "rating")


def look(url: str) -> dict:
    """One run as Lighthouse's own JSON."""
    program = judges.modules(everything=True) / ".bin" / "lighthouse"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        chrome = f"--chrome-flags={FLAGS} {QUIET} --lang=zh-CN --user-data-dir={folder}/profile"
        command = [str(program), url, "--quiet", "--output=json", f"--output-path={out}", "--locale=zh", chrome]
        environment = os.environ | {"CHROME_PATH": services.chromium()}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return json.loads(out.read_text(encoding="utf-8"))


def report(server: Server, runs: int) -> bool:
    """Print scores and what failed; returns whether every median is 100."""
    paths, fine = every_page.paths(server), True
    print(f"{'page':12}" + "".join(f"{kind:>16}" for kind in KINDS) + f"{'LCP ms':>10}{'KB':>8}")
    for name in PAGES:
        seen = [look(server.url + paths[name]) for _ in range(runs)]
        scores = [statistics.median(100 * run["categories"][kind]["score"] for run in seen) for kind in KINDS]
        lcp = statistics.median(run["audits"]["largest-contentful-paint"]["numericValue"] for run in seen)
        items = seen[0]["audits"]["network-requests"]["details"]["items"]
        size = sum(item.get("transferSize", 0) for item in items) / 1024
        print(f"{name:12}" + "".join(f"{score:16.0f}" for score in scores) + f"{lcp:10.0f}{size:8.1f}")
        audits = seen[0]["audits"].items()
        for key in sorted(
            key for key, audit in audits if audit["score"] == 0 and audit["scoreDisplayMode"] == "binary"
        ):
            print(f"    fails: {key}")
        fine = fine and min(scores) >= 100
    return fine


def main(arguments: list[str]) -> int:
    """Run on a server of its own with the demo district; 1 when a median is below 100."""
    try:
        judges.modules(everything=True)
        with embedded() as server:
            return 0 if report(server, int(arguments[0]) if arguments else 3) else 1
    except services.Missing as missing:
        print(missing, file=sys.stderr)
        return services.MISSING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
