"""No secret stands in the repository: keys of services and people are looked for in every file, words like password in what runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

from tests.architecture.source import ROOT

KEYS = (
    "PrivateKeyDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "SlackDetector", "StripeDetector", "TwilioKeyDetector", "SendGridDetector", "NpmDetector", "PypiTokenDetector",
    "OpenAIDetector", "TelegramBotTokenDetector", "DiscordBotTokenDetector",
)  # fmt: skip
WORDS = ("KeywordDetector",)
# Where a word like password stands beside text that is none: file, and what stands in the line.
NONE = {
    "binan/backup/stores.py": '"PGPASSWORD": "PASSWORD"',
    "governance/deeds.py": 'PASSWORD_CHANGED = "password_changed"',
    "benchmarks/bare.py": "SECRET_KEY=",
    "docs/operations.md": "postgresql://user:password@host:port/name",
    "tests/architecture/test_secrets.py": "postgresql://user:password@host:port/name",  # the line above
}
TEXT = frozenset("py html js css md sh yml yaml toml conf example in po json xml svg Dockerfile".split())
AGE = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{50}")
FIELD_KEY = re.compile(r"\b[0-9A-Za-z]{1,40}:[\w-]{43}\b")
OURS_IN_TESTS = "t1:dGVzdHMtb25seS1rZXktb2YtdGhpcnR5LXR3by1ieSE"


def kept() -> list[str]:
    """Every text file of the repository."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    return [
        name
        for name in listed
        if (ROOT / name).is_file()
        and (name.rpartition(".")[2].rpartition("/")[2] in TEXT or name.startswith("scripts/"))
    ]


def found(files: list[str], detectors: tuple[str, ...]) -> list[str]:
    """What looks like a secret, as file, line and kind; what `NONE` explains is left out."""
    secrets = SecretsCollection()
    with transient_settings({"plugins_used": [{"name": each} for each in detectors]}):
        for name in files:
            secrets.scan_file(str(ROOT / name))
    told = []
    for path, secret in secrets:
        name = str(Path(path).relative_to(ROOT)) if Path(path).is_relative_to(ROOT) else path
        line = Path(path).read_text(encoding="utf-8").splitlines()[secret.line_number - 1]
        if not (name in NONE and NONE[name] in line):
            told.append(f"{name}:{secret.line_number} {secret.type}")
    return told


def test_no_key_of_a_service_or_a_person_stands_anywhere() -> None:
    assert found(kept(), KEYS) == []


def test_no_password_stands_in_what_runs() -> None:
    running = [
        name for name in kept() if name.endswith((".py", ".yml", ".conf", ".example")) and not name.startswith("tests/")
    ]
    assert found(running, WORDS) == []


def test_no_key_of_this_house_stands_anywhere_but_that_of_the_tests() -> None:
    for name in kept():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not AGE.search(text), name
        assert set(FIELD_KEY.findall(text)) <= {OURS_IN_TESTS}, name


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "aws = 'AKIA" + "IOSFODNN7EXAMPLE'",
        "url = 'https://binan:" + "hunter2hunter2@example.org/'",
        "token = 'ghp_" + "a" * 36 + "'",
    ],
)
def test_one_that_slipped_in_would_be_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "slip.py").write_text(line)
    assert found([str(tmp_path / "slip.py")], KEYS)
