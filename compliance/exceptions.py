"""What an exception changes in a verdict: what would block or wait passes, and says who let it.

Pure. Only a finding that the gate marks overridable passes, so an opt-out, a complaint, a hard
bounce or an erasure never does, whatever is on record. An exception covers what the rule had found
when it was granted and nothing that comes after; and it takes two people: it does not count for
somebody whom its granter owns or enrols.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from compliance import rules
from compliance.case import Case, ExceptionFact
from compliance.packs import Channel
from compliance.rules.company import account_state
from compliance.rules.exclusion import exclusion_conditions
from compliance.rules.overlap import cool_off
from compliance.rules.permission import suppression
from compliance.rules.readiness import approval_tag
from compliance.rules.rule import ALL_CHANNELS, day
from compliance.verdicts import Finding, Input, Outcome, Verdict
from contacts.conditions import plain_list

# The one rule that speaks for many; an exception from it names which of them.
MANY = exclusion_conditions.id
# What decides a finding, where that is not simply all of its inputs.
DECIDING: Mapping[str, tuple[str, ...]] = {
    suppression.id: ("which",),
    account_state.id: ("state",),
    approval_tag.id: (),
    cool_off.id: ("until",),
}
# What may be less than it was: numbers and moments; and ids of which some may be gone.
AT_MOST = frozenset({"active", "used", "until"})
AMONG = frozenset({"which", "enrollments"})


def apply(verdict: Verdict, case: Case) -> Verdict:
    """The verdict with every finding passed that exceptions in force cover whole."""
    standing = [each for each in case.exceptions if _counts(each, case)]
    if not standing:
        return verdict
    findings = (_judged(finding, standing, case.channel) for finding in verdict.findings)
    return Verdict(tuple(findings))


def looked_at(finding: Finding, exclusion_key: str = "") -> dict[str, Input]:
    """What an exception that is granted now covers: what decides this finding, as plain data; of
    the exclusion rules the version of the one named."""
    if finding.rule == MANY:
        return {"version": matched(finding).get(exclusion_key, "")}
    until = (
        finding.until.astimezone(UTC).isoformat(timespec="microseconds") if finding.until else ""
    )
    values = {**finding.inputs, "until": until}
    return {name: values.get(name) for name in DECIDING.get(finding.rule, tuple(finding.inputs))}


def may_pass(finding: Finding) -> bool:
    """Whether an exception could let this finding pass."""
    return finding.overridable and finding.outcome is not Outcome.ALLOW


def matched_keys(finding: Finding) -> list[str]:
    """The keys of the exclusion rules that a finding names; [] for any other rule."""
    return list(matched(finding))


def matched(finding: Finding) -> dict[str, str]:
    """The exclusion rules that a finding names, each with its version; {} for any other rule."""
    named = str(finding.inputs.get("matched") or "") if finding.rule == MANY else ""
    pairs = (each.partition("@") for each in named.split(", ") if each)
    return {key: version for key, _, version in pairs}


def _counts(each: ExceptionFact, case: Case) -> bool:
    """Whether it is in force, and somebody else's than the owner's and the enrolling person's."""
    own = {case.enrolled_by, case.person.owner_id} - {"", None}
    return each.granted_at <= case.moment < each.expires_at and each.by_id not in own


def _judged(finding: Finding, standing: Sequence[ExceptionFact], channel: Channel) -> Finding:
    covering = _covering(finding, standing, channel) if may_pass(finding) else []
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


def _covering(
    finding: Finding, standing: Sequence[ExceptionFact], channel: Channel
) -> list[ExceptionFact]:
    """One exception for each thing that the finding is about; [] while one is not covered."""
    fitting = [each for each in standing if _covers(each, finding, channel)]
    longest = sorted(fitting, key=lambda each: each.expires_at)
    by_target = {(each.rule, each.exclusion_key): each for each in longest}
    targets = [(finding.rule, key) for key in matched_keys(finding) or [""]]
    if not all(target in by_target for target in targets):
        return []
    return list({by_target[target].id: by_target[target] for target in targets}.values())


def _covers(each: ExceptionFact, finding: Finding, channel: Channel) -> bool:
    """Whether this is what was looked at. A rule that knows no channels says the same over all of
    them; any other was looked at for one."""
    asked = rules.BY_ID.get(finding.rule)
    anywhere = asked is not None and asked.channels == ALL_CHANNELS
    if each.rule != finding.rule or not (anywhere or each.channel == channel):
        return False
    found, seen = looked_at(finding, each.exclusion_key), each.covers
    return found.keys() == seen.keys() and all(
        _no_more(name, found[name], seen[name]) for name in found
    )


def _no_more(name: str, found: Input, seen: Input) -> bool:
    if name in AMONG:
        return set(str(found).split(", ")) <= set(str(seen).split(", "))
    if name in AT_MOST and isinstance(found, int) and isinstance(seen, int):
        return found <= seen
    if name in AT_MOST:
        return str(found) <= str(seen)
    return found == seen
