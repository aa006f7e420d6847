"""司法确认: both together within thirty days of effect, filed, ruled on (人民调解法 33, 民事诉讼法 205 and 206)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from binan.kit import phones
from binan.kit.errors import Moved, Refused
from mediation import sequel, watch
from mediation.access import member
from mediation.models import Confirmation, Mediation
from mediation.services import confirm, follow
from mediation.workflow import Way
from notices.models import Notice
from tests.mediation.after import PROMISE, AfterStory

COURT, NUMBER = "杭州市滨江区人民法院", "（2026）浙0108民特77号"


class Confirm(AfterStory):
    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def wish(self, mediation: Mediation, side: str) -> None:
        confirm.wish(self.side(mediation, side), who=member(self.world.wang), way=Way.PHONE, now=self.now)

    def both(self, mediation: Mediation) -> Mediation:
        for side in "AB":
            self.wish(mediation, side)
        return mediation

    def to_court(self, mediation: Mediation, **more: object) -> None:
        given = {"staff": self.world.wang, "court": COURT, "filed_on": self.today, "now": self.now, **more}
        confirm.file(mediation, **given)

    def rule(self, mediation: Mediation, ruling: str = "valid", **more: object) -> None:
        given = {"staff": self.world.wang, "ruling": ruling, "ruled_on": self.today, "number": NUMBER, **more}
        confirm.rule(mediation, now=self.now, **given)


class Countdown(Confirm):
    def test_thirty_days_from_effect_and_a_day_off_at_the_end_puts_it_off(self):
        mediation = self.settled()  # on Monday 23 November; thirty days later is Wednesday 23 December
        found = sequel.countdown(mediation, self.today)
        self.assertEqual((found.last_day, found.left), (date(2026, 12, 23), 30))
        self.watch.shift(timedelta(days=3))  # Thursday; thirty days later is Saturday 26 December
        other = self.settled(self.another())
        self.assertEqual(sequel.countdown(other, self.today).last_day, date(2026, 12, 28))

    def test_there_is_none_before_the_agreement_holds(self):
        self.assertIsNone(sequel.countdown(self.in_session(), self.today))
        self.assertIsNone(sequel.countdown(self.failed(self.another()), self.today))

    def test_on_the_last_day_it_can_be_asked_for_and_on_the_next_not(self):
        mediation = self.settled()
        self.watch.shift(timedelta(days=30))
        self.wish(mediation, "A")
        self.watch.shift(timedelta(days=1))
        with pytest.raises(Refused, match="三十天已经过了"):
            self.wish(mediation, "B")

    def test_before_there_is_an_agreement_nobody_asks(self):
        with pytest.raises(Moved):
            self.wish(self.in_session(), "A")


class Reminded(Confirm):
    """A week before the last day, on the morning: 16 December for an agreement of 23 November."""

    def told(self, template: str = "mediation_confirm") -> list[Notice]:
        return list(Notice.objects.filter(template=template).order_by("pk"))

    def morning(self, days: int) -> None:
        self.watch.move_to(self.at(9, days=days))
        watch.tick(self.now)

    def test_both_are_told_once_a_week_before_the_last_day(self):
        mediation = self.settled()
        self.morning(22)
        self.assertEqual(self.told(), [])
        self.morning(1)
        self.assertEqual({notice.phone for notice in self.told()}, {self.side(mediation, side).phone for side in "AB"})
        for notice in self.told():
            self.assertIn("最晚12月23日", notice.text)
            for secret in (phones.local(mediation.complaint.phone), "对方", "投诉", PROMISE):
                self.assertNotIn(secret, notice.text)
        self.morning(1)
        self.assertEqual(len(self.told()), 2)

    def test_who_has_said_yes_is_not_asked_and_when_all_have_the_mediator_is(self):
        mediation = self.settled()
        self.wish(mediation, "A")
        other = self.both(self.settled(self.another()))
        self.morning(23)
        self.assertEqual([notice.phone for notice in self.told()], [self.side(mediation, "B").phone])
        (inbox,) = self.told("mediation_unfiled")
        self.assertEqual(inbox.staff, other.mediator.staff)

    def test_nobody_once_it_is_filed_or_too_late(self):
        mediation = self.both(self.settled())
        self.to_court(mediation)
        self.morning(23)
        self.assertEqual((self.told(), self.told("mediation_unfiled")), ([], []))
        self.settled(self.another())
        self.morning(31)
        self.assertEqual(self.told(), [])

    def test_two_clocks_tell_once(self):
        self.settled()
        self.watch.move_to(self.at(9, days=23))
        seen = Confirmation.objects.get()
        self.assertEqual([follow.remind_confirmation(seen, now=self.now) for _ in range(2)], [True, False])
        self.assertEqual(len(self.told()), 2)


class Joint(Confirm):
    def test_one_side_alone_cannot_ask_the_court(self):
        mediation = self.settled()
        self.wish(mediation, "A")
        with pytest.raises(Refused, match=r"共同申请，还差对方的同意"):
            self.to_court(mediation)
        self.wish(mediation, "B")
        self.to_court(mediation)
        row = Confirmation.objects.get()
        self.assertEqual((row.court, row.filed_on, row.number), (COURT, self.today, ""))

    def test_a_side_says_so_once(self):
        mediation = self.settled()
        self.wish(mediation, "A")
        with pytest.raises(Refused, match="已经登记过同意"):
            self.wish(mediation, "A")

    def test_filing_lies_between_effect_and_today(self):
        mediation = self.both(self.settled())
        for day in (self.today - timedelta(days=1), self.today + timedelta(days=1)):
            with pytest.raises(Refused):
                self.to_court(mediation, filed_on=day)

    def test_what_was_filed_in_time_may_be_recorded_later(self):
        mediation, day = self.both(self.settled()), self.today
        self.watch.shift(timedelta(days=40))
        self.to_court(mediation, filed_on=day)
        self.assertEqual(Confirmation.objects.get().filed_on, day)

    def test_the_page_takes_it_afterwards_with_a_day_within_the_thirty_and_no_other(self):
        mediation, day = self.both(self.settled()), self.today + timedelta(days=28)
        self.watch.shift(timedelta(days=40))
        desk, page = self.login(self.world.wang), f"/mediation/{mediation.code}/after/"
        self.assertContains(desk.get(page), f"{page}file_confirm/")
        late = desk.post(f"{page}file_confirm/", {"court": COURT, "filed_on": day + timedelta(days=5)})
        self.assertContains(late, "最后一天是2026年12月23日", status_code=422)
        self.assertContains(late, COURT, status_code=422)
        desk.post(f"{page}file_confirm/", {"court": COURT, "filed_on": day})
        self.assertEqual(Confirmation.objects.get().filed_on, day)

    def test_also_when_they_went_to_court_without_telling_us(self):
        mediation, day = self.settled(), self.today
        self.watch.shift(timedelta(days=40))
        desk, page = self.login(self.world.wang), f"/mediation/{mediation.code}/after/"
        given = {"court": COURT, "filed_on": day}
        self.assertContains(desk.post(f"{page}file_confirm/", given), "还差诉求方、对方的同意", status_code=422)
        desk.post(f"{page}file_confirm/", {**given, "together": "on"})
        self.assertEqual(Confirmation.objects.get().filed_on, day)

    def test_it_is_filed_once(self):
        mediation = self.both(self.settled())
        self.to_court(mediation)
        with pytest.raises(Refused, match="已经登记过递交"):
            self.to_court(mediation)


class Ruling(Confirm):
    def test_a_valid_one_can_be_enforced(self):
        mediation = self.both(self.settled())
        self.to_court(mediation)
        self.rule(mediation)
        row = Confirmation.objects.get()
        self.assertEqual((row.ruling, row.ruled_on, row.number), ("valid", self.today, NUMBER))
        page = self.login(self.world.wang).get(f"/mediation/{mediation.code}/after/").content.decode()
        self.assertIn("申请强制执行", page)

    def test_a_rejection_needs_its_reason_and_shows_the_ways(self):
        mediation = self.both(self.settled())
        self.to_court(mediation)
        with pytest.raises(Refused) as refused:
            self.rule(mediation, "rejected")
        self.assertEqual(list(refused.value.fields), ["reason"])
        self.rule(mediation, "rejected", reason="协议内容不明确。")
        page = self.login(self.world.wang).get(f"/mediation/{mediation.code}/after/").content.decode()
        for words in ("协议内容不明确。", "再调解", "向人民法院起诉"):
            self.assertIn(words, page)

    def test_not_before_it_was_filed_not_twice_and_not_without_a_number(self):
        mediation = self.both(self.settled())
        with pytest.raises(Refused, match="还没有登记递交"):
            self.rule(mediation)
        self.to_court(mediation)
        with pytest.raises(Refused, match="案号"):
            self.rule(mediation, number="")
        self.rule(mediation)
        with pytest.raises(Refused, match="已经登记过了"):
            self.rule(mediation)
