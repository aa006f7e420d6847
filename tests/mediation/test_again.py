"""What was agreed is not kept: the same case is mediated again between the same people, the old promises in sight."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from binan.kit.errors import Refused
from complaints.models import Complaint
from complaints.services import handling
from mediation.models import Agreement, Mediation, Obligation
from mediation.services import again
from mediation.workflow import Answer, Stage
from tests.mediation.after import AfterStory
from tests.mediation.rooms import SUMMARY
from tests.world import ANSWER


class Again(AfterStory):
    def broken(self) -> Mediation:
        """An agreement with a promise that was not kept."""
        mediation = self.applied()
        self.joined(mediation, "B", "物业公司", "13700137007")
        mediation = self.settled(mediation)
        Obligation.objects.create(
            agreement=Agreement.objects.get(), number=1, ower=self.side(mediation, "B"), what="拆掉雨棚。",
            due_on=date(2026, 11, 20), standing="missed",
        )  # fmt: skip
        return Mediation.objects.get()

    def again(self, previous: Mediation, **more: object) -> Mediation:
        return again.again(previous, staff=self.world.wang, summary=SUMMARY, now=self.now, **more)

    def test_everybody_is_asked_anew_and_it_is_linked_to_the_old_one(self):
        old = self.broken()
        new = self.again(old)
        self.assertEqual((new.previous, new.stage, new.complaint), (old, Stage.APPLIED, old.complaint))
        parties = list(Mediation.objects.get(pk=new.pk).parties.all())
        self.assertEqual([party.mark for party in parties], ["A", "B", "B2"])
        self.assertEqual({party.answer for party in parties}, {Answer.ASKED})
        self.assertFalse({party.token for party in parties} & {party.token for party in old.parties.all()})

    def test_the_old_promises_stand_on_its_page(self):
        new = self.again(self.broken())
        page = self.login(self.world.wang).get(f"/mediation/{new.code}/")
        self.assertContains(page, "拆掉雨棚。")
        self.assertContains(page, "到期没有履行")

    def test_from_the_page_of_what_follows(self):
        old, client = self.broken(), self.login(self.world.wang)
        page = client.get(f"/mediation/{old.code}/after/")
        for words in ("重新调解", "向人民法院起诉"):
            self.assertContains(page, words)
        data = {"summary": SUMMARY, "client_key": str(uuid4())}
        answer = client.post(f"/mediation/{old.code}/after/again/", data)
        new = Mediation.objects.exclude(pk=old.pk).get()
        self.assertRedirects(answer, f"/mediation/{new.code}/")

    def test_not_while_the_old_one_runs_and_not_of_a_closed_case(self):
        with pytest.raises(Refused, match="还没有结束"):
            self.again(self.applied())
        old = Mediation.objects.get()
        from mediation.services import conclude

        conclude.fail(old, staff=self.world.wang, reason="没谈拢。", now=self.now)
        case = Complaint.objects.get()
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        with pytest.raises(Refused, match="重开"):
            self.again(Mediation.objects.select_related("complaint").get())

    def test_a_command_that_arrives_twice_makes_one(self):
        old, key = self.broken(), uuid4()
        first, second = self.again(old, client_key=key), self.again(old, client_key=key)
        self.assertEqual((first.pk, Mediation.objects.count()), (second.pk, 2))
