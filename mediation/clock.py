"""What time does to mediations."""

from datetime import datetime


def tick(now: datetime) -> int:
    return 0
