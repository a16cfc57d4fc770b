"""Weekdays have names in a text, and numbers (0 is Monday) in the document. Pure."""

from collections.abc import Mapping
from typing import Any

from sequences.cadence import WEEKDAYS
from sequences.plans import Problem

NAMES = tuple(name.lower() for name in WEEKDAYS)
WINDOW, WEEKDAY = "window", "weekday"


def named(data: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data of a document as a text has it."""
    blocks = data.get(WINDOW)
    if not blocks:
        return dict(data)
    return {**data, WINDOW: [{**block, WEEKDAY: NAMES[block[WEEKDAY]]} for block in blocks]}


def numbered(data: Any, found: list[Problem]) -> Any:
    """Data of a text as the document has it; what is no name of a day is noted as a problem."""
    blocks = data.get(WINDOW) if isinstance(data, Mapping) else None
    if not isinstance(blocks, list):
        return data
    return {**data, WINDOW: [_block(n, each, found) for n, each in enumerate(blocks, 1)]}


def _block(number: int, block: Any, found: list[Problem]) -> Any:
    if not isinstance(block, Mapping) or block.get(WEEKDAY) is None:
        return block
    day = block[WEEKDAY]
    if day in NAMES:
        return {**block, WEEKDAY: NAMES.index(day)}
    path = f"{WINDOW}.{number}.{WEEKDAY}"
    found.append(Problem(path, f"{path}: Write one of {', '.join(NAMES)}."))
    return {**block, WEEKDAY: 0}
