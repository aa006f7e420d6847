"""A claim is a lease on the next promised act: 90 seconds to a chime, 150 to the next colleague, nobody blamed (work.md A5)."""

from __future__ import annotations

import complaints.clock
from complaints.models import Call, Complaint, Deadline
from complaints.promises import PROMISES
from complaints.services import calling, escalation, handling
from complaints.services.ringing import turns
from governance import presence
from governance.models import Duty, Presence
from notices.models import Notice
from tests.complaints.desk_case import DeskCase


class LapseTests(DeskCase):
    def lapsed(self) -> Complaint:
        case = self.claimed()
        self.wait(seconds=150)
        case.refresh_from_db()
        return case

    def told(self, template: str) -> set[str]:
        return set(Notice.objects.filter(template=template).values_list("staff__username", flat=True))

    def test_after_90_seconds_without_a_call_she_is_reminded_and_nobody_else(self) -> None:
        case = self.claimed()
        self.wait(seconds=89)
        self.assertEqual(self.told("call_now"), set())
        with self.listening(f"board.{self.world.dongguan.pk}") as heard, self.captureOnCommitCallbacks(execute=True):
            self.wait(seconds=1)
        self.assertEqual(self.told("call_now"), {"wang"})
        self.assertIn(f'data-ring="lease" data-people="{self.world.wang.pk}"', heard[0]["html"])
        self.assertEqual(self.entries(case), ["file", "accept", "claim"])

    def test_after_150_seconds_it_waits_on_top_again_and_the_promise_to_the_resident_runs_on(self) -> None:
        first, case = self.file(), self.claimed()
        before = Deadline.objects.get(complaint=case, kind="contact")
        self.watch.shift(complaints.clock.PUT_OFF)
        later = self.file()
        self.wait(seconds=90)
        case.refresh_from_db()
        self.assertEqual((case.stage, case.handler, case.last_handler), ("ACCEPTED", None, self.world.wang))
        after = Deadline.objects.get(complaint=case, kind="contact", met_at=None, void_at=None)
        self.assertEqual((after.pk, after.due_at), (before.pk, before.due_at))
        codes = [row.code for row in self.login(self.world.li).get("/desk/").context["rows"]]
        self.assertEqual(codes, [first.code, case.code, later.code])

    def test_the_resident_reads_a_friendly_sentence(self) -> None:
        case = self.lapsed()
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "正在请下一位同事联系您")
        self.assertContains(page, "东冠社区 18:35 前给您回电")
        self.assertNotContains(page, "没有做到")

    def test_the_next_one_is_rung_then_the_station_then_the_street(self) -> None:
        with self.listening(f"board.{self.world.dongguan.pk}") as heard, self.captureOnCommitCallbacks(execute=True):
            case = self.lapsed()
        self.assertEqual(self.told("your_turn"), {"li"})
        self.assertIn(f'data-ring="take" data-people="{self.world.li.pk}"', heard[-1]["html"])
        self.wait(seconds=60)
        self.assertEqual(self.told("your_turn"), {"li", "shuji"})
        self.wait(seconds=60)
        self.assertEqual(self.told("your_turn"), {"li", "shuji", "jiedao"})
        self.assertEqual(self.entries(case).count("lapse"), 1)

    def test_whoever_takes_it_ends_the_ringing(self) -> None:
        case = self.lapsed()
        handling.claim(case, staff=self.world.li, now=self.now)
        calling.dial(case, staff=self.world.li, now=self.now)
        self.wait(seconds=120)
        self.assertEqual(self.told("your_turn"), {"li"})

    def test_she_who_let_it_go_reads_that_without_blame_and_may_take_it_again(self) -> None:
        case = self.lapsed()
        self.assertEqual(self.told("lapsed"), {"wang"})
        self.assertIn("claim", self.offered(self.world.wang, case))

    def test_a_call_a_start_or_a_reply_keeps_it(self) -> None:
        now = self.now
        acts = (
            lambda case: calling.dial(case, staff=self.world.wang, now=now),
            lambda case: handling.set_out(case, staff=self.world.wang, now=now),
            lambda case: handling.reply(case, staff=self.world.wang, text="明天上门看看。", now=now),
            lambda case: handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=now),
            lambda case: handling.call_back(case, staff=self.world.wang, reached=True, summary="通了。", now=now),
        )
        cases = [self.claimed() for _ in acts]
        for act, case in zip(acts, cases, strict=True):
            act(case)
        noted = self.claimed()
        handling.note(noted, staff=self.world.wang, text="看了一下。", now=self.now)
        self.wait(seconds=150)
        self.assertEqual([self.entries(case).count("lapse") for case in (*cases, noted)], [0, 0, 0, 0, 0, 1])

    def test_after_the_first_contact_the_case_is_hers(self) -> None:
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        handling.take_over(case, staff=self.world.dispatcher, now=self.now)
        self.assertFalse(Deadline.objects.filter(complaint=case, kind="lease", met_at=None, void_at=None).exists())

    def test_whoever_takes_an_uncalled_case_over_has_a_lease_of_her_own(self) -> None:
        case = self.claimed()
        self.wait(seconds=100)
        handling.take_over(case, staff=self.world.head, now=self.now)
        self.wait(seconds=149)
        self.assertNotIn("lapse", self.entries(case))
        self.wait(seconds=1)
        self.assertEqual(self.entries(case)[-1], "lapse")

    def test_nobody_to_call_no_lease(self) -> None:
        case = self.file(phone="")
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.wait(hours=1)
        self.assertNotIn("lapse", self.entries(case))

    def test_her_page_counts_down_to_it(self) -> None:
        case = self.claimed()
        page = self.page(self.world.wang, case)
        self.assertContains(page, 'id="lease"')
        self.assertContains(page, "前联系居民，过后会请下一位同事接手")
        self.assertNotContains(self.page(self.world.li, case), 'id="lease"')

    def test_it_is_no_promise_to_the_resident(self) -> None:
        self.assertFalse(PROMISES["lease"].shown or PROMISES["take"].shown)
        case = self.lapsed()
        self.assertFalse(case.deadlines.exclude(missed_at=None).exists())

    def test_a_call_she_made_without_a_signal_is_kept_when_nobody_took_the_case(self) -> None:
        case = self.lapsed()
        self.do(self.world.wang, case, "call_back", outcome="connected", summary="地下室没信号，已经谈过。")
        self.assertEqual((case.stage, case.handler), ("CONTACTED", self.world.wang))
        self.assertEqual(self.entries(case)[-3:], ["lapse", "claim", "call_back"])

    def test_when_a_colleague_was_faster_she_reads_her_name(self) -> None:
        case = self.lapsed()
        handling.claim(case, staff=self.world.li, now=self.now)
        page = self.do(self.world.wang, case, "call_back", outcome="connected", summary="谈过了。")
        self.assertContains(page, "它由李建国办理", status_code=403)
        self.assertFalse(Call.objects.exists())


class TurnTests(DeskCase):
    def turns(self, case: Complaint) -> list[set[str]]:
        names = {person.pk: person.username for person in self.world.people.values()}
        return [{names[pk] for pk in group} for group in turns(case, self.now)]

    def test_from_the_unit_to_the_district(self) -> None:
        self.assertEqual(self.turns(self.file()), [{"wang"}, {"li", "shuji"}, {"jiedao"}, {"quji"}])

    def test_who_is_on_the_telephone_comes_later(self) -> None:
        presence.calls(self.world.wang, self.now)
        self.assertEqual(self.turns(self.file())[0], {"li"})

    def test_who_has_left_her_post_is_not_rung_even_as_the_only_one_on_duty(self) -> None:
        case = self.file()
        Duty.objects.filter(staff__in=[self.world.wang, self.world.head]).delete()
        presence.say(self.world.li, "off", self.now)
        found = turns(case, self.now)
        self.assertNotIn(self.world.li.pk, {pk for group in found for pk in group})
        self.assertIn(self.world.wang.pk, found[0])
        for person in (self.world.wang, self.world.head, self.world.dispatcher, self.world.duty_officer):
            presence.say(person, "off", self.now)
        self.assertEqual(turns(case, self.now)[0], (self.world.li.pk,))  # somebody before nobody

    def test_nobody_on_duty_rings_the_whole_station(self) -> None:
        Duty.objects.filter(unit=self.world.dongguan).delete()
        self.assertEqual(self.turns(self.file())[0], {"wang", "li", "shuji"})

    def test_nobody_at_all_on_duty_rings_station_and_heads(self) -> None:
        Duty.objects.all().delete()
        self.assertEqual(self.turns(self.file()), [{"wang", "li", "shuji"}, {"jiedao", "quji"}])


class PresenceTests(DeskCase):
    def state(self) -> str:
        return presence.state(self.world.wang, self.now)

    def test_dialling_is_a_call_of_20_minutes_at_most_also_without_her_tablet(self) -> None:
        self.dialled()
        self.wait(minutes=19, seconds=59)
        self.assertEqual(self.state(), Presence.State.CALLING)
        self.wait(seconds=1)
        self.assertNotEqual(self.state(), Presence.State.CALLING)

    def test_logging_the_call_ends_it(self) -> None:
        case = self.dialled()
        self.wait(minutes=3)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="通了。", now=self.now)
        self.assertEqual(self.state(), Presence.State.ONLINE)

    def test_a_missing_tablet_is_unknown_for_three_minutes(self) -> None:
        self.assertEqual(self.state(), Presence.State.UNKNOWN)
        presence.seen(self.world.wang, self.now)
        self.assertEqual(self.state(), Presence.State.ONLINE)
        self.wait(seconds=76)
        self.assertEqual(self.state(), Presence.State.UNKNOWN)
        self.wait(minutes=3)
        self.assertEqual(self.state(), Presence.State.OFF)

    def test_setting_out_is_out_and_claiming_is_here(self) -> None:
        handling.set_out(self.claimed(), staff=self.world.wang, now=self.now)
        self.wait(hours=2)
        self.assertEqual(self.state(), Presence.State.OUT)
        self.claimed()
        self.assertEqual(self.state(), Presence.State.ONLINE)

    def test_she_says_so_herself_with_one_tap(self) -> None:
        browser = self.login(self.world.wang)
        self.assertRedirects(browser.post("/desk/presence/", {"state": "off"}), "/desk/")
        self.assertEqual(self.state(), Presence.State.OFF)
        self.assertRegex(browser.get("/desk/").content.decode(), r'value="off" aria-pressed="true"')
        self.assertContains(browser.post("/desk/presence/", {"state": "calling"}), "请选择", status_code=422)


class DialTests(DeskCase):
    def test_the_length_of_a_call_is_measured_by_the_servers_watch(self) -> None:
        case, browser = self.claimed(), self.login(self.world.wang)
        answer = browser.post(f"/desk/{case.code}/dial/")
        self.assertEqual((answer.status_code, answer["X-Entry"]), (204, "4"))
        self.wait(minutes=3, seconds=10)
        self.assertEqual(browser.post("/desk/presence/", {"state": "back"}).status_code, 204)
        self.wait(seconds=20)
        page = self.do(self.world.wang, case, "call_back", outcome="connected", summary="谈好了。")
        self.assertEqual(Call.objects.get().seconds, 190)
        self.assertContains(page, "3 分 10 秒")

    def test_a_call_from_another_telephone_has_no_length(self) -> None:
        self.contacted()
        self.assertEqual((Call.objects.get().seconds, Call.objects.get().dialed_at), (None, None))

    def test_only_the_handler_dials(self) -> None:
        case = self.claimed()
        self.assertEqual(self.login(self.world.li).post(f"/desk/{case.code}/dial/").status_code, 403)
        self.assertEqual(self.login(self.world.stranger).post(f"/desk/{case.code}/dial/").status_code, 404)

    def test_nobody_dials_where_there_is_no_number(self) -> None:
        case = self.claimed(phone="")
        self.assertEqual(self.login(self.world.wang).post(f"/desk/{case.code}/dial/").status_code, 422)

    def test_the_tap_twice_is_one(self) -> None:
        case, key = self.claimed(), "6f1e6a0e-0000-4000-8000-000000000001"
        for _ in range(2):
            self.login(self.world.wang).post(f"/desk/{case.code}/dial/", {"client_key": key})
        self.assertEqual(self.entries(case).count("dial"), 1)
