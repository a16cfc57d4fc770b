"""Taking fields out of plain data, strictly: what is wrong becomes a Problem with its path.

`required` and `options` also serve those who describe the data instead of reading it, such as the
JSON Schema of the text form.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sequences.plans.document import Data, Problem

Read = TypeVar("Read")

MAX_KEY = 120
MAX_WORD = 254
MAX_UNKNOWN = 20
MISSING = "It is missing. Write it."
# PostgreSQL stores no NUL, and halves of surrogate pairs are no characters.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Reader:
    """Takes fields out of a mapping; notes what is wrong, by path, and what nobody asked for.

    `number` is its place in a list, from 1.
    """

    def __init__(self, data: object, where: str, problems: list[Problem], number: int = 0) -> None:
        self.where, self.problems, self.number = where, problems, number
        self.data: Data = data if isinstance(data, Mapping) else {}
        self.asked: list[str] = []
        self.is_mapping = isinstance(data, Mapping)
        if not self.is_mapping:
            self.note("", "Write fields with names here.")

    def note(self, name: str, message: str) -> None:
        """Note a problem with a field of this mapping."""
        # Half a surrogate pair could not even be sent back.
        path = self.path(name).encode(errors="replace").decode()
        self.problems.append(Problem(path, f"{path or 'The document'}: {message}"))

    def path(self, name: str) -> str:
        """Where a field of this mapping is, from the top."""
        return ".".join(part for part in (self.where, name) if part)

    def take(self, name: str, *, required: bool = False) -> Any:
        """The raw value of a field; None stands for one that is not there."""
        self.asked.append(name)
        value = self.data.get(name)
        if required and value is None and self.is_mapping:
            self.note(name, MISSING)
        return value

    def text(
        self,
        name: str,
        default: str = "",
        *,
        limit: int = 200,
        required: bool = False,
        options: Iterable[str] = (),
    ) -> str:
        """Text; numbers and dates that YAML made of it are not accepted as text.

        `options` are not asked for here: whoever looks at the whole says what is wrong.
        """
        value = self.take(name, required=required)
        if value is None:
            return str(default)
        if wrong := wrong_text(value, limit):
            self.note(name, wrong)
            return str(default)
        return str(value)

    def whole(self, name: str, default: int, low: int, high: int, *, required: bool = False) -> int:
        """A whole number within limits."""
        value = self.take(name, required=required)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.note(name, f"Write a whole number from {low:,} to {high:,}.")
            return default
        return value

    def percentage(self, name: str, default: float) -> float:
        """A number from 0 to 100."""
        value = self.take(name)
        if value is None:
            return default
        wrong = isinstance(value, bool) or not isinstance(value, int | float)
        if wrong or not 0 <= value <= 100:
            self.note(name, "Write a percentage from 0 to 100.")
            return default
        return float(value) + 0.0  # no zero with a sign

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        value = self.take(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(name, "Write true or false.")
        return default

    def items(
        self,
        name: str,
        read: Callable[["Reader"], Read],
        most: int,
        least: int = 0,
        *,
        required: bool = False,
    ) -> tuple[Read, ...]:
        """A list of things; beyond the limit nothing is read."""
        value = self.take(name, required=required)
        if value is None and required:
            return ()
        value = [] if value is None else value
        if not isinstance(value, list | tuple):
            self.note(name, "Write a list.")
            return ()
        if len(value) > most:
            self.note(name, f"There are {len(value):,} entries; at most {most} fit. Delete some.")
            return ()
        if len(value) < least:
            self.note(name, "Write at least one entry.")
        path = self.path(name)
        return tuple(
            read(Reader(item, f"{path}.{number}", self.problems, number))
            for number, item in enumerate(value, 1)
        )

    def one(
        self, name: str, read: Callable[["Reader"], Read], *, required: bool = False
    ) -> Read | None:
        """One thing, or none."""
        value = self.take(name, required=required)
        if value is None:
            return None
        return read(Reader(value, self.path(name), self.problems))

    def words(self, name: str, most: int, limit: int = MAX_WORD) -> tuple[str, ...]:
        """A list of short texts."""
        value = self.take(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            self.note(name, "Write a list of texts, in quotes where they look like numbers.")
            return ()
        if len(value) > most or any(wrong_text(each, limit) for each in value):
            self.note(name, f"Write at most {most} entries of at most {limit} characters.")
            return ()
        return tuple(value)

    def texts(self, name: str, most: int, limit: int = 1_000) -> dict[str, str]:
        """Texts by name."""
        value = self.take(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping) or len(value) > most:
            self.note(name, f"Write at most {most} fields with names.")
            return {}
        found: dict[str, str] = {}
        for key, each in value.items():
            if wrong := wrong_text(key, MAX_KEY) or wrong_text(each, limit):
                self.note(f"{name}.{str(key)[:40]}", wrong)
            else:
                found[key] = each
        return found

    def nothing_else(self) -> None:
        """Note what is not known here; a few of many such fields are enough."""
        unknown = sorted(str(key) for key in self.data.keys() - set(self.asked))
        for name in unknown[:MAX_UNKNOWN]:
            close = difflib.get_close_matches(name[:60], self.asked, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"Use {', '.join(self.asked)}."
            self.note(name[:60], f"There is no such field. {hint}")


def wrong_text(value: object, limit: int) -> str:
    """What is wrong with what should be text of at most `limit` characters; "" for nothing."""
    if not isinstance(value, str):
        return "Write text, in quotes where it looks like a number or a date."
    if len(value) > limit:
        return f"There are {len(value):,} characters; at most {limit:,} fit."
    if _UNSTORABLE.search(value):
        return "There is a character that cannot be stored, such as NUL. Delete it."
    return ""
