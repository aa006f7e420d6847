"""What comes by a code: counted without asking the database, summed up at night, and said where nobody comes."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from complaints.services import footfall as nights
from governance.models import CodeDay, Place
from governance.services import footfall
from notices.models import Notice
from tests.cases import StoryCase

CORRUPT = "举报社区干部收受施工队的红包，作风有问题，请纪委查一查。"


class Footfall(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        footfall.write()
        CodeDay.objects.all().delete()

    def row(self) -> tuple[int, int, int]:
        return CodeDay.objects.values_list("scans", "opens", "sent").get(place=self.world.door)

    def test_every_scan_counts_also_those_answered_from_memory(self) -> None:
        self.client.get("/q/TESTDOOR01/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for _ in range(4):
                self.client.get("/q/TESTDOOR01/")
        self.assertEqual(len(asked), 0)
        self.client.head("/q/TESTDOOR01/")
        self.client.get("/q/TESTDOOR01/file/")
        self.assertEqual(CodeDay.objects.count(), 0)
        self.assertEqual(footfall.write(), 1)
        self.assertEqual(self.row(), (5, 1, 0))
        self.client.get("/q/TESTDOOR01/")
        footfall.write()
        self.assertEqual(self.row(), (6, 1, 0))
        self.assertEqual(footfall.write(), 0)
        self.world.door.refresh_from_db()
        self.assertEqual(self.world.door.scanned_at, self.now)

    def test_a_former_code_counts_for_its_place_and_an_unknown_one_for_none(self) -> None:
        from governance.services import plates

        plates.act(self.world.door, staff=self.world.head, verb="replace", note="被人冒用了。", now=self.now)
        self.client.get("/q/TESTDOOR01/")
        self.client.get("/q/NOWHERE001/")
        footfall.count(10**9, footfall.SCANS)  # a place that is gone by the time it is written
        footfall.write()
        self.assertEqual(self.row(), (1, 0, 0))
        self.assertEqual(CodeDay.objects.count(), 1)

    def test_while_the_database_is_away_the_counts_wait(self) -> None:
        footfall.count(self.world.door.pk, footfall.SCANS)

        def away(*given: object) -> object:
            raise DatabaseError("away")

        with connection.execute_wrapper(away), self.assertRaises(DatabaseError):
            footfall.write()
        footfall.write()
        self.assertEqual(self.row(), (1, 0, 0))

    def test_at_night_the_day_is_closed_without_reports_of_misconduct(self) -> None:
        self.file()
        self.file(phone="13900139001")
        self.file(text=CORRUPT, phone="13900139002")
        self.client.get("/q/TESTDOOR01/")
        self.watch.shift(timedelta(hours=9))  # half past three
        self.assertGreater(nights.nightly(self.now), 0)
        self.assertEqual(self.row(), (1, 0, 2))
        self.world.door.refresh_from_db()
        self.assertEqual((self.world.door.month_scans, self.world.door.month_sent), (1, 2))
        self.assertEqual(nights.nightly(self.now), 0)
        nights.close_day(self.now)  # again, after the cache was lost: the same
        self.assertEqual(self.row(), (1, 0, 2))
        self.watch.shift(timedelta(days=31))
        nights.close_day(self.now)
        self.world.door.refresh_from_db()
        self.assertEqual((self.world.door.month_scans, self.world.door.month_sent), (0, 0))

    def test_a_night_that_failed_is_made_good_by_the_next(self) -> None:
        self.file()
        self.watch.shift(timedelta(hours=9))

        def away(*given: object) -> object:
            raise DatabaseError("away")

        with connection.execute_wrapper(away), self.assertRaises(DatabaseError):
            nights.nightly(self.now)
        self.watch.shift(timedelta(days=1))
        nights.nightly(self.now)
        self.assertEqual(self.row(), (0, 0, 1))

    def test_a_process_that_ends_writes_what_it_has_counted(self) -> None:
        footfall.count(self.world.door.pk, footfall.SCANS)
        footfall.last()
        self.addCleanup(footfall._wake.clear)
        self.assertEqual(self.row(), (1, 0, 0))

    def test_the_head_hears_once_a_week_of_codes_nobody_scans(self) -> None:
        Place.objects.filter(unit__in=[self.world.grid, self.world.dongguan]).update(
            stage="POSTED", posted_at=self.now - timedelta(days=40)
        )
        Place.objects.filter(pk=self.world.station.pk).update(scanned_at=self.now - timedelta(days=2))
        nights.remind(self.now)
        self.watch.shift(timedelta(days=1))
        nights.remind(self.now)
        told = Notice.objects.get(template="quiet_codes")
        self.assertEqual((told.staff, told.data["unit"], told.data["number"]), (self.world.head, "东冠社区", 1))
        page = self.login(self.world.head).get(f"/desk/places/?show=quiet&within={self.world.dongguan.pk}")
        self.assertContains(page, "观潮名苑6幢2单元")
        self.assertNotContains(page, "东冠社区窗口")
        cache.clear()
        self.watch.shift(timedelta(days=7))
        nights.remind(self.now)
        self.assertEqual(Notice.objects.filter(template="quiet_codes").count(), 2)

    def test_a_code_that_was_put_up_last_week_is_not_missed_yet(self) -> None:
        Place.objects.update(stage="POSTED", posted_at=self.now - timedelta(days=7))
        self.assertEqual(nights.remind(self.now), 0)

    def test_the_most_scanned_come_first(self) -> None:
        Place.objects.filter(pk=self.world.station.pk).update(month_scans=3)
        Place.objects.filter(pk=self.world.door.pk).update(month_scans=30)
        page = self.login(self.world.wang).get("/desk/places/?show=hot")
        self.assertEqual([row.pk for row in page.context["page"].rows], [self.world.door.pk, self.world.station.pk])
