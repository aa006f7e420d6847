"""权利义务告知书: shown before anybody agrees, its version recorded, free only where the law says so."""

from __future__ import annotations

import hashlib

from django.test import Client
from django.utils import translation

from mediation import rights
from mediation.access import party
from mediation.models import MediationEntry
from mediation.services import consent
from mediation.workflow import Regime, Way
from tests.mediation.rooms import MediationStory

# A changed sentence needs a new version, and a new line here.
VERSIONS = {"2026-11b": "53aa1b06cbe70e3c"}


def digest() -> str:
    with translation.override("zh-hans"):
        said = [*rights.principles(free=True), *rights.RIGHTS, *rights.DUTIES, rights.articles(free=True)]
        return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:16]


class Rights(MediationStory):
    def test_the_words_belong_to_their_version(self):
        self.assertEqual(VERSIONS[rights.VERSION], digest(), "raise rights.VERSION when a sentence changes")

    def test_they_stand_before_the_button(self):
        page = Client().get(f"/m/{self.side(self.applied(), 'B').token}/").content.decode()
        self.assertLess(page.index('id="rights"'), page.index("表示您看过上面的权利和义务"))
        self.assertLess(page.index("随时可以不谈了"), page.index(">同意调解<"))

    def test_every_right_and_duty_of_the_articles_is_there(self):
        page = Client().get(f"/m/{self.side(self.applied(), 'B').token}/").content.decode()
        for words in (
            "由您决定", "不能违反法律", "打官司", "选调解员", "接受调解、不接受调解", "公开调解", "自己拿主意", "如实说明",
            "现场秩序", "同样的权利", "法律约束力", "第三条、第四条、第二十三条、第二十四条",
        ):  # fmt: skip
            self.assertIn(words, page)

    def test_free_is_said_of_peoples_mediation_only(self):
        for regime in Regime.values:
            self.rooms.puyan.regime = regime
            self.rooms.puyan.save()
            page = Client().get(f"/m/{self.side(self.applied(self.contacted()), 'B').token}/").content.decode()
            self.assertEqual("不收取任何费用" in page, regime == Regime.PEOPLE, regime)

    def test_a_consent_records_what_was_read(self):
        b = self.side(self.applied(), "B")
        consent.consent(b, who=party(b), way=Way.LINK, now=self.now)
        b.refresh_from_db()
        self.assertEqual(b.notice_version, rights.VERSION)
        self.assertEqual(MediationEntry.objects.latest("pk").body["notice"], rights.VERSION)
