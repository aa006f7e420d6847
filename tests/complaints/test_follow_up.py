"""转出 and its follow-up: nothing is stuck outside (issue 4, point 6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localtime

import complaints.clock
from binan.kit import memo
from binan.kit.errors import Moved, NotAllowed, Refused
from complaints import casefile, selectors
from complaints.destinations import DESTINATIONS, in_range, named
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.models.complaint import Lane
from complaints.services import following, rights
from governance.models import Staff, Workday
from governance.workdays import Kind
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import ANSWER

SETTLED = "法院已经立案，开庭时间由法院短信通知您，请留意。"


class FollowCase(StoryCase):
    def outside(self, to: str = "court", case: Complaint | None = None, **more: Any) -> Complaint:
        """A case that the community's head has transferred."""
        found = case or self.contacted()
        following.transfer(found, staff=self.world.head, to=to, result=ANSWER, now=self.now, **more)
        return found

    def ask(self, case: Complaint, outcome: str, staff: Staff | None = None, **more: Any) -> TimelineEntry:
        return following.follow_up(case, staff=staff or self.world.wang, outcome=outcome, now=self.now, **more)

    def promise(self, case: Complaint) -> Deadline:
        return Deadline.objects.get(complaint=case, kind="follow_up", met_at=None, void_at=None)

    def told(self, template: str) -> list[str]:
        rows = Notice.objects.filter(template=template).select_related("staff").order_by("pk")
        return [row.staff.username if row.staff else "resident" for row in rows]

    def at(self, moment: datetime) -> None:
        """The clock runs at this moment."""
        self.watch.move_to(moment)
        complaints.clock.tick(self.now)


class Transferring(FollowCase):
    def test_it_ends_for_the_resident_and_stays_on_our_list_until_the_day_of_the_place(self) -> None:
        case = self.outside(reference="（2026）浙0108民初1号", taken_by="立案庭张法官")
        row = self.promise(case)
        self.assertEqual((case.stage, case.lane, case.pressing_kind), ("TRANSFERRED", Lane.DONE, ""))
        self.assertEqual(f"{localtime(row.due_at):%m-%d %H:%M}", "11-30 09:00")  # in seven days, at nine
        self.assertEqual(case.follow_up_at, row.due_at)
        self.assertEqual(list(Deadline.objects.filter(complaint=case, met_at=None, void_at=None)), [row])
        self.assertEntry(case, "transfer", to="法院", destination="court", taken_by="立案庭张法官")
        self.assertEqual(selectors.queue(self.world.wang, now=self.now).rows, [])
        self.assertEqual([one.code for one, _ in selectors.outside(self.world.wang).rows], [case.code])

    def test_working_days_step_over_a_holiday(self) -> None:
        for n in (24, 25, 26):
            Workday.objects.create(date=date(2026, 11, n), kind=Kind.OFF, source="通知")
        Workday.objects.create(date=date(2026, 11, 28), kind=Kind.WORK, source="通知")
        memo.forget()
        # From Monday 23: 27 Friday, 28 Saturday worked, 30, 1, 2.
        self.assertEqual(self.promise(self.outside("labour")).due_at.date(), date(2026, 12, 2))
        self.assertEqual(self.promise(self.outside("110")).due_at.date(), date(2026, 11, 24))

    def test_a_long_holiday_does_not_carry_it_beyond_thirty_days(self) -> None:
        for n in range(40):
            Workday.objects.create(date=date(2026, 11, 24) + timedelta(days=n), kind=Kind.OFF, source="通知")
        memo.forget()
        self.assertEqual(self.promise(self.outside("discipline")).due_at.date(), date(2026, 12, 23))

    def test_free_text_names_a_place_we_know_or_another_unit(self) -> None:
        self.assertEqual(named("劳动监察"), (DESTINATIONS["labour"], "劳动监察"))
        self.assertEqual(named(" 市公积金中心 "), (DESTINATIONS["other"], "市公积金中心"))
        self.assertEntry(self.outside("市公积金中心"), "transfer", to="市公积金中心", destination="other")

    def test_a_day_of_ones_own_lies_after_today_and_within_thirty_days(self) -> None:
        today = date(2026, 11, 23)
        self.assertEqual(
            [in_range(today + timedelta(days=n), today) for n in (0, 1, 30, 31)], [False, True, True, False]
        )
        case = self.contacted()
        for day in (today, today + timedelta(days=31)):
            with self.assertRaises(Refused) as refused:
                self.outside(case=case, follow_up_on=day)
            self.assertIn("30 天以内", refused.exception.fields["follow_up_on"])
        self.outside(case=case, follow_up_on=today + timedelta(days=30))
        self.assertEqual(self.promise(case).due_at.date(), date(2026, 12, 23))

    def test_the_resident_reads_where_to_ask_and_when_we_do(self) -> None:
        case = self.outside()
        note = casefile.read(case, self.now).next.note
        self.assertEqual(note, "问进展可以打 12368；我们 11月30日 09:00 去问进展，有结果就告诉您")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "12368")
        english = self.client.get(f"/c/{case.token}/", headers={"accept-language": "en"})
        self.assertContains(english, "12368")
        self.assertNotContains(english, "问进展")


class Asking(FollowCase):
    def test_still_being_handled_there_we_ask_again_on_the_day_that_was_said(self) -> None:
        case = self.outside()
        first = self.promise(case)
        self.ask(case, "pending", follow_up_on=date(2026, 12, 10))
        first.refresh_from_db()
        self.assertEqual((first.met_at, first.next_at), (self.now, None))
        self.assertEqual(f"{localtime(case.follow_up_at):%m-%d %H:%M}", "12-10 09:00")
        self.assertEqual(case.stage, "TRANSFERRED")
        said = casefile.read(case, self.now).moments[0][1]
        self.assertEqual(said, "法院还在办，我们12月10日 09:00再去问")

    def test_still_being_handled_needs_the_next_day(self) -> None:
        case = self.outside()
        for day in (None, date(2026, 11, 23), date(2027, 1, 1)):
            with self.assertRaises(Refused) as refused:
                self.ask(case, "pending", follow_up_on=day)
            self.assertIn("follow_up_on", refused.exception.fields)

    def test_settled_there_the_resident_is_told_and_the_list_is_shorter(self) -> None:
        case = self.outside()
        with self.assertRaises(Refused):
            self.ask(case, "settled", result="办了")
        self.ask(case, "settled", result=SETTLED)
        self.assertEqual((case.stage, case.result, case.follow_up_at), ("TRANSFERRED", SETTLED, None))
        self.assertEqual(self.told("settled"), ["resident"])
        self.assertFalse(Deadline.objects.filter(complaint=case, met_at=None, void_at=None).exists())
        self.assertEqual(selectors.outside(self.world.head).rows, [])
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, f"法院办结了：{SETTLED}")
        self.assertContains(page, "那边办结了")
        with self.assertRaises(Refused):  # it is over
            self.ask(case, "pending", follow_up_on=date(2026, 12, 1))

    def test_returned_it_waits_with_us_again_and_its_clock_goes_on(self) -> None:
        case = self.outside()
        with self.assertRaises(Refused):
            self.ask(case, "returned")
        self.watch.shift(timedelta(days=2))
        self.ask(case, "returned", reason="不属于法院管。")
        self.assertEqual((case.stage, case.unit, case.handler, case.round), ("ACCEPTED", self.world.dongguan, None, 1))
        open_ = Deadline.objects.filter(complaint=case, met_at=None, void_at=None)
        due = {row.kind: row.due_at - self.now for row in open_}
        self.assertEqual(due, {"contact": timedelta(minutes=5), "close": timedelta(hours=24)})
        self.assertEqual((case.follow_up_at, case.closed_at, case.lane), (None, None, Lane.OPEN))
        self.assertEqual(self.told("reopened"), ["resident"])
        self.assertIn("wang", self.told("taken_back"))
        self.assertEqual([row.pk for row in selectors.queue(self.world.wang, now=self.now).rows], [case.pk])
        said = casefile.read(case, self.now).moments[0][1]
        self.assertEqual(said, "法院退回来了，我们接着办，由东冠社区负责")

    def test_the_same_command_twice_writes_once(self) -> None:
        case, key = self.outside(), uuid4()
        first = self.ask(case, "settled", result=SETTLED, client_key=key)
        again = self.ask(case, "settled", result=SETTLED, client_key=key)
        self.assertEqual(first, again)
        self.assertEqual(self.entries(case).count("settle"), 1)

    def test_who_may_not_and_where_there_is_nothing_to_follow(self) -> None:
        case = self.outside()
        with self.assertRaises(NotAllowed):
            self.ask(case, "settled", staff=self.world.stranger, result=SETTLED)
        with self.assertRaises(Moved):
            self.ask(self.contacted(), "settled", result=SETTLED)
        with self.assertRaises(Refused):
            self.ask(case, "gone")
        # Transferred before there were follow-ups: nobody promised one.
        Complaint.objects.filter(pk=case.pk).update(follow_up_at=None)
        case.refresh_from_db()
        self.assertNotIn("follow_up", [action.name for action in selectors.doable(case, self.world.wang)])

    def test_erasing_the_case_ends_it(self) -> None:
        case = self.outside()
        rights.ask_deletion(case, now=self.now)
        rights.grant_deletion(case, staff=self.world.head, now=self.now)
        self.assertIsNone(Complaint.objects.get(pk=case.pk).follow_up_at)


class Missing(FollowCase):
    def test_reminded_before_missed_then_up_one_level_and_once_more_to_the_district(self) -> None:
        case = self.outside()
        due = self.promise(case).due_at
        self.at(due - timedelta(minutes=1))
        self.assertEqual(self.told("warning"), ["wang", "wang"])
        self.at(due)
        fresh = Complaint.objects.get(pk=case.pk)
        self.assertEqual((fresh.stage, fresh.unit, fresh.lane), ("TRANSFERRED", self.world.puyan, Lane.DONE))
        self.assertEqual(self.told("outside_late"), ["jiedao"])
        self.at(due + timedelta(days=3))
        self.assertEqual(Complaint.objects.get(pk=case.pk).unit, self.world.district)
        self.assertEqual(self.told("outside_late"), ["jiedao", "quji"])
        self.at(due + timedelta(days=20))
        self.assertEqual(self.entries(case)[-4:], ["transfer", "miss", "raise_follow_up", "raise_follow_up"])
        self.assertEqual(self.told("escalated"), [])

    def test_two_clocks_take_each_step_once(self) -> None:
        case = self.outside()
        self.watch.move_to(self.promise(case).due_at + timedelta(days=4))
        self.assertGreater(complaints.clock.tick(self.now), 0)
        self.assertEqual(complaints.clock.tick(self.now), 0)
        self.assertEqual(self.entries(case)[-3:], ["miss", "raise_follow_up", "raise_follow_up"])
        self.assertEqual(len(self.told("outside_late")), 2)

    def test_a_missed_one_is_still_followed_up_by_those_who_transferred_it(self) -> None:
        case = self.outside()
        self.at(self.promise(case).due_at)
        case.refresh_from_db()
        self.ask(case, "pending", follow_up_on=date(2026, 12, 2))
        self.at(self.promise(case).due_at)
        self.assertEqual(self.told("outside_late"), ["jiedao", "jiedao"])
        case.refresh_from_db()
        self.ask(case, "returned", reason="不属于法院管。")
        self.assertEqual((case.stage, case.unit), ("ACCEPTED", self.world.puyan))  # whoever answers for it now


class Listing(FollowCase):
    def test_by_due_day_a_page_at_a_time_with_what_is_late_in_words(self) -> None:
        late = self.outside("110", reference="警情 88")
        cases = [late, *(self.outside() for _ in range(4)), self.outside("discipline")]
        self.at(self.promise(late).due_at + timedelta(hours=3))
        first = selectors.outside(self.world.wang, size=2)
        second = selectors.outside(self.world.wang, size=2, cursor=first.next)
        third = selectors.outside(self.world.wang, size=2, cursor=second.next)
        codes = [case.code for page in (first, second, third) for case, _ in page.rows]
        self.assertEqual((codes, third.next), ([case.code for case in cases], ""))
        page = self.login(self.world.wang).get("/desk/transfers/")
        self.assertContains(page, "超期 3")
        self.assertContains(page, "编号 警情 88")
        self.assertContains(self.login(self.world.wang).get("/desk/"), '转出待跟进 <span class="num">6</span>')

    def test_a_cursor_that_is_none_is_refused(self) -> None:
        for cursor in ("x", "MnwzfDQ", "MjAyNi0xMS0yM3wz"):
            answer = self.login(self.world.wang).get(f"/desk/transfers/?cursor={cursor}")
            self.assertEqual(answer.status_code, 422)

    def test_two_queries_however_long_it_is(self) -> None:
        for n in (1, 5):
            for _ in range(n):
                self.outside()
            selectors.outside(self.world.wang)  # what is remembered for seconds
            with self.assertNumQueries(2):
                for case, there in selectors.outside(self.world.wang).rows:
                    self.assertTrue(case.unit.name and there.to)

    def test_only_those_of_her_units_and_reports_of_officials_only_at_the_district(self) -> None:
        case = self.outside()
        bribe = self.claimed(staff=self.world.duty_officer, text="举报社区干部收受施工队的红包，请纪委查一查。")
        following.transfer(bribe, staff=self.world.duty_officer, to="discipline", result=ANSWER, now=self.now)
        self.assertEqual(bribe.category, "GOV-03")
        self.assertEqual(selectors.outside(self.world.stranger).rows, [])
        self.assertEqual(self.login(self.world.stranger).get(f"/desk/{case.code}/").status_code, 404)
        for staff, codes in (
            (self.world.wang, [case.code]),
            (self.world.dispatcher, [case.code]),
            (self.world.duty_officer, [case.code, bribe.code]),
        ):
            self.assertEqual([row.code for row, _ in selectors.outside(staff).rows], codes)
        self.assertEqual(self.login(self.world.dispatcher).post(f"/desk/{bribe.code}/follow_up/").status_code, 404)


class Faces(FollowCase):
    def test_the_form_offers_places_and_takes_another_unit_by_name(self) -> None:
        head, case = self.login(self.world.head), self.contacted()
        self.assertContains(head.get(f"/desk/{case.code}/"), "劳动监察（5 个工作日后问进展）")
        send = f"/desk/{case.code}/transfer/"
        self.assertContains(head.post(send, {"to": "other", "result": ANSWER}), "请写明转到哪个单位", status_code=422)
        self.assertEqual(head.post(send, {"to": "other", "name": "市公积金中心", "result": ANSWER}).status_code, 302)
        self.assertEntry(case, "transfer", to="市公积金中心", destination="other")
        page = head.get(f"/desk/{case.code}/")
        self.assertContains(page, "记录跟进")
        self.assertContains(page, "11月30日 09:00")
        ask = f"/desk/{case.code}/follow_up/"
        self.assertContains(head.post(ask, {"outcome": "pending"}), "请选下次什么时候再问", status_code=422)
        self.assertContains(head.post(ask, {}), "还在办、已办结，还是退回来了", status_code=422)
        self.assertEqual(head.post(ask, {"outcome": "settled", "result": SETTLED}).status_code, 302)
        self.assertContains(head.get(f"/desk/{case.code}/"), "那边已办结")

    def test_a_program_transfers_by_free_text_and_follows_up(self) -> None:
        head, case = self.login(self.world.head), self.contacted()
        url = f"/api/v1/desk/complaints/{case.code}/"
        sent = {"to": "市公积金中心", "result": ANSWER, "reference": "A1", "follow_up_on": "2026-11-25"}
        answer = head.post(f"{url}transfer/", sent, content_type="application/json")
        self.assertEqual(answer.json()["stage"], "TRANSFERRED")
        self.assertEntry(case, "transfer", to="市公积金中心", reference="A1", follow_up_on="2026-11-25")
        bare = {"outcome": "pending"}
        self.assertEqual(head.post(f"{url}follow_up/", bare, content_type="application/json").status_code, 422)
        allowed = head.get(url).json()["allowed"]
        self.assertIn("follow_up", allowed)
        self.assertNotIn("settle", allowed)
        back = {"outcome": "returned", "reason": "不归那边管。"}
        answer = head.post(f"{url}follow_up/", back, content_type="application/json")
        self.assertEqual(answer.json()["stage"], "ACCEPTED")
