"""The demo district: all that interface.md promises, told once, whole, and with nothing waiting to go off at the start."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

import complaints.clock
import mediation.clock
from binan.demo.people import COLLEAGUES, MEDIATORS
from complaints import ledger
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.promises import PROMISES
from complaints.workflow import Source, Stage
from governance.access import seats
from governance.levels import Level
from governance.models import Duty, Place, Staff, Unit
from governance.selectors import at_levels, on_duty, place_by_code, station_places
from governance.selectors.coverage import gaps
from governance.selectors.roster import monday, week
from mediation.models import Mediation, Mediator
from notices.models import Notice

PASSWORD = "xi-xing-yun-2026"
MORNING, MIDNIGHT = "2026-11-23T09:30:00+08:00", "2026-11-23T00:02:00+08:00"
ACCOUNTS = {
    "shegong1": ("SOCIAL_WORKER", "东冠社区"),
    "shegong2": ("SOCIAL_WORKER", "东冠社区"),
    "shegong9": ("SOCIAL_WORKER", "中兴社区"),
    "shuji1": ("COMMUNITY_HEAD", "东冠社区"),
    "wangge1": ("GRID_WORKER", "东冠第一网格"),
    "jiedao1": ("SUBDISTRICT_DISPATCHER", "浦沿街道"),
    "quji1": ("DISTRICT_DUTY", "滨江区"),
    "tiaojie1": ("MEDIATOR", None),
    "hebin1": ("MEDIATOR", None),
    "shenji1": ("AUDITOR", None),
}

SHOWN = [kind for kind, promise in PROMISES.items() if promise.shown]  # the others are reminders among ourselves


def demo(**options) -> str:
    said = StringIO()
    call_command("demo", stdout=said, **options)
    return said.getvalue()


def short_rests_by_the_page() -> list[str]:
    """Who rests too little in the demo's own roster, from today on."""
    units, today = [Unit.objects.get(key=key) for key in ("PY-DONGGUAN", "CH-ZHONGXING")], timezone.localdate()
    weeks = [week(unit, monday(today) + timedelta(weeks=n), timezone.now()) for unit in units for n in range(4)]
    served = [one for found in weeks for _, cells in found.rows for cell in cells for one in cell.served]
    return [str(one.duty.staff) for one in served if one.rest is not None]


def contents() -> dict[str, int]:
    models = (Unit, Place, Staff, Duty, Complaint, TimelineEntry, Deadline, Notice, Mediation, Mediator)
    return {model.__name__: model.objects.count() for model in models}


@override_settings(DEMO_PASSWORD=PASSWORD, PUBLIC_URL="http://127.0.0.1:8000")
class DemoDistrict(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(datetime.fromisoformat(MORNING), tick=False):
            cls.said = demo()

    def setUp(self) -> None:
        cache.clear()
        traveller = time_machine.travel(datetime.fromisoformat(MORNING), tick=False)
        self.watch = traveller.start()
        self.addCleanup(traveller.stop)

    def test_units_stand_on_four_levels_with_the_codes_that_are_known(self) -> None:
        streets = dict(Unit.objects.filter(level=Level.SUBDISTRICT).values_list("name", "stat_code"))
        self.assertEqual(streets, {"西兴街道": "330108001", "长河街道": "330108002", "浦沿街道": "330108003"})
        self.assertEqual(Unit.objects.get(level=Level.DISTRICT).stat_code, "330108")
        communities = Unit.objects.filter(level=Level.COMMUNITY)
        self.assertEqual(
            list(communities.filter(verified=True).values_list("name", "stat_code")), [("东冠社区", "330108003006")]
        )
        self.assertEqual(communities.filter(stat_code=None).count(), communities.count() - 1)
        self.assertEqual(communities.count(), 61)
        self.assertEqual(Unit.objects.filter(level=Level.GRID).count(), 2 * 61)

    def test_every_community_has_its_window_and_every_kind_of_place_is_there(self) -> None:
        self.assertEqual(station_places().count(), 61)
        self.assertEqual(set(Place.objects.values_list("kind", flat=True)), set(Place.Kind.values))

    def test_the_fixed_codes_lead_where_interface_md_says(self) -> None:
        for code, name, street in (
            ("DEM0GCMY62", "观潮名苑6幢2单元", "浦沿街道"),
            ("DEM0HYKJ01", "华业科技产业园", "长河街道"),
        ):
            place = place_by_code(code)
            self.assertEqual((place.name, place.unit.chain()[Level.SUBDISTRICT].name), (name, street))
        self.assertEqual(place_by_code("DEM0GCMY62").unit.chain()[Level.COMMUNITY].name, "东冠社区")

    def test_codes_of_places_are_opaque_and_the_same_everywhere(self) -> None:
        self.assertEqual(Place.objects.get(name="东冠社区服务窗口").code, "JECHQPFJDF")

    def test_the_accounts_hold_their_posts_and_come_in(self) -> None:
        found = {
            staff.username: next(((seat.role, seat.unit and seat.unit.name) for seat in seats(staff)), None)
            for staff in Staff.objects.all()
        }
        self.assertEqual({name: found[name] for name in ACCOUNTS}, ACCOUNTS)
        self.assertEqual(set(found) - set(ACCOUNTS), {"admin", *(person[0] for person in (*COLLEAGUES, *MEDIATORS))})
        for username in found:
            answer = self.client.post("/login/", {"username": username, "password": PASSWORD})
            self.assertEqual(answer.status_code, 302, username)
            self.client.post("/logout/")
        self.assertTrue(Staff.objects.get(username="admin").is_superuser)
        self.assertEqual(
            set(Mediator.objects.values_list("staff__username", flat=True)),
            {"tiaojie1", "hebin1", *(person[0] for person in MEDIATORS)},
        )

    def serving(self, **later: float) -> set[str]:
        at = timezone.now() + timedelta(**later)
        return set(on_duty(list(Unit.objects.all()), at).values_list("username", flat=True))

    def test_the_accounts_are_on_duty_now_and_the_stations_for_four_weeks(self) -> None:
        everyone = {name for name, (_, unit) in ACCOUNTS.items() if unit}
        self.assertLessEqual(everyone, self.serving())
        self.assertLessEqual(everyone, self.serving(hours=6))
        for key in ("BJ", "PY", "PY-DONGGUAN", "CH-ZHONGXING"):
            unit = Unit.objects.get(key=key)
            for days in range(-27, 28):
                at = timezone.now() + timedelta(days=days)
                self.assertTrue(on_duty([unit], at).exists(), (key, days))
        self.assertEqual(short_rests_by_the_page(), [])

    def test_one_night_is_open_and_its_head_can_see_it(self) -> None:
        found = gaps(at_levels(), timezone.now(), timedelta(hours=72))
        self.assertEqual([(gap.unit.name, gap.kind) for gap in found], [("东冠社区", "empty")])
        self.assertEqual(timezone.localtime(found[0].span.starts_at).isoformat(), "2026-11-24T20:00:00+08:00")

    def test_a_later_demo_adds_what_is_missing_to_four_weeks(self) -> None:
        rows = Duty.objects.count()
        self.watch.shift(timedelta(days=10))
        demo()
        self.assertGreater(Duty.objects.count(), rows)
        self.assertTrue(on_duty([Unit.objects.get(key="PY")], timezone.now() + timedelta(days=24)).exists())
        self.watch.shift(timedelta(days=200))
        demo()
        self.assertLessEqual({name for name, (_, unit) in ACCOUNTS.items() if unit}, self.serving())

    def test_what_is_said_names_the_door_every_account_and_the_password(self) -> None:
        self.assertIn("http://127.0.0.1:8000/q/DEM0GCMY62/", self.said)
        self.assertEqual(self.said.count(PASSWORD), 1)
        for username in [*ACCOUNTS, *(person[0] for person in (*COLLEAGUES, *MEDIATORS)), "admin"]:
            self.assertIn(username, self.said)

    def test_cases_of_every_end_and_source_are_there(self) -> None:
        stages = set(Complaint.objects.values_list("stage", flat=True))
        self.assertEqual(stages, set(Stage.values) - {Stage.FILED})
        self.assertLessEqual(
            {Source.BINAN, Source.HOTLINE, Source.LITIGATION, Source.PATROL},
            set(Complaint.objects.values_list("source", flat=True)),
        )
        self.assertEqual(set(Complaint.objects.values_list("urgency", flat=True)), {"P0", "P1", "P2", "P3"})
        self.assertEqual(Complaint.objects.count(), 28)
        self.assertTrue(Complaint.objects.filter(unit__level=Level.DISTRICT, lane__lt=9).exists())
        self.assertTrue(Complaint.objects.filter(unit__level=Level.GRID, lane__lt=9).exists())
        self.assertTrue(Complaint.objects.filter(round=2).exists())
        self.assertEqual(set(Mediation.objects.values_list("stage", flat=True)), {"AGREED", "BOOKED", "APPLIED"})

    def test_every_chain_is_whole(self) -> None:
        for case in Complaint.objects.all():
            self.assertEqual(list(ledger.faults(case)), [], case.code)

    def test_the_first_tick_finds_nothing_to_do(self) -> None:
        now = timezone.now()
        self.assertEqual((complaints.clock.tick(now), mediation.clock.tick(now)), (0, 0))
        late = Deadline.objects.filter(met_at=None, void_at=None, missed_at=None, due_at__lte=now, kind__in=SHOWN)
        self.assertEqual(late.count(), 0)
        self.assertEqual(Notice.objects.filter(state=Notice.State.WAITING).count(), 0)

    def test_nobody_finds_a_promise_missed_later_than_it_was(self) -> None:
        for row in Deadline.objects.exclude(missed_at=None):
            self.assertEqual(row.missed_at, row.due_at)

    def test_a_second_time_changes_nothing(self) -> None:
        before = contents()
        self.assertIn("新添 0 件事", demo())
        self.assertEqual(contents(), before)

    def test_passwords_stay_unless_a_new_one_is_given(self) -> None:
        with override_settings(DEMO_PASSWORD=""):
            self.assertIn("密码不变", demo())
        self.assertTrue(Staff.objects.get(username="shegong1").check_password(PASSWORD))
        with override_settings(DEMO_PASSWORD="another-one-2027"):
            demo()
        self.assertTrue(Staff.objects.get(username="shegong1").check_password("another-one-2027"))

    def test_where_there_are_units_if_empty_only_tells_the_door(self) -> None:
        before = contents()
        self.watch.shift(timedelta(days=10))
        said = demo(if_empty=True)
        self.assertIn("/q/DEM0GCMY62/", said)
        self.assertNotIn(PASSWORD, said)
        self.assertEqual(contents(), before)

    def test_production_refuses(self) -> None:
        with override_settings(PRODUCTION=True), self.assertRaisesMessage(CommandError, "生产环境不装演示数据"):
            demo()


class DemoAnywhere(TestCase):
    def test_a_house_with_units_of_its_own_is_left_alone(self) -> None:
        Unit.objects.create(name="别的区", level=Level.DISTRICT, key="ELSEWHERE")
        self.assertEqual(demo(if_empty=True), "")
        self.assertEqual(Unit.objects.count(), 1)

    @override_settings(DEMO_PASSWORD="")
    def test_just_after_midnight_too_and_with_a_password_of_its_own(self) -> None:
        with time_machine.travel(datetime.fromisoformat(MIDNIGHT), tick=False):
            said = demo()
            password = said.split("密码都是 ")[1].split()[0]
            self.assertTrue(Staff.objects.get(username="quji1").check_password(password))
            self.assertGreaterEqual(len(password), 12)
            self.assertEqual(complaints.clock.tick(timezone.now()), 0)
