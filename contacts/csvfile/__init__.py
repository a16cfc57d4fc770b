"""Contacts from a CSV file as a CRM exports it: read, map, check, and give back what was refused.

Pure: takes bytes and streams, knows no database. The usual order of calls:

    dialect = sniff_file(stream)                  # encoding and delimiter
    mapping = propose_mapping(headers(stream, dialect))   # a person may change it
    for row in rows(stream, dialect, mapping): …  # values, or errors, one row at a time
    reject_csv(rejected_rows, names)              # the refused rows with the cause

FileError means that the file as a whole cannot be used; RowError belongs to one cell of one row.
"""

from contacts.csvfile.cells import guard_cell, unguard_cell
from contacts.csvfile.dialects import Dialect, FileError, sniff, sniff_file
from contacts.csvfile.encodings import ENCODINGS
from contacts.csvfile.fields import FIELDS, Field, custom_field
from contacts.csvfile.mapping import propose_mapping
from contacts.csvfile.reading import Row, RowError, headers, rows
from contacts.csvfile.rejects import reject_csv
from contacts.csvfile.values import Value

__all__ = [
    "ENCODINGS",
    "FIELDS",
    "Dialect",
    "Field",
    "FileError",
    "Row",
    "RowError",
    "Value",
    "custom_field",
    "guard_cell",
    "headers",
    "propose_mapping",
    "reject_csv",
    "rows",
    "sniff",
    "sniff_file",
    "unguard_cell",
]
