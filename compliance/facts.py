"""What the workspace has on record about people, in bulk, as the rules read it.

Each loader runs one query, whatever the number of people, and answers for every contact given.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q

from compliance.case import (
    ConsentFact,
    ExceptionFact,
    ExclusionFact,
    Scope,
    StopReason,
    SuppressionFact,
)
from compliance.fingerprints import Target, targets_of
from compliance.models import Consent, ExclusionRule, RuleException, RuleState, Suppression
from compliance.packs import Basis, Channel
from compliance.rules import exclusion as exclusions
from contacts.conditions import Match
from contacts.models import Contact

NOWHERE: Mapping[UUID, Collection[str]] = MappingProxyType({})


def suppressions_for(
    contacts: Sequence[Contact], earlier: Mapping[UUID, Collection[str]] = NOWHERE
) -> Mapping[UUID, tuple[SuppressionFact, ...]]:
    """The stops that cover each person: by address, domain or one above it, company, number.

    `earlier` holds the keys of addresses at which a person was written to before. What they said
    there goes with them to another address; that a mailbox is gone does not.
    """
    targets = {contact.pk: targets_of(contact) for contact in contacts}
    former = {
        contact_id: {(Scope.ADDRESS, key) for key in earlier.get(contact_id, ())} - found
        for contact_id, found in targets.items()
    }
    stops = _stops_by_target(frozenset().union(*targets.values(), *former.values()))
    return {
        contact_id: (
            *(fact for target in sorted(found) for fact in stops.get(target, ())),
            *(
                fact
                for target in sorted(former[contact_id])
                for fact in stops.get(target, ())
                if fact.reason is not StopReason.HARD_BOUNCE
            ),
        )
        for contact_id, found in targets.items()
    }


def _stops_by_target(targets: Collection[Target]) -> Mapping[Target, Sequence[SuppressionFact]]:
    found: dict[Target, list[SuppressionFact]] = defaultdict(list)
    # With the kinds, the index of live stops finds them among a million.
    kinds, keys = {kind for kind, _ in targets}, {key for _, key in targets}
    live = Suppression.objects.filter(kind__in=kinds, key__in=keys, lifted_at=None)
    for row in live.order_by("pk"):
        found[Scope(row.kind), row.key].append(_suppression(row))
    return found


def consents_for(contacts: Sequence[Contact]) -> Mapping[UUID, tuple[ConsentFact, ...]]:
    """The grounds on record for each person, oldest first; expired ones too."""
    found: dict[UUID, list[ConsentFact]] = {contact.pk: [] for contact in contacts}
    for row in Consent.objects.filter(contact_id__in=list(found)).order_by("given_at", "pk"):
        found[row.contact_id].append(_consent(row))
    return {contact_id: tuple(facts) for contact_id, facts in found.items()}


def exceptions_for(
    contacts: Sequence[Contact], sequence_id: UUID
) -> Mapping[UUID, tuple[ExceptionFact, ...]]:
    """The rules that each person may pass in this sequence; those that have run out too."""
    found: dict[UUID, list[ExceptionFact]] = defaultdict(list)
    rows = RuleException.objects.filter(
        Q(sequence_id=None) | Q(sequence_id=sequence_id),
        contact_id__in=[contact.pk for contact in contacts],
        revoked_at=None,
    )
    for row in rows.select_related("granted_by").order_by("pk"):
        found[row.contact_id].append(_exception(row))
    return {contact_id: tuple(facts) for contact_id, facts in found.items()}


def exclusion_rules(
    motion: str, sequence_id: UUID | None, moment: datetime
) -> tuple[ExclusionFact, ...]:
    """The exclusion rules in force at a moment for a sequence of a motion, those for all of them
    among them."""
    rows = ExclusionRule.objects.filter(state=RuleState.APPROVED, motion__in=["", motion])
    rows = rows.filter(Q(sequence_id=None) | Q(sequence_id=sequence_id))
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=moment))
    return tuple(exclusion(row) for row in rows.order_by("name", "key"))


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


def _suppression(row: Suppression) -> SuppressionFact:
    reason = StopReason(row.reason)
    return SuppressionFact(
        scope=Scope(row.kind),
        reason=reason,
        source=row.source,
        since=row.created_at,
        expires=row.expires_at,
        overridable=reason is StopReason.MANUAL,
        channel=Channel(row.channel) if row.channel else None,
    )


def _exception(row: RuleException) -> ExceptionFact:
    return ExceptionFact(
        id=str(row.pk),
        rule=row.rule,
        by=row.granted_by.label,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        exclusion_key=str(row.exclusion_key or ""),
    )


def _consent(row: Consent) -> ConsentFact:
    return ConsentFact(
        basis=Basis(row.basis),
        channel=Channel(row.channel) if row.channel else None,
        given_at=row.given_at,
        expires_at=row.expires_at,
        evidence=row.evidence,
    )
