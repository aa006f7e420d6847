"""The audit cannot be edited: every row stands on a chain, the database refuses changes, and a rewritten history shows."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from typing import Any
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from binan.kit.chain import GENESIS
from governance import clock, ledger
from governance.deeds import Deed
from governance.models import AuditAnchor, AuditEntry, AuditHead
from governance.models.audit import COVERED
from governance.services import audit, chaining
from tests.cases import RaceCase, StoryCase

guard = importlib.import_module("governance.migrations.0005_audit")


class Plainly:
    """Statements as somebody types them who has the database itself in his hands."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the guard of the database."""
    connection.check_constraints()
    guard.unguard(None, Plainly())
    yield
    connection.check_constraints()
    guard.guard(None, Plainly())


class Audited(StoryCase):
    """Five deeds of Wang on the chain."""

    def setUp(self) -> None:
        super().setUp()
        for n in range(5):
            self.deed(f"BA26112300000{n}")
        chaining.chain(self.now)

    def deed(self, code: str, **more: Any) -> AuditEntry:
        of = audit.Of("case", code, code)
        return audit.record(Deed.CASE_READ, staff=self.world.wang, of=of, **more)

    def faults(self, **more: Any) -> list[str]:
        return ledger.look_over(self.now, **more).faults

    def last(self) -> AuditEntry:
        return AuditEntry.objects.exclude(seq=None).latest("seq")


class TheChain(Audited):
    def test_a_row_says_who_did_what_to_what_and_how_it_came_out(self) -> None:
        row = self.deed("BA2611239", ok=False, body={"why": "x"})
        row = AuditEntry.objects.get(pk=row.pk)
        self.assertEqual(
            (row.at, row.actor, row.actor_name, row.actor_kind, row.kind, row.object_id, row.result, row.unit, row.body),
            (self.now, self.world.wang, "wang", "staff", "case_read", "BA2611239", "refused", self.world.dongguan, {"why": "x"}),
        )  # fmt: skip

    def test_a_whole_chain_has_no_fault_from_its_first_link_to_its_head(self) -> None:
        rows = list(AuditEntry.objects.order_by("seq"))
        self.assertEqual([row.seq for row in rows], list(range(1, len(rows) + 1)))
        self.assertEqual(rows[0].prev_hash, GENESIS)
        self.assertEqual((AuditHead.objects.get().seq, AuditHead.objects.get().hash), (rows[-1].seq, rows[-1].hash))
        self.assertEqual(self.faults(), [])

    def test_a_row_that_was_committed_late_is_chained_later(self) -> None:
        late = self.deed("BA2611231")  # as on PostgreSQL, where a lower key may come after a higher one
        early = self.deed("BA2611232")
        AuditEntry.objects.bulk_create([AuditEntry(**{**vars_of(early), "pk": late.pk + 100})])
        chaining.chain(self.now)
        self.assertEqual(self.faults(), [])
        self.assertEqual(AuditEntry.objects.filter(seq=None).count(), 0)

    def test_every_edited_column_is_found(self) -> None:
        whole = {name: getattr(self.last(), name) for name in COVERED}
        others = {"at": self.now - timedelta(days=1), "actor_id": self.world.li.pk, "unit_id": self.world.puyan.pk, "kind": "login",
                  "result": "refused", "actor_kind": "system", "object_type": "phone"}  # fmt: skip
        with unguarded():
            for name in COVERED:
                pk = self.last().pk
                AuditEntry.objects.filter(pk=pk).update(**{name: others.get(name, "0" * 6)})
                self.assertIn(f"第 {self.last().seq} 条：记录被改过", self.faults(), name)
                AuditEntry.objects.filter(pk=pk).update(**{name: whole[name]})
            self.assertEqual(self.faults(), [])

    def test_an_edited_body_and_one_of_another_row_are_found(self) -> None:
        for reason in ("verify", "contact"):
            self.deed("BA26112311", body={"reason": reason})
        chaining.chain(self.now)
        one, other = AuditEntry.objects.order_by("-pk")[:2]
        with unguarded():
            AuditEntry.objects.filter(pk=one.pk).update(body=other.body)
            self.assertEqual(self.faults(), [f"第 {one.seq} 条：详情被改过"])
            with connection.cursor() as cursor:
                cursor.execute("UPDATE governance_auditentry SET body = 'x.y' WHERE id = %s", [one.pk])
            self.assertEqual(self.faults(), [f"第 {one.seq} 条：详情被改过"])

    def test_a_row_taken_out_and_one_slipped_in_are_found(self) -> None:
        third = AuditEntry.objects.get(seq=3)
        with unguarded():
            AuditEntry.objects.filter(pk=third.pk).delete()
            self.assertIn("缺少第 3 条", self.faults())
            self.assertIn("第 4 条：与上一条接不上", self.faults())
            forged = AuditEntry(**{**vars_of(third), "pk": None, "object_id": "BA26112399"})
            AuditEntry.objects.bulk_create([forged])
            self.assertEqual(self.faults(), ["第 3 条：记录被改过"])

    def test_a_tail_cut_off_is_found_and_with_its_head_by_the_nights_anchor(self) -> None:
        self.night()
        last = self.last()
        with unguarded():
            AuditEntry.objects.filter(pk=last.pk).delete()
            self.assertIn("末尾被截断", " ".join(self.faults(whole=True)))
            before = AuditEntry.objects.get(seq=last.seq - 1)
            AuditHead.objects.update(seq=before.seq, hash=before.hash)
            self.assertIn("核对过的第", " ".join(self.faults(whole=True)))
            AuditAnchor.objects.all().delete()  # he knows of the anchors too, but not of the log
            self.assertEqual(self.faults(whole=True), [])
            with self.assertRaisesMessage(CommandError, "发现 1 处"):
                call_command("verify_audit", head=[f"{last.seq}:{last.hash}"], stderr=StringIO())

    def test_a_row_that_nobody_chains_is_named_after_a_minute(self) -> None:
        row = self.deed("BA26112312")
        self.assertEqual(self.faults(), [])
        self.watch.shift(timedelta(seconds=61))
        self.assertIn(f"记录 {row.pk}", " ".join(self.faults()))

    def night(self) -> AuditAnchor:
        self.watch.shift(timedelta(hours=9))
        self.assertEqual(chaining.anchor(self.now), 1)
        return AuditAnchor.objects.latest("day")


def vars_of(row: AuditEntry) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in AuditEntry._meta.concrete_fields}


class TheGuard(Audited):
    def test_the_database_refuses_to_change_or_delete_a_row(self) -> None:
        waiting = self.deed("BA26112313")
        chained = self.last()
        deeds: list[Callable[[], Any]] = [
            lambda: AuditEntry.objects.filter(pk=chained.pk).update(kind="login"),
            lambda: AuditEntry.objects.filter(pk=chained.pk).update(seq=999),
            lambda: AuditEntry.objects.filter(pk=chained.pk).update(hash="0" * 64),
            lambda: AuditEntry.objects.filter(pk=waiting.pk).update(object_id="x"),
            lambda: AuditEntry.objects.filter(pk=waiting.pk).update(object_id="x", seq=999),
            lambda: AuditEntry.objects.filter(pk=chained.pk)._raw_delete("default"),
            lambda: AuditEntry.objects.filter(pk=waiting.pk).delete(),
            lambda: AuditEntry.objects.all().delete(),
        ]
        for number, deed in enumerate(deeds):
            with self.assertRaisesMessage(DatabaseError, "audit_stays_written", msg=number), transaction.atomic():
                deed()
        connection.check_constraints()
        if connection.vendor == "postgresql":
            with self.assertRaisesMessage(DatabaseError, "audit_stays_written"), transaction.atomic():
                connection.cursor().execute("TRUNCATE governance_auditentry")

    def test_nor_does_a_model_and_nobody_who_did_something_is_deleted(self) -> None:
        row = AuditEntry.objects.first()
        assert row
        with self.assertRaises(TypeError):
            row.save()
        with self.assertRaises(TypeError):
            row.delete()
        with self.assertRaises(ProtectedError):
            self.world.wang.delete()


class TheNight(Audited):
    def night(self) -> AuditAnchor:
        self.watch.shift(timedelta(days=1))
        self.watch.move_to(self.now.replace(hour=19))  # 3 in the night of the next day, here
        chaining.anchor(self.now)
        return AuditAnchor.objects.latest("day")

    def test_each_night_looks_at_what_is_new_and_its_end_stands_in_the_log(self) -> None:
        with self.assertLogs("governance.services.chaining", "WARNING") as said:
            first = self.night()
        self.assertEqual((first.checked, first.faults), (self.last().seq, []))
        self.assertIn(self.last().hash, said.output[0])
        self.deed("BA26112314")
        chaining.chain(self.now)
        self.assertEqual(self.night().checked, 1)
        self.assertEqual(chaining.anchor(self.now), 0)  # once

    def test_what_waits_for_its_place_after_an_outage_is_no_fault_of_the_night(self) -> None:
        for n in range(5):
            self.deed(f"BA2611230{n}")
        self.watch.shift(timedelta(days=1))
        self.watch.move_to(self.now.replace(hour=19))
        with mock.patch.object(chaining, "BATCH", 2):
            for _ in range(6):
                clock.tick(self.now)
        self.assertEqual(AuditAnchor.objects.latest("day").faults, [])

    def test_a_night_that_finds_a_fault_says_so_and_none_begins_behind_it(self) -> None:
        self.night()
        self.deed("BA26112315")
        chaining.chain(self.now)
        with unguarded():
            AuditEntry.objects.filter(pk=self.last().pk).update(object_id="x")
        with self.assertLogs("governance.services.chaining", "ERROR"):
            bad = self.night()
        self.assertEqual(bad.faults, [f"第 {self.last().seq} 条：记录被改过"])
        self.assertEqual(chaining.audit_health(self.now)["faults"], 1)
        with self.assertLogs("governance.services.chaining", "ERROR"):
            self.assertEqual(self.night().faults, bad.faults)

    def test_before_two_oclock_nobody_looks(self) -> None:
        self.watch.move_to(self.now.replace(hour=17, minute=59))  # 1:59
        self.assertEqual(chaining.anchor(self.now), 0)

    def test_how_it_stands_is_there_for_whoever_measures(self) -> None:
        self.deed("BA26112316")
        self.watch.shift(timedelta(seconds=5))
        health = chaining.audit_health(self.now)
        self.assertEqual(
            (health["seq"], health["waiting_seconds"], health["verified"], health["faults"]),
            (self.last().seq, 5, None, 0),
        )

    def test_the_command_says_it_in_sentences_and_fails_when_it_must(self) -> None:
        said = StringIO()
        call_command("verify_audit", stdout=said)
        self.assertIn("全部完好", said.getvalue())
        last = self.last()
        call_command("verify_audit", head=[f"{last.seq}:{last.hash}"], stdout=said)
        self.night()
        call_command("verify_audit", since=date(2026, 11, 30), stdout=(said := StringIO()))
        self.assertIn("核对 0 条", said.getvalue())
        with unguarded():
            AuditEntry.objects.filter(seq=2).update(object_id="x")
        errors = StringIO()
        with self.assertRaisesMessage(CommandError, "发现 1 处问题"):
            call_command("verify_audit", stderr=errors)
        self.assertIn("第 2 条：记录被改过", errors.getvalue())


class ManyAtOnce(RaceCase):
    def test_readers_do_not_wait_and_two_clocks_make_one_chain(self) -> None:
        """Four people read a hundred times each while two clocks chain."""
        people, done = [self.world.wang, self.world.li, self.world.head, self.world.gridder], threading.Event()

        def reads(staff: Any) -> None:
            for n in range(100):
                audit.record(Deed.CASE_READ, staff=staff, of=audit.Of("case", f"BA{n}", f"BA{n}"))
            connection.close()

        def chains() -> None:
            while not done.is_set():
                chaining.chain(self.now)
            connection.close()

        readers = [threading.Thread(target=reads, args=[staff]) for staff in people]
        clocks = [threading.Thread(target=chains) for _ in range(2)]
        for thread in readers + clocks:
            thread.start()
        for thread in readers:
            thread.join()
        done.set()
        for thread in clocks:
            thread.join()
        while AuditEntry.objects.filter(seq=None).exists():
            chaining.chain(self.now)
        self.assertEqual(AuditEntry.objects.filter(kind="case_read").count(), 400)
        self.assertEqual(ledger.look_over(self.now).faults, [])
