"""PostgreSQL by Django's own engine and psycopg's pool; while nobody listens at its address nobody waits for it.

The pool lets everybody wait its whole timeout for a connection, also for a server that is restarting; pages under ASGI would wait one
after the other. Here the first who waits in vain looks whether anybody listens at all; if not, all others are told at once for a moment.
"""

from __future__ import annotations

import socket
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

MOMENT = 1.0  # seconds for which nobody tries again
PROBE = 0.5  # seconds a server may take to accept a connection
_away_until = 0.0  # of this process, by its monotonic watch


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection of one thread."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection from the pool. Raises psycopg's `PoolTimeout`, an `OperationalError`, at once while the server is away."""
        global _away_until
        if time.monotonic() < _away_until:
            raise PoolTimeout("the database was away a moment ago")
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            if not _listens(self.settings_dict["HOST"], self.settings_dict["PORT"]):
                _away_until = time.monotonic() + MOMENT
            raise


def _listens(host: str, port: str) -> bool:
    """Whether anybody accepts a connection at `host`: a name, an address, or the folder of a socket."""
    number = int(port or 5432)
    try:
        if host.startswith("/") or not host:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(PROBE)
                probe.connect(f"{host or '/var/run/postgresql'}/.s.PGSQL.{number}")
        else:
            socket.create_connection((host, number), PROBE).close()
    except OSError:
        return False
    return True
