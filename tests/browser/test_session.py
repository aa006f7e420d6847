"""The session on a tablet without a network: it opens, keeps what is typed, and sends it once and in order."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET, until
from tests.browser.test_board import Colleague, filed
from tests.servers import PASSWORD, ROOT

pytestmark = pytest.mark.browser
STANDING = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
READY = """async () => (await caches.open('binan-desk').then(c => c.match('/mediation/offline/')))
    && (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"""
KEPT = "() => binanDesk.all('sessions').then(rows => JSON.stringify(rows))"
# A mediation whose session runs: both sides said yes, the room is theirs tomorrow at ten.
BRING = """
from datetime import timedelta
from django.utils import timezone
from complaints.models import Complaint
from mediation.access import member
from mediation.models import Mediator, Organisation
from mediation.services import apply, book, consent, hold
now = timezone.now()
case = Complaint.objects.get(code="{code}")
qian = Mediator.objects.get(staff__username="tiaojie1")
given = apply.Application(qian.organisation, "楼上住户", "有邻居反映傍晚室内运动声音较大，想请您一起商量。", "13900139009")
mediation = apply.apply(case, staff=case.handler, application=given, now=now)
for party in mediation.parties.all():
    consent.consent(party, who=member(case.handler), way="phone", now=now)
day = timezone.localtime(now) + timedelta(days={days})
room = qian.organisation.rooms.first()
slot = book.Slot(room, qian, day.replace(hour=10, minute=0, second=0, microsecond=0))
book.book(mediation, staff=case.handler, slot=slot, now=now)
hold.start(mediation, staff=qian.staff, now=now)
print(mediation.code)
"""
LINES = """
from mediation.models import AttendanceMark, Note, Tick
print([note.body for note in Note.objects.filter(mediation__code="{code}").order_by("seq")])
print([mark.state for mark in AttendanceMark.objects.filter(attendance__booking__mediation__code="{code}")])
print([tick.step for tick in Tick.objects.filter(booking__mediation__code="{code}")])
print(all(note.device_at for note in Note.objects.filter(mediation__code="{code}")))
"""


def asked(server, script: str) -> list[str]:
    """What the server's own shell says to a script."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


def at_the_table(server, days: int = 1) -> str:
    """The code of a mediation whose session runs."""
    wang, case = Colleague(server, "shegong1"), filed(server)
    wang.does("claim", case)
    wang.does("call_back", case, reached=True, outcome="connected", summary="约好上门。")
    return asked(server, BRING.format(code=case, days=days))[-1]


def enter(page: Page, url: str, account: str = "tiaojie1") -> Page:
    page.goto(f"{url}/login/")
    page.get_by_label("用户名").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/mediation/")
    return page


def note(page: Page, speaker: str, words: str, who: str = "双方都能看") -> None:
    box = page.locator("#write")
    box.get_by_text(speaker, exact=True).click()
    box.get_by_text(who, exact=True).click()
    box.get_by_label("内容").fill(words)
    box.get_by_role("button", name="记下").click()
    expect(box.get_by_label("内容")).to_have_value("")


def test_what_is_typed_without_a_network_arrives_once_and_in_order(screen, server, sky):
    tablet, code = screen(**STANDING), at_the_table(server)
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/session/")
    expect(page.locator("#sent")).to_have_text("已全部送达")
    until(page, READY)
    until(page, f"() => binanDesk.all('sessions').then(rows => rows.some(row => row.code === '{code}'))")
    for secret in ("csrf", "13900139009", "楼上住户"):
        assert secret not in page.evaluate(KEPT), secret

    sky.cut()
    note(page, "诉求方", "声音是从晚上七点开始的。")
    expect(page.locator("#sent")).to_have_text("待发送 1 条")
    page.reload()  # the page opens without a network too
    expect(page.locator("#as-of")).to_contain_text("的样子")
    expect(page.locator("#sent")).to_have_text("待发送 1 条")
    note(page, "对方", "孩子八点以前跳完。", "只有调解员")
    page.get_by_role("button", name="对方到场").click()
    page.get_by_role("button", name="核对身份").click()
    expect(page.locator("#sent")).to_have_text("待发送 4 条")
    expect(page.locator("#pending li")).to_have_count(4)

    sky.fair()
    lost(page, "**/mediation/sync/")  # it arrives, and its answer does not
    with page.expect_event("requestfailed", lambda sent: "/mediation/sync/" in sent.url):
        page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#sent")).to_have_text("待发送 4 条")
    page.unroute("**/mediation/sync/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#sent")).to_have_text("已全部送达")
    expect(page.locator("#minutes")).to_contain_text("孩子八点以前跳完。")
    notes, marks, ticks, timed = asked(server, LINES.format(code=code))
    assert notes == "['声音是从晚上七点开始的。', '孩子八点以前跳完。']"
    assert (marks, ticks, timed) == ("['present']", "['identity']", "True")
    page.wait_for_load_state("load")
    tablet.errors.clear()  # Chromium writes every broken connection to the console


def lost(page: Page, address: str) -> None:
    def swallow(route) -> None:
        route.fetch()
        route.abort()

    page.route(address, swallow)


def test_what_is_not_taken_stays_with_its_words(screen, server, sky):
    tablet, code = screen(**TABLET), at_the_table(server, days=2)
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/session/")
    note(page, "调解员", "请联系13800138001这个号码。")
    expect(page.locator("#sent")).to_have_text("1 条没有收下")
    expect(page.locator("#pending")).to_contain_text("诉求方的电话")
    expect(page.locator("#pending")).to_contain_text("请联系13800138001")
    page.locator("#pending").get_by_role("button", name="丢掉").click()
    expect(page.locator("#sent")).to_have_text("已全部送达")
    tablet.errors.clear()


def test_a_phrase_is_tapped_its_gap_typed_over_and_the_dot_fills(screen, server, sky):
    tablet, code = screen(**TABLET), at_the_table(server, days=3)
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/session/")
    box = page.locator("#write")
    box.locator("summary", has_text="双方陈述").click()
    box.get_by_role("button", name="我的要求是：____。").click()
    page.keyboard.type("晚上七点以后不跳")
    expect(box.get_by_label("内容")).to_have_value("我的要求是：晚上七点以后不跳。")
    dot = page.get_by_role("button", name="静默报警")
    before = page.locator("main").inner_text()
    dot.click()
    expect(dot).to_have_attribute("data-state", "sent")
    assert page.locator("main").inner_text() == before
    assert dot.evaluate("one => one.offsetWidth >= 44 && one.offsetHeight >= 44")
    tablet.errors.clear()


@pytest.mark.parametrize("shape", [STANDING, TABLET, PHONE])
def test_it_fits_the_screen_and_everything_is_large_enough_to_tap(screen, server, sky, shape):
    code = at_the_table(server, days={820: 4, 1180: 5, 390: 6}[shape["viewport"]["width"]])
    tablet = screen(**shape)
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/session/")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    columns = page.locator("#session").evaluate("one => getComputedStyle(one).gridTemplateColumns.split(' ').length")
    assert columns == (2 if shape is TABLET else 1)
    small = page.evaluate("() => [...document.querySelectorAll('main button, main summary, main a.btn')]"
                          ".filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.textContent.trim())")  # fmt: skip
    assert small == []
    tablet.errors.clear()


PIECES = """
from mediation.models import Evidence, Guest, MediationEntry, Safety
print([(one.title, one.device_at is not None, one.media_type) for one in Evidence.objects.filter(mediation__code="{code}")])
print([one.kind for one in Guest.objects.filter(mediation__code="{code}")])
print([one.gap for one in Safety.objects.filter(mediation__code="{code}")])
print([one.body["reason"] for one in MediationEntry.objects.filter(mediation__code="{code}", kind="break_off")])
"""


ANSWERED = """
from django.utils import timezone
from mediation.models import Ring
Ring.objects.filter(taken_at=None).update(taken_at=timezone.now(), next_at=None)
"""


def opened(page: Page, words: str):
    """A folded form, opened."""
    found = page.locator("details.verb", has=page.locator("summary", has_text=words)).first
    found.locator("summary").click()
    return found


@pytest.mark.parametrize("shape", [STANDING, PHONE], ids=["tablet", "narrow"])
def test_a_whole_session_without_a_network_from_evidence_to_the_break(screen, server, sky, photo, shape):
    tablet, code = screen(**shape), at_the_table(server, days=9 if shape is STANDING else 11)
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/session/")
    until(page, READY)
    until(page, f"() => binanDesk.all('sessions').then(rows => rows.some(row => row.code === '{code}'))")

    sky.cut()
    page.reload()
    expect(page.locator("#as-of")).to_contain_text("的样子")
    form = opened(page, "登记证据")
    form.get_by_role("button", name="登记证据").click()
    expect(form.locator("[data-fault]")).to_have_text("请选一张照片或一份 PDF。")
    form.locator("[type=file]").set_input_files(photo)
    form.get_by_label("这是什么").fill("天花板的照片")
    form.get_by_role("button", name="登记证据").dblclick()
    expect(page.locator("#sent")).to_have_text("待发送 1 条")
    form = opened(page, "邀请人参加")
    form.get_by_label("怎么称呼").fill("李阿姨")
    form.get_by_role("button", name="登记邀请").click()
    form = opened(page, "安全安排")
    form.get_by_label("为什么").fill("上次推搡过。")
    form.get_by_role("button", name="存下安全安排").click()
    note(page, "诉求方", "这是昨天拍的。")
    form = opened(page, "休会")
    form.get_by_label("为什么休会").fill("等物业来人。")
    form.get_by_text("以后再约").click()
    form.get_by_role("button", name="休会", exact=True).click()
    expect(page.locator("#sent")).to_have_text("待发送 5 条")
    expect(page.locator("#pending")).not_to_contain_text("推搡")  # the tablet lies on the table
    page.reload()
    expect(page.locator("#sent")).to_have_text("待发送 5 条")

    sky.fair()
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#sent")).to_have_text("已全部送达", timeout=30_000)
    evidence, guests, safety, breaks = asked(server, PIECES.format(code=code))
    assert evidence == "[('天花板的照片', True, 'image/jpeg')]"
    assert (guests, safety, breaks) == ("['relative']", "[15]", "['等物业来人。']")
    assert page.evaluate("() => binanDesk.all('letters').then(rows => rows.length)") == 0
    page.wait_for_load_state("load")
    tablet.errors.clear()  # Chromium writes every broken connection to the console


def test_what_the_server_refuses_is_put_right_in_the_form(screen, server, tmp_path):
    tablet, code = screen(**TABLET), at_the_table(server, days=14)
    page = enter(tablet.page, server.url)
    page.goto(f"{server.url}/mediation/{code}/session/")
    wrong = tmp_path / "virus.jpg"
    wrong.write_bytes(b"MZ not a picture")
    form = opened(page, "登记证据")
    form.locator("[type=file]").set_input_files(str(wrong))
    form.get_by_label("这是什么").fill("一张图")
    form.get_by_role("button", name="登记证据").click()
    expect(form.locator("[data-fault]")).to_contain_text("PDF")
    expect(form.get_by_label("这是什么")).to_have_value("一张图")
    expect(page.locator("#sent")).to_have_text("已全部送达")
    tablet.errors.clear()  # Chromium writes the 422 to the console


def test_a_quiet_tap_rings_the_worker_over_her_pages_until_she_goes(screen, server, sky):
    asked(server, ANSWERED)  # earlier stories rang too
    tablet, worker, code = screen(**STANDING), screen(**TABLET), at_the_table(server, days=16)
    desk = worker.login("shegong1")
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/session/")
    until(page, READY)
    sky.cut()
    page.get_by_role("button", name="静默报警").click()
    expect(page.locator("#quiet button")).to_have_attribute("data-state", "going")
    page.reload()  # the tap outlives the page
    expect(page.locator("#quiet button")).to_have_attribute("data-state", "going")
    sky.fair()
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#quiet button")).to_have_attribute("data-state", "sent", timeout=30_000)

    bar = desk.locator("#ring")
    expect(bar).to_contain_text("请求支援，请马上过去", timeout=20_000)
    desk.goto("/mediation/")
    expect(bar).to_contain_text("请求支援")
    desk.reload()
    expect(bar).to_contain_text("请求支援")
    bar.get_by_role("button", name="我去").click()
    desk.wait_for_url(f"**/mediation/{code}/")
    expect(bar).to_be_hidden()
    expect(page.locator("#quiet button")).to_have_attribute("data-state", "taken", timeout=30_000)
    assert "支援" not in page.inner_text("body")
    page.wait_for_load_state("load")
    tablet.errors.clear()
