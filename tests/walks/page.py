"""A page as a person without script finds it: its forms, what their fields and buttons are called, and its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

PARTS = ("section", "article")  # what stands within them is found by their name or by what they say
HEADS = ("h1", "h2", "h3", "b")


@dataclass
class Control:
    """One input. `options`: (value, label) of a list; `on`: ticked, for a radio button or a checkbox."""

    name: str
    kind: str
    key: str = ""
    value: Any = ""
    on: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Button:
    """What a button does of its own: its address, and what it sends; "" for none."""

    action: str
    name: str
    value: str


@dataclass
class Part:
    """A part of the page that has a name. `said`: its words, those of the parts in it included."""

    name: str
    said: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form as it stands on the page. `at`: how many stand before it; `buttons`: by what they are called; `within`: the parts of
    the page around it."""

    at: int
    action: str
    method: str
    key: str = ""
    within: tuple[Part, ...] = ()
    controls: list[Control] = field(default_factory=list)
    buttons: dict[str, Button] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms, labels and links of a page. `names`: what its headings say, by their ids; `ways`: each link with its words, its
    address and the parts of the page around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.ways: list[tuple[str, str, tuple[Part, ...]]] = []
        self.names: dict[str, str] = {}
        self._parts: list[Part] = []
        self._form: Form | None = None
        self._open: list[tuple[str, dict[str, str], list[str]]] = []  # elements whose words are being read
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in PARTS:
            self._parts.append(Part(given.get("aria-label") or given.get("aria-labelledby", "")))
        if tag == "form":
            self._form = Form(
                len(self.forms),
                given.get("action", ""),
                given.get("method", "get"),
                given.get("id", ""),
                tuple(self._parts),
            )
            self.forms.append(self._form)
        elif tag == "input":
            self._input(given)
        elif tag == "select" and self._form:
            self._form.controls.append(Control(given.get("name", ""), tag, given.get("id", "")))
        if tag in ("label", "a", "button", "textarea", "option") or (tag in HEADS and "id" in given):
            self._open.append((tag, given, []))

    def _input(self, given: dict[str, str]) -> None:
        key, on = given.get("id") or f"input at {self.getpos()}", "checked" in given
        if self._form:
            value = given.get("value", "on" if on else "")
            self._form.controls.append(Control(given.get("name", ""), given.get("type", "text"), key, value, on))
        if self._open and self._open[-1][0] == "label":  # a label names what stands within it
            self._open[-1][1].setdefault("for", key)

    def handle_data(self, data: str) -> None:
        for words in (*(words for _, _, words in self._open), *(part.said for part in self._parts)):
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in PARTS:
            self._parts.pop()
        if not self._open or self._open[-1][0] != tag:
            return
        _, given, words = self._open.pop()
        text = "".join(words).strip()
        if tag == "label":
            self.labels[given.get("for", "")] = text.removesuffix("可不填").strip()
        elif tag in HEADS:
            self.names[given["id"]] = text
        elif tag == "a":
            self.links[text] = given.get("href", "")
            self.ways.append((text, given.get("href", ""), tuple(self._parts)))
        elif tag == "button":
            self._button(text, given)
        elif self._form:
            _typed(self._form, tag, given, text)

    def _button(self, text: str, given: dict[str, str]) -> None:
        form = next((one for one in self.forms if one.key == given.get("form")), self._form)
        if form:
            label = f"{text} {given['aria-describedby']}" if "form" in given else given.get("aria-label") or text
            form.buttons[label] = Button(given.get("formaction", ""), given.get("name", ""), given.get("value", ""))

    def rank(self, within: tuple[Part, ...], near: str) -> int:
        """How well parts of the page fit `near`: 3 for one of that name, 2 for one whose name begins so, 1 for the innermost that
        says it, 0 for none."""
        names = [self.names.get(part.name, part.name) for part in within]
        if near in names:
            return 3
        if any(name.startswith(near) for name in names):
            return 2
        return int(bool(within) and near in "".join(within[-1].said))


def _typed(form: Form, tag: str, given: dict[str, str], text: str) -> None:
    """A box for text, or a line of a list, as it ends."""
    if tag == "textarea":
        form.controls.append(Control(given["name"], tag, given.get("id", ""), text))
    elif tag == "option":
        choice = form.controls[-1]
        choice.options.append((given.get("value", text), text))
        if "selected" in given or len(choice.options) == 1:
            choice.value = choice.options[-1][0]
