"""The roster's page: everybody sees her unit and who is on duty above and below it; heads plan."""

from __future__ import annotations

from datetime import timedelta

from governance.models import Duty, Staff
from governance.services import swaps
from tests.governance.roster_case import MONDAY, NEXT, SUNDAY, TUESDAY, RosterStory


class Page(RosterStory):
    def open(self, staff: Staff, **query: object):
        return self.login(staff).get("/roster/", query)

    def post(self, by: Staff, verb: str, **given: object):
        return self.login(by).post(f"/roster/{verb}/", {"of": self.unit.pk, "week": str(MONDAY), **given})

    def test_she_sees_the_week_of_her_unit_and_who_is_on_duty(self) -> None:
        self.put(self.world.li, self.day, MONDAY)
        page = self.open(self.world.wang)
        self.assertContains(page, "白班")
        self.assertContains(page, "李建国")
        self.assertContains(page, "缺 1 人", count=13)
        self.assertNotContains(page, "轮流补齐")

    def test_a_head_plans_and_the_same_week_is_shown_again(self) -> None:
        given = {"unit": self.unit.pk, "shift": self.night.pk, "staff": self.world.li.pk, "day": str(TUESDAY)}
        answer = self.post(self.world.head, "plan", **given)
        self.assertRedirects(answer, f"/roster/?unit={self.unit.pk}&week={MONDAY}")
        self.assertEqual(Duty.objects.get().staff, self.world.li)

    def test_a_refusal_is_said_above_the_week(self) -> None:
        self.put(self.world.li, self.day, TUESDAY)
        given = {"unit": self.unit.pk, "shift": self.day.pk, "staff": self.world.li.pk, "day": str(TUESDAY)}
        self.assertEqual(self.post(self.world.head, "plan", **given).status_code, 302)  # twice the same
        Duty.objects.update(starts_at=Duty.objects.get().starts_at + timedelta(hours=1))
        answer = self.post(self.world.head, "plan", **given)
        self.assertContains(answer, "李建国这段时间已经在东冠社区值班", status_code=422)
        self.assertContains(self.post(self.world.head, "plan"), "有一项没有选", status_code=422)

    def test_a_superior_plans_below_but_a_worker_plans_nothing(self) -> None:
        week = {"unit": self.unit.pk, "first": str(NEXT)}
        self.assertContains(self.post(self.world.dispatcher, "fill", **week), "", status_code=302)
        self.assertGreater(Duty.objects.count(), 8)
        self.assertEqual(self.post(self.world.wang, "fill", **week).status_code, 403)
        self.assertEqual(self.post(self.world.stranger, "fill", **week).status_code, 404)

    def test_a_swap_from_the_page(self) -> None:
        duty = self.put(self.world.wang, self.day, SUNDAY)
        self.assertContains(self.open(self.world.wang), "请人接")
        self.post(self.world.wang, "offer", duty=duty.pk, staff="", reason="")
        page = self.open(self.world.li)
        self.assertContains(page, "我来接")
        self.post(self.world.li, "take", swap=duty.swaps.get().pk)
        duty.refresh_from_db()
        self.assertEqual(duty.staff, self.world.li)

    def test_leave_marks_the_duty_it_meets(self) -> None:
        self.put(self.world.wang, self.day, SUNDAY)
        span = {"starts_at": f"{SUNDAY}T00:00", "ends_at": f"{SUNDAY}T23:00"}
        answer = self.post(self.world.wang, "leave", unit=self.unit.pk, staff=self.world.wang.pk, kind="sick", **span)
        self.assertEqual(answer.status_code, 302)
        self.assertContains(self.open(self.world.head), "请假，要改派")

    def test_numbers_are_for_those_who_work_in_the_line(self) -> None:
        Staff.objects.filter(pk=self.world.li.pk).update(mobile="+8613800138009")
        self.put(self.world.li, self.day, MONDAY)
        self.assertContains(self.open(self.world.dispatcher, unit=self.unit.pk), "tel:+8613800138009")
        now = self.login(self.world.duty_officer).get("/roster/now.json").json()
        mine = next(unit for unit in now["units"] if unit["key"] == "PY-DG")
        self.assertEqual((mine["missing"], mine["on_duty"][0]["mobile"]), (False, "+8613800138009"))
        self.assertNotContains(self.login(self.world.mediator).get("/roster/now/"), "13800138009")

    def test_every_level_is_shown_with_what_is_missing(self) -> None:
        page = self.login(self.world.dispatcher).get("/roster/now/")
        for unit in ("滨江区", "浦沿街道", "东冠社区"):
            self.assertContains(page, unit)
        self.assertContains(page, "没有人值班", count=1)
        self.assertNotContains(page, "中兴社区")
        part = self.login(self.world.dispatcher).get("/roster/now/", headers={"HX-Request": "true"})
        self.assertNotContains(part, "<html")

    def test_what_is_no_unit_of_hers_and_no_day_is_not_found(self) -> None:
        self.assertEqual(self.open(self.world.wang, unit=self.world.zhongxing.pk).status_code, 404)
        self.assertEqual(self.open(self.world.wang, unit="x").status_code, 404)
        for week in ("2026-13-01", "9999-12-31", "0001-01-01"):
            self.assertEqual(self.open(self.world.wang, week=week).status_code, 404)

    def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(self) -> None:
        unit, wang = self.unit.pk, self.world.wang.pk
        for day in ("9999-12-31", "0001-01-01"):
            leave = {"staff": wang, "kind": "sick", "starts_at": f"{day}T00:00", "ends_at": f"{day}T23:00"}
            for verb, given in (
                ("plan", {"shift": self.night.pk, "staff": wang, "day": day}),
                ("copy", {"first": day}),
                ("fill", {"first": day}),
                ("leave", leave),
            ):
                answer = self.post(self.world.head, verb, unit=unit, **given)
                self.assertContains(answer, "日期不对", status_code=422)

    def test_the_page_costs_the_same_whoever_serves(self) -> None:
        def queries() -> int:
            browser = self.login(self.world.head)
            with self.assertNumQueries(QUERIES):
                browser.get("/roster/")
            return QUERIES

        self.put(self.world.wang, self.day, TUESDAY)
        queries()
        for n in range(2, 7):
            self.put(self.world.wang, self.day, MONDAY + timedelta(days=n))
            duty = self.put(self.world.li, self.night, MONDAY + timedelta(days=n))
            swaps.offer(duty, staff=self.world.li, now=self.now)
        queries()


QUERIES = 24  # one of them: what burns, for the alarm that every page of the desk has
