"""Where stories about the Legal Q&A happen: the corpus of the repository is on the shelf."""

from __future__ import annotations

from datetime import date

from mediation.legal import library
from mediation.legal.answering import Answer, answer
from mediation.services.law import import_law
from tests.cases import MONDAY_EVENING, StoryCase

TODAY = date(2026, 11, 23)


class LawStory(StoryCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        import_law(now=MONDAY_EVENING)

    def setUp(self) -> None:
        super().setUp()
        library.forget()
        self.addCleanup(library.forget)

    def ask(self, question: str, today: date = TODAY) -> Answer:
        """What somebody is answered."""
        return answer(question, today)

    def cites(self, question: str) -> list[str]:
        """The articles of the answer, as cited."""
        return [library.cite(article) for article in self.ask(question).articles]
