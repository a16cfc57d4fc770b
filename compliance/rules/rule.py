"""What a rule is: a pure function from a case to an answer, with an id, a version and a reach.

A rule raises ``version`` whenever it would answer one case differently; decisions keep the version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from compliance.case import Case, Purpose
from compliance.packs import Channel
from compliance.verdicts import Finding, Input, Outcome

ALWAYS = frozenset(Purpose)
ENTRY = frozenset({Purpose.PREFLIGHT, Purpose.ENROL})
ALL_CHANNELS = frozenset(Channel)
# A task reaches nobody, so what protects the person reached does not bind it.
REACHING = ALL_CHANNELS - {Channel.TASK}
MOST_KEPT = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A finding before the rule's own id and version are added; the same answer is one object.

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
        return _final(self) if condition else self


Check = Callable[[Case], Answer]


@dataclass(frozen=True, slots=True, eq=False)
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
        return self.is_for(case.purpose, case.channel)

    def is_for(self, purpose: Purpose, channel: Channel) -> bool:
        """Whether the rule has anything to say at any case of this gate and channel."""
        return purpose in self.purposes and channel in self.channels

    def __call__(self, case: Case) -> Finding:
        """Judge the case, whether or not the rule applies to its purpose and channel."""
        return _finding(self, self.check(case))


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
    return _answer(Outcome.ALLOW, reason, **inputs)


def noted(reason: str, fix: str, /, **inputs: Input) -> Answer:
    """Answer that the rule has nothing against it, but that a person should look at something."""
    return _answer(Outcome.ALLOW, reason, fix, None, True, **inputs)


def blocked(reason: str, fix: str, /, **inputs: Input) -> Answer:
    """Answer that the person must not be contacted, why, and what would change that."""
    return _answer(Outcome.BLOCK, reason, fix, **inputs)


def deferred(reason: str, fix: str, until: datetime, /, **inputs: Input) -> Answer:
    """Answer that the person may be contacted from ``until`` on."""
    return _answer(Outcome.DEFER, reason, fix, until, **inputs)


# Most people get the same answers, so answers and findings are made once, not for each of them.


@lru_cache(maxsize=MOST_KEPT, typed=True)
def _answer(
    outcome: Outcome,
    reason: str,
    fix: str = "",
    until: datetime | None = None,
    warning: bool = False,
    /,
    **inputs: Input,
) -> Answer:
    return Answer(outcome, reason, inputs, fix, until, warning=warning)


@lru_cache(maxsize=MOST_KEPT)
def _final(answer: Answer) -> Answer:
    return replace(answer, final=True)


@lru_cache(maxsize=MOST_KEPT)
def _finding(judge: Rule, answer: Answer) -> Finding:
    return Finding(
        rule=judge.id,
        version=judge.version,
        outcome=answer.outcome,
        reason=answer.reason,
        fix=answer.fix,
        until=answer.until,
        inputs=answer.inputs,
        warning=answer.warning,
        overridable=judge.overridable and not answer.final and answer.outcome is not Outcome.ALLOW,
    )


def day(moment: datetime) -> str:
    """Write a date as people read it: 3 March 2026."""
    return f"{moment.day} {moment:%B} {moment.year}"
