"""Parts of a form as typed: single fields, and rows that can be added and deleted.

A stored part is shown by turning it into what a browser would send for it, so there is one way
from texts to the page. A text that comes back as a browser sends what is stored stays as it is
stored: browsers change line ends, and drop them in single lines.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.forms.utils import ErrorDict, flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from console.components import choices

Texts = dict[str, str]
NOTHING: Mapping[str, Any] = {}
MAX_DIGITS = 12

_DROP = re.compile(r"drop-(\d{1,3})")


class Choice(forms.Select):
    """A select that writes all its options at once."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        """As Django does, without a template for each option."""
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        listed = choices.options(list(self.choices), str(value or ""))
        return format_html("<select{}>{}</select>", attributes, listed)


class Typed(forms.Form):
    """Fields as typed. Django checks none of them; errors come from `take`."""

    use_required_attribute = False
    # A row with nothing in these is one that nobody has filled in.
    telling: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Mapping[str, Any], prefix: str = "") -> None:
        super().__init__(data=data, prefix=prefix or None)

    def full_clean(self) -> None:
        """Nothing is judged here."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled it in."""
        return not any(self.typed(name).strip() for name in self.telling)

    def typed(self, name: str) -> str:
        """One text, with the line ends that templates and differences speak."""
        return lines_of(str(self.data.get(self.add_prefix(name), "")))

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.data.get(self.add_prefix(name)))

    def given(self, name: str, stored: str = "") -> str:
        """One text; the stored one when that is what a browser sends for it."""
        typed, field = self.typed(name), self.fields[name]
        several = isinstance(field.widget, forms.Textarea)
        sent = lines_of(stored) if several else re.sub(r"[\r\n]", "", stored)
        return stored if typed == sent else typed

    def texts(self, names: Iterable[str], stored: Any = None) -> Texts:
        """Several texts; `stored` has them as attributes."""
        return {name: self.given(name, getattr(stored, name, "")) for name in names}

    def whole(self, name: str) -> int | str:
        """A whole number, or what was typed instead, for the plan's reader to refuse."""
        return whole(self.typed(name))

    def take(self, problems: Mapping[str, str]) -> Texts:
        """Put sentences at their fields (`experiment.minimum` is the field experiment_minimum);
        gives back those that have no place here."""
        rest: Texts = {}
        for path, sentence in problems.items():
            name = next((name for name in _nearest(path) if name in self.fields), "")
            if name:
                self.add_error(name, sentence)
            else:
                rest[path] = sentence
        return rest


Row = TypeVar("Row", bound=Typed)


class Rows(Generic[Row]):
    """Rows of one kind, in the form as `links-0-title`. Blank ones are shown, and forgotten."""

    def __init__(
        self, form: type[Row], name: str, data: Mapping[str, Any], most: int, spare: int = 0
    ) -> None:
        self.name, self.most, self.error = name, most, ""
        self._form = form
        found = [(n, texts) for n in range(most) if (texts := part(data, f"{name}-{n}-"))]
        self._raw = [(n, texts) for n, texts in found if not form(texts).is_blank]
        # Blank rows that the page showed stay on it until they are taken away.
        self._blank = {n for n, _ in found} - {n for n, _ in self._raw}
        self.spare = max(spare, len(self._blank))
        # The rows, and those with as many blank ones after them as there is room for.
        self.rows: list[Row] = []
        self.shown: list[Row] = []
        self._build()

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_room(self) -> bool:
        """Whether one more fits than is shown."""
        return len(self.shown) < self.most

    def rearranged(self, order: str) -> bool:
        """Answer a button such as `links-more` or `links-drop-1`; False when it is not of these,
        but perhaps of something inside of them."""
        verb = order.removeprefix(f"{self.name}-")
        if verb == order:
            return False
        found = _DROP.fullmatch(verb)
        if verb == "more":
            self.spare += 1
        elif found:
            self._raw = [(n, texts) for n, texts in self._raw if n != int(found[1])]
            self.spare -= int(found[1]) in self._blank
        self._build()
        return verb == "more" or found is not None

    def add(self, texts: Texts) -> None:
        """One more at the end."""
        self._raw.append((self.most, texts))
        self._build()

    def take(self, problems: Mapping[str, str]) -> None:
        """Put sentences such as that of `2.title` at their rows; others are of all."""
        for path, sentence in problems.items():
            number, _, rest = path.partition(".")
            if number.isdigit() and 0 < int(number) <= len(self.rows):
                left = self.rows[int(number) - 1].take({rest: sentence})
                self.error = self.error or next(iter(left.values()), "")
            else:
                self.error = self.error or sentence

    def _build(self) -> None:
        names = [f"{self.name}-{n}" for n in range(self.most)]
        texts = [texts for _, texts in self._raw]
        self.rows = [
            self._form(prefixed(each, f"{name}-"), name)
            for name, each in zip(names, texts, strict=False)
        ]
        blank = names[len(self.rows) : len(self.rows) + self.spare]
        self.shown = [*self.rows, *(self._form({}, name) for name in blank)]


def part(data: Mapping[str, Any], start: str) -> Texts:
    """What stands under names that begin with `start`, without it."""
    return {name[len(start) :]: str(data[name]) for name in data if name.startswith(start)}


def prefixed(texts: Mapping[str, str], start: str) -> Texts:
    """The same under names that begin with `start`."""
    return {f"{start}{name}": text for name, text in texts.items()}


def numbered(rows: Iterable[Mapping[str, str]], name: str) -> Texts:
    """The texts of rows as one form."""
    return {
        key: text
        for n, row in enumerate(rows)
        for key, text in prefixed(row, f"{name}-{n}-").items()
    }


def below(problems: Mapping[str, str], path: str) -> Texts:
    """The problems of a part, by their paths inside of it; "" is the part itself."""
    return {
        name[len(path) :].removeprefix("."): sentence
        for name, sentence in problems.items()
        if name == path or name.startswith(f"{path}.")
    }


def lines_of(text: str) -> str:
    """Browsers send CRLF; templates and differences speak LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def whole(text: str) -> int | str:
    """A whole number, or the text when it is none."""
    digits = text.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS
    return int(digits) if is_number else text


def percentage(text: str) -> float | str:
    """A number, or the text when it is none; a comma may stand for the point."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text


def as_typed(number: float) -> str:
    """A number as people write it."""
    return str(int(number)) if number == int(number) else repr(number)


def offer(form: Typed, name: str, offered: Iterable[tuple[str, Any]]) -> None:
    """What a field lets choose from, in groups or not; what is chosen already stays among it."""
    known, chosen = list(offered), form.typed(name)
    if chosen and chosen not in _values(known):
        known.append((chosen, f"{chosen} (not there any more)"))
    widget = form.fields[name].widget
    assert isinstance(widget, forms.Select)
    widget.choices = known


def line(label: str, hint: str = "", **attrs: Any) -> forms.CharField:
    """A field of one line."""
    return _field(label, hint, forms.TextInput(attrs=attrs))


def number(label: str, hint: str = "") -> forms.CharField:
    """A field for a number."""
    return line(label, hint, inputmode="decimal")


def block(label: str, hint: str = "", rows: int = 6, **attrs: Any) -> forms.CharField:
    """A field of several lines."""
    return _field(label, hint, forms.Textarea(attrs={"rows": rows, **attrs}))


def choice(label: str, offered: Iterable[Any] = (), hint: str = "") -> forms.CharField:
    """A field to choose from."""
    return _field(label, hint, Choice(choices=list(offered)))


def tick(label: str, hint: str = "") -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, help_text=hint)


def _field(label: str, hint: str, widget: forms.Widget) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, widget=widget)


def _nearest(path: str) -> list[str]:
    """The names of fields that a path may mean, the closest first."""
    parts = path.split(".")
    return ["_".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _values(offered: Iterable[tuple[str, Any]]) -> set[str]:
    pairs = list(offered)
    groups = [inner for _, inner in pairs if not isinstance(inner, str)]
    single = {value for value, words in pairs if isinstance(words, str)}
    return single.union(*({value for value, _ in inner} for inner in groups))
