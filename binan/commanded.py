"""Commands that change data or take it out are in the audit, whoever runs them: `manage.py` enters here."""

from __future__ import annotations

import getpass
from collections.abc import Sequence

import django
from django.core.management import execute_from_command_line
from django.db import connection

from binan.kit import asking

# `backup`, `restore` and `rotate_keys` are not among them: they write down themselves what they did (`binan.operations`), and some of what
# they do is done on a computer without a database.
CHANGING = frozenset(
    "changepassword clearcache clearsessions createcachetable createsuperuser dbshell demo drf_create_token dumpdata export export_corrections flush "
    "import import_law loaddata migrate purge remove_stale_contenttypes seal_files shell sqlflush".split()
)


def execute(argv: Sequence[str]) -> None:
    """Run a command as Django does. One of `CHANGING` is written down before it begins (where there is a table yet, else after it), and
    once more when it fails; its name and who sits at the machine, none of its arguments."""
    name = argv[1] if len(argv) > 1 else ""
    if name not in CHANGING:
        execute_from_command_line(list(argv))
        return
    django.setup()
    with asking.answering(name):
        written = _write(ok=True)
        try:
            execute_from_command_line(list(argv))
        except SystemExit as end:
            if end.code:
                _write(ok=False)
            raise
        if not written:
            _write(ok=True)


def _write(*, ok: bool) -> bool:
    from governance.deeds import Deed, Thing
    from governance.models import AuditEntry
    from governance.services import audit

    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return False
    name = asking.command()
    audit.record(Deed.COMMAND_RUN, of=audit.Of(Thing.COMMAND, name, name), ok=ok, body={"by": _sitting()})
    return True


def _sitting() -> str:
    """The account of the machine, as far as it has names."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
