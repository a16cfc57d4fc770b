"""What the lint says, and what it is told besides the plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType

from compliance.findings import Severity
from sequences.cadence import NO_CLOSURES, Closures, Window
from sequences.plans import StepInput

# Nobody may accept these: the law or the engine asks for them, or the plan makes no sense.
NOT_WAIVABLE = frozenset(
    {
        "condition_unknown",
        "copy_outside",
        "dates_closed",
        "dates_over",
        "false_reply",
        "needs_smart",
        "no_steps",
        "postal_address_missing",
        "sender_unknown",
        "sms_no_account",
        "sms_too_long",
        "sms_way_out_missing",
        "step_unreachable",
        "subject_missing",
        "template_wrong",
        "text_missing",
        "unsubscribe_missing",
        "window_closed",
    }
)


@dataclass(frozen=True, slots=True)
class WaiverFact:
    """A finding that is accepted until `expires_at`; `step_key` "" is every step, and the whole."""

    code: str
    step_key: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the lint cannot know from the plan. None means that it is not known here, and that
    the rules which need it stay silent.

    `sends_texts` says that a mailbox has an account for text messages;
    `mailboxes` and `copy_addresses` are addresses, `own_domains` domains, all in lower case;
    `stages` the content reviews that are switched on; `starts_on` and `ends_on` the local first
    and last day; `blocks` the texts of signature and disclosure; `window` what counts where the
    plan has none; `required_fields` dotted fields that the gate asks for of everybody.
    `zone` is the workspace's, in which its dates are meant.
    `adds_unsubscribe` and `adds_postal_address` say that a footer carries these, so that a
    template need not.
    """

    now: datetime
    zone: tzinfo = UTC
    max_touches_a_week: int = 5
    naming_rule: str = ""
    naming_required: bool = False
    name: str = ""
    campaign_type: str = ""
    own_domains: frozenset[str] | None = None
    copy_addresses: frozenset[str] = frozenset()
    mailboxes: frozenset[str] | None = None
    sends_texts: bool | None = None
    stages: frozenset[str] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    blocks: Mapping[str, str] | None = None
    window: Window | None = None
    closures: Closures = NO_CLOSURES
    required_fields: frozenset[str] = frozenset()
    waivers: tuple[WaiverFact, ...] = ()
    adds_unsubscribe: bool = False
    adds_postal_address: bool = False

    @property
    def today(self) -> date:
        """The day that it is where the workspace is."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct or to know. `step_key` is None and `number` 0 for the sequence as a
    whole; `waived_until` is set while somebody has accepted it."""

    code: str
    severity: Severity
    step_key: str | None
    message: str
    fix: str
    number: int = 0
    waived_until: datetime | None = None

    @property
    def waivable(self) -> bool:
        """Whether it may be accepted for a time."""
        return self.code not in NOT_WAIVABLE

    @property
    def blocks(self) -> bool:
        """Whether the sequence cannot be submitted with it."""
        return self.severity is Severity.ERROR and self.waived_until is None


@dataclass(frozen=True, slots=True)
class Place:
    """A step as its findings name it; `variant` "" is the step itself."""

    number: int
    step: StepInput
    variant: str = ""

    def error(self, code: str, message: str, fix: str) -> Finding:
        """It must not go out like this."""
        return self._finding(code, Severity.ERROR, message, fix)

    def warning(self, code: str, message: str, fix: str) -> Finding:
        """Somebody should look at it."""
        return self._finding(code, Severity.WARNING, message, fix)

    def info(self, code: str, message: str, fix: str) -> Finding:
        """Good to know."""
        return self._finding(code, Severity.INFO, message, fix)

    def _finding(self, code: str, severity: Severity, message: str, fix: str) -> Finding:
        variant = f", variant {self.variant}" if self.variant else ""
        said = f"Step {self.number}{variant}: {message}"
        return Finding(code, severity, self.step.key, said, fix, self.number)


def whole(code: str, severity: Severity, message: str, fix: str) -> Finding:
    """A finding about the sequence."""
    return Finding(code, severity, None, message, fix)


def sorted_once(found: Iterable[Finding]) -> list[Finding]:
    """The sequence as a whole first, then step by step, each finding once."""
    return sorted(dict.fromkeys(found), key=lambda finding: finding.number)


def waived(found: Iterable[Finding], context: Context) -> Iterator[Finding]:
    """The findings, marked where a waiver is in force."""
    in_force = [waiver for waiver in context.waivers if waiver.expires_at > context.now]
    for finding in found:
        until = [
            waiver.expires_at
            for waiver in in_force
            if waiver.code == finding.code and waiver.step_key in ("", finding.step_key)
        ]
        accepted = finding.waivable and until
        yield replace(finding, waived_until=max(until)) if accepted else finding


EMPTY: Mapping[str, str] = MappingProxyType({})
