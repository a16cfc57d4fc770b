"""What is stored, as the promises look at it: read past row level security, with one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg

# Moments are compared here, by the time that the product has.
_READ = """
SELECT json_build_object(
    'touches', (SELECT json_agg(json_build_object(
        'id', id, 'enrollment', enrollment_id, 'state', state, 'kind', kind, 'held', held,
        'first', first, 'workspace', workspace_id, 'sequence', sequence_id,
        'mailbox', mailbox_id, 'cause', cause, 'is_due', due_at <= app_now()
    ) ORDER BY id) FROM enrollment_touch),
    'intents', (SELECT json_agg(json_build_object(
        'id', id, 'touch', touch_id, 'outcome', outcome, 'message_id', message_id,
        'content_hash', content_hash, 'wire_hash', wire_hash, 'dotted', dot_at IS NOT NULL,
        'labelled', left_after_stop,
        'address_key', address_key
    ) ORDER BY armed_at) FROM enrollment_sendintent),
    'enrollments', (SELECT json_agg(json_build_object(
        'id', row.id, 'state', row.state, 'person', contact.email_base, 'owner', row.owner_id,
        'exit_reason', row.exit_reason, 'review', review_id, 'review_state', review.state,
        'approved_hash', review.content_hash, 'sequence', row.sequence_id
    ) ORDER BY row.id) FROM enrollment_enrollment AS row
        JOIN contacts_contact AS contact ON contact.id = row.contact_id
        LEFT JOIN compliance_review AS review ON review.id = row.review_id),
    'shut', (SELECT json_agg(ref) FROM enrollment_controlgate),
    'stopped', (SELECT json_agg(address_key) FROM enrollment_recipientgate
        WHERE stopped_at IS NOT NULL),
    'counters', (SELECT json_object_agg(key, n) FROM enrollment_limitcounter),
    'deaf', (SELECT json_agg(id) FROM enrollment_mailbox
        WHERE heard_at < clock_timestamp() - interval '5 minutes' OR NOT is_active),
    'away', (SELECT json_agg(member_id) FROM enrollment_absence
        WHERE state IN ('running', 'returning') AND new = 'pause' AND running = 'pause'),
    'everything', (SELECT paused_at IS NOT NULL FROM tenancy_installation),
    'changes', (SELECT json_agg(json_build_array(
        target_type, target_id, action, data->>'from', data->>'to'
    )) FROM audit_entry WHERE target_type IN ('touch', 'enrollment', 'review')
        AND data ? 'from')
)
"""
OPEN = ("armed", "unknown")
WAITING = ("planned", "due")


@dataclass(frozen=True)
class Touch:
    """A row of the outbox."""

    id: str
    enrollment: str
    state: str
    kind: str
    held: bool
    first: bool
    workspace: str
    sequence: str
    mailbox: str | None
    cause: str
    is_due: bool


@dataclass(frozen=True)
class Intent:
    """One attempt to send a touch."""

    id: str
    touch: str
    outcome: str
    message_id: str
    content_hash: str
    wire_hash: str
    dotted: bool
    labelled: bool
    address_key: str


@dataclass(frozen=True)
class Enrollment:
    """A person in a sequence; `person` is the address that their mail ends at."""

    id: str
    state: str
    person: str
    owner: str | None
    exit_reason: str
    review: str | None
    review_state: str | None
    approved_hash: str | None
    sequence: str


@dataclass(frozen=True)
class Change:
    """A state change as the audit trail tells it."""

    kind: str
    id: str
    action: str
    before: str
    after: str


class Picture:
    """Everything as of now."""

    def __init__(self, watching: psycopg.Connection[Any]) -> None:
        row = watching.execute(_READ).fetchone()
        assert row is not None
        found: dict[str, Any] = {name: value or [] for name, value in row[0].items()}
        self.touches = {each["id"]: Touch(**each) for each in found["touches"]}
        self.intents = {each["id"]: Intent(**each) for each in found["intents"]}
        self.enrollments = {each["id"]: Enrollment(**each) for each in found["enrollments"]}
        self.shut = frozenset(found["shut"])
        self.stopped = frozenset(found["stopped"])
        self.deaf = frozenset(found["deaf"])
        self.away = frozenset(found["away"])
        self.counters: Mapping[str, int] = dict(found["counters"])
        self.everything = bool(found["everything"])
        self.changes = [Change(*each) for each in found["changes"]]

    @cached_property
    def by_message(self) -> Mapping[str, Intent]:
        """The attempts by their Message-ID."""
        return {each.message_id: each for each in self.intents.values()}

    def enrollment_of(self, intent: Intent) -> Enrollment:
        """Whose message it is."""
        return self.enrollments[self.touches[intent.touch].enrollment]

    def in_state(self, *states: str) -> list[Enrollment]:
        """The enrollments in one of these states."""
        return [each for each in self.enrollments.values() if each.state in states]
