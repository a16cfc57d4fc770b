"""A CSV file on its way into the contacts: uploaded, previewed, started, run by a worker.

`upload` keeps the file, `preview` says what would happen and writes nothing, `read_as` takes its
letters for what a person says that they are, `start` fixes the
mapping, `run` writes everything or nothing. The bytes of the file are kept until the import has
finished or failed and are then emptied; the refused rows stay as a CSV for the person to correct.
"""

from contacts.csvfile.dialects import MAX_FILE_BYTES
from contacts.imports.files import read_as, start, upload
from contacts.imports.outcomes import Counts, Outcome
from contacts.imports.previews import Cause, Choice, Preview, SampleRow, preview
from contacts.imports.runs import run

__all__ = [
    "MAX_FILE_BYTES",
    "Cause",
    "Choice",
    "Counts",
    "Outcome",
    "Preview",
    "SampleRow",
    "preview",
    "read_as",
    "run",
    "start",
    "upload",
]
