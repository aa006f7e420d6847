"""A rating that cannot be gamed: asked by day, of the resident alone, about whom it was, and silence is no praise (work.md D4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.test import Client

from complaints import clock, fairness
from complaints.access import actor
from complaints.models import Closing, Complaint, Deadline, Flag, Rating, StaffTrace
from complaints.services import escalation, flagging, handling, offering, rights
from complaints.services.intake import Filing, file_complaint
from governance.models import Staff
from tests.cases import StoryCase
from tests.world import ANSWER, NOISE, OTHER_PHONE


def local(words: str) -> datetime:
    return datetime.fromisoformat(f"{words}+08:00")


class AskedByDay(StoryCase):
    def test_48_hours_that_end_at_night_wait_for_nine_in_the_morning(self) -> None:
        for closed, asked in (
            ("2026-11-23T23:30", "2026-11-26T09:00"),
            ("2026-11-24T03:00", "2026-11-26T09:00"),
            ("2026-11-24T10:15", "2026-11-26T10:15"),
            ("2026-11-24T19:59:59", "2026-11-26T19:59:59"),
            ("2026-11-24T20:00", "2026-11-27T09:00"),
        ):
            self.assertEqual(fairness.by_day(local(closed) + timedelta(hours=48)), local(asked), closed)

    def test_a_case_closed_late_is_asked_about_in_the_morning_and_her_page_says_so(self) -> None:
        self.watch.move_to(local("2026-11-23T21:40"))
        case = self.closed()
        self.assertContains(self.client.get(f"/c/{case.token}/"), "11月26日 09:00 以后请您评价")
        self.wait(hours=48)
        self.assertFalse(Rating.objects.exists())
        self.watch.move_to(local("2026-11-26T09:00"))
        clock.tick(self.now)
        self.assertEqual(Rating.objects.get().invited_at, self.now)


class Frozen(StoryCase):
    def test_everyone_who_had_the_case_is_named_with_her_time_when_it_closes(self) -> None:
        case = self.contacted()
        self.wait(minutes=30)
        offering.hand_over(case, staff=self.world.wang, to="li", reason="要下班了。", now=self.now)
        offering.accept_offer(case, staff=self.world.li, now=self.now)
        self.wait(minutes=90)
        handling.close(case, staff=self.world.li, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        shares = [(share["staff"], share["seconds"]) for share in Closing.objects.get().shares]
        self.assertEqual(shares, [(self.world.li.pk, 5400), (self.world.wang.pk, 1800)])

    def test_time_in_the_queue_is_nobodys(self) -> None:
        case = self.claimed()
        self.wait(minutes=1)
        handling.release(case, staff=self.world.wang, reason="有急事。", now=self.now)
        self.wait(minutes=3)
        handling.claim(case, staff=self.world.li, now=self.now)
        handling.call_back(case, staff=self.world.li, reached=True, summary="谈好了。", now=self.now)
        self.wait(minutes=2)
        handling.close(case, staff=self.world.li, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        shares = {share["staff"]: share["seconds"] for share in Closing.objects.get().shares}
        self.assertEqual(shares, {self.world.li.pk: 120, self.world.wang.pk: 60})

    def test_who_moves_the_case_after_its_closing_moves_no_blame(self) -> None:
        case = self.closed()
        Complaint.objects.filter(pk=case.pk).update(handler=self.world.li, unit=self.world.changhe)
        self.wait(hours=48)
        rating = Rating.objects.get()
        self.assertEqual((rating.handler, rating.unit), (self.world.wang, self.world.dongguan))

    def test_a_second_round_is_another_closing_and_the_first_stays(self) -> None:
        case = self.closed()
        escalation.reopen(case, staff=self.world.dispatcher, reason="又响了。", now=self.now)
        handling.claim(case, staff=self.world.dispatcher, now=self.now)
        handling.call_back(case, staff=self.world.dispatcher, reached=True, summary="谈好了。", now=self.now)
        self.wait(minutes=10)
        handling.close(case, staff=self.world.dispatcher, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        found = [(c.round, c.handler, [s["staff"] for s in c.shares]) for c in Closing.objects.order_by("round")]
        wang, sun = self.world.wang, self.world.dispatcher
        self.assertEqual(found, [(1, wang, [wang.pk]), (2, sun, [sun.pk])])


class Silence(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case: Complaint = self.closed()
        self.wait(hours=48)
        self.rating = Rating.objects.get()
        self.link = f"/r/{self.rating.token}/"

    def test_seven_days_without_a_vote_are_no_vote(self) -> None:
        self.wait(days=6, hours=23)
        self.assertIsNone(Rating.objects.get().expired_at)
        self.wait(hours=1)
        rating = Rating.objects.get()
        self.assertEqual((rating.expired_at, rating.choice, str(rating)), (self.now, None, "第 1 轮 未评"))
        self.case.refresh_from_db()
        self.assertEqual((self.case.stage, self.entries(self.case)[-1]), ("CLOSED", "lapse_rating"))

    def test_the_link_then_says_so_kindly_and_takes_nothing(self) -> None:
        self.wait(days=7)
        self.assertContains(self.client.get(self.link), "记为“未评”，不会算成满意")
        answer = self.client.post(self.link, {"choice": "1"}, follow=True)
        self.assertContains(answer, "评价时间已经过了")
        self.assertIsNone(Rating.objects.get().choice)
        self.assertNotContains(self.client.get(f"/c/{self.case.token}/"), self.link)

    def test_a_clock_that_is_late_does_not_lengthen_the_time(self) -> None:
        self.watch.shift(timedelta(days=7))
        self.client.post(self.link, {"choice": "5"})
        self.assertIsNone(Rating.objects.get().choice)

    def test_a_vote_in_time_ends_the_waiting(self) -> None:
        self.client.post(self.link, {"choice": "5"})
        self.wait(days=8)
        self.assertIsNone(Rating.objects.get().expired_at)
        self.assertNotIn("lapse_rating", self.entries(self.case))

    def test_the_database_holds_one_row_per_invitation_and_no_half_answer(self) -> None:
        for wrong in (
            {"choice": 5},
            {"rated_at": self.now},
            {"choice": 5, "rated_at": self.now, "expired_at": self.now},
        ):
            with self.assertRaises(IntegrityError), transaction.atomic():
                Rating.objects.update(**wrong)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Rating.objects.create(
                complaint=self.case, round=1, token_key="x", unit=self.world.dongguan, invited_at=self.now
            )


class NotStaff(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case: Complaint = self.closed()
        self.wait(hours=48)
        self.rating = Rating.objects.get()
        self.link = f"/r/{self.rating.token}/"

    def rules(self) -> set[str]:
        return set(Flag.objects.values_list("rule", flat=True))

    def vote(self, browser: Client, choice: int = 5, *, after: float = 20, link: str = "", **more) -> None:
        opened = browser.get(link or self.link).context["form"]["opened"].value()
        self.watch.shift(timedelta(seconds=after))
        browser.post(link or self.link, {"choice": choice, "opened": opened}, **more)

    def test_a_staff_session_is_refused_politely_whoever_it_is(self) -> None:
        for staff in (self.world.wang, self.world.admin, self.world.duty_officer):
            browser = self.login(staff)
            self.assertContains(browser.get(self.link), "请居民自己评价", status_code=403)
            self.assertEqual(browser.post(self.link, {"choice": 5}).status_code, 403)
        self.assertIsNone(Rating.objects.get().choice)

    def test_no_screen_of_staff_holds_the_link(self) -> None:
        for staff, path in (
            (self.world.wang, f"/desk/{self.case.code}/"),
            (self.world.duty_officer, f"/desk/{self.case.code}/"),
            (self.world.admin, f"/admin/complaints/rating/{self.rating.pk}/change/"),
            (self.world.admin, "/admin/complaints/rating/"),
        ):
            page = self.login(staff).get(path)
            self.assertEqual(page.status_code, 200, path)
            self.assertNotContains(page, self.rating.token)

    def test_a_mark_from_a_tablet_that_was_at_the_desk_is_a_question_and_counts(self) -> None:
        tablet = self.login(self.world.wang)
        tablet.get("/desk/")
        tablet.post("/logout/")
        self.vote(tablet)
        self.assertEqual(self.rules(), {"staff_device", "staff_network"})
        self.case.refresh_from_db()
        self.assertEqual((Rating.objects.get().choice, self.case.stage), (5, "RATED"))

    def test_a_mark_from_elsewhere_is_none(self) -> None:
        self.login(self.world.wang).get("/desk/")
        self.vote(Client(REMOTE_ADDR="203.0.113.9"))
        self.assertEqual(self.rules(), set())

    def test_a_neighbour_in_the_network_is_the_network_alone(self) -> None:
        self.login(self.world.wang).get("/desk/", REMOTE_ADDR="198.51.100.7")
        self.vote(Client(REMOTE_ADDR="198.51.100.201"))
        self.assertEqual(self.rules(), {"staff_network"})

    def test_five_stars_in_two_seconds_are_a_question_four_are_not(self) -> None:
        self.vote(Client(), after=2)
        self.assertEqual((self.rules(), Rating.objects.get().took), ({"hasty"}, 2.0))

    def test_a_forged_moment_is_no_moment(self) -> None:
        Client().post(self.link, {"choice": 5, "opened": "made:up"})
        self.assertEqual((self.rules(), Rating.objects.get().took), (set(), None))

    def test_the_same_telephone_for_three_residents_is_a_question(self) -> None:
        phone = Client()
        self.vote(phone, 4)
        for number in (OTHER_PHONE, "13800138003"):
            case = self.closed(phone=number)
            self.wait(hours=48)
            self.vote(phone, 4, link=f"/r/{Rating.objects.get(complaint=case).token}/")
        self.assertEqual(list(Flag.objects.values_list("rating__complaint", "rule")), [(case.pk, "shared")])

    def test_a_case_that_rings_on_the_telephone_of_one_of_us_is_a_question_and_counts(self) -> None:
        for kept in ("+8613800138002", "13800138002"):
            Staff.objects.filter(pk=self.world.stranger.pk).update(mobile=kept)
            case = self.closed(phone=OTHER_PHONE)
            self.wait(hours=48)
            self.vote(Client(REMOTE_ADDR="203.0.113.9"), link=f"/r/{Rating.objects.get(complaint=case).token}/")
            self.assertEqual(
                set(Flag.objects.filter(rating__complaint=case).values_list("rule", flat=True)), {"staff_phone"}
            )
            case.refresh_from_db()
            self.assertEqual(case.stage, "RATED")
        self.vote(Client(REMOTE_ADDR="203.0.113.9"))
        self.assertFalse(Flag.objects.filter(rating=self.rating).exists())

    def test_the_telephone_of_one_of_us_that_was_corrected_away_before_the_vote_is_the_same_question(self) -> None:
        for kept in ("+8613800138002", "13800138002"):
            Staff.objects.filter(pk=self.world.stranger.pk).update(mobile=kept)
            case = self.contacted(phone=OTHER_PHONE)
            rights.correct(case, phone="13900139000", now=self.now)
            rights.correct(case, phone="13900139001", now=self.now)
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
            self.wait(hours=48)
            self.vote(Client(REMOTE_ADDR="203.0.113.9"), link=f"/r/{Rating.objects.get(complaint=case).token}/")
            self.assertEqual(
                list(Flag.objects.filter(rating__complaint=case).values_list("rule", flat=True)), ["staff_phone"]
            )

    def test_a_residents_own_number_corrected_before_the_vote_is_no_question(self) -> None:
        Staff.objects.filter(pk=self.world.stranger.pk).update(mobile="13800138009")
        case = self.contacted(phone=OTHER_PHONE)
        rights.correct(case, phone="13900139000", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=48)
        self.vote(Client(REMOTE_ADDR="203.0.113.9"), link=f"/r/{Rating.objects.get(complaint=case).token}/")
        self.assertFalse(Flag.objects.filter(rating__complaint=case).exists())

    def test_a_case_that_its_handler_registered_herself_is_a_question_a_colleagues_is_none(self) -> None:
        found = {}
        for n, registrar in enumerate((self.world.wang, self.world.li)):
            case = self.registered(registrar, f"1380013800{n + 3}")
            handling.claim(case, staff=self.world.wang, now=self.now)
            handling.call_back(case, staff=self.world.wang, reached=True, summary="谈好了。", now=self.now)
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
            self.wait(hours=48)
            self.vote(Client(REMOTE_ADDR="203.0.113.9"), link=f"/r/{Rating.objects.get(complaint=case).token}/")
            found[registrar] = set(Flag.objects.filter(rating__complaint=case).values_list("rule", flat=True))
        self.assertEqual(found, {self.world.wang: {"registered"}, self.world.li: set()})

    def registered(self, staff: Staff, phone: str) -> Complaint:
        return file_complaint(
            unit=self.world.dongguan, filing=Filing(text=NOISE, phone=phone), client_key=None, now=self.now, who=actor(staff)
        )[0]  # fmt: skip

    def test_only_keyed_hashes_are_kept_and_only_for_ninety_days(self) -> None:
        tablet = self.login(self.world.wang)
        tablet.get("/desk/")
        tablet.post("/logout/")
        self.vote(tablet)
        secret = tablet.cookies["device"].value
        kept = set(StaffTrace.objects.values_list("key", flat=True))
        self.assertEqual(len(kept), 2)
        self.assertFalse({secret, "127.0.0.1", "127.0.0.0/24"} & kept)
        self.watch.shift(timedelta(days=89))
        self.assertEqual(flagging.forget(self.now), 0)
        self.watch.shift(timedelta(days=2))
        flagging.forget(self.now)
        self.assertFalse(StaffTrace.objects.exists())
        self.assertFalse(Rating.objects.exclude(device="", network="").exists())

    def test_working_at_the_desk_all_day_is_one_write(self) -> None:
        tablet = self.login(self.world.wang)
        tablet.get("/desk/")
        with self.assertNumQueries(0):
            flagging.noticed(flagging.Seen(tablet.cookies["device"].value, "127.0.0.1"), now=self.now)

    def test_praise_that_comes_all_at_once_is_a_question(self) -> None:
        cases = [self.closed(phone=f"1380013{n:04}") for n in range(8)]
        self.wait(hours=48)
        for case in cases:
            self.vote(Client(REMOTE_ADDR="203.0.113.9"), link=f"/r/{Rating.objects.get(complaint=case).token}/")
        self.assertEqual(list(Flag.objects.values_list("rule", flat=True)), ["burst"])


class Unhappy(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case: Complaint = self.closed()
        self.wait(hours=48)
        self.client.post(f"/r/{Rating.objects.get().token}/", {"choice": "2"})
        self.case.refresh_from_db()

    def promise(self) -> Deadline:
        return Deadline.objects.get(complaint=self.case, kind="revisit_call")

    def test_somebody_else_calls_within_the_hour(self) -> None:
        self.assertEqual(self.promise().due_at, self.now + timedelta(hours=1))
        self.assertContains(self.client.get(f"/c/{self.case.token}/"), "换一位同事给您回电")
        handling.claim(self.case, staff=self.world.dispatcher, now=self.now)
        self.assertIsNone(self.promise().met_at)
        handling.call_back(self.case, staff=self.world.dispatcher, reached=True, summary="听了经过。", now=self.now)
        self.assertEqual(self.promise().met_at, self.now)

    def test_an_hour_without_a_call_is_missed_and_goes_to_the_district(self) -> None:
        self.wait(hours=1)
        self.assertIsNotNone(self.promise().missed_at)
        self.case.refresh_from_db()
        self.assertEqual(self.case.unit, self.world.district)

    def test_a_reopening_by_a_superior_is_no_such_call(self) -> None:
        other = self.closed(phone=OTHER_PHONE)
        escalation.reopen(other, staff=self.world.dispatcher, reason="还没好。", now=self.now)
        self.assertFalse(Deadline.objects.filter(complaint=other, kind="revisit_call").exists())
