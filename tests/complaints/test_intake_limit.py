"""Many filings from one address: held off, but never a danger, and nobody's telephone is flooded (trust.md threat 8)."""

from __future__ import annotations

from uuid import uuid4

from django.test import override_settings

from complaints.models import Complaint
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import GAS, NOISE


@override_settings(INTAKE_RATE=3)
class IntakeLimit(StoryCase):
    def send(self, text: str = NOISE, phone: str = "13800138001") -> int:
        body = {"place": "TESTDOOR01", "text": text, "phone": phone, "client_key": str(uuid4())}
        return self.client.post("/api/v1/complaints/", body, content_type="application/json").status_code

    def by_form(self, text: str) -> int:
        form = {
            "text": text,
            "phone": "13800138001",
            "identity": "hidden",
            "nature": "complaint",
            "client_key": str(uuid4()),
        }
        return self.client.post("/q/TESTDOOR01/file/", form).status_code

    def test_the_fourth_filing_of_a_minute_is_held_off_but_a_smell_of_gas_is_not(self) -> None:
        self.assertEqual([self.send() for _ in range(4)], [201, 201, 201, 429])
        self.assertEqual(self.by_form(NOISE), 429)
        self.assertEqual((self.send(GAS), self.by_form(GAS)), (201, 302))
        self.assertEqual(Complaint.objects.filter(urgency="P0").count(), 2)

    def test_even_dangers_from_one_address_have_an_end(self) -> None:
        answers = [self.send(GAS) for _ in range(35)]
        self.assertEqual((answers[:33], answers[33:]), ([201] * 33, [429] * 2))

    @override_settings(INTAKE_RATE=100)
    def test_one_number_gets_five_messages_an_hour_about_filings_in_its_name_and_each_filing_is_taken(self) -> None:
        self.assertEqual([self.send() for _ in range(7)], [201] * 7)
        self.assertEqual(Notice.objects.filter(template="accepted").count(), 5)
        self.assertEqual(self.send(phone="13800138002"), 201)
        self.assertEqual(Notice.objects.filter(template="accepted").count(), 6)
