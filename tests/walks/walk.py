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
from tests.mediation.hand import address
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

    def screen(self, tablet: bool = False) -> Screen:
        """Somebody's browser, on a phone or on a tablet."""
        return Screen()

    def desk(self, staff: Staff) -> Screen:
        """A tablet on which `staff` has just logged in."""
        screen = self.screen(tablet=True)
        screen.open("/login/")
        screen.press("登录", 用户名=staff.username, 密码=PASSWORD)
        return screen

    def to_mediation(self, desk: Screen, case: Complaint) -> str:
        """Open the form that brings a case to mediation."""
        return desk.open(f"/mediation/panel/{case.code}/?open=1")

    def messages(self, phone: str) -> list[str]:
        """The messages that have left for this number, with their links, oldest first."""
        gone = Notice.objects.filter(channel=texts.SMS, state=Notice.State.SENT).order_by("pk")
        return [_worded(notice) for notice in gone if phones.local(notice.phone) == phone]

    def link(self, phone: str, words: str) -> str:
        """The path of the link in the newest message to `phone` that holds these words."""
        text = next(text for text in reversed(self.messages(phone)) if words in text)
        return text.rpartition(settings.PUBLIC_URL)[2]

    def sign(self, tablet: Screen, mark: str, phone: str = "") -> None:
        """Sign by hand on the tablet's page, everything read; `phone`: where the one-time code goes, "" for the mediator."""
        given: dict[str, object] = {}
        if phone:
            tablet.send("data-ask", mark=mark)
            self.wait(seconds=5)
            text = next(text for text in reversed(self.messages(phone)) if "签字验证码" in text)
            given = {"proof": "code", "otp": re.search(r"签字验证码(\d{6})", text)[1]}
        text, read = fingerprint(tablet), [*range(tablet.text.count("data-block="))]
        tablet.send("data-give", mark=mark, document_sha256=text, read=read, picture=address(), **given)
        tablet.open(tablet.path)

    def file(self, desk: Screen, kind: str, **typed: str) -> None:
        """Issue a paper of this kind on the page of papers."""
        desk.follow(kind, near="出具文书")
        self.reads(desk.press("出具", **typed), f"已出具：{kind}")

    def true_pages(self, dossier: list[str], *titles: str) -> None:
        """A dossier: cover, index, these papers in this order, back. Each begins on the page the index tells."""
        index, body, starts = dossier[1], dossier[2:-1], [0]
        for title in titles:
            heads = (at for at, text in enumerate(body, 1) if text.startswith(title.partition("（")[0]))
            starts.append(next(at for at in heads if at > starts[-1]))
        ends = [*(start - 1 for start in starts[2:]), len(body)]
        lines = zip(titles, starts[1:], ends, strict=True)
        told = [f"{n}{title}{a}" + (f"—{b}" if b > a else "") for n, (title, a, b) in enumerate(lines, 1)]
        remark = r"(?:附证据\d+件|含扫描件\d+页)?"
        self.assertRegex(index, remark.join(re.escape(each) for each in told))
        for at, text in enumerate(body, 1):
            self.assertIn(f"第{at}页共{len(body)}页", text)
        self.assertIn(f"文书{len(titles)}件，{len(body)}页", dossier[-1])

    @contextmanager
    def tablet(self, screen: Screen) -> Iterator[Socket]:
        """The live line of the board that stands open on this tablet."""
        with Socket("/ws/desk/", cookie=f"sessionid={screen.cookie('sessionid')}") as line:
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


def fingerprint(tablet: Screen) -> str:
    """The fingerprint of the text that is to be signed on this page."""
    return re.search('data-sha="([0-9a-f]{64})"', tablet.text)[1]


def _worded(notice: Notice) -> str:
    """The text as the telephone shows it: the registered words with the variables that went out."""
    template, values = texts.TEMPLATES[notice.template], texts.values(notice.template, notice.data)
    return f"{template.words}{settings.PUBLIC_URL}/{template.path}".format_map(values)
