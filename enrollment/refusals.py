"""Why people were refused: every rule that kept them out, by its stable id, and what would help."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit.actions import Action
from audit.models import Entry
from compliance import gate
from compliance.case import Purpose
from compliance.models import Decision
from compliance.verdicts import Finding
from enrollment.models import Enrollment, EnrollmentState

# Not a rule of the gate: the first message could not be written for this person.
UNWRITABLE = "first_message"


@dataclass(frozen=True)
class Refusal:
    """One rule that keeps a person out; `until` for those that only ask to wait."""

    rule: str
    version: int
    rule_label: str
    outcome: str
    reason: str
    fix: str = ""
    until: datetime | None = None


def refusals_of(rows: Iterable[Enrollment]) -> Mapping[UUID, list[Refusal]]:
    """What refused each of the enrollments that are ineligible; two queries for any number."""
    ids = [row.pk for row in rows if row.state == EnrollmentState.INELIGIBLE]
    found: dict[UUID, list[Refusal]] = defaultdict(list)
    if not ids:
        return found
    decided = Decision.objects.filter(enrollment_id__in=ids, purpose=Purpose.ENROL.value)
    for row in decided.order_by("at", "id"):
        assert row.enrollment_id is not None, "asked for by it"
        verdict = gate.verdict_of(row)
        # A person may be judged twice; the last one counts.
        found[row.enrollment_id] = [_refusal(each) for each in (*verdict.blocks, *verdict.defers)]
    refused = Entry.objects.filter(action=Action.ENROLLMENT_REFUSE, enrollment_id__in=ids)
    for entry in refused.order_by("pk"):
        cause = entry.data.get("cause")
        if cause and entry.enrollment_id:
            found[entry.enrollment_id].append(
                Refusal(UNWRITABLE, 1, "First message", "block", str(cause))
            )
    return found


def _refusal(finding: Finding) -> Refusal:
    return Refusal(
        rule=finding.rule,
        version=finding.version,
        rule_label=gate.label_of(finding.rule),
        outcome=finding.outcome.value,
        reason=finding.reason,
        fix=finding.fix,
        until=finding.until,
    )
