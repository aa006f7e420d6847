"""One filing arrives many times at once, as from a telephone that retries too soon."""

from __future__ import annotations

import json
from collections import Counter
from uuid import uuid4

import pytest
from django.test import Client

from complaints import ledger
from complaints.models import Complaint
from tests.cases import RaceCase
from tests.crowd import at_once
from tests.world import NOISE, PHONE


@pytest.mark.slow
class FileRace(RaceCase):
    def test_ten_copies_are_one_case_and_one_answer(self) -> None:
        body = json.dumps({"place": "TESTDOOR01", "text": NOISE, "phone": PHONE, "client_key": str(uuid4())})

        def send():
            return Client().post("/api/v1/complaints/", body, content_type="application/json")

        answers = at_once(*[send] * 10)
        self.assertEqual(Counter(answer.status_code for answer in answers), {201: 1, 200: 9})
        self.assertEqual(len({answer.content for answer in answers}), 1)
        case = Complaint.objects.get()
        self.assertEqual((self.entries(case), list(ledger.faults(case))), (["file", "accept"], []))
