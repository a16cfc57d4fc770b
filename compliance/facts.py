"""What the workspace has on record about people, in bulk, as the rules read it.

Each loader runs one query, whatever the number of people, and answers for every contact given.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from compliance import law_packs
from compliance.case import (
    ConsentFact,
    ExceptionFact,
    ExclusionFact,
    Scope,
    StopReason,
    SuppressionFact,
)
from compliance.fingerprints import Target, targets_by_contact
from compliance.models import ExclusionRule, LawPack, RuleState
from compliance.packs import Basis, Channel, Pack
from compliance.rules import exclusion as exclusions
from contacts.conditions import Match
from contacts.models import Contact
from tenancy.reading import read
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows

# Pairs, so that the index of live stops finds them among a million.
_STOPS = """
SELECT stop.kind, stop.key, stop.reason, stop.source, stop.created_at, stop.expires_at,
    stop.channel, stop.id, stop.said_at
FROM unnest(%s::text[], %s::text[]) AS target (kind, key)
    JOIN compliance_suppression AS stop ON stop.kind = target.kind AND stop.key = target.key
WHERE stop.workspace_id = %s AND stop.lifted_at IS NULL
ORDER BY stop.id
"""
_CONSENTS = """
SELECT contact_id, basis, channel, given_at, expires_at, evidence FROM compliance_consent
WHERE workspace_id = %s AND contact_id = ANY(%s::uuid[]) AND channel <> 'tracking'
ORDER BY given_at, id
"""
_EXCEPTIONS = """
SELECT row.contact_id, row.id, row.rule, colleague.label, row.granted_at, row.expires_at,
    row.exclusion_key, row.granted_by_id, row.channel, row.covers::text
FROM compliance_ruleexception AS row
    JOIN tenancy_membership AS colleague ON colleague.id = row.granted_by_id
WHERE row.workspace_id = %s AND row.contact_id = ANY(%s::uuid[]) AND row.revoked_at IS NULL
    AND (row.sequence_id IS NULL OR row.sequence_id = %s)
ORDER BY row.id
"""
_EXCLUSIONS = """
this.state = %s AND this.motion IN ('', %s)
    AND (this.sequence_id IS NULL OR this.sequence_id = %s)
    AND (this.expires_at IS NULL OR this.expires_at > %s)
ORDER BY this.name, this.key
"""

NOWHERE: Mapping[UUID, Collection[str]] = MappingProxyType({})


def suppressions_for(
    contacts: Sequence[Contact], earlier: Mapping[UUID, Collection[str]] = NOWHERE
) -> Mapping[UUID, tuple[SuppressionFact, ...]]:
    """The stops that cover each person: by address, domain or one above it, company, number.

    `earlier` holds the keys of addresses at which a person was written to before. What they said
    there goes with them to another address; that a mailbox is gone does not.
    """
    targets = targets_by_contact(contacts)
    former = {
        contact_id: {(Scope.ADDRESS, key) for key in earlier.get(contact_id, ())} - found
        for contact_id, found in targets.items()
    }
    stops = _stops_by_target(frozenset().union(*targets.values(), *former.values()))
    return {
        contact_id: (
            *(fact for target in sorted(stops.keys() & found) for fact in stops[target]),
            *(
                fact
                for target in sorted(stops.keys() & former[contact_id])
                for fact in stops[target]
                if fact.reason is not StopReason.HARD_BOUNCE
            ),
        )
        for contact_id, found in targets.items()
    }


def _stops_by_target(targets: Collection[Target]) -> Mapping[Target, Sequence[SuppressionFact]]:
    found: dict[Target, list[SuppressionFact]] = defaultdict(list)
    kinds, keys = array(kind for kind, _ in targets), array(key for _, key in targets)
    for kind, key, *about in rows(_STOPS, kinds, keys, current_workspace_id()):
        scope = Scope(kind)
        found[scope, key].append(_suppression(scope, *about))
    return found


def consents_for(contacts: Sequence[Contact]) -> Mapping[UUID, tuple[ConsentFact, ...]]:
    """The grounds on record for each person, oldest first; expired ones too."""
    found: dict[UUID, list[ConsentFact]] = {contact.pk: [] for contact in contacts}
    for contact_id, *about in rows(_CONSENTS, current_workspace_id(), array(found)):
        found[contact_id].append(_consent(*about))
    return {contact_id: tuple(facts) for contact_id, facts in found.items()}


def exceptions_for(
    contacts: Sequence[Contact], sequence_id: UUID
) -> Mapping[UUID, tuple[ExceptionFact, ...]]:
    """The rules that each person may pass in this sequence; those that have run out too."""
    found: dict[UUID, list[ExceptionFact]] = defaultdict(list)
    ids = array(contact.pk for contact in contacts)
    for contact_id, *about in rows(_EXCEPTIONS, current_workspace_id(), ids, sequence_id):
        found[contact_id].append(_exception(*about))
    return {contact_id: tuple(facts) for contact_id, facts in found.items()}


def exclusion_rules(
    motion: str, sequence_id: UUID | None, moment: datetime
) -> tuple[ExclusionFact, ...]:
    """The exclusion rules in force at a moment for a sequence of a motion, those for all of them
    among them."""
    asked = (RuleState.APPROVED.value, motion, sequence_id, moment)
    return tuple(exclusion(row) for row in read(ExclusionRule, _EXCLUSIONS, *asked))


def own_packs() -> Mapping[str, Pack]:
    """The workspace's own packs of law in force, by code; one query."""
    return {row.code: pack_of(row) for row in read(LawPack, "this.state = 'approved'")}


def pack_of(row: LawPack) -> Pack:
    """One stored pack of law as the gate judges by it."""
    day = (row.approved_at or row.edited_at).date()
    return law_packs.read(row.code, row.document, version=row.number, as_of=day)


def covers(row: ExclusionRule, motion: str, sequence_id: UUID | None) -> bool:
    """Whether a rule holds for a sequence of a motion."""
    return row.motion in ("", motion) and row.sequence_id in (None, sequence_id)


def exclusion(row: ExclusionRule) -> ExclusionFact:
    """One stored rule as the gate judges it; `rules.exclusion.sentence` tells it in words."""
    return ExclusionFact(
        id=str(row.key),
        version=row.number,
        name=row.name,
        conditions=exclusions.read(row.conditions),
        match=Match(row.match),
    )


def _suppression(
    scope: Scope,
    reason: str,
    source: str,
    since: datetime,
    expires: datetime | None,
    channel: str,
    pk: UUID,
    said_at: datetime,
) -> SuppressionFact:
    why = StopReason(reason)
    return SuppressionFact(
        scope=scope,
        reason=why,
        source=source,
        since=since,
        expires=expires,
        overridable=why is StopReason.MANUAL,
        channel=Channel(channel) if channel else None,
        saying=f"{pk}@{said_at.astimezone(UTC).isoformat()}",
    )


def _exception(
    pk: UUID,
    rule: str,
    by: str,
    granted_at: datetime,
    expires_at: datetime,
    key: UUID | None,
    by_id: UUID,
    channel: str,
    covers: str,
) -> ExceptionFact:
    return ExceptionFact(
        id=str(pk),
        rule=rule,
        by=by,
        granted_at=granted_at,
        expires_at=expires_at,
        exclusion_key=str(key or ""),
        by_id=str(by_id),
        channel=channel,
        covers=json.loads(covers),
    )


def _consent(
    basis: str, channel: str, given_at: datetime, expires_at: datetime | None, evidence: str
) -> ConsentFact:
    return ConsentFact(
        basis=Basis(basis),
        channel=Channel(channel) if channel else None,
        given_at=given_at,
        expires_at=expires_at,
        evidence=evidence,
    )
