"""What a resident's phone pays for a first visit (ui.md §7.2): bytes over the wire with style, script and pictures, the
scripts by themselves, and how often it asks. Prints the figures; `pytest -s` shows them."""

from __future__ import annotations

import gzip

import pytest

from tests.browser import every_page
from tests.browser.conftest import PHONE
from tests.servers import file_case

pytestmark = pytest.mark.browser
KB = 1024
REQUESTS = 10  # a case has its socket besides
LIGHT, FORM = (25 * KB, 6 * KB), (35 * KB, 10 * KB)  # everything; scripts as gzip
WORDS = 2 * KB  # an English page brings the scripts' words, in a file of their own
PAGES = {
    "landing": LIGHT,
    "form": FORM,
    "case": LIGHT,
    "rating": LIGHT,
    "mine": LIGHT,
    "offline": LIGHT,
    "track": LIGHT,
}


@pytest.fixture(scope="module")
def addresses(server) -> dict[str, str]:
    """One of each page."""
    case = file_case(server.url, phone="13800138077").json()["token"]
    return {
        "landing": "/q/DEM0GCMY62/",
        "form": "/q/DEM0GCMY62/file/?nature=complaint",
        "case": f"/c/{case}/",
        "rating": every_page.paths(server)["rating"],
        "mine": "/mine/",
        "offline": "/offline/",
        "track": "/track/",
    }


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_stays_within_its_budget(browser, server, addresses, name, language):
    context = browser.new_context(base_url=server.url, locale=language, service_workers="block", **PHONE)
    page = context.new_page()
    network, asked, weights = context.new_cdp_session(page), {}, {}
    network.send("Network.enable")
    network.on("Network.responseReceived", lambda event: asked.update({event["requestId"]: event["response"]["url"]}))
    network.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(addresses[name], wait_until="load")
    page.wait_for_timeout(300)
    urls = [url for key, url in asked.items() if weights.get(key, 1)]  # the icon is there when it is asked for again
    scripts = [url for url in urls if "/static/js/" in url]
    script = sum(len(gzip.compress(page.request.get(url).body(), 9)) for url in scripts)
    wire = sum(weights.values())
    print(f"{name} {language}: {wire / KB:.1f} KB over the wire, {script / KB:.2f} KB script, {len(urls)} requests")
    context.close()
    budget, scripts_budget = (most + (WORDS if language == "en" else 0) for most in PAGES[name])
    assert wire <= budget, {asked.get(key): weight for key, weight in weights.items()}
    assert 0 < script <= scripts_budget, scripts
    assert len(urls) <= REQUESTS + (language == "en"), urls
