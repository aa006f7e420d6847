"""串并: many people, one object. Each keeps her own clock, answer, mark and privacy; the worker writes once."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binan.kit.errors import Moved, NotAllowed, Refused
from complaints import grouping, ledger
from complaints.models import Cluster, Complaint, Deadline, Rating, TimelineEntry
from complaints.selectors.clusters import clusters as listed
from complaints.selectors.clusters import page
from complaints.services import answering, clustering, escalation, handling, membership, representing, uniting
from governance.models import Place, Post, Staff
from governance.roles import Role
from notices.models import Notice
from tests.cases import RaceCase, StoryCase
from tests.complaints.desk_case import DeskCase
from tests.crowd import at_once

TEXT = "物业今天下午把水泵修好了，水压已经恢复，有问题请随时回复。"
RESULT = "水泵已经修好并试压，各层水压恢复正常，物业每周巡检一次。"
LIFT = "电梯又停了，{n}楼的老人下不来，已经第三天没有人管。"


def phone(number: int) -> str:
    return f"138001380{number:02d}"


class ClusterStory(StoryCase):
    """`lifts`: so many people tell of the same lift."""

    def lifts(self, many: int, **more: object) -> list[Complaint]:
        return [
            self.file(LIFT.format(n=n), phone=phone(n), name=f"邻居{n:02d}号", identity="real", **more)  # type: ignore[arg-type]
            for n in range(10, 10 + many)
        ]

    def together(self, cases: list[Complaint], staff: Staff | None = None) -> Cluster:
        first, *rest = cases
        for one in rest:
            clustering.cluster(one, staff=staff or self.world.wang, other=first.code, now=self.now)
        for one in cases:
            one.refresh_from_db()
        assert first.cluster
        return Cluster.objects.get(pk=first.cluster_id)

    def reached(self, case: Complaint, staff: Staff | None = None) -> None:
        who = staff or self.world.wang
        handling.claim(case, staff=who, now=self.now)
        handling.call_back(case, staff=who, reached=True, summary="了解了情况。", now=self.now)


class ClusterTests(ClusterStory):
    def test_two_people_are_put_together_and_each_case_stays_as_it_was(self) -> None:
        one, two = cases = self.lifts(2)
        before = [(case.stage, case.pressing_at, case.handler_id) for case in cases]
        row = self.together(cases)
        self.assertEqual({one.cluster_id, two.cluster_id}, {row.pk})
        self.assertEqual(
            (row.unit, row.lead, row.persons, row.created_by), (self.world.dongguan, one, 2, self.world.wang)
        )
        self.assertEqual([(case.stage, case.pressing_at, case.handler_id) for case in cases], before)
        self.assertEqual(self.entries(two)[-1], "cluster")
        self.assertFalse(Notice.objects.filter(phone__gt="", template__in=("cluster",)).exists())
        for case in cases:
            self.assertEqual(list(ledger.faults(case)), [])

    def test_a_third_joins_by_either_number_and_from_either_side(self) -> None:
        one, two, three, four = self.lifts(4)
        row = self.together([one, two])
        clustering.cluster(three, staff=self.world.wang, other=row.code, now=self.now)
        clustering.cluster(one, staff=self.world.wang, other=four.code, now=self.now)  # who stands alone joins
        row.refresh_from_db()
        self.assertEqual((row.members.count(), row.persons), (4, 4))
        self.assertEqual(self.entries(four)[-1], "cluster")

    def test_together_already_or_itself_is_refused(self) -> None:
        one, two = self.lifts(2)
        row = self.together([one, two])
        for other, words in ((one, "自己"), (two, "已经在一起")):
            with self.assertRaises(Refused) as answer:
                clustering.cluster(one, staff=self.world.wang, other=other.code, now=self.now)
            self.assertIn(words, answer.exception.sentence)
        self.assertEqual(row.members.count(), 2)

    def test_of_two_clusters_the_younger_joins_the_older_closed_cases_and_all(self) -> None:
        one, two, three, four, five = self.lifts(5)
        older, younger = self.together([one, two]), self.together([three, four, five])
        self.reached(five)
        handling.close(
            five, staff=self.world.wang, result=RESULT, closing_kind="SUBSTANTIVE", no_evidence="看过了。", now=self.now
        )
        key = uuid4()
        for _ in "ab":
            clustering.cluster(four, staff=self.world.wang, other=one.code, now=self.now, client_key=key)
        for case in (one, two, three, four, five):
            case.refresh_from_db()
            self.assertEqual((case.cluster, case.in_group), (older, True))
            self.assertEqual(list(ledger.faults(case)), [])
        older.refresh_from_db()
        younger.refresh_from_db()
        self.assertEqual(
            (older.persons, bool(older.grouped_at), younger.persons, younger.grouped_at), (5, True, 0, None)
        )
        self.assertEqual(self.entries(four).count("cluster"), 2)  # by her hand: into the younger, then into the older
        for case in (three, five):
            self.assertEqual(self.entries(case)[-2:], ["recluster", "group"])
            self.assertEqual(TimelineEntry.objects.get(complaint=case, kind="recluster").body["was"], younger.code)
        self.assertEqual(self.login(self.world.wang).get(f"/desk/clusters/{younger.code}/").status_code, 404)

    def test_a_case_given_to_another_community_still_leads_to_its_cluster(self) -> None:
        one, two = self.lifts(2)
        row = self.together([one, two])
        escalation.delegate(two, staff=self.world.dispatcher, unit=self.world.guanshan, reason="就近。", now=self.now)
        gate = Staff.objects.create_user("guan", password="x" * 12, display_name="关山")
        Post.objects.create(staff=gate, role=Role.SOCIAL_WORKER, unit=self.world.guanshan)
        self.assertEqual([each for each, _, _ in listed(gate).rows], [row])
        self.assertEqual(self.login(gate).get(f"/desk/clusters/{row.code}/").status_code, 200)

    def test_two_groups_have_five_representatives_together_at_most(self) -> None:
        cases = self.lifts(10)
        for case in cases:
            self.reached(case)
        older, younger = self.together(cases[:5]), self.together(cases[5:])
        for case in [*cases[:3], *cases[5:8]]:
            representing.represent(case, staff=self.world.wang, consent="phone", now=self.now)
        with self.assertRaisesMessage(Refused, uniting.FULL):
            clustering.cluster(cases[0], staff=self.world.wang, other=cases[5].code, now=self.now)
        self.assertEqual((older.members.count(), younger.members.count()), (5, 5))
        representing.unrepresent(cases[7], staff=self.world.wang, reason="不愿意再当代表。", now=self.now)
        clustering.cluster(cases[0], staff=self.world.wang, other=cases[5].code, now=self.now)
        seats = older.representatives.filter(ended_at=None).values_list("seat", flat=True)
        self.assertEqual((older.members.count(), sorted(seats)), (10, [1, 2, 3, 4, 5]))

    def test_who_speaks_for_two_groups_has_one_seat_when_they_become_one(self) -> None:
        cases = self.lifts(9)
        cases.insert(5, self.file(LIFT.format(n=50), phone=phone(10)))  # hers as well: the first neighbour's
        for case in cases:
            self.reached(case)
        older, _ = self.together(cases[:5]), self.together([*cases[5:]])
        for case in [*cases[:3], *cases[5:8]]:  # six seats of five persons
            representing.represent(case, staff=self.world.wang, consent="phone", now=self.now)
        clustering.cluster(cases[0], staff=self.world.wang, other=cases[5].code, now=self.now)
        serving = older.representatives.filter(ended_at=None).order_by("seat").values_list("seat", "complaint")
        self.assertEqual(list(serving), [(n, cases[at].pk) for n, at in enumerate((0, 1, 2, 6, 7), 1)])
        with self.assertRaisesMessage(Refused, representing.ALREADY):
            representing.represent(cases[5], staff=self.world.wang, consent="phone", now=self.now)

    def test_the_list_shows_the_clusters_one_sees_a_case_of_newest_first(self) -> None:
        one, two, three, four = self.lifts(4)
        self.together([one, two])
        self.wait(minutes=1)
        later = self.together([three, four])
        page = self.login(self.world.wang).get("/desk/clusters/")
        self.assertEqual(next(row for row, _, _ in page.context["page"].rows), later)
        self.assertContains(page, "2 件在办", count=2)
        self.assertEqual(len(listed(self.world.dispatcher).rows), 2)  # her posts are read once
        with CaptureQueriesContext(connection) as few:
            listed(self.world.dispatcher)
        self.together(self.lifts(2))
        with CaptureQueriesContext(connection) as more:
            listed(self.world.dispatcher)
        self.assertEqual(len(few), len(more))
        first = listed(self.world.dispatcher, size=1)
        second = listed(self.world.dispatcher, size=2, cursor=first.next)
        self.assertEqual(next(row for row, _, _ in second.rows), later)
        self.assertEqual(listed(self.world.stranger).rows, [])
        self.assertContains(self.login(self.world.wang).get("/desk/clusters/?cursor=%C3%A4"), "第一页", status_code=422)

    def test_the_same_command_twice_is_one(self) -> None:
        one, two = self.lifts(2)
        key = uuid4()
        found = {
            clustering.cluster(two, staff=self.world.wang, other=one.code, now=self.now, client_key=key).pk
            for _ in "ab"
        }
        self.assertEqual((len(found), Cluster.objects.count()), (1, 1))

    def test_one_leaves_with_a_reason_and_the_lead_goes_on(self) -> None:
        one, two, three = self.lifts(3)
        row = self.together([one, two, three])
        clustering.uncluster(one, staff=self.world.wang, reason="不是这部电梯", now=self.now)
        row.refresh_from_db()
        self.assertEqual((one.cluster_id, row.lead, row.persons), (None, two, 2))
        self.assertEntry(one, "uncluster", reason="不是这部电梯", other=row.code)
        with self.assertRaisesMessage(Refused, "没有串并"):
            clustering.uncluster(one, staff=self.world.wang, reason="再来一次", now=self.now)

    def test_across_communities_it_takes_somebody_who_dispatches_above_both(self) -> None:
        here = self.file(phone=phone(1))
        there = self.file(
            phone=phone(2), place=Place.objects.create(code="GUANSHAN1", name="冠山苑", unit=self.world.guanshan)
        )
        Post.objects.create(staff=self.world.wang, role=Role.SOCIAL_WORKER, unit=self.world.guanshan)
        wang = Staff.objects.get(pk=self.world.wang.pk)
        with self.assertRaisesMessage(NotAllowed, membership.ACROSS):
            clustering.cluster(there, staff=wang, other=here.code, now=self.now)
        clustering.cluster(there, staff=self.world.dispatcher, other=here.code, now=self.now)
        self.assertEqual(Cluster.objects.get().unit, self.world.puyan)

    def test_what_ended_meanwhile_is_not_put_together_and_the_refusal_names_that_one(self) -> None:
        here, over = self.file(phone=phone(1)), self.closed(phone=phone(2))
        with self.assertRaisesMessage(Refused, f"{over.code} 现在是“已办结”，只有在办的才能串并"):
            clustering.cluster(here, staff=self.world.wang, other=over.code, now=self.now)

    def test_what_she_does_not_see_she_does_not_cluster(self) -> None:
        here, far = self.file(), self.file(place=self.world.park, phone=phone(3))
        with self.assertRaises(Refused):
            clustering.cluster(here, staff=self.world.wang, other=far.code, now=self.now)


class AnswerTests(ClusterStory):
    def setUp(self) -> None:
        super().setUp()
        self.cases = self.lifts(4)
        self.row = self.together(self.cases)
        for case in self.cases[:3]:
            self.reached(case)

    def reply(self, text: str = TEXT, key: UUID | None = None) -> list[answering.Answered]:
        return answering.reply(self.row, staff=self.world.wang, text=text, now=self.now, client_key=key or uuid4())

    def test_one_text_is_each_ones_own_reply_and_who_is_not_hers_is_named(self) -> None:
        found = {one.case.pk: one.why_not for one in self.reply()}
        self.assertEqual([found[case.pk] for case in self.cases[:3]], ["", "", ""])
        self.assertIn("还没有人认领", found[self.cases[3].pk])
        for case in self.cases[:3]:
            self.assertEntry(case, "reply", text=TEXT)
        self.assertNotIn("reply", self.entries(self.cases[3]))
        self.assertEqual(Notice.objects.filter(template="replied").count(), 3)

    def test_what_nobody_has_is_taken_first_when_she_says_so_and_keeps_its_callback(self) -> None:
        last, key = self.cases[3], uuid4()
        due = Deadline.objects.get(complaint=last, kind="contact").due_at
        for _ in range(2):
            found = answering.reply(
                self.row, staff=self.world.wang, text=TEXT, now=self.now, client_key=key, take=True
            )  # fmt: skip
            self.assertEqual([one.why_not for one in found], [""] * 4)
        last.refresh_from_db()
        self.assertEqual((last.handler, self.entries(last)[-2:]), (self.world.wang, ["claim", "reply"]))
        self.assertEqual(Deadline.objects.get(complaint=last, kind="contact", met_at=None, void_at=None).due_at, due)

    def test_the_same_answer_twice_reaches_everybody_once(self) -> None:
        key = uuid4()
        self.assertEqual([one.why_not for one in self.reply(key=key)], [one.why_not for one in self.reply(key=key)])
        self.assertEqual([self.entries(case).count("reply") for case in self.cases], [1, 1, 1, 0])
        keys = set(TimelineEntry.objects.filter(kind="reply").values_list("client_key", flat=True))
        self.assertEqual(keys, {answering.key_for(key, case) for case in self.cases[:3]})

    def test_each_is_closed_by_her_own_conditions_with_her_own_clock_and_mark(self) -> None:
        waiting = self.cases[3]
        due = Deadline.objects.get(complaint=waiting, kind="close").due_at
        handling.claim(waiting, staff=self.world.wang, now=self.now)
        found = answering.close(
            self.row, staff=self.world.wang, text=RESULT, closing_kind="SUBSTANTIVE", no_evidence="看了水泵房。", now=self.now,
            client_key=uuid4(),
        )  # fmt: skip
        said = {one.case.pk: one.why_not for one in found}
        self.assertEqual([said[case.pk] for case in self.cases[:3]], ["", "", ""])
        self.assertIn("还没有联系上", said[waiting.pk])
        self.assertEqual(Deadline.objects.get(complaint=waiting, kind="close", met_at=None).due_at, due)
        self.wait(hours=49)
        self.assertEqual(set(Rating.objects.values_list("complaint", flat=True)), {case.pk for case in self.cases[:3]})

    def test_nobodys_name_number_or_words_go_to_another(self) -> None:
        for text, why in (
            ("邻居11号说得对，电梯马上就修。", grouping.NAMES),
            ("有问题请打 13800138012。", grouping.NUMBERS),
            ("有问题请打 1380013 8012。", grouping.NUMBERS),
            ("有人说“12楼的老人下不来，已经第三天没有人管”，我们知道了。", grouping.WORDS),
        ):
            with self.subTest(text), self.assertRaisesMessage(Refused, why):
                self.reply(text)
        self.assertFalse(TimelineEntry.objects.filter(kind="reply").exists())

    def test_nothing_of_one_is_read_by_another(self) -> None:
        """What every resident is sent and shown, searched for what the others left with us."""
        self.reply()
        for case in self.cases:
            shown = "".join(
                [
                    self.client.get(f"/c/{case.token}/").content.decode(),
                    self.client.get(f"/c/{case.token}/data/").content.decode(),
                    *(str(one.data) for one in Notice.objects.filter(staff=None) if one.data.get("code") == case.code),
                ]
            )
            for other in self.cases:
                if other != case:
                    for secret in (other.name, other.phone, other.text, other.code, other.token, self.row.code):
                        self.assertNotIn(secret, shown)


class ClusterPages(DeskCase, ClusterStory):
    def test_like_cases_are_linked_with_one_tap(self) -> None:
        one, two = self.lifts(2)
        shown = self.page(self.world.wang, two)
        self.assertContains(shown, "串并，一起办")
        self.assertContains(shown, f'<input type="hidden" name="other" value="{one.code}">')
        self.do(self.world.wang, two, "cluster", other=one.code)
        shown = self.page(self.world.wang, two)
        self.assertContains(shown, f"/desk/clusters/{two.cluster.code}/")
        self.assertContains(shown, "已经在一起办")
        self.assertContains(self.login(self.world.wang).get("/desk/"), ">串并</span>", count=2)

    def test_the_page_lists_the_members_with_what_each_was_promised(self) -> None:
        cases = self.lifts(3)
        row = self.together(cases)
        self.reached(cases[0])
        shown = self.login(self.world.wang).get(f"/desk/clusters/{row.code}/")
        for case in cases:
            self.assertContains(shown, f'data-code="{case.code}"')
            self.assertNotContains(shown, case.phone[-8:])
            self.assertNotContains(shown, case.name)
        self.assertContains(shown, "3 件，3 人")
        self.assertEqual(len(re.findall("前回电", shown.content.decode())), 2)

    def test_members_elsewhere_are_counted_only_and_strangers_get_nothing(self) -> None:
        here, there = self.file(phone=phone(1)), self.file(phone=phone(2), place=self.world.park)
        row = self.together([here, there], self.world.duty_officer)
        shown = self.login(self.world.wang).get(f"/desk/clusters/{row.code}/")
        self.assertContains(shown, "另有 1 件在其他社区")
        self.assertNotContains(shown, there.code)
        self.assertContains(self.login(self.world.duty_officer).get(f"/desk/clusters/{row.code}/"), there.code)
        with self.assertRaisesMessage(NotAllowed, membership.APART):
            clustering.uncluster(there, staff=self.world.stranger, reason="不是一件事", now=self.now)
        clustering.uncluster(there, staff=self.world.duty_officer, reason="不是一件事", now=self.now)
        self.assertEqual(self.login(self.world.stranger).get(f"/desk/clusters/{row.code}/").status_code, 404)
        self.assertEqual(self.login(self.world.wang).get("/desk/clusters/CB000000AAAA/").status_code, 404)

    def test_one_answer_from_the_page_says_what_became_of_each(self) -> None:
        cases = self.lifts(2)
        row = self.together(cases)
        self.reached(cases[0])
        desk = self.login(self.world.wang)
        sent = {"how": "reply", "text": TEXT, "client_key": str(uuid4())}
        shown = desk.post(f"/desk/clusters/{row.code}/answer/", sent)
        self.assertContains(shown, "已答复", count=1)
        self.assertContains(shown, "没有办成", count=1)
        for more, words in (({"text": "邻居11号说得对。"}, grouping.NAMES), ({"how": "close"}, "请选择办结方式")):
            self.assertContains(desk.post(f"/desk/clusters/{row.code}/answer/", sent | more), words, status_code=422)

    def test_many_members_cost_no_more_questions_than_two_and_are_leafed_through(self) -> None:
        cases = self.lifts(3)
        row = self.together(cases)
        desk = self.login(self.world.wang)

        def cost() -> int:
            with CaptureQueriesContext(connection) as seen:
                desk.get(f"/desk/clusters/{row.code}/")
            return len(seen)

        cost()
        few = cost()
        for one in self.lifts(40)[3:]:
            clustering.cluster(one, staff=self.world.wang, other=row.code, now=self.now)
        self.assertEqual(cost(), few)
        seen, cursor = [], ""
        while True:
            part = page(row, self.world.wang, cursor=cursor, size=7)
            seen += [each.case.pk for each in part.members]
            cursor = part.next
            if not cursor:
                break
        self.assertEqual((len(seen), len(set(seen))), (40, 40))
        self.assertEqual(desk.get(f"/desk/clusters/{row.code}/?cursor=nonsense").status_code, 422)


class ClusterRace(RaceCase):
    @pytest.mark.slow
    def test_many_who_put_the_same_cases_together_make_one_cluster_and_one_group(self) -> None:
        cases = [self.file(LIFT.format(n=n), phone=phone(n)) for n in range(10, 18)]
        first, *rest = cases
        clustering.cluster(rest[0], staff=self.world.wang, other=first.code, now=self.now)
        row = Cluster.objects.get()
        fetch = Complaint.objects.get
        results = at_once(
            *[
                lambda case=case, who=who: clustering.cluster(
                    fetch(pk=case.pk), staff=who, other=row.code, now=self.now
                )
                for case in rest[1:]
                for who in (self.world.wang, self.world.li)
            ],
            lambda: clustering.uncluster(fetch(pk=first.pk), staff=self.world.wang, reason="看错了", now=self.now),
            *[
                lambda case=case: handling.claim(fetch(pk=case.pk), staff=self.world.li, now=self.now)
                for case in rest[:3]
            ],
        )
        self.assertTrue(all(isinstance(one, (TimelineEntry, Refused)) for one in results), results)
        row.refresh_from_db()
        inside = Complaint.objects.filter(cluster=row)
        self.assertEqual((inside.count(), row.persons), (7, 7))
        self.assertEqual(inside.filter(in_group=True).count(), 7)
        self.assertIsNotNone(row.grouped_at)
        for case in cases:
            case.refresh_from_db()
            kinds = self.entries(case)  # four again for a moment when the first one left is no group for that moment
            left = kinds.count("ungroup") + kinds.count("uncluster")
            self.assertLessEqual(kinds.count("group") - left, int(case.in_group), kinds)
            self.assertEqual(list(ledger.faults(case)), [])

    @pytest.mark.slow
    def test_two_pairs_of_three_at_once_are_one_cluster_or_one_is_told_to_look_again(self) -> None:
        one, two, three = (self.file(LIFT.format(n=n), phone=phone(n)) for n in (10, 11, 12))
        fetch = Complaint.objects.get
        results = at_once(
            lambda: clustering.cluster(fetch(pk=two.pk), staff=self.world.wang, other=one.code, now=self.now),
            lambda: clustering.cluster(fetch(pk=three.pk), staff=self.world.li, other=one.code, now=self.now),
            lambda: clustering.cluster(fetch(pk=one.pk), staff=self.world.head, other=two.code, now=self.now),
        )
        self.assertTrue(all(isinstance(each, (TimelineEntry, Moved, Refused)) for each in results), results)
        rows = Cluster.objects.all()
        self.assertEqual(rows.count(), 1)
        self.assertEqual(rows[0].persons, Complaint.objects.filter(cluster=rows[0]).count())
