"""督办一览: the superior's list with filters, and the points of each unit in a time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import Complaint, Supervision
from complaints.selectors import supervisions as selected
from complaints.services import handling, supervising
from tests.complaints.desk_case import DeskCase


class SupervisionsPage(DeskCase):
    def given(self, grade: str = "yellow", **more: Any) -> Supervision:
        case = self.contacted(**more)
        return self.over(case, grade)

    def over(self, case: Complaint, grade: str = "yellow", staff: Any = None) -> Supervision:
        supervising.supervise(
            case, staff=staff or self.world.dispatcher, grade=grade, reason="没有进展。", now=self.now
        )
        return Supervision.objects.latest("pk")

    def elsewhere(self) -> Supervision:
        """A card of the other subdistrict."""
        case = self.file(place=self.world.park)
        handling.claim(case, staff=self.world.stranger, now=self.now)
        return self.over(case, "red", self.world.duty_officer)

    def shown(self, address: str = "", staff: Any = None) -> list[int]:
        page = self.login(staff or self.world.dispatcher).get(f"/desk/supervisions/{address}").content.decode()
        return [int(number) for number in re.findall(r'data-number="(\d+)"', page)]

    def points(self, address: str = "", staff: Any = None) -> dict[str, int]:
        page = self.login(staff or self.world.dispatcher).get(f"/desk/supervisions/{address}").context["page"]
        return {each.unit.name: each.points for each in page.sums}

    def test_newest_first_of_her_units_only(self) -> None:
        first, second, other = self.given(), self.given("red"), self.elsewhere()
        self.assertEqual(self.shown(), [second.pk, first.pk])
        self.assertEqual(self.shown(staff=self.world.duty_officer), [other.pk, second.pk, first.pk])
        self.assertEqual(self.shown(staff=self.world.head), [second.pk, first.pk])

    def test_the_points_of_a_unit_are_those_in_force(self) -> None:
        self.given("normal"), self.given("yellow")
        lifted = self.given("red")
        self.assertEqual(self.points(), {"东冠社区": 15})
        supervising.lift_supervision(
            lifted.complaint, staff=self.world.dispatcher, supervision=lifted.pk, reason="查明了。", now=self.now
        )
        self.assertEqual(self.points(), {"东冠社区": 5})
        self.elsewhere()
        self.assertEqual(list(self.points(staff=self.world.duty_officer)), ["中兴社区", "东冠社区"])  # the most first

    def test_filters_stand_in_the_address(self) -> None:
        yellow, red = self.given("yellow"), self.given("red")
        supervising.answer_supervision(red.complaint, staff=self.world.wang, text="今晚上门。", now=self.now)
        other = self.elsewhere()
        officer = self.world.duty_officer
        self.assertEqual(self.shown("?grade=yellow", officer), [yellow.pk])
        self.assertEqual(self.shown("?state=open", officer), [other.pk, yellow.pk])
        self.assertEqual(self.shown("?state=answered", officer), [red.pk])
        self.assertEqual(self.shown(f"?unit={self.world.zhongxing.pk}", officer), [other.pk])
        for wrong in ("grade=blue", "state=x", "period=x", "unit=0", f"unit={self.world.zhongxing.pk}", "cursor=x"):
            self.assertEqual(self.login(self.world.dispatcher).get(f"/desk/supervisions/?{wrong}").status_code, 422)

    def test_by_month_and_year(self) -> None:
        old = self.given()
        Supervision.objects.filter(pk=old.pk).update(at=self.now - timedelta(days=30))
        new = self.given("red")
        self.assertEqual((self.shown(), self.points()), ([new.pk], {"东冠社区": 10}))
        self.assertEqual((self.shown("?period=last"), self.points("?period=last")), ([old.pk], {"东冠社区": 5}))
        self.assertEqual(self.points("?period=year"), {"东冠社区": 15})

    def test_a_month_ends_where_the_next_begins(self) -> None:
        january = timezone.make_aware(timezone.datetime(2027, 1, 15))
        begins, ends = selected.period("last", january)
        self.assertEqual((begins.date().isoformat(), ends.date().isoformat()), ("2026-12-01", "2027-01-01"))

    def test_pages_follow_one_another_and_cost_the_same(self) -> None:
        self.given()
        few = self.cost()
        rows = [self.given() for _ in range(4)]
        self.assertEqual(self.cost(), few)
        with mock.patch.object(selected, "PAGE", 3):
            first = selected.listed(self.world.dispatcher, {}, now=self.now)
            rest = selected.listed(self.world.dispatcher, {"cursor": first.next}, now=self.now)
        self.assertEqual([row.pk for row in first.rows], [row.pk for row in rows[:0:-1]])
        self.assertEqual((len(rest.rows), rest.next), (2, ""))

    def test_no_person_is_summed_and_a_social_worker_is_told_whose_page_it_is(self) -> None:
        self.given()
        page = self.login(self.world.dispatcher).get("/desk/supervisions/").content.decode()
        sums = page[page.index('id="sums"') : page.index("</table>")]
        self.assertNotIn("王小红", sums)
        self.assertContains(self.login(self.world.wang).get("/desk/supervisions/"), "街道指挥员", status_code=403)

    def test_the_way_there(self) -> None:
        self.assertContains(self.login(self.world.dispatcher).get("/desk/net/"), "/desk/supervisions/")
        self.assertNotContains(self.login(self.world.wang).get("/desk/net/"), "/desk/supervisions/")

    def test_the_wall_says_it_in_words(self) -> None:
        self.given("red")
        self.assertContains(self.login(self.world.wang).get("/desk/wall/"), "红牌")

    def cost(self) -> int:
        client = self.login(self.world.dispatcher)
        client.get("/desk/supervisions/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/desk/supervisions/")
        return len(caught)
