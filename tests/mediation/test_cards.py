"""The cards of what follows: each kind stands in the list of who sees the mediation, and in nobody else's."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import timezone

from mediation import sequel
from mediation.access import member
from mediation.cards import SHOWN, cards, pile
from mediation.models import Agreement, Mediation, Obligation
from mediation.services import confirm
from mediation.workflow import Way
from tests.mediation.after import AfterStory


class Cards(AfterStory):
    def promise(self, mediation: Mediation, standing: str, **more: object) -> None:
        agreement = Agreement.objects.get(mediation=mediation)
        Obligation.objects.create(
            agreement=agreement, number=agreement.obligations.count() + 1, ower=self.side(mediation, "B"), what="修好门。",
            standing=standing, standing_at=self.now, **more,
        )  # fmt: skip

    def seen(self, staff: object) -> dict[str, int]:
        return {each.kind: len(each.rows) for each in cards(staff, timezone.localdate(self.now))}

    def wished(self, mediation: Mediation, sides: str = "AB") -> None:
        for side in sides:
            who = member(self.world.wang)
            confirm.wish(self.side(mediation, side), who=who, way=Way.PHONE, now=self.now)

    def test_each_when_it_is_due_and_for_those_who_see_the_mediation(self):
        mediation = self.settled()
        self.assertEqual(self.seen(self.world.mediator), {})
        self.promise(mediation, "missed", due_on=date(2026, 11, 24))
        self.promise(mediation, "done")
        self.promise(mediation, "done", on_the_spot=True)
        self.wished(mediation)
        self.watch.shift(timedelta(days=15))
        whole = dict.fromkeys(("missed", "revisits", "confirmations", "unconfirmed"), 1)
        self.assertEqual(self.seen(self.world.mediator), whole)
        self.assertEqual(self.seen(self.world.wang), whole)
        self.assertEqual(self.seen(self.rooms.hu.staff), {})
        page = self.login(self.world.mediator).get("/mediation/cards/")
        for words in ("到期没有履行", "该回访了", "请帮着递交法院", "还没有人说收到", "修好门。", mediation.code):
            self.assertContains(page, words)

    def test_one_that_only_some_want_is_near_its_last_day_and_none_is_past_it(self):
        mediation = self.settled()  # on 23 November: the last day is 23 December
        self.wished(mediation, "A")
        for days, kinds in ((22, set()), (23, {"confirmations"}), (30, {"confirmations"}), (31, set())):
            day = timezone.localdate(self.now) + timedelta(days=days)
            found = {each.kind for each in cards(self.world.mediator, day)} - {"revisits"}
            self.assertEqual(found, kinds, days)

    def test_the_last_day_is_put_off_by_days_off_for_the_list_as_for_the_page(self):
        for day in range(1, 120):
            today = timezone.localdate(self.now) + timedelta(days=day)
            first = timezone.localdate(sequel.first_effect(today))
            self.assertGreaterEqual(sequel.last_day_from(first), today)
            self.assertLess(sequel.last_day_from(first - timedelta(days=1)), today)

    def test_every_kind_goes_on_page_after_page_and_none_is_left_out(self):
        for number in range(3):
            mediation = self.settled(self.of_others(number))
            self.watch.shift(timedelta(days=1))
            for _ in range(2):
                self.promise(mediation, "missed", due_on=date(2026, 11, 24))
                self.promise(mediation, "done")
            self.wished(mediation)
        today = timezone.localdate(self.now) + timedelta(days=15)
        staff = self.world.mediator
        for kind, whole in (("missed", 6), ("unconfirmed", 6), ("revisits", 3), ("confirmations", 3)):
            seen, cursor = [], ""
            while not seen or cursor:
                page = pile(staff, today, kind, cursor, size=2)
                seen += [row.pk for row in page.rows]
                cursor = page.next
            self.assertEqual((len(seen), len(set(seen))), (whole, whole), kind)

    def test_more_leads_to_the_next_page_and_a_cursor_that_is_not_ours_is_refused(self):
        mediation = self.settled()
        for _ in range(SHOWN + 1):
            self.promise(mediation, "missed", due_on=date(2026, 11, 24))
        client, url = self.login(self.world.mediator), "/mediation/cards/"
        more = re.search(r'href="(\?kind=missed&amp;cursor=[^"]+)"', client.get(url).content.decode())[1]
        page = client.get(url + more.replace("&amp;", "&"))
        self.assertContains(page, f"第 {SHOWN + 1} 项")
        self.assertNotContains(page, "第 1 项")
        for query, status in (
            ("kind=missed&cursor=x", 422),
            ("kind=nothing", 404),
            ("kind=missed&cursor=OTk5OTk5OTk5fDE", 200),
        ):
            self.assertEqual(client.get(f"{url}?{query}").status_code, status, query)

    def test_the_number_of_queries_does_not_grow(self):
        mediation = self.settled()
        self.promise(mediation, "missed", due_on=date(2026, 11, 24))
        today = timezone.localdate(self.now)
        cards(self.world.wang, today)
        with self.assertNumQueries(4):
            cards(self.world.wang, today)
        for standing in ("missed", "done") * 3:
            self.promise(mediation, standing, due_on=date(2026, 11, 24))
        with self.assertNumQueries(4):
            cards(self.world.wang, today)
