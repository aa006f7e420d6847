"""The quiet check: what ties a mediator to a case, and who may read of it."""

from __future__ import annotations

from datetime import timedelta

from mediation import candidates, conflicts
from mediation.models import Interest, Mediation
from mediation.models.mediator import person_key
from mediation.services import book, choose, conclude
from tests.mediation.rooms import UPSTAIRS_PHONE, MediationStory

ENTERPRISE, BUILDING, PERSON = Interest.Kind.ENTERPRISE, Interest.Kind.BUILDING, Interest.Kind.PERSON


class Ties(MediationStory):
    def declared(self, kind: str, name: str, **more) -> None:
        Interest.objects.create(mediator=self.rooms.qian, kind=kind, name=name, **more)

    def tied(self, mediation: Mediation | None = None, now=None) -> conflicts.Ties:
        mediation = mediation or self.applied()
        people = [self.rooms.qian, self.rooms.sun]
        found = conflicts.found(mediation.complaint, people, mediation=mediation, now=now or self.now)
        self.assertNotIn(self.rooms.sun.pk, found)
        return found.get(self.rooms.qian.pk, conflicts.Ties())

    def ties(self, mediation: Mediation | None = None) -> list[str]:
        return self.tied(mediation).bars

    def test_nothing_is_nothing(self):
        self.declared(ENTERPRISE, "远方公司")
        self.declared(BUILDING, "观潮名苑5幢")
        self.declared(PERSON, "不相干", phone_key=person_key("+8613700137000"))
        self.assertEqual(self.ties(), [])

    def test_the_same_enterprise_by_its_name_with_or_without_its_legal_form(self):
        self.declared(ENTERPRISE, "观澜物业服务有限公司", relation="曾任职")
        self.assertEqual(self.ties(self.applied(name="观澜物业服务")), ["申报过同一家单位（曾任职）"])

    def test_the_same_building_whatever_entrance(self):
        self.declared(BUILDING, "观潮名苑 6 幢1单元")
        self.assertEqual(self.ties(), ["申报过同一幢楼"])

    def test_a_building_in_the_words_of_a_case_counts_and_another_number_does_not(self):
        case = self.contacted(text="我住观潮名苑16幢，楼上太吵。", phone="13700137001", place=self.world.station)
        mediation = self.applied(case)
        self.declared(BUILDING, "观潮名苑6幢")
        self.assertEqual(self.ties(mediation), [])
        self.declared(BUILDING, "观潮名苑16号楼")
        self.assertEqual(self.ties(mediation), ["申报过同一幢楼"])

    def test_a_declared_person_by_number_or_by_name(self):
        self.declared(PERSON, "钱小弟", phone_key=person_key("+86" + UPSTAIRS_PHONE), relation="亲属")
        self.assertEqual(self.ties(), ["申报过和一方当事人有关系（亲属）"])
        Interest.objects.all().delete()
        self.declared(PERSON, "钱小弟")
        self.assertEqual(
            self.ties(self.applied(self.contacted(phone="13700137001"), name="钱小弟")), ["申报过和一方当事人有关系"]
        )

    def test_a_party_herself(self):
        self.rooms.qian.staff.mobile = "+86" + UPSTAIRS_PHONE
        self.rooms.qian.staff.save()
        self.assertEqual(self.ties(), ["本人就是一方当事人"])

    def test_who_has_sat_with_a_party_before(self):
        earlier = self.in_session()
        terms = conclude.Terms(form="oral", content="今后不在家里跳绳。")
        conclude.agree(earlier, staff=self.world.mediator, terms=terms, now=self.now)
        self.assertEqual(self.tied(earlier), conflicts.Ties())
        again = self.applied(self.contacted(phone="13700137001"))
        said = self.tied(again, self.now + timedelta(hours=3))
        self.assertEqual((said.bars, said.notes), ([], [f"2026年11月给一方当事人调解过（{earlier.code}）"]))

    def test_a_session_that_was_called_off_is_none(self):
        earlier = self.agreed()
        self.booked(earlier, hours=1)
        book.unbook(earlier, staff=self.world.wang, reason="改天", now=self.now)
        conclude.fail(earlier, staff=self.world.mediator, reason="谈不拢", now=self.now)
        again = self.applied(self.contacted(phone="13700137001"))
        self.assertEqual(self.tied(again, self.now + timedelta(hours=3)), conflicts.Ties())

    def test_who_has_met_a_party_may_be_named_without_a_word_and_be_chosen(self):
        earlier = self.in_session()
        conclude.fail(earlier, staff=self.world.mediator, reason="谈不拢", now=self.now)
        self.watch.shift(timedelta(hours=3))
        again = self.agreed(self.applied(self.contacted(phone="13700137001")))
        page = self.login(self.world.wang).get(f"/mediation/{again.code}/mediators/")
        self.assertContains(page, f"2026年11月给一方当事人调解过（{earlier.code}）")
        self.assertIn(self.rooms.qian, candidates.open_to_parties(again, self.now))
        choose.name_mediator(again, staff=self.world.wang, mediator=self.rooms.qian, now=self.now)
        again.refresh_from_db()
        self.assertEqual(again.mediator, self.rooms.qian)

    def test_it_takes_three_queries_for_however_many(self):
        mediation = self.applied()
        people = [self.rooms.qian, self.rooms.sun, self.rooms.hu]
        list(mediation.parties.all())
        with self.assertNumQueries(3):
            conflicts.found(mediation.complaint, people, mediation=mediation, now=self.now)

    def test_staff_read_it_and_no_party_does(self):
        self.declared(BUILDING, "观潮名苑6幢", relation="邻居")
        mediation = self.agreed()
        page = self.login(self.world.wang).get(f"/mediation/{mediation.code}/mediators/")
        self.assertContains(page, "申报过同一幢楼（邻居）")
        for side in ("A", "B"):
            token = self.side(mediation, side).token
            for path in (f"/m/{token}/", f"/m/{token}/mediators/"):
                shown = self.client.get(path)
                self.assertNotContains(shown, "申报")
                self.assertNotContains(shown, "钱")
        self.assertEqual([one.pk for one in candidates.open_to_parties(mediation, self.now)], [self.rooms.sun.pk])
