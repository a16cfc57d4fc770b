"""What a record needs before its person may be enrolled: fields against motions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst

from contacts.conditions import field_label
from contacts.vocabulary import GIVEN
from sequences.models import Motion
from tenancy.models import Workspace

EVERY = "every"
COLUMNS: tuple[tuple[str, str], ...] = (
    (EVERY, "Every motion"),
    *((motion.value, str(motion.label)) for motion in Motion),
)


@dataclass(frozen=True)
class Cell:
    """One box: whether this field is asked for in this column. `name` is the box's own."""

    name: str
    field: str
    column: str
    ticked: bool


@dataclass(frozen=True)
class Line:
    """One field with a box for each column of COLUMNS."""

    label: str
    cells: tuple[Cell, ...]


def lines(workspace: Workspace) -> list[Line]:
    """The table of the stored values, fields by name."""
    asked = {EVERY: workspace.required_fields, **workspace.motion_fields}
    found = [_line(name, asked) for name in GIVEN]
    return sorted(found, key=lambda line: line.label)


def read(posted: QueryDict) -> dict[str, Any]:
    """The settings that the ticked boxes say; what is no known field is left out. A field that
    every motion asks for is not stored for single ones again."""
    ticked = {key: _known(posted.getlist(key)) for key, _ in COLUMNS}
    every = ticked.pop(EVERY)
    single = {key: [name for name in names if name not in every] for key, names in ticked.items()}
    return {
        "required_fields": every,
        "motion_fields": {key: names for key, names in single.items() if names},
    }


def _line(name: str, asked: Mapping[str, list[str]]) -> Line:
    cells = (Cell(key, name, column, name in asked.get(key, ())) for key, column in COLUMNS)
    return Line(capfirst(field_label(name)), tuple(cells))


def _known(given: list[str]) -> list[str]:
    return [name for name in GIVEN if name in given]
