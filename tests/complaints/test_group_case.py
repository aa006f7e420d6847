"""群体件: five persons or more are flagged, told upwards at once, and name at most five to speak for them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from binan.kit.errors import NotAllowed, Refused
from complaints import ledger
from complaints.models import Cluster, Complaint, Deadline, Representative, TimelineEntry
from complaints.services import clustering, handling, representing, rights
from governance.models import Place
from notices.models import Notice
from tests.cases import RaceCase
from tests.complaints.desk_case import DeskCase
from tests.complaints.test_cluster import LIFT, ClusterStory, phone
from tests.crowd import at_once

WAGES = "公司欠我两个月工资，一直拖着不发，我是{n}车间的。"


class GroupCase(DeskCase, ClusterStory):
    def group(self, many: int = 5) -> tuple[Cluster, list[Complaint]]:
        cases = self.lifts(many)
        return self.together(cases), cases

    def fresh(self, cases: list[Complaint]) -> list[Complaint]:
        return [Complaint.objects.get(pk=case.pk) for case in cases]

    def represent(self, case: Complaint, consent: str = "phone") -> TimelineEntry:
        return representing.represent(case, staff=self.world.wang, consent=consent, now=self.now)


class GroupTests(GroupCase):
    def test_four_are_none_and_the_fifth_person_makes_it_one(self) -> None:
        row, cases = self.group(4)
        self.assertEqual([case.in_group for case in self.fresh(cases)], [False] * 4)
        fifth = self.file(LIFT.format(n=33), phone=phone(33))
        clustering.cluster(fifth, staff=self.world.wang, other=row.code, now=self.now)
        row.refresh_from_db()
        self.assertEqual((row.grouped_at, row.persons), (self.now, 5))
        for case in self.fresh([*cases, fifth]):
            self.assertTrue(case.in_group)
            self.assertEntry(case, "group", persons=5)
            self.assertEqual(list(ledger.faults(case)), [])
        self.assertTrue(fifth.in_group)

    def test_it_is_persons_that_count_not_cases(self) -> None:
        row, _ = self.group(4)
        for more in (phone(10), "", ""):
            one = self.file(LIFT.format(n=50), phone=more, identity="hidden" if more else "anonymous")
            clustering.cluster(one, staff=self.world.wang, other=row.code, now=self.now)
        row.refresh_from_db()
        self.assertEqual((row.members.count(), row.persons, row.grouped_at), (7, 4, None))

    def test_every_member_is_flagged_in_words_on_the_board_and_on_its_page(self) -> None:
        _, cases = self.group()
        self.assertContains(self.login(self.world.wang).get("/desk/"), ">群体件</span>", count=5)
        self.assertContains(self.login(self.world.dispatcher).get("/desk/net/"), ">群体件</span>", count=5)
        self.assertContains(self.page(self.world.wang, cases[0]), "群体件，5 人")

    def test_the_street_is_told_at_once_and_once(self) -> None:
        row, _ = self.group(7)
        told = Notice.objects.filter(template="grouped")
        self.assertEqual(
            [(one.staff, one.data["code"], one.urgent) for one in told], [(self.world.dispatcher, row.code, True)]
        )
        shown = self.login(self.world.dispatcher).get("/desk/inbox/")
        self.assertContains(shown, "5人反映同一件事，已列为群体件")
        opened = self.login(self.world.dispatcher).post(f"/desk/inbox/{told[0].pk}/read/", {"open": "1"})
        self.assertRedirects(opened, f"/desk/clusters/{row.code}/")

    def test_wages_of_five_are_a_matter_of_the_highest_urgency(self) -> None:
        cases = [self.file(WAGES.format(n=n), phone=phone(n)) for n in range(10, 15)]
        self.assertEqual({(case.category, case.urgency) for case in cases}, {("LAB-01", "P1")})
        self.together(cases)
        for case in self.fresh(cases):
            self.assertEqual((case.category, case.urgency, case.lane), ("LAB-02", "P0", 0))
            self.assertEntry(case, "group", was="LAB-01", was_urgency="P1", raised=True)
            self.assertTrue(Deadline.objects.filter(complaint=case, kind="set_out", met_at=None, void_at=None).exists())
        self.assertTrue(Notice.objects.filter(template="raised_urgent", staff=self.world.duty_officer).exists())

    def test_below_five_it_is_none_any_more_and_the_history_stays(self) -> None:
        row, cases = self.group()
        self.represent(cases[0])
        self.represent(cases[1])
        clustering.uncluster(cases[4], staff=self.world.wang, reason="另一部电梯", now=self.now)
        row.refresh_from_db()
        self.assertEqual((row.persons, row.grouped_at), (4, None))
        for case in self.fresh(cases):
            self.assertFalse(case.in_group)
            self.assertIn("group", self.entries(case))
            self.assertEqual("ungroup" in self.entries(case), case != cases[4])
            self.assertEqual(list(ledger.faults(case)), [])
        self.assertEqual(
            list(Representative.objects.values_list("seat", "ended_at")), [(None, self.now), (None, self.now)]
        )

    def across(self) -> list[Complaint]:
        """Three of 东冠 and two of 冠山, whom the street has put together."""
        there = Place.objects.create(code="TESTGS0001", name="冠山苑", unit=self.world.guanshan)
        cases = self.lifts(3) + [self.file(LIFT.format(n=n), phone=phone(n), place=there) for n in (30, 31)]
        self.together(cases, self.world.dispatcher)
        return self.fresh(cases)

    def test_a_group_of_two_communities_is_taken_apart_by_the_street_alone_which_hears_of_it(self) -> None:
        cases = self.across()
        self.represent(cases[1])
        with self.assertRaisesMessage(NotAllowed, "跨了几个社区"):
            clustering.uncluster(cases[0], staff=self.world.wang, reason="不想", now=self.now)
        self.assertNotIn("uncluster", self.offered(self.world.wang, cases[0]))
        self.assertIn("uncluster", self.offered(self.world.dispatcher, cases[0]))
        self.assertTrue(Representative.objects.filter(ended_at=None).exists())
        clustering.uncluster(cases[0], staff=self.world.dispatcher, reason="另一部电梯", now=self.now)
        self.assertEqual([case.in_group for case in self.fresh(cases)], [False] * 5)
        told = Notice.objects.filter(template="ungrouped").values_list("staff__username", flat=True)
        self.assertEqual(set(told), {"jiedao", "quji"})

    def test_a_number_that_is_told_or_put_right_later_counts_at_once(self) -> None:
        row, cases = self.group(4)
        silent = self.file(LIFT.format(n=40), phone="", identity="anonymous")
        clustering.cluster(silent, staff=self.world.wang, other=row.code, now=self.now)
        rights.correct(silent, phone="13899998888", now=self.now)
        row.refresh_from_db()
        self.assertEqual((row.persons, row.grouped_at), (5, self.now))
        self.assertEqual([case.in_group for case in self.fresh([*cases, silent])], [True] * 5)
        self.represent(cases[0])
        rights.correct(silent, phone=phone(10), now=self.now)  # she is the first one again
        row.refresh_from_db()
        self.assertEqual((row.persons, row.grouped_at), (4, None))
        self.assertFalse(Representative.objects.filter(ended_at=None).exists())
        for case in self.fresh([*cases, silent]):
            self.assertEqual((case.in_group, list(ledger.faults(case))), (False, []))

    def test_one_who_leaves_a_larger_group_leaves_it_a_group(self) -> None:
        row, cases = self.group(6)
        self.represent(cases[5])
        clustering.uncluster(cases[5], staff=self.world.wang, reason="另一部电梯", now=self.now)
        row.refresh_from_db()
        self.assertEqual((row.persons, bool(row.grouped_at)), (5, True))
        self.assertEqual([case.in_group for case in self.fresh(cases)], [True] * 5 + [False])
        self.assertFalse(Representative.objects.filter(ended_at=None).exists())


class RepresentTests(GroupCase):
    def test_at_most_five_and_each_by_her_own_word(self) -> None:
        row, cases = self.group(7)
        for case in cases[:5]:
            self.represent(case)
        with self.assertRaisesMessage(Refused, representing.FULL):
            self.represent(cases[5])
        self.assertEntry(cases[0], "represent", consent="phone")
        self.assertContains(self.client.get(f"/c/{cases[0].token}/"), "您同意代表大家来谈这件事")
        representing.unrepresent(cases[0], staff=self.world.wang, reason="不愿意了", now=self.now)
        self.represent(cases[5], "written")
        self.assertEqual(Representative.objects.filter(cluster=row, ended_at=None).count(), 5)
        shown = self.login(self.world.wang).get(f"/desk/clusters/{row.code}/")
        self.assertContains(shown, ">代表</span>", count=5)
        self.assertContains(shown, "已登记 <b>5</b> 位")

    def test_the_database_itself_knows_of_no_sixth(self) -> None:
        row, cases = self.group(6)
        for case in cases[:5]:
            self.represent(case)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Representative.objects.create(
                cluster=row, complaint=cases[5], seat=6, consent="phone", named_by=self.world.wang, named_at=self.now
            )

    def test_without_a_group_without_consent_or_twice_is_refused(self) -> None:
        row, cases = self.group()
        alone = self.file()
        for case, consent, words in ((alone, "phone", "不是群体件"), (cases[0], "", representing.CHOOSE)):
            with self.assertRaisesMessage(Refused, words):
                self.represent(case, consent)
        self.represent(cases[0])
        again = self.file(LIFT.format(n=77), phone=phone(10))
        clustering.cluster(again, staff=self.world.wang, other=row.code, now=self.now)
        for case in (cases[0], again):  # one person, one seat
            with self.assertRaisesMessage(Refused, representing.ALREADY):
                self.represent(case)
        with self.assertRaisesMessage(Refused, representing.NOT_YET):
            representing.unrepresent(cases[1], staff=self.world.wang, reason="不愿意了", now=self.now)
        self.assertNotIn("unrepresent", self.entries(cases[1]))
        with self.assertRaises(NotAllowed):
            representing.represent(cases[2], staff=self.world.stranger, consent="phone", now=self.now)

    def test_two_representatives_with_one_number_after_a_correction_are_one(self) -> None:
        row, cases = self.group(6)
        for case in cases[:2]:
            self.represent(case)
        rights.correct(cases[1], phone=phone(10), now=self.now)
        serving = Representative.objects.filter(cluster=row, ended_at=None)
        self.assertEqual([one.complaint for one in serving], [cases[0]])

    def test_the_page_offers_what_can_be_done_and_the_same_command_twice_is_one(self) -> None:
        _, cases = self.group()
        self.assertIn("represent", self.offered(self.world.wang, cases[0]))
        self.assertNotIn("unrepresent", self.offered(self.world.wang, cases[0]))
        key = str(uuid4())
        for _ in range(2):
            self.do(self.world.wang, cases[0], "represent", consent="face", client_key=key)
        self.assertEqual(self.entries(cases[0]).count("represent"), 1)
        self.assertIn("unrepresent", self.offered(self.world.wang, cases[0]))
        self.assertNotIn("represent", self.offered(self.world.wang, cases[0]))

    def test_a_representative_and_everybody_else_is_answered_as_before(self) -> None:
        _, cases = self.group()
        self.represent(cases[0])
        for case in self.fresh(cases):
            self.assertTrue(Deadline.objects.filter(complaint=case, kind="close", met_at=None, void_at=None).exists())
            handling.claim(case, staff=self.world.wang, now=self.now)


class GroupRace(RaceCase):
    @pytest.mark.slow
    def test_eight_at_once_fill_five_seats(self) -> None:
        cases = [self.file(LIFT.format(n=n), phone=phone(n)) for n in range(10, 18)]
        first, *rest = cases
        for one in rest:
            clustering.cluster(one, staff=self.world.wang, other=first.code, now=self.now)
        fetch = Complaint.objects.get
        results = at_once(
            *[
                lambda case=case: representing.represent(
                    fetch(pk=case.pk), staff=self.world.wang, consent="phone", now=self.now
                )
                for case in cases
            ]
        )
        self.assertEqual(sum(isinstance(one, TimelineEntry) for one in results), 5, results)
        self.assertTrue(all(isinstance(one, (TimelineEntry, Refused)) for one in results), results)
        seats = Representative.objects.filter(ended_at=None).order_by("seat").values_list("seat", flat=True)
        self.assertEqual(list(seats), [1, 2, 3, 4, 5])
