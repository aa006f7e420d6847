"""回放: what a station's board showed at a past minute, who was on duty, and one case step by step."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import selectors
from complaints.models import Complaint, TimelineEntry
from complaints.selectors import replay
from complaints.services import assisting, calling, classifying, escalation, handling, offering, postponing, rights
from governance.models import Duty, Post, Shift, Staff, Unit
from governance.roles import Role
from governance.services import roster
from tests.cases import StoryCase
from tests.world import ANSWER, GAS, OTHER_PHONE


def typed(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


class ReplayCase(StoryCase):
    def codes(self, unit: Unit, at: datetime) -> list[str]:
        return [line.case.code for line in replay.board(unit, at=at).lines]

    def page(self, staff, unit: Unit, at: datetime):
        return self.login(staff).get("/desk/replay/", {"unit": unit.pk, "at": typed(at)})


class BoardOfThenTests(ReplayCase):
    def test_it_stands_in_the_order_and_with_the_people_and_clocks_of_that_minute(self) -> None:
        first = self.file()
        self.wait(seconds=60)
        burning, mine = self.file(GAS), self.claimed()
        head = self.world.head
        then = self.now
        was = [
            (row.code, row.stage, row.unit_id, row.handler_id, row.pressing_kind, row.pressing_at)
            for row in selectors.queue(head, now=then).rows
        ]
        self.assertEqual([code for code, *_ in was], [burning.code, first.code, mine.code])
        self.wait(minutes=2)
        handling.claim(first, staff=self.world.li, now=self.now)
        handling.call_back(first, staff=self.world.li, reached=True, summary="通了", now=self.now)
        handling.close(first, staff=self.world.li, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=30)
        told = [
            (line.case.code, line.then.stage, line.then.unit, line.then.handler, line.then.pressing.kind, line.then.pressing.due_at)
            for line in replay.board(self.world.dongguan, at=then).lines
        ]  # fmt: skip
        self.assertEqual(told, was)

    def test_the_page_says_what_was_left_who_had_it_and_what_rang(self) -> None:
        mine, burning = self.claimed(), self.file(GAS)
        self.wait(seconds=60)
        then = self.now
        self.wait(hours=3)
        page = self.page(self.world.head, self.world.dongguan, then)
        self.assertContains(page, "还剩 4 分 0 秒")
        self.assertContains(page, "王社工承办")
        self.assertContains(page, "特急警报：还没有人认领")
        self.assertContains(page, f'data-code="{mine.code}" data-stage="CLAIMED"')
        self.assertContains(page, f'data-code="{burning.code}" data-stage="ACCEPTED"')

    def test_what_the_unit_was_asked_to_help_with_stands_there_until_it_answered(self) -> None:
        case = self.contacted()
        assisting.assist(case, staff=self.world.wang, helper=self.world.guanshan, text="请问问楼下住户。", now=self.now)
        asked, head = self.now, self.world.dispatcher
        self.wait(minutes=20)
        gate = Staff.objects.create_user("guan", password="x" * 12, display_name="关山")
        Post.objects.create(staff=gate, role=Role.SOCIAL_WORKER, unit=self.world.guanshan)
        assisting.assist_answer(case, staff=gate, text="问过了，没有人在家。", now=self.now)
        self.wait(minutes=5)
        self.assertContains(self.page(head, self.world.guanshan, asked), "请问问楼下住户")
        self.assertNotContains(self.page(head, self.world.guanshan, self.now), "请问问楼下住户")
        self.assertNotContains(self.page(head, self.world.guanshan, asked - timedelta(minutes=1)), "请问问楼下住户")

    def test_what_was_overdue_says_by_how_much(self) -> None:
        self.file()
        self.wait(minutes=7)
        then = self.now
        self.wait(minutes=50)
        self.assertContains(self.page(self.world.head, self.world.dongguan, then), "已超时 2 分 0 秒")

    def test_before_it_was_filed_and_after_it_ended_it_is_on_no_board(self) -> None:
        before = self.now - timedelta(minutes=1)
        case = self.closed()
        self.assertEqual(self.codes(self.world.dongguan, before), [])
        self.assertEqual(self.codes(self.world.dongguan, self.now), [])
        self.assertContains(self.page(self.world.head, self.world.dongguan, before), "那一刻看板上没有事")
        self.wait(minutes=5)
        escalation.reopen(case, staff=self.world.dispatcher, reason="还要再办", now=self.now)
        between, again = self.now - timedelta(minutes=1), self.now
        self.wait(minutes=1)
        self.assertEqual(self.codes(self.world.dongguan, between), [])
        self.assertEqual(self.codes(self.world.dongguan, again), [case.code])

    def test_a_case_given_away_since_stands_on_the_board_it_was_on(self) -> None:
        case, at = self.file(), self.now
        self.wait(minutes=1)
        escalation.delegate(case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="就近", now=self.now)
        given = self.now
        self.wait(minutes=1)
        self.assertEqual(
            [self.codes(unit, at) for unit in (self.world.dongguan, self.world.guanshan)], [[case.code], []]
        )
        self.assertEqual(
            [self.codes(unit, given) for unit in (self.world.dongguan, self.world.guanshan)], [[], [case.code]]
        )
        page = self.page(self.world.head, self.world.dongguan, at)
        self.assertContains(page, case.code)
        self.assertNotContains(page, f"/desk/{case.code}/")  # today it is another station's

    def test_an_extension_and_a_pause_are_taken_back(self) -> None:
        case = self.contacted()
        asked, due = self.now, self.now + timedelta(hours=24)
        self.wait(minutes=5)
        postponing.extend(
            case, staff=self.world.wang, reason="等配件", due_at=self.now + timedelta(hours=48), now=self.now
        )
        postponing.grant_extension(case, staff=self.world.dispatcher, now=self.now)
        granted = self.now
        self.wait(minutes=5)
        postponing.suspend(
            case, staff=self.world.dispatcher, cause="money", owner="jiedao", now=self.now,
            review_on=timezone.localdate(self.now) + timedelta(days=3), explanation="要等维修资金批下来。",
        )  # fmt: skip
        stopped = self.now
        self.wait(hours=10)
        postponing.resume(case, staff=self.world.dispatcher, now=self.now)
        resumed = self.now
        then = {at: replay.steps(case, at=at).then for at in (asked, granted, stopped, resumed)}
        self.assertEqual(then[asked].pressing.due_at, due)
        self.assertEqual(then[granted].pressing.due_at, granted + timedelta(hours=48))
        self.assertEqual((then[stopped].suspended, then[stopped].pressing.kind), (True, "review"))
        self.assertEqual(then[resumed].pressing.due_at, granted + timedelta(hours=58))

    def test_it_was_no_emergency_before_somebody_said_so(self) -> None:
        case, calm = self.contacted(), self.now
        self.wait(minutes=1)
        handling.add_info(case, text="现在楼道里一股很重的煤气味道，有人晕倒了，快点来人！！", photos=[], now=self.now)
        case.refresh_from_db()
        self.assertEqual(case.urgency, "P0")
        alarmed = self.now
        classifying.reclassify(
            case, staff=self.world.wang, category=case.category, urgency="P2", reason="燃气公司来过，没有漏", now=self.now + timedelta(minutes=1)
        )  # fmt: skip
        self.assertEqual(
            [replay.steps(case, at=at).then.burning for at in (calm, alarmed, self.now + timedelta(minutes=2))],
            [False, True, False],
        )

    def test_nobody_had_it_between_two_who_did(self) -> None:
        case = self.claimed()
        moments = [self.now]
        self.wait(minutes=1)
        handling.release(case, staff=self.world.wang, reason="要下班了。", now=self.now)
        moments.append(self.now)
        self.wait(minutes=1)
        handling.claim(case, staff=self.world.li, now=self.now)
        moments.append(self.now)
        had = [replay.steps(case, at=at).then.handler for at in moments]
        self.assertEqual(had, [self.world.wang.pk, None, self.world.li.pk])
        self.wait(minutes=1)
        self.assertContains(self.page(self.world.head, self.world.dongguan, moments[1]), "还没有人认领")

    def test_who_was_asked_to_take_it_over_stands_beside_who_had_it(self) -> None:
        case = self.dialled()
        offering.hand_over(case, staff=self.world.wang, to="li", reason="要下班了。", now=self.now)
        asked = self.now
        self.wait(minutes=1)
        offering.accept_offer(case, staff=self.world.li, now=self.now)
        taken = self.now
        self.wait(minutes=1)
        page = self.page(self.world.head, self.world.dongguan, asked)
        self.assertContains(page, "王社工承办，等李社工接手")
        after = self.page(self.world.head, self.world.dongguan, taken)
        self.assertContains(after, "李社工承办")
        self.assertNotContains(after, "接手</span>")

    def test_what_was_erased_is_said_to_be_unknown_and_not_guessed(self) -> None:
        case, at = self.claimed(), self.now
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调", now=self.now + timedelta(seconds=30))
        calling.dial(case, staff=self.world.wang, now=self.now + timedelta(seconds=40))
        self.wait(minutes=1)
        then, between = self.now, at + timedelta(seconds=35)
        handling.withdraw(case, now=self.now + timedelta(minutes=1))
        rights.ask_deletion(case, now=self.now + timedelta(minutes=2))
        rights.grant_deletion(case, staff=self.world.dispatcher, now=self.now + timedelta(minutes=3))
        case.refresh_from_db()
        self.assertEqual(replay.steps(case, at=at).then.said_unit, "东冠社区")
        self.assertIsNone(replay.steps(case, at=between).then.unit)
        self.assertEqual(
            replay.steps(case, at=then).then.unit, self.world.puyan.pk
        )  # a later entry names it: nothing lost
        self.watch.shift(timedelta(hours=1))
        self.assertContains(self.login(self.world.head).get(f"/desk/{case.code}/replay/?step=4"), "内容已按规定删除")

    def test_a_case_from_before_this_was_written_down_says_so(self) -> None:
        case = self.file()
        filed = TimelineEntry.objects.get(complaint=case, kind="file")
        body = {name: value for name, value in filed.body.items() if name != "urgency"}
        TimelineEntry.objects.filter(pk=filed.pk).update(body=body)
        self.assertContains(self.page(self.world.head, self.world.dongguan, self.now), "紧急程度没有记下")


class OnDutyTests(ReplayCase):
    def test_it_names_who_stood_in_and_not_who_came_later(self) -> None:
        Duty.objects.filter(unit=self.world.dongguan).delete()
        Shift.objects.create(unit=self.world.dongguan, name="全天", begins=time(0), ends=time(0))
        self.wait(minutes=1)
        alone = self.now
        self.assertContains(self.page(self.world.head, self.world.dongguan, alone), "没有人，本该有人")
        self.wait(minutes=1)
        roster.stand_in(self.world.dongguan, staff=self.world.li, now=self.now)
        self.wait(hours=1)
        stood = self.now
        self.watch.shift(timedelta(days=2))
        roster.stand_in(self.world.dongguan, staff=self.world.wang, now=self.now)
        page = self.page(self.world.head, self.world.dongguan, stood)
        self.assertContains(page, "李建国（班次以外）")
        self.assertNotContains(page, "王小红")
        self.assertNotContains(self.page(self.world.head, self.world.dongguan, alone), "李建国")
        self.assertContains(page, "不留历史")  # presence is unknown, and that is said

    def test_who_has_left_since_was_on_duty_all_the_same(self) -> None:
        at = self.now
        self.watch.shift(timedelta(days=1))
        self.world.li.is_active = False
        self.world.li.save(update_fields=["is_active"])
        self.assertContains(self.page(self.world.head, self.world.dongguan, at), "李建国")


class WhoTests(ReplayCase):
    def test_a_head_replays_her_own_unit_and_nobody_elses(self) -> None:
        self.assertEqual(self.page(self.world.head, self.world.dongguan, self.now).status_code, 200)
        self.assertEqual(self.page(self.world.head, self.world.grid, self.now).status_code, 200)
        for unit in (self.world.guanshan, self.world.puyan, self.world.zhongxing):
            answer = self.page(self.world.head, unit, self.now)
            self.assertContains(answer, "没有这个单位", status_code=422)
        self.assertEqual(self.page(self.world.dispatcher, self.world.guanshan, self.now).status_code, 200)
        self.assertEqual(self.page(self.world.wang, self.world.dongguan, self.now).status_code, 403)

    def test_a_minute_that_has_not_come_and_a_time_that_is_none_are_refused_in_words(self) -> None:
        head = self.login(self.world.head)
        tomorrow = typed(self.now + timedelta(days=1))
        self.assertContains(head.get("/desk/replay/", {"at": tomorrow}), "还没有到这个时间", status_code=422)
        for nonsense in ("昨天", "2026-13-40T99:99", "0001-01-01T00:00", "9999-12-31T23:59"):
            self.assertEqual(head.get("/desk/replay/", {"at": nonsense}).status_code, 422, nonsense)

    def test_minutes_before_and_after_are_links(self) -> None:
        page = self.page(self.world.head, self.world.dongguan, self.now - timedelta(minutes=5))
        self.assertContains(page, "前 1 小时")
        self.assertContains(page, "后 1 分钟")
        self.assertNotContains(page, "后 10 分钟")  # that has not come yet

    def test_too_many_for_one_page_asks_for_a_smaller_unit(self) -> None:
        for _ in range(3):
            self.file()
        most, replay.MOST = replay.MOST, 2
        self.addCleanup(setattr, replay, "MOST", most)
        answer = self.page(self.world.dispatcher, self.world.puyan, self.now)
        self.assertContains(answer, "请选一个下级单位", status_code=422)


class CaseStepsTests(ReplayCase):
    def test_step_by_step_without_a_script(self) -> None:
        case = self.file()
        self.wait(seconds=60)
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.wait(seconds=60)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="通了", now=self.now)
        browser = self.login(self.world.wang)
        page = browser.get(f"/desk/{case.code}/replay/?step=3")
        self.assertContains(page, "第 3 步，共 4 步")
        self.assertContains(page, 'rel="prev" href="?step=2"')
        self.assertContains(page, 'rel="next" href="?step=4"')
        self.assertContains(page, "还剩 4 分 0 秒")
        last = browser.get(f"/desk/{case.code}/replay/")
        self.assertContains(last, "第 4 步，共 4 步")
        self.assertNotContains(last, 'rel="next"')
        at = typed(self.now - timedelta(minutes=1))
        self.assertContains(browser.get(f"/desk/{case.code}/replay/?at={at}"), "第 3 步，共 4 步")
        self.assertContains(browser.get(f"/desk/{case.code}/replay/?at=2026-11-01T08:00"), "那一刻还没有这件事")

    def test_of_two_steps_in_one_instant_each_is_shown(self) -> None:
        case, browser = self.claimed(), self.login(self.world.wang)
        for step, stage in ((1, "FILED"), (2, "ACCEPTED"), (3, "CLAIMED")):
            page = browser.get(f"/desk/{case.code}/replay/?step={step}")
            self.assertContains(page, f"第 {step} 步，共 3 步")
            self.assertContains(page, f'data-stage="{stage}"')

    def test_a_stranger_finds_no_such_case(self) -> None:
        case = self.file(phone=OTHER_PHONE)
        self.assertEqual(self.login(self.world.stranger).get(f"/desk/{case.code}/replay/").status_code, 404)

    def test_nothing_of_the_resident_stands_on_it(self) -> None:
        case = self.claimed(name="王小明", identity="real")
        for path in (f"/desk/{case.code}/replay/", "/desk/replay/"):
            page = self.login(self.world.head).get(path).content.decode()
            for secret in ("13800138001", "王小明", case.token):
                self.assertNotIn(secret, page)


class CostTests(ReplayCase):
    def test_its_queries_do_not_grow(self) -> None:
        head, at = self.login(self.world.dispatcher), self.now

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                head.get("/desk/replay/", {"at": typed(at)})
            return len(caught)

        self.file(), queries()
        few = queries()
        for _ in range(6):
            self.file(), self.closed(), self.claimed(text=GAS)
        self.assertEqual(queries(), few)


# Eight remarks for each case but one.
ENTRIES = """
INSERT INTO complaints_timelineentry (complaint_id, seq, kind, stage_from, stage_to, actor_kind, at, body, body_salt, body_digest, prev_hash, hash)
SELECT id, n, 'note', 'CONTACTED', 'CONTACTED', 'staff', filed_at, '', '', '', '', ''
FROM complaints_complaint, generate_series(1, 8) AS n WHERE id <> %s
"""


@pytest.mark.postgres
class PlanTests(ReplayCase):
    """However many cases were ever ended, a replay looks at those that lived at that minute."""

    ENDED = 20_000

    def setUp(self) -> None:
        super().setUp()
        case = self.closed()
        like = {field.attname: getattr(case, field.attname) for field in Complaint._meta.fields}
        copies = []
        for n in range(self.ENDED):  # one every ten minutes over the last half year, each open for a day
            fresh = Complaint(**like)
            fresh.pk, fresh.code, fresh.token_key = None, uuid4().hex[:16], uuid4().hex
            fresh.filed_at = self.now - timedelta(days=1, minutes=10 * n)
            fresh.closed_at = fresh.pressing_at = fresh.filed_at + timedelta(days=1)
            copies.append(fresh)
        Complaint.objects.bulk_create(copies, batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute(ENTRIES, [case.pk])
            cursor.execute("ANALYZE complaints_complaint")
            cursor.execute("ANALYZE complaints_timelineentry")

    def scanned(self, sql: str) -> list[tuple[str, str]]:
        """The nodes of the plan that read one of the two tables that grow: how, and which."""
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
            plan = cursor.fetchone()[0]
        found, left = [], [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
        while left:
            node = left.pop()
            left += node.get("Plans", [])
            found += [(node["Node Type"], node.get("Index Name", node.get("Relation Name", "")))]
        return [(how, what) for how, what in found if what.startswith("complaint")]

    def test_what_lived_long_ago_is_one_look_into_the_index(self) -> None:
        for days in (1, 100):
            at = self.now - timedelta(days=days)
            for unit in (self.world.dongguan, self.world.district):
                with CaptureQueriesContext(connection) as caught:
                    found = list(replay._ended_since(unit, at))
                self.assertLess(len(found), 150)
                scanned = self.scanned(caught[0]["sql"])
                self.assertIn("complaint_lived", {what for _, what in scanned})
                self.assertNotIn("Seq Scan", {how for how, _ in scanned}, scanned)
