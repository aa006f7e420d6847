"""移交 by offer and acceptance: the sender keeps the case and his clock until the other one says yes."""

from __future__ import annotations

from datetime import timedelta

from binan.kit.errors import Refused
from complaints.models import Complaint, Deadline
from complaints.services import escalation, handling, offering
from governance import presence
from governance.levels import Level
from governance.models import Duty, Unit
from governance.roles import Role
from governance.services import sessions
from governance.services.leave import note_leave
from governance.shifts import Span
from notices.models import Notice
from tests.complaints.desk_case import DeskCase


class HandOverTests(DeskCase):
    def offered_to_li(self, **more: str) -> Complaint:
        case = self.contacted(**more)
        self.do(self.world.wang, case, "hand_over", to="li", reason="明天休假。")
        return case

    def told(self, template: str) -> list[str]:
        return list(Notice.objects.filter(template=template).values_list("staff__username", flat=True))

    def choices(self, staff: object, case: Complaint) -> set[str]:
        field = self.page(staff, case).context["forms"]["hand_over"].fields["to"]  # type: ignore[arg-type]
        return {username for username, _ in field.choices if username}

    def test_until_she_accepts_the_sender_has_it_and_the_resident_reads_who(self) -> None:
        case = self.offered_to_li()
        self.assertEqual((case.handler, case.offered_to, case.stage), (self.world.wang, self.world.li, "CONTACTED"))
        self.assertContains(self.client.get(f"/c/{case.token}/"), "正在请李社工接手，对方答应之前还是由王社工负责")
        self.assertIn("call_back", self.offered(self.world.wang, case))
        self.assertNotIn("call_back", self.offered(self.world.li, case))
        self.assertEqual(self.told("handed_over"), ["li"])
        self.assertContains(self.login(self.world.li).get("/desk/"), "王小红移交，等您答复")
        self.assertContains(self.page(self.world.wang, case), "已请李建国接手")

    def test_she_accepts_and_goes_on(self) -> None:
        case = self.offered_to_li()
        self.do(self.world.li, case, "accept_offer")
        self.assertEqual((case.handler, case.last_handler, case.offered_to), (self.world.li, self.world.wang, None))
        self.assertContains(self.client.get(f"/c/{case.token}/"), "转由李社工继续办理")
        self.assertIn("call_back", self.offered(self.world.li, case))
        self.assertNotIn("call_back", self.offered(self.world.wang, case))
        self.assertEqual(self.told("offer_accepted"), ["wang"])

    def test_the_clocks_of_the_sender_run_on_through_offer_and_acceptance(self) -> None:
        case = self.dialled()
        due = dict(Deadline.objects.filter(complaint=case, kind__in=("contact", "close")).values_list("kind", "due_at"))
        self.wait(minutes=2)
        offering.hand_over(case, staff=self.world.wang, to="li", reason="有急事。", now=self.now)
        self.wait(minutes=1)
        offering.accept_offer(case, staff=self.world.li, now=self.now)
        still = Deadline.objects.filter(complaint=case, kind__in=("contact", "close"), met_at=None, void_at=None)
        self.assertEqual(dict(still.values_list("kind", "due_at")), due)
        self.assertTrue(Deadline.objects.filter(complaint=case, kind="lease", met_at=None, void_at=None).exists())

    def test_a_colleague_on_leave_is_not_proposed_and_not_asked(self) -> None:
        case = self.contacted()
        self.assertIn("li", self.choices(self.world.wang, case))
        away = Span(self.now, self.now + timedelta(hours=1))
        note_leave(self.world.li, by=self.world.li, span=away, now=self.now)
        self.assertNotIn("li", self.choices(self.world.wang, case))
        with self.assertRaisesMessage(Refused, "李建国现在"):
            offering.hand_over(case, staff=self.world.wang, to="li", reason="有急事。", now=self.now)

    def test_she_declines_with_a_reason_and_nothing_has_changed(self) -> None:
        case = self.offered_to_li()
        self.do(self.world.li, case, "decline_offer", reason="在外面处理别的事。")
        self.assertEqual((case.handler, case.offered_to), (self.world.wang, None))
        self.assertEqual(self.told("offer_declined"), ["wang"])
        self.assertContains(self.client.get(f"/c/{case.token}/"), "还是由王社工继续办理")
        self.assertIn("hand_over", self.offered(self.world.wang, case))

    def test_the_sender_takes_it_back_and_only_then_asks_another(self) -> None:
        case = self.offered_to_li()
        self.assertNotIn("hand_over", self.offered(self.world.wang, case))
        page = self.do(self.world.wang, case, "hand_over", to="shuji", reason="换个人。")
        self.assertContains(page, "已经请李建国接手", status_code=422)
        self.do(self.world.wang, case, "retract_offer")
        self.do(self.world.wang, case, "hand_over", to="shuji", reason="换个人。")
        self.assertEqual(case.offered_to, self.world.head)
        self.assertNotIn("accept_offer", self.offered(self.world.li, case))

    def test_an_offer_ends_when_the_case_leaves_the_sender(self) -> None:
        for end in ("release", "take_over", "withdraw", "close"):
            case = self.offered_to_li()
            if end == "release":
                handling.release(case, staff=self.world.wang, reason="换班。", now=self.now)
            elif end == "take_over":
                handling.take_over(case, staff=self.world.head, now=self.now)
            elif end == "withdraw":
                handling.withdraw(case, now=self.now)
            else:
                handling.close(
                    case,
                    staff=self.world.wang,
                    result="已经和楼上说好，今后注意。双方都认可了。",
                    closing_kind="SUBSTANTIVE",
                    now=self.now,
                )
            case.refresh_from_db()
            self.assertIsNone(case.offered_to, end)

    def test_escalation_changes_nothing_about_it(self) -> None:
        case = self.offered_to_li()
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        self.do(self.world.li, case, "accept_offer")
        self.assertEqual((case.handler, case.unit), (self.world.li, self.world.puyan))

    def test_colleagues_and_heads_of_the_street_are_proposed_others_are_not(self) -> None:
        case = self.claimed()
        self.assertEqual(self.choices(self.world.wang, case), {"li", "shuji", "jiedao"})
        page = self.do(self.world.wang, case, "hand_over", to="stranger", reason="给远方的同事。")
        self.assertContains(page, "请选择本单位的同事", status_code=422)
        self.assertContains(page, "给远方的同事。</textarea>", status_code=422)
        self.assertEqual((case.handler, case.offered_to), (self.world.wang, None))

    def test_who_is_away_on_the_telephone_or_overloaded_is_not_proposed_and_the_list_says_why(self) -> None:
        case = self.claimed()
        presence.calls(self.world.li, self.now)
        Duty.objects.filter(staff=self.world.head).delete()
        page = self.page(self.world.wang, case)
        self.assertContains(page, "现在不便接手：周书华（不在班）、李建国（通话中）")
        self.assertEqual(self.choices(self.world.wang, case), {"jiedao"})
        with self.assertRaisesMessage(Refused, "李建国现在通话中"):
            offering.hand_over(case, staff=self.world.wang, to="li", reason="有急事。", now=self.now)

    def test_fifteen_open_cases_are_enough(self) -> None:
        for _ in range(15):
            self.claimed(self.world.li)
        case = self.claimed()
        self.assertContains(self.page(self.world.wang, case), "李建国（手上已有 15 件）")

    def test_a_superior_may_ask_all_the_same(self) -> None:
        case = self.claimed()
        presence.calls(self.world.li, self.now)
        self.assertIn("li", self.choices(self.world.head, case))
        self.do(self.world.head, case, "hand_over", to="li", reason="打完电话请接着办。")
        self.assertEqual((case.handler, case.offered_to), (self.world.wang, self.world.li))

    def test_the_head_of_another_unit_sees_the_case_she_is_asked_to_take_and_takes_it_home(self) -> None:
        other = self.world._staff("shuji2", "郑书记", Role.COMMUNITY_HEAD, self.world.guanshan)
        case = self.contacted()
        self.assertEqual(self.page(other, case).status_code, 404)
        offering.hand_over(case, staff=self.world.wang, to="shuji2", reason="事情在冠山。", now=self.now)
        self.assertContains(self.page(other, case), "王小红想请您接着办")
        self.assertContains(self.login(other).get("/desk/"), case.title)
        self.do(other, case, "accept_offer")
        self.assertEqual((case.handler, case.unit, case.community), (other, self.world.guanshan, self.world.guanshan))
        self.assertEqual(self.page(self.world.wang, case).status_code, 404)

    def test_whoever_is_asked_is_called_on_any_page_of_hers_wherever_she_works(self) -> None:
        other = self.world._staff("shuji2", "郑书记", Role.COMMUNITY_HEAD, self.world.guanshan)
        case, board = self.contacted(), self.login(other)
        with self.listening(sessions.group(other.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            offering.hand_over(case, staff=self.world.wang, to="shuji2", reason="事情在冠山。", now=self.now)
        self.assertEqual(sorted(each["type"] for each in heard), ["drill", "inbox", "word"])
        [word] = [each["html"] for each in heard if each["type"] == "word"]
        for part in ('data-call="offer"', f'data-code="{case.code}"', f'data-title="{case.title}"'):
            self.assertIn(part, word)
        self.assertContains(board.get("/desk/drills/"), "王小红移交，等您答复")
        with self.listening(sessions.group(other.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            offering.retract_offer(case, staff=self.world.wang, now=self.now)
        over = f'<template data-call="over" data-code="{case.code}"></template>'
        self.assertEqual([each.get("html") for each in heard], [over, None])
        self.assertNotContains(board.get("/desk/drills/"), case.title)

    def test_an_offer_that_nobody_answers_reminds_her_and_goes_back_to_the_sender(self) -> None:
        case = self.offered_to_li()
        self.wait(minutes=14)
        self.assertEqual(self.told("offer_waiting"), [])
        with self.listening(sessions.group(self.world.li.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            self.wait(minutes=1)
        self.assertEqual(self.told("offer_waiting"), ["li"])
        self.assertTrue(any('data-call="offer"' in each.get("html", "") for each in heard))
        self.wait(minutes=15)
        case.refresh_from_db()
        self.assertEqual((case.handler, case.offered_to), (self.world.wang, None))
        self.assertEqual((self.told("offer_lapsed"), self.told("offer_failed")), (["wang"], []))  # hers, so told once
        self.assertContains(self.client.get(f"/c/{case.token}/"), "还是由王社工继续办理")
        self.assertIn("hand_over", self.offered(self.world.wang, case))
        self.wait(hours=11)
        self.assertEqual(len(self.told("offer_lapsed")), 1)

    def test_the_superior_whose_offer_nobody_takes_is_told_as_well_as_whoever_has_it(self) -> None:
        for end in (
            lambda case: self.wait(minutes=30),
            lambda case: self.do(self.world.li, case, "decline_offer", reason="在外面。"),
        ):
            case = self.contacted()
            self.do(self.world.head, case, "hand_over", to="li", reason="请您接着办。")
            end(case)
            self.assertEqual(
                (self.told("offer_lapsed") + self.told("offer_declined"), self.told("offer_failed")),
                (["wang"], ["shuji"]),
            )
            Notice.objects.all().delete()

    def test_an_offer_that_was_answered_or_ended_is_not_reminded_of(self) -> None:
        for end in ("accept_offer", "decline_offer", "retract_offer"):
            who = self.world.wang if end == "retract_offer" else self.world.li
            self.do(who, self.offered_to_li(), end, reason="在外面。")
        self.wait(hours=1)
        self.assertEqual(self.told("offer_waiting") + self.told("offer_lapsed"), [])

    def test_asking_costs_the_same_however_many_colleagues(self) -> None:
        case = self.claimed()
        self.assertEqual(case.community, self.world.dongguan)  # read once a case, not once a colleague
        with self.assertNumQueries(5):
            offering.candidates(case, self.now)
        Unit.objects.create(name="新社区", level=Level.COMMUNITY, parent=self.world.puyan, key="PY-NEW")
        for n in range(3):
            self.world._staff(f"new{n}", f"新同事{n}", Role.SOCIAL_WORKER, self.world.dongguan)
        with self.assertNumQueries(5):
            offering.candidates(case, self.now)

    def test_a_colleague_cannot_take_it_that_way(self) -> None:
        case = self.claimed()
        self.assertEqual(self.do(self.world.li, case, "hand_over", to="li", reason="给我。").status_code, 403)
        self.assertEqual(self.do(self.world.li, case, "accept_offer").status_code, 403)
        self.assertEqual(case.handler, self.world.wang)
