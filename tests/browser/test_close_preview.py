"""The handler sees the answer as the resident will read it, while she writes it."""

from __future__ import annotations

import pytest

from tests.servers import PASSWORD

pytestmark = pytest.mark.browser


def test_what_is_written_stands_below_as_the_resident_reads_it(browser, server):
    context = browser.new_context(base_url=server.url, locale="zh-CN", viewport={"width": 1180, "height": 820})
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "shegong1")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".case[data-handler]:not([data-handler='']):has-text('王小满') .case-title a").first.click()
    page.locator("summary", has_text="办结").click()
    seen = page.locator("[data-mirror=close_result]")
    assert "这里就是居民看到的" in seen.inner_text()
    page.fill("#close_result", "楼上住户答应晚上九点以后不再跳绳，双方都表示认可。")
    assert seen.inner_text() == "楼上住户答应晚上九点以后不再跳绳，双方都表示认可。"
    page.reload()  # the draft comes back, and with it the picture
    assert seen.inner_text() == "楼上住户答应晚上九点以后不再跳绳，双方都表示认可。"
    context.close()
