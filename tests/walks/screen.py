"""A browser without script: it opens pages, fills what it finds by the words a person reads, and presses buttons."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

from tests.mediation.paper import pages
from tests.walks.page import Button, Control, Form, Page


class Screen:
    """One person's browser. `heard` keeps every answer it got, headers and addresses and the words of papers included."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.heard: list[str] = []
        self.path = "/"
        self.text = ""

    def open(self, path: str, status: int = 200) -> str:
        """The page at `path`, as text."""
        return self._show(self.client.get(path, follow=True), path, status)

    def follow(self, link: str, near: str = "") -> str:
        """Tap a link by its words; `near`: the name of the part of the page, where two say the same."""
        return self.open(self.way(link, near))

    def way(self, link: str, near: str = "") -> str:
        """The address behind a link. Raises `AssertionError` for one that is not on the page."""
        page = self.page
        ways = best([(page.rank(within, near), href) for words, href, within in page.ways if words == link], near)
        assert len(set(ways)) == 1, f"{ways} for {link!r} near {near!r} on {self.path}: {list(page.links)}"
        return urljoin(self.path, ways[0])

    def fetch(self, link: str, near: str = "") -> bytes:
        """The PDF behind a link."""
        path = self.way(link, near)
        answer = self.client.get(path)
        assert answer["Content-Type"] == "application/pdf", f"{path} answered {answer.status_code}"
        self.heard.append(str(answer.headers))
        return bytes(answer.content)

    def paper(self, link: str, near: str = "") -> list[str]:
        """The text of the pages of a PDF without blanks and line ends."""
        found = pages(self.fetch(link, near))
        self.heard.append("".join(found))
        return found

    def press(self, button: str, status: int = 200, near: str = "", **typed: Any) -> str:
        """Press a button after filling its form, by label; `near`: part of the form's address or the name of the part of the
        page, where two look the same.

        Words for an input or the label of an option for a list, True or False for what is ticked, a file or a list of them for
        an upload. Raises `AssertionError` for a button or a label that is not on the page.
        """
        form, pressed = self._found(button, near)
        data = self._filled(form, typed) | ({pressed.name: pressed.value} if pressed.name else {})
        send = self.client.post if form.method.lower() == "post" else self.client.get
        path = urljoin(self.path, pressed.action or form.action)
        return self._show(send(path, data, follow=True), path, status)

    def cookie(self, name: str) -> str:
        """What this browser keeps under that name."""
        return str(self.client.cookies[name].value)

    def dial(self) -> None:
        """Tap 拨打电话 on the page of a case: the number opens the telephone, the page's script tells the desk."""
        place = urljoin(self.path, "dial/")
        answer = self.client.post(place, {"csrfmiddlewaretoken": self.cookie("csrftoken")})
        assert answer.status_code == 204, f"{place} answered {answer.status_code}"

    def send(self, attribute: str, **given: Any) -> dict[str, Any]:
        """What the page's script sends as JSON to the address it finds in `attribute` (data-…)."""
        path = re.search(f'{attribute}="([^"]+)"', self.text)[1]
        token = {"X-CSRFToken": self.cookie("csrftoken")}
        answer = self.client.post(path, json.dumps(given), content_type="application/json", headers=token)
        self.heard.append(answer.content.decode())
        assert answer.status_code == 200, f"{path} answered {answer.status_code}: {self.heard[-1]}"
        return answer.json()

    @property
    def page(self) -> Page:
        """What stands on the page."""
        return Page(self.text)

    def _found(self, button: str, near: str) -> tuple[Form, Button]:
        page = self.page
        every = [(words, form, each) for form in page.forms for words, each in form.buttons.items()]
        if any(words == button for words, _, _ in every):
            fitting = [each for each in every if each[0] == button]
        else:
            fitting = [each for each in every if each[0].startswith(button)]
        found = best(
            [
                (4 if near and near in (each.action or form.action) else page.rank(form.within, near), (form, each))
                for _, form, each in fitting
            ],
            near,
        )
        assert len(found) == 1, f"{len(found)} × {button!r} near {near!r} on {self.path}: {[each[0] for each in every]}"
        return found[0]

    def _filled(self, form: Form, typed: dict[str, Any]) -> dict[str, Any]:
        labels = self.page.labels
        for words, value in typed.items():
            found = [c for c in form.controls if labels.get(c.key, "") == words] or [
                c for c in form.controls if labels.get(c.key, "").startswith(words)
            ]
            assert len(found) == 1, f"{len(found)} fields {words!r} among {[labels.get(c.key) for c in form.controls]}"
            self._fill(form, found[0], value)
        data: dict[str, Any] = {}
        for control in form.controls:
            if control.kind == "checkbox" and control.on and control.name:
                data.setdefault(control.name, []).append(control.value)
            elif control.name and _sent(control):
                data[control.name] = control.value
        return data

    def _fill(self, form: Form, control: Control, value: Any) -> None:
        if control.kind == "radio":
            for other in form.controls:
                other.on = other is control if other.name == control.name else other.on
        elif control.kind == "checkbox":
            control.on, control.value = value, control.value or "on"
        elif control.kind == "select":
            control.value = next(key for key, label in control.options if label.startswith(value))
        else:
            control.value = value

    def _show(self, answer: HttpResponse, path: str, status: int) -> str:
        chain = getattr(answer, "redirect_chain", [])
        self.path = urlsplit(chain[-1][0]).path if chain else urlsplit(path).path
        self.text = answer.content.decode()
        self.heard.append(f"{chain}\n{answer.headers}\n{answer.cookies}\n{self.text}")
        assert answer.status_code == status, f"{path} answered {answer.status_code}"
        return self.text


def best(found: list[tuple[int, Any]], near: str) -> list[Any]:
    """Those of the highest rank; all of them when nothing is to be near."""
    most = max((rank for rank, _ in found), default=0)
    return [one for rank, one in found if not near or rank == most > 0]


def _sent(control: Control) -> bool:
    """Whether a browser sends this one as it stands."""
    if control.kind in ("radio", "checkbox"):
        return control.on
    return control.kind != "file" or bool(control.value)
