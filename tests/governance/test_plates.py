"""The life of a plate: what each may do with it, what is written down, and where an old code leads."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import settings as profile

from binan.kit import memo
from binan.kit.errors import Moved, NotAllowed, Refused
from governance.models import FormerCode, Place, PlateEvent
from governance.plates import ACTIONS, Stage, allowed
from governance.selectors import place_by_code
from governance.services import plates
from tests.cases import GeneratedCase, StoryCase

WHY = "码被人贴到网上了。"


class Life(StoryCase):
    def do(self, verb: str, staff: object = None, **more: object) -> PlateEvent:
        return plates.act(self.place, staff=staff or self.world.head, verb=verb, now=self.now, **more)  # type: ignore[arg-type]

    def setUp(self) -> None:
        super().setUp()
        self.place = self.world.door

    def test_from_the_printer_to_the_wall_and_what_is_written_down(self) -> None:
        for verb, stage in (("printed", "PRINTED"), ("post", "POSTED"), ("check", "POSTED")):
            self.watch.shift(timedelta(days=1))
            self.do(verb, self.world.gridder)
            self.assertEqual(self.place.stage, stage)
        self.do("damage", self.world.wang, what="torn", note="下半张没了")
        self.assertEqual(self.place.stage, Stage.DAMAGED)
        self.assertEqual((self.place.checked_at - self.place.posted_at).days, 1)
        event = PlateEvent.objects.latest("id")
        self.assertEqual(
            (event.kind, event.what, event.note, event.staff), ("damage", "torn", "下半张没了", self.world.wang)
        )
        self.assertEqual(list(PlateEvent.objects.order_by("id").values_list("stage_to", flat=True))[-1], "DAMAGED")

    def test_a_new_code_keeps_the_place_and_the_old_one_leads_on(self) -> None:
        self.do("post")
        case = self.file()
        self.do("replace", note=WHY)
        self.assertNotEqual(self.place.code, "TESTDOOR01")
        self.assertEqual((self.place.stage, self.place.edition, self.place.number[-2:]), (Stage.NEW, 2, "-2"))
        self.assertContains(self.client.get("/q/TESTDOOR01/"), "观潮名苑6幢2单元")
        self.assertContains(self.client.get("/q/testdoor01/file/"), self.place.code)
        self.assertEqual(place_by_code(self.place.code), place_by_code("TESTDOOR01"))
        self.assertEqual(case.place, self.place)  # what was told here stays with the place
        self.do("replace", note=WHY)
        self.assertEqual([place_by_code(old.code) for old in FormerCode.objects.all()], [self.place, self.place])

    def test_a_retired_code_leads_to_its_successor_or_says_so(self) -> None:
        self.do("retire", note="单元门拆了", successor=self.world.station)
        self.assertContains(self.client.get("/q/TESTDOOR01/"), "东冠社区窗口")
        self.do("revive")
        self.assertContains(self.client.get("/q/TESTDOOR01/"), "观潮名苑6幢2单元")
        self.do("retire", note="单元门拆了")
        self.assertEqual(self.client.get("/q/TESTDOOR01/").status_code, 404)

    def test_a_code_replaced_and_then_retired_leads_on_through_both(self) -> None:
        self.do("replace", note=WHY)
        self.do("retire", note="单元门拆了", successor=self.world.station)
        self.assertEqual(place_by_code("TESTDOOR01"), self.world.station)

    def test_it_leads_on_through_places_that_ended_one_after_the_other_and_never_in_a_ring(self) -> None:
        gate = Place.objects.create(code="TESTGATE01", name="北门", unit=self.world.dongguan)
        self.do("retire", note="单元门拆了", successor=gate)
        plates.act(
            gate, staff=self.world.head, verb="retire", note="北门也拆了", successor=self.world.station, now=self.now
        )
        self.assertContains(self.client.get("/q/TESTDOOR01/"), "东冠社区窗口")
        Place.objects.filter(pk=self.world.station.pk).update(
            stage="RETIRED", retired_at=self.now, replaced_by=self.place
        )
        memo.forget()
        self.assertEqual(self.client.get("/q/TESTDOOR01/").status_code, 404)

    def test_a_worker_looks_after_it_a_head_ends_it(self) -> None:
        for verb in ("replace", "retire"):
            with self.assertRaises(NotAllowed):
                self.do(verb, self.world.wang, note=WHY)
        for staff in (self.world.stranger, self.world.mediator, self.world.auditor):
            with self.assertRaises(NotAllowed):
                self.do("post", staff)
        self.do("post", self.world.wang)
        self.do("retire", self.world.admin, note=WHY)

    def test_what_is_missing_is_said(self) -> None:
        self.do("post")
        for verb, given_ in (
            ("damage", {}),
            ("damage", {"what": "eaten"}),
            ("replace", {"note": "坏"}),
            ("retire", {"note": "   "}),
        ):
            with self.assertRaises(Refused, msg=verb):
                self.do(verb, **given_)
        with self.assertRaisesMessage(Refused, "不能接到它自己"):
            self.do("retire", note=WHY, successor=self.place)
        Place.objects.filter(pk=self.world.station.pk).update(stage="RETIRED", retired_at=self.now)
        self.world.station.refresh_from_db()
        with self.assertRaisesMessage(Refused, "也停用了"):
            self.do("retire", note=WHY, successor=self.world.station)
        self.assertEqual(self.place.stage, Stage.POSTED)

    def test_who_comes_second_reads_what_it_is_now(self) -> None:
        mine, hers = Place.objects.get(pk=self.place.pk), Place.objects.get(pk=self.place.pk)
        plates.act(mine, staff=self.world.head, verb="retire", note=WHY, now=self.now)
        with self.assertRaisesMessage(Moved, "现在是“停用”"):
            plates.act(hers, staff=self.world.wang, verb="post", now=self.now)
        self.assertEqual(PlateEvent.objects.count(), 1)

    def test_what_was_done_stays_written(self) -> None:
        event = self.do("post")
        with self.assertRaises(TypeError):
            event.save()
        with self.assertRaises(TypeError):
            event.delete()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=self.place.pk).update(stage=Stage.RETIRED)


class AnyLife(GeneratedCase):
    @profile(max_examples=25)
    @given(verbs=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=8))
    def test_whatever_is_done_the_first_code_leads_somewhere_that_is_true(self, verbs: list[str]) -> None:
        memo.forget()
        place = Place.objects.get(pk=self.world.door.pk)
        first = place.code
        for verb in verbs:
            possible = verb in {action.name for action in allowed(place.stage, {"keeper"})}
            try:
                plates.act(place, staff=self.world.head, verb=verb, what="torn", note=WHY, now=self.now)
                self.assertTrue(possible)
            except Moved:
                self.assertFalse(possible)
        found = place_by_code(first)
        assert found
        self.assertEqual(found.pk, place.pk)
        self.assertEqual(found.retired_at is not None, found.stage == Stage.RETIRED)
        self.assertEqual(PlateEvent.objects.filter(place=place, kind="replace").count(), found.edition - 1)
        self.assertEqual(FormerCode.objects.filter(place=place).count(), found.edition - 1)


class Pages(StoryCase):
    def test_a_worker_sees_her_communitys_plates_and_no_others(self) -> None:
        page = self.login(self.world.wang).get("/desk/places/")
        self.assertContains(page, "观潮名苑6幢2单元")
        self.assertNotContains(page, "智汇谷产业园")
        self.assertContains(self.login(self.world.duty_officer).get("/desk/places/"), "智汇谷产业园")
        self.assertEqual(self.login(self.world.stranger).get("/desk/places/TESTDOOR01/").status_code, 404)

    def test_it_is_found_by_name_code_number_and_former_code(self) -> None:
        plates.act(self.world.door, staff=self.world.head, verb="replace", note=WHY, now=self.now)
        browser = self.login(self.world.wang)
        for typed in ("6幢", "testdoor01", self.world.door.code, self.world.door.number, str(self.world.door.pk)):
            page = browser.get("/desk/places/", {"q": typed})
            self.assertContains(page, "观潮名苑6幢2单元", msg_prefix=typed)
            self.assertNotContains(page, "东冠社区窗口", msg_prefix=typed)
        for typed in ("没有", "'\";--", "9" * 40, "-1"):
            self.assertEqual(browser.get("/desk/places/", {"q": typed, "within": "x"}).status_code, 200)

    def test_a_tap_at_the_door_and_the_page_says_so(self) -> None:
        browser = self.login(self.world.gridder)
        page = browser.post("/desk/places/TESTDOOR01/act/post/", follow=True)
        self.assertContains(page, "陈网格：贴好了")
        page = browser.post("/desk/places/TESTDOOR01/act/damage/", {})
        self.assertContains(page, "这一项要填", status_code=422)
        page = browser.post("/desk/places/TESTDOOR01/act/damage/", {"what": "pasted"}, follow=True)
        self.assertContains(page, "有破损，被人贴上别的码")
        self.assertNotContains(page, "换新码")
        self.assertEqual(browser.post("/desk/places/TESTDOOR01/act/dance/").status_code, 404)

    def test_who_works_here_scans_it_and_is_one_tap_away_from_its_page(self) -> None:
        self.assertContains(self.login(self.world.gridder).get("/q/TESTDOOR01/"), 'href="/desk/places/TESTDOOR01/"')
        self.assertNotContains(self.client.get("/q/TESTDOOR01/"), "/desk/")

    def test_a_head_replaces_it_and_stands_on_the_page_of_the_new_code(self) -> None:
        browser = self.login(self.world.head)
        page = browser.post("/desk/places/TESTDOOR01/act/replace/", {"note": WHY}, follow=True)
        self.world.door.refresh_from_db()
        self.assertEqual(page.redirect_chain[-1][0], f"/desk/places/{self.world.door.code}/")
        self.assertContains(page, "TESTDOOR01")
        nowhere = browser.post(
            f"/desk/places/{self.world.door.code}/act/retire/", {"note": WHY, "successor": "NOTHING"}
        )
        self.assertContains(nowhere, "没有这个码", status_code=422)
        self.assertContains(nowhere, WHY, status_code=422)  # what was typed stays

    def test_one_with_many_former_codes_is_one_and_its_page_is_found_by_each(self) -> None:
        first = self.world.door.code
        for _ in range(3):
            plates.act(self.world.door, staff=self.world.head, verb="replace", note=WHY, now=self.now)
        browser = self.login(self.world.head)
        page = browser.get("/desk/places/", {"q": "观潮"})
        self.assertEqual([row.pk for row in page.context["page"].rows], [self.world.door.pk])
        self.assertContains(browser.get(f"/desk/places/{first}/"), self.world.door.code)
        again = browser.post(
            f"/desk/places/{first}/act/replace/", {"note": WHY}, follow=True
        )  # the second tap of an open tab
        self.assertEqual(again.status_code, 200)

    def test_the_list_asks_the_database_the_same_however_many_there_are(self) -> None:
        browser = self.login(self.world.wang)
        with self.assertNumQueries(FewAndMany.QUERIES):
            browser.get("/desk/places/")
        Place.objects.bulk_create(Place(code=f"MANY{n:06}", name=f"门{n}", unit=self.world.grid) for n in range(60))
        with self.assertNumQueries(FewAndMany.QUERIES):
            first = browser.get("/desk/places/")
        rows = first.context["page"]
        self.assertEqual(len(rows.rows), 50)
        rest = browser.get("/desk/places/", {"cursor": rows.next}).context["page"]
        self.assertEqual((len(rest.rows), rest.next), (12, ""))
        self.assertEqual(browser.get("/desk/places/", {"cursor": "nonsense"}).status_code, 422)


class FewAndMany:
    QUERIES = 13  # session and user, rights and posts 3, list, units, totals, prints, alarm, session kept 3
