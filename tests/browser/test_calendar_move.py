"""Moving a session in the calendar: by mouse and by keyboard, and back again when the time is taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import TABLET
from tests.browser.test_board import Colleague, filed
from tests.browser.test_session import asked

pytestmark = pytest.mark.browser
# A session at ten, so many days from now, in the hall that is open on holidays too.
BRING = """
from datetime import timedelta
from django.utils import timezone
from complaints.models import Complaint
from mediation.models import Mediator
from mediation.services import apply, book
now = timezone.now()
case = Complaint.objects.get(code="{code}")
qian = Mediator.objects.get(staff__username="tiaojie1")
given = apply.Application(qian.organisation, "楼上住户", "有邻居反映傍晚室内运动声音较大，想请您一起商量。")
mediation = apply.apply(case, staff=case.handler, application=given, now=now)
day = timezone.localtime(now) + timedelta(days={days})
room = qian.organisation.rooms.get(on_holidays=True)
slot = book.Slot(room, qian, day.replace(hour=10, minute=0, second=0, microsecond=0))
book.book(mediation, staff=case.handler, slot=slot, now=now)
print(mediation.code, room.pk)
"""
STANDS = """
from django.utils import timezone
from mediation.models import Booking
print([timezone.localtime(one.starts_at).strftime("%Y-%m-%d %H:%M")
       for one in Booking.objects.filter(mediation__code="{code}", state="firm")])
"""


def booked(server, days: int) -> tuple[str, str]:
    """The code of a mediation with a session, and the key of its room."""
    wang, case = Colleague(server, "shegong1"), filed(server)
    wang.does("claim", case)
    wang.does("call_back", case, reached=True, outcome="connected", summary="约好上门。")
    code, room = asked(server, BRING.format(code=case, days=days))[-1].split()
    return code, room


def cell(page: Page, room: str, day: date) -> Locator:
    return page.locator(f'tr[data-room="{room}"] td[data-day="{day.isoformat()}"]')


def stands(server, code: str) -> str:
    """When the session is, as the server has it."""
    return asked(server, STANDS.format(code=code))[-1]


def test_a_session_is_dragged_moved_by_keyboard_and_put_back_when_the_time_is_taken(screen, server):
    today = date.fromisoformat(asked(server, "from django.utils import timezone; print(timezone.localdate())")[-1])
    code, room = booked(server, 2)
    other, _room = booked(server, 3)
    tablet = screen(**TABLET)
    page = tablet.login("tiaojie1", lands="/mediation/")
    sitting, said = page.locator(f'.sitting[data-code="{code}"]'), page.locator("#moving-said")
    asks: list[str] = []
    answer = {"accept": True}

    def dialog(box) -> None:
        asks.append(box.message)
        box.accept() if answer["accept"] else box.dismiss()

    page.on("dialog", dialog)

    # By mouse: asked once, and then it stands there, on the page and in the database.
    with page.expect_navigation():
        sitting.drag_to(cell(page, room, today + timedelta(days=4)))
    expect(page.get_by_text("已登记：改约。")).to_be_visible()
    expect(cell(page, room, today + timedelta(days=4)).locator(f'[data-code="{code}"]')).to_be_visible()
    assert len(asks) == 1
    assert code in asks[0]
    assert stands(server, code) == f"['{today + timedelta(days=4)} 10:00']"

    # By keyboard: what is done is said; Escape leaves it, and so does a no.
    sitting.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("拿起了")
    page.keyboard.press("ArrowRight")
    expect(cell(page, room, today + timedelta(days=5))).to_have_attribute("data-over", "")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("没有改")
    answer["accept"] = False
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(cell(page, room, today + timedelta(days=4)).locator(f'[data-code="{code}"]')).to_be_visible()
    answer["accept"] = True
    sitting.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert stands(server, code) == f"['{today + timedelta(days=5)} 10:00']"

    # Into what is taken: the sentence, and it is where it was.
    with page.expect_response(lambda reply: f"/{code}/rebook/" in reply.url) as reply:
        sitting.drag_to(cell(page, room, today + timedelta(days=3)))
    assert reply.value.status == 422
    expect(said).to_contain_text("已经约出去了")
    expect(said).to_contain_text("还在原来的时间")
    expect(cell(page, room, today + timedelta(days=5)).locator(f'[data-code="{code}"]')).to_be_visible()
    expect(cell(page, room, today + timedelta(days=3)).locator(".sitting")).to_have_count(1)
    assert stands(server, code) == f"['{today + timedelta(days=5)} 10:00']"
    assert stands(server, other) == f"['{today + timedelta(days=3)} 10:00']"
    tablet.errors.clear()  # Chromium writes every 422 to the console
