"""Secret ranges of money where people meet them: both sides and the mediator learn whether they meet, and nobody a number."""

from __future__ import annotations

import io
import logging
from typing import Any

from django.db import connection

from mediation.models import MediationEntry, SecretRange
from mediation.services import clauses
from notices.models import Notice
from tests.mediation.table import Table

NUMBERS = ("4321", "8765", "5432", "7654")


class Secret(Table):
    def setUp(self) -> None:
        super().setUp()
        self.write("楼上补偿楼下一笔钱。", kind="money")

    def offer(self, one: Any, low: str, high: str) -> Any:
        return self.client.post(f"/m/{one.token}/clauses/range/", {"number": 1, "low": low, "high": high})

    def page(self, one: Any) -> str:
        return self.client.get(f"/m/{one.token}/clauses/").content.decode()

    def told(self) -> str:
        """Everything that anybody is shown, told or left in the history."""
        desk, admin, code = self.login(self.world.mediator), self.login(self.world.admin), self.mediation.code
        pages = [desk.get(f"/mediation/{code}/{path}").content.decode() for path in ("", "clauses/")]
        pages += [admin.get(f"/admin/mediation/{name}/").content.decode() for name in ("mediation", "clause")]
        pages += [admin.get(f"/admin/mediation/mediation/{self.mediation.pk}/change/").content.decode()]
        kept = [str(entry.body) for entry in MediationEntry.objects.all()] + [str(n.data) for n in Notice.objects.all()]
        return "\n".join([self.page(self.a), self.page(self.b), *pages, *kept])

    def test_everybody_learns_that_they_meet_and_nobody_a_number(self):
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        self.offer(self.a, "4321", "8765")
        self.assertIn("诉求方已经写了，等对方写", self.page(self.b))
        self.offer(self.b, "5432", "7654")
        told = self.told() + log.getvalue()
        self.assertEqual(told.count("双方写的范围有重合"), 3)
        for number in NUMBERS:
            self.assertNotIn(number, told)

    def test_what_lies_in_the_database_is_sealed(self):
        self.offer(self.a, "4321", "8765")
        with connection.cursor() as cursor:
            cursor.execute("SELECT low, high FROM mediation_secretrange")
            row = str(cursor.fetchall())
        self.assertNotIn("4321", row)
        self.assertEqual(SecretRange.objects.get().low, "4321")

    def test_it_goes_in_turns_and_a_new_wording_gives_no_other_try(self):
        self.offer(self.a, "5000", "9000")
        self.assertEqual(self.offer(self.a, "4000", "9000").status_code, 422)
        self.offer(self.b, "0", "2000")
        self.assertIn("这次没有重合", self.page(self.a))
        self.write("楼上补偿楼下医药费。", number=1, kind="money")
        self.assertIn("这次没有重合", self.page(self.a))
        for low, high in (("4000", "9000"), ("3000", "9000")):
            self.assertEqual(self.offer(self.a, low, high).status_code, 302)
            self.assertEqual(self.offer(self.b, "0", "2000").status_code, 302)
        refused = self.offer(self.a, "2000", "9000")
        self.assertContains(refused, "最多写 3 次", status_code=422)
        self.assertEqual(SecretRange.objects.count(), 6)

    def test_a_refused_range_stays_in_her_own_form(self):
        refused = self.offer(self.b, "990", "1000")
        self.assertContains(refused, "范围太窄", status_code=422)
        self.assertContains(refused, 'value="990"', status_code=422)

    def test_on_the_tablet_it_is_written_by_whose_turn_it_is(self):
        desk, path = self.login(self.world.mediator), f"/mediation/{self.mediation.code}/clauses/"
        self.assertContains(desk.get(path), "诉求方在这台平板上写")
        desk.post(f"{path}range/", {"party": self.a.pk, "number": 1, "low": "4321", "high": "8765"})
        page = desk.get(path)
        self.assertNotContains(page, "诉求方在这台平板上写")
        self.assertContains(page, "对方在这台平板上写")

    def test_a_clause_that_is_not_about_money_has_none(self):
        clauses.write(self.mediation, staff=self.world.mediator, text="互相道歉。", kind="act", now=self.now)
        self.assertEqual(
            self.client.post(f"/m/{self.b.token}/clauses/range/", {"number": 2, "low": "0", "high": "100"}).status_code,
            422,
        )
