"""The clauses as people see them: on a party's phone and on the mediator's tablet."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.services import audit
from mediation.models import ClauseAnswer
from tests.mediation.table import MAT, QUIET, Table

FORM = re.compile(r'<form[^>]*method="post" action="[^"]*/clauses/.*?</form>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class OnPages(Table):
    def phone(self, one: Any, what: str = "", **data: Any) -> Any:
        path = f"/m/{one.token}/clauses/"
        return self.client.post(f"{path}{what}/", data) if what else self.client.get(path)

    def test_a_party_answers_on_her_own_phone(self):
        self.write()
        self.assertContains(self.phone(self.b), QUIET)
        self.phone(self.b, "answer", number=1, round=1, answer="yes")
        self.phone(self.a, "answer", number=1, round=1, answer="yes")
        page = self.phone(self.b)
        self.assertContains(page, "您的答复：同意")
        self.assertContains(page, 'data-state="locked"')

    def test_what_one_side_would_change_the_other_does_not_read(self):
        self.write()
        self.phone(self.a, "answer", number=1, round=1, answer="change", words="我是601的，八点太晚")
        self.assertNotContains(self.phone(self.b), "八点太晚")

    def test_nor_does_anybody_at_the_table_or_who_works_on_the_case_but_the_mediators_alone(self):
        self.write()
        self.phone(self.a, "answer", number=1, round=1, answer="change", words="我是601的，八点太晚")
        table = f"/mediation/{self.mediation.code}/clauses/"
        for person in (self.world.mediator, self.rooms.sun.staff):
            tablet = self.login(person)
            self.assertNotContains(tablet.get(table), "八点太晚")
            self.assertContains(tablet.get(table), f"{table}words/")
            self.assertContains(tablet.get(f"{table}words/"), "我是601的，八点太晚")
        desk = self.login(self.world.wang)
        for page in (table, f"/mediation/{self.mediation.code}/", f"/mediation/{self.mediation.code}/session/"):
            self.assertNotContains(desk.get(page), "八点太晚")
        self.assertNotContains(desk.get(table), f"{table}words/")
        self.assertEqual(desk.get(f"{table}words/").status_code, 404)

    def test_what_was_typed_stays_when_it_is_refused(self):
        self.write()
        self.write("晚上九点以后不跳。", number=1)
        refused = self.phone(self.b, "answer", number=1, round=1, answer="change", words="改成七点半")
        self.assertContains(refused, "不是最新的一稿", status_code=409)
        self.assertContains(refused, "改成七点半", status_code=409)

    def test_the_tablet_writes_answers_and_says_what_is_missing(self):
        desk, path = self.login(self.world.mediator), f"/mediation/{self.mediation.code}/clauses/"
        desk.post(f"{path}write/", {"text": QUIET, "kind": "act"})
        for one in (self.a, self.b):
            desk.post(f"{path}answer/", {"party": one.pk, "number": 1, "round": 1, "answer": "yes"})
        page = desk.get(path)
        self.assertContains(page, "全部谈妥")
        self.assertContains(page, '<a href="#draft_issues">还没有写双方争的是什么。</a>', html=True)
        refused = desk.post(f"{path}issue/", {"form": "written"})
        self.assertContains(refused, "还不能出具协议", status_code=422)

    def test_a_second_tap_on_the_tablet_is_the_same_command(self):
        self.write()
        self.write(MAT, kind="money")
        desk, path = self.login(self.world.mediator), f"/mediation/{self.mediation.code}/clauses/"
        keys = {}
        for form in FORM.findall(desk.get(path).content.decode()):
            sent = dict(HIDDEN.findall(form))
            verb = re.search(r"/clauses/(\w+)/", form)[1]
            keys[verb, sent.get("number"), sent.get("party")] = sent["client_key"]
        self.assertEqual(len(set(keys.values())), len(keys))
        for _tap in range(2):
            key = keys["answer", "1", str(self.b.pk)]
            said = {"party": self.b.pk, "number": 1, "round": 1, "answer": "no", "client_key": key}
            self.assertRedirects(desk.post(f"{path}answer/", said), path)
            new = {"number": 1, "kind": "act", "text": MAT, "client_key": keys["write", "1", None]}
            self.assertRedirects(desk.post(f"{path}write/", new), path)
            gone = {"number": 2, "client_key": keys["drop", "2", None]}
            self.assertRedirects(desk.post(f"{path}drop/", gone), path)
        self.assertEqual(ClauseAnswer.objects.count(), 1)
        self.assertEqual(
            list(self.mediation.clauses.values_list("number", "round").order_by("pk")), [(1, 1), (2, 1), (1, 2)]
        )

    def test_the_table_asks_the_database_as_often_for_many_clauses(self):
        desk, path = self.login(self.world.mediator), f"/mediation/{self.mediation.code}/clauses/"
        self.write(kind="money")
        with CaptureQueriesContext(connection) as few:
            desk.get(path)
        for _ in range(4):
            self.write(MAT, kind="money")
        audit.forget()
        with CaptureQueriesContext(connection) as many:
            desk.get(path)
        self.assertEqual(len(few), len(many))

    def test_a_mediator_of_another_house_finds_no_table(self):
        path = f"/mediation/{self.mediation.code}/clauses/"
        self.assertEqual(self.login(self.rooms.hu.staff).get(path).status_code, 404)
