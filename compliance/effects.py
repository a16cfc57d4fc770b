"""What a changed exclusion rule would have done to people who were judged before. Pure.

A back-test compares a draft with the version in force, if there is one, over the newest decision
about each person. Fields are taken as they are now, because decisions keep no values of fields.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from compliance.exceptions import matched_keys
from compliance.verdicts import Verdict

# People named per kind; a reader sees those of them whom they may see.
NAMED = 100


class Effect(StrEnum):
    """What the draft changes for one person."""

    BLOCKED = "blocked"
    ADMITTED = "admitted"
    # The rule alone would change something, but something else kept the person out anyway.
    ALREADY = "already"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Judged:
    """One person: what the draft says, what the version in force says, whether anything else
    kept them out then, and what they did after it."""

    contact_id: str
    drafted: bool
    in_force: bool
    otherwise: bool
    replied: bool = False
    booked: bool = False


@dataclass(slots=True)
class Group:
    """People of one kind, and how many of them answered or booked a meeting afterwards."""

    people: int = 0
    replied: int = 0
    booked: int = 0
    sample: list[str] = field(default_factory=list)

    def add(self, each: Judged) -> None:
        """Count one person."""
        self.people += 1
        self.replied += each.replied
        self.booked += each.booked
        if len(self.sample) < NAMED:
            self.sample.append(each.contact_id)


@dataclass(slots=True)
class Tally:
    """The figures of a back-test."""

    people: int = 0
    already: int = 0
    blocked: Group = field(default_factory=Group)
    admitted: Group = field(default_factory=Group)

    def add(self, people: Iterable[Judged]) -> None:
        """Count people."""
        for each in people:
            self.people += 1
            match effect(each):
                case Effect.BLOCKED:
                    self.blocked.add(each)
                case Effect.ADMITTED:
                    self.admitted.add(each)
                case Effect.ALREADY:
                    self.already += 1


def effect(each: Judged) -> Effect:
    """What the draft changes for one person."""
    if each.drafted == each.in_force:
        return Effect.SAME
    if each.otherwise:
        return Effect.ALREADY
    return Effect.BLOCKED if each.drafted else Effect.ADMITTED


def kept_out_otherwise(verdict: Verdict, key: str) -> bool:
    """Whether anything but the exclusion rule with this key blocked or put off."""
    blocked = any(set(matched_keys(finding)) != {key} for finding in verdict.blocks)
    return blocked or bool(verdict.defers)


def was_let_pass(verdict: Verdict, key: str) -> bool:
    """Whether somebody let the person pass the exclusion rule with this key."""
    return any(key in matched_keys(finding) for finding in verdict.let_pass)
