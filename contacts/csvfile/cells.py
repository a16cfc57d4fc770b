"""Cells that a spreadsheet would take for a formula, made harmless and restored.

Every CSV that we write passes its cells through ``guard_cell``; every CSV that we read passes them
through ``unguard_cell``, so that a file can go out and come back unchanged.
Source: OWASP ASVS 5.0 requirement 1.2.10 and the OWASP page on CSV injection.
"""

import re

_FORMULA = "[=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]"
_NEEDS_GUARD = re.compile(f"'*{_FORMULA}")
_IS_GUARDED = re.compile(f"'+{_FORMULA}")


def guard_cell(text: str) -> str:
    """Put an apostrophe before a cell that starts like a formula (or like a guarded formula)."""
    return f"'{text}" if _NEEDS_GUARD.match(text) else text


def unguard_cell(text: str) -> str:
    """Take away the one apostrophe that ``guard_cell`` had put there."""
    return text[1:] if _IS_GUARDED.match(text) else text
