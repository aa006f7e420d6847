"""What is still Chinese on an English page, apart from names and what people wrote, which are marked `lang="zh-CN"`."""

from __future__ import annotations

import re
from html.parser import HTMLParser

HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
NOT_READ = {"data-danger", "data-place", "value", "href", "action", "src"}  # attributes nobody is shown or read
VOID = {"meta", "link", "input", "img", "br", "hr", "use", "path", "source"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # element, and whether Chinese is right in it
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang")
        chinese = lang.startswith("zh") if lang else bool(self.open and self.open[-1][1])
        self.found += [
            f"<{tag} {name}> {value}"
            for name, value in attrs
            if name not in NOT_READ and value and HAN.search(value) and not chinese
        ]
        if tag not in VOID:
            self.open.append((tag, chinese))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, chinese = self.open[-1] if self.open else ("", False)
        if HAN.search(data) and not chinese and tag not in ("textarea", "title"):
            self.found.append(f"<{tag}> {' '.join(data.split())}")


def left_in_chinese(html: str) -> list[str]:
    """Each text or attribute with Chinese in it that is not marked as Chinese. A title may hold the name of a place."""
    reader = _Reader()
    reader.feed(html)
    return reader.found
