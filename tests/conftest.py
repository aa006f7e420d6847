"""The environment of every test, set before Django reads it; the servers and programs some tests need.

Without DATABASE_URL the tests run on SQLite. `scripts/test` runs those that touch the database a second time on
PostgreSQL and Redis (tests/services.py).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from tests import services

DATA = Path(tempfile.mkdtemp(prefix="binan-test-"))  # one for each worker
(DATA / "static").mkdir()
UNTIL_THE_END = contextlib.ExitStack()
# No test measures time: a busy machine is no fault (benchmarks/ measure, against a limit of the same run).
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

os.environ.update(
    DJANGO_SETTINGS_MODULE="binan.settings",
    BINAN_ENV="development",
    BINAN_DATA=str(DATA),
    BINAN_INTAKE_RATE="0",
    BINAN_DEMO="0",
    BINAN_PUBLIC_URL="http://testserver",
    SECRET_KEY="only-for-tests-" + "s" * 40,
    BINAN_VAPID_KEY="dGVzdHMtb25seS1wdXNoLWtleS1vZi0zMi1ieXRlcy0",
    BINAN_FIELD_KEYS="t1:" + "dGVzdHMtb25seS1rZXktb2YtdGhpcnR5LXR3by1ieSE",
)
if os.environ.get("REDIS_URL") and os.environ.get("PYTEST_XDIST_WORKER"):
    # Redis' publish and subscribe know no databases, so parallel workers would hear each other.
    os.environ["REDIS_URL"] = UNTIL_THE_END.enter_context(services.redis_server())


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests have: pages without a collectstatic before them, and passwords that hash at once."""
    # A parallel worker inherits the first process' environment and read its settings before this file gave it its own.
    settings.STATIC_ROOT, settings.MEDIA_ROOT = DATA / "static", DATA / "media"
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if redis := os.environ.get("REDIS_URL"):
        settings.CACHES["default"]["LOCATION"] = redis
        settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"] = [redis]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _flushed_with_the_audit()


def _flushed_with_the_audit() -> None:
    """Tests with real commits empty the tables behind them; the audit's own refuses that to everybody, so its guard stands aside
    for that moment."""
    flush = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        migration = importlib.import_module("governance.migrations.0005_audit")
        with connections["default"].schema_editor() as editor:
            migration.unguard(None, editor)
        flush(case)
        with connections["default"].schema_editor() as editor:
            migration.guard(None, editor)

    TransactionTestCase._fixture_teardown = emptied


def pytest_unconfigure(config: pytest.Config) -> None:
    UNTIL_THE_END.close()
    shutil.rmtree(DATA)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, and name the reason where a test needs PostgreSQL and there is none."""
    for item in items:
        case = getattr(item, "cls", None)
        if item.get_closest_marker("django_db") or (isinstance(case, type) and issubclass(case, TransactionTestCase)):
            item.add_marker("database")
        if item.get_closest_marker("postgres") and not os.environ.get("DATABASE_URL"):
            item.add_marker(pytest.mark.skip(reason="only true on PostgreSQL: run scripts/test"))


@pytest.fixture(scope="session", autouse=True)
def counts_wait() -> None:
    """What comes by a code is written when a test wants it, not by a thread beside it."""
    from governance.services import footfall

    footfall.writes_by_itself = False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite a file, as in life: an in-memory database is shared by threads without locks, and races would lie."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(DATA / "test.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"


def _need(start: Callable[[], str]) -> str:
    """What `start` returns; what this machine lacks is a named skip on a laptop and a failure in CI."""
    try:
        return start()
    except services.Missing as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database for servers under test, in the cluster of this run or in one of its own."""
    with contextlib.ExitStack() as stack:
        cluster = os.environ.get("TEST_POSTGRES_URL") or _need(lambda: stack.enter_context(services.postgres()))
        yield stack.enter_context(services.database(cluster))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis for servers under test."""
    with contextlib.ExitStack() as stack:
        yield os.environ.get("TEST_REDIS_URL") or _need(lambda: stack.enter_context(services.redis_server()))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for playwright's `executable_path`."""
    return _need(services.chromium)


@pytest.fixture(scope="session")
def nginx() -> str:
    """The path of nginx."""
    return _need(lambda: services.find("nginx", "nginx-light", "/usr/sbin"))


@pytest.fixture(scope="session")
def judged() -> object:
    """The folder of axe-core and html-validate (tests/browser/package.json)."""
    from tests.browser import judges

    return _need(judges.modules)
