"""How a database would answer a question: which index it goes by, on either of the two we run on."""

from __future__ import annotations

from django.db import connection


def plan_of(sql: str) -> str:
    """The plan in the database's words. A table of a test is too small for an index to be worth it: PostgreSQL is told to
    take one where there is one, until the test's transaction ends."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN " if postgres else "EXPLAIN QUERY PLAN ") + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
