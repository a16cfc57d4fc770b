"""`record()`: one entry, in the same transaction as the change it tells of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, models

from audit.actions import Action
from audit.models import Entry
from tenancy import clock
from tenancy.actors import Actor
from tenancy.ids import uuid7
from tenancy.scope import ScopeError, current_workspace_id
from tenancy.statements import insert_columns

# The number of the transaction, read once for all entries of a statement; a policy compares it.
_STAMP = ("tx", "(SELECT audit_stamp())")


@dataclass(frozen=True)
class Fact:
    """What an entry says besides who and when. `data` takes ids, labels, hashes and numbers."""

    action: Action
    target: models.Model
    contact_id: UUID | None = None
    enrollment_id: UUID | None = None
    label: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def record(
    action: Action,
    target: models.Model,
    *,
    actor: Actor,
    contact_id: UUID | None = None,
    enrollment_id: UUID | None = None,
    label: str = "",
    **data: Any,
) -> Entry:
    """Add one entry; raises ScopeError outside a transaction, where it could stand alone."""
    fact = Fact(action, target, contact_id, enrollment_id, label, data)
    shared, (entry,) = _stored([fact], actor)
    return Entry(**shared, **entry)


def record_many(facts: Iterable[Fact], *, actor: Actor) -> None:
    """Add many entries with one statement."""
    _stored(facts, actor)


def _stored(facts: Iterable[Fact], actor: Actor) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns that the new entries share, and the others of each. No rows are made of them: a
    message writes three, and nobody looks at them."""
    if not connection.in_atomic_block:
        raise ScopeError("An audit entry belongs into the transaction of its change.")
    shared = {
        "workspace_id": current_workspace_id(),
        "at": clock.now(),
        "recorded_at": datetime.now(UTC),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_label": actor.label,
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    entries = [_about(fact) for fact in facts]
    insert_columns(Entry, entries, shared=shared, computed=_STAMP)
    return shared, entries


def _about(fact: Fact) -> dict[str, Any]:
    target = fact.target
    return {
        "id": uuid7(),
        "action": fact.action,
        "target_type": target._meta.model_name or "",
        "target_id": str(target.pk),
        "target_label": fact.label,
        "contact_id": fact.contact_id or subject_of(target, "contact"),
        "enrollment_id": fact.enrollment_id or subject_of(target, "enrollment"),
        "data": fact.data,
    }


def subject_of(target: models.Model, noun: str) -> UUID | None:
    """The contact or enrollment that a row belongs to, or is."""
    if target._meta.model_name == noun:
        return UUID(str(target.pk))
    value = getattr(target, f"{noun}_id", None)
    return value if isinstance(value, UUID) else None
