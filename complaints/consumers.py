"""The live board and the resident's live page: fragments pushed as they were rendered, once per event (trust.md 2.6).

No query per viewer and event; once a minute each socket looks whether its session and its rights still hold. A message
may get lost: a heartbeat carries a digest of the board, and a client that differs fetches the rows again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import format_html
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from binan.kit import meters
from binan.kit.errors import Refused
from complaints import live, selectors
from complaints.access import complaint_by_token
from complaints.looking import Looking
from complaints.sieve import Sieve
from governance import presence
from governance.access import working_units
from governance.levels import Level
from governance.models import Staff
from governance.services import sessions

log = logging.getLogger(__name__)
UNWELCOME, TOO_LONG, FAULT = 4401, 1009, 1011  # close codes: log in again; message too big; server error
MESSAGE_MAX = 4096  # characters of what a client may send; only `looking` reads any of it


class LiveSocket(AsyncWebsocketConsumer):
    """What both sockets share: groups, a limit for each owner in this process, no patience for long messages."""

    sockets_max = 20
    held: Counter[str] = Counter()
    owner = ""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One socket from its beginning to its end. Channels calls `disconnect` only when a client has left without a
        fault, so what was taken is given back here."""
        open_now = meters.sockets.labels(type(self).__name__)
        open_now.inc()
        try:
            await super().__call__(scope, receive, send)
        finally:
            open_now.dec()
            self.ended()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """A message of the client or the layer to its handler. The base class sends a thread after stale connections first, one
        thread for all sockets; here whatever asks the database does so by itself (`database_sync_to_async`)."""
        handler = getattr(self, get_handler_name(message), None)
        if handler is None:
            raise ValueError(f"no handler for {message['type']}")
        await handler(message)

    async def enter(self, owner: str, groups: set[str]) -> bool:
        """Accept the socket and join its groups, unless its owner has too many."""
        if self.held[owner] >= self.sockets_max:
            await self.close()
            return False
        self.held[owner] += 1
        self.owner, self.groups = owner, sorted(groups)  # the base class leaves `groups` at the end
        for group in self.groups:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()
        return True

    def ended(self) -> None:
        """Give back what this socket held: its owner's place."""
        if self.owner:
            self.held[self.owner] -= 1
            if not self.held[self.owner]:
                del self.held[self.owner]

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if len(text_data or bytes_data or "") > MESSAGE_MAX:
            await self.close(TOO_LONG)


class DeskSocket(LiveSocket, Looking):
    """`/ws/desk/`: what is said to a member of staff, the rows of the boards she may see, and who else has the same case open.
    Whoever sees no cases, a mediator or an auditor, hears of her own messages alone."""

    heartbeat = 20.0  # seconds
    recheck = 3  # heartbeats between two looks at session and rights
    pulse: asyncio.Task | None = None
    sieve: Sieve
    boards: frozenset[str] | set[str] = frozenset()

    async def connect(self) -> None:
        staff = await database_sync_to_async(arriving)(self.scope)
        groups = await database_sync_to_async(boards)(staff) if staff else set()
        if not staff or not await database_sync_to_async(self._sift)(staff):
            await self.close()
        elif await self.enter(f"staff {staff.pk}", groups | {sessions.group(staff.pk)}):
            self.staff, self.boards = staff, groups
            self.pulse = asyncio.create_task(self._beat())

    def ended(self) -> None:
        """The place, and no more heartbeats."""
        if self.pulse:
            self.pulse.cancel()
        super().ended()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await super().receive(text_data, bytes_data)
        await self.hear(text_data or "")

    async def disconnect(self, code: int) -> None:
        await self.look_away()

    async def row(self, event: dict[str, Any]) -> None:
        """A case changed: its row as every viewer gets it."""
        await self.send(text_data=event["html"])

    async def gone(self, event: dict[str, Any]) -> None:
        """A case left these boards."""
        code = event["code"]
        await self.send(
            text_data=format_html('<article id="row-{}" data-code="{}" data-gone hidden></article>', code, code)
        )

    async def word(self, event: dict[str, Any]) -> None:
        """Something that is said to her alone."""
        await self.send(text_data=event["html"])

    async def inbox(self, event: dict[str, Any]) -> None:
        """A message lies in her inbox: her pages fetch the bell."""
        await self.send(text_data="<template data-inbox></template>")

    async def drill(self, event: dict[str, Any]) -> None:
        """A practice case began or ended at her station."""
        await self.send(text_data="<template data-drill></template>")

    async def still_welcome(self, event: dict[str, Any]) -> None:
        """Somebody has come in with this account, or gone out: whoever is not welcome any more goes at once."""
        if not await database_sync_to_async(self._welcome)():
            await self.close(UNWELCOME)

    async def _beat(self) -> None:
        """Heartbeats for as long as the viewer is welcome. A fault ends the socket: the client comes again."""
        turn = 0
        try:
            while True:
                await asyncio.sleep(self.heartbeat)
                turn += 1
                if turn % self.recheck == 0:
                    if not await database_sync_to_async(self._welcome)():
                        await self.close(UNWELCOME)
                        return
                    await self.look_again()
                await self.still_looking()
                now = timezone.now()
                digest = await database_sync_to_async(selectors.fingerprint)(self.staff, now=now, sieve=self.sieve)
                at = int(now.timestamp() * 1000)
                await self.send(text_data=f'<template data-heartbeat data-sum="{digest}" data-now="{at}"></template>')
        except Exception:
            log.exception("heartbeat of a board")
            await self.close(FAULT)

    def _sift(self, staff: Staff) -> bool:
        """Read the filters of the board that opened this socket, from its address; whether they are ours."""
        try:
            self.sieve = selectors.sieve(staff, QueryDict(self.scope["query_string"]).dict())
        except Refused:
            return False
        return True

    def _welcome(self) -> bool:
        """Whether the session lives and sees the same boards as when it came; if so its owner is there."""
        staff = viewer(self.scope)
        if staff is None or boards(staff) != self.boards:
            return False
        presence.seen(staff, timezone.now())
        return True


class CaseSocket(LiveSocket):
    """`/ws/c/<token>/`: says which version the case has, and then that it changed; a page that differs fetches itself."""

    async def connect(self) -> None:
        find, token = database_sync_to_async(complaint_by_token), self.scope["url_route"]["kwargs"]["token"]
        try:
            case = await find(token)
        except Http404:
            await self.close()
        else:
            if await self.enter(live.page(case), {live.page(case)}):  # read again: from here on nothing is missed
                version = (await find(token)).version
                await self.send(text_data=format_html('<template data-version="{}"></template>', version))

    async def changed(self, event: dict[str, Any]) -> None:
        """A new entry in the timeline."""
        await self.send(text_data="<template data-changed></template>")


def viewer(scope: dict[str, Any]) -> Staff | None:
    """Who stands behind a socket now, by `Authorization: Token …` or by session; read afresh at each call."""
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    kind, _, key = header.partition(" ")
    if kind.lower() == "token":
        try:
            return TokenAuthentication().authenticate_credentials(key.strip())[0]
        except AuthenticationFailed:
            return None
    store = import_module(settings.SESSION_ENGINE).SessionStore(scope["session"].session_key)
    user = get_user(cast(HttpRequest, SimpleNamespace(session=store)))
    return user if isinstance(user, Staff) else None


def arriving(scope: dict[str, Any]) -> Staff | None:
    """The same for a socket that opens: she is at work."""
    staff = viewer(scope)
    if staff:
        presence.seen(staff, timezone.now())
    return staff


def boards(staff: Staff) -> set[str]:
    """The groups of the boards she may see."""
    return {live.DISTRICT if unit.level == Level.DISTRICT else live.board(unit.pk) for unit in working_units(staff)}
