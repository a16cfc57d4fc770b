"""The gate: judges cases by every rule, lets pass what somebody has let pass, and keeps each
decision with each rule's finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import Fact, record_many
from compliance import exceptions, rules
from compliance.case import Case, Purpose
from compliance.models import Decision, RuleException
from compliance.verdicts import Finding, Verdict, from_json, to_json
from tenancy.actors import system

GATE = system("gate")
# Where somebody comes in, and where something leaves: an exception counts as used here.
USES = frozenset({Purpose.ENROL, Purpose.ARM})


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict and the row that keeps it."""

    decision_id: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of a kept decision, with the name that people know the rule by."""

    label: str
    finding: Finding


def judge(cases: Sequence[Case]) -> list[Verdict]:
    """Judge each case by all rules and its exceptions, and keep nothing."""
    return [_verdict(case) for case in cases]


def decide(
    cases: Sequence[Case],
    *,
    purpose: Purpose,
    enrollment_ids: Sequence[UUID | None] | None = None,
    touch_ids: Sequence[UUID | None] | None = None,
) -> list[Decided]:
    """Judge each case and keep all decisions with one statement.

    The ids go with the cases by position. A decision is dated by the moment of its case. Each
    exception that lets somebody come in or something leave is noted in the audit. Raises
    ValueError when a case was loaded for another purpose or the lengths differ.
    """
    nobody = [None] * len(cases)
    parts = zip(cases, enrollment_ids or nobody, touch_ids or nobody, strict=True)
    judged = [(_row(case, purpose, *ids), _verdict(case)) for case, *ids in parts]
    for row, verdict in judged:
        row.outcome, row.until = verdict.outcome.value, verdict.until
        row.findings = to_json(verdict)
    Decision.objects.bulk_create(row for row, _ in judged)
    if purpose in USES:
        record_many([use for row, verdict in judged for use in _uses(row, verdict)], actor=GATE)
    return [Decided(row.pk, verdict) for row, verdict in judged]


def decisions_for(
    *, contact_id: UUID | None = None, enrollment_id: UUID | None = None
) -> QuerySet[Decision]:
    """The kept decisions about a person or an enrollment, newest first; one of the two is asked."""
    if (contact_id is None) == (enrollment_id is None):
        raise ValueError("Name either the contact or the enrollment.")
    asked = {"contact_id": contact_id} if contact_id else {"enrollment_id": enrollment_id}
    return Decision.objects.filter(**asked).order_by("-at", "-id")


def verdict_of(decision: Decision) -> Verdict:
    """The verdict as it was kept."""
    return from_json(decision.findings)


def why(decision: Decision) -> list[Line]:
    """Every rule of a kept decision, in the order of the gate; for a rule that is gone, its id."""
    return lines_of(verdict_of(decision))


def lines_of(verdict: Verdict) -> list[Line]:
    """Every rule of a verdict, in the order of the gate; for a rule that is gone, its id."""
    return [Line(label=label_of(finding.rule), finding=finding) for finding in verdict.findings]


def _verdict(case: Case) -> Verdict:
    return exceptions.apply(rules.judge(case), case.exceptions, case.moment)


def _uses(row: Decision, verdict: Verdict) -> list[Fact]:
    """What the audit says of the exceptions without which the verdict would not allow."""
    if not verdict.allows:
        return []
    return [
        Fact(
            Action.EXCEPTION_USED,
            RuleException(pk=UUID(key)),
            contact_id=row.contact_id,
            enrollment_id=row.enrollment_id,
            label=label_of(finding.rule),
            data={"decision": str(row.pk), "rule": finding.rule, "purpose": row.purpose},
        )
        for finding in verdict.let_pass
        for key in finding.exception.split(", ")
    ]


def _row(
    case: Case, purpose: Purpose, enrollment_id: UUID | None, touch_id: UUID | None
) -> Decision:
    if case.purpose is not purpose:
        raise ValueError(f"A case loaded for {case.purpose} cannot be decided for {purpose}.")
    return Decision(
        at=case.moment,
        contact_id=UUID(case.person.contact_id),
        enrollment_id=enrollment_id,
        touch_id=touch_id,
        channel=case.channel.value,
        purpose=purpose.value,
    )


def label_of(rule_id: str) -> str:
    """The name that people know a rule by; for one that is gone, its id in words."""
    rule = rules.BY_ID.get(rule_id)
    return rule.label if rule else rule_id.replace("_", " ").capitalize()
