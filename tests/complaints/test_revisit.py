"""回访: a third person asks by telephone, her mark stands beside the rating; each week silent residents are drawn by lot."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import StringIO
from unittest import mock
from uuid import uuid4

from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import localtime

from complaints import chores, sampling
from complaints.models import Complaint, Rating, Revisit, SampleDraw, TimelineEntry
from complaints.services import drawing, escalation, handling, rights
from governance.models import Post, Staff
from governance.roles import Role
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import ANSWER, PASSWORD, PHONE


class ThirdPerson(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case: Complaint = self.closed()
        self.wait(hours=48)
        self.client.post(f"/r/{Rating.objects.get().token}/", {"choice": "1"})
        self.case.refresh_from_db()
        sun = self.world.dispatcher
        handling.claim(self.case, staff=sun, now=self.now)
        handling.call_back(self.case, staff=sun, reached=True, summary="重新谈了。", now=self.now)
        handling.close(self.case, staff=sun, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.owed = Revisit.objects.get()
        self.link = f"/desk/revisits/{self.owed.pk}/"

    def log(self, staff: Staff, **typed: str):
        answer = self.login(staff).post(self.link, {"client_key": str(uuid4()), **typed})
        self.owed.refresh_from_db()
        return answer

    def test_the_second_closing_owes_a_call_by_somebody_who_had_no_hand_in_it(self) -> None:
        self.assertEqual((self.owed.unit, self.owed.reason, self.owed.round), (self.world.district, "second", 2))
        told = Notice.objects.filter(template="revisit_owed").values_list("staff__username", flat=True)
        self.assertEqual(list(told), ["quji"])
        for staff, status in ((self.world.duty_officer, 200), (self.world.dispatcher, 404), (self.world.wang, 404)):
            self.assertEqual(self.login(staff).get(self.link).status_code, status, staff)
        self.assertContains(self.login(self.world.duty_officer).get("/desk/revisits/"), self.case.code)
        self.assertNotContains(self.login(self.world.dispatcher).get("/desk/revisits/"), self.case.code)

    def test_who_had_a_hand_in_it_may_not_call_even_where_her_unit_owes_the_call(self) -> None:
        Revisit.objects.update(unit=self.world.puyan)
        self.assertEqual(self.login(self.world.dispatcher).get(self.link).status_code, 404)
        self.assertNotContains(self.login(self.world.dispatcher).get("/desk/revisits/"), self.case.code)

    def told(self, template: str) -> list[tuple[str, str]]:
        """Who was told, on which day and at which hour."""
        rows = (
            Notice.objects.filter(template=template).order_by("created_at", "staff__username").select_related("staff")
        )
        return [(row.staff.username, f"{localtime(row.created_at):%d %H}") for row in rows]

    def days(self, number: int) -> None:
        """The clock goes round every six hours."""
        for _ in range(number * 4):
            self.watch.shift(timedelta(hours=6))
            chores.sweep(self.now)

    def test_past_its_time_it_is_asked_for_again_every_day_by_day_of_who_may_make_it_until_it_is_made(self) -> None:
        calls = Staff.objects.create_user("jiedao2", password=PASSWORD, display_name="何调度")
        Post.objects.create(staff=calls, role=Role.SUBDISTRICT_DISPATCHER, unit=self.world.changhe)
        Staff.objects.filter(pk=self.world.duty_officer.pk).update(is_active=False)
        self.watch.move_to(self.owed.due_at - timedelta(minutes=1))
        chores.sweep(self.now)
        self.assertFalse(self.told("revisit_late"))
        for _ in "ab":
            self.watch.shift(timedelta(minutes=2))
            chores.sweep(self.now)
        self.assertEqual(self.told("revisit_late"), [("jiedao2", "27 18")])
        self.days(3)
        self.assertEqual(self.told("revisit_late")[1:], [("jiedao2", f"{day} 12") for day in (28, 29, 30)])
        self.assertEqual(self.log(calls, outcome="reached", mark="4").status_code, 302)
        self.days(2)
        self.assertEqual(len(self.told("revisit_late")), 4)

    def test_where_nobody_at_all_may_make_it_those_above_hear_so_every_day_and_then_who_is_found(self) -> None:
        handling.note(self.case, staff=self.world.duty_officer, text="请再看看。", now=self.now)
        self.watch.move_to(self.owed.due_at)
        self.days(2)
        days = sorted({at for _, at in self.told("revisit_stuck")})
        self.assertEqual(len(days), 2)
        self.assertEqual(self.told("revisit_stuck"), [(who, at) for at in days for who in ("jiedao", "quji")])
        self.assertFalse(self.told("revisit_late"))  # nobody is asked for what she may not do
        self.assertContains(self.login(self.world.duty_officer).get("/desk/inbox/"), f"{self.case.code}要电话回访")
        found = Staff.objects.create_user("quji2", password=PASSWORD, display_name="郑值班")
        Post.objects.create(staff=found, role=Role.DISTRICT_DUTY, unit=self.world.district)
        self.days(1)
        self.assertIn("quji2", dict(self.told("revisit_late")))
        self.assertEqual(len(self.told("revisit_stuck")), 4)
        self.assertEqual(self.login(found).get(self.link).status_code, 200)

    def test_her_number_is_there_after_a_tap_that_is_in_the_books_and_for_the_length_of_a_call(self) -> None:
        browser, tel = self.login(self.world.duty_officer), f"tel:+86{PHONE}"
        page = browser.get(self.link)
        self.assertNotContains(page, tel)
        self.assertNotContains(page, PHONE)
        self.assertEqual(self.login(self.world.dispatcher).post(f"{self.link}dial/").status_code, 404)
        self.assertRedirects(browser.post(f"{self.link}dial/"), self.link)
        self.assertEqual(self.assertEntry(self.case, "dial_revisit").staff, self.world.duty_officer)
        self.assertContains(browser.get(self.link), tel)
        self.watch.shift(timedelta(minutes=20))
        self.assertNotContains(browser.get(self.link), tel)
        with mock.patch("complaints.services.revisiting.DIALS", 1):
            self.assertEqual(browser.post(f"{self.link}dial/").status_code, 429)
        self.log(self.world.duty_officer, outcome="reached", mark="4")
        self.assertEqual(browser.post(f"{self.link}dial/").status_code, 409)

    def test_a_double_tap_on_the_button_is_one_entry_and_one_of_her_day(self) -> None:
        browser = self.login(self.world.duty_officer)
        button = re.search(r'/dial/">.*?name="client_key" value="([^"]+)"', browser.get(self.link).content.decode())
        with mock.patch("complaints.services.revisiting.DIALS", 1):
            for _ in "ab":
                answer = browser.post(f"{self.link}dial/", {"client_key": button[1]})
                self.assertRedirects(answer, self.link)
        self.assertEqual(self.entries(self.case).count("dial_revisit"), 1)
        self.watch.shift(timedelta(minutes=20))
        again = re.search(r'/dial/">.*?name="client_key" value="([^"]+)"', browser.get(self.link).content.decode())
        browser.post(f"{self.link}dial/", {"client_key": again[1]})  # later she taps again: another call
        self.assertEqual(self.entries(self.case).count("dial_revisit"), 2)

    def test_she_reads_which_street_rings_her(self) -> None:
        Revisit.objects.update(unit=self.world.changhe)
        self.assertContains(self.client.get(f"/c/{self.case.token}/data/"), "长河街道")

    def test_both_marks_are_kept(self) -> None:
        self.wait(hours=48)
        self.client.post(f"/r/{Rating.objects.get(round=2).token}/", {"choice": "4"})
        self.log(self.world.duty_officer, outcome="reached", mark="3", words="比上次好，还是有点吵。")
        self.assertEqual(
            (self.owed.mark, self.owed.by, self.owed.words), (3, self.world.duty_officer, "比上次好，还是有点吵。")
        )
        self.assertEqual(list(Rating.objects.order_by("round").values_list("choice", flat=True)), [1, 4])
        page = self.login(self.world.dispatcher).get("/desk/ratings/?show=all")
        self.assertContains(page, "二次办理回访")
        self.assertContains(page, "基本满意")
        self.assertContains(self.client.get(f"/c/{self.case.token}/"), "吴值班员打电话回访了您")

    def test_the_words_are_not_for_who_handled_it(self) -> None:
        self.log(self.world.duty_officer, outcome="reached", mark="2", words="社工不耐烦。")
        self.assertContains(self.login(self.world.duty_officer).get(self.link), "社工不耐烦。")
        for path in (f"/desk/{self.case.code}/", "/desk/ratings/?show=all", "/desk/revisits/"):
            self.assertNotContains(self.login(self.world.dispatcher).get(path), "社工不耐烦")
        self.assertNotIn("社工不耐烦", str(self.assertEntry(self.case, "revisit").body))

    def test_a_mark_without_a_conversation_is_refused_and_a_conversation_without_one_too(self) -> None:
        self.assertEqual(self.log(self.world.duty_officer, outcome="refused", mark="5").status_code, 422)
        self.assertEqual(self.log(self.world.duty_officer, outcome="reached").status_code, 422)
        self.assertIsNone(self.owed.done_at)

    def test_three_calls_nobody_answers_end_it_without_a_mark(self) -> None:
        for tries in (1, 2):
            self.log(self.world.duty_officer, outcome="unreached")
            self.assertEqual((self.owed.tries, self.owed.done_at), (tries, None))
            self.wait(hours=3)
        self.log(self.world.duty_officer, outcome="unreached")
        self.assertEqual((self.owed.outcome, self.owed.mark, self.owed.done_at), ("unreached", None, self.now))

    def test_three_calls_in_a_minute_are_one_try(self) -> None:
        for tries, later in ((1, 0), (1, 0), (1, 4), (2, 1), (2, 29), (3, 1)):
            self.watch.shift(timedelta(minutes=later))
            self.log(self.world.duty_officer, outcome="unreached")
            self.assertEqual((self.owed.tries, bool(self.owed.done_at)), (tries, tries == 3))
        self.assertEqual(self.entries(self.case).count("revisit"), 6)

    def test_a_call_that_arrives_twice_is_one_and_a_second_person_is_told(self) -> None:
        key = str(uuid4())
        for _ in range(2):
            self.assertEqual(
                self.log(self.world.duty_officer, outcome="reached", mark="4", client_key=key).status_code, 302
            )
        self.assertEqual(self.entries(self.case).count("revisit"), 1)
        self.assertEqual(self.log(self.world.duty_officer, outcome="reached", mark="5").status_code, 409)
        self.assertEqual(self.owed.mark, 4)

    def test_nobody_calls_when_it_is_handled_again_or_she_does_not_want_it(self) -> None:
        escalation.reopen(self.case, staff=self.world.duty_officer, reason="又响了。", now=self.now)
        self.owed.refresh_from_db()
        self.assertEqual(self.owed.void_at, self.now)
        self.assertEqual(self.login(self.world.duty_officer).get(self.link).status_code, 404)

    def test_withdrawn_consent_ends_it(self) -> None:
        rights.withdraw_consent(self.case, now=self.now)
        self.owed.refresh_from_db()
        self.assertEqual(self.owed.void_at, self.now)

    def test_a_first_closing_owes_none(self) -> None:
        self.assertFalse(Revisit.objects.filter(complaint=self.closed()).exists())


class WhoMayMakeIt(StoryCase):
    def test_it_is_not_owed_by_a_unit_whose_people_may_not_make_it(self) -> None:
        calls = Staff.objects.create_user("jiedao2", password=PASSWORD, display_name="何调度")
        Post.objects.create(staff=calls, role=Role.SUBDISTRICT_DISPATCHER, unit=self.world.changhe)
        case, sun = self.closed(), self.world.dispatcher
        self.wait(hours=48)
        self.client.post(f"/r/{Rating.objects.get().token}/", {"choice": "1"})
        case.refresh_from_db()
        handling.claim(case, staff=sun, now=self.now)
        handling.note(case, staff=self.world.duty_officer, text="请再上门看看。", now=self.now)
        handling.call_back(case, staff=sun, reached=True, summary="重新谈了。", now=self.now)
        handling.close(case, staff=sun, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        owed = Revisit.objects.get()
        self.assertEqual(owed.unit, self.world.changhe)
        for staff, status in ((calls, 200), (self.world.duty_officer, 404)):
            self.assertEqual(self.login(staff).get(f"/desk/revisits/{owed.pk}/").status_code, status)


class DrawnByLot(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        staff = Staff.objects.create_user("jiedao2", password=PASSWORD, display_name="何调度")
        Post.objects.create(staff=staff, role=Role.SUBDISTRICT_DISPATCHER, unit=self.world.changhe)
        self.other = staff
        self.cases = [self.closed(phone=f"1380013{n:04}") for n in range(4)]
        self.wait(hours=48)
        self.wait(days=7)  # Wednesday a week later: all four are silent
        self.watch.move_to(datetime.fromisoformat("2026-12-07T09:00+08:00"))

    def drawn(self) -> Revisit:
        drawing.weekly(self.now)
        return Revisit.objects.get()

    def test_on_monday_at_nine_one_at_least_is_drawn_and_another_subdistrict_calls(self) -> None:
        self.assertEqual(drawing.weekly(self.now - timedelta(minutes=1)), 0)
        owed = self.drawn()
        self.assertEqual((owed.reason, owed.unit, owed.subdistrict), ("sample", self.world.changhe, self.world.puyan))
        draw = SampleDraw.objects.get(subdistrict=self.world.puyan)
        self.assertEqual((draw.population, draw.picked), (4, 1))
        self.assertEqual(SampleDraw.objects.get(subdistrict=self.world.changhe).population, 0)
        self.assertEqual(drawing.weekly(self.now), 0)
        self.assertEqual(Revisit.objects.count(), 1)

    def test_the_other_subdistrict_makes_the_call_though_it_does_not_see_the_case(self) -> None:
        owed, browser = self.drawn(), self.login(self.other)
        self.assertEqual(browser.get(f"/desk/{owed.complaint.code}/").status_code, 404)
        self.assertContains(browser.get("/desk/revisits/"), "浦沿街道的事")
        browser.post(f"/desk/revisits/{owed.pk}/dial/")
        page = browser.get(f"/desk/revisits/{owed.pk}/")
        self.assertContains(page, f"tel:{owed.complaint.phone}")
        self.assertContains(page, ANSWER)
        self.assertEqual(
            browser.post(f"/desk/revisits/{owed.pk}/", {"outcome": "reached", "mark": "2"}).status_code, 302
        )
        owed.refresh_from_db()
        rating = Rating.objects.get(complaint=owed.complaint)
        self.assertEqual((owed.mark, rating.choice), (2, None))  # 未评 stays 未评

    def test_three_percent_at_least_one_of_a_subdistrict(self) -> None:
        self.assertEqual([sampling.size(n) for n in (0, 1, 33, 34, 100, 101)], [0, 1, 1, 2, 3, 4])

    def test_the_draw_can_be_worked_out_again_and_a_changed_one_is_found(self) -> None:
        owed, out = self.drawn(), StringIO()
        call_command("verify_sample", "2026-11-30", stdout=out)
        self.assertIn("一致", out.getvalue())
        silent = dict(TimelineEntry.objects.filter(kind="lapse_rating").values_list("complaint__code", "hash"))
        self.assertEqual(sampling.order(silent, week=owed.draw.week, unit="PY")[0], owed.complaint.code)
        SampleDraw.objects.filter(pk=owed.draw_id).update(seed="0" * 64)
        with self.assertRaisesMessage(CommandError, "种子"):
            call_command("verify_sample", "2026-11-30")

    def test_another_choice_than_the_lots_is_found(self) -> None:
        owed = self.drawn()
        chosen = next(case for case in self.cases if case.pk != owed.complaint_id)
        Revisit.objects.update(complaint=chosen)
        with self.assertRaisesMessage(CommandError, "名单"):
            call_command("verify_sample", "2026-11-30")

    def test_who_may_not_be_called_is_passed_over(self) -> None:
        silent = dict(TimelineEntry.objects.filter(kind="lapse_rating").values_list("complaint__code", "hash"))
        first, second, *_ = sampling.order(silent, week=sampling.week_of(self.now) - timedelta(days=7), unit="PY")
        rights.withdraw_consent(Complaint.objects.get(code=first), now=self.now)
        self.assertEqual(self.drawn().complaint.code, second)

    def test_each_week_another_subdistrict_calls(self) -> None:
        week = sampling.week_of(self.now)
        callers = [sampling.caller([1, 2, 3], 1, week + timedelta(days=7 * n)) for n in range(4)]
        self.assertEqual(set(callers), {2, 3})
        self.assertEqual(callers[0], callers[2])
        self.assertIsNone(sampling.caller([1], 1, week))
