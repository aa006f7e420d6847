"""交班: what is open goes to the next shift with a word, and stays in sight until somebody there ticks it."""

from __future__ import annotations

from datetime import timedelta

from governance.models import Duty, HandoverNote
from governance.services.handover import acknowledge
from tests.cases import StoryCase


class Handover(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        Duty.objects.all().delete()
        hour = timedelta(hours=1)
        for staff, begin in ((self.world.wang, -11 * hour), (self.world.li, hour)):
            Duty.objects.create(
                staff=staff, unit=self.world.dongguan, starts_at=self.now + begin, ends_at=self.now + begin + 12 * hour
            )

    def card(self, staff) -> str:
        return self.login(staff).get("/desk/handover/card/").content.decode()

    def give(self, text: str = "电梯还没修好，八点打电话给物业。"):
        return self.login(self.world.wang).post("/desk/handover/", {"text": text})

    def test_half_an_hour_before_her_shift_ends_she_is_asked(self) -> None:
        self.claimed()
        self.assertNotIn("交班", self.card(self.world.wang))
        self.watch.shift(timedelta(minutes=35))
        self.assertIn("手上还有 1 件事", self.card(self.world.wang))
        self.give()
        self.assertNotIn("手上还有", self.card(self.world.wang))

    def test_the_next_on_duty_sees_it_until_she_ticks_it(self) -> None:
        case = self.claimed()
        self.assertEqual(self.give().status_code, 302)
        note = HandoverNote.objects.get()
        self.assertEqual(note.codes, [case.code])
        self.assertNotIn("留了", self.card(self.world.li))  # her shift has not begun
        self.watch.shift(timedelta(hours=2))
        self.assertIn("留了 1 份交班", self.card(self.world.li))
        li = self.login(self.world.li)
        page = li.get("/desk/handover/")
        self.assertContains(page, "电梯还没修好")
        self.assertContains(page, case.title)
        self.assertContains(page, "王小红承办")
        li.post(f"/desk/handover/{note.pk}/seen/")
        note.refresh_from_db()
        self.assertEqual((note.seen_by, note.seen_at), (self.world.li, self.now))
        self.assertNotIn("留了", self.card(self.world.li))

    def test_nobody_else_reads_it(self) -> None:
        self.claimed()
        self.give()
        self.assertNotIn("留了", self.card(self.world.wang))  # who wrote it is still on duty herself
        self.watch.shift(timedelta(hours=2))
        for staff in (self.world.stranger, self.world.head):
            self.assertNotContains(self.login(staff).get("/desk/handover/"), "电梯还没修好")
        self.assertNotContains(self.login(self.world.wang).get("/desk/handover/"), "留给这一班")

    def test_twice_is_one_note_and_nothing_at_all_is_none(self) -> None:
        self.assertEqual(self.give("").status_code, 422)
        for _ in range(2):
            self.give()
        self.assertEqual(HandoverNote.objects.get().text, "电梯还没修好，八点打电话给物业。")

    def test_what_she_adds_stands_below_what_she_wrote_until_somebody_reads_it(self) -> None:
        self.give("电梯还没修好。")
        self.assertContains(self.login(self.world.wang).get("/desk/handover/"), "电梯还没修好。")
        self.give("物业说九点来。")
        self.give("物业说九点来。")
        self.assertEqual(HandoverNote.objects.get().text, "电梯还没修好。\n物业说九点来。")
        self.assertContains(self.give("长" * 990), "超过 1000 个字", status_code=422)
        self.assertEqual(len(HandoverNote.objects.get().text), 15)

    def test_what_she_adds_after_it_was_read_is_a_note_of_its_own(self) -> None:
        self.give("电梯还没修好。")
        acknowledge(HandoverNote.objects.get(), staff=self.world.li, now=self.now)
        self.give("物业说九点来。")
        self.give("物业说九点来。")
        self.watch.shift(timedelta(hours=2))
        self.assertIn("留了 1 份交班", self.card(self.world.li))
        self.assertContains(self.login(self.world.li).get("/desk/handover/"), "物业说九点来")
        self.assertEqual(HandoverNote.objects.get(seen_by=self.world.li).text, "电梯还没修好。")

    def test_an_early_note_does_not_take_the_reminder_at_the_end_away(self) -> None:
        self.claimed()
        self.give("")
        self.watch.shift(timedelta(minutes=35))
        self.assertIn("手上还有 1 件事", self.card(self.world.wang))
        self.give("")
        self.assertNotIn("手上还有", self.card(self.world.wang))

    def test_what_she_writes_is_not_in_the_database_as_it_is(self) -> None:
        from django.db import connection

        self.give("王阿姨 13800138001")
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM governance_handovernote")
            self.assertNotIn("13800138001", cursor.fetchone()[0])

    def test_the_card_costs_the_same_whatever_waits(self) -> None:
        self.watch.shift(timedelta(hours=2))
        browser = self.login(self.world.li)
        with self.assertNumQueries(11):
            browser.get("/desk/handover/card/")
        self.claimed()
        self.give()
        with self.assertNumQueries(11):  # the cases of the notes, in one question
            browser.get("/desk/handover/card/")
