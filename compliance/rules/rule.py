"""What a rule is: a pure function from a case to an answer, with an id, a version and a reach.

A rule raises ``version`` whenever it would answer one case differently; decisions keep the version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from compliance.case import Case, Purpose
from compliance.packs import Channel
from compliance.verdicts import Finding, Input, Outcome

ALWAYS = frozenset(Purpose)
ENTRY = frozenset({Purpose.PREFLIGHT, Purpose.ENROL})
ALL_CHANNELS = frozenset(Channel)
# A task reaches nobody, so what protects the person reached does not bind it.
REACHING = ALL_CHANNELS - {Channel.TASK}


@dataclass(frozen=True, slots=True)
class Answer:
    """A finding before the rule's own id and version are added.

    ``final`` says that nobody may override this answer although the rule is overridable.
    """

    outcome: Outcome
    reason: str
    inputs: Mapping[str, Input]
    fix: str = ""
    until: datetime | None = None
    final: bool = False
    warning: bool = False

    def final_if(self, condition: bool) -> "Answer":
        """Return the same answer, closed to overriding when the condition holds."""
        return replace(self, final=condition)


Check = Callable[[Case], Answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the registry; call it with a case to get its finding."""

    id: str
    version: int
    label: str
    check: Check
    overridable: bool
    purposes: frozenset[Purpose]
    channels: frozenset[Channel]

    def applies(self, case: Case) -> bool:
        """Whether the rule has anything to say at this gate and on this channel."""
        return case.purpose in self.purposes and case.channel in self.channels

    def __call__(self, case: Case) -> Finding:
        """Judge the case, whether or not the rule applies to its purpose and channel."""
        answer = self.check(case)
        return Finding(
            rule=self.id,
            version=self.version,
            outcome=answer.outcome,
            reason=answer.reason,
            fix=answer.fix,
            until=answer.until,
            inputs=answer.inputs,
            warning=answer.warning,
            overridable=(
                self.overridable and not answer.final and answer.outcome is not Outcome.ALLOW
            ),
        )


def rule(
    label: str,
    *,
    version: int = 1,
    overridable: bool = False,
    purposes: frozenset[Purpose] = ALWAYS,
    channels: frozenset[Channel] = ALL_CHANNELS,
) -> Callable[[Check], Rule]:
    """Make a rule of a function; its name becomes the id."""

    def made(check: Check) -> Rule:
        return Rule(check.__name__, version, label, check, overridable, purposes, channels)

    return made


def passed(reason: str, /, **inputs: Input) -> Answer:
    """Answer that the rule has nothing against it."""
    return Answer(Outcome.ALLOW, reason, inputs)


def noted(reason: str, fix: str, /, **inputs: Input) -> Answer:
    """Answer that the rule has nothing against it, but that a person should look at something."""
    return Answer(Outcome.ALLOW, reason, inputs, fix=fix, warning=True)


def blocked(reason: str, fix: str, /, **inputs: Input) -> Answer:
    """Answer that the person must not be contacted, why, and what would change that."""
    return Answer(Outcome.BLOCK, reason, inputs, fix=fix)


def deferred(reason: str, fix: str, until: datetime, /, **inputs: Input) -> Answer:
    """Answer that the person may be contacted from ``until`` on."""
    return Answer(Outcome.DEFER, reason, inputs, fix=fix, until=until)


def day(moment: datetime) -> str:
    """Write a date as people read it: 3 March 2026."""
    return f"{moment.day} {moment:%B} {moment.year}"
