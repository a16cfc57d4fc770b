"""The form of a reaction table: one row for each topic, and rows for single motions.

Nothing is judged here: `signals.reaction_document` says what is wrong and where, and
`TableForm.show` puts its sentences at the fields.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from console.forms.editing.typed import (
    Rows,
    Texts,
    Typed,
    below,
    choice,
    line,
    numbered,
    prefixed,
)
from sequences.models import Motion
from signals.reaction_document import MAX_EXCEPTIONS
from signals.reaction_table import (
    ALLOWED,
    OTHERS_WORDS,
    SPEAKS_FOR_OTHERS,
    WORDS,
    Others,
    Topic,
)
from tenancy.errors import Refused

ROWS = "exceptions"
OTHERS = [(each.value, OTHERS_WORDS[each]) for each in Others]


class TopicRow(Typed):
    """What happens on one topic; what is locked cannot be chosen."""

    does = choice("The person’s sequences")
    others = choice("Colleagues", OTHERS)

    def __init__(self, topic: Topic, data: Mapping[str, Any]) -> None:
        super().__init__(data, f"lines-{topic.value}")
        self.topic = topic
        offered = [(each.value, WORDS[each]) for each in ALLOWED[topic]]
        for name, options in (("does", offered), ("others", self._others())):
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)
            widget.choices = options
            self.fields[name].label = f"{topic.label}: {self.fields[name].label}"

    def _others(self) -> list[tuple[str, str]]:
        return OTHERS if self.topic in SPEAKS_FOR_OTHERS else OTHERS[:1]

    @property
    def is_open(self) -> bool:
        """Whether colleagues may be concerned."""
        return self.topic in SPEAKS_FOR_OTHERS

    @property
    def locked(self) -> str:
        """What is done where nothing can be chosen."""
        return WORDS[ALLOWED[self.topic][0]] if self.topic.is_locked else ""

    def document(self) -> dict[str, Any]:
        """The line as the document has it."""
        does = ALLOWED[self.topic][0].value if self.locked else self.typed("does")
        others = self.typed("others") if self.is_open else Others.NOTHING.value
        return {"topic": self.topic.value, "does": does, "others": others}


class MotionRow(Typed):
    """A line of its own for one motion."""

    telling = ("motion", "topic")
    motion = choice("Motion", [("", "Choose"), *Motion.choices])
    topic = choice("Signal", [("", "Choose"), *((each.value, each.label) for each in Topic)])
    does = choice("The person’s sequences", [(each.value, words) for each, words in WORDS.items()])
    others = choice("Colleagues", OTHERS)

    def document(self) -> dict[str, Any]:
        """The line as the document has it."""
        return {name: self.typed(name) for name in ("motion", "topic", "does", "others")}


class TableForm(Typed):
    """The whole table: `lines` for every topic, `exceptions` for single motions."""

    note = line("Why it changes", "The approver reads it; may be empty.", maxlength=300)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.lines = [TopicRow(topic, data) for topic in Topic]
        self.exceptions = Rows(MotionRow, ROWS, data, MAX_EXCEPTIONS)

    def rearranged(self, order: str) -> bool:
        """Answer a button: `exceptions-more`, `exceptions-drop-2`."""
        return self.exceptions.rearranged(order)

    @property
    def is_wrong(self) -> bool:
        """Whether a sentence stands anywhere."""
        rows = [*self.lines, *self.exceptions]
        return bool(self.errors or self.exceptions.error) or any(row.errors for row in rows)

    def document(self) -> dict[str, Any]:
        """What the form says as a document, unchecked."""
        return {
            "lines": [row.document() for row in self.lines],
            "exceptions": [row.document() for row in self.exceptions],
        }

    def show(self, refused: Refused) -> None:
        """Put each sentence at its field, in its row or not."""
        said = {path.removeprefix("document."): told for path, told in refused.fields.items()}
        left: Texts = {}
        for place, row in enumerate(self.lines, start=1):
            left |= row.take(below(said, f"lines.{place}"))
        self.exceptions.take(below(said, ROWS))
        rest = {path: told for path, told in said.items() if "." not in path}
        left |= self.take(rest)
        if left or not said:
            self.add_error(None, next(iter(left.values()), refused.message))


def shown(document: Mapping[str, Any], seen: str = "", note: str = "") -> Texts:
    """What a browser would send for a stored document."""
    found: Texts = {"seen": seen, "note": note}
    for each in document["lines"]:
        values = {"does": each["does"], "others": each["others"]}
        found |= prefixed(values, f"lines-{each['topic']}-")
    return found | numbered(document[ROWS], ROWS)
