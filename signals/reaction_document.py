"""The written form of a reaction table, and reading it with a sentence for each mistake. Pure.

    {"lines": [{"topic", "does", "others"}],
     "exceptions": [{"motion", "topic", "does", "others"}]}

A topic that is left out has its default. Paths of mistakes count from one: `lines.2.does`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from compliance.mistakes import DocumentError, Mistakes
from signals.reaction_table import (
    Does,
    Line,
    Others,
    Table,
    Topic,
    problems,
)

MAX_EXCEPTIONS = 60
PARTS = ("topic", "does", "others")

Value = TypeVar("Value", Topic, Does, Others)


def to_data(table: Table) -> dict[str, Any]:
    """The written form of a table, with every line."""
    return {
        "lines": [_data(topic, table.line(topic)) for topic in Topic],
        "exceptions": [
            {"motion": motion, **_data(topic, lines[topic])}
            for motion, lines in sorted(table.motions.items())
            for topic in Topic
            if topic in lines
        ],
    }


def read(data: object, *, number: int = 0, motions: Collection[str] | None = None) -> Table:
    """The table that a document says; DocumentError with every mistake. `motions` are those that
    exist; None asks nothing, for what was stored."""
    reading = _Reading(motions)
    if not isinstance(data, Mapping):
        raise DocumentError({"": "A table is an object with lines and exceptions."})
    if strangers := sorted(str(name) for name in data.keys() - {"lines", "exceptions"}):
        reading.wrong(strangers[0], f"A table has no “{strangers[0]}”. Take it out.")
    lines = reading.lines(data.get("lines", []))
    exceptions = reading.exceptions(data.get("exceptions", []))
    if reading.problems:
        raise DocumentError(reading.problems)
    return Table(number, lines, exceptions)


class _Reading(Mistakes):
    def __init__(self, motions: Collection[str] | None) -> None:
        super().__init__()
        self._motions = motions

    def lines(self, given: object) -> dict[Topic, Line]:
        found: dict[Topic, Line] = {}
        for path, said in self._listed(given, "lines", len(Topic), PARTS):
            topic, line = self._line(said, path)
            if topic in found:
                self.wrong(f"{path}.topic", f"“{topic.label}” has a line already. Take one out.")
            found[topic] = line
        return found

    def exceptions(self, given: object) -> dict[str, dict[Topic, Line]]:
        found: dict[str, dict[Topic, Line]] = {}
        for path, said in self._listed(given, "exceptions", MAX_EXCEPTIONS, ("motion", *PARTS)):
            topic, line = self._line(said, path)
            own = found.setdefault(self._motion(said.get("motion"), f"{path}.motion"), {})
            if topic in own:
                self.wrong(f"{path}.topic", "This motion has a line for it already. Take one out.")
            own[topic] = line
        return found

    def _line(self, said: Mapping[str, Any], path: str) -> tuple[Topic, Line]:
        topic = self._one_of(Topic, said.get("topic"), f"{path}.topic") or Topic.REPLY
        does = self._one_of(Does, said.get("does"), f"{path}.does") or Does.EXIT
        others = self._one_of(Others, said.get("others", "nothing"), f"{path}.others")
        line = Line(does, others or Others.NOTHING)
        for part, message in problems(topic, line).items():
            self.wrong(f"{path}.{part}", message)
        return topic, line

    def _one_of(self, known: type[Value], given: object, path: str) -> Value | None:
        try:
            return known(str(given))
        except ValueError:
            self.wrong(path, "Choose one of the list.")
            return None

    def _motion(self, given: object, path: str) -> str:
        if not isinstance(given, str) or (self._motions is not None and given not in self._motions):
            self.wrong(path, "This motion is not known. Choose one of the list.")
        return str(given)

    def _listed(
        self, given: object, name: str, most: int, known: Sequence[str]
    ) -> list[tuple[str, Mapping[str, Any]]]:
        if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > most:
            self.wrong(name, f"Give a list of at most {most} lines.")
            return []
        found = []
        for number, each in enumerate(given, start=1):
            path = f"{name}.{number}"
            if not isinstance(each, Mapping):
                self.wrong(path, f"This is an object with {', '.join(known)}.")
            elif strangers := sorted(str(key) for key in each.keys() - set(known)):
                self.wrong(path, f"There is no “{strangers[0]}” here. Take it out.")
            else:
                found.append((path, each))
        return found


def _data(topic: Topic, line: Line) -> dict[str, Any]:
    return {
        "topic": topic.value,
        "does": line.does.value,
        "others": line.others.value,
    }
