"""Separate talks are kept from the other side: every role opens every page, and each talk's words are looked for.

The pages come from the list of addresses itself, so that one added later is opened too. Seen failing: with
`hearing._sight_of_party` giving everything, and with `hearing.of_staff` not asking who reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from governance.models import Staff
from mediation.forms import FORMS
from mediation.forms.session import SESSION_FORMS
from mediation.models import Evidence, Party
from mediation.models.minutes import Visibility
from mediation.services import arrival, minutes
from mediation.urls import urlpatterns
from notices.models import Notice
from tests.mediation.session.sitting import SessionStory
from tests.photos import photo

# Words that stand nowhere else; the second of each pair is the title of a piece of evidence.
WORDS = {
    Visibility.ALL: ("当归黄芪", "合影甲辰"),
    Visibility.A: ("白芷辛夷", "合影乙巳"),
    Visibility.B: ("川芎独活", "合影丙午"),
    Visibility.MEDIATOR: ("熟地首乌", "合影丁未"),
}
STRUCK = "半夏厚朴"
EVERYTHING, BOTH = set(WORDS), {Visibility.ALL}


class TalksApart(SessionStory):
    def setUp(self) -> None:
        super().setUp()
        self.mediation = self.in_session()
        for visibility, (talk, title) in WORDS.items():
            self.writes(self.mediation, f"这里说到{talk}。", visibility)
            minutes.bring(
                self.mediation, staff=self.world.mediator, upload=photo(), title=title, visibility=visibility,
                brought_by=None, now=self.now,
            )  # fmt: skip
        struck = self.writes(self.mediation, f"这里说错了{STRUCK}。")
        minutes.strike(self.mediation, staff=self.world.mediator, note=struck.pk, reason="记错了", now=self.now)
        arrival.door(self.rooms.hall)

    def given(self, name: str, token: str) -> list[dict[str, Any]]:
        """The arguments to open one address with: this mediation's, and each piece of evidence in turn."""
        code = self.mediation.complaint.code if name == "panel" else self.mediation.code
        code = self.rooms.hall.door.code if name == "room" else code
        pieces = list(Evidence.objects.values_list("pk", flat=True)) if "evidence" in name else [1]
        verbs = [*FORMS, *SESSION_FORMS] if name in ("act", "session_act") else ["refuse", "terminate"]
        return [
            {"code": code, "token": token, "number": piece, "pk": self.rooms.hall.pk, "verb": verb, "key": "minfadian"}
            for piece in pieces
            for verb in verbs
        ]

    def addresses(self, token: str) -> Iterator[str]:
        """Every address of this app, once."""
        seen = set()
        for pattern in urlpatterns:
            names = set(pattern.pattern.converters)
            for given in self.given(pattern.name, token):
                arguments = {name: given.get(name, 1) for name in names}
                try:
                    path = reverse(f"mediation:{pattern.name}", kwargs=arguments)
                except NoReverseMatch:
                    continue
                if path not in seen:
                    seen.add(path)
                    yield path
        case = self.mediation.complaint
        yield from (f"/desk/{case.code}/", f"/api/v1/desk/complaints/{case.code}/", "/desk/")
        if token == self.side(self.mediation, "A").token:
            yield from (f"/c/{case.token}/", f"/c/{case.token}/data/")
        for model in admin.site._registry:
            if model._meta.app_label in ("mediation", "complaints", "notices"):
                listed = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
                yield listed
                yield from (f"{listed}{pk}/change/" for pk in model._default_manager.values_list("pk", flat=True)[:30])

    def heard(self, client: Client, token: str = "x" * 32) -> tuple[set[str], str, int]:
        """What of the talks and titles can be read anywhere with this browser and this link; all pages as one text, and how many
        pages opened."""
        everything, opened = [], 0
        for path in self.addresses(token):
            cache.clear()
            answer = client.get(path)
            opened += answer.status_code == 200
            everything.append(
                b"".join(answer).decode("utf-8", "replace")
                if answer.streaming
                else answer.content.decode("utf-8", "replace")
            )
        text = "\n".join(everything)
        talks = {visibility for visibility, words in WORDS.items() if any(word in text for word in words)}
        for visibility in talks:
            for word in WORDS[visibility]:
                self.assertIn(word, text)
        return talks, text, opened

    def staff(self, person: Staff) -> tuple[set[str], str, int]:
        return self.heard(self.login(person))

    def link(self, party: Party) -> tuple[set[str], str, int]:
        return self.heard(Client(), party.token)

    def test_mediators_of_the_organisation_hear_everything(self) -> None:
        for person in (self.world.mediator, self.rooms.sun.staff):
            talks, text, opened = self.staff(person)
            self.assertEqual(talks, EVERYTHING)
            self.assertIn(STRUCK, text)
            self.assertGreater(opened, 10)

    def test_who_works_on_the_case_hears_what_is_for_both_sides(self) -> None:
        for person in (self.world.wang, self.world.li, self.world.head, self.world.dispatcher, self.world.duty_officer):
            self.assertEqual(self.staff(person)[0], BOTH, person)

    def test_nobody_else_of_staff_hears_anything(self) -> None:
        for person in (self.world.auditor, self.world.admin, self.world.stranger, self.rooms.hu.staff):
            self.assertEqual(self.staff(person)[0], set(), person)

    def test_a_party_hears_what_is_for_both_and_what_is_for_her_own_side(self) -> None:
        for side in (Visibility.A, Visibility.B):
            talks, text, opened = self.link(self.side(self.mediation, side))
            self.assertEqual(talks, {Visibility.ALL, side})
            self.assertNotIn(STRUCK, text)
            self.assertGreater(opened, 4)

    def test_an_outsider_hears_nothing(self) -> None:
        self.assertEqual(self.heard(Client())[0], set())

    def test_a_file_of_the_other_side_is_nowhere(self) -> None:
        for piece in Evidence.objects.all():
            for side in "AB":
                answer = self.client.get(f"/m/{self.side(self.mediation, side).token}/evidence/{piece.pk}/")
                hers = piece.visibility in (Visibility.ALL, side)
                self.assertEqual(answer.status_code, 200 if hers else 404, (piece.visibility, side))
            answer = self.login(self.world.wang).get(f"/mediation/{self.mediation.code}/session/evidence/{piece.pk}/")
            self.assertEqual(answer.status_code, 200 if piece.visibility == Visibility.ALL else 404)

    def test_no_message_carries_a_word_of_a_talk(self) -> None:
        told = "\n".join(str(notice.data) for notice in Notice.objects.all())
        for words in WORDS.values():
            for word in words:
                self.assertNotIn(word, told)
