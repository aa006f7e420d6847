"""The history of a case cannot be changed unseen; the resident's receipt proves it (work.md I20)."""

import io
from uuid import uuid4

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from complaints import ledger
from complaints.models import Complaint, TimelineEntry
from complaints.services import handling
from tests.cases import StoryCase


class Ledger(StoryCase):
    def faults(self, case):
        return list(ledger.faults(Complaint.objects.get(pk=case.pk)))

    def test_an_untouched_history_is_whole(self):
        case = self.closed()
        self.assertEqual(self.faults(case), [])
        out = io.StringIO()
        call_command("verify_timeline", stdout=out)
        self.assertIn("全部完好", out.getvalue())

    def test_every_edited_column_is_found(self):
        case = self.closed()
        entry = TimelineEntry.objects.get(complaint=case, kind="call_back")
        edits = {
            "kind": "note", "stage_from": "FILED", "stage_to": "CLOSED", "actor_kind": "system", "staff": None, "unit": None,
            "at": self.now.replace(year=2025), "client_key": uuid4(),
            "body": {"summary": "假的"}, "body_digest": "0" * 64, "prev_hash": "0" * 64, "hash": "0" * 64, "seq": 90,
        }  # fmt: skip
        for column, value in edits.items():
            kept = getattr(entry, column)
            with self.subTest(column):
                TimelineEntry.objects.filter(pk=entry.pk).update(**{column: value})
                self.assertTrue(self.faults(case), f"an edit of {column} went unseen")
                TimelineEntry.objects.filter(pk=entry.pk).update(**{column: kept})
        self.assertEqual(self.faults(case), [])

    def test_a_missing_entry_in_the_middle_and_at_the_end_is_found(self):
        for kind in ("claim", "call_back"):
            with self.subTest(kind):
                case = self.contacted()
                victim = TimelineEntry.objects.filter(complaint=case, kind=kind)
                if kind == "call_back":
                    case.calls.all().delete()
                victim.delete()
                self.assertTrue(self.faults(case))

    def test_the_command_names_the_entry_and_fails(self):
        case = self.claimed()
        TimelineEntry.objects.filter(complaint=case, kind="claim").update(at=self.now.replace(year=2025))
        err = io.StringIO()
        with self.assertRaises(CommandError):
            call_command("verify_timeline", stderr=err)
        self.assertIn(f"{case.code} 第 3 条", err.getvalue())

    def test_the_code_on_the_receipt_fits_for_ever_and_a_rewritten_history_does_not(self):
        case = self.file()
        receipt = case.short_head
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.assertEqual(ledger.fits(case, receipt), 2)
        self.assertEqual(ledger.fits(case, receipt.upper()), 2)
        self.assertEqual(ledger.fits(case, "0123456789ab"), 0)
        self.assertEqual(ledger.fits(case, receipt[:3]), 0)
        call_command("verify_timeline", case=case.code, receipt=receipt, stdout=io.StringIO())
        with self.assertRaises(CommandError):
            call_command("verify_timeline", case=case.code, receipt="0123456789ab", stderr=io.StringIO())

    def test_erasing_a_text_for_privacy_leaves_the_chain_whole(self):
        case = self.contacted()
        TimelineEntry.objects.filter(complaint=case).update(body={})
        self.assertEqual(self.faults(case), [])
        out = io.StringIO()
        call_command("verify_timeline", stdout=out)
        self.assertIn("4 条记录的内容已按隐私规定删除", out.getvalue())

    def test_an_entry_overwritten_by_hand_is_named_and_the_others_are_still_checked(self):
        spoilt, edited = self.claimed(), self.claimed(self.world.li)
        entry, key = TimelineEntry.objects.get(complaint=spoilt, kind="claim"), next(iter(settings.FIELD_KEYS))
        for rubbish in ("rubbish", f"{key}.x", f"{key}.AAAA"):
            with self.subTest(rubbish):
                self.overwrite(entry, rubbish)
                TimelineEntry.objects.filter(complaint=edited, kind="claim").update(at=self.now.replace(year=2025))
                err = io.StringIO()
                with self.assertRaises(CommandError):
                    call_command("verify_timeline", stderr=err)
                self.assertIn(f"{spoilt.code} 第 3 条：内容被改过", err.getvalue())
                self.assertIn(f"{edited.code} 第 3 条", err.getvalue())

    def test_a_stage_that_no_entry_explains_is_found(self):
        case = self.claimed()
        Complaint.objects.filter(pk=case.pk).update(stage="CLOSED")
        self.assertEqual(self.faults(case), [f"{case.code} 的阶段不是流转记录里的最后一步"])

    def overwrite(self, entry, words):
        """Write `words` over the sealed body of an entry, past the models, as a hand in the database would."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE complaints_timelineentry SET body = %s WHERE id = %s", [words, entry.pk])
