"""The leak test: everything side B can reach, grepped for who complained (domain.md §0.5, threat 1).

It prints how many surfaces it read. Seen to fail: put `{{ mediation.complaint.title }}` into party.html, or the token of a
party into a message to the other.
"""

from __future__ import annotations

import os
from collections import Counter

from binan.kit import phones
from complaints.models import Complaint
from mediation.models import Mediation, Party
from mediation.workflow import Side
from tests.mediation import stages, surfaces
from tests.mediation.addresses import MADE, names
from tests.mediation.rooms import UPSTAIRS_PHONE

OWN_WORDS = 6  # letters of her complaint in a row


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


class Leak(stages.Told):
    def secrets(self, mediation: Mediation) -> set[str]:
        """All that names side A: each name, number, door, link, and the case itself."""
        case = Complaint.objects.get(pk=mediation.complaint_id)
        found = {
            "1203", "观潮名苑", "6幢", "心脏", "东冠", "王**", case.title, case.text, case.code, case.token,
            case.place.name, case.place.code, case.community.name,
        }  # fmt: skip
        for party in mediation.parties.filter(side=Side.A):
            local = phones.local(party.phone)
            found |= {party.name, party.phone, local, local[-4:], phones.mask(party.phone), party.token}
        return found - {""}

    def own_words(self, mediation: Mediation) -> set[str]:
        """Every few letters in a row of the complaint."""
        own = letters(surfaces.plain(Complaint.objects.get(pk=mediation.complaint_id).text))
        return {own[at : at + OWN_WORDS] for at in range(len(own) - OWN_WORDS + 1)}

    def assertSilent(self, found: surfaces.Surface, secrets: set[str], own: set[str], story: str) -> None:
        """Nothing of side A stands on a surface of side B."""
        for secret in secrets:
            self.assertNotIn(surfaces.plain(secret), found.text, f"{secret!r} on {found.where}, {story}")
        words = letters(found.text)
        self.assertEqual([run for run in own if run in words], [], f"her own words on {found.where}, {story}")

    def test_every_address_under_m_is_walked(self):
        self.assertEqual(set(MADE), set(names()), "a new address under /m/ needs a line in addresses.py")

    def test_every_stage_has_its_story(self):
        reached = set()
        for story in stages.STORIES:
            with self.telling(story) as mediation:
                reached.add(mediation.stage)
        self.assertEqual(reached, stages.TOLD)

    def test_side_b_learns_nowhere_who_complained(self):
        counted: Counter[str] = Counter()
        for story in stages.STORIES:
            with self.telling(story) as mediation:
                self.walk(mediation, story, counted)
        self.assertTrue(counted["page"] > 100 and counted["SMS"] > 20 and counted["PDF"] >= 8, counted)
        self.say("surfaces of side B", counted)

    def walk(self, mediation: Mediation, story: str, counted: Counter[str]) -> None:
        secrets, own = self.secrets(mediation), self.own_words(mediation)
        for party in mediation.parties.filter(side=Side.B):
            for found in surfaces.of(party):
                counted[found.kind] += 1
                self.assertSilent(found, secrets, own, story)

    def test_nor_anywhere_else_with_all_she_knows(self):
        counted: Counter[str] = Counter()
        mediation = self.to_sign()
        b = self.side(mediation, "B")
        secrets, own = self.secrets(mediation) - {"东冠", mediation.complaint.community.name}, self.own_words(mediation)
        for found in surfaces.elsewhere(b):
            counted[found.kind] += 1
            self.assertSilent(found, secrets, own, "elsewhere")
        self.say("other addresses of the site asked by side B", counted)

    def test_side_a_gets_neither_the_number_nor_the_link_of_the_other(self):
        mediation = self.to_sign()
        b: Party = self.side(mediation, "B")
        for found in surfaces.of(self.side(mediation, "A")):
            for secret in (UPSTAIRS_PHONE, UPSTAIRS_PHONE[-4:], b.token):
                self.assertNotIn(secret, found.text, found.where)

    def say(self, what: str, counted: Counter[str]) -> None:
        """The count, for the note of the issue (`pytest -s`)."""
        os.write(2, f"\n{what}: {sum(counted.values())} ({dict(counted)})\n".encode())
