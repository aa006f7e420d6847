"""/healthz: the process answers. /readyz: everything a request needs is there."""

from __future__ import annotations

import asyncio

from channels.layers import get_channel_layer
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from binan import heartbeat
from binan.kit import bus

_migrated = False


def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, channel layer and clock are well, else 503; the body names each."""
    found = {"database": _database(), "migrations": False, "channels": _channels(), "clock": False}
    if found["database"]:
        found["migrations"] = _migrations()
    if found["migrations"]:
        age = heartbeat.age()
        found["clock"] = age is not None and age < heartbeat.STALE
    ready = all(found.values())
    return JsonResponse({"status": "ready" if ready else "not ready", **found}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _migrations() -> bool:
    global _migrated
    if not _migrated:  # once true it stays true for this process's code
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _channels() -> bool:
    async def round_trip() -> bool:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "ping"})
        return (await layer.receive(channel))["type"] == "ping"

    pending = bus.run(asyncio.wait_for(round_trip(), 2))
    try:
        return pending.result(3)
    except Exception:  # whatever the layer raises means the same here: not ready
        return False
