"""承诺时限: lengths of promises by version, urgency and category, kept in the admin; what was promised stays as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from binan.kit import memo
from complaints import promises
from complaints.lengths import FRESH
from complaints.models import Complaint, Deadline, PromiseLength, PromiseVersion
from complaints.plans import plan
from complaints.promises import PROMISES
from complaints.terms import RANGES, Terms, permitted
from tests.cases import StoryCase
from tests.world import GAS

ADD = "/admin/complaints/promiseversion/add/"


class Table(StoryCase):
    def version(self, *rows: tuple[str, str, int, str], begins: datetime | None = None) -> PromiseVersion:
        """A version in force from `begins` (now); a row: kind, urgency, seconds, category ("" for any)."""
        version = PromiseVersion.objects.create(valid_from=begins or self.now, author=self.world.admin, reason="试行")
        for kind, urgency, seconds, category in rows:
            PromiseLength.objects.create(
                version=version, kind=kind, urgency=urgency, category=category, seconds=seconds
            )
        return version

    def promise(self, case: Complaint, kind: str) -> Deadline:
        return Deadline.objects.get(complaint=case, kind=kind, void_at=None)

    def lasts(self, case: Complaint, kind: str) -> int:
        return self.promise(case, kind).total

    def test_without_a_version_the_defaults_of_the_code_hold(self) -> None:
        case = self.file()
        self.assertEqual((self.lasts(case, "contact"), self.promise(case, "contact").version), (300, None))

    def test_a_version_shortens_a_promise_and_its_reminders_and_climbs_move_with_it(self) -> None:
        version = self.version(("contact", "P2", 180, ""))
        case = self.file()
        promise = self.promise(case, "contact")
        self.assertEqual((promise.total, promise.version), (180, version))
        shape = [(datetime.fromisoformat(at) - self.now, what) for at, what, *_ in promise.plan]
        seconds = [(after.total_seconds(), what) for after, what in shape]
        self.assertEqual(
            seconds, [(90, "warn"), (135, "warn"), (162, "warn"), (180, "due"), (180, "climb"), (360, "climb")]
        )
        self.wait(minutes=3)
        self.assertEqual(self.entries(case)[2:], ["miss", "escalate"])

    def test_the_row_of_a_category_goes_before_that_of_any(self) -> None:
        self.version(("close", "P2", 7200, ""), ("close", "P2", 3600, "NOI-01"))
        noise, other = self.file(), self.file("路灯坏了，晚上看不见路。")
        self.assertEqual((noise.category, noise.urgency), ("NOI-01", "P2"))
        self.assertEqual((self.lasts(noise, "close"), self.lasts(other, "close")), (3600, 7200))

    def test_a_promise_that_the_code_does_not_make_may_be_made(self) -> None:
        self.version(("on_site", "P2", 4 * 3600, ""))
        self.assertEqual(self.lasts(self.file(), "on_site"), 4 * 3600)

    def test_what_was_promised_before_keeps_its_plan_and_its_version(self) -> None:
        old = self.version(("contact", "P2", 240, ""))
        case = self.file()
        self.watch.shift(timedelta(minutes=1))
        self.version(("contact", "P2", 120, ""))
        self.assertEqual((self.lasts(case, "contact"), self.promise(case, "contact").version), (240, old))
        self.assertEqual(self.lasts(self.file(), "contact"), 120)

    def test_a_version_of_tomorrow_begins_tomorrow_and_an_empty_one_goes_back_to_the_defaults(self) -> None:
        self.version(("contact", "P2", 120, ""))
        self.version(begins=self.now + timedelta(days=1))
        self.assertEqual(self.lasts(self.file(), "contact"), 120)
        self.watch.shift(timedelta(days=1))
        self.assertEqual(self.lasts(self.file(), "contact"), 300)

    def test_filing_asks_the_database_once_in_ten_seconds_and_then_knows_of_a_change(self) -> None:
        self.file()
        rows = PromiseVersion.objects
        rows.bulk_create([PromiseVersion(valid_from=self.now, author=self.world.admin, reason="别的进程")])
        version = rows.get()
        PromiseLength.objects.bulk_create([PromiseLength(version=version, kind="contact", urgency="P2", seconds=60)])
        self.assertEqual(self.lasts(self.file(), "contact"), 300)  # another process wrote it: not yet known here
        self.assertLessEqual(FRESH, 10)
        memo.forget()
        self.assertEqual(self.lasts(self.file(), "contact"), 60)

    def test_the_page_and_the_board_draw_the_ring_over_the_length_that_was_promised(self) -> None:
        self.version(("contact", "P2", 180, ""))
        case = self.file()
        board = self.login(self.world.wang).get("/desk/")
        self.assertContains(
            board, f'data-due="{int(case.pressing_at.timestamp())}000" data-what="回电" data-total="180"'
        )
        self.assertContains(self.login(self.world.wang).get(f"/desk/{case.code}/"), 'data-total="180"')

    def test_a_program_gets_the_promises_of_the_version(self) -> None:
        self.version(("contact", "P2", 60, ""))
        given = {"place": "TESTDOOR01", "text": "楼上每天跳绳，吵得睡不着。", "phone": "13800138001"}
        answer = self.client.post("/api/v1/complaints/", given, content_type="application/json").json()
        due = {one["kind"]: datetime.fromisoformat(one["due_at"]) for one in answer["promises"]}
        self.assertEqual(due["contact"] - self.now, timedelta(seconds=60))


class Ranges(StoryCase):
    def test_every_default_lies_in_its_range_and_the_promises_of_the_article_are_not_made_longer(self) -> None:
        for kind in RANGES:
            for urgency, length in PROMISES[kind].after.items():
                shortest, longest = permitted(kind, urgency) or (length, length)
                self.assertTrue(shortest <= length <= longest, (kind, urgency))
        for urgency in ("P0", "P1", "P2"):
            most = [permitted(kind, urgency)[1] for kind in ("accept", "contact", "close")]
            self.assertEqual(most, [timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=24)])

    def test_a_shorter_promise_never_climbs_later_than_the_default(self) -> None:
        for kind in ("contact", "close"):
            for urgency in ("P0", "P1", "P2"):
                usual = PROMISES[kind].after[urgency]
                for share in (0.2, 0.5, 1):
                    ours = [s.after for s in plan(kind, urgency, usual * share) if s.what == "climb"]
                    default = [s.after for s in plan(kind, urgency, usual) if s.what == "climb"]
                    self.assertTrue(all(mine <= theirs for mine, theirs in zip(ours, default, strict=True)))

    def test_terms_say_what_opens_with_which_length(self) -> None:
        terms = Terms(7, {("contact", "P2", ""): timedelta(seconds=90)})
        found = {promise.kind: length for promise, length in terms.opened("accept", "P2", "NOI-01")}
        self.assertEqual(found, {"contact": timedelta(seconds=90), "close": timedelta(hours=24)})
        self.assertIsNone(permitted("review", "P2"))
        self.assertEqual(
            promises.met("arrive", has_phone=True) - {"acknowledge"}, {"lease", "contact", "set_out", "on_site"}
        )


class Admin(StoryCase):
    def send(self, *rows: dict[str, Any], begins: datetime | None = None, reason: str = "试行"):
        at = timezone.localtime(begins or self.now + timedelta(hours=1))
        form = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0, "reason": reason,
                "valid_from_0": f"{at:%Y-%m-%d}", "valid_from_1": f"{at:%H:%M:%S}"}  # fmt: skip
        for n, row in enumerate(rows):
            form |= {f"rows-{n}-{name}": value for name, value in {"category": "", **row}.items()}
        return self.login(self.world.admin).post(ADD, form)

    def test_an_administrator_sets_a_version_that_names_its_author_and_reason(self) -> None:
        self.assertEqual(self.send({"kind": "contact", "urgency": "P2", "seconds": 180}).status_code, 302)
        version = PromiseVersion.objects.get()
        self.assertEqual((version.author, version.reason, version.rows.count()), (self.world.admin, "试行", 1))
        page = self.login(self.world.admin).get("/admin/complaints/promiseversion/")
        self.assertContains(page, "回电 一般 3 分钟")

    def test_the_five_minutes_cannot_be_made_longer(self) -> None:
        for kind, urgency, seconds in (
            ("contact", "P0", 301),
            ("accept", "P2", 61),
            ("close", "P2", 86_401),
            ("on_site", "P0", 1200),
        ):
            page = self.send({"kind": kind, "urgency": urgency, "seconds": seconds})
            self.assertContains(page, "按秒填写")
        self.assertFalse(PromiseVersion.objects.exists())

    def test_nobody_rewrites_the_past(self) -> None:
        page = self.send({"kind": "contact", "urgency": "P2", "seconds": 180}, begins=self.now - timedelta(days=1))
        self.assertContains(page, "不能早于现在")
        self.send({"kind": "contact", "urgency": "P2", "seconds": 180})
        version = PromiseVersion.objects.get()
        change = f"/admin/complaints/promiseversion/{version.pk}/change/"
        browser = self.login(self.world.admin)
        self.assertContains(browser.get(change), 'name="reason"')
        self.watch.shift(timedelta(hours=2))
        self.assertNotContains(self.login(self.world.admin).get(change), 'name="reason"')


class Arriving(StoryCase):
    def test_setting_out_and_being_there_are_two_promises_of_a_danger(self) -> None:
        case = self.claimed(text=GAS)
        due = {d.kind: d.due_at - self.now for d in Deadline.objects.filter(complaint=case, met_at=None)}
        self.assertEqual((due["set_out"], due["on_site"]), (timedelta(minutes=5), timedelta(minutes=15)))
        self.login(self.world.wang).post(f"/desk/{case.code}/set_out/")
        open_ = set(Deadline.objects.filter(complaint=case, met_at=None, void_at=None).values_list("kind", flat=True))
        self.assertEqual(open_, {"on_site", "close"})
        self.watch.shift(timedelta(minutes=9))
        self.login(self.world.wang).post(f"/desk/{case.code}/arrive/")
        case.refresh_from_db()
        self.assertEqual(case.arrived_at, self.now)
        self.assertIsNotNone(Deadline.objects.get(complaint=case, kind="on_site").met_at)
        self.assertContains(self.client.get(f"/c/{case.token}/"), "王社工已到现场")

    def test_whoever_is_there_has_set_out_and_made_contact(self) -> None:
        case = self.claimed(text=GAS)
        self.login(self.world.wang).post(f"/desk/{case.code}/arrive/")
        met = set(Deadline.objects.filter(complaint=case).exclude(met_at=None).values_list("kind", flat=True))
        self.assertEqual(met, {"accept", "lease", "contact", "set_out", "on_site"})

    def test_a_danger_nobody_went_to_is_missed_on_the_spot(self) -> None:
        case = self.claimed(text=GAS)
        self.login(self.world.wang).post(f"/desk/{case.code}/set_out/")
        self.wait(minutes=15)
        self.assertEqual(self.assertEntry(case, "miss", promise="到场").body["kind"], "on_site")
