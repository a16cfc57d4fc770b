"""An HTML part as its reader sees it: words, links and images, and where they stand. Pure.

What a style sheet hides, letters in the colour of their ground, and what only some programs show
(comments with conditions) are not told apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.markup import Run, Tag, decoded, hides, parts
from compliance.reading import Cut, Reading, as_it_stands, usual

# Everything else stands within a line, and so within a word.
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center col colgroup dd details dialog dir div"
    " dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li"
    " main menu nav ol optgroup option p pre section select summary table tbody td tfoot th thead"
    " title tr ul".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_NEVER_SHOWN = frozenset({"script", "style"})
# What these hold is shown where the element itself cannot be.
_SELDOM_SHOWN = frozenset({"iframe", "noembed", "noframes", "title"})
_LEADS = ("href", "xlink:href", "action", "formaction")
_REFERENCE_OR_SPACE = re.compile(r"&(?:#[xX]?[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]{1,31});?|[\n\r\t\f]")
_UNSEEN_SIZE = re.compile(r"[01](?:px)?")
_UNSEEN_STYLE = re.compile(r"(?<![\w-])(?:width|height):[01](?:px)?(?![\w.%])")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What leads to `address`, which is written at `start` to `end`; `shown` is what the reader
    sees of it."""

    address: str
    start: int
    end: int
    shown: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Image:
    """An image from `start` to `end`; `is_unseen`, as those are that count who opens."""

    start: int
    end: int
    is_unseen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`every` is all text, `seen` what is not hidden, `values` those of attributes, a line each."""

    every: Reading
    seen: Reading
    values: Reading
    anchors: tuple[Anchor, ...]
    images: tuple[Image, ...]


def read(source: str) -> Page:
    """Takes time in proportion to the length of `source`, whatever it is."""
    reader = _Reader(source)
    for part in parts(source):
        if isinstance(part, Run):
            reader.run(part)
        else:
            reader.tag(part)
    return reader.page()


@dataclass(slots=True)
class _Reader:
    source: str
    every: list[Cut] = field(default_factory=list)
    seen: list[Cut] = field(default_factory=list)
    values: list[Cut] = field(default_factory=list)
    leads: list[tuple[Tag, str, bool]] = field(default_factory=list)
    anchor_ends: list[int] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    position: int = 0
    value_end: int = 0
    hidden_by: str = ""
    depth: int = 0

    def run(self, run: Run) -> None:
        """Text between two tags, or in an element that holds nothing else."""
        if run.within in _NEVER_SHOWN:
            return
        self._drop(run.start)
        found = _REFERENCE_OR_SPACE.finditer(self.source, run.start, run.end)
        cuts = [(each.start(), each.end(), _letter(each[0])) for each in found]
        self.every += cuts
        is_hidden = self.hidden_by or run.within in _SELDOM_SHOWN
        self.seen += [(run.start, run.end, "")] if is_hidden and run.start < run.end else cuts
        self.position = run.end

    def tag(self, tag: Tag) -> None:
        """A tag, with what its attributes lead to and show."""
        if not tag.whole and not tag.closing:
            # Some programs show the rest of a page that ends within a tag.
            self.run(Run(tag.start, tag.end, "title"))
        self._hide(tag)
        if tag.name == "a":
            self.anchor_ends.append(tag.start)
        if not tag.closing:
            self._values(tag)
            self.leads += [
                (tag, name, bool(self.hidden_by)) for name in _LEADS if name in tag.places
            ]
        if tag.name == "img":
            self.images.append(Image(tag.start, tag.end, _is_unseen(tag)))
        start, end = tag.places.get("alt", (0, 0))
        if tag.name == "img" and self.position <= start < end:
            self._drop(start, " ")
            self.run(Run(start, end))
            self._drop(tag.end, " ")
        else:
            self._drop(tag.end, "\n" if tag.name in _BLOCKS else "")

    def page(self) -> Page:
        """What was read."""
        self._drop(len(self.source))
        whole = as_it_stands(self.source)
        every = usual(whole.cut(self.every))
        seen = usual(whole.cut(self.seen)) if self.seen != self.every else every
        if self.value_end < len(self.source):
            self.values.append((self.value_end, len(self.source), ""))
        anchors = tuple(self._anchors(seen))
        return Page(every, seen, usual(whole.cut(self.values)), anchors, tuple(self.images))

    def _drop(self, until: int, letters: str = "") -> None:
        """Nothing is read up to `until` but `letters`."""
        if self.position < until:
            cut = (self.position, until, letters)
            self.every.append(cut)
            self.seen.append((*cut[:2], "") if self.hidden_by else cut)
            self.position = until

    def _hide(self, tag: Tag) -> None:
        if self.hidden_by:
            if tag.name == self.hidden_by:
                self.depth += -1 if tag.closing else 1
            self.hidden_by = self.hidden_by if self.depth else ""
        elif not tag.closing and tag.name not in _VOID and hides(tag):
            self.hidden_by, self.depth = tag.name, 1

    def _values(self, tag: Tag) -> None:
        for name, (start, end) in tag.places.items():
            if name != "style" and self.value_end <= start < end:
                if self.value_end < start:
                    self.values.append((self.value_end, start, "\n"))
                found = _REFERENCE_OR_SPACE.finditer(self.source, start, end)
                self.values += [(each.start(), each.end(), _letter(each[0])) for each in found]
                self.value_end = end

    def _anchors(self, seen: Reading) -> Iterator[Anchor]:
        """An anchor ends where the next begins, if not before; nothing else shows words."""
        ends = iter([*self.anchor_ends, len(self.source)])
        until = -1
        for tag, name, is_hidden in self.leads:
            start, end = tag.places[name]
            written = self.source[start:end]
            begin = start + len(written) - len(written.lstrip())
            shown = ""
            if tag.name == "a":
                while until <= tag.start:
                    until = next(ends)
                shown = " ".join(seen.between(tag.end, until).split())
            address = tag.attributes[name].strip()
            yield Anchor(address, begin, begin + len(written.strip()), shown, is_hidden)


def _letter(found: str) -> str:
    return decoded(found) if found.startswith("&") else " "


def _is_unseen(tag: Tag) -> bool:
    style = re.sub(r"\s", "", tag.attributes.get("style", "")).lower()
    sizes = (tag.attributes.get(name, "").strip().lower() for name in ("width", "height"))
    return _UNSEEN_STYLE.search(style) is not None or any(map(_UNSEEN_SIZE.fullmatch, sizes))
