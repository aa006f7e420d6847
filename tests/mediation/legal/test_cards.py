"""What nobody could answer becomes a card; a reviewer's tick makes it answered."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

import mediation.clock
from binan.kit.errors import Moved, Refused
from mediation.legal import shelves
from mediation.legal.answering import State
from mediation.models import LayWord, Question
from mediation.services import law_cards
from tests.mediation.legal.shelf import TODAY, LawStory

ODD = "楼上那户天天剁馅儿"


class Cards(LawStory):
    def kept(self, text: str = ODD, **more: object) -> Question:
        card = law_cards.keep(text, why="none", now=self.now, **more)  # type: ignore[arg-type]
        assert card
        return card

    def test_a_question_in_vain_is_kept_and_one_that_was_answered_is_not(self):
        self.client.post("/law/", {"question": "物业停水催物业费", "client_key": uuid4()})
        self.assertEqual(Question.objects.count(), 0)
        self.client.post("/law/", {"question": ODD, "client_key": uuid4()})
        self.assertEqual(Question.objects.get().text, ODD)

    def test_the_same_question_sent_twice_is_one_card(self):
        key = uuid4()
        for _ in range(2):
            self.client.post("/law/", {"question": ODD, "client_key": key})
        self.assertEqual(Question.objects.count(), 1)

    def test_an_answer_that_did_not_help_becomes_a_card(self):
        self.client.post("/law/vain/", {"question": "物业停水催物业费", "client_key": uuid4()})
        self.assertEqual(Question.objects.get().why, "vain")

    def test_it_lies_sealed_without_numbers_and_without_who_asked(self):
        self.client.post("/law/", {"question": "剁馅儿的电话13800138001", "client_key": uuid4()})
        self.assertNotIn("13800138001", Question.objects.get().text)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM mediation_question")
            row = str(cursor.fetchall())
        self.assertNotIn("剁馅", row)
        self.assertNotIn("127.0.0.1", row)

    def test_it_is_deleted_after_a_quarter(self):
        self.kept()
        self.watch.shift(timedelta(days=89))
        self.assertEqual(mediation.clock.forget(self.now), 0)
        self.watch.shift(timedelta(days=1))
        self.assertEqual(mediation.clock.forget(self.now), 1)
        self.assertFalse(Question.objects.exists())

    def test_a_tick_makes_it_answered_and_the_gain_is_counted(self):
        card, other = self.kept(), self.kept("隔壁剁馅儿到半夜")
        self.assertEqual(self.ask(ODD).state, State.NONE)
        browser = self.login(self.world.mediator)
        typed = {"word": "剁馅儿", "legal": "家庭噪声", "sure": "on", "client_key": uuid4()}
        shown = browser.post(f"/law/cards/{card.pk}/link/", typed, follow=True)
        self.assertContains(shown, "现在能答上 1 张")
        self.assertContains(shown, "现在能答上了")
        self.assertIn("《噪声污染防治法》第六十五条", self.cites(ODD))
        word = LayWord.objects.get(word="剁馅儿")
        self.assertEqual((word.approved_by, word.source), (self.world.mediator, "card"))
        self.assertEqual(shelves.gain(TODAY), shelves.Gain(words=1, open=1, answered=1))
        other.refresh_from_db()
        self.assertIsNone(other.settled_at)

    def test_without_the_tick_nothing_changes(self):
        card = self.kept()
        typed = {"word": "剁馅儿", "legal": "家庭噪声"}
        shown = self.login(self.world.mediator).post(f"/law/cards/{card.pk}/link/", typed)
        self.assertContains(shown, "请勾选审核通过。", status_code=422)
        self.assertContains(shown, 'value="剁馅儿"', status_code=422)  # what was typed is still there
        LayWord.objects.create(word="剁馅儿", legal="家庭噪声", approved=False)
        self.assertEqual(self.ask(ODD).state, State.NONE)

    def test_a_word_must_stand_in_the_question_and_lead_somewhere(self):
        card = self.kept()
        for word, legal, field in (
            ("拌馅", "家庭噪声", "word"),
            ("剁", "家庭噪声", "word"),
            ("剁馅儿", "剁馅禁止", "legal"),
        ):
            with pytest.raises(Refused) as refused:
                law_cards.link(card, staff=self.world.mediator, word=word, legal=legal, now=self.now)
            self.assertIn(field, refused.value.fields)
        self.assertFalse(LayWord.objects.filter(source="card").exists())

    def test_two_reviewers_do_not_settle_one_card_twice(self):
        card = self.kept()
        law_cards.dismiss(card, staff=self.world.mediator, now=self.now)
        with pytest.raises(Moved):
            law_cards.link(card, staff=self.world.mediator, word="剁馅儿", legal="家庭噪声", now=self.now)
        self.assertFalse(LayWord.objects.filter(source="card").exists())

    def test_only_who_mediates_reads_the_cards(self):
        self.kept()
        self.assertEqual(self.login(self.world.wang).get("/law/cards/").status_code, 404)
        self.assertContains(self.login(self.world.mediator).get("/law/cards/"), ODD)

    def test_the_list_pages_by_key(self):
        first = self.kept("最早的那一个剁馅儿")
        for n in range(shelves.CARDS):
            self.kept(f"第{n}户剁馅儿")
        browser = self.login(self.world.mediator)
        shown = browser.get("/law/cards/")
        self.assertNotContains(shown, first.text)
        self.assertContains(browser.get("/law/cards/", {"before": first.pk + 1}), first.text)
        self.assertEqual(browser.get("/law/cards/", {"before": "x' or 1"}).status_code, 200)

    def test_the_administrator_ticks_by_name_and_reads_no_question(self):
        self.kept()
        browser = self.login(self.world.admin)
        self.assertNotContains(browser.get("/admin/mediation/question/"), "剁馅")
        page = "/admin/mediation/layword/add/"
        browser.post(page, {"word": "剁馅儿", "legal": "家庭噪声", "approved": "on"})
        self.assertEqual(LayWord.objects.get(word="剁馅儿").approved_by, self.world.admin)
        self.assertEqual(self.ask(ODD).state, State.FOUND)
        self.assertEqual(browser.get("/admin/mediation/law/add/").status_code, 403)
