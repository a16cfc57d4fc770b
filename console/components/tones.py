"""The closed lists that components choose from, and the one way to be told of a wrong choice."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from console.components.icons import MARKS

TONES = tuple(MARKS)


def one_of(value: str, allowed: Iterable[str], what: str) -> str:
    """`value` itself, or ValueError naming the choices."""
    if value not in allowed:
        raise ValueError(f"Unknown {what} {value!r}; use one of: {', '.join(allowed)}.")
    return value


def render(name: str, **values: Any) -> str:
    """The component template of that name."""
    return render_to_string(f"components/{name}.html", values)
