"""The goal of the Legal Q&A, held by figures: the right article among the first three, and nothing made up."""

from __future__ import annotations

from io import StringIO

from django.core.management import CommandError, call_command

from mediation.legal import evaluation, library
from mediation.legal.reading import Unreadable
from mediation.models import Article
from tests.mediation.legal.shelf import TODAY, LawStory


class EvaluateLaw(LawStory):
    def test_the_frozen_questions_find_their_article_among_the_first_three(self):
        held = library.current()
        asked = evaluation.questions(evaluation.QUESTIONS / "test.txt", held)
        self.assertGreaterEqual(len(asked), 150)
        score = evaluation.evaluate(asked, held, TODAY)
        self.assertGreaterEqual(score.share, 0.9)
        self.assertGreaterEqual(score.shown / score.number, 0.9)

    def test_no_question_stands_in_both_sets(self):
        sets = [{row[0] for row in evaluation.lines(evaluation.QUESTIONS / f"{n}.txt")} for n in ("tuning", "test")]
        self.assertEqual(sets[0] & sets[1], set())

    def test_adversarial_questions_get_no_made_up_article_and_few_answers(self):
        trial = evaluation.attack(evaluation.QUESTIONS / "adversarial.txt", TODAY)
        self.assertGreaterEqual(trial.number, 100)
        self.assertEqual(trial.invented, [])
        self.assertLessEqual(len(trial.wrongly_found), trial.none // 10)

    def test_the_map_is_what_finds(self):
        held = library.current()
        asked = evaluation.questions(evaluation.QUESTIONS / "test.txt", held)
        bare = evaluation.evaluate(asked, evaluation.without_map(held), TODAY)
        self.assertLess(bare.share, 0.5)

    def test_the_command_prints_the_figures(self):
        out = StringIO()
        call_command("evaluate_law", stdout=out)
        self.assertIn("test：共 191 问", out.getvalue())
        self.assertIn("编造法条 0 次", out.getvalue())

    def test_without_a_corpus_it_says_what_to_do(self):
        Article.objects.all().delete()
        with self.assertRaisesMessage(CommandError, "manage.py import_law"):
            call_command("evaluate_law", stdout=StringIO())

    def test_a_question_file_that_is_wrong_is_named(self):
        import tempfile
        from pathlib import Path

        held = library.current()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.txt"
            for written, sentence in (
                ("没有竖线", "第 1 行应当写成"),
                ("问 | minfadian:9999", "法条库里没有“minfadian:9999”"),
                ("问 | minfadian:x", "看不懂“minfadian:x”"),
            ):
                path.write_text(written, encoding="utf-8")
                with self.assertRaisesMessage(Unreadable, sentence):
                    evaluation.questions(path, held)
