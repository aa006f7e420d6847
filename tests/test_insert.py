"""Rows written the short way are the rows Django would have written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import Model
from django.test import SimpleTestCase
from django.test.utils import isolate_apps

from binan.kit.rows import Unserved, insert, insert_with
from binan.kit.sealed import SealedText
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.models.timeline import GENESIS
from complaints.workflow import Stage, Urgency
from notices.models import Notice
from tests.cases import StoryCase


class InsertTests(StoryCase):
    def test_both_ways_leave_the_same_in_the_database(self) -> None:
        for made in (self._case, self._promise, self._message):
            with self.subTest(made.__name__):
                short: Any = made(1)
                usual: Any = made(2)
                insert([short])
                type(usual)._default_manager.bulk_create([usual])
                self.assertEqual(_stored(short), _stored(usual))

    def test_what_is_sealed_opens_again(self) -> None:
        case = self._case(1)
        insert([case])
        read = Complaint.objects.get(pk=case.pk)
        self.assertEqual((read.text, read.reasons, read.stage), ("楼上跳绳", ["提到“跳绳”"], Stage.ACCEPTED))
        self.assertNotIn("跳绳", str(_stored(case, sealed=True)))

    def _case(self, number: int) -> Complaint:
        return Complaint(
            code=f"BA26112300000{number}", token=f"token-{number}", token_key=f"{number:032x}", stage=Stage.ACCEPTED,
            urgency=Urgency.P2, category="NBR-01", reasons=["提到“跳绳”"], place=self.world.door, unit=self.world.dongguan,
            community=self.world.dongguan, text="楼上跳绳", title="噪声", notice_version="2026-11", filed_at=self.now,
            pressing_at=self.now,
        )  # fmt: skip

    def _promise(self, number: int) -> Deadline:
        return Deadline(
            complaint=self.file(),
            kind="mediate",
            opened_at=self.now,
            due_at=self.now,
            plan=[["2026-11-23", "due", 0, 0]],
        )

    def _message(self, number: int) -> Notice:
        data = {"code": "BA261123000001"}
        return Notice(
            key=f"a:{number}", channel=Notice.Channel.SMS, template="accepted", data=data, created_at=self.now
        )

    def test_each_row_gets_its_own_key_in_order(self) -> None:
        case = self.file()
        rows = [
            Deadline(complaint=case, kind=kind, opened_at=self.now, due_at=self.now)
            for kind in ("mediate", "second_close")
        ]
        insert(rows)
        kinds = [Deadline.objects.get(pk=row.pk).kind for row in rows]
        self.assertEqual(kinds, ["mediate", "second_close"])

    def test_what_was_told_already_is_left_out(self) -> None:
        case = self.file(phone="13800138001")
        told = Notice.objects.filter(key__startswith=case.code)
        before = told.count()
        first = told.get(channel=Notice.Channel.SMS)
        first.pk, again = (
            None,
            Notice(key=f"{case.code}:new", channel=Notice.Channel.SMS, template="accepted", created_at=self.now),
        )
        insert([first, again], ignore_conflicts=True)
        self.assertEqual(told.count(), before + 1)

    def test_a_row_and_what_points_to_it_are_written_at_once(self) -> None:
        case = self._case(1)
        case.stage, case.head, case.seq = Stage.FILED, GENESIS, 0
        entries = [
            TimelineEntry(
                seq=n, kind=kind, stage_to=stage, actor_kind="system", at=self.now, prev_hash=GENESIS, hash=f"{n:064x}"
            )
            for n, (kind, stage) in enumerate([("file", Stage.FILED), ("accept", Stage.ACCEPTED)])
        ]
        promises = [
            Deadline(kind=kind, opened_at=self.now, due_at=self.now, plan=[["2026-11-23", "due", 0, 0]])
            for kind in ("mediate", "second_close", "close")
        ]
        told = Notice.objects.filter(key__startswith=self.file(phone="13800138001").code)[0]
        again, news = Notice(key=told.key, channel="sms", created_at=self.now), self._message(9)
        with self.assertNumQueries(1 if connection.vendor == "postgresql" else 4):
            insert_with(case, "complaint", entries, [], promises, beside=[again, news])
        self.assertTrue(Notice.objects.filter(key=news.key).exists())
        self.assertEqual(Notice.objects.filter(key=told.key).count(), 1)
        self.assertEqual([TimelineEntry.objects.get(pk=row.pk).kind for row in entries], ["file", "accept"])
        kinds = [Deadline.objects.get(pk=row.pk).kind for row in promises]
        self.assertEqual(kinds, ["mediate", "second_close", "close"])
        self.assertEqual({row.complaint_id for row in case.entries.all()}, {case.pk})
        self.assertEqual({row.complaint for row in (*entries, *promises)}, {case})
        self.assertEqual(case.deadlines.first().plan, [["2026-11-23", "due", 0, 0]])

    def test_nothing_to_write_asks_nothing(self) -> None:
        with self.assertNumQueries(0):
            insert([])


class UnservedTests(SimpleTestCase):
    """A model that would be written wrongly is refused before anything is written (no database stands behind this)."""

    def refused(self, model: type[Model], says: str) -> None:
        for write in (insert, lambda rows: insert_with(rows[0], "parent")):
            with self.assertRaisesMessage(Unserved, says):
                write([model()])

    def test_a_column_it_cannot_write_is_named(self) -> None:
        for field, why in (
            (models.DateTimeField(auto_now=True), "given by the caller"),
            (models.DateTimeField(auto_now_add=True), "given by the caller"),
            (models.CharField(max_length=9, db_default="x"), "the database's default"),
            (models.JSONField(encoder=DjangoJSONEncoder), "a spelling of its own"),
            (models.DateField(), "DateField"),
            (models.DecimalField(max_digits=5, decimal_places=2), "DecimalField"),
            (models.BinaryField(), "BinaryField"),
            (models.FileField(), "FileField"),
            (Shouted(), "Shouted"),
            (
                models.GeneratedField(expression=models.Value(1), output_field=models.IntegerField(), db_persist=True),
                "Gen",
            ),
        ):
            with self.subTest(why), isolate_apps("notices"):
                row = type("Row", (Model,), {"__module__": "notices.models", "odd": field})
                self.refused(row, "notices.Row.odd: ")
                self.refused(row, why)

    def test_a_key_or_columns_of_another_kind_are_refused(self) -> None:
        with isolate_apps("notices"):

            class Named(models.Model):
                name = models.UUIDField(primary_key=True, default=uuid4)

                class Meta:
                    app_label = "notices"

            class Plain(models.Model):
                class Meta:
                    app_label = "notices"

            class Child(Plain):
                class Meta:
                    app_label = "notices"

            class Other(Plain):
                class Meta:
                    app_label = "notices"
                    proxy = True

            self.refused(Named, "notices.Named.name: the key is not given by the database")
            self.refused(Child, "notices.Child: its columns are those of another model")
            self.refused(Other, "notices.Other: its columns are those of another model")


class Shouted(models.TextField):
    """Text that is prepared for the database in a way of its own."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value).upper()


def _stored(row: Model, *, sealed: bool = False) -> dict[str, Any]:
    """What stands in the database, column by column; without keys, what must differ and (unless asked) what is sealed."""
    differing = {"id", "code", "token_key", "key", "complaint_id"}
    columns = [
        str(field.column)
        for field in row._meta.concrete_fields
        if field.column not in differing and (sealed or not isinstance(field, SealedText))
    ]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(columns)} FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])
        return dict(zip(columns, cursor.fetchone(), strict=True))
