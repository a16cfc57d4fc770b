"""What the pages about exclusion rules read: rules with their hits, reports, tests on people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from compliance import governed, ruling
from compliance.facts import exclusion
from compliance.models import ExclusionRule, RuleState
from compliance.rules.exclusion import excludes, sentence
from contacts.conditions import field_label
from contacts.facts import fields_of
from contacts.models import Contact
from enrollment import backtests
from sequences.models import Motion
from sequences.models import Sequence as SalesSequence
from tenancy import clock
from tenancy.actors import Actor
from tenancy.models import Membership
from tenancy.scope import current_workspace_id

HITS_WITHIN = timedelta(days=30)
TESTED = 5
EXPIRED = ("Expired", "warn")
BADGES: Mapping[str, tuple[str, str]] = {
    RuleState.DRAFT: ("Draft", "neutral"),
    RuleState.APPROVED: ("In force", "good"),
    RuleState.RETIRED: ("Retired", "muted"),
}

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
    """One version in words: what it says, for whom, and how it stands."""

    rule: ExclusionRule
    sentence: str
    reach: str
    label: str
    tone: str
    hits: int = 0
    # Of a list: the draft beside the version in force.
    draft: ExclusionRule | None = None


@dataclass(frozen=True)
class Tested:
    """What a rule says about one real person, with the values it looked at."""

    contact: Contact
    excluded: bool
    values: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Counted:
    """People of one kind in a report, with those whom the reader may see."""

    people: int
    replied: int
    booked: int
    shown: Sequence[Contact]


@dataclass(frozen=True)
class Report:
    """A back-test as the page tells it."""

    since: datetime
    until: datetime
    people: int
    against: int | None
    already: int
    gone: int
    waiting: int
    blocked: Counted
    admitted: Counted
    in_flight: Counted


@dataclass(frozen=True)
class Family:
    """The versions of one rule, newest first; `shown` is what the page is about."""

    versions: Sequence[RuleLine]
    live: RuleLine | None
    draft: RuleLine | None

    @property
    def shown(self) -> RuleLine:
        """What is in force, else the newest."""
        return self.live or self.versions[0]


def rule_lines(retired: bool, now: datetime) -> list[RuleLine]:
    """Rules in force and drafts by name, or the last version of each rule that has neither;
    three statements."""
    rows = ExclusionRule.objects.select_related("author", "approved_by").order_by("number")
    versions: dict[UUID, list[ExclusionRule]] = defaultdict(list)
    for row in rows:
        versions[row.key].append(row)
    chosen = [(_shown(rows), _draft(rows)) for rows in versions.values()]
    found = [each for each in chosen if (each[0].state == RuleState.RETIRED) == retired]
    counted, names = hits(now), _names(row for row, _ in found)
    lines = [_line(row, names, counted.get(row.key, 0), draft) for row, draft in found]
    return sorted(lines, key=lambda line: line.rule.name.casefold())


def family(key: UUID) -> Family | None:
    """Every version of a rule; three statements."""
    people = ("author", "last_editor", "approved_by")
    rows = list(ExclusionRule.objects.filter(key=key).select_related(*people).order_by("-number"))
    if not rows:
        return None
    names, counted = _names(rows), hits(clock.now())
    lines = [_line(row, names, counted.get(key, 0)) for row in rows]
    by_state = {line.rule.state: line for line in lines}
    return Family(lines, by_state.get(RuleState.APPROVED), by_state.get(RuleState.DRAFT))


def hits(now: datetime) -> dict[UUID, int]:
    """How many verdicts each rule has blocked within 30 days, by its key; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS, [current_workspace_id(), now - HITS_WITHIN])
        return dict(cursor.fetchall())


def report(row: ExclusionRule, seat: Membership) -> Report | None:
    """The back-test of a version with the people whom `seat` may see; None while it is made."""
    found = row.report
    if found.get("stage") != "done":
        return None
    return Report(
        since=datetime.fromisoformat(found["since"]),
        until=datetime.fromisoformat(found["until"]),
        **{name: found[name] for name in ("people", "against", "already", "gone", "waiting")},
        blocked=_counted(found["blocked"], seat),
        admitted=_counted(found["admitted"], seat),
        in_flight=_counted(found["in_flight"], seat),
    )


def obstacle(row: ExclusionRule, seat: Membership, actor: Actor) -> str:
    """Why the reader may not approve a draft; "" when only the click is missing."""
    if said := governed.obstacle(row, seat, actor):
        return said
    if not ruling.is_reported(row):
        return "The back-test is not done yet. It can be approved when you have seen it."
    if ruling.is_outdated(row, clock.now()):
        return ruling.OUTDATED
    return ""


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


def sequences() -> list[tuple[str, str]]:
    """The sequences that a rule may be kept to, by name."""
    rows = SalesSequence.objects.filter(archived_at=None).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _shown(rows: Sequence[ExclusionRule]) -> ExclusionRule:
    live = [row for row in rows if row.state == RuleState.APPROVED]
    return next(iter(live or [row for row in rows if row.state == RuleState.DRAFT]), rows[-1])


def _draft(rows: Sequence[ExclusionRule]) -> ExclusionRule | None:
    """The draft of a rule that is in force besides."""
    has_other = any(row.state == RuleState.APPROVED for row in rows)
    drafts = [row for row in rows if row.state == RuleState.DRAFT]
    return drafts[0] if has_other and drafts else None


def _names(rows: Iterable[ExclusionRule]) -> dict[UUID, str]:
    ids = [row.sequence_id for row in rows if row.sequence_id]
    return dict(SalesSequence.objects.filter(pk__in=ids).values_list("pk", "name"))


def _line(
    row: ExclusionRule,
    names: Mapping[UUID, str],
    hits_so_far: int = 0,
    draft: ExclusionRule | None = None,
) -> RuleLine:
    is_over = row.state == RuleState.APPROVED and ruling.has_expired(row, clock.now())
    label, tone = EXPIRED if is_over else BADGES[row.state]
    return RuleLine(
        row, sentence(exclusion(row)), _reach(row, names), label, tone, hits_so_far, draft
    )


def _reach(row: ExclusionRule, names: Mapping[UUID, str]) -> str:
    if row.sequence_id:
        return f"“{names.get(row.sequence_id, 'a sequence that is gone')}”"
    return str(Motion(row.motion).label) if row.motion in Motion.values else "Every motion"


def _counted(group: Mapping[str, Any], seat: Membership) -> Counted:
    people = backtests.shown(group["sample"], seat)
    return Counted(group["people"], group["replied"], group["booked"], people)
