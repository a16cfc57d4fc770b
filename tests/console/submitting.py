"""What a browser sends for a form of a page: the controls as HTML defines them, and the line ends
that browsers change."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.http import QueryDict

Attributes = dict[str, str]


class Controls(HTMLParser):
    """Collects name and value of every control, in order; buttons send nothing by themselves."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, str] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.found += _input(has)
        elif tag == "select":
            self._select = (has.get("name", ""), [])
        elif tag == "option" and self._select:
            self._select[1].append((has.get("value", ""), "selected" in has))
        elif tag == "textarea":
            self._area = (has.get("name", ""), "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area = (self._area[0], self._area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [options[0][0]]
            self.found.append((name, chosen[-1]))
            self._select = None
        elif tag == "textarea" and self._area:
            name, text = self._area
            lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self.found.append((name, lines.replace("\n", "\r\n")))
            self._area = None


def _input(has: Attributes) -> Iterator[tuple[str, str]]:
    if has.get("type") in ("checkbox", "radio") and "checked" not in has:
        return
    value = has.get("value", "on" if has.get("type") == "checkbox" else "")
    yield has.get("name", ""), value.replace("\r", "").replace("\n", "")


def sent(page: str) -> QueryDict:
    """The fields of the one form of a page, as they arrive."""
    data = QueryDict(mutable=True)
    for name, value in Controls(page).found:
        if name:
            data.appendlist(name, value)
    return data
