"""The provider's word about a call stands beside the worker's and the resident's."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import override_settings

from binan.kit.signatures import sign
from complaints.models import Call, CallRecord, Complaint
from complaints.services import handling
from tests.complaints.axb_case import MOBILE, AXBCase
from tests.complaints.fake_axb import RECORDS_SECRET, fee
from tests.world import PHONE

ADDRESS = "/api/v1/private-numbers/records/"
BEGUN, TAKEN, OVER = "2026-11-23 10:30:10", "2026-11-23 10:30:20", "2026-11-23 10:31:25"  # UTC; here it is evening


class CallRecordTests(AXBCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.claimed()
        self.tap(self.case)
        self.subscription = next(iter(self.provider.bound))

    def push(self, *rows: dict[str, Any], secret: str = RECORDS_SECRET, late: int = 0, **more: Any) -> HttpResponse:
        """The provider's gateway delivers records, `late` seconds after it has signed them."""
        body = json.dumps({"eventType": "fee", "feeLst": list(rows), **more}).encode()
        at = str(int(self.now.timestamp()) - late)
        headers = {"X-Timestamp": at, "X-Signature": sign(secret, at, body)}
        return self.client.post(ADDRESS, body, content_type="application/json", headers=headers)

    def logged(self, reached: bool) -> Complaint:
        """Wang logs the call two minutes after the tap."""
        self.watch.shift(120)
        handling.call_back(self.case, staff=self.world.wang, reached=reached, summary="谈了。", now=self.now)
        return self.case

    def record(self, **more: Any) -> dict[str, Any]:
        return fee(self.subscription, MOBILE, begun=BEGUN, **more)

    def test_answered_and_for_how_long_stands_beside_what_she_logged(self) -> None:
        case = self.logged(reached=True)
        self.assertEqual(self.push(self.record(answered=TAKEN, ended=OVER)).json(), {"new": 1})
        page = self.page(self.world.wang, case)
        self.assertContains(page, "话单：接通 1 分 5 秒")
        self.assertContains(page, "居民还没有确认")
        self.assertNotContains(page, "打去")

    def test_a_call_she_says_was_answered_and_the_provider_says_was_not_is_red(self) -> None:
        case = self.logged(reached=True)
        self.push(self.record(ended=OVER))
        self.assertContains(self.page(self.world.wang, case), 'data-tone="danger">话单：没有接通')
        self.assertEqual(Call.objects.get().outcome, "connected")

    def test_a_call_that_nobody_logged_stands_alone(self) -> None:
        self.push(self.record(answered=TAKEN, ended=OVER))
        self.assertContains(self.page(self.world.wang, self.case), "打去")

    def test_a_call_by_the_resident_is_no_try_of_the_worker(self) -> None:
        case = self.logged(reached=False)
        self.push(fee(self.subscription, f"+86{PHONE}", begun=BEGUN, answered=TAKEN, ended=OVER))
        page = self.page(self.world.wang, case)
        self.assertContains(page, "居民打来")
        self.assertNotContains(page, 'data-tone="danger">话单')

    def test_of_two_tries_before_she_logs_the_answered_one_speaks(self) -> None:
        case = self.logged(reached=True)
        self.push(
            self.record(icid="c-1", answered=TAKEN, ended=OVER), fee(self.subscription, MOBILE, begun=OVER, icid="c-2")
        )
        self.assertContains(self.page(self.world.wang, case), "话单：接通")

    def test_a_delivery_that_comes_again_counts_once(self) -> None:
        row = self.record(answered=TAKEN, ended=OVER)
        self.assertEqual([self.push(row).json()["new"], self.push(row, row).json()["new"]], [1, 0])
        self.assertEqual(CallRecord.objects.count(), 1)

    def test_a_record_that_comes_after_the_number_was_given_back_is_still_kept(self) -> None:
        self.logged(reached=True)
        self.clock(seconds=1)
        self.assertEqual(self.push(self.record(answered=TAKEN, ended=OVER)).json(), {"new": 1})

    def test_a_wrong_signature_an_old_one_and_none_at_all_are_turned_away(self) -> None:
        row = self.record(answered=TAKEN, ended=OVER)
        refused = [self.push(row, secret="x" * 40), self.push(row, late=301), self.push(row, late=-301),
                   self.client.post(ADDRESS, b"{}", content_type="application/json")]  # fmt: skip
        self.assertEqual([answer.status_code for answer in refused], [401] * 4)
        self.assertFalse(CallRecord.objects.exists())

    def test_without_a_secret_or_a_provider_there_is_no_such_address(self) -> None:
        for off in ({"records_secret": ""}, {"provider": "none"}):
            with override_settings(AXB={**self.provider.settings, **off}):
                self.assertEqual(self.push(self.record()).status_code, 404)

    def test_what_nobody_documents_is_refused_whole_and_foreign_bindings_are_ignored(self) -> None:
        broken: list[dict[str, Any]] = [
            {**self.record(), "callInTime": "yesterday"}, {**self.record(), "icid": "", "sessionId": ""},
            {**self.record(), "icid": "c" * 129}, self.record(answered=OVER, ended=TAKEN),
        ]  # fmt: skip
        for row in broken:
            self.assertEqual(self.push(self.record(icid="good"), row).status_code, 400)
        self.assertEqual(self.push(feeLst="many").status_code, 400)
        self.assertEqual(self.push(*[self.record(icid=f"c-{n}") for n in range(51)]).status_code, 400)
        self.assertEqual(self.push(fee("s-of-somebody", MOBILE, begun=BEGUN)).json(), {"new": 0})
        self.assertEqual(self.push(eventType="callin").json(), {"new": 0})
        self.assertFalse(CallRecord.objects.exists())
