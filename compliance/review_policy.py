"""How first messages are reviewed: which rules of a policy hold, and what follows. Pure.

Each rule that holds gives a cause and a stage. Any rule that asks for a look at each message alone
decides so for the message; without one, messages of one template may be approved together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

BUILT_IN = 0
EVERYBODY = "Any reviewer"
GONE = "A group that is gone"


class Cause(StrEnum):
    """The closed set of what a rule can look at."""

    NEW_SEGMENT = "new_segment"
    NEW_PRODUCT_LINE = "new_product_line"
    REGULATED_AUDIENCE = "regulated_audience"
    FINDING = "finding"
    NEW_REP = "new_rep"
    NEW_AUTHOR = "new_author"
    EDITED = "edited"
    MOTION = "motion"
    SEQUENCE = "sequence"
    ALWAYS = "always"


# Those that ask how many first messages of a kind were approved so far.
COUNTED = frozenset({Cause.NEW_SEGMENT, Cause.NEW_PRODUCT_LINE, Cause.NEW_REP, Cause.NEW_AUTHOR})


class Handling(StrEnum):
    """How a first message is looked at; the values are those of `models.Handling`."""

    SINGLE = "single"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class When:
    """What a rule looks at. Of the parameters only those of its cause are set.

    `fewer_than` counts approved first messages. `kinds` are codes of findings (`price`), beginnings
    of them (`regulated` is also `regulated_financial`) or ids of rules (`general.price`).
    """

    cause: Cause
    fewer_than: int = 0
    segments: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    motions: tuple[str, ...] = ()
    sequences: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a policy. `group` None is any reviewer; they have `hours` to decide."""

    id: str
    name: str
    when: When
    handling: Handling
    group: UUID | None
    hours: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A decision of one person of `group` (None: any reviewer) within `hours`; `says` is why."""

    name: str
    group: UUID | None
    hours: int
    says: str

    def to_data(self) -> dict[str, object]:
        """The stored form."""
        group = str(self.group) if self.group else None
        return {"name": self.name, "group": group, "hours": self.hours, "says": self.says}


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that holds, in a sentence."""

    rule: str
    says: str

    def to_data(self) -> dict[str, str]:
        """The stored form."""
        return {"rule": self.rule, "says": self.says}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A whole policy. `names` are those of the groups of reviewers at the moment of reading."""

    number: int = BUILT_IN
    rules: tuple[Rule, ...] = ()
    groups: bool = False
    hours: int = 24
    remind_hours: int = 4
    escalate_to: UUID | None = None
    expire_days: int = 14
    sample_floor: int = 3
    planted_per_hundred: int = 0
    names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def expires_after(self) -> timedelta:
        """How long a message may wait for its decision; then it is never sent."""
        return timedelta(days=self.expire_days)

    def time(self, stage: Stage) -> timedelta:
        """How long the people of a stage have."""
        return timedelta(hours=stage.hours)

    def name_of(self, group: UUID | None) -> str:
        """The people of a stage in words."""
        return EVERYBODY if group is None else self.names.get(group, GONE)

    def asked_groups(self) -> frozenset[UUID]:
        """Every group that this policy leaves something to."""
        named = (*(rule.group for rule in self.rules), self.escalate_to)
        return frozenset(group for group in named if group)

    def thresholds(self) -> dict[Cause, tuple[int, ...]]:
        """Which numbers of approved messages have to be known, by cause."""
        counted = [rule.when for rule in self.rules if rule.when.cause in COUNTED]
        return {
            cause: tuple(sorted({when.fewer_than for when in counted if when.cause == cause}))
            for cause in {when.cause for when in counted}
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of one first message. `reached` names the numbers of approved messages that
    were reached before it: (cause, number). `findings` are codes and ids of rules."""

    motion: str
    sequence: UUID
    sequence_name: str
    segment: str = ""
    industry: str = ""
    country: str = ""
    findings: frozenset[str] = frozenset()
    is_edited: bool = False
    reached: frozenset[tuple[Cause, int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What the policy says of one first message."""

    policy: int
    causes: tuple[Why, ...]
    handling: Handling
    stages: tuple[Stage, ...]
    expires_after: timedelta | None


def built_in() -> Policy:
    """What holds while a workspace has no policy of its own: one by one, by any reviewer."""
    return Policy()


def without_rules(policy: Policy) -> Routed:
    """What a policy says of a message of which no rule knows anything."""
    return Routed(
        policy=policy.number,
        causes=(),
        handling=Handling.GROUP if policy.groups else Handling.SINGLE,
        stages=_stages(policy, ()),
        expires_after=policy.expires_after,
    )


def route(policy: Policy, case: Case) -> Routed:
    """Which rules hold, how the message is looked at, and by whom one after the other.

    Words that were written for one person are of no template, so they are looked at alone.
    """
    matched = [(rule, says) for rule in policy.rules if (says := holds(rule.when, case))]
    alone = case.is_edited or not policy.groups
    alone = alone or any(rule.handling is Handling.SINGLE for rule, _ in matched)
    return Routed(
        policy=policy.number,
        causes=tuple(Why(rule.id, says) for rule, says in matched),
        handling=Handling.SINGLE if alone else Handling.GROUP,
        stages=_stages(policy, [rule for rule, _ in matched]),
        expires_after=policy.expires_after,
    )


def _stages(policy: Policy, matched: Sequence[Rule]) -> tuple[Stage, ...]:
    """The groups of the rules in the order of the policy, each once and with its shortest time."""
    if not matched:
        return (Stage(EVERYBODY, None, policy.hours, "Every first message is looked at."),)
    by_group: dict[UUID | None, list[Rule]] = {}
    for rule in matched:
        by_group.setdefault(rule.group, []).append(rule)
    return tuple(
        Stage(
            policy.name_of(group),
            group,
            min(rule.hours for rule in rules),
            "; ".join(rule.name for rule in rules),
        )
        for group, rules in by_group.items()
    )


def holds(when: When, case: Case) -> str:
    """Why a rule holds for a message, as a sentence; "" when it does not."""
    if when.cause in COUNTED:
        return "" if (when.cause, when.fewer_than) in case.reached else _new(when, case)
    match when.cause:
        case Cause.REGULATED_AUDIENCE:
            return _audience(when, case)
        case Cause.FINDING:
            return _finding(when, case)
        case Cause.EDITED:
            return "The words were changed for this person." if case.is_edited else ""
        case Cause.MOTION:
            return "Every message of this motion is looked at." if _in_motion(when, case) else ""
        case Cause.SEQUENCE:
            is_of_it = case.sequence in when.sequences
            return f"It belongs to “{case.sequence_name}”." if is_of_it else ""
        case _:
            return "Every first message is looked at."


def _in_motion(when: When, case: Case) -> bool:
    return case.motion in when.motions


def _new(when: When, case: Case) -> str:
    """No name of a person stands here: causes are kept with the review for good."""
    few = f"Fewer than {when.fewer_than} first messages"
    return {
        Cause.NEW_SEGMENT: f"{few} to the segment “{case.segment or 'none'}” were approved so far.",
        Cause.NEW_PRODUCT_LINE: (
            f"{few} for what “{case.sequence_name}” offers were approved so far."
        ),
        Cause.NEW_REP: f"{few} of the person who enrolled were approved so far.",
        Cause.NEW_AUTHOR: f"{few} in the words of this author were approved so far.",
    }[when.cause]


def _audience(when: When, case: Case) -> str:
    asked = (
        ("segment", case.segment, when.segments),
        ("industry", case.industry, when.industries),
        ("country", case.country, when.countries),
    )
    for noun, value, listed in asked:
        if value and value.casefold() in {each.casefold() for each in listed}:
            return f"A regulated audience: the {noun} is “{value}”."
    return ""


def _finding(when: When, case: Case) -> str:
    found = [kind for kind in when.kinds if any(_is_of(each, kind) for each in case.findings)]
    words = ", ".join(kind.replace("_", " ") for kind in found)
    return f"The check of the content found: {words}." if found else ""


def _is_of(found: str, kind: str) -> bool:
    return found == kind or found.startswith(f"{kind}_")
