"""A recording and a photo are kept as long as their retention classes say, and no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

from django.core.files.storage import default_storage
from django.core.management import call_command

import complaints.chores
from complaints import ledger
from complaints.models import Attachment, Complaint
from complaints.retention import PHOTO, RETENTION, VOICE
from complaints.services import attachments, handling, merging, voice
from tests import sounds
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import ANSWER

DAYS, PHOTO_DAYS = RETENTION[VOICE].days, RETENTION[PHOTO].days


class PurgeTests(StoryCase):
    def spoken(self, case: Complaint | None = None) -> tuple[Complaint, Attachment]:
        """A closed case with a recording and a photo."""
        case = case or self.closed(voice=voice.check([sounds.upload()]), photos=attachments.check([photo()]))
        return case, case.attachments.get(kind="voice")

    def night(self, days: int) -> int:
        """What the clock does at three in the morning, so many days later."""
        at = datetime.fromisoformat("2026-11-24T03:00:00+08:00") + timedelta(days=days)
        return complaints.chores.sweep(at)

    def test_ninety_days_after_the_end_the_file_goes_and_the_row_stays(self) -> None:
        case, note = self.spoken()
        before, chain = self.entries(case), list(ledger.faults(case))
        self.assertEqual(self.night(DAYS - 1), 0)
        self.assertTrue(default_storage.exists(note.file))
        self.assertEqual(self.night(DAYS + 1), 1)
        self.assertFalse(default_storage.exists(note.file))
        note.refresh_from_db()
        self.assertIsNotNone(note.gone_at)
        self.assertEqual((self.entries(case), list(ledger.faults(case))), (before, chain))
        self.assertTrue(default_storage.exists(case.attachments.get(kind="photo").file))
        self.assertEqual(self.night(DAYS + 1), 0)

    def test_both_pages_say_that_it_is_gone_and_offer_nothing_to_play(self) -> None:
        case, note = self.spoken()
        self.night(DAYS + 1)
        desk = self.login(self.world.wang)
        for client, path in ((desk, f"/desk/{case.code}/"), (self.client, f"/c/{case.token}/")):
            self.assertContains(client.get(path), "录音已按规定删除")
            self.assertNotContains(client.get(path), f"voice/{note.pk}/")
            self.assertEqual(client.get(f"{path}voice/{note.pk}/").status_code, 404)

    def test_half_a_year_after_the_end_the_photos_go_and_every_page_says_so(self) -> None:
        case = self.contacted(photos=attachments.check([photo()]))
        handling.add_info(case, text="还有一张。", photos=attachments.check([photo()]), now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        chain = list(ledger.faults(case))
        self.night(PHOTO_DAYS - 1)
        photos = list(case.attachments.filter(kind="photo"))
        self.assertTrue(all(default_storage.exists(one.file) for one in photos))
        self.assertEqual(self.night(PHOTO_DAYS + 1), len(photos))
        self.assertFalse(any(default_storage.exists(one.file) for one in photos))
        for client, path in ((self.login(self.world.wang), f"/desk/{case.code}/"), (self.client, f"/c/{case.token}/")):
            page = client.get(path)
            self.assertContains(page, "照片已按规定删除")
            for one in photos:
                self.assertNotContains(page, f"photo/{one.pk}/")
                self.assertEqual(client.get(f"{path}photo/{one.pk}/").status_code, 404)
        self.assertEqual(list(ledger.faults(case)), chain)

    def test_what_was_merged_is_kept_as_long_as_the_case_in_which_it_goes_on(self) -> None:
        old = self.contacted()
        self.watch.shift(timedelta(minutes=1))
        new = self.file(voice=voice.check([sounds.upload()]))
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        self.assertEqual(self.night(DAYS * 5), 0)
        handling.close(old, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertEqual(self.night(DAYS - 1), 0)
        self.assertEqual(self.night(DAYS + 1), 1)

    def test_an_open_case_keeps_what_was_said_however_old(self) -> None:
        _, note = self.spoken(self.claimed(voice=voice.check([sounds.upload()])))
        self.assertEqual(self.night(DAYS * 5), 0)
        self.assertTrue(default_storage.exists(note.file))

    def test_it_is_done_at_night(self) -> None:
        self.spoken()
        noon = datetime.fromisoformat("2026-11-24T12:00:00+08:00") + timedelta(days=DAYS + 9)
        self.assertEqual(complaints.chores.sweep(noon), 0)

    def test_a_crash_between_file_and_row_is_mended(self) -> None:
        _, note = self.spoken()
        default_storage.delete(note.file)
        self.assertEqual(self.night(DAYS + 1), 1)

    def test_a_dry_run_names_what_would_go_and_takes_nothing(self) -> None:
        case, note = self.spoken()
        self.watch.shift(timedelta(days=DAYS + 1))
        said = StringIO()
        call_command("purge", "--dry-run", stdout=said)
        self.assertIn(case.code, said.getvalue())
        self.assertIn("个人信息保护法", said.getvalue())
        self.assertTrue(default_storage.exists(note.file))
        call_command("purge", stdout=said)
        self.assertIn("录音 1 个", said.getvalue())
        self.assertFalse(default_storage.exists(note.file))

    def test_every_class_has_its_term_and_its_law(self) -> None:
        self.assertEqual(
            {name: row.days for name, row in RETENTION.items()}, {"photo": 180, "voice": 90, "person": 730}
        )
        self.assertTrue(all("个人信息保护法" in row.law for row in RETENTION.values()))
