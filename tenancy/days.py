"""The days that people and programs may name.

A day near the end of what can be counted breaks as soon as somebody adds a day to it or reads it
in another zone, so every form and every call refuses it where it comes in.
"""

from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2999
SENTENCE = f"Choose a day in the years {FIRST_YEAR} to {LAST_YEAR}."


def is_nameable(value: object) -> bool:
    """Whether a value is a day or a moment of these years, or neither of both."""
    return not isinstance(value, date) or FIRST_YEAR <= value.year <= LAST_YEAR
