"""The door of the house: home page, worker, manifest, offline page, elder view, pages for what goes wrong."""

from __future__ import annotations

import json
import re

from django.contrib.staticfiles import finders
from django.test import Client

from tests.cases import StoryCase


class DoorTests(StoryCase):
    def test_home_says_what_this_is_and_leads_to_every_community(self) -> None:
        page = self.client.get("/")
        for words in ("5 分钟内回电", "查进度", "东冠社区", "/q/TESTSTAT01/", 'href="tel:120"'):
            self.assertContains(page, words)

    def test_the_worker_keeps_only_what_exists_and_is_nobodys(self) -> None:
        page = self.client.get("/sw.js")
        self.assertEqual((page["Cache-Control"], page["Content-Type"]), ("no-cache", "text/javascript; charset=utf-8"))
        script = page.content.decode()
        shell = json.loads(re.search(r"const SHELL = (\[.*?\]);", script)[1])  # type: ignore[index]
        self.assertEqual(shell[:2], ["/offline/", "/mine/"])
        for url in shell[2:]:
            self.assertIsNotNone(finders.find(url.removeprefix("/static/")), url)
        public = re.compile(re.search(r"const PUBLIC_PAGE = /(.*)/;", script)[1].replace(r"\/", "/"))  # type: ignore[index]
        for path in (
            "/mine/token/",
            "/c/abc/",
            "/r/abc/",
            "/m/abc/",
            "/desk/",
            "/admin/",
            "/api/v1/",
            "/track/",
            "/login/",
        ):
            self.assertIsNone(public.match(path), path)
        for path in ("/", "/mine/", "/q/TESTDOOR01/", "/q/TESTDOOR01/file/"):
            self.assertIsNotNone(public.match(path), path)

    def test_the_worker_stays_the_same_while_nothing_changes(self) -> None:
        first = self.client.get("/sw.js").content
        self.watch.shift(60)
        self.assertEqual(self.client.get("/sw.js").content, first)

    def test_the_manifest_names_three_icons_that_exist(self) -> None:
        page = self.client.get("/manifest.webmanifest")
        self.assertEqual(page["Content-Type"], "application/manifest+json")
        icons = page.json()["icons"]
        self.assertEqual(
            [(icon["sizes"], icon["purpose"]) for icon in icons],
            [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")],
        )
        for icon in icons:
            self.assertIsNotNone(finders.find(icon["src"].removeprefix("/static/")))

    def test_the_offline_page_is_the_same_for_everybody(self) -> None:
        stranger = self.client.get("/offline/").content
        self.assertEqual(self.login(self.world.wang).get("/offline/").content, stranger)

    def test_the_elder_view_needs_no_script_and_stays(self) -> None:
        switched = self.client.post("/display/", {"size": "elder", "next": "/q/TESTDOOR01/"})
        self.assertRedirects(switched, "/q/TESTDOOR01/")
        page = self.client.get("/q/TESTDOOR01/")
        self.assertContains(page, 'data-size="elder"')
        self.assertContains(page, "标准版")
        self.client.post("/display/", {"size": "standard"})
        self.assertNotContains(self.client.get("/q/TESTDOOR01/"), 'data-size="elder"')

    def test_the_switch_leads_to_no_foreign_site(self) -> None:
        for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
            self.assertEqual(self.client.post("/display/", {"next": address})["Location"], "/")

    def test_an_unknown_address_speaks_chinese_and_leads_on(self) -> None:
        page = self.client.get("/no/such/page/")
        self.assertContains(page, "没有找到这个页面", status_code=404)
        self.assertContains(page, "/track/", status_code=404)

    def test_far_too_much_at_once_is_refused_with_what_to_do(self) -> None:
        page = self.client.post("/q/TESTDOOR01/file/", {"text": "长" * 200_000})
        self.assertContains(page, "内容没有收下", status_code=400)

    def test_a_stale_page_tells_a_script_in_its_own_form(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post("/track/", headers={"accept": "application/json"})
        self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (403, "stale_page"))

    def test_a_stale_page_never_gives_a_password_back(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        typed = {"username": "wang", "password": "secret words"}
        page = strict.post("/track/", typed, headers={"origin": "http://testserver"})
        self.assertContains(page, "wang", status_code=403)
        self.assertNotContains(page, "secret words", status_code=403)

    def test_no_page_of_a_resident_carries_inline_script_or_style(self) -> None:
        case = self.file()
        for path in ("/", "/q/TESTDOOR01/", "/q/TESTDOOR01/file/", f"/c/{case.token}/", "/track/", "/offline/"):
            text = self.client.get(path).content.decode()
            self.assertNotRegex(text, r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", path)
