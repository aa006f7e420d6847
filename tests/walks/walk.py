"""The base of a walk: people with browsers, telephones and tablets, and the clock running between their steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings

from binan import clock
from binan.kit import phones
from complaints.models import Complaint
from complaints.promises import PROMISES
from governance.models import Staff
from notices import texts
from notices.models import Notice
from tests.complaints.test_websocket import Socket
from tests.mediation.rooms import MediationRace
from tests.walks.screen import Screen
from tests.world import PASSWORD


class Walk(MediationRace):
    """A whole story with real commits, through pages, messages and sockets only."""

    def wait(self, **length: float) -> datetime:
        """Let time pass and every job of the clock run until nothing is left to do."""
        self.watch.shift(timedelta(**length))
        while clock.round_(self.now):
            continue
        return self.now

    def desk(self, staff: Staff) -> Screen:
        """A tablet on which `staff` has just logged in."""
        screen = Screen()
        screen.open("/login/")
        screen.press("登录", 用户名=staff.username, 密码=PASSWORD)
        return screen

    def messages(self, phone: str) -> list[str]:
        """The messages that have left for this number, with their links, oldest first."""
        gone = Notice.objects.filter(channel=texts.SMS, state=Notice.State.SENT).order_by("pk")
        return [_worded(notice) for notice in gone if phones.local(notice.phone) == phone]

    def link(self, phone: str, words: str) -> str:
        """The path of the link in the newest message to `phone` that holds these words."""
        text = next(text for text in reversed(self.messages(phone)) if words in text)
        return text.rpartition(settings.PUBLIC_URL)[2]

    @contextmanager
    def tablet(self, screen: Screen) -> Iterator[Socket]:
        """The live line of the board that stands open on this tablet."""
        with Socket("/ws/desk/", cookie=f"sessionid={screen.client.cookies['sessionid'].value}") as line:
            self.assertTrue(line.accepted)
            yield line

    def hears(self, line: Socket, *words: str) -> str:
        """The next message on a line that is news; it holds these words."""
        while re.search("data-(heartbeat|version)", message := line.hear()):
            continue
        for each in words:
            self.assertIn(each, message)
        return message

    def reads(self, page: str, *words: str) -> None:
        """All these words stand on the page."""
        for each in words:
            self.assertIn(each, page)

    def fresh(self, case: Complaint) -> Complaint:
        """The case as it is now."""
        return Complaint.objects.get(pk=case.pk)

    def kept(self, case: Complaint) -> set[str]:
        """The promises to the resident that were kept in time."""
        rows = case.deadlines.filter(met_at__isnull=False, missed_at=None)
        return {row.kind for row in rows if row.met_at <= row.due_at and PROMISES[row.kind].shown}


def _worded(notice: Notice) -> str:
    """The text as the telephone shows it: the registered words with the variables that went out."""
    template, values = texts.TEMPLATES[notice.template], texts.values(notice.template, notice.data)
    return f"{template.words}{settings.PUBLIC_URL}/{template.path}".format_map(values)
