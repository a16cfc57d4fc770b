"""What the pages about sequences ask: a new sequence, and the steps of a draft.

The steps are a form that works without a script: every button sends all of it, and what was typed
comes back whatever the button did.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms

from console.forms import windows
from sequences.models import DelayUnit, Motion, StepKind, Version
from sequences.plans import StepInput

# Nobody reaches this by hand; a form that claims more is cut before it is read.
MOST_STEPS = 60
TEXTS = ("key", "kind", "delay_amount", "delay_unit", "subject", "text", "html", "instructions")
LETTERS = frozenset({StepKind.EMAIL, StepKind.EMAIL_PERSONAL})
_ORDER = re.compile(r"(up|down|delete)-(\d{1,3})")


class SequenceForm(forms.Form):
    """A new sequence."""

    name = forms.CharField(max_length=120)
    motion = forms.ChoiceField(choices=Motion.choices)
    segment = forms.CharField(
        max_length=80,
        required=False,
        help_text="Only people of this segment; leave empty for all of the motion.",
    )
    purpose = forms.CharField(
        max_length=200, required=False, help_text="One sentence: what this is meant to achieve."
    )


@dataclass
class StepRow:
    """One step as it stands in the form: raw texts, and a sentence for each wrong field."""

    values: dict[str, str]
    same_thread: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    number: int = 0
    last: bool = False
    opens_thread: bool = False

    @property
    def is_letter(self) -> bool:
        """Whether it is an e-mail of either kind."""
        return self.values["kind"] in LETTERS

    @property
    def is_wait(self) -> bool:
        """Whether it only lets time pass."""
        return self.values["kind"] == StepKind.WAIT

    @property
    def has_text(self) -> bool:
        """Whether its kind has words that reach the person."""
        return self.is_letter or self.values["kind"] == StepKind.SMS

    @property
    def has_instructions(self) -> bool:
        """Whether a person does it."""
        return not self.is_wait and self.values["kind"] != StepKind.EMAIL

    @property
    def label(self) -> str:
        """Its kind in words."""
        kind = self.values["kind"]
        return str(StepKind(kind).label) if kind in StepKind.values else "Step"


@dataclass
class Draft:
    """Everything on the edit page; `expected` is the `edited_at` that the text started from."""

    rows: list[StepRow]
    window: list[str]
    notes: str
    expected: str
    errors: dict[str, str] = field(default_factory=dict)

    def numbered(self) -> "Draft":
        """The same, each row with its number; the first message has no thread to answer in."""
        opener = next((row for row in self.rows if row.is_letter), None)
        for number, row in enumerate(self.rows, 1):
            row.number, row.last = number, number == len(self.rows)
            row.opens_thread = row is opener
        return self

    @property
    def no_hours(self) -> str:
        """What an empty line stands for: with no hours at all, the workspace's hold."""
        return "closed" if any(line.strip() for line in self.window) else ""

    def window_rows(self) -> list[tuple[int, str, str]]:
        """Weekday number, its name and what was typed."""
        return [(day, windows.DAYS[day], line) for day, line in enumerate(self.window)]

    def take(self, problems: Mapping[str, str]) -> None:
        """Put sentences such as `steps.2.subject` at their fields."""
        for name, sentence in problems.items():
            parts = name.split(".")
            if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) <= len(self.rows):
                self.rows[int(parts[1]) - 1].errors[parts[2]] = sentence
            else:
                self.errors[name] = sentence


def stored(version: Version) -> Draft:
    """The form of a stored draft."""
    rows = [_row(StepInput.of(step)) for step in version.steps.all()]
    edited = version.edited_at.isoformat()
    return Draft(rows, windows.lines(version.window), version.notes, edited).numbered()


def posted(data: Mapping[str, Any]) -> Draft:
    """The form as it was sent, with nothing judged."""
    count = str(data.get("steps-count", "0"))
    number = min(int(count), MOST_STEPS) if count.isdecimal() else 0
    rows = [_posted_row(data, f"steps-{each}") for each in range(1, number + 1)]
    notes = _plain(data.get("notes", ""))
    return Draft(rows, windows.posted(data), notes, str(data.get("expected", ""))).numbered()


def rearranged(draft: Draft, order: str) -> Draft:
    """After a button such as `add-call`, `up-3`, `down-1` or `delete-2`."""
    if order.startswith("add-"):
        kind = order.removeprefix("add-")
        if kind in StepKind.values and len(draft.rows) < MOST_STEPS:
            draft.rows.append(_row(StepInput(kind, delay_amount=1 if draft.rows else 0)))
    elif found := _ORDER.fullmatch(order):
        _move(draft.rows, found[1], int(found[2]) - 1)
    return draft.numbered()


def steps_of(draft: Draft) -> tuple[list[StepInput], dict[str, str]]:
    """The steps as data, and a sentence for every delay that is no number."""
    steps: list[StepInput] = []
    wrong: dict[str, str] = {}
    for row in draft.rows:
        amount = row.values["delay_amount"].strip()
        if not (amount.isdecimal() and len(amount) < 6):
            wrong[f"steps.{row.number}.delay_amount"] = "Write the delay as a whole number."
            amount = "0"
        values: dict[str, Any] = {**row.values, "delay_amount": int(amount)}
        steps.append(StepInput(**values, same_thread=row.same_thread))
    return steps, wrong


def expected_of(draft: Draft) -> datetime | None:
    """The moment that the text started from; None when the form lost it."""
    try:
        return datetime.fromisoformat(draft.expected)
    except ValueError:
        return None


def choices() -> dict[str, Any]:
    """The choices that the edit page offers."""
    return {"kinds": StepKind.choices, "units": DelayUnit.choices}


def _row(step: StepInput) -> StepRow:
    values = {name: str(getattr(step, name)) for name in TEXTS}
    return StepRow(values, step.same_thread)


def _posted_row(data: Mapping[str, Any], prefix: str) -> StepRow:
    values = {name: _plain(data.get(f"{prefix}-{name}", "")) for name in TEXTS}
    return StepRow(values, same_thread=f"{prefix}-same_thread" in data)


def _plain(text: object) -> str:
    """Browsers send CRLF; templates and differences speak LF."""
    return str(text).replace("\r\n", "\n").replace("\r", "\n")


def _move(rows: list[StepRow], verb: str, index: int) -> None:
    if not 0 <= index < len(rows):
        return
    row = rows.pop(index)
    if verb == "up":
        rows.insert(max(index - 1, 0), row)
    elif verb == "down":
        rows.insert(index + 1, row)


__all__ = [
    "Draft",
    "SequenceForm",
    "choices",
    "expected_of",
    "posted",
    "rearranged",
    "steps_of",
    "stored",
]
