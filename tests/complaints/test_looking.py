"""Who else has a case open: seen by those who have it open too, by nobody else, and forgotten by itself."""

from __future__ import annotations

from unittest.mock import patch

from channels.layers import get_channel_layer

from binan.kit import bus
from complaints import live, looking
from complaints.consumers import DeskSocket
from complaints.services import escalation
from governance.models import Staff
from tests.complaints.test_websocket import SECONDS, Socket, SocketCase


def word(kind: str, code: str, staff: Staff) -> str:
    """What a page hears of somebody."""
    return f'<template data-looking="{kind}" data-code="{code}" data-who="{staff.pk}" data-name="{staff}"></template>'


class LookingTests(SocketCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.file()

    def look(self, socket: Socket, code: str = "") -> None:
        socket.send(f"looking {code or self.case.code}")
        self.assertTrue(socket.silent())

    def test_each_hears_of_the_other_whoever_came_first_and_when_one_leaves(self) -> None:
        code, wang, li = self.case.code, self.world.wang, self.world.li
        with self.desk(wang) as first:
            self.look(first)
            with self.desk(li) as second:
                second.send(f"looking {code}")
                self.assertEqual(first.hear(), word("here", code, li))
                self.assertEqual(second.hear(), word("here", code, wang))
            self.assertEqual(first.hear(), word("left", code, li))

    def test_nobody_is_told_about_herself(self) -> None:
        with self.desk(self.world.wang) as one, self.desk(self.world.wang) as two:
            self.look(one)
            self.look(two)
            self.assertTrue(one.silent())

    def test_whoever_does_not_see_the_case_neither_hears_nor_is_heard(self) -> None:
        with self.desk(self.world.li) as li, self.desk(self.world.stranger) as stranger:
            self.look(li)
            self.look(stranger)
            self.assertTrue(li.silent())

    def test_it_is_said_again_with_each_heartbeat(self) -> None:
        with self.desk(self.world.li) as li:
            self.look(li)
            with patch.object(DeskSocket, "heartbeat", 0.05), self.desk(self.world.wang) as wang:
                wang.send(f"looking {self.case.code}")
                heard = [li.hear() for _ in range(3)]
        self.assertEqual(heard, [word("here", self.case.code, self.world.wang)] * 3)

    def test_whoever_loses_sight_of_the_case_is_not_told_any_more(self) -> None:
        world = self.world
        with patch.multiple(DeskSocket, heartbeat=0.2, recheck=1), self.desk(world.wang) as wang:
            wang.send(f"looking {self.case.code}")
            escalation.delegate(
                self.case, staff=world.dispatcher, unit=world.guanshan, reason="请冠山办。", now=self.now
            )
            for _ in range(4):  # that it is gone, and heartbeats until she was looked at again
                wang.hear()
            say = {"type": "looks", "code": self.case.code, "who": 0, "name": "某人", "answer": ""}
            bus.run(get_channel_layer().group_send(live.lookers(self.case.code), say)).result(SECONDS)
            self.assertEqual([word for word in (wang.hear(), wang.hear()) if "data-heartbeat" not in word], [])

    def test_only_our_form_is_heard_and_not_too_often(self) -> None:
        with patch.object(looking, "sees", wraps=looking.sees) as asked, self.desk(self.world.wang) as wang:
            for said in (
                "looking",
                "looking BA",
                f"looking {self.case.code} ",
                f"LOOKING {self.case.code}",
                "looking BA26112799999é",
                "{}",
            ):
                self.look_nowhere(wang, said)
            asked.assert_not_called()
            for _ in range(20):
                wang.send(f"looking {self.case.code[:-1]}{'X' if self.case.code[-1] != 'X' else 'Y'}")
            self.assertTrue(wang.silent())
            self.assertEqual(asked.call_count, 1)

    def look_nowhere(self, socket: Socket, said: str) -> None:
        socket.send(said)
        self.assertTrue(socket.silent())
