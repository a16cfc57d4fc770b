"""Geometry of the server-drawn charts. Pure: numbers in, percentages of the drawing out.

Percentages keep the SVG fluid without a script and without inline style, which the content
security policy refuses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GAP = 0.28
LABELS = 12
# Room above the highest column for its figure.
TALLEST = 86


@dataclass(frozen=True)
class Bar:
    """One figure of a chart; all from `share` to `middle` are percentages (0 to 100)."""

    label: str
    value: float
    href: str
    share: float
    x: float
    y: float
    width: float
    height: float
    middle: float
    labelled: bool


Row = Sequence[object]


def bars(rows: Iterable[Row]) -> list[Bar]:
    """Columns for `(label, value)` or `(label, value, href)` rows, the largest filling the height.

    Raises ValueError for a negative value: a count cannot be drawn below the line.
    """
    figures = [(str(row[0]), _number(row[1]), str(row[2]) if len(row) > 2 else "") for row in rows]
    top = max((value for _, value, _ in figures), default=0) or 1
    slot = 100 / max(len(figures), 1)
    every = -(-len(figures) // LABELS) or 1
    return [
        _bar(figure, index * slot, slot, top, index % every == 0)
        for index, figure in enumerate(figures)
    ]


def _bar(
    figure: tuple[str, float, str], left: float, slot: float, top: float, labelled: bool
) -> Bar:
    label, value, href = figure
    height = round(value / top * TALLEST, 2)
    return Bar(
        label=label,
        value=value,
        href=href,
        share=round(value / top * 100, 2),
        x=round(left + slot * GAP / 2, 2),
        y=round(100 - height, 2),
        width=round(slot * (1 - GAP), 2),
        height=height,
        middle=round(left + slot / 2, 2),
        labelled=labelled,
    )


def _number(value: object) -> float:
    number = float(str(value))
    if number < 0:
        raise ValueError(f"A chart cannot draw {number:g}: figures are counts, zero or more.")
    return int(number) if number.is_integer() else number
