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
from compliance.verdicts import Finding, Verdict, from_json, to_texts
from tenancy.actors import system
from tenancy.ids import uuid7
from tenancy.scope import current_workspace_id
from tenancy.statements import array, run

GATE = system("gate")
# Where somebody comes in, and where something leaves: an exception counts as used here.
USES = frozenset({Purpose.ENROL, Purpose.ARM})


# One array for each column, which the database reads much faster than rows of values; what many
# people are told goes there once.
_KEEP = """
WITH told AS MATERIALIZED (
    SELECT line::jsonb AS findings, place
    FROM string_to_table(%s, E'\\n') WITH ORDINALITY AS each (line, place)
)
INSERT INTO compliance_decision (workspace_id, purpose, id, at, contact_id, enrollment_id, touch_id,
    channel, outcome, until, findings)
SELECT %s, %s, one.id, one.at, one.contact_id, one.enrollment_id, one.touch_id, one.channel,
    one.outcome, one.until, told.findings
FROM unnest(%s::uuid[], %s::timestamptz[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
        %s::text[], %s::timestamptz[], %s::int[])
    AS one (id, at, contact_id, enrollment_id, touch_id, channel, outcome, until, place)
    JOIN told USING (place)
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict and the row that keeps it."""

    decision_id: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Judged:
    decision_id: UUID
    case: Case
    enrollment_id: UUID | None
    touch_id: UUID | None
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
    if any(case.purpose is not purpose for case in cases):
        raise ValueError(f"A case loaded for something else cannot be decided for {purpose}.")
    nobody = [None] * len(cases)
    parts = zip(cases, enrollment_ids or nobody, touch_ids or nobody, strict=True)
    judged = [
        _Judged(uuid7(), case, enrollment_id, touch_id, _verdict(case))
        for case, enrollment_id, touch_id in parts
    ]
    _keep(judged, purpose)
    if purpose in USES:
        record_many([use for each in judged for use in _uses(each)], actor=GATE)
    return [Decided(each.decision_id, each.verdict) for each in judged]


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
    return exceptions.apply(rules.judge(case), case)


def _keep(judged: Sequence[_Judged], purpose: Purpose) -> None:
    texts, places = to_texts(each.verdict for each in judged)
    columns = (
        (each.decision_id for each in judged),
        (each.case.moment for each in judged),
        (each.case.person.contact_id for each in judged),
        (each.enrollment_id for each in judged),
        (each.touch_id for each in judged),
        (each.case.channel for each in judged),
        (each.verdict.outcome for each in judged),
        (each.verdict.until for each in judged),
        places,
    )
    run(_KEEP, "\n".join(texts), current_workspace_id(), purpose.value, *map(array, columns))


def _uses(each: _Judged) -> list[Fact]:
    """What the audit says of the exceptions without which the verdict would not allow."""
    verdict, person = each.verdict, each.case.person
    if not verdict.let_pass or not verdict.allows:
        return []
    return [
        Fact(
            Action.EXCEPTION_USED,
            RuleException(pk=UUID(key)),
            contact_id=UUID(person.contact_id),
            enrollment_id=each.enrollment_id,
            label=label_of(finding.rule),
            data={
                "decision": str(each.decision_id),
                "rule": finding.rule,
                "purpose": each.case.purpose.value,
            },
        )
        for finding in verdict.let_pass
        for key in finding.exception.split(", ")
    ]


def law_of(finding: Finding) -> str:
    """By which version of whose pack of law a finding was made; "" for rules that ask no law."""
    seen = finding.inputs
    if "pack_version" not in seen:
        return ""
    whose = "of the workspace" if seen.get("pack_is_own") else "built in"
    return f"{seen['pack']} v{seen['pack_version']} {whose}"


def label_of(rule_id: str) -> str:
    """The name that people know a rule by; for one that is gone, its id in words."""
    rule = rules.BY_ID.get(rule_id)
    return rule.label if rule else rule_id.replace("_", " ").capitalize()
