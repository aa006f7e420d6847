"""换班: she asks, somebody takes it, a head may say no; until then the duty stays with whom it is."""

from __future__ import annotations

from datetime import timedelta

import notices.watch
from binan.kit.errors import Moved, NotAllowed, Refused
from governance.models import Duty, Staff, Swap
from governance.services import swaps
from notices.models import Notice
from tests.governance.roster_case import SUNDAY, RosterStory, at


class SwapStory(RosterStory):
    def setUp(self) -> None:
        super().setUp()
        self.duty = self.put(self.world.wang, self.day, SUNDAY)

    def ask(self, to: Staff | None = None) -> Swap:
        return swaps.offer(self.duty, staff=self.world.wang, to=to, reason="孩子家长会", now=self.now)

    def tick(self, **later: float) -> list[str]:
        """What is told when the clock goes round then, as "user: words"."""
        self.watch.shift(timedelta(**later))
        before = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        notices.watch._swaps(self.now)
        rows = Notice.objects.filter(pk__gt=before).select_related("staff").order_by("pk")
        return [f"{row.staff.username}: {row.text}" for row in rows]

    def owner(self) -> str:
        return Duty.objects.get(pk=self.duty.pk).staff.username

    def test_a_colleague_takes_it_and_both_sides_hear_of_it(self) -> None:
        swap = self.ask(self.world.li)
        self.assertEqual(self.tick(), ["li: 王小红请人接班：东冠社区 11月29日 08:00–20:00。孩子家长会"])
        self.assertEqual(self.owner(), "wang")
        swaps.take(swap, staff=self.world.li, now=self.now)
        self.assertEqual(self.owner(), "li")
        told = self.tick()
        self.assertEqual([one.split(":")[0] for one in told], ["wang", "shuji"])
        self.assertIn("李建国接了王小红的班", told[0])
        self.assertEqual(self.tick(hours=200), [])

    def test_offered_to_all_the_first_one_has_it(self) -> None:
        swap = self.ask()
        self.assertEqual([one.split(":")[0] for one in self.tick()], ["li", "shuji"])
        slower = Swap.objects.select_related("duty__unit__parent__parent").get(pk=swap.pk)
        swaps.take(swap, staff=self.world.li, now=self.now)
        with self.assertRaises(Moved):
            swaps.take(slower, staff=self.world.head, now=self.now)
        self.assertEqual(self.owner(), "li")

    def test_twice_the_same_is_one_swap_and_another_one_is_refused(self) -> None:
        first = self.ask(self.world.li)
        self.assertEqual(self.ask(self.world.li), first)
        with self.assertRaisesMessage(Refused, "请先收回"):
            self.ask()

    def test_only_her_own_duty_only_to_who_can_and_only_before_it_begins(self) -> None:
        with self.assertRaises(NotAllowed):
            swaps.offer(self.duty, staff=self.world.li, now=self.now)
        with self.assertRaises(Refused):
            self.ask(self.world.stranger)
        swap = self.ask(self.world.li)
        with self.assertRaises(NotAllowed):
            swaps.take(swap, staff=self.world.head, now=self.now)
        self.watch.move_to(at(SUNDAY, 8))
        with self.assertRaisesMessage(Refused, "临时顶班"):
            swaps.take(swap, staff=self.world.li, now=self.now)

    def test_who_is_on_duty_then_cannot_take_it_and_it_stays_open(self) -> None:
        self.put(self.world.li, self.day, SUNDAY)
        swap = self.ask()
        with self.assertRaisesMessage(Refused, "李建国这段时间已经在东冠社区值班"):
            swaps.take(swap, staff=self.world.li, now=self.now)
        self.assertEqual(Swap.objects.get(pk=swap.pk).state, Swap.State.OPEN)

    def test_nobody_takes_it_so_all_are_reminded_and_at_the_end_she_keeps_it(self) -> None:
        self.ask()
        self.tick()
        self.assertEqual(self.tick(days=3), [])
        self.watch.move_to(at(SUNDAY, 8) - timedelta(hours=24))
        told = self.tick()
        self.assertTrue(all("还没有人接" in one for one in told), told)
        self.assertEqual(len(told), 2)
        self.watch.move_to(at(SUNDAY, 6))
        self.assertEqual(len(self.tick()), 2)
        self.watch.move_to(at(SUNDAY, 8))
        self.tick()
        told = self.tick()
        self.assertEqual([one.split(":")[0] for one in told], ["wang", "shuji"])
        self.assertIn("仍由王小红值", told[0])
        self.assertEqual((self.owner(), Swap.objects.get().state), ("wang", Swap.State.LAPSED))

    def test_a_head_may_say_no_also_afterwards(self) -> None:
        swap = self.ask(self.world.li)
        with self.assertRaises(NotAllowed):
            swaps.veto(swap, staff=self.world.li, now=self.now)
        swaps.take(swap, staff=self.world.li, now=self.now)
        swap = Swap.objects.select_related("duty__staff", "giver", "duty__unit__parent__parent").get(pk=swap.pk)
        swaps.veto(swap, staff=self.world.head, now=self.now)
        self.assertEqual(self.owner(), "wang")
        self.assertEqual([one.split(":")[0] for one in self.tick()], ["wang", "li"])

    def test_she_may_take_it_back(self) -> None:
        swap = self.ask(self.world.li)
        swaps.withdraw(swap, staff=self.world.wang, now=self.now)
        with self.assertRaises(Moved):
            swaps.take(swap, staff=self.world.li, now=self.now)
        self.assertIn("li: 王小红不换班了", self.tick()[0])

    def test_a_head_gives_it_herself_and_an_offer_that_waited_is_answered(self) -> None:
        self.ask()
        self.tick()
        swaps.give(self.duty, to=self.world.li, by=self.world.head, now=self.now)
        self.assertEqual(self.owner(), "li")
        told = self.tick()
        self.assertEqual([one.split(":")[0] for one in told], ["wang", "li"])
        self.assertIn("周书华把王小红的班改派给李建国", told[0])
        self.assertEqual(Swap.objects.count(), 1)
        with self.assertRaises(NotAllowed):
            swaps.give(self.duty, to=self.world.wang, by=self.world.li, now=self.now)
