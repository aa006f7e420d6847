"""Who else has a case open: said by their sockets to one another and held by nobody.

A page says `looking BA…` when its socket opens. The socket joins the case's group, says who came, and every other socket in
it answers; each says so again with its heartbeat, and a page forgets whoever has been silent for longer (looking.js). So a
tablet that died disappears by itself, and with several servers the channel layer is all they share.
"""

from __future__ import annotations

import re
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import Http404
from django.utils.html import format_html

from complaints import live
from complaints.access import complaint_for
from governance.models import Staff

SAID = re.compile(r"looking (BA[0-9]{6}[0-9A-Z]{6})")
PAUSE = 1.0  # seconds between two words of one socket that are heard; each costs a query


class Looking(AsyncWebsocketConsumer):
    """What a socket of staff adds to be seen at a case, and to see others there."""

    staff: Staff
    looked = ""  # the case that its page shows
    spoke = 0.0

    async def hear(self, said: str) -> None:
        """A word from the page. What is not in our form, comes too soon or names a case she does not see is not answered."""
        found, now = SAID.fullmatch(said), time.monotonic()
        if not found or now - self.spoke < PAUSE:
            return
        self.spoke = now
        if found[1] != self.looked and await database_sync_to_async(sees)(self.staff, found[1]):
            await self.look_away()
            self.looked = found[1]
            await self.channel_layer.group_add(live.lookers(self.looked), self.channel_name)
            await self.still_looking(answer=self.channel_name)

    async def still_looking(self, answer: str = "") -> None:
        """Say to the others that she has the case open; whoever hears it says the same to the channel `answer`."""
        if self.looked:
            await self.channel_layer.group_send(live.lookers(self.looked), {**self._word("looks"), "answer": answer})

    async def look_away(self) -> None:
        """She has the case open no longer."""
        if self.looked:
            group = live.lookers(self.looked)
            await self.channel_layer.group_discard(group, self.channel_name)
            await self.channel_layer.group_send(group, self._word("left"))
            self.looked = ""

    async def look_again(self) -> None:
        """Whether she still sees the case: it may have gone to others meanwhile."""
        if self.looked and not await database_sync_to_async(sees)(self.staff, self.looked):
            await self.look_away()

    async def looks(self, event: dict[str, Any]) -> None:
        """Somebody has the case open."""
        await self._pass_on(event, here=True)
        if event["answer"] and event["answer"] != self.channel_name and self.looked == event["code"]:
            await self.channel_layer.send(event["answer"], {**self._word("looks"), "answer": ""})

    async def left(self, event: dict[str, Any]) -> None:
        """Somebody has it open no longer."""
        await self._pass_on(event, here=False)

    def _word(self, kind: str) -> dict[str, Any]:
        return {"type": kind, "code": self.looked, "who": self.staff.pk, "name": str(self.staff)}

    async def _pass_on(self, event: dict[str, Any], *, here: bool) -> None:
        if event["who"] == self.staff.pk:
            return  # she has it open twice
        word = '<template data-looking="{}" data-code="{}" data-who="{}" data-name="{}"></template>'
        await self.send(
            text_data=format_html(word, "here" if here else "left", event["code"], event["who"], event["name"])
        )


def sees(staff: Staff, code: str) -> bool:
    """Whether she may see the case."""
    try:
        complaint_for(staff, code)
    except Http404:
        return False
    return True
