"""What the workspace has on record about people, in bulk, as the rules read it.

Each loader runs one query, whatever the number of people, and answers for every contact given.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from compliance.case import ConsentFact, ExclusionFact, Scope, StopReason, SuppressionFact
from compliance.fingerprints import Target, targets_of
from compliance.models import Consent, ExclusionRule, Suppression
from compliance.packs import Basis, Channel
from compliance.rules import exclusion as exclusions
from contacts.conditions import Match
from contacts.models import Contact


def suppressions_for(contacts: Sequence[Contact]) -> Mapping[UUID, tuple[SuppressionFact, ...]]:
    """The stops that cover each person: by address, domain or one above it, company, number."""
    targets = {contact.pk: targets_of(contact) for contact in contacts}
    keys = {key for found in targets.values() for _, key in found}
    stops: dict[Target, list[SuppressionFact]] = defaultdict(list)
    for row in Suppression.objects.filter(key__in=keys, lifted_at=None).order_by("pk"):
        stops[Scope(row.kind), row.key].append(_suppression(row))
    return {
        contact_id: tuple(fact for target in sorted(found) for fact in stops.get(target, ()))
        for contact_id, found in targets.items()
    }


def consents_for(contacts: Sequence[Contact]) -> Mapping[UUID, tuple[ConsentFact, ...]]:
    """The grounds on record for each person, oldest first; expired ones too."""
    found: dict[UUID, list[ConsentFact]] = {contact.pk: [] for contact in contacts}
    for row in Consent.objects.filter(contact_id__in=list(found)).order_by("given_at", "pk"):
        found[row.contact_id].append(_consent(row))
    return {contact_id: tuple(facts) for contact_id, facts in found.items()}


def exclusion_rules(motion: str) -> tuple[ExclusionFact, ...]:
    """The exclusion rules in force for a motion, those for every motion among them."""
    rows = ExclusionRule.objects.filter(retired_at=None, motion__in=["", motion])
    return tuple(exclusion(row) for row in rows.order_by("name", "key"))


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


def _consent(row: Consent) -> ConsentFact:
    return ConsentFact(
        basis=Basis(row.basis),
        channel=Channel(row.channel) if row.channel else None,
        given_at=row.given_at,
        expires_at=row.expires_at,
        evidence=row.evidence,
    )
