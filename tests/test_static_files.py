"""Static files go out without what only we read, and with everything the browser needs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import pytest
from django.core.files.base import ContentFile

from binan.kit.static import HEAVY, PatientCompressor, SparingStorage

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = b"""/* Told to people
   who read. */
(() => {
  // a line
  const a = "http://x // not a comment"; // one
  const b = "it's"; // don't: a quote follows, so this stays
})();
"""


def sent(name: str, content: bytes) -> bytes:
    """What a browser gets of a file."""
    with TemporaryDirectory() as folder:
        storage = SparingStorage(location=folder)
        return storage.open(storage.save(name, ContentFile(content))).read()


def test_comments_and_indentation_stay_at_home() -> None:
    assert sent("js/a.js", SCRIPT) == (
        b'(() => {\nconst a = "http://x // not a comment";\n'
        b"const b = \"it's\"; // don't: a quote follows, so this stays\n})();\n"
    )
    assert sent("css/a.css", b"/* parts */\na { content: '/* kept */'; }\n") == b"a { content: '/* kept */'; }\n"


def test_files_of_others_are_not_touched() -> None:
    assert sent("django_htmx/htmx-2.min.js", SCRIPT) == SCRIPT


def test_what_a_resident_gets_is_squeezed_as_far_as_it_goes() -> None:
    ours = [path.read_bytes() for kind in ("js", "css") for path in (ROOT / "static" / kind).iterdir()]
    assert max(map(len, ours)) < HEAVY
    assert PatientCompressor.compress_brotli(ours[0]) == brotli.compress(ours[0], quality=11)


def test_no_script_of_ours_has_a_string_of_several_lines() -> None:
    for path in (ROOT / "static" / "js").glob("*.js"):
        code = [
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith(("/*", "*"))
        ]
        assert [line for line in code if line.count("`") % 2] == [], path.name


@pytest.mark.skipif(not shutil.which("node"), reason="node reads the scripts: apt install nodejs")
def test_every_script_still_parses_when_it_goes_out() -> None:
    with TemporaryDirectory() as folder:
        for path in (ROOT / "static" / "js").glob("*.js"):
            spared = Path(folder) / path.name
            spared.write_bytes(sent(f"js/{path.name}", path.read_bytes()))
            subprocess.run(["node", "--check", spared], check=True)
