"""What the house itself keeps: the clock's heartbeat, which `/readyz` reads."""

from django.db import models


class Heartbeat(models.Model):
    """When a clock last finished a round, one row per clock process name; since when a field key is in use, as `key <name>`."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
