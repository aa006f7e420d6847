"""The minutes: in order, struck out instead of changed, and whoever changes a line is found out."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from binan.kit.errors import Moved, NotAllowed, Refused
from mediation import hearing
from mediation.models import Note
from mediation.models.minutes import Visibility
from mediation.services import minutes
from tests.mediation.session.sitting import SessionStory
from tests.world import PHONE


class Minutes(SessionStory):
    def test_lines_stand_in_the_order_in_which_they_were_written(self):
        mediation = self.in_session()
        for words in ("先核对身份。", "请诉求方讲。", "请对方讲。"):
            self.writes(mediation, words)
        rows = hearing.of_staff(self.world.mediator, mediation)
        self.assertEqual([(row.seq, row.body) for row in rows],
                         [(1, "先核对身份。"), (2, "请诉求方讲。"), (3, "请对方讲。")])  # fmt: skip
        self.assertEqual(hearing.faults(mediation), [])

    def test_a_line_says_who_spoke_without_a_name(self):
        mediation = self.in_session()
        b = self.side(mediation, "B")
        note = self.writes(mediation, "孩子会早一点跳。", speaker=f"p{b.pk}")
        self.assertEqual(note.speaker_label, "对方")
        with pytest.raises(Refused, match="谁说的"):
            self.writes(mediation, "……", speaker="p999999")

    def test_a_wrong_line_is_struck_out_and_stays(self):
        mediation = self.in_session()
        note = self.writes(mediation, "答应九点。")
        minutes.strike(mediation, staff=self.world.mediator, note=note.pk, reason="记错了，是八点。", now=self.now)
        kept = hearing.of_staff(self.world.mediator, mediation)[0]
        self.assertEqual((kept.body, kept.struck_by.body), ("答应九点。", "记错了，是八点。"))
        self.assertNotIn("答应九点。", [row.body for row in hearing.of_party(self.side(mediation, "B"))])
        with pytest.raises(Refused, match="已经划去"):
            minutes.strike(mediation, staff=self.world.mediator, note=note.pk, reason="再划一次", now=self.now)
        self.assertEqual(hearing.faults(mediation), [])

    def test_whoever_changes_takes_or_slips_in_a_line_is_found_out(self):
        mediation = self.in_session()
        for words in ("第一句。", "第二句。", "第三句。"):
            self.writes(mediation, words)
        second = Note.objects.get(seq=2)
        for break_it in (
            lambda: Note.objects.filter(seq=2).update(body="改过的。"),
            lambda: Note.objects.filter(seq=2).update(visibility=Visibility.MEDIATOR),
            lambda: Note.objects.filter(seq=2).update(at=self.now - timedelta(hours=1)),
            lambda: second.delete(),
        ):
            with transaction.atomic():
                break_it()
                self.assertNotEqual(hearing.faults(mediation), [])
                transaction.set_rollback(True)
        self.assertEqual(hearing.faults(mediation), [])

    def test_a_command_of_the_keeper_checks_every_chain(self):
        mediation, said = self.in_session(), StringIO()
        self.writes(mediation, "第一句。")
        call_command("verify_minutes", stdout=said)
        self.assertIn("全部完好", said.getvalue())
        Note.objects.update(body="改过的。")
        with pytest.raises(CommandError, match="1 处"):
            call_command("verify_minutes", code=mediation.code, stderr=said)
        self.assertIn(f"{mediation.code} 笔录第 1 条被改过", said.getvalue())
        with pytest.raises(CommandError, match="没有编号"):
            call_command("verify_minutes", code="TJ000000AAAAA")

    def test_the_same_line_sent_twice_is_one(self):
        mediation, key = self.in_session(), uuid4()
        line = minutes.Line("M", "只记一次。")
        first, new = minutes.write(mediation, staff=self.world.mediator, line=line, now=self.now, client_key=key)
        second, again = minutes.write(mediation, staff=self.world.mediator, line=line, now=self.now, client_key=key)
        self.assertEqual((first.pk, new, again), (second.pk, True, False))
        self.assertEqual(Note.objects.count(), 1)
        other = self.in_another_room()
        with pytest.raises(Refused, match="用过"):
            minutes.write(other, staff=self.world.mediator, line=line, now=self.now, client_key=key)

    def test_a_tablets_time_stands_beside_the_servers_unless_its_watch_is_wrong(self):
        mediation = self.in_session()
        typed = self.now - timedelta(minutes=20)
        self.assertEqual(self.writes(mediation, "离线记的。", device_at=typed).said_at, typed)
        for wrong in (self.now + timedelta(hours=1), self.now - timedelta(days=30)):
            note = self.writes(mediation, "表不准。", device_at=wrong)
            self.assertEqual((note.device_at, note.said_at), (None, self.now))

    def test_words_that_give_the_complainant_away_are_not_for_the_other_side(self):
        mediation = self.in_session()
        for visibility in (Visibility.ALL, Visibility.B):
            with pytest.raises(Refused, match="诉求方的电话"):
                self.writes(mediation, f"她的电话是{PHONE}。", visibility)
        for visibility in (Visibility.MEDIATOR, Visibility.A):
            self.writes(mediation, f"她的电话是{PHONE}。", visibility)

    def test_only_who_mediates_writes_and_only_while_it_runs(self):
        mediation = self.in_session()
        line = minutes.Line("M", "我来记。")
        for staff in (self.world.wang, self.rooms.hu.staff, self.world.auditor):
            with pytest.raises(NotAllowed):
                minutes.write(mediation, staff=staff, line=line, now=self.now)
        with pytest.raises(Moved):
            self.writes(self.applied(self.contacted()), "还没开始。")

    def test_a_separate_talk_for_both_sides_is_refused_by_the_database_itself(self):
        mediation = self.in_session()
        note = self.writes(mediation, "底线是两千。", Visibility.MEDIATOR)
        self.assertEqual(note.kind, Note.Kind.CAUCUS)
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(visibility=Visibility.ALL)
