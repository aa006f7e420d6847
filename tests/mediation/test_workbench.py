"""The staff's pages: the panel at a case, the calendar, one mediation and its buttons."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from complaints.models import Complaint
from complaints.workflow import Stage as CaseStage
from governance.models import Staff
from mediation.models import Agreement, Booking, Mediation
from mediation.workflow import Answer, Stage
from notices.models import Notice
from tests.mediation.rooms import SUMMARY, UPSTAIRS, UPSTAIRS_PHONE, MediationStory
from tests.world import NOISE, PHONE


class DeskStory(MediationStory):
    def send(self, staff: Staff, mediation: Mediation, verb: str, status: int = 302, **data: object):
        """Do a verb on the page of a mediation, as a browser would."""
        fields = {"client_key": str(uuid4()), **{name: str(value) for name, value in data.items()}}
        response = self.login(staff).post(f"/mediation/{mediation.code}/{verb}/", fields)
        self.assertEqual(response.status_code, status, response.content.decode())
        return response

    def page(self, staff: Staff, path: str) -> str:
        response = self.login(staff).get(path)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()


class Panel(DeskStory):
    def given(self, **more: object) -> dict[str, str]:
        given = {
            "organisation": self.rooms.puyan.pk, "name": UPSTAIRS, "phone": UPSTAIRS_PHONE, "summary": SUMMARY,
            "origin": "applied", "client_key": uuid4(), **more,
        }  # fmt: skip
        return {name: str(value) for name, value in given.items()}

    def test_the_handler_applies_from_the_case(self):
        case = self.contacted()
        url = f"/mediation/panel/{case.code}/"
        self.assertIn("申请调解", self.page(self.world.wang, url))
        form = self.page(self.world.wang, url + "?open=1")
        for words in ("怎么称呼对方", "对方电话", "可以告诉对方的内容", "就在浦沿街道"):
            self.assertIn(words, form)
        response = self.login(self.world.wang).post(url, self.given())
        mediation = Mediation.objects.get()
        self.assertContains(response, f"/mediation/{mediation.code}/")
        self.assertContains(response, "待答复")

    def test_what_was_typed_stays_when_something_is_wrong(self):
        case = self.contacted()
        response = self.login(self.world.wang).post(
            f"/mediation/panel/{case.code}/", self.given(phone="12", summary=f"请联系{PHONE}来商量跳绳的事。")
        )
        self.assertEqual(response.status_code, 422)
        page = response.content.decode()
        self.assertIn("诉求方的电话", page)
        self.assertIn(UPSTAIRS, page)
        self.assertEqual(Mediation.objects.count(), 0)

    def test_before_the_first_contact_there_is_nothing_to_apply_for(self):
        case = self.claimed()
        page = self.page(self.world.wang, f"/mediation/panel/{case.code}/")
        self.assertNotIn("<button", page)
        self.assertIn("联系上诉求人以后", page)

    def test_a_colleague_sees_it_but_does_not_apply(self):
        case = self.contacted()
        self.assertNotIn("<button", self.page(self.world.li, f"/mediation/panel/{case.code}/"))
        response = self.login(self.world.li).post(f"/mediation/panel/{case.code}/", self.given())
        self.assertEqual((response.status_code, Mediation.objects.count()), (403, 0))

    def test_what_may_not_be_mediated_says_why(self):
        case = self.contacted()
        Complaint.objects.update(category="SAF-01")
        page = self.page(self.world.wang, f"/mediation/panel/{case.code}/")
        self.assertIn("不能调解", page)
        self.assertNotIn("<button", page)

    def test_clearance_is_asked_for_where_it_is_needed(self):
        case = self.contacted()
        self.assertNotIn("主管部门", self.page(self.world.wang, f"/mediation/panel/{case.code}/?open=1"))
        Complaint.objects.update(category="SEC-02")
        self.assertIn("主管部门", self.page(self.world.wang, f"/mediation/panel/{case.code}/?open=1"))
        response = self.login(self.world.wang).post(f"/mediation/panel/{case.code}/", self.given())
        self.assertContains(response, "公安、妇联", status_code=422)

    def test_the_best_organisation_stands_first_with_its_reason(self):
        case = self.contacted()
        Complaint.objects.update(category="NEI-03")
        page = self.page(self.world.wang, f"/mediation/panel/{case.code}/?open=1")
        self.assertLess(page.index("和滨江（专门调解"), page.index("浦沿潮调解室（就在浦沿街道"))
        Complaint.objects.update(category="NOI-01")
        page = self.page(self.world.wang, f"/mediation/panel/{case.code}/?open=1")
        self.assertLess(page.index("浦沿潮调解室（就在浦沿街道"), page.index("和滨江（面向全区"))

    def test_a_stranger_sees_no_panel(self):
        case = self.contacted()
        for staff in (self.world.stranger, self.world.mediator, self.world.auditor):
            self.assertEqual(self.login(staff).get(f"/mediation/panel/{case.code}/").status_code, 404)


class Workbench(DeskStory):
    def test_the_whole_way_by_its_buttons(self):
        mediation = self.applied()
        wang, qian = self.world.wang, self.world.mediator
        for side in "AB":
            self.send(wang, mediation, "consent", party=self.side(mediation, side).pk, way="phone", informed="on")
            self.assertEqual(self.side(mediation, side).answer, Answer.AGREED)
        start = timezone.localtime(self.now) + timedelta(minutes=30)
        self.send(
            qian, mediation, "book", room=self.rooms.hall.pk, mediator=self.rooms.qian.pk, day=start.date(),
            starts_at=f"{start:%H:%M}", minutes=60,
        )  # fmt: skip
        self.send(qian, mediation, "start")
        self.send(qian, mediation, "agree", form="oral", content="晚上八点以后不在家跳绳。")
        mediation.refresh_from_db()
        self.assertEqual(mediation.stage, Stage.AGREED)
        page = self.page(qian, f"/mediation/{mediation.code}/")
        for words in ("口头协议", "晚上八点以后不在家跳绳。", "司法确认", "这次调解已经结束", "达成口头协议"):
            self.assertIn(words, page)
        self.assertEqual(Complaint.objects.get().stage, CaseStage.CONTACTED)

    def test_who_may_be_named_is_a_group_of_boxes_with_a_name_each_a_row_to_tap(self):
        mediation = self.in_session()
        page = self.page(self.world.mediator, f"/mediation/{mediation.code}/")
        self.assertIn("<legend>当面同意让对方知道姓名</legend>", page)
        self.assertRegex(
            page, r'<label class="choice"><input type="checkbox" name="may_name"[^>]*><span>诉求方本人同意'
        )
        self.assertNotIn('<label for="">', page)

    def test_a_written_agreement_waits_for_its_signatures(self):
        mediation = self.in_session()
        self.send(
            self.world.mediator, mediation, "agree", form="written", content="不再跳绳。", facts="声音影响休息。",
            performance="今天起。",
        )  # fmt: skip
        page = self.page(self.world.mediator, f"/mediation/{mediation.code}/")
        self.assertIn("签齐后生效", page)
        for signer in "ABMS":
            self.send(self.world.mediator, mediation, "sign", signer=signer, signed_on=timezone.localdate(self.now))
        self.assertIsNotNone(Agreement.objects.get().effective_at)

    def test_consent_is_not_recorded_before_the_rights_were_read(self):
        mediation = self.applied()
        response = self.send(
            self.world.wang, mediation, "consent", 422, party=self.side(mediation, "B").pk, way="phone"
        )
        self.assertContains(response, "请先向当事人说明权利义务", status_code=422)
        self.assertEqual(self.side(mediation, "B").answer, Answer.ASKED)

    def test_refusal_termination_and_failure_are_recorded(self):
        for verb, stage, data in (
            ("refuse", Stage.REFUSED, {"way": "phone"}),
            ("terminate", Stage.TERMINATED, {"way": "in_person"}),
            ("fail", Stage.FAILED, {"reason": "三次都没人。"}),
        ):
            mediation = self.applied(self.contacted())
            self.send(self.world.wang, mediation, verb, party=self.side(mediation, "B").pk, **data)
            mediation.refresh_from_db()
            self.assertEqual(mediation.stage, stage)

    def test_a_clash_is_said_at_the_form_and_what_was_chosen_stays(self):
        self.booked(starts_at=self.at(14))
        mediation = self.applied(self.contacted())
        response = self.send(
            self.world.wang, mediation, "book", 422, room=self.rooms.hall.pk, mediator=self.rooms.sun.pk,
            day=self.at(14).date(), starts_at="14:30", minutes=90,
        )  # fmt: skip
        page = response.content.decode()
        self.assertIn("已经约出去了", page)
        self.assertIn('value="14:30"', page)

    def test_the_first_free_half_hour_is_proposed(self):
        self.booked(starts_at=self.at(19, days=0), mediator=self.rooms.sun)
        page = self.page(self.world.wang, f"/mediation/{self.of_others(1).code}/")
        self.assertIn('value="19:00"', page)  # the hall is taken, the small room and Qian are free
        self.assertIn(f'<option value="{self.rooms.hall2.pk}" selected>', page)

    def test_no_hour_no_day_no_room_is_a_sentence(self):
        mediation = self.applied()
        for data in ({}, {"day": "yesterday", "starts_at": "25:99", "room": "0", "mediator": "x", "minutes": "1"}):
            response = self.send(self.world.wang, mediation, "book", 422, **data)
            self.assertContains(response, "请选择调解室。", status_code=422)

    def test_only_what_she_may_do_is_drawn(self):
        mediation = self.agreed()
        self.booked(mediation, hours=1)
        code = mediation.code
        self.assertIn(">开始调解<", self.page(self.world.mediator, f"/mediation/{code}/"))
        self.assertNotIn(">开始调解<", self.page(self.world.wang, f"/mediation/{code}/"))
        self.assertIn(">改约<", self.page(self.world.wang, f"/mediation/{code}/"))
        self.send(self.world.wang, mediation, "start", 403)

    def test_somebody_was_faster(self):
        mediation = self.agreed()
        self.booked(mediation, hours=1)
        self.send(self.world.mediator, mediation, "start")
        response = self.send(self.rooms.sun.staff, mediation, "start", 409)
        self.assertContains(response, "正在调解", status_code=409)

    def test_numbers_are_masked_for_the_eye(self):
        mediation = self.applied()
        page = self.page(self.world.mediator, f"/mediation/{mediation.code}/")
        self.assertIn("139****9009", page)
        self.assertIn(NOISE, page)
        self.assertEqual(page.count(UPSTAIRS_PHONE), 1)  # the link to dial

    def test_an_unknown_verb_and_a_get_change_nothing(self):
        mediation = self.agreed()
        client = self.login(self.world.wang)
        self.assertEqual(client.post(f"/mediation/{mediation.code}/apply/").status_code, 404)
        self.assertRedirects(client.get(f"/mediation/{mediation.code}/fail/"), f"/mediation/{mediation.code}/")
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)


class WhoSees(DeskStory):
    def test_those_of_the_case_and_those_of_the_organisation_nobody_else(self):
        mediation = self.applied()
        world, rooms = self.world, self.rooms
        within = [world.wang, world.li, world.head, world.gridder, world.dispatcher, world.duty_officer]
        for staff in [*within, rooms.qian.staff, rooms.sun.staff]:
            expected = 404 if staff == world.gridder else 200  # the case was not given to her grid
            self.assertEqual(self.login(staff).get(f"/mediation/{mediation.code}/").status_code, expected, staff)
        for staff in (world.stranger, rooms.hu.staff, world.auditor, world.admin):
            self.assertEqual(self.login(staff).get(f"/mediation/{mediation.code}/").status_code, 404, staff)
            for verb in ("consent", "book", "start", "fail"):
                response = self.login(staff).post(f"/mediation/{mediation.code}/{verb}/")
                self.assertEqual(response.status_code, 404, (staff, verb))

    def test_a_mediator_who_left_her_organisation_sees_nothing(self):
        mediation = self.applied()
        self.rooms.qian.active = False
        self.rooms.qian.save()
        self.assertEqual(self.login(self.world.mediator).get(f"/mediation/{mediation.code}/").status_code, 404)

    def test_nobody_without_a_login(self):
        mediation = self.applied()
        for path in ("/mediation/", f"/mediation/{mediation.code}/", f"/mediation/panel/{mediation.complaint.code}/"):
            self.assertRedirects(Client().get(path), f"/login/?next={path}", fetch_redirect_response=False)
        response = Client().post(f"/mediation/{mediation.code}/fail/", {"reason": "x"})
        self.assertEqual(response.status_code, 302)
        response = Client().get(f"/mediation/panel/{mediation.complaint.code}/", headers={"HX-Request": "true"})
        self.assertEqual(response["HX-Redirect"], "/login/")
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)


class Calendar(DeskStory):
    def test_a_cell_opens_for_those_who_see_the_mediation_and_names_nobody(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        for staff in (self.world.wang, self.world.mediator):
            page = self.page(staff, "/mediation/")
            self.assertIn(f"/mediation/{mediation.code}/", page)
        page = self.page(self.world.stranger, f"/mediation/?org={self.rooms.puyan.pk}")
        self.assertIn("14:00", page)
        self.assertIn("已约", page)
        self.assertNotIn(mediation.code, page)
        for secret in (UPSTAIRS, UPSTAIRS_PHONE, SUMMARY, NOISE[:8], PHONE):
            self.assertNotIn(secret, page)

    def test_it_shows_seven_days_from_the_day_asked_for(self):
        self.booked(starts_at=self.at(14))
        self.assertIn("14:00", self.page(self.world.wang, "/mediation/?day=2026-11-24"))
        self.assertNotIn("14:00–15:00", self.page(self.world.wang, "/mediation/?day=2026-11-25"))
        for typed in ("nonsense", "2026-13-45", "9999-12-31", "0001-01-01", "<script>"):
            self.assertIn("11月23日", self.page(self.world.wang, f"/mediation/?day={typed}"))

    def test_those_whom_mediation_does_not_concern_are_not_let_in(self):
        self.assertEqual(self.login(self.world.auditor).get("/mediation/").status_code, 404)

    def test_the_number_of_queries_does_not_grow(self):
        self.booked(starts_at=self.at(9))
        client = self.login(self.world.wang)
        client.get("/mediation/")
        with self.assertNumQueries(FuzzyInt(1, 20)) as few:
            client.get("/mediation/")
        for hour in (10, 11, 12, 13, 14, 15):
            self.booked(self.applied(self.contacted()), starts_at=self.at(hour))
        with self.assertNumQueries(len(few)):
            client.get("/mediation/")

    def test_the_mediator_finds_her_session_from_the_bell(self):
        mediation = self.applied()
        self.booked(mediation)
        notice = Notice.objects.get(template="mediation_assigned")
        self.assertEqual(notice.data["code"], mediation.code)
        self.assertEqual(Booking.objects.get().mediator.staff, notice.staff)


class FuzzyInt(int):
    """A number between two others, for a first count of queries."""

    def __new__(cls, low: int, high: int) -> FuzzyInt:
        made = super().__new__(cls, high)
        made.low = low
        return made

    def __eq__(self, other: object) -> bool:
        return self.low <= other <= int(self)

    def __hash__(self) -> int:
        return super().__hash__()
