"""A browser without script: it opens pages, fills what it finds by the words a person reads, and presses buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

TEXTLIKE = {"text", "hidden", "tel", "password", "date", "time", "search"}


@dataclass
class Control:
    """One input. `options`: (value, label) of a list; `on`: ticked, for a radio button or a checkbox."""

    name: str
    kind: str
    key: str = ""
    value: str = ""
    on: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Form:
    """One form as it stands on the page. `buttons`: label → its own address and name, "" for none."""

    action: str
    method: str
    key: str = ""
    controls: list[Control] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms, labels and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self._form: Form | None = None
        self._open: list[tuple[str, dict[str, str], list[str]]] = []  # elements whose words are being read
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get"), given.get("id", ""))
            self.forms.append(self._form)
        elif tag == "input" and self._form and given.get("type") != "file":
            on = "checked" in given
            self._form.controls.append(
                Control(given.get("name", ""), given.get("type", "text"), given.get("id", ""), given.get("value", "on" if on else ""), on)
            )  # fmt: skip
        elif tag == "select" and self._form:
            self._form.controls.append(Control(given.get("name", ""), tag, given.get("id", "")))
        if tag == "input" and self._open and self._open[-1][0] == "label":  # a label names what stands within it
            self._open[-1][1].setdefault("for", given.get("id", ""))
        if tag in ("label", "a", "button", "textarea", "option"):
            self._open.append((tag, given, []))

    def handle_data(self, data: str) -> None:
        for _, _, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if not self._open or self._open[-1][0] != tag:
            return
        _, given, words = self._open.pop()
        text = "".join(words).strip()
        if tag == "label":
            self.labels[given.get("for", "")] = text.removesuffix("可不填").strip()
        elif tag == "a":
            self.links[text] = given.get("href", "")
        elif tag == "button":
            self._button(text, given)
        elif self._form and tag == "textarea":
            self._form.controls.append(Control(given["name"], tag, given.get("id", ""), text))
        elif self._form and tag == "option":
            choice = self._form.controls[-1]
            choice.options.append((given.get("value", text), text))
            if "selected" in given or len(choice.options) == 1:
                choice.value = choice.options[-1][0]

    def _button(self, text: str, given: dict[str, str]) -> None:
        form = next((one for one in self.forms if one.key == given.get("form")), self._form)
        if form:
            label = f"{text} {given['aria-describedby']}" if "form" in given else text
            form.buttons[label] = (given.get("formaction", ""), given.get("name", ""))


class Screen:
    """One person's browser. `heard` keeps every answer it got, headers and addresses included."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.heard: list[str] = []
        self.path = "/"
        self.text = ""

    def open(self, path: str, status: int = 200) -> str:
        """The page at `path`, as text."""
        return self._show(self.client.get(path, follow=True), path, status)

    def follow(self, link: str) -> str:
        """Tap a link by its words."""
        return self.open(urljoin(self.path, self.page.links[link]))

    def press(self, button: str, status: int = 200, near: str = "", **typed: Any) -> str:
        """Press a button after filling its form, by label; `near`: part of the form's address, where two look the same.

        Words for an input or the label of an option for a list, True or False for what is ticked. Raises `AssertionError`
        for a button or a label that is not on the page.
        """
        form, action, name = self._found(button, near)
        data = self._filled(form, typed) | ({name: ""} if name else {})
        send = self.client.post if form.method.lower() == "post" else self.client.get
        path = urljoin(self.path, action or form.action)
        return self._show(send(path, data, follow=True), path, status)

    def dial(self) -> None:
        """Tap 拨打电话 on the page of a case: the number opens the telephone, the page's script tells the desk."""
        place = urljoin(self.path, "dial/")
        answer = self.client.post(place, {"csrfmiddlewaretoken": self.client.cookies["csrftoken"].value})
        assert answer.status_code == 204, f"{place} answered {answer.status_code}"

    @property
    def page(self) -> Page:
        """What stands on the page."""
        return Page(self.text)

    def _found(self, button: str, near: str) -> tuple[Form, str, str]:
        found = [(form, *form.buttons[button]) for form in self.page.forms if button in form.buttons]
        found = [each for each in found if near in (each[1] or each[0].action)]
        assert len(found) == 1, (
            f"{len(found)} × {button!r} on {self.path}: {[list(f.buttons) for f in self.page.forms]}"
        )
        return found[0]

    def _filled(self, form: Form, typed: dict[str, Any]) -> dict[str, str]:
        labels = self.page.labels
        for words, value in typed.items():
            found = [c for c in form.controls if labels.get(c.key, "") == words] or [
                c for c in form.controls if labels.get(c.key, "").startswith(words)
            ]
            assert len(found) == 1, f"{len(found)} fields {words!r} among {[labels.get(c.key) for c in form.controls]}"
            self._fill(form, found[0], value)
        sent = (c for c in form.controls if c.on or c.kind not in ("radio", "checkbox"))
        return {control.name: control.value for control in sent if control.name}

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
