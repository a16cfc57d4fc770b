"""What an exception changes in a verdict: what would block or wait passes, and says who let it.

Pure. Only a finding that the gate marks overridable passes, so an opt-out, a complaint, a hard
bounce or an erasure never does, whatever is on record.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from compliance.case import ExceptionFact
from compliance.rules.exclusion import exclusion_conditions
from compliance.rules.rule import day
from compliance.verdicts import Finding, Outcome, Verdict
from contacts.conditions import plain_list

# The one rule that speaks for many; an exception from it names which of them.
MANY = exclusion_conditions.id


def apply(verdict: Verdict, exceptions: Sequence[ExceptionFact], moment: datetime) -> Verdict:
    """The verdict with every finding passed that an exception in force covers whole."""
    standing = [each for each in exceptions if each.granted_at <= moment < each.expires_at]
    if not standing:
        return verdict
    return Verdict(tuple(_judged(finding, standing) for finding in verdict.findings))


def may_pass(finding: Finding) -> bool:
    """Whether an exception could let this finding pass."""
    return finding.overridable and finding.outcome is not Outcome.ALLOW


def matched_keys(finding: Finding) -> list[str]:
    """The keys of the exclusion rules that a finding names; [] for any other rule."""
    named = str(finding.inputs.get("matched") or "") if finding.rule == MANY else ""
    return [each.partition("@")[0] for each in named.split(", ") if each]


def _judged(finding: Finding, standing: Sequence[ExceptionFact]) -> Finding:
    covering = _covering(finding, standing) if may_pass(finding) else []
    if not covering:
        return finding
    names = plain_list(sorted({each.by for each in covering}))
    until = min(each.expires_at for each in covering)
    return replace(
        finding,
        outcome=Outcome.ALLOW,
        reason=f"Let pass by {names} until {day(until)}: {finding.reason}",
        fix="",
        until=None,
        overridable=False,
        warning=True,
        exception=", ".join(each.id for each in covering),
    )


def _covering(finding: Finding, standing: Sequence[ExceptionFact]) -> list[ExceptionFact]:
    """One exception for each thing that the finding is about; [] while one is not covered."""
    longest = sorted(standing, key=lambda each: each.expires_at)
    by_target = {(each.rule, each.exclusion_key): each for each in longest}
    targets = [(finding.rule, key) for key in matched_keys(finding) or [""]]
    if not all(target in by_target for target in targets):
        return []
    return list({by_target[target].id: by_target[target] for target in targets}.values())
