"""The locks that arms and stops share.

Order, everywhere: installation, workspace, sequence, mailbox, companies (advisory), then recipient
gates (rows, sorted), then touches. An arm takes the advisory keys shared and a switch takes its own
exclusively; both take the recipient's row, so one of them is first and the other sees it.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from compliance.services import address_key
from enrollment.models import RecipientGate
from tenancy.ids import uuid7
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import array, insert_columns

INSTALLATION = "installation"

_HELD = "this.address_key = ANY(%s::text[]) ORDER BY this.address_key FOR NO KEY UPDATE"
_NEW = {"epoch": 0, "stopped_at": None, "reason": ""}
_KEYS = "hashtextextended(unnest(%s::text[]), 0)"


def share(keys: Iterable[str]) -> None:
    """Take gate keys as an arm does; a switch that closes one of them waits for us."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_KEYS})", [list(keys)])


def take(*keys: str) -> None:
    """Take gate keys in this order as a switch does: waits for every arm under way, keeps new ones
    out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_KEYS})", [list(keys)])


def take_workspace() -> None:
    """Wait for every arm under way in the workspace and keep new ones out until the commit: for
    what decides about people nobody can name in advance. Hold it briefly: every message waits."""
    take(key_of("workspace", current_workspace_id()))


def keys_of(*, sequences: Iterable[UUID], mailboxes: Iterable[UUID]) -> list[str]:
    """The keys above some touches, outermost first, in one order for everybody."""
    return [
        INSTALLATION,
        key_of("workspace", current_workspace_id()),
        *sorted(key_of("sequence", pk) for pk in sequences),
        *sorted(key_of("mailbox", pk) for pk in mailboxes),
    ]


def key_of(kind: str, ref: UUID) -> str:
    """The advisory key of a switch."""
    return f"{kind}:{ref}"


def lock(address_keys: Iterable[str]) -> dict[str, RecipientGate]:
    """Lock the recipients' gates, sorted; a missing row is inserted first, so it can be locked."""
    wanted = sorted(set(address_keys))
    if not wanted:
        return {}
    # One alone may be looked for before it is made; of several each is locked in its turn.
    if len(wanted) == 1 and (found := lock_known(wanted)):
        return found
    here = current_workspace_id()
    new = [{**_NEW, "id": uuid7(), "workspace_id": here, "address_key": key} for key in wanted]
    insert_columns(RecipientGate, new, ignore_conflicts=True)
    return lock_known(wanted)


def lock_known(address_keys: Iterable[str]) -> dict[str, RecipientGate]:
    """As `lock`, for addresses that an arm has locked before: their rows exist."""
    found = read(RecipientGate, _HELD, array(sorted(set(address_keys))))
    return {row.address_key: row for row in found}


__all__ = [
    "INSTALLATION",
    "address_key",
    "key_of",
    "keys_of",
    "lock",
    "lock_known",
    "share",
    "take",
    "take_workspace",
]
