"""A right holds where the post is: whoever has a second post elsewhere brings nothing of it along (governance/roles.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from binan.kit.errors import NotAllowed, Refused
from complaints.models import Complaint
from complaints.services import (
    assisting,
    escalation,
    following,
    handling,
    instructing,
    offering,
    postponing,
    supervising,
)
from governance.models import Post
from governance.roles import Role
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER

WAITS = "要等上面的政策下来才能办理。"


class TwoPostsTests(DeskCase):
    def suspend(self, case: Complaint, staff: object) -> object:
        review = (self.now + timedelta(days=9)).date()
        return postponing.suspend(
            case, staff=staff, cause="policy", owner="wang", review_on=review, explanation=WAITS, now=self.now  # type: ignore[arg-type]
        )  # fmt: skip

    def test_the_head_of_a_community_who_also_dispatches_in_another_street_does_not_supervise_her_own_case(
        self,
    ) -> None:
        Post.objects.create(staff=self.world.head, role=Role.SUBDISTRICT_DISPATCHER, unit=self.world.changhe)
        case, who = self.contacted(), {"staff": self.world.head, "now": self.now}
        closed = self.closed()
        tries: tuple[Callable[[], object], ...] = (
            lambda: self.suspend(case, self.world.head),
            lambda: supervising.supervise(case, grade="red", reason="快办", **who),
            lambda: instructing.leader_note(case, text="快办", **who),
            lambda: escalation.reopen(closed, reason="没有办好", **who),
        )
        for run in tries:
            with self.assertRaises((NotAllowed, Refused)):
                run()
        self.assertEqual(self.offered(self.world.head, case) & {"suspend", "supervise", "leader_note"}, set())
        self.assertIn("delegate", self.offered(self.world.dispatcher, case))
        self.suspend(case, self.world.dispatcher)  # whose post it is may

    def test_a_worker_who_dispatches_elsewhere_declines_and_transfers_nothing_here(self) -> None:
        Post.objects.create(staff=self.world.wang, role=Role.COMMUNITY_HEAD, unit=self.world.zhongxing)
        case = self.contacted()
        with self.assertRaises(NotAllowed):
            handling.end_without_closing(case, "decline", staff=self.world.wang, result=ANSWER, now=self.now)
        with self.assertRaises(NotAllowed):
            following.transfer(case, staff=self.world.wang, to="police", result=ANSWER, now=self.now)
        self.assertEqual(self.offered(self.world.wang, case) & {"decline", "transfer"}, set())
        there = self.claimed(staff=self.world.wang, place=self.world.park)
        handling.end_without_closing(there, "decline", staff=self.world.wang, result=ANSWER, now=self.now)

    def test_a_supervision_is_as_high_as_the_post_above_the_case(self) -> None:
        Post.objects.create(staff=self.world.dispatcher, role=Role.SUBDISTRICT_DISPATCHER, unit=self.world.changhe)
        case = self.contacted()
        supervising.supervise(case, staff=self.world.dispatcher, grade="normal", reason="快办", now=self.now)
        self.assertEqual(case.supervised, "normal")

    def test_what_she_is_asked_for_from_elsewhere_she_does_with_the_post_she_has_there(self) -> None:
        far = self.world._staff("guanshan", "冯书记", Role.COMMUNITY_HEAD, self.world.guanshan)
        case = self.contacted()
        assisting.assist(case, staff=self.world.wang, helper=self.world.zhongxing, text="请看一看。", now=self.now)
        assisting.assist_answer(case, staff=self.world.stranger, text="看过了。", now=self.now)
        offering.hand_over(case, staff=self.world.wang, to="guanshan", reason="是那边的事", now=self.now)
        offering.accept_offer(case, staff=far, now=self.now)
        self.assertEqual((case.handler, case.unit), (far, self.world.guanshan))
