"""The sockets: who may listen, what is heard, and when the line is cut."""

from __future__ import annotations

import asyncio
from types import TracebackType
from unittest.mock import patch

from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.test import override_settings
from rest_framework.authtoken.models import Token

from binan.asgi import application
from binan.kit import bus
from complaints import selectors
from complaints.consumers import FAULT, MESSAGE_MAX, TOO_LONG, UNWELCOME, DeskSocket, LiveSocket
from complaints.services import escalation, handling
from governance.models import Staff
from notices.services import Message, tell
from tests.cases import RaceCase
from tests.world import GAS, NOISE, PASSWORD, PHONE

OURS = "http://testserver"
SECONDS = 5
AWAY = "somebody we ask is away"


class Socket:
    """One websocket, on the loop that carries the messages. Leaving the block closes it."""

    def __init__(
        self, path: str, *, origin: str = OURS, host: str = "testserver", cookie: str = "", token: str = ""
    ) -> None:
        given = {"origin": origin, "host": host, "cookie": cookie, "authorization": token}
        self.path = path
        self.headers = [(name.encode(), value.encode()) for name, value in given.items() if value]

    def __enter__(self) -> Socket:
        async def connect() -> bool:
            self.line = WebsocketCommunicator(application, self.path, headers=self.headers)
            accepted, _ = await self.line.connect(timeout=SECONDS)
            return accepted

        self.accepted = bus.run(connect()).result(2 * SECONDS)
        return self

    def __exit__(self, kind: type | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        bus.run(self.line.disconnect()).result(2 * SECONDS)

    def send(self, text: str) -> None:
        bus.run(self.line.send_to(text_data=text)).result(SECONDS)

    def hear(self) -> str:
        """The next message."""
        return bus.run(self.line.receive_from(timeout=SECONDS)).result(2 * SECONDS)

    def closed(self) -> int:
        """The code with which the server closes; heartbeats before that are skipped."""

        async def end() -> int:
            while True:
                message = await self.line.receive_output(timeout=SECONDS)
                if message["type"] == "websocket.close":
                    return message["code"]

        return bus.run(end()).result(2 * SECONDS)

    def silent(self) -> bool:
        """Whether nothing comes for a moment."""
        return bus.run(self.line.receive_nothing(timeout=0.3)).result(SECONDS)


async def beats() -> int:
    """How many heartbeats there are on the loop of the sockets."""
    return sum("_beat" in repr(task) for task in asyncio.all_tasks())


class SocketCase(RaceCase):
    def cookie(self, staff: Staff) -> str:
        return f"sessionid={self.login(staff).cookies['sessionid'].value}"

    def desk(self, staff: Staff, **more: str) -> Socket:
        return Socket("/ws/desk/", cookie=self.cookie(staff), **more)


class HearingTests(SocketCase):
    def test_a_filed_case_reaches_every_level_above_it_and_nobody_else(self) -> None:
        world = self.world
        listeners = [
            self.desk(staff) for staff in (world.wang, world.li, world.head, world.dispatcher, world.duty_officer)
        ]
        with self.desk(world.stranger) as stranger, self.desk(world.gridder) as gridder:
            for socket in listeners:
                socket.__enter__()
            case = self.file()
            for socket in listeners:
                row = socket.hear()
                self.assertIn(f'id="row-{case.code}"', row)
                self.assertIn('data-stage="ACCEPTED"', row)
                for secret in (PHONE, case.token, NOISE[-10:], "csrf"):
                    self.assertNotIn(secret, row)
            self.assertTrue(stranger.silent())
            self.assertTrue(gridder.silent())
            for socket in listeners:
                socket.__exit__(None, None, None)

    def test_each_step_is_heard_once(self) -> None:
        case = self.file()
        with self.desk(self.world.li) as li:
            handling.claim(case, staff=self.world.wang, now=self.now)
            row = li.hear()
            self.assertIn(f'data-handler="{self.world.wang.pk}"', row)
            self.assertIn('data-entry="3"', row)
            self.assertTrue(li.silent())

    def test_a_case_given_away_leaves_the_board_that_lost_it(self) -> None:
        case = self.file()
        with self.desk(self.world.wang) as lost, self.desk(self.world.dispatcher) as kept:
            escalation.delegate(
                case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="请冠山办。", now=self.now
            )
            gone = f'<article id="row-{case.code}" data-code="{case.code}" data-gone hidden></article>'
            self.assertEqual(lost.hear(), gone)
            self.assertIn('data-stage="ACCEPTED"', kept.hear())

    def test_an_event_costs_no_query_for_any_listener(self) -> None:
        with self.desk(self.world.wang) as wang, self.desk(self.world.li) as li:
            message = {"type": "row", "entry": 1, "code": "X", "html": "<article></article>"}
            with patch.object(CursorWrapper, "execute", autospec=True) as query:
                bus.run(get_channel_layer().group_send(f"board.{self.world.dongguan.pk}", message)).result(SECONDS)
                self.assertEqual([wang.hear(), li.hear()], ["<article></article>"] * 2)
            query.assert_not_called()

    def test_the_heartbeat_carries_the_digest_of_her_board(self) -> None:
        self.file()
        with patch.object(DeskSocket, "heartbeat", 0.05), self.desk(self.world.wang) as wang:
            beat = wang.hear()
        self.assertIn("data-heartbeat", beat)
        self.assertIn(f'data-sum="{selectors.fingerprint(self.world.wang, now=self.now)}"', beat)
        self.assertRegex(beat, r'data-now="\d{13}"')

    def test_a_resident_hears_that_something_changed_and_nothing_else(self) -> None:
        case, other = self.file(), self.file()
        with Socket(f"/ws/c/{case.token}/") as resident:
            self.assertEqual(resident.hear(), f'<template data-version="{case.version}"></template>')
            handling.claim(other, staff=self.world.li, now=self.now)
            self.assertTrue(resident.silent())
            handling.claim(case, staff=self.world.wang, now=self.now)
            self.assertEqual(resident.hear(), "<template data-changed></template>")


class WelcomeTests(SocketCase):
    def accepted(self, socket: Socket) -> bool:
        with socket:
            return socket.accepted

    def test_a_foreign_page_cannot_listen_with_her_cookie(self) -> None:
        for origin in ("http://evil.example", "http://testserver.evil.example", "http://testserver:81", "null", "x"):
            self.assertFalse(self.accepted(self.desk(self.world.wang, origin=origin)), origin)
        self.assertTrue(self.accepted(self.desk(self.world.wang)))

    def test_the_public_address_is_ours_too(self) -> None:
        with override_settings(PUBLIC_URL="https://binan.example"):
            self.assertTrue(self.accepted(self.desk(self.world.wang, origin="https://binan.example")))

    @override_settings(ALLOWED_HOSTS=["testserver"])
    def test_another_host_name_is_refused(self) -> None:
        self.assertFalse(self.accepted(self.desk(self.world.wang, host="evil.example", origin="http://evil.example")))
        self.assertTrue(self.accepted(self.desk(self.world.wang)))

    def test_without_a_login_nobody_listens(self) -> None:
        self.assertFalse(self.accepted(Socket("/ws/desk/")))
        self.assertFalse(self.accepted(Socket("/ws/desk/", cookie="sessionid=" + "a" * 32)))

    def test_a_token_in_the_header_is_a_login(self) -> None:
        key = Token.objects.create(user=self.world.wang).key
        self.assertTrue(self.accepted(Socket("/ws/desk/", origin="", token=f"Token {key}")))
        self.assertFalse(self.accepted(Socket("/ws/desk/", origin="", token="Token " + "0" * 40)))
        self.assertFalse(self.accepted(Socket("/ws/desk/", origin="", token=f"Bearer {key}")))

    def test_whoever_sees_no_cases_hears_of_her_own_messages_and_of_nothing_else(self) -> None:
        for staff in (self.world.mediator, self.world.auditor, self.world.admin):
            with self.subTest(staff), self.desk(staff) as line:
                self.assertTrue(line.accepted)
                case = self.file(GAS)
                line.send(f"looking {case.code}")
                handling.claim(case, staff=self.world.wang, now=self.now)
                self.assertTrue(line.silent())
                urgent = Message(
                    f"{case.code}:{staff.pk}", "your_turn", {"code": case.code, "title": "试"}, staff_id=staff.pk
                )
                with transaction.atomic():
                    tell([urgent], now=self.now)
                self.assertEqual(line.hear(), "<template data-inbox></template>")
                self.assertTrue(line.silent())
                self.assertContains(self.login(staff).get("/desk/inbox/"), 'id="wire" data-socket="/ws/desk/"')

    def test_a_token_that_is_none_and_a_path_that_is_none_are_refused(self) -> None:
        self.assertFalse(self.accepted(Socket("/ws/c/" + "A" * 32 + "/")))
        self.assertFalse(self.accepted(Socket("/ws/elsewhere/")))

    def test_one_person_has_a_limit_of_sockets_and_gets_them_back(self) -> None:
        with patch.object(LiveSocket, "sockets_max", 2):
            with self.desk(self.world.wang) as first, self.desk(self.world.wang) as second:
                self.assertEqual((first.accepted, second.accepted), (True, True))
                self.assertFalse(self.accepted(self.desk(self.world.wang)))
                self.assertTrue(self.accepted(self.desk(self.world.li)))
            self.assertTrue(self.accepted(self.desk(self.world.wang)))
        self.assertEqual(sum(LiveSocket.held.values()), 0)


class PlaceTests(SocketCase):
    """However a socket ends, the place it took among its owner's is free again and its heartbeat stops."""

    def broken(self, path: str, **who: str) -> None:
        """A line that comes and ends with the fault."""
        socket = Socket(path, **who)

        async def life() -> None:
            line = WebsocketCommunicator(application, path, headers=socket.headers)
            await line.send_input({"type": "websocket.connect"})
            await line.wait(SECONDS)

        with self.assertRaisesMessage(RuntimeError, AWAY):
            bus.run(life()).result(2 * SECONDS)

    def nothing_held(self) -> None:
        self.assertEqual(LiveSocket.held, {})
        self.assertEqual(bus.run(beats()).result(SECONDS), 0)

    def setUp(self) -> None:
        super().setUp()
        self.case = self.file()
        self.page = f"/ws/c/{self.case.token}/"

    def test_when_the_channel_layer_is_away(self) -> None:
        with patch.object(get_channel_layer(), "group_add", side_effect=RuntimeError(AWAY)):
            self.broken(self.page)
            self.broken("/ws/desk/", cookie=self.cookie(self.world.wang))
        self.nothing_held()

    def test_when_the_database_is_away_as_the_page_asks_for_its_version(self) -> None:
        with patch("complaints.consumers.complaint_by_token", side_effect=[self.case, RuntimeError(AWAY)]):
            self.broken(self.page)
        self.nothing_held()

    def test_when_a_row_cannot_be_passed_on(self) -> None:
        with self.assertRaises(KeyError), self.desk(self.world.wang) as wang:
            torn = {"type": "row", "entry": 1, "code": "X"}
            bus.run(get_channel_layer().group_send(f"board.{self.world.dongguan.pk}", torn)).result(SECONDS)
            bus.run(wang.line.wait(SECONDS)).result(SECONDS)
        self.nothing_held()

    def test_when_it_cannot_even_be_taken_leave_of(self) -> None:
        away = patch.object(get_channel_layer(), "group_discard", side_effect=RuntimeError(AWAY))
        with self.assertRaisesMessage(RuntimeError, AWAY), away, self.desk(self.world.wang):
            pass
        self.nothing_held()


class CutTests(SocketCase):
    def test_a_long_message_ends_the_line_a_short_one_is_ignored(self) -> None:
        with self.desk(self.world.wang) as wang:
            wang.send("x" * MESSAGE_MAX)
            self.assertTrue(wang.silent())
            wang.send("x" * (MESSAGE_MAX + 1))
            self.assertEqual(wang.closed(), TOO_LONG)

    def test_logging_out_ends_it(self) -> None:
        browser = self.login(self.world.wang)
        cookie = f"sessionid={browser.cookies['sessionid'].value}"
        with patch.multiple(DeskSocket, heartbeat=0.05, recheck=1), Socket("/ws/desk/", cookie=cookie) as wang:
            self.assertIn("data-heartbeat", wang.hear())
            browser.post("/logout/")
            self.assertEqual(wang.closed(), UNWELCOME)

    def test_an_idle_session_ends_it(self) -> None:
        with patch.multiple(DeskSocket, heartbeat=0.05, recheck=1), self.desk(self.world.wang) as wang:
            Session.objects.update(expire_date=self.now)
            self.assertEqual(wang.closed(), UNWELCOME)

    def test_a_changed_password_a_lost_post_and_a_closed_account_end_it(self) -> None:
        def new_password() -> None:
            self.world.wang.set_password(PASSWORD + "!")
            self.world.wang.save()

        def lost_post() -> None:
            self.world.li.posts.update(unit=self.world.guanshan)

        def closed_account() -> None:
            Staff.objects.filter(pk=self.world.head.pk).update(is_active=False)

        people = {self.world.wang: new_password, self.world.li: lost_post, self.world.head: closed_account}
        for staff, change in people.items():
            with patch.multiple(DeskSocket, heartbeat=0.05, recheck=1), self.desk(staff) as socket:
                change()
                self.assertEqual(socket.closed(), UNWELCOME, change.__name__)

    def test_a_fault_of_the_heartbeat_ends_the_line_so_that_the_tablet_comes_again(self) -> None:
        with patch.object(DeskSocket, "heartbeat", 0.05), patch.object(
            selectors, "fingerprint", side_effect=RuntimeError("database away")
        ), self.desk(self.world.wang) as wang:  # fmt: skip
            self.assertEqual(wang.closed(), FAULT)

    def test_no_task_is_left_behind(self) -> None:
        with self.desk(self.world.wang):
            self.assertEqual(bus.run(beats()).result(SECONDS), 1)
        self.assertEqual(bus.run(beats()).result(SECONDS), 0)
