"""Two parties and the mediator sign on one tablet, one of them without a network: each part read, her hand, sent once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, until
from tests.browser.test_session import STANDING, asked, at_the_table, enter

pytestmark = pytest.mark.browser
# Everything of art. 29 is there and agreed clause by clause; the committee's seal is on the paper already.
ISSUE = """
from django.utils import timezone
from mediation.access import member
from mediation.models import Mediation, Party
from mediation.services import clauses, conclude, issue
now, found = timezone.now(), Mediation.objects.get(code="{code}")
staff = found.mediator.staff
Party.objects.filter(mediation=found, side="A").update(name="王美丽", phone="13700137007", may_name_complainant=True)
for number, text in enumerate(("晚上八点以后不让孩子在家跳绳。", "十天以内在客厅铺好地垫。"), start=1):
    clauses.write(found, staff=staff, text=text, kind="act", now=now)
    for party in found.parties.all():
        clauses.answer(party, who=member(staff), number=number, version=1, reply="yes", now=now)
parts = {{"facts": "孩子傍晚在家跳绳。", "issues": "跳绳的时间。", "responsibility": "楼上没有注意时间。", "performance": "长期履行。"}}
issue.draft(found, staff=staff, parts=parts, now=now)
conclude.agree_on_draft(found, staff=staff, form="written", now=now)
conclude.sign(found, staff=staff, signer="S", now=now)
"""
LINES = """
from mediation.models import Agreement, Signature, SignStep
agreement = Agreement.objects.get(mediation__code="{code}")
print(sorted(Signature.objects.filter(agreement=agreement).values_list("signer", "hand", "proof")))
print(agreement.effective_at is not None, agreement.mediation.stage)
print(list(SignStep.objects.filter(agreement=agreement, step="signed", device_at__isnull=False).values_list("signer", flat=True)))
came = {{step.signer: step.at for step in SignStep.objects.filter(agreement=agreement, step="signed")}}
print([(came["B"] - kept.signed_at).total_seconds() >= 0.5 for kept in Signature.objects.filter(agreement=agreement, signer="B")])
"""
CODE = "from notices.models import Notice\nprint(Notice.objects.filter(template='sign_code').latest('pk').data['otp'])"
KEPT = "() => binanSigns.mine().then((rows) => rows.length)"


def read_all(page: Page, label: str) -> None:
    """Choose who signs, then read part after part and tick each."""
    page.locator("#signing").get_by_text(label).first.click()
    for box in page.locator("[data-block] .choice").all():
        box.scroll_into_view_if_needed()
        expect(box.locator("input")).to_be_enabled()
        box.click()


def write_name(page: Page) -> None:
    """A line with the finger."""
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 100)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(box["x"] + 40 + step * 8, box["y"] + 100 + (step % 7) * 9)
    page.mouse.up()


def done(page: Page) -> None:
    page.get_by_role("button", name="签好了").click()


@pytest.mark.parametrize("shape", [STANDING, PHONE], ids=["tablet", "narrow"])
def test_two_parties_and_the_mediator_sign_on_one_tablet_one_of_them_without_a_network(screen, server, sky, shape):
    days = 2 if shape is STANDING else 3
    tablet, code = screen(**shape), at_the_table(server, days)
    asked(server, ISSUE.format(code=code))
    page = enter(tablet.page, sky.url)
    page.goto(f"{sky.url}/mediation/{code}/sign/")

    # The complainant, with a code to her telephone; nothing is signed before every part was read.
    page.locator("#signing").get_by_text("王美丽").click()
    expect(page.get_by_text("条没有看完打勾")).to_be_visible()
    expect(page.get_by_role("button", name="签好了")).to_be_hidden()
    read_all(page, "王美丽")
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_role("button", name="再发一个")).to_be_visible()
    page.get_by_label("手机验证码").fill("000000")
    write_name(page)
    done(page)
    expect(page.get_by_text("验证码不对")).to_be_visible()
    page.get_by_label("手机验证码").fill(asked(server, CODE)[-1])
    tablet.picture(f"sign-{shape['viewport']['width']}")
    done(page)
    expect(page.get_by_text("诉求方签好了。请下一位。")).to_be_visible()

    # The other side, in a basement: her card instead of a code, kept on the tablet.
    sky.cut()
    read_all(page, "楼上住户")
    page.get_by_text("没有验证码，当面核对身份证件").click()
    page.get_by_label("为什么没有用验证码").select_option("没有网络")
    page.get_by_text("我已经看过本人的身份证件").click()
    write_name(page)
    done(page)
    expect(page.get_by_text("对方的签字存在这台平板上")).to_be_visible()
    expect(page.locator("#signatures-kept")).to_contain_text("有了网络自动发出")
    assert page.evaluate(KEPT) == 1
    assert "('B'" not in asked(server, LINES.format(code=code))[0]
    sky.fair()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, f"{KEPT}.then((left) => left === 0)")
    expect(page.locator("#signatures-kept")).to_be_hidden()

    # The mediator: her login is who she is. With her the last of all has signed.
    read_all(page, "调解员")
    write_name(page)
    done(page)
    expect(page.get_by_text("协议已经生效")).to_be_visible()
    signed, held, kept, lay = asked(server, LINES.format(code=code))
    assert signed == ("[('A', 'screen', 'code'), ('B', 'screen', 'seen'), ('M', 'screen', ''), ('S', 'paper', '')]"), (
        signed
    )
    assert (held, kept, lay) == ("True AGREED", "['B']", "[True]")
    page.goto(f"{sky.url}/mediation/{code}/sign/")
    expect(page.locator("img.ink")).to_have_count(3)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"
    assert [error for error in tablet.errors if "Policy" in error] == []
    tablet.errors.clear()  # Chromium writes every refused and every broken request to the console
