"""The lines of a list that stopped nobody, as CSV that a spreadsheet opens without harm. Pure."""

import csv
import io
from collections.abc import Iterable

from compliance.stop_lists.reading import Found
from contacts.csvfile.cells import guard_cell

HEAD = "\ufeffLine,Cause,Entry\r\n"


def reject_lines(found: Iterable[Found]) -> str:
    """One line of CSV for each entry: its line in the list, why it is refused, its text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for each in found:
        writer.writerow([each.line, guard_cell(each.problem), guard_cell(each.text)])
    return buffer.getvalue()
