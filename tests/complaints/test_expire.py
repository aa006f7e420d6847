"""Two years after the end nobody finds out any more who it was, and everything that proves how it was handled is still there."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from unittest import mock

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from complaints import chores, ledger
from complaints.models import Complaint
from complaints.retention import PERSON, RETENTION
from complaints.services import attachments, escalation, expiring, merging, rights
from notices.models import Notice
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import NOISE, PHONE

DAYS = RETENTION[PERSON].days
NAME = "方晓梅"


class Expire(StoryCase):
    def night(self, days: int) -> datetime:
        """The clock at three in the morning, so many days later."""
        at = datetime.fromisoformat("2026-11-24T03:00:00+08:00") + timedelta(days=days)
        with self.captureOnCommitCallbacks(execute=True):
            chores.sweep(at)
        return at

    def ended(self, **more: object) -> Complaint:
        return self.closed(name=NAME, identity="real", **more)

    def test_after_two_years_and_not_a_day_before_her_words_name_and_number_are_gone(self) -> None:
        case = self.ended(photos=attachments.check([photo()]))
        file = case.attachments.get().file
        self.night(DAYS - 1)
        case.refresh_from_db()
        self.assertEqual((case.name, case.text), (NAME, NOISE))
        self.night(DAYS + 1)
        case.refresh_from_db()
        self.assertEqual((case.name, case.text, case.phone, case.phone_key, case.result), ("", "", "", "", ""))
        self.assertEqual((case.title, case.stage, case.category), (expiring.GONE, "CLOSED", "NOI-01"))
        self.assertFalse(default_storage.exists(file))
        self.assertEqual(list(ledger.faults(case)), [])
        self.assertEqual(self.entries(case)[-1], "expire")
        for words in (NOISE, NAME, PHONE):
            for table in ("complaints_complaint", "complaints_timelineentry", "complaints_call"):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT * FROM {table}")
                    self.assertNotIn(words, str(cursor.fetchall()))
        self.assertFalse(Notice.objects.filter(key__startswith=case.code).exclude(phone="").exists())

    def test_her_page_and_the_desk_say_what_became_of_it(self) -> None:
        case = self.ended()
        self.night(DAYS + 1)
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "您的个人信息已删除")
        self.assertContains(page, "保存期满")
        self.assertNotContains(page, NAME)
        self.assertContains(self.login(self.world.wang).get(f"/desk/{case.code}/"), expiring.GONE)

    def test_what_is_open_again_merged_into_something_open_or_asked_about_stays(self) -> None:
        again, asked = self.ended(), self.ended(phone="13900139003")
        escalation.reopen(again, staff=self.world.dispatcher, reason="居民说又响了。", now=self.now)
        rights.ask_deletion(asked, now=self.now)
        old = self.contacted(phone="13900139004")
        joined = self.file(phone="13900139004")
        merging.merge(joined, staff=self.world.wang, target=old.code, now=self.now)
        self.night(DAYS + 1)
        for case in (again, asked, joined):
            case.refresh_from_db()
            self.assertEqual((case.text, case.erased_at), (NOISE, None), case.stage)

    def test_one_that_fails_holds_up_nobody_and_is_tried_again_the_next_night(self) -> None:
        first, second = self.ended(), self.ended(phone="13900139005")
        expiring._failed.clear()
        self.addCleanup(expiring._failed.clear)
        clear = expiring.expire

        def broken(case: Complaint, **more: datetime) -> object:
            if case.pk == first.pk:
                raise ValueError("broken")
            return clear(case, **more)

        with (
            mock.patch.object(expiring, "expire", broken),
            self.assertLogs("complaints.services.expiring", "ERROR") as said,
        ):
            at = self.night(DAYS + 1)
            self.assertEqual(expiring.purge(at), 0)
        self.assertEqual(len(said.output), 1)
        second.refresh_from_db()
        self.assertEqual(second.text, "")
        self.night(DAYS + 2)
        first.refresh_from_db()
        self.assertEqual(first.text, "")

    def test_by_day_nothing_goes_and_the_command_lists_before_it_clears(self) -> None:
        case = self.ended()
        self.watch.shift(timedelta(days=DAYS + 1))
        chores.sweep(self.now.replace(hour=4))
        out = io.StringIO()
        call_command("purge", "--dry-run", stdout=out)
        self.assertIn(f"称呼、电话和内容 {case.code}", out.getvalue())
        case.refresh_from_db()
        self.assertEqual(case.text, NOISE)
        call_command("purge", stdout=out)
        self.assertIn("称呼、电话和内容 1 个", out.getvalue())
        case.refresh_from_db()
        self.assertEqual(case.text, "")
