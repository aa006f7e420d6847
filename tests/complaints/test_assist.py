"""主办 and 协办: another unit does its part of a case, with its own clock, and the case ends when every part is answered or waived."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from binan.kit.errors import NotAllowed, Refused
from complaints.access import complaint_for
from complaints.models import AssistTask, Complaint, TimelineEntry
from complaints.services import (
    assisting,
    clustering,
    escalation,
    handling,
    merging,
    offering,
    postponing,
    representing,
    sync,
)
from complaints.views.desk.verbs import FORMS
from governance.levels import Level
from governance.models import Duty, Unit
from governance.roles import Role
from notices.models import Notice
from notices.texts import TEMPLATES
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER, GAS, OTHER_PHONE, PHONE

TASK = "请到对面工地看一看，晚上几点停工。"


class AssistTests(DeskCase):
    def asked(self, **told: object) -> Complaint:
        """A case of 东冠 with which 中兴社区, of another street, is asked to help."""
        case = self.contacted(**told)
        self.do(self.world.wang, case, "assist", helper=str(self.world.zhongxing.pk), text=TASK)
        return case

    def task(self, case: Complaint) -> AssistTask:
        return AssistTask.objects.get(complaint=case)

    def told(self, template: str) -> list[str]:
        return sorted(Notice.objects.filter(template=template).values_list("staff__username", flat=True))

    def test_the_unit_is_told_and_sees_its_part_on_its_board_before_our_own_answer_is_due(self) -> None:
        case = self.asked()
        task = self.task(case)
        close = case.deadlines.get(kind="close")
        self.assertEqual((task.unit, task.state, task.task), (self.world.zhongxing, "asked", TASK))
        self.assertTrue(self.now + assisting.LEAST <= task.due_at < close.due_at)
        self.assertEqual(self.told("assist_asked"), ["stranger"])
        board = self.login(self.world.stranger).get("/desk/")
        self.assertContains(board, "协办 <small")
        self.assertContains(board, TASK)
        self.assertContains(board, f"/desk/{case.code}/")
        self.assertContains(self.login(self.world.stranger).get("/desk/drills/"), TASK)
        self.assertNotContains(self.login(self.world.wang).get("/desk/"), TASK)
        self.assertContains(self.login(self.world.wang).get("/desk/"), "等 1 个单位协办")

    def test_the_helper_is_shown_its_part_and_nothing_of_the_person(self) -> None:
        case = self.asked()
        page = self.page(self.world.stranger, case)
        self.assertContains(page, TASK)
        for hidden in (PHONE, "138****", "流转记录", "诉求人", "call_back", "gallery"):
            self.assertNotContains(page, hidden)
        self.assertEqual(set(page.context["forms"]), {"assist_answer", "note"})
        for path in (f"/desk/{case.code}/replay/", f"/api/v1/desk/complaints/{case.code}/"):
            self.assertEqual(self.login(self.world.stranger).get(path).status_code, 404, path)
        for verb in set(FORMS) - {"assist_answer", "note"}:
            path = f"/desk/{case.code}/{verb}/"
            self.assertEqual(
                self.login(self.world.stranger).post(path, {"reason": "x", "task": 1}).status_code, 404, verb
            )
            self.assertRedirects(self.login(self.world.stranger).get(path), f"/desk/{case.code}/")
        self.assertEqual(case.seq, Complaint.objects.get(pk=case.pk).seq)

    def test_the_helper_cannot_try_out_whose_case_it_is(self) -> None:
        case = self.asked()
        hers = [self.file(phone=phone, place=self.world.park) for phone in (PHONE, OTHER_PHONE)]
        tries = [("merge", {"target": one.code}) for one in hers] + [("cluster", {"other": hers[0].code})]
        tries += [("represent", {"consent": "phone"}), ("hand_over", {"to": "li", "reason": "x"})]

        def tried() -> None:
            for verb, given in tries:
                answer = self.login(self.world.stranger).post(f"/desk/{case.code}/{verb}/", given)
                by_api = self.login(self.world.stranger).post(
                    f"/api/v1/desk/complaints/{case.code}/{verb}/", given, content_type="application/json"
                )
                self.assertEqual((answer.status_code, by_api.status_code), (404, 404), verb)

        tried()
        self.do(self.world.stranger, case, "assist_answer", text="看过了。")
        tried()

    def test_no_service_answers_her_before_it_has_asked_whether_she_may(self) -> None:
        case = self.asked()
        same, other = (self.file(phone=phone, place=self.world.park) for phone in (PHONE, OTHER_PHONE))
        who = {"staff": self.world.stranger, "now": self.now}
        for run in (
            lambda: merging.merge(case, target=same.code, **who),
            lambda: merging.merge(case, target=other.code, **who),
            lambda: merging.merge(same, target=case.code, **who | {"staff": self.world.mediator}),
            lambda: clustering.cluster(case, other=same.code, **who),
            lambda: clustering.uncluster(case, reason="x", **who),
            lambda: representing.represent(case, consent="nothing", **who),
            lambda: offering.hand_over(case, to="nobody", reason="x", **who),
        ):
            with self.assertRaises(NotAllowed):
                run()

    def test_the_helper_reads_the_matter_without_the_name_and_whoever_has_the_case_reads_it_as_it_was_written(
        self,
    ) -> None:
        told = "楼上每天傍晚在家跳绳，我是王芳，上去说过三次都没用。"
        case = self.asked(text=told, name="王芳", identity="real")
        stranger = self.login(self.world.stranger)
        for page in (self.page(self.world.stranger, case), stranger.get("/desk/"), stranger.get("/desk/inbox/")):
            self.assertNotContains(page, "王芳")
        self.assertContains(self.page(self.world.stranger, case), "我是王*，上去说过三次都没用。")
        self.assertContains(self.page(self.world.wang, case), told)

    def test_what_it_is_asked_names_nobody(self) -> None:
        case = self.contacted(name="王芳")
        for text in ("诉求人王芳，请上门。", "请打 138-0013 8001 问一问。", f"电话{PHONE}，请直接联系她。"):
            with self.assertRaisesMessage(Refused, "有诉求人的称呼或电话"):
                assisting.assist(case, staff=self.world.wang, helper=self.world.zhongxing, text=text, now=self.now)
        page = self.do(self.world.wang, case, "assist", helper=str(self.world.zhongxing.pk), text="请找王芳问一问。")
        self.assertContains(page, "请去掉再发", status_code=422)
        others = (
            "请联系施工队 13900139000 的张师傅，去6幢301室看一看。"  # somebody else's number is what the work needs
        )
        assisting.assist(case, staff=self.world.wang, helper=self.world.zhongxing, text=others, now=self.now)

    def test_nor_in_wide_digits_or_with_a_space_in_the_name(self) -> None:
        case = self.contacted(name="王芳", identity="real")
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(case.phone).removeprefix("+86"))
        for text in (f"去之前先打{wide}。", "请联系王 芳。"):
            with self.assertRaisesMessage(Refused, "诉求人的称呼或电话"):
                assisting.assist(case, staff=self.world.wang, helper=self.world.zhongxing, text=text, now=self.now)

    def test_it_answers_and_the_resident_reads_only_that_it_did(self) -> None:
        case = self.asked()
        self.do(self.world.stranger, case, "assist_answer", text="工地晚上十点停工，已当面提醒。")
        self.assertEqual((self.task(case).state, case.assists), ("answered", []))
        self.assertEqual(self.told("assist_answered"), ["wang"])
        self.assertContains(self.page(self.world.wang, case), "工地晚上十点停工，已当面提醒。")
        hers = self.client.get(f"/c/{case.token}/")
        self.assertContains(hers, "请中兴社区协助办理")
        self.assertContains(hers, "中兴社区已反馈")
        self.assertNotContains(hers, "工地")
        self.assertContains(self.page(self.world.stranger, case), "协办已反馈")
        self.assertEqual(self.offered(self.world.stranger, case), set())
        with self.assertRaises(NotAllowed):
            assisting.assist_answer(case, staff=self.world.stranger, text="再说一遍。", now=self.now)

    def test_nothing_closes_while_a_part_is_open_and_the_refusal_names_the_units(self) -> None:
        case = self.asked()
        said = "还有协办没有反馈：中兴社区"
        with self.assertRaisesMessage(Refused, said):
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.do(self.world.wang, case, "assist_waive", task=str(self.task(case).number), reason="已经查清楚了。")
        self.assertEqual((self.task(case).state, self.task(case).answer), ("waived", "已经查清楚了。"))
        self.assertEqual(self.told("assist_over"), ["stranger"])
        self.assertEqual(self.page(self.world.stranger, case).status_code, 404)
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "已经查清楚了")
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertEqual(case.stage, "CLOSED")

    def test_no_interim_answer_either(self) -> None:
        case = self.asked()
        handling.book_mediation(case, at="今天 19:00", room="调解室", now=self.now)
        with self.assertRaisesMessage(Refused, "还有协办没有反馈"):
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="INTERIM", now=self.now)

    def test_it_is_warned_then_missed_once_even_after_a_stop_and_may_still_answer(self) -> None:
        case = self.asked()
        task = self.task(case)
        self.wait(seconds=(task.due_at - self.now).total_seconds() * 0.8)
        self.assertEqual(self.told("assist_warning"), ["stranger"])
        self.wait(hours=30)
        self.wait(minutes=1)
        task.refresh_from_db()
        self.assertEqual((task.state, task.missed_at is not None, task.next_at), ("asked", True, None))
        missed = TimelineEntry.objects.filter(complaint=case, kind="assist_miss")
        self.assertEqual(missed.count(), 1)
        self.assertIn("wang", self.told("assist_missed"))
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "协办超时")
        self.do(self.world.stranger, case, "assist_answer", text="今天才去看，已经停工。")
        self.assertContains(self.page(self.world.wang, case), ">超时<")

    def test_what_stays_unanswered_climbs_the_line_of_the_unit_that_owes_it(self) -> None:
        """From the grid to its community at once, after two hours to the street, after a day to the district; the case stays."""
        case = self.file(place=self.world.park)
        handling.claim(case, staff=self.world.stranger, now=self.now)
        assisting.assist(case, staff=self.world.stranger, helper=self.world.grid, text=TASK, now=self.now)
        task = self.task(case)
        unit, late = case.unit, timedelta(seconds=(task.due_at - self.now).total_seconds())
        assisting.step(assisting.due(self.now + late * 0.8).get(), self.now + late * 0.8)  # the warning
        self.watch.shift(late)
        for wait, told in (
            (timedelta(), ["shuji"]),
            (timedelta(hours=2), ["jiedao", "shuji"]),
            (timedelta(hours=22), ["jiedao", "quji", "shuji"]),
        ):
            self.watch.shift(wait)
            assisting.step(assisting.due(self.now).get(), self.now)
            self.assertEqual(self.told("assist_late"), told)
        self.assertEqual(assisting.due(self.now).count(), 0)
        case.refresh_from_db()
        self.assertEqual(
            (case.unit, TimelineEntry.objects.filter(complaint=case, kind="assist_miss").count()), (unit, 1)
        )
        # She may not see the case of another street.
        self.assertEqual({one.page for one in Notice.objects.filter(template="assist_late")}, {"/desk/"})
        self.assertNotIn("title", TEMPLATES["assist_late"].variables)

    def test_who_answers_late_is_not_taken_further_up(self) -> None:
        self.world._staff(
            "shuji3", "孙书记", Role.COMMUNITY_HEAD, self.world.zhongxing
        )  # her own miss is told to her once
        case = self.asked()
        self.watch.shift(self.task(case).due_at - self.now)
        for _ in ("the warning", "the miss"):
            assisting.step(assisting.due(self.now).get(), self.now)
        self.assertEqual((self.told("assist_missed"), self.told("assist_late")), (["shuji3", "wang"], []))
        self.do(self.world.stranger, case, "assist_answer", text="今天才去看，已经停工。")
        self.wait(hours=30)
        self.assertEqual(self.told("assist_late"), [])

    def test_while_the_case_is_suspended_it_climbs_no_further_and_is_missed_only_once(self) -> None:
        case = self.asked()
        self.watch.shift(self.task(case).due_at - self.now)
        for _ in ("the warning", "the miss"):
            assisting.step(assisting.due(self.now).get(), self.now)
        self.suspend(case)
        self.wait(days=8)
        self.assertEqual(self.told("assist_late"), [])
        self.wait(days=2)  # it was resumed when the day had come
        self.wait(days=1)
        self.assertEqual(self.told("assist_late"), ["quji"])
        self.assertEqual(TimelineEntry.objects.filter(complaint=case, kind="assist_miss").count(), 1)

    def test_after_a_stop_nobody_is_warned_of_what_is_already_late(self) -> None:
        self.asked()
        self.wait(hours=40)
        self.assertEqual(self.told("assist_warning"), [])
        self.assertEqual(TimelineEntry.objects.filter(kind="assist_miss").count(), 1)

    def suspend(self, case: Complaint) -> None:
        postponing.suspend(
            case, staff=self.world.dispatcher, cause="money", owner="jiedao", explanation="要等维修资金批下来。", now=self.now,
            review_on=(self.now + timedelta(days=9)).date(),
        )  # fmt: skip

    def test_it_stands_still_with_the_case_and_goes_on_with_what_was_left(self) -> None:
        case = self.asked()
        left = self.task(case).due_at - self.now
        self.wait(seconds=left.total_seconds() / 2)
        self.suspend(case)
        self.wait(days=2)
        self.assertEqual((self.told("assist_warning"), self.told("assist_missed")), ([], []))
        self.assertContains(self.page(self.world.stranger, case), "挂账，时限停着")
        self.assertContains(self.login(self.world.stranger).get("/desk/"), "挂账，时限停着")
        postponing.resume(case, staff=self.world.dispatcher, now=self.now)
        self.assertEqual(self.task(case).due_at - self.now, left / 2)
        self.assertNotContains(self.page(self.world.stranger, case), "时限停着")
        self.wait(seconds=left.total_seconds() * 0.3)
        self.assertEqual(self.told("assist_warning"), ["stranger"])
        self.wait(seconds=left.total_seconds() * 0.3)
        self.assertIsNotNone(self.task(case).missed_at)

    def test_what_is_asked_meanwhile_has_its_whole_time_afterwards(self) -> None:
        case = self.contacted()
        self.suspend(case)
        self.wait(days=1)
        assisting.assist(case, staff=self.world.wang, helper=self.world.zhongxing, text=TASK, now=self.now)
        left = self.task(case).due_at - self.now
        self.wait(days=8)  # to the day of the review: the clock wakes it
        case.refresh_from_db()
        self.assertIsNone(case.suspended_until)
        self.assertEqual(self.task(case).due_at - self.now, left)

    def test_what_is_open_ends_when_the_case_leaves_us(self) -> None:
        for end in ("transfer", "decline", "withdraw"):
            case = self.asked()
            if end == "withdraw":
                handling.withdraw(case, now=self.now)
            else:
                to = {"to": "法院"} if end == "transfer" else {}
                handling.end_without_closing(case, end, staff=self.world.head, result=ANSWER, now=self.now, **to)
            self.assertEqual((self.task(case).state, case.assists), ("ended", []), end)
            self.assertEqual(len(self.told("assist_over")), 1, end)
            self.assertEqual(self.page(self.world.stranger, case).status_code, 404, end)
            self.wait(hours=40)
            self.assertFalse(TimelineEntry.objects.filter(kind="assist_miss").exists(), end)
            Notice.objects.all().delete()

    def test_it_ends_when_the_case_comes_to_the_very_unit_and_stays_when_it_goes_up(self) -> None:
        case = self.contacted()
        assisting.assist(case, staff=self.world.wang, helper=self.world.guanshan, text=TASK, now=self.now)
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        self.assertEqual(len(case.assists), 1)
        escalation.delegate(
            case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="请你们主办。", now=self.now
        )
        self.assertEqual((self.task(case).state, case.assists), ("ended", []))

    def test_several_units_help_at_once_each_once(self) -> None:
        case = self.asked()
        assisting.assist(case, staff=self.world.wang, helper=self.world.guanshan, text="请问问楼下。", now=self.now)
        self.assertEqual(len(case.assists), 2)
        with self.assertRaisesMessage(Refused, "已经请冠山社区协办"):
            assisting.assist(case, staff=self.world.wang, helper=self.world.guanshan, text="再问。", now=self.now)
        self.do(self.world.stranger, case, "assist_answer", text="看过了。")
        self.assertEqual([each["name"] for each in case.assists], ["冠山社区"])

    def test_who_answers_for_it_is_not_asked_and_the_time_is_bounded(self) -> None:
        case = self.contacted()
        for unit in (self.world.dongguan, self.world.puyan, self.world.district):
            with self.assertRaisesMessage(Refused, "本来就负责这件事"):
                assisting.assist(case, staff=self.world.wang, helper=unit, text=TASK, now=self.now)
        close = case.deadlines.get(kind="close")
        for due in (self.now, close.due_at + timedelta(minutes=1)):
            with self.assertRaisesMessage(Refused, "反馈时间请选在"):
                assisting.assist(
                    case, staff=self.world.wang, helper=self.world.zhongxing, text=TASK, due_at=due, now=self.now
                )
        with self.assertRaises(NotAllowed):
            assisting.assist(case, staff=self.world.li, helper=self.world.zhongxing, text=TASK, now=self.now)

    def test_a_note_of_the_helper_does_not_sign_for_the_level_in_charge(self) -> None:
        case = self.asked()
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        escalation.delegate(case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="请办。", now=self.now)
        escalation.escalate(case, staff=self.world.head, reason="请街道协调。", now=self.now)
        Complaint.objects.filter(pk=case.pk).update(unit=self.world.dongguan)  # as if its own level had to sign
        case.refresh_from_db()
        handling.note(case, staff=self.world.stranger, text="我去看看。", now=self.now)
        self.assertTrue(case.deadlines.filter(kind="acknowledge", met_at=None, void_at=None).exists())

    def test_where_nobody_is_on_duty_everybody_who_handles_there_is_told_and_nobody_above(self) -> None:
        Duty.objects.filter(staff=self.world.stranger).delete()
        self.asked()
        self.assertEqual(self.told("assist_asked"), ["stranger"])

    def test_a_report_of_corruption_is_told_to_no_other_unit(self) -> None:
        case = self.contacted()
        Complaint.objects.filter(pk=case.pk).update(category="GOV-03")
        case.refresh_from_db()
        with self.assertRaisesMessage(Refused, "请按规定转纪检监察"):
            assisting.assist(case, staff=self.world.wang, helper=self.world.zhongxing, text=TASK, now=self.now)

    def test_by_the_api_and_the_outbox_of_a_tablet_each_once(self) -> None:
        case = self.contacted()
        given = {"helper": "CH-ZX", "text": TASK, "due_at": None, "client_key": None}
        sync.command(self.world.wang, case.code, "assist", given, now=self.now)
        answer = self.login(self.world.stranger).post(
            f"/api/v1/desk/complaints/{case.code}/assist_answer/",
            {"text": "看过了。", "client_key": "8c1f7b9e-4a8e-4a43-9d2c-0a6b8a6f3d11"},
            content_type="application/json",
        )
        self.assertEqual(answer.status_code, 200, answer.content)
        self.assertEqual(self.task(case).state, "answered")

    def test_the_board_of_a_helper_costs_the_same_for_one_part_and_for_ten(self) -> None:
        helper = self.login(self.world.stranger)
        helper.get("/desk/")

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                self.assertEqual(helper.get("/desk/").status_code, 200)
            return len(caught)

        self.asked()
        one = queries()
        for _ in range(9):
            self.asked()
        self.assertEqual(queries(), one)

    def test_only_that_case_is_seen_and_only_by_asking_for_the_part(self) -> None:
        case, other = self.asked(), self.contacted(text=GAS)
        complaint_for(self.world.stranger, case.code, assisting=True)
        self.assertEqual(self.page(self.world.stranger, other).status_code, 404)
        self.assertNotContains(self.login(self.world.stranger).get("/desk/rows/"), case.code)
        self.assertEqual(Unit.objects.get(pk=self.world.zhongxing.pk).level, Level.COMMUNITY)
