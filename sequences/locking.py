"""Rows as they are now, held until the end of the transaction.

Who takes both locks the sequence before its version, so that nobody waits in a circle.
"""

from sequences.checks import check_not_archived
from sequences.models import Sequence, Version


def locked_sequence(sequence: Sequence, *, archived_too: bool = False) -> Sequence:
    """The sequence; refused (sequence_archived) when it was put away, unless told otherwise."""
    row: Sequence = Sequence.objects.select_for_update().get(pk=sequence.pk)
    if not archived_too:
        check_not_archived(row)
    return row


def locked_version(version: Version) -> Version:
    """The version with its sequence, its workspace and its last editor."""
    rows = Version.objects.select_for_update(of=("self",))
    row: Version = rows.select_related("sequence", "workspace", "last_editor").get(pk=version.pk)
    return row
