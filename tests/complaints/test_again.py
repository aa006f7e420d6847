"""The same person tells of the same matter again: asked on the phone that filed it, told to nobody who only knows her number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from complaints.likeness import ECHOES, PRIVATE, PROOF_KEPT, UNCLEAR, Known, Telling, objection
from complaints.models import Complaint, HeldUpload
from complaints.services import handling
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import ANSWER, GAS, NOISE, OTHER_PHONE, PHONE

FORM = "/q/TESTDOOR01/file/"
MORE = "楼上今天又在跳绳，从六点一直跳到七点，老人吃不消。"
OFFER = "反映过类似的事，还在办理中"


class Again(StoryCase):
    def send(self, text: str = NOISE, *, client: Client | None = None, **more: object) -> Any:
        """Press 提交."""
        data = {
            "text": text, "phone": PHONE, "identity": "hidden", "nature": "complaint", "client_key": str(uuid4()), **more,
        }  # fmt: skip
        return (client or self.client).post(more.pop("path", FORM), data, headers=more.pop("headers", {}))

    def filed(self, **more: object) -> Complaint:
        """What she filed on this phone an hour ago."""
        self.assertEqual(self.send(**more).status_code, 302)
        case = Complaint.objects.get()
        self.watch.shift(timedelta(hours=1))
        return case

    def assertFiled(self, answer: Any, cases: int = 2) -> None:
        """A case of its own, without a question."""
        self.assertNotIn(OFFER, answer.content.decode())
        self.assertEqual((answer.status_code, Complaint.objects.count()), (302, cases))

    def test_the_same_number_on_another_phone_learns_nothing(self) -> None:
        self.filed()
        self.assertFiled(self.send(MORE, client=Client()))

    def test_on_the_phone_that_filed_it_she_is_asked_and_nothing_is_filed_yet(self) -> None:
        self.filed()
        page = self.send(MORE, files=[photo()])
        for words in (OFFER, "您11月23日", MORE, "还有 1 张照片", "补充到那一件", "这是另一件事，单独提交"):
            self.assertContains(page, words, status_code=409)
        self.assertNotContains(page, NOISE, status_code=409)
        self.assertEqual(Complaint.objects.count(), 1)

    def answer(self, page: Any, choice: str) -> Any:
        """Press one of the two buttons of the question."""
        html = page.content.decode()
        inputs = dict(
            part.split('" value="')[:2] for part in html.split('type="hidden" name="')[1:] if "csrf" not in part
        )
        return self.client.post(FORM, {**{k: v.partition('">')[0] for k, v in inputs.items()}, "same": choice})

    def test_added_words_and_photos_go_to_the_open_case(self) -> None:
        case = self.filed()
        done = self.answer(self.send(MORE, files=[photo()]), "add")
        self.assertRedirects(done, f"/c/{case.token}/")
        self.assertEqual(self.entries(case), ["file", "accept", "add_info"])
        self.assertEqual(self.assertEntry(case, "add_info", text=MORE).attachments.count(), 1)
        self.assertEqual((Complaint.objects.count(), HeldUpload.objects.count()), (1, 0))

    def test_another_matter_is_another_case_with_its_photos(self) -> None:
        self.filed()
        done = self.answer(self.send(MORE, files=[photo()]), "other")
        fresh = Complaint.objects.latest("pk")
        self.assertRedirects(done, f"/c/{fresh.token}/")
        self.assertEqual((fresh.text, fresh.attachments.count(), Complaint.objects.count()), (MORE, 1, 2))

    def test_added_twice_is_added_once_and_a_late_copy_makes_no_case(self) -> None:
        case, key = self.filed(), str(uuid4())
        self.send(MORE, client_key=key)
        for choice in ("add", "add", ""):
            self.assertRedirects(self.send(MORE, client_key=key, same=choice), f"/c/{case.token}/")
        self.assertEqual((self.entries(case), Complaint.objects.count()), (["file", "accept", "add_info"], 1))

    def test_a_phone_whose_answer_got_lost_finds_what_it_added_though_its_photos_are_with_the_case_by_now(self) -> None:
        case = self.filed()
        json, token = (
            {"Accept": "application/json"},
            self.client.post("/mine/photo/", {"files": [photo()]}).json()["held"],
        )
        letter = {"client_key": str(uuid4()), "held": [token], "attended": "1", "same": "add"}
        answers = [self.send(MORE, headers=json, **letter) for _ in range(2)]
        self.assertEqual([answer.json()["code"] for answer in answers], [case.code] * 2)
        self.assertEqual((case.attachments.count(), Complaint.objects.count()), (1, 1))

    def test_a_retry_of_the_first_filing_is_not_asked(self) -> None:
        key = str(uuid4())
        case = self.filed(client_key=key)
        self.assertRedirects(self.send(client_key=key), f"/c/{case.token}/")

    def test_danger_never_waits_for_an_answer(self) -> None:
        self.send(GAS)
        self.assertFiled(self.send(GAS))

    def test_a_private_matter_leaves_no_trace_on_the_phone_and_is_never_asked_about(self) -> None:
        text = "我和丈夫闹离婚，孩子抚养谈不拢，想请社区调解。"
        self.send(text)
        self.assertEqual(Complaint.objects.get().category, "FAM-01")
        self.assertNotIn("filed", self.client.cookies)
        self.assertFiled(self.send(text))

    def test_somebody_else_with_the_same_phone_in_hand_is_not_asked(self) -> None:
        self.filed()
        self.assertFiled(self.send(MORE, phone=OTHER_PHONE))

    def test_another_matter_another_place_or_a_closed_case_is_not_asked_about(self) -> None:
        case = self.filed()
        self.assertFiled(self.send("楼下烧烤店的油烟飘进我家，窗户不敢开。"))
        self.assertFiled(self.send(MORE, path="/q/TESTPARK01/file/"), cases=3)
        handling.claim(case, staff=self.world.wang, now=self.now)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="谈好了。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertFiled(self.send(MORE), cases=4)

    def test_a_day_later_the_phone_proves_nothing(self) -> None:
        self.filed()
        self.watch.shift(timedelta(hours=23, seconds=1))
        self.assertFiled(self.send(MORE))

    def test_a_cookie_of_somebody_elses_making_proves_nothing(self) -> None:
        case = self.filed()
        self.client.cookies["filed"] = f'["{case.token_key}"]:1abc:forged'
        self.assertFiled(self.send(MORE))

    def test_what_the_phone_keeps_is_for_the_form_alone_and_no_script_reads_it(self) -> None:
        self.filed()
        kept = self.client.cookies["filed"]
        self.assertEqual(
            (kept["path"], kept["httponly"], kept["samesite"], kept["max-age"]), ("/q/", True, "Lax", 86400)
        )
        self.assertNotIn(Complaint.objects.get().token, kept.value)

    def test_clearing_the_phone_clears_that_too(self) -> None:
        self.filed()
        self.assertRedirects(self.client.post("/forget/"), "/", fetch_redirect_response=False)
        self.assertFiled(self.send(MORE))

    def test_clearing_leads_nowhere_outside(self) -> None:
        self.assertEqual(self.client.post("/forget/", {"next": "https://evil.example/"})["Location"], "/")
        self.assertEqual(self.client.post("/forget/", {"next": "/track/"})["Location"], "/track/")

    def test_what_waited_for_the_network_is_sent_without_a_question(self) -> None:
        self.filed()
        json = {"Accept": "application/json"}
        asked = self.send(MORE, headers=json, attended="1")
        self.assertEqual((asked.status_code, Complaint.objects.count()), (409, 1))
        self.assertEqual(asked.json()["error"]["code"], "alike")
        self.send(MORE, headers=json)
        self.assertEqual(Complaint.objects.count(), 2)

    def test_a_phone_that_filed_nothing_costs_the_filing_no_question(self) -> None:
        self.filed()
        with CaptureQueriesContext(connection) as asked:
            self.send(MORE, client=Client())
        self.assertFalse([query for query in asked.captured_queries if '"token_key" IN' in query["sql"]])

    def test_the_api_answers_as_ever(self) -> None:
        self.filed()
        body = {"place": "TESTDOOR01", "text": MORE, "phone": PHONE, "client_key": str(uuid4())}
        self.assertEqual(
            self.client.post("/api/v1/complaints/", body, content_type="application/json").status_code, 201
        )

    def test_a_key_of_staff_is_no_way_to_a_case(self) -> None:
        case, key = self.file(), uuid4()
        handling.claim(case, staff=self.world.wang, now=self.now, client_key=key)
        self.assertEqual(self.send(client_key=str(key)).status_code, 422)

    def test_the_name_typed_this_time_is_not_lost(self) -> None:
        case = self.filed()
        self.send(MORE, same="add", name="王阿姨")
        self.assertEntry(case, "add_info", text=f"{MORE}\n称呼：王阿姨")


NOW = datetime.fromisoformat("2026-11-25T12:00:00+08:00")
NEW = Telling(1, "NOI-01", danger=False, phone_keys=frozenset({"a", "b"}), separate=False, attended=True)
OLD = Known(1, "NOI-01", "a", open=True, filed_at=NOW - timedelta(hours=2), proven=True)
# Each breaks one condition and names the row that must object.
BREAKS: dict[str, Callable[[Telling, Known], tuple[Telling, Known]]] = {
    "danger": lambda new, old: (replace(new, danger=True), old),
    "separate": lambda new, old: (replace(new, separate=True), old),
    "unattended": lambda new, old: (replace(new, attended=False), old),
    "private": lambda new, old: (replace(new, category="SEC-02"), replace(old, category="SEC-02")),
    "unclear": lambda new, old: (replace(new, category=UNCLEAR), replace(old, category=UNCLEAR)),
    "unproven": lambda new, old: (new, replace(old, proven=False)),
    "other person": lambda new, old: (replace(new, phone_keys=frozenset({"c"})), old),
    "other place": lambda new, old: (replace(new, place=2), old),
    "other matter": lambda new, old: (new, replace(old, category="NOI-02")),
    "closed": lambda new, old: (new, replace(old, open=False)),
}


def test_nothing_objects_to_the_plain_case_and_each_row_objects_to_its_own() -> None:
    assert objection(NEW, OLD, NOW) == ""
    assert {name: objection(*spoilt(NEW, OLD), NOW) for name, spoilt in BREAKS.items()} == {
        name: name for name in BREAKS
    }


tellings = st.builds(
    Telling, st.none() | st.integers(1, 2), st.sampled_from(list(ECHOES)), st.booleans(),
    st.frozensets(st.sampled_from(["", "a", "b"]), min_size=1), st.booleans(), st.booleans(),
)  # fmt: skip
known = st.builds(
    Known, st.none() | st.integers(1, 2), st.sampled_from(list(ECHOES)), st.sampled_from(["", "a", "b"]), st.booleans(),
    st.timedeltas(timedelta(days=-2), timedelta(days=2)).map(lambda ago: NOW - ago), st.booleans(),
)  # fmt: skip


@given(tellings, known)
def test_nobody_is_offered_a_case_without_proof_person_place_and_matter(new: Telling, old: Known) -> None:
    if objection(new, old, NOW) == "":
        assert old.proven and old.open and old.phone_key in new.phone_keys
        assert new.place is not None and (new.place, new.category) == (old.place, old.category)
        assert not new.danger and not new.separate and new.attended
        assert ECHOES[new.category].tier != PRIVATE and new.category != UNCLEAR
        assert NOW - PROOF_KEPT <= old.filed_at <= NOW


@given(tellings, known, st.sampled_from(list(BREAKS)))
def test_a_broken_condition_is_never_mended_by_another(new: Telling, old: Known, name: str) -> None:
    assert objection(*BREAKS[name](new, old), NOW) != ""
