"""A secret link pasted into a public group: who collects pages gets nothing, whoever holds a telephone gets her case."""

from __future__ import annotations

from tests.cases import StoryCase

CRAWLERS = (
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/130",
    "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider)",
    "Mozilla/5.0 (compatible; YisouSpider/5.0)",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "facebookexternalhit/1.1",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; GoogleOther)",
    "Mediapartners-Google",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
    "WhatsApp/2.23.20.0",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
)
TELEPHONES = (
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.44 Language/zh_CN",
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0 HuaweiBrowser/15.0",
    "Mozilla/5.0 (Linux; U; Android 13; zh-cn; M2012K11AC) AppleWebKit/537.36 Chrome/100.0 XiaoMi/MiuiBrowser/17.5 baiduboxapp/13.0",
    "",
)


class CrawlerTests(StoryCase):
    def test_who_collects_pages_gets_nothing_of_a_case_and_asks_the_database_nothing(self) -> None:
        case = self.file()
        for agent in CRAWLERS:
            for address in (f"/c/{case.token}/", f"/c/{case.token}/live/", f"/r/{case.token}/"):
                with self.subTest(agent), self.assertNumQueries(0):
                    answer = self.client.get(address, headers={"user-agent": agent})
                    self.assertEqual((answer.status_code, answer["X-Robots-Tag"]), (403, "noindex"))
                    self.assertNotContains(answer, case.code, status_code=403)
                    self.assertIn("no-store", answer["Cache-Control"])

    def test_every_telephone_gets_its_case(self) -> None:
        case = self.file()
        for agent in TELEPHONES:
            with self.subTest(agent):
                answer = self.client.get(f"/c/{case.token}/", headers={"user-agent": agent})
                self.assertContains(answer, case.code)
                self.assertNotIn("X-Robots-Tag", answer)

    def test_the_landing_page_may_be_found_by_everybody(self) -> None:
        self.assertEqual(self.client.get("/", headers={"user-agent": CRAWLERS[0]}).status_code, 200)
