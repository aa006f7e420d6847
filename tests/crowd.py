"""Many hands in the same moment, each in a thread with connections of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def at_once(*tasks: Callable[[], object]) -> list[object]:
    """What each task returns, or what it raised, when all start in the same moment on their own connections."""
    gate, results = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(number: int, task: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = task()
        except Exception as fault:
            results[number] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
