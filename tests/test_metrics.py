"""What Prometheus reads: the pulse of the house and of the process; who may read it; that no alarm waits for a number nobody gives."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.db import OperationalError, connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from binan import metrics
from binan.kit import meters
from complaints.services import handling
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import ANSWER, GAS

ALERTS = Path(__file__).resolve().parents[1] / "deploy" / "alerts.yml"
MANUAL = (ALERTS.parents[1] / "docs" / "operations.md").read_text()
BRIBE = "举报社区干部收受施工队的红包，作风有问题，请纪委查一查。"


class Metrics(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        metrics.house = metrics.House()

    def read(self, **headers: str) -> dict[tuple[str, ...], float]:
        metrics.house = metrics.House()
        page = self.client.get("/metrics", headers=headers)
        self.assertEqual(page.status_code, 200)
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(page.content.decode())
            for sample in family.samples
        }

    def test_what_waits_and_what_is_about_to_be_late(self) -> None:
        self.file()
        self.file(text=GAS, phone="13900139001")
        self.watch.shift(timedelta(minutes=4))
        got = self.read()
        self.assertEqual((got["binan_cases_waiting", "P2"], got["binan_cases_waiting_seconds", "P2"]), (1, 240))
        self.assertEqual(got["binan_cases_waiting", "P0"], 1)
        self.assertEqual(got["binan_promises_at_risk", "contact"], 2)
        self.assertEqual(got["binan_promises_overdue", "contact"], 0)
        self.watch.shift(timedelta(minutes=2))
        self.assertEqual(self.read()["binan_promises_overdue", "contact"], 2)

    def test_a_report_of_misconduct_is_in_no_number(self) -> None:
        before = {
            name: value
            for name, value in self.read().items()
            if name[0].startswith(("binan_cases", "binan_promises_o"))
        }
        self.file(text=BRIBE)
        after = {
            name: value
            for name, value in self.read().items()
            if name[0].startswith(("binan_cases", "binan_promises_o"))
        }
        self.assertEqual(before, after)

    def test_promises_kept_and_missed_are_counted_once_they_are_certain(self) -> None:
        def ended(outcome: str) -> float:
            return meters.promises.labels("contact", outcome)._value.get()

        kept, missed = ended("kept"), ended("missed")
        with self.captureOnCommitCallbacks(execute=True):
            self.contacted()
        self.assertEqual((ended("kept"), ended("missed")), (kept + 1, missed))
        case = self.claimed(phone="13900139002")
        self.watch.shift(timedelta(minutes=10))
        with self.captureOnCommitCallbacks() as waiting:
            handling.call_back(case, staff=self.world.wang, reached=True, summary=ANSWER, now=self.now)
        self.assertEqual(ended("missed"), missed)  # not before the commit
        for each in waiting:
            each()
        self.assertEqual((ended("kept"), ended("missed")), (kept + 1, missed + 1))

    def test_messages_that_do_not_go_out(self) -> None:
        self.file()
        Notice.objects.filter(channel="sms").update(next_try_at=self.now - timedelta(minutes=7))
        got = self.read()
        self.assertGreaterEqual(got["binan_outbox_waiting",], 1)
        self.assertEqual(got["binan_outbox_oldest_seconds",], 420)
        Notice.objects.filter(channel="sms").update(state="dead", next_try_at=None)
        self.assertGreaterEqual(self.read()["binan_outbox_dead_day",], 1)

    def test_answers_statements_and_time_are_counted_by_the_name_of_the_route(self) -> None:
        case = self.file()
        self.client.get(f"/c/{case.token}/")
        for _ in range(2):
            Client().get("/q/TESTDOOR01/")
        self.client.get("/nowhere/")
        page = self.client.get("/metrics").content.decode()
        self.assertNotIn(case.token, page)
        self.assertNotIn("TESTDOOR01", page)
        got = self.read()
        self.assertTrue(any(k[0] == "binan_requests_total" and "complaints:case" in k for k in got))
        self.assertTrue(any(k[0] == "binan_requests_total" and "from memory" in k for k in got))
        self.assertTrue(any(k[0] == "binan_requests_total" and {"none", "404"} <= set(k) for k in got))
        self.assertGreater(got["binan_sql_statements_total",], 0)

    def test_a_database_that_is_away_is_said_and_everything_else_too(self) -> None:
        def away(*given: object) -> object:
            raise OperationalError("away")

        with connection.execute_wrapper(away):
            got = self.read()
        self.assertEqual(got["binan_database_up",], 0)
        self.assertIn(("binan_disk_free_bytes",), got)
        self.assertEqual(self.read()["binan_database_up",], 1)

    def test_it_asks_the_database_the_same_however_many_cases_there_are(self) -> None:
        self.file()
        with self.assertNumQueries(10):
            self.read()
        for n in range(5):
            self.file(phone=f"1390013910{n}")
        with self.assertNumQueries(10):
            self.read()
        metrics.house = kept = metrics.House()
        self.client.get("/metrics")
        with self.assertNumQueries(0):
            self.client.get("/metrics")
        self.assertIs(metrics.house, kept)

    def test_strangers_find_nothing(self) -> None:
        for how in (
            {"REMOTE_ADDR": "10.0.0.9"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=1.2.3.4"},
        ):
            self.assertEqual(self.client.get("/metrics", **how).status_code, 404, how)
        token = "a-token-of-more-than-thirty-two-characters"
        with override_settings(METRICS_TOKEN=token, PRODUCTION=True):
            self.assertEqual(self.client.get("/metrics").status_code, 404)
            for sent in ("Bearer wrong", "Bearer ", f"Bearer {token}é"):
                self.assertEqual(self.client.get("/metrics", headers={"Authorization": sent}).status_code, 404)
            self.assertEqual(
                self.client.get(
                    "/metrics", headers={"Authorization": f"Bearer {token}"}, REMOTE_ADDR="10.0.0.9"
                ).status_code,
                200,
            )
        with override_settings(PRODUCTION=True):
            self.assertEqual(self.client.get("/metrics").status_code, 404)

    def test_every_alarm_waits_for_numbers_that_are_given(self) -> None:
        self.file()
        given = {re.sub(r"_(total|bucket|sum|count|created)$", "", name[0]) for name in self.read()}
        given |= {
            family.name
            for family in (meters.jobs, meters.job_faults, meters.logins, meters.sockets, meters.promises)
            for family in family.collect()
        }
        rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
        self.assertGreater(len(rules), 12)
        for rule in rules:
            asked = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"binan_\w+", rule["expr"])}
            self.assertTrue(asked, rule["alert"])
            self.assertLessEqual(asked, given, rule["alert"])
            self.assertIn(rule["labels"]["severity"], ("page", "ticket"))
            self.assertIn(rule["alert"], MANUAL)  # and whoever is rung finds what to do


@pytest.mark.parametrize("job", ["complaints.clock.tick"])
def test_a_job_that_fails_is_counted_and_its_fault_goes_on(job: str) -> None:
    before = meters.job_faults.labels(job)._value.get()
    with pytest.raises(ValueError, match="broken"), meters.job(job):
        raise ValueError("broken")
    assert meters.job_faults.labels(job)._value.get() == before + 1
