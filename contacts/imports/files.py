"""The uploaded file itself: checked before it is stored, mapped before it is run."""

import io
import re
from collections.abc import Mapping
from typing import IO, Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from contacts.csvfile import (
    ENCODINGS,
    Dialect,
    FileError,
    headers,
    propose_mapping,
    rows,
    sniff_file,
)
from contacts.csvfile.dialects import MAX_FILE_BYTES, too_large
from contacts.csvfile.mapping import check_mapping
from contacts.models import Import, ImportState
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership


def upload(name: str, content: bytes | IO[bytes], *, actor: Actor, seat: Membership) -> Import:
    """Check a file as a whole and keep it, with a proposal for its mapping.

    Give the open upload instead of its bytes to have a huge one refused unread. Raises Refused
    (`unreadable_file`) with the reason and the remedy; nothing is stored then.
    """
    try:
        kept = _read(content)
        told = _told(kept)
    except FileError as error:
        raise _unreadable(error) from None
    with transaction.atomic():
        import_: Import = Import.objects.create(
            filename=_plain(name), content=kept, uploaded_by=seat, **told
        )
        rows = import_.rows_total
        record(Action.IMPORT_UPLOADED, import_, actor=actor, rows=rows, bytes=len(kept))
    return import_


@transaction.atomic
def read_as(import_: Import, encoding: str, *, actor: Actor) -> Import:
    """Read the letters of a file as a person says that they are written: one of `ENCODINGS`. Its
    mapping is proposed anew.

    Raises Refused: `invalid` for another encoding or a file that says its own, `unreadable_file`
    when it cannot be read so, `file_is_gone` after its start.
    """
    row: Import = Import.objects.select_for_update().get(pk=import_.pk)
    if row.state != ImportState.UPLOADED:
        raise _gone()
    if {encoding, row.encoding} - set(ENCODINGS):
        sentence = "Choose one of the list. A file in UTF-8 or UTF-16 is read as what it says."
        raise Refused(sentence, code="invalid", fields={"letters": sentence})
    try:
        told = _told(bytes(row.content), encoding)
    except FileError as error:
        raise _unreadable(error) from None
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    record(Action.IMPORT_READ_AS, row, actor=actor, encoding=encoding)
    return row


def _told(content: bytes, encoding: str = "") -> dict[str, Any]:
    """What a file tells of itself, as columns; raises FileError."""
    stream = io.BytesIO(content)
    dialect = sniff_file(stream, encoding)
    names = headers(stream, dialect)
    return {
        "encoding": dialect.encoding,
        "delimiter": dialect.delimiter,
        "headers": names,
        "mapping": propose_mapping(names),
        "rows_total": _count(stream, dialect, names),
    }


def start(import_: Import, mapping: Mapping[str, str | None], *, actor: Actor) -> Import:
    """Fix the mapping and hand the import to a worker; raises Refused for a mapping that fails.

    Columns that the mapping does not name are left out.
    """
    chosen = {name: mapping.get(name) or None for name in import_.headers}
    try:
        check_mapping(import_.headers, chosen | dict(mapping))
    except FileError as error:
        raise Refused(str(error), code="unusable_mapping") from None
    started: Import = perform(import_, "start", actor=actor, mapping=chosen)
    return started


def opened(import_: Import) -> tuple[IO[bytes], Dialect]:
    """The kept bytes and how to read them; raises Refused once they are gone."""
    stream = io.BytesIO(bytes(import_.content))
    if import_.state not in (ImportState.UPLOADED, ImportState.RUNNING):
        raise _gone()
    return stream, sniff_file(stream, import_.encoding)


def _read(content: bytes | IO[bytes]) -> bytes:
    if isinstance(content, bytes):
        kept, size = content, len(content)
    else:
        # One byte more than allowed is enough to know; the rest of the upload stays unread.
        kept = content.read(MAX_FILE_BYTES + 1)
        size = len(kept)
    if size > MAX_FILE_BYTES:
        raise too_large()
    return kept


def _count(stream: IO[bytes], dialect: Dialect, names: list[str]) -> int:
    # One column read as plain text is enough to go through every row and every limit.
    return sum(1 for _ in rows(stream, dialect, {names[0]: "external_id"}))


def _plain(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[-200:] or "contacts.csv"


def _gone() -> Refused:
    return Refused("This file has been dealt with. Upload it again.", code="file_is_gone")


def _unreadable(error: FileError) -> Refused:
    return Refused(str(error), code="unreadable_file", fields={"file": str(error)})
