"""A tap that arrives twice is one act, also where doing it took away what was chosen (work.md A: every command has a key)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from complaints.models import AssistTask, Complaint, Supervision
from complaints.services import supervising
from governance.models import Staff
from tests.complaints.desk_case import DeskCase


class Twice(DeskCase):
    def twice(self, staff: Staff, case: Complaint, verb: str, **typed: Any) -> None:
        """The same form is sent again with its key: the page says that it is done, nothing is written."""
        for number, htmx in ((1, False), (2, False), (3, True)):
            page = self.do(staff, case, verb, htmx=htmx, **typed)
            self.assertEqual(page.status_code, 200, (verb, number))
        self.assertEqual(self.entries(case).count(verb), 1)

    def test_passing_down_letting_off_and_lifting(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "assist", helper=self.world.zhongxing.pk, text="请看一看。")
        task = AssistTask.objects.get()
        self.twice(self.world.wang, case, "assist_waive", task=task.number, reason="查清了。", client_key=str(uuid4()))
        supervising.supervise(case, staff=self.world.dispatcher, grade="red", reason="太慢", now=self.now)
        supervision = Supervision.objects.get()
        self.twice(
            self.world.dispatcher,
            case,
            "lift_supervision",
            supervision=supervision.pk,
            reason="误发",
            client_key=str(uuid4()),
        )
        self.do(self.world.wang, case, "escalate", reason="办不了。")
        unit = self.world.guanshan.pk
        self.twice(self.world.dispatcher, case, "delegate", unit=unit, reason="请办。", client_key=str(uuid4()))

    def test_a_form_with_a_new_key_is_asked_for_what_it_lacks(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "escalate", reason="办不了。")
        unit, key = self.world.guanshan.pk, str(uuid4())
        self.do(self.world.dispatcher, case, "delegate", unit=unit, reason="请办。", client_key=key)
        page = self.do(self.world.dispatcher, case, "delegate", unit=unit, reason="请办。")
        self.assertEqual(page.status_code, 422)
        stolen = self.do(self.world.duty_officer, case, "delegate", unit=unit, reason="请办。", client_key=key)
        self.assertEqual(stolen.status_code, 422)  # her own commands alone
