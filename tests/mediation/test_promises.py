"""What was promised is asked after: the clock reminds who owes, one tap says that it came, a miss is told the same day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from binan.kit import codes
from binan.kit.errors import NotAllowed, Refused
from mediation import ledger, promises, watch
from mediation.access import member, party
from mediation.legal import library
from mediation.models import Agreement, Mediation, Obligation, Party, Revisit, Wish
from mediation.promises import Standing
from mediation.services import obligations
from mediation.services.law import import_law
from notices.models import Notice
from tests.mediation.after import AfterStory


class Promised(AfterStory):
    """B owes A: within ten days, so on 3 December."""

    def promised(self, days: int | None = 10, **more: Any) -> Obligation:
        mediation = self.settled(follow=False)
        given = {"ower": self.side(mediation, "B"), "owed_to": self.side(mediation, "A"), "what": "拆掉雨棚。"}
        due = timezone.localdate(self.now) + timedelta(days=days) if days is not None else None
        made = self.promise(mediation, due_on=due, **{**given, **more})
        watch.tick(self.now)
        made.refresh_from_db()
        return made

    def promise(self, mediation: Mediation, **more: Any) -> Obligation:
        agreement = Agreement.objects.get(mediation=mediation)
        return Obligation.objects.create(
            agreement=agreement, number=agreement.obligations.count() + 1, **{"what": "付钱。", **more}
        )

    def mediation(self) -> Mediation:
        return Mediation.objects.get()

    def party(self, side: str) -> Party:
        return self.side(self.mediation(), side)

    def fresh(self, promise: Obligation) -> Obligation:
        return Obligation.objects.select_related("ower", "owed_to", "agreement__mediation__mediator").get(pk=promise.pk)

    def by(self, side: str) -> Any:
        return party(self.party(side))

    def told(self, template: str) -> list[str]:
        rows = Notice.objects.filter(template=template).order_by("pk")
        return [row.phone or str(row.staff) for row in rows]

    def morning(self, day: int, month: int = 12) -> None:
        self.watch.move_to(datetime.fromisoformat(f"2026-{month:02}-{day:02}T09:00:00+08:00"))
        watch.tick(self.now)


class Reminded(Promised):
    def test_who_owes_on_the_morning_before_and_of_the_day_and_nobody_else(self):
        self.promised()
        b = self.party("B").phone
        for day, told in ((1, []), (2, [b]), (3, [b, b])):
            self.morning(day)
            self.assertEqual(self.told("mediation_promise"), told, day)

    def test_not_when_it_is_done_before(self):
        promise = self.promised()
        obligations.fulfil(promise, who=self.by("B"), now=self.now)
        for day in (2, 3, 4):
            self.morning(day)
        self.assertEqual((self.told("mediation_promise"), self.told("mediation_missed")), ([], []))

    def test_at_night_a_message_waits_for_the_morning(self):
        promise = self.promised()
        self.watch.move_to(datetime.fromisoformat("2026-11-25T23:30:00+08:00"))
        obligations.fulfil(promise, who=self.by("B"), now=self.now)
        notice = Notice.objects.get(template="mediation_kept")
        self.assertEqual(timezone.localtime(notice.next_try_at).hour, 8)

    def test_two_clocks_remind_once(self):
        promise = self.promised()
        self.watch.move_to(datetime.fromisoformat("2026-12-02T09:00:00+08:00"))
        seen = self.fresh(promise)
        self.assertEqual([obligations.step(seen, now=self.now), obligations.step(seen, now=self.now)], [True, False])
        self.assertEqual(len(self.told("mediation_promise")), 1)

    def test_the_revisit_waits_for_the_last_day(self):
        self.promised()
        self.assertEqual(Revisit.objects.get().due_on, date(2026, 12, 4))

    def test_without_a_day_nobody_is_reminded(self):
        promise = self.promised(days=None)
        self.morning(20)
        self.assertEqual((self.told("mediation_promise"), self.fresh(promise).standing), ([], Standing.OPEN))


class Kept(Promised):
    def test_done_then_received(self):
        promise = self.promised()
        obligations.fulfil(promise, who=self.by("B"), now=self.now)
        self.assertEqual(self.told("mediation_kept"), [self.party("A").phone])
        obligations.receive(self.fresh(promise), who=self.by("A"), now=self.now)
        self.assertEqual(self.fresh(promise).standing, Standing.CONFIRMED)

    def test_on_the_spot_is_done_at_once(self):
        promise = self.promised(days=None, on_the_spot=True)
        self.assertEqual(promise.standing, Standing.DONE)
        self.assertTrue(ledger.is_kept(promise))

    def test_only_who_owes_says_done_and_only_who_is_owed_says_received(self):
        promise = self.promised()
        with pytest.raises(NotAllowed):
            obligations.fulfil(promise, who=self.by("A"), now=self.now)
        with pytest.raises(NotAllowed):
            obligations.receive(promise, who=self.by("B"), now=self.now)
        self.assertEqual(self.fresh(promise).standing, Standing.OPEN)

    def test_staff_need_a_proof(self):
        promise, wang = self.promised(), member(self.world.wang)
        for say in (obligations.fulfil, obligations.receive):
            with pytest.raises(Refused) as refused:
                say(promise, who=wang, now=self.now, proof="  ")
            self.assertEqual(list(refused.value.fields), ["proof"])
        obligations.fulfil(promise, who=wang, now=self.now, proof="现场看过，雨棚已拆。")
        self.assertEqual(self.fresh(promise).shown, "现场看过，雨棚已拆。")

    def test_owed_jointly_any_of_them_may_say_so(self):
        mediation = self.applied()
        also = self.joined(mediation, "B", phone="13700137007")
        mediation = self.settled(mediation, follow=False)
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        promise = self.promise(mediation, ower=b, owed_to=a, due_on=date(2026, 12, 3))
        promise.joint.add(also)
        watch.tick(self.now)
        self.morning(2)
        self.assertEqual(self.told("mediation_promise"), [b.phone, also.phone])
        obligations.fulfil(self.fresh(promise), who=party(also), now=self.now)
        self.assertEqual(self.fresh(promise).standing, Standing.DONE)

    def test_a_command_that_arrives_twice_is_done_once(self):
        promise, key = self.promised(), uuid4()
        for _ in range(2):
            obligations.fulfil(self.fresh(promise), who=self.by("B"), now=self.now, client_key=key)
        self.assertEqual(self.mediation().entries.filter(kind="fulfil").count(), 1)
        with pytest.raises(Refused, match="已做，等确认"):
            obligations.fulfil(self.fresh(promise), who=self.by("B"), now=self.now)


class Missed(Promised):
    def test_the_morning_after_mediator_and_worker_hear_of_it_and_who_is_owed_is_asked(self):
        promise = self.promised()
        for day in (3, 4):
            self.morning(day)
        self.assertEqual(self.fresh(promise).standing, Standing.MISSED)
        self.assertEqual(
            sorted(self.told("mediation_missed")), sorted([str(self.world.wang), str(self.world.mediator)])
        )
        self.assertEqual(self.told("mediation_came"), [self.party("A").phone])

    def test_a_clock_that_was_down_for_a_week_says_the_last_word_only(self):
        self.promised()
        self.morning(10)
        self.assertEqual((self.told("mediation_promise"), len(self.told("mediation_missed"))), ([], 2))

    def test_who_is_owed_may_say_so_from_the_day_after_and_not_before(self):
        promise = self.promised()
        obligations.fulfil(promise, who=self.by("B"), now=self.now)
        self.morning(3)
        with pytest.raises(Refused, match="还没过"):
            obligations.not_received(self.fresh(promise), who=self.by("A"), now=self.now)
        self.morning(4)
        obligations.not_received(self.fresh(promise), who=self.by("A"), now=self.now)
        self.assertEqual((self.fresh(promise).standing, len(self.told("mediation_missed"))), (Standing.MISSED, 2))

    def test_what_is_late_can_still_be_kept(self):
        promise = self.promised()
        for day in (3, 4):
            self.morning(day)
        obligations.receive(self.fresh(promise), who=self.by("A"), now=self.now)
        self.assertEqual(self.fresh(promise).standing, Standing.CONFIRMED)

    def test_no_message_names_anybody_or_tells_the_matter(self):
        case = self.contacted(name="王美丽", identity="real")
        mediation = self.settled(self.applied(case), follow=False)
        b, a = self.side(mediation, "B"), self.side(mediation, "A")
        self.promise(mediation, ower=b, owed_to=a, due_on=date(2026, 12, 3), what="把钱给对方。")
        watch.tick(self.now)
        for day in (2, 3, 4):
            self.morning(day)
        for notice in Notice.objects.filter(template__startswith="mediation_"):
            for secret in ("王美丽", "把钱", case.phone, b.phone):
                self.assertNotIn(secret, notice.text, notice.template)


class Waived(Promised):
    def waive(self, promise: Obligation, **more: Any) -> None:
        given = {"words": {"A": "phone", "B": "in_person"}, "reason": "双方另有安排。", **more}
        obligations.waive(promise, staff=self.world.wang, now=self.now, **given)

    def test_with_both_sides_word(self):
        promise = self.promised()
        for words in ({}, {"A": "phone"}, {"A": "phone", "B": "hearsay"}):
            with pytest.raises(Refused, match="双方都同意"):
                self.waive(promise, words=words)
        with pytest.raises(Refused, match="为什么"):
            self.waive(promise, reason=" ")
        self.waive(promise)
        self.assertEqual(self.fresh(promise).standing, Standing.WAIVED)
        self.morning(4)
        self.assertEqual(self.told("mediation_missed"), [])

    def test_what_is_confirmed_is_over(self):
        promise = self.promised()
        obligations.receive(promise, who=self.by("A"), now=self.now)
        with pytest.raises(Refused, match="已履行"):
            self.waive(self.fresh(promise))


class OnHerPhone(Promised):
    def page(self, side: str) -> str:
        return self.client.get(f"/m/{self.party(side).token}/promises/").content.decode()

    def tap(self, side: str, verb: str, promise: Obligation) -> int:
        data = {"which": promise.pk, "client_key": str(uuid4())}
        return self.client.post(f"/m/{self.party(side).token}/promises/{verb}/", data).status_code

    def test_each_sees_the_button_that_is_hers_and_one_tap_does_it(self):
        promise = self.promised(amount=Decimal("1200.50"))
        a, b = self.page("A"), self.page("B")
        self.assertIn("1200.50", a)
        self.assertEqual(("收到了" in a, "已经做了" in a, "还没收到" in a), (True, False, False))
        self.assertEqual(("收到了" in b, "已经做了" in b), (False, True))
        self.assertEqual(self.tap("B", "receive", promise), 403)
        self.assertEqual(self.tap("A", "receive", promise), 302)
        self.assertEqual(self.fresh(promise).standing, Standing.CONFIRMED)

    def test_two_between_the_same_people_are_told_apart_by_number_and_thing(self):
        first = self.promised(what="拆掉雨棚。")
        second = self.promise(self.mediation(), ower=first.ower, owed_to=first.owed_to, what="赔清洗费。")
        heads = re.findall(r'<h2 id="promise\d+"[^>]*>([^<]*)<', self.page("A"))
        self.assertEqual(heads, ["1. 拆掉雨棚。", "2. 赔清洗费。"])
        self.assertIn(f'aria-describedby="promise{second.pk}"', self.page("B"))

    def test_what_is_owed_jointly_says_what_that_means(self):
        promise = self.promised()
        self.assertNotIn("连带", self.page("A"))
        promise.joint.add(
            Party.objects.create(mediation=self.mediation(), side="B", ordinal=2, token_key=codes.token())
        )
        page = self.page("A")
        self.assertIn("对方、对方第2位", page)
        self.assertIn("其中一人做到了，其他人就不用再做", page)

    def test_a_breach_shows_the_law_and_asks_for_another_try_with_one_tap(self):
        import_law(now=self.now)
        library.forget()
        self.addCleanup(library.forget)
        self.promised()
        self.assertNotIn("当事人应当按照约定履行", self.page("A"))
        self.morning(4)
        for side in "AB":
            page = self.page(side)
            for words in (
                "第三十一条",
                "当事人应当按照约定履行",
                "第三十二条",
                "一方当事人可以向人民法院提起诉讼",
                "想再调解一次",
            ):
                self.assertIn(words, page)
        url = f"/m/{self.party('A').token}/again/"
        self.assertRedirects(self.client.post(url), f"/m/{self.party('A').token}/promises/")
        self.assertIn("已经告诉承办人：您想再调解一次", self.page("A"))
        self.assertEqual(Wish.objects.get().after, self.mediation())
        page = self.login(self.world.wang).get(f"/mediation/{self.mediation().code}/after/")
        for words in ("第三十一条", "第三十二条", "重新调解", "先上门或者电话督促"):
            self.assertContains(page, words)

    def test_the_day_after_she_may_say_that_nothing_came(self):
        promise = self.promised()
        obligations.fulfil(promise, who=self.by("B"), now=self.now)
        self.morning(4)
        self.assertIn("还没收到", self.page("A"))
        self.assertEqual(self.tap("A", "not_received", promise), 302)

    def test_both_ask_the_court_with_one_tap_each(self):
        self.promised()
        for side in "BA":
            self.assertIn("同意申请司法确认", self.page(side))
            data = {"client_key": str(uuid4())}
            url = f"/m/{self.party(side).token}/promises/wish_confirm/"
            self.assertRedirects(self.client.post(url, data), f"/m/{self.party(side).token}/promises/")
        self.assertIn("双方都同意了", self.page("A"))

    def test_a_get_changes_nothing_and_another_partys_promise_is_none(self):
        promise = self.promised()
        url = f"/m/{self.party('B').token}/promises/fulfil/"
        self.assertEqual(self.client.get(url).status_code, 302)
        self.assertEqual(self.client.post(url, {"which": promise.pk + 999}).status_code, 404)
        self.assertEqual(self.client.post(url, {"which": "x"}).status_code, 404)
        self.assertEqual(self.fresh(promise).standing, Standing.OPEN)


class OnTheTablet(Promised):
    def test_staff_record_what_they_were_told_and_see_the_ledger(self):
        promise = self.promised()
        client, url = self.login(self.world.wang), f"/mediation/{self.mediation().code}/after/"
        self.assertContains(client.get(url), "0/1 项已履行")
        answer = client.post(f"{url}fulfil/", {"obligation": promise.pk, "proof": ""})
        self.assertContains(answer, "请写凭什么登记", status_code=422)
        data = {"obligation": promise.pk, "proof": "A 打电话说收到了。"}
        self.assertRedirects(client.post(f"{url}receive/", data), url)
        self.assertContains(client.get(url), "1/1 项已履行")


class Days(AfterStory):
    def test_the_three_mornings(self):
        due = date(2026, 12, 3)
        steps, at = [], datetime.fromisoformat("2026-11-23T18:30:00+08:00")
        while at := promises.next_step(due, at):
            steps.append(f"{timezone.localtime(at):%m-%d %H}")
        self.assertEqual(steps, ["12-02 09", "12-03 09", "12-04 09"])
