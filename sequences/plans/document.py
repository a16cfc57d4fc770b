"""What an author writes, as plain data: everything that an approval of a version covers.

The same dataclasses stand behind a form, a REST call, a text file and a stored version, so the
checks, the lint, the differences and the digest are made from them alone. They hold what was
written, right or wrong; `problems` says what cannot be stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from contacts.conditions import NONE, Conditions
from sequences.cadence import Delay, DelayUnit, Window

MAX_STEPS = 50
BASE = "a"  # the key of the variant that the step itself is

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "email": "Email",
        "email_personal": "Email to personalise",
        "call": "Call",
        "linkedin": "LinkedIn",
        "sms": "SMS",
        "task": "Task",
        "wait": "Wait",
    }
)
EMAILS = frozenset({"email", "email_personal"})
WITH_WORDS = EMAILS | {"sms"}
BY_HAND = frozenset({"email_personal", "call", "linkedin", "sms", "task"})


class Mode(StrEnum):
    """Classic: one track, by day. Smart: three tracks, by behaviour."""

    CLASSIC = "classic"
    SMART = "smart"


class Track(StrEnum):
    """The three ways through a sequence; everybody starts on the main one."""

    MAIN = "main"
    POSITIVE = "positive"
    NEGATIVE = "negative"


class Metric(StrEnum):
    """What a comparison of variants counts, once per person."""

    REPLIED = "replied"
    MEETING = "meeting"
    CLICKED = "clicked"


@dataclass(frozen=True, slots=True)
class Jump:
    """On reaching the step: to which step the person goes instead, and when; no conditions:
    always. The first jump that holds is taken."""

    to: str
    when: Conditions = NONE


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words for the same step. `share` is its percentage; the step's own words, variant
    "a", have what the others leave of 100."""

    key: str
    share: int
    subject: str = ""
    preheader: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """How the variants of a step are compared: once, when each has `minimum` people whose answers
    were waited for. Automatic: everybody after that gets the winner, when there is one."""

    metric: Metric = Metric.REPLIED
    minimum: int = 100
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A file for the reader: never attached, always a link (https) below the text."""

    title: str
    url: str


class TaskEnd(StrEnum):
    """What becomes of a task that nobody did in time."""

    EXPIRE = "expire"  # counts as expired, the flow goes on
    SKIP = "skip"  # counts as skipped, the flow goes on
    WAIT = "wait"  # stays in the list until a person decides


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a manual step may wait for its person.

    The first reminder comes after `remind_hours` of working time, the others one working day
    apart, `reminders` in all; 0 hours is none. After `escalate_days` working days somebody else
    is told, 0 is never. After `end_days` days it ends as `end` says.
    """

    remind_hours: int = 4
    reminders: int = 3
    escalate_days: int = 2
    end_days: int = 5
    end: str = TaskEnd.EXPIRE.value


@dataclass(frozen=True, slots=True)
class StepInput:
    """One step. `key` is empty for a new step; the delay counts from the step before.

    `when`: a step that does not apply to a person is skipped with that reason. `instructions` are
    for the person who does a manual step; they may use variables too. `sender` is the address of
    one of our mailboxes, "" the person's own; `reply_to` "" is the sender. `patience` None is the
    workspace's, for steps that a person does. `automatic` lets a text message leave by itself.
    """

    kind: str
    key: str = ""
    track: str = Track.MAIN.value
    delay_amount: int = 0
    delay_unit: str = "days"
    subject: str = ""
    preheader: str = ""
    text: str = ""
    html: str = ""
    same_thread: bool = True
    instructions: str = ""
    when: Conditions = NONE
    jumps: tuple[Jump, ...] = ()
    variants: tuple[Variant, ...] = ()
    experiment: Experiment | None = None
    sender: str = ""
    reply_to: str = ""
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    patience: Patience | None = None
    automatic: bool = False

    @property
    def leaves_by_itself(self) -> bool:
        """Whether it is a message that we transmit; what is none waits, or is a person's to do."""
        return self.kind == "email" or (self.kind == "sms" and self.automatic)

    @property
    def delay(self) -> Delay:
        """The delay; CadenceError or ValueError unless the step was checked."""
        return Delay(self.delay_amount, DelayUnit(self.delay_unit))

    @property
    def label(self) -> str:
        """The kind in words."""
        return LABELS.get(self.kind, self.kind)

    @property
    def shares(self) -> dict[str, int]:
        """The percentage of each variant, the step's own words first; {} without variants."""
        if not self.variants:
            return {}
        others = {variant.key: variant.share for variant in self.variants}
        return {BASE: 100 - sum(others.values()), **others}


@dataclass(frozen=True, slots=True)
class Exit:
    """Leaving by conditions, besides the ways out that every version has. `reason` is one of
    `EXIT_REASONS`."""

    name: str
    reason: str
    when: Conditions


# What a version may say; the others (replied, bounced, opted out, complained, …) are always on.
EXIT_REASONS = ("converted", "meeting_booked", "disqualified", "account_change", "escalated")


@dataclass(frozen=True, slots=True)
class Goal:
    """What the sequence is for. Who reaches it exits as converted, with the goal as evidence."""

    name: str
    when: Conditions


@dataclass(frozen=True, slots=True)
class Canary:
    """The first few get the first message, then nobody for `hold_minutes`. `people` 0 means
    `share` percent of those enrolled. The limits are percentages of the first few; reaching one
    (for complaints) or passing it (for the others) stops."""

    share: int = 10
    people: int = 0
    hold_minutes: int = 120
    bounce: float = 5.0
    opt_out: float = 1.0
    complaint: float = 0.1


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is watched where workspace, law and person allow it: who opens, who follows a link.
    `utm` names the campaign in links to the workspace's own sites, and watches nobody."""

    opens: bool = False
    clicks: bool = False
    utm: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in a test: `what` (a signal such as reply, an activity such as opened, an
    outcome of a task, or a change of fields) so many minutes after step `after` was reached; ""
    is the start."""

    what: str
    after: str = ""
    minutes: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be so at the end of a test. `outcome` of step `step`: done, skipped, never; or of
    the whole, with `step` "": the exit reason. `at` is a local time such as 2026-03-29 09:00."""

    outcome: str
    step: str = ""
    at: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A scripted test that is kept with the version and run at submission and approval.

    `start` is a local time of the person's `zone` (default UTC); `fields` are dotted.
    """

    name: str
    start: str
    zone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    expect: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an approval covers, and the notes. No window means the workspace's; no zone the
    fall-back of the contact.

    `snippets` are copies: name and text of those that the templates use, as they were when the
    version was saved. `new_a_day` 0 is no limit of people who start in a day.
    """

    steps: tuple[StepInput, ...] = ()
    window: Window | None = None
    notes: str = ""
    mode: str = Mode.CLASSIC.value
    zone: str = ""
    holidays: bool = True
    min_gap_hours: int = 0
    spread_minutes: int = 20
    new_a_day: int = 0
    exits: tuple[Exit, ...] = ()
    goal: Goal | None = None
    canary: Canary | None = None
    tracking: Tracking | None = None
    snippets: tuple[tuple[str, str], ...] = ()
    cases: tuple[Case, ...] = ()

    def step(self, key: str) -> StepInput | None:
        """The step with this key."""
        return next((step for step in self.steps if step.key == key), None)

    def number(self, key: str) -> int:
        """The number of a step for people, from 1; 0 for none."""
        return next((n for n, step in enumerate(self.steps, 1) if step.key == key), 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plan cannot be stored. `field` is for example `steps.2.subject`, counted from 1;
    line and column, also from 1, are those inside the template, where it is about one."""

    field: str
    message: str
    line: int = 0
    column: int = 0


Data = Mapping[str, Any]
