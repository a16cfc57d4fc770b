"""What the compliance pages read: stops, exclusion rules with their hits, and rule tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from compliance.case import Scope
from compliance.facts import exclusion
from compliance.fingerprints import key_for, normal_form
from compliance.models import ExclusionRule, Suppression
from compliance.rules.exclusion import excludes, sentence
from contacts.conditions import field_label
from contacts.facts import fields_of
from contacts.models import Contact
from sequences.models import Motion
from tenancy import clock
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import current_workspace_id

HITS_WITHIN = timedelta(days=30)
TESTED = 5

# A decision names the rules that matched as "<key>@<version>, <key>@<version>".
_HITS = """
SELECT split_part(matched, '@', 1)::uuid, count(DISTINCT d.id)
FROM compliance_decision AS d
    CROSS JOIN LATERAL jsonb_array_elements(d.findings) AS finding
    CROSS JOIN LATERAL regexp_split_to_table(finding -> 'i' ->> 'matched', ', ') AS matched
WHERE d.workspace_id = %s AND d.at >= %s AND d.outcome = 'block'
    AND finding ->> 'r' = 'exclusion_conditions' AND finding ->> 'o' = 'block'
GROUP BY 1
"""


@dataclass(frozen=True)
class RuleLine:
    """A rule in words, with how many verdicts it has blocked lately."""

    rule: ExclusionRule
    sentence: str
    motion: str
    hits: int


@dataclass(frozen=True)
class Tested:
    """What a rule says about one real person, with the values it looked at."""

    contact: Contact
    excluded: bool
    values: Sequence[tuple[str, str]]


def stops(filters: Mapping[str, str]) -> QuerySet[Suppression]:
    """Suppressions, narrowed by `reason`, by `state` (in force unless `lifted`), and by `q`: an
    address, a domain or a number as people write it; we keep only its hash, so it must be whole.
    """
    rows = Suppression.objects.filter(lifted_at__isnull=filters.get("state") != "lifted")
    if reason := filters.get("reason"):
        rows = rows.filter(reason=reason)
    if words := filters.get("q", "").strip():
        rows = rows.filter(key__in=keys_of(words))
    return rows


def keys_of(words: str) -> list[str]:
    """The keys under which what somebody typed would be stopped; [] when it cannot be read."""
    kinds = [Scope.ADDRESS] if "@" in words.strip("@") else [Scope.DOMAIN, Scope.PHONE]
    found: list[str] = []
    for kind in kinds:
        try:
            found.append(key_for(kind, normal_form(kind, words)[0]))
        except Refused:
            continue
    return found


def rule_lines(retired: bool, now: datetime) -> list[RuleLine]:
    """Rules in force by name, or the last version of each retired one; two statements."""
    rows = ExclusionRule.objects.order_by("key", "-number").distinct("key")
    found = [row for row in rows.select_related("created_by") if bool(row.retired_at) == retired]
    counted = hits(now)
    lines = [rule_line(row, counted.get(row.key, 0)) for row in found]
    return sorted(lines, key=lambda line: line.rule.name.casefold())


def rule_line(row: ExclusionRule, hits_so_far: int = 0) -> RuleLine:
    """One version of a rule in words; no statement."""
    motion = Motion(row.motion).label if row.motion in Motion.values else "Every motion"
    return RuleLine(row, sentence(exclusion(row)), str(motion), hits_so_far)


def hits(now: datetime) -> dict[UUID, int]:
    """How many verdicts each rule has blocked within 30 days, by its key; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS, [current_workspace_id(), now - HITS_WITHIN])
        return dict(cursor.fetchall())


def versions(key: UUID) -> list[ExclusionRule]:
    """Every version of a rule, newest first; one statement."""
    rows = ExclusionRule.objects.filter(key=key).select_related("created_by")
    return list(rows.order_by("-number"))


def tested(row: ExclusionRule, seat: Membership, words: str) -> list[Tested]:
    """The rule on the first people that match the words; one statement."""
    people = Contact.objects.visible_to(seat).known().select_related("account", "owner")
    rule, now = exclusion(row), clock.now()
    found: list[Tested] = []
    for contact in people.matching(words).order_by("-pk")[:TESTED]:
        values = fields_of(contact, now)
        seen = [(field_label(c.field), values.get(c.field, "")) for c in rule.conditions]
        found.append(Tested(contact, excludes(rule, values), list(dict.fromkeys(seen))))
    return found
