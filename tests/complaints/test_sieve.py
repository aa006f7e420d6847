"""The filters of a board: what each lets through, that database and tablet agree, and that none reads the whole table."""

from __future__ import annotations

import itertools
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import selectors
from complaints.models import Complaint
from complaints.models.complaint import Lane
from complaints.services import escalation, handling
from complaints.sieve import FAMILIES, VIEWS, Sieve, marks
from complaints.taxonomy import CATEGORIES
from complaints.workflow import Stage
from governance.access import working_units
from governance.models import Staff
from tests.cases import StoryCase
from tests.world import GAS


class SieveCase(StoryCase):
    def shown(self, staff: Staff, **filters: object) -> set[str]:
        """The codes on her board under these filters."""
        page = self.login(staff).get("/desk/", filters)
        return set(re.findall(r'<article[^>]+data-code="(\w+)"', page.content.decode()))

    def district(self) -> dict[str, Complaint]:
        """One case of every kind a filter tells apart."""
        self.rung = self.claimed()
        handling.call_back(
            self.rung, staff=self.world.wang, reached=False, summary="", outcome="no_answer", now=self.now
        )
        talked = self.contacted()
        handling.apply_mediation(talked, staff=self.world.wang, now=self.now)
        handling.book_mediation(talked, at="明天 10:00", room="和滨江", now=self.now)
        up = self.claimed(staff=self.world.li)
        escalation.escalate(up, staff=self.world.li, reason="要街道协调。", now=self.now)
        late = self.file()
        self.watch.shift(timedelta(minutes=6))
        return {
            "new": self.file(), "mine": self.claimed(), "hers": self.claimed(staff=self.world.li), "rung": self.rung, "talked": talked,
            "up": up, "late": late, "burning": self.claimed(text=GAS), "far": self.file(place=self.world.park), "closed": self.closed(),
            "lamp": self.file("小区门口的路灯坏了一个星期，晚上看不清路。", nature="consult"),
        }  # fmt: skip


class ViewTests(SieveCase):
    def test_each_view_shows_its_own_cases(self) -> None:
        made = self.district()
        wang = self.world.wang
        expected = {
            "": set(made) - {"far", "closed"},
            "new": {"new", "late", "lamp"},
            "mine": {"mine", "rung", "talked", "burning"},
            "team": {"hers"},
            "waiting": {"rung", "talked"},
            "overdue": {"late", "up", "rung"},  # nobody was reached in five minutes
        }
        for view, names in expected.items():
            self.assertEqual(self.shown(wang, view=view), {made[name].code for name in names}, view)

    def test_the_other_filters_hold_together_with_the_view(self) -> None:
        made = self.district()
        officer, codes = self.world.duty_officer, lambda *names: {made[name].code for name in names}
        self.assertEqual(self.shown(officer, unit=self.world.zhongxing.pk), codes("far"))
        self.assertEqual(self.shown(officer, urgency="P0"), codes("burning"))
        self.assertEqual(self.shown(officer, stage="MEDIATING"), codes("talked"))
        self.assertEqual(self.shown(officer, family=made["lamp"].category[:3], view="new"), codes("lamp"))
        self.assertEqual(self.shown(officer, source="HOTLINE"), set())
        self.assertContains(self.login(officer).get("/desk/", {"source": "HOTLINE"}), "没有符合这些条件的事")

    def test_no_filter_holds_back_a_burning_case_that_nobody_has(self) -> None:
        burning, other = self.file(GAS), self.file()
        for view in VIEWS:
            self.assertIn(burning.code, self.shown(self.world.wang, view=view))
        self.assertNotIn(other.code, self.shown(self.world.wang, view="mine"))
        handling.claim(burning, staff=self.world.li, now=self.now)
        self.assertNotIn(burning.code, self.shown(self.world.wang, view="mine"))

    def test_a_filter_that_is_not_ours_is_refused_in_words(self) -> None:
        for name, value in (
            ("view", "all"),
            ("stage", "X"),
            ("urgency", "P9"),
            ("family", "%"),
            ("source", "1"),
            ("unit", "0"),
        ):
            answer = self.login(self.world.wang).get("/desk/", {name: value})
            self.assertContains(answer, "请重新选择", status_code=422)
        self.assertEqual(self.login(self.world.wang).get("/desk/", {"unit": self.world.zhongxing.pk}).status_code, 422)

    def test_every_page_of_a_filtered_board_keeps_its_filter(self) -> None:
        for _ in range(selectors.PAGE + 3):
            self.file()
        mine = self.claimed()
        wang = self.login(self.world.wang)
        first = wang.get("/desk/", {"view": "new"}).content.decode()
        more = re.search(r'href="/desk/\?([^"]+)" data-next', first)[1].replace("&amp;", "&")
        second = wang.get("/desk/?" + more).content.decode()
        codes = re.findall(r'<article[^>]+data-code="(\w+)"', first + second)
        self.assertEqual((len(codes), len(set(codes))), (selectors.PAGE + 3, selectors.PAGE + 3))
        self.assertNotIn(mine.code, codes)


class TwoTonguesTests(SieveCase):
    """The marks of a row and the columns of the database say the same, whoever asks and whatever she asks for."""

    def through(self, wants: str, case: Complaint) -> bool:
        """What static/js/live.js does."""
        has = {*marks(case).split(), *(["late"] if case.pressing_kind and case.pressing_at <= self.now else [])}
        alternatives = (clause.split("|") for clause in wants.split())
        return all(any(one[1:] not in has if one[0] == "!" else one in has for one in each) for each in alternatives)

    def test_database_and_tablet_agree(self) -> None:
        self.district()
        world, compared = self.world, 0
        still = Complaint.objects.filter(lane__lt=Lane.DONE)
        rows = list(still)
        units = {"": 0, "community": world.dongguan.pk, "subdistrict": world.puyan.pk}
        for staff in (world.wang, world.li, world.dispatcher, world.duty_officer):
            own = [unit.pk for unit in working_units(staff)]
            for view, urgency, stage, family, source, column in itertools.product(
                ("", *VIEWS), ("", "P0", "P2"), ("", "CLAIMED"), ("", "NOI"), ("", "POLICE"), units
            ):
                sieve = Sieve(view, stage, urgency, family, source, units[column], column)
                found = set(still.filter(sieve.where(staff.pk, own, self.now)).values_list("code", flat=True))
                self.assertEqual(
                    found, {row.code for row in rows if self.through(sieve.wants(staff.pk, own), row)}, sieve
                )
                compared += len(found)
        self.assertGreater(compared, 500)

    def test_every_category_has_a_family(self) -> None:
        self.assertEqual({code[:3] for code in CATEGORIES}, set(FAMILIES))

    def test_the_digest_is_of_the_filtered_board(self) -> None:
        sieve = selectors.sieve(self.world.wang, {"view": "mine"})
        digest = lambda: selectors.fingerprint(self.world.wang, now=self.now, sieve=sieve)  # noqa: E731
        before = digest()
        self.file()
        self.assertEqual(digest(), before)
        self.file(GAS)
        self.assertNotEqual(digest(), before)


@pytest.mark.postgres
class PlanTests(SieveCase):
    """However many cases are ended, a filtered page reads none of them."""

    ENDED, OPEN = 20_000, 300

    def setUp(self) -> None:
        super().setUp()
        like, closed = self.claimed(), self.closed()
        copies = [self.copy(like, days=-n / 100) for n in range(self.OPEN)]
        copies += [self.copy(closed, days=-n / 100) for n in range(self.ENDED)]
        Complaint.objects.bulk_create(copies, batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE complaints_complaint")

    def copy(self, case: Complaint, days: float) -> Complaint:
        fresh = Complaint(**{field.attname: getattr(case, field.attname) for field in Complaint._meta.fields})
        fresh.pk, fresh.code, fresh.token_key = None, uuid4().hex[:16], uuid4().hex
        fresh.pressing_at = case.pressing_at + timedelta(days=days)
        return fresh

    def read(self, sql: str) -> int:
        """How many rows of the table this query really touched, by the plan as it was run."""
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
            plan = cursor.fetchone()[0]
        return sum(
            self.touched(node) for node in nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        )

    def touched(self, node: dict[str, Any]) -> int:
        if node.get("Relation Name") != "complaints_complaint" and node["Node Type"] != "Bitmap Index Scan":
            return 0
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        return int((node["Actual Rows"] + removed) * node["Actual Loops"])

    def test_no_filter_reads_what_is_ended(self) -> None:
        world = self.world
        filters = [{"view": view} for view in VIEWS]
        filters += [
            {"urgency": "P1"},
            {"stage": "CONTACTED"},
            {"family": "NOI"},
            {"source": "POLICE"},
            {"urgency": "P3", "view": "mine"},
        ]
        for staff in (world.wang, world.dispatcher, world.duty_officer):
            for given in [*filters, {"unit": str(world.dongguan.pk)}]:
                sieve = selectors.sieve(staff, given)
                with CaptureQueriesContext(connection) as caught:
                    page = selectors.queue(staff, now=self.now, sieve=sieve)
                    selectors.beside(staff, now=self.now, sieve=sieve)
                    selectors.fingerprint(staff, now=self.now, sieve=sieve)
                    if page.next:
                        selectors.queue(staff, now=self.now, sieve=sieve, cursor=page.next)
                asked = [query["sql"] for query in caught if "complaints_complaint" in query["sql"]]
                self.assertGreaterEqual(len(asked), 3)
                for sql in asked:
                    self.assertLessEqual(self.read(sql), 2 * self.OPEN + 20, (staff, given, sql))

    def test_an_end_that_few_cases_have_is_found_without_reading_the_others(self) -> None:
        world = self.world
        few = Complaint.objects.filter(stage=Stage.CLOSED).values("pk")[:5]
        Complaint.objects.filter(pk__in=list(few.values_list("pk", flat=True))).update(stage=Stage.MERGED)
        for staff in (world.wang, world.dispatcher, world.duty_officer):
            for stage in (Stage.MERGED, Stage.DECLINED):
                with CaptureQueriesContext(connection) as caught:
                    selectors.queue(staff, now=self.now, sieve=selectors.sieve(staff, {"stage": stage}))
                for sql in (query["sql"] for query in caught if "complaints_complaint" in query["sql"]):
                    self.assertLessEqual(self.read(sql), 2 * self.OPEN, (staff, stage, sql))


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan and all plans under it."""
    return [plan, *(node for below in plan.get("Plans", []) for node in nodes(below))]
