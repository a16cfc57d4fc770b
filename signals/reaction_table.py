"""What happens when a signal comes: the reaction table, its safe defaults and its minimums. Pure.

A table has one line for each topic, and lines of their own for single motions. What binds us by law
or protects senders is locked: such a line says what it says, whatever a document or a program asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from signals.kinds import Kind

BUILT_IN = 0


class Topic(StrEnum):
    """What a signal is about, as far as reactions differ. The values are stored in tables.

    The first three are replies (`Kind.REPLY`) by what their words mean.
    """

    INTERESTED = "interested"
    MEETING = "meeting"
    QUESTION = "question"
    REPLY = "reply"
    OBJECTION = "objection"
    REFERRAL = "referral"
    NOT_NOW = "not_now"
    WRONG_PERSON = "wrong_person"
    MEETING_BOOKED = "meeting_booked"
    LEFT_COMPANY = "left_company"
    AUTO_REPLY = "auto_reply"
    UNCLEAR = "unclear"
    BOUNCE_SOFT = "bounce_soft"
    BOUNCE_HARD = "bounce_hard"
    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS.get(self) or Kind(self.value).label

    @property
    def follows(self) -> str:
        """What follows, as a sentence; "" where the owner takes over."""
        return FOLLOWS.get(self, "")

    @property
    def is_locked(self) -> bool:
        """Whether what happens to the person cannot be chosen."""
        return len(ALLOWED[self]) == 1


class Does(StrEnum):
    """What happens to the sequences of the person."""

    EXIT = "exit"
    TRACK = "track"
    DECIDE = "decide"
    PAUSE = "pause"
    RETRY = "retry"
    SUPPRESS = "suppress"


class Others(StrEnum):
    """What happens to other people of the same company who are in sequences."""

    NOTHING = "nothing"
    PAUSE = "pause"
    EXIT = "exit"


_LABELS: Mapping[Topic, str] = {
    Topic.INTERESTED: "Reply: interested",
    Topic.MEETING: "Reply: wants to meet",
    Topic.QUESTION: "Reply: a question",
    Topic.REPLY: "Reply: anything else",
}
_ANSWERED = (Does.EXIT, Does.DECIDE)
_POSITIVE = (Does.TRACK, Does.EXIT, Does.DECIDE)
#: What may be chosen; the first is the default, and a single one is locked. A person who has
#: answered is never written to by a machine as if they had not: no line lets a sequence run on.
ALLOWED: Mapping[Topic, tuple[Does, ...]] = MappingProxyType(
    {
        Topic.INTERESTED: _POSITIVE,
        Topic.MEETING: _POSITIVE,
        Topic.QUESTION: _ANSWERED,
        Topic.REPLY: _ANSWERED,
        Topic.OBJECTION: _ANSWERED,
        Topic.REFERRAL: _ANSWERED,
        Topic.NOT_NOW: _ANSWERED,
        Topic.WRONG_PERSON: _ANSWERED,
        Topic.MEETING_BOOKED: (Does.EXIT,),
        Topic.LEFT_COMPANY: _ANSWERED,
        Topic.AUTO_REPLY: (Does.PAUSE, Does.DECIDE),
        Topic.UNCLEAR: (Does.DECIDE,),
        Topic.BOUNCE_SOFT: (Does.RETRY,),
        Topic.BOUNCE_HARD: (Does.SUPPRESS,),
        Topic.OPT_OUT: (Does.SUPPRESS,),
        Topic.COMPLAINT: (Does.SUPPRESS,),
    }
)
_BY_MACHINE = {Topic.AUTO_REPLY, Topic.LEFT_COMPANY, Topic.BOUNCE_SOFT, Topic.BOUNCE_HARD}
#: A person of the company has spoken, so colleagues may be concerned.
SPEAKS_FOR_OTHERS = frozenset(Topic) - _BY_MACHINE - {Topic.UNCLEAR}


class TableError(ValueError):
    """A line that goes below what binds us."""


@dataclass(frozen=True, slots=True)
class Line:
    """What happens to the person, and to their colleagues."""

    does: Does
    others: Others = Others.NOTHING


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table: `motions` has the lines that differ in one motion.

    TableError for a line that is not allowed, so there is no table that binds less.
    """

    number: int = BUILT_IN
    lines: Mapping[Topic, Line] = field(default_factory=dict)
    motions: Mapping[str, Mapping[Topic, Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for lines in (self.lines, *self.motions.values()):
            for topic, line in lines.items():
                if found := problems(topic, line):
                    raise TableError(next(iter(found.values())))

    def line(self, topic: Topic, motion: str = "") -> Line:
        """What holds for a topic in a motion."""
        own = self.motions.get(motion, {})
        return own.get(topic) or self.lines.get(topic) or default(topic)

    @property
    def reaches_others(self) -> bool:
        """Whether any line concerns colleagues."""
        every = (self.lines, *self.motions.values())
        return any(line.others != Others.NOTHING for lines in every for line in lines.values())


def default(topic: Topic) -> Line:
    """The safe default."""
    return Line(ALLOWED[topic][0])


def built_in() -> Table:
    """What holds while a workspace has no table of its own."""
    return Table()


def problems(topic: Topic, line: Line) -> dict[str, str]:
    """What of a line cannot stand, a sentence by part."""
    found = {}
    if line.does not in ALLOWED[topic]:
        found["does"] = f"“{topic.label}” cannot do this. {_instead(topic)}"
    if line.others != Others.NOTHING and topic not in SPEAKS_FOR_OTHERS:
        found["others"] = f"“{topic.label}” says nothing about colleagues. Choose nothing."
    return found


def _instead(topic: Topic) -> str:
    if topic.is_locked:
        return "It is locked."
    return f"Choose {' or '.join(WORDS[each].lower() for each in ALLOWED[topic])}."


#: What people read of each choice.
WORDS: Mapping[Does, str] = MappingProxyType(
    {
        Does.EXIT: "Ends",
        Does.TRACK: "Positive track, else ends",
        Does.DECIDE: "Waits for a decision",
        Does.PAUSE: "Pauses until back",
        Does.RETRY: "Three tries, then ends",
        Does.SUPPRESS: "Ends and suppresses",
    }
)
#: What follows an end or a pause, by topic; it cannot be chosen.
FOLLOWS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.NOT_NOW: "Comes back on the day that was named, else after 90 days.",
        Topic.WRONG_PERSON: "Disqualified, and handed to the owner.",
        Topic.LEFT_COMPANY: "Disqualified, and handed to the owner.",
        Topic.AUTO_REPLY: "Until the working day after the date, else for 14 days.",
        Topic.BOUNCE_SOFT: "After one day, then after two.",
        Topic.BOUNCE_HARD: "The address that does not exist.",
        Topic.OPT_OUT: "In the whole workspace, present and future.",
        Topic.COMPLAINT: "In the whole workspace, present and future.",
    }
)
OTHERS_WORDS: Mapping[Others, str] = MappingProxyType(
    {Others.NOTHING: "Nothing", Others.PAUSE: "Pause", Others.EXIT: "End"}
)
_OF_REPLIES = frozenset({Topic.INTERESTED, Topic.MEETING, Topic.QUESTION})


def topic_of(kind: Kind, said: Mapping[str, Any]) -> Topic | None:
    """The topic of a signal by its kind and its open facts; None where there is no reaction."""
    if kind is Kind.REPLY:
        meant = (said.get("understood") or {}).get("intent")
        return Topic(meant) if meant in _OF_REPLIES else Topic.REPLY
    return Topic(kind.value) if kind.value in list(Topic) else None
