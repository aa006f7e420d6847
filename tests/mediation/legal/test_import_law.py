"""The corpus comes from files: again and again the same, and a bad file changes nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

from mediation.legal import library
from mediation.legal.reading import CORPUS
from mediation.models import Article, Law, LayWord, Shelf
from mediation.services.law import import_law
from tests.mediation.legal.shelf import LawStory

GONE = {  # laws that the 民法典 repealed on its first day
    "婚姻法", "继承法", "民法通则", "收养法", "担保法", "合同法", "物权法", "侵权责任法", "民法总则",
}  # fmt: skip


class ImportLaw(LawStory):
    def setUp(self) -> None:
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(CORPUS, self.folder, dirs_exist_ok=True)

    def change(self, name: str, **more: object) -> None:
        """Change one law's file; `article`: more of its first article."""
        path = self.folder / "laws" / f"{name}.json"
        law = json.loads(path.read_text(encoding="utf-8"))
        law["articles"][0] |= more.pop("article", {})
        path.write_text(json.dumps(law | more), encoding="utf-8")

    def command(self) -> str:
        out = StringIO()
        call_command("import_law", str(self.folder), stdout=out)
        return out.getvalue()

    def test_the_corpus_is_large_dated_and_marked(self):
        self.assertGreaterEqual(Article.objects.filter(law__repealed=None).count(), 250)
        self.assertEqual({law.short for law in Law.objects.filter(successor__key="minfadian")}, GONE)
        for law in Law.objects.filter(successor__key="minfadian"):
            self.assertEqual(str(law.repealed), "2021-01-01")
        held = library.current()
        for article in held.articles.values():
            if article.now:
                assert article.law.successor
                self.assertIsNotNone(held.article(article.law.successor, article.now), article)
        for word, terms in held.words.items():
            for term in terms:
                self.assertTrue(held.index.holds(term), (word, term))

    def test_twice_is_once(self):
        before = list(Article.objects.values_list("pk", flat=True))
        version = Shelf.objects.get().version
        self.assertIn("没有变化", self.command())
        self.assertEqual(list(Article.objects.values_list("pk", flat=True)), before)
        self.assertEqual(Shelf.objects.get().version, version)

    def test_a_changed_file_is_known_to_every_process_at_once(self):
        self.assertEqual(library.current().articles["renmintiaojie", 2, 0].title, "什么是人民调解")
        self.change("renmintiaojie", article={"title": "人民调解是什么"})
        self.assertIn("已导入", self.command())
        self.assertEqual(library.current().articles["renmintiaojie", 2, 0].title, "人民调解是什么")

    def test_a_law_that_is_not_in_the_files_any_more_goes(self):
        (self.folder / "laws" / "susongfei.json").unlink()
        self.command()
        self.assertFalse(Law.objects.filter(key="susongfei").exists())

    def test_words_that_people_ticked_stay(self):
        LayWord.objects.filter(word="漏水").update(legal="用水排水", approved_by=self.world.admin)
        LayWord.objects.create(word="鱼缸", legal="饲养动物", source="hand")
        self.change("renmintiaojie", article={"title": "人民调解是什么"})
        import_law(now=self.now, folder=self.folder)
        self.assertEqual(LayWord.objects.get(word="漏水").legal, "用水排水")
        self.assertTrue(LayWord.objects.filter(word="鱼缸").exists())

    def test_a_bad_file_is_named_and_changes_nothing(self):
        version = Shelf.objects.get().version
        first = {"number": 1, "title": "题", "topic": "题", "plain": "题"}
        for more, sentence in (
            ({"in_force": "2011年"}, "in_force 的日期“2011年”应当写成"),
            ({"repealed": "2000-01-01"}, "废止日期早于施行日期"),
            ({"level": "天条"}, "效力层级“天条”不认识"),
            ({"issuer": ""}, "缺少 issuer"),
            ({"successor": "nowhere"}, "取代它的 nowhere 不在库里"),
            ({"key": "minfadian"}, "minfadian 出现了两次"),
            ({"aliases": ["民法典"]}, "名称 民法典 出现了两次"),
            ({"articles": [first, first]}, "第 1 条重复"),
            ({"articles": [first | {"number": 36}]}, "第 36 条超过了条文总数 35"),
            ({"articles": [first | {"plain": ""}]}, "第 1 条的 plain 应当有 1 到 120 个字"),
            ({"articles": [first | {"number": "一"}]}, "有一条没有条号"),
        ):
            shutil.copytree(CORPUS, self.folder, dirs_exist_ok=True)
            self.change("renmintiaojie", **more)
            with self.assertRaisesMessage(CommandError, sentence):
                self.command()
        for name, written, sentence in (
            ("laws/renmintiaojie.json", "{", "renmintiaojie.json：第 1 行不是正确的 JSON"),
            ("words.json", '{"漏水": ""}', "words.json：应当是“通俗说法 → 法律用语”的对照"),
        ):
            shutil.copytree(CORPUS, self.folder, dirs_exist_ok=True)
            (self.folder / name).write_text(written, encoding="utf-8")
            with self.assertRaisesMessage(CommandError, sentence):
                self.command()
        self.assertEqual(Shelf.objects.get().version, version)

    def test_an_empty_folder_is_refused(self):
        shutil.rmtree(self.folder / "laws")
        with self.assertRaisesMessage(CommandError, "里没有法律文件"):
            self.command()
