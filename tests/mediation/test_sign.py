"""Signing on a tablet: what was read, who it is, her hand, under this very text (art. 29; 电子签名法 arts 3, 13, 14)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from binan.kit.errors import NotAllowed, Refused, TooOften
from mediation import ink, sequel
from mediation.accord.words import Hand, Step
from mediation.models import Agent, Mediation, Signature, SignCode, SignStep
from mediation.services import conclude, signing
from mediation.workflow import Power, Stage
from notices.models import Notice
from tests.mediation.desk import Signing
from tests.mediation.hand import blank, handwriting


class OnTheTablet(Signing):
    def test_with_the_last_of_all_it_holds(self):
        for mark in "ABM":
            self.sign(mark)
            self.assertIsNone(self.agreement.effective_at)
        self.watch.shift(60)
        conclude.sign(self.mediation, staff=self.world.mediator, signer="S", now=self.now)
        self.assertEqual(self.agreement.effective_at, self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)
        kept = Signature.objects.get(signer="B")
        self.assertEqual(
            (kept.hand, kept.party, kept.address), (Hand.SCREEN, self.side(self.mediation, "B"), "203.0.113.*")
        )
        self.assertTrue(ink.picture_of(kept).startswith(b"\x89PNG"))
        self.assertEqual(kept.document_sha256, self.agreement.text_sha256)

    def test_what_was_signed_without_a_network_holds_from_then_and_not_from_when_it_was_sent(self):
        self.watch.shift(3600)
        given = self.now
        conclude.sign(self.mediation, staff=self.world.mediator, signer="S", now=given)
        self.watch.shift(3 * 24 * 3600)
        for mark in "ABM":
            self.sign(mark, device_at=given + timedelta(minutes=ord(mark) - 65), sent_at=self.now)
        self.assertEqual(self.agreement.effective_at, given + timedelta(minutes=ord("M") - 65))
        self.assertEqual(sequel.confirm_last_day(self.agreement), sequel.last_day_from(timezone.localdate(given)))

    def test_a_watch_that_cannot_be_right_is_not_believed(self):
        for mark in "AMS":
            conclude.sign(self.mediation, staff=self.world.mediator, signer=mark, now=self.now)
        before = self.agreement.reached_at - timedelta(minutes=5)  # before there was anything to sign
        self.sign("B", device_at=before, sent_at=self.now)
        self.assertEqual(self.agreement.effective_at, self.now)

    def lies(self, hours: float, ahead: timedelta, **more: object) -> None:
        """The last signature, given now and sent `hours` later, by a watch that is `ahead`."""
        for mark in "AMS":
            conclude.sign(self.mediation, staff=self.world.mediator, signer=mark, now=self.now)
        given = self.now
        self.watch.shift(timedelta(hours=hours))
        self.sign("B", **{"device_at": given + ahead, "sent_at": self.now + ahead, **more})

    def test_a_watch_that_is_two_hours_slow_takes_nothing_from_the_time(self):
        self.watch.shift(24 * 3600)
        self.lies(5, -timedelta(hours=2))
        self.assertEqual(self.agreement.effective_at, self.now - timedelta(hours=5))

    def test_one_that_is_a_year_fast_adds_nothing_and_loses_no_signature(self):
        self.lies(5, timedelta(days=365))
        self.assertEqual(self.agreement.effective_at, self.now - timedelta(hours=5))

    def test_one_that_was_set_back_meanwhile_or_ran_for_a_thousand_years_tells_nothing(self):
        for lay in (-timedelta(minutes=1), timedelta(days=8), timedelta(days=365_000)):
            with self.subTest(lay=lay), transaction.atomic():
                self.lies(0, timedelta(), device_at=self.now, sent_at=self.now + lay)
                self.assertEqual(self.agreement.effective_at, self.now)
                transaction.set_rollback(True)

    def test_what_came_at_once_holds_from_when_it_came_whatever_the_tablet_shows(self):
        self.watch.shift(5 * 24 * 3600)
        self.lies(0, timedelta(), device_at=self.now - timedelta(days=3), sent_at=None)
        self.assertEqual(self.agreement.effective_at, self.now)

    def test_a_code_was_typed_with_a_network_and_before_it_was_sent_she_had_not_signed(self):
        for proof in ("code", "seen"):
            with self.subTest(proof), transaction.atomic():
                self.watch.shift(5 * 24 * 3600)
                otp = self.ask()
                asked = self.now
                self.lies(0.1, timedelta(), proof=proof, otp=otp, device_at=self.now - timedelta(days=3))
                self.assertEqual(self.agreement.effective_at, self.now)
                self.assertGreater(self.agreement.effective_at, asked)
                transaction.set_rollback(True)

    def test_what_a_code_proves_counts_from_when_it_came_however_long_it_says_it_lay(self):
        otp = self.ask()
        self.watch.shift(60)
        self.lies(0.03, timedelta(), proof="code", otp=otp)
        self.assertEqual(self.agreement.effective_at, self.now)

    def test_signed_on_paper_on_monday_and_tapped_on_friday_holds_from_monday(self):
        issued, path = timezone.localdate(self.now), f"/mediation/{self.mediation.code}/sign/"
        self.watch.shift(4 * 24 * 3600)
        desk = self.login(self.world.mediator)
        for typed, words in (
            (issued + timedelta(days=5), "不能晚于今天"),
            (issued - timedelta(days=1), "签字日期不能更早"),
            ("", "请照纸上写的日期填"),
        ):
            page = desk.post(path, {"signer": "A", "signed_on": typed})
            self.assertContains(page, words, status_code=422)
            self.assertContains(
                page, f'name="signed_on" value="{typed or timezone.localdate(self.now)}"', status_code=422
            )
        self.assertFalse(Signature.objects.exists())
        for mark in "ABMS":
            self.assertEqual(desk.post(path, {"signer": mark, "signed_on": issued}).status_code, 302)
        self.assertEqual(timezone.localdate(self.agreement.effective_at), issued)
        for page in ("", "sign/"):
            shown = desk.get(f"/mediation/{self.mediation.code}/{page}")
            self.assertContains(shown, "11月23日 纸上签字或按指印")
            self.assertNotContains(shown, "23:59")

    def test_a_signature_on_another_text_is_refused(self):
        old = self.agreement.text_sha256
        conclude.rework(self.mediation, staff=self.world.mediator, reason="改时间", now=self.now)
        self.issue(content="晚上九点以后不在家跳绳。")
        self.refused("version", document_sha256=old)

    def test_what_was_signed_before_a_change_does_not_count_after_it(self):
        for mark in "AB":
            self.sign(mark)
        conclude.rework(self.mediation, staff=self.world.mediator, reason="改时间", now=self.now)
        self.issue(content="晚上九点以后不在家跳绳。")
        for mark in "MS":
            conclude.sign(self.mediation, staff=self.world.mediator, signer=mark, now=self.now)
        self.assertIsNone(self.agreement.effective_at)
        for mark in "AB":
            self.sign(mark)
        self.assertEqual(self.agreement.effective_at, self.now)

    def test_every_part_was_read(self):
        self.refused("read", read=[0, 1])

    def test_a_blank_or_broken_picture_is_none(self):
        for picture in (blank(), b"", b"\x89PNG no", handwriting((40, 20)), b"GIF89a"):
            self.refused("picture", picture=picture)

    def test_one_that_arrives_twice_is_one(self):
        key = uuid4()
        for _ in range(2):
            self.sign("A", key)
        self.assertEqual(Signature.objects.count(), 1)

    def test_nobody_signs_twice(self):
        self.sign("A")
        with pytest.raises(Refused, match="已经登记过"):
            self.sign("A")

    def test_the_trail_tells_what_happened_and_what_was_refused(self):
        with pytest.raises(Refused):
            self.sign("B", read=[])
        self.sign("B", device_at=self.now - timedelta(minutes=5))
        steps = list(SignStep.objects.values_list("step", "note"))
        self.assertEqual(
            steps,
            [(Step.REFUSED, "read"), (Step.OPENED, ""), (Step.READ, ""), (Step.SEEN, "没有网络"), (Step.SIGNED, "")],
        )
        self.assertEqual(set(SignStep.objects.values_list("address", flat=True)), {"203.0.113.*"})

    def test_only_the_mediator_holds_the_tablet(self):
        with pytest.raises(NotAllowed):
            signing.give(self.mediation, staff=self.world.wang, given=self.given("B"), now=self.now)

    def test_a_colleague_of_the_house_holds_the_tablet_and_does_not_sign_as_the_mediator(self):
        sun = self.rooms.sun.staff
        signing.give(self.mediation, staff=sun, given=self.given("A"), now=self.now)
        with pytest.raises(Refused, match="钱和平本人登录来签"):
            signing.give(self.mediation, staff=sun, given=self.given("M"), now=self.now)
        with pytest.raises(Refused, match="钱和平本人登录来签"):
            conclude.sign(self.mediation, staff=sun, signer="M", now=self.now)
        self.assertEqual(Signature.objects.get().signer, "A")
        desk, page = self.login(sun), f"/mediation/{self.mediation.code}/"
        for path in (page, f"{page}sign/"):
            self.assertNotContains(desk.get(path), 'name="signer" value="M"')
            self.assertContains(desk.get(path), 'name="signer" value="B"')
        self.assertNotContains(desk.get(f"{page}sign/"), 'data-place="M"')

    def test_the_seal_is_put_on_paper(self):
        self.refused("signer", "S")

    def test_when_somebody_left_the_text_is_made_anew_first(self):
        type(self.agreement).objects.update(signers=["A", "A2", "B", "M", "S"])
        self.refused("signer", "A")


class WhoItIs(Signing):
    def test_a_right_code_to_her_recorded_phone(self):
        otp = self.ask()
        self.assertRegex(otp, r"^\d{6}$")
        self.assertNotIn(otp, SignCode.objects.get().digest)
        self.sign("B", proof="code", otp=otp)
        self.assertEqual(Signature.objects.get().proof, "code")
        self.assertTrue(SignCode.objects.get().used_at)

    def test_a_wrong_one_five_times_and_the_code_is_dead(self):
        otp = self.ask()
        wrong = "000000" if otp != "000000" else "111111"
        for _ in range(5):
            self.refused("otp", proof="code", otp=wrong)
        self.refused("otp", proof="code", otp=otp)

    def test_ten_minutes_later_it_is_worth_nothing(self):
        otp = self.ask()
        self.watch.shift(timedelta(minutes=10))
        self.refused("otp", proof="code", otp=otp)

    def test_the_code_of_one_is_none_for_the_other(self):
        otp = self.ask("A")
        if otp != self.ask("B"):
            self.refused("otp", proof="code", otp=otp)

    def test_three_in_ten_minutes_and_one_a_minute(self):
        self.ask()
        with pytest.raises(TooOften):
            self.ask()
        for _ in range(2):
            self.watch.shift(60)
            self.ask()
        self.watch.shift(60)
        with pytest.raises(TooOften):
            self.ask()

    def test_without_a_code_the_mediator_says_why(self):
        self.refused("proof", proof="seen", reason="")
        self.refused("proof", proof="")
        self.refused("otp", proof="code", otp="123456")

    def test_an_agent_signs_only_with_that_power(self):
        b = self.side(self.mediation, "B")
        agent = Agent.objects.create(
            party=b, name="李律师", phone="13700137007", powers=[Power.EVIDENCE], given_on=self.now.date()
        )
        self.refused("agent", by_agent=True)
        Agent.objects.filter(pk=agent.pk).update(powers=[Power.SIGN])
        digits = self.ask(by_agent=True)
        sent = Notice.objects.get(template="sign_code_agent")
        self.assertNotIn("token", sent.data)  # her secret link is not his
        self.refused("otp", proof="code", otp=digits)
        self.assertEqual(Notice.objects.latest("pk").phone, "13700137007")
        self.sign("B", by_agent=True)
        self.assertTrue(Signature.objects.get().by_agent)
