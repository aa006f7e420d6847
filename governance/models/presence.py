"""Whether somebody can be reached at work right now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

SEEN_EVERY = timedelta(seconds=75)  # a board on screen says that it is there once a minute
UNKNOWN_FOR = timedelta(minutes=3)  # a tablet in a lift is not a person who left


class Presence(models.Model):
    """在岗状态. `state`: what she said or did last; a call lies over it until `calling_until`. `seen_at`: the last word of one
    of her boards. `back_at`: when she came back to the page after her last call."""

    class State(models.TextChoices):
        ONLINE = "online", "在线"
        CALLING = "calling", "通话中"
        OUT = "out", "外出"
        OFF = "off", "离岗"
        UNKNOWN = "unknown", "暂无信号"

    staff = models.OneToOneField("governance.Staff", verbose_name="人员", on_delete=models.CASCADE, primary_key=True,
                                 related_name="presence")  # fmt: skip
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ONLINE)
    since = models.DateTimeField("从何时")
    calling_until = models.DateTimeField("通话最晚到", null=True)
    back_at = models.DateTimeField("打完回到页面", null=True)
    seen_at = models.DateTimeField("最近信号", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "在岗状态"

    def __str__(self) -> str:
        return f"{self.staff} {self.get_state_display()}"

    def as_of(self, now: datetime) -> str:
        """Her state at `now`, a value of `State`.

        A call counts for at most its 20 minutes. A missing tablet is unknown for three minutes, and only then away
        (work.md A5); who went out or off duty said so herself and needs no tablet for it.
        """
        if self.calling_until and now < self.calling_until:
            return self.State.CALLING
        if self.state != self.State.ONLINE:
            return self.state
        if self.seen_at is None:
            return self.State.UNKNOWN
        quiet = now - self.seen_at
        if quiet <= SEEN_EVERY:
            return self.State.ONLINE
        return self.State.UNKNOWN if quiet <= SEEN_EVERY + UNKNOWN_FOR else self.State.OFF
