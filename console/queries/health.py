"""How mailboxes fare, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from enrollment.health import bands, judging, terms
from enrollment.health.bands import Band, Limits, Sample
from enrollment.models import Mailbox, MailboxHealth

_TONES = {Band.UNJUDGED: "muted", Band.GOOD: "good", Band.WATCH: "warn", Band.PAUSE: "bad"}


@dataclass(frozen=True)
class Rate:
    """One rate of a window: its name, "5 of 100", "5.00 %", and the limits in words."""

    name: str
    share: str
    percent: str
    limit: str


@dataclass(frozen=True)
class HealthLine:
    """The badge of a mailbox, why it has it, and what happens next."""

    health: MailboxHealth
    label: str
    tone: str
    why: Sequence[str]
    follows: str

    @property
    def is_noteworthy(self) -> bool:
        """Whether it needs a second look."""
        return self.health.band in (Band.WATCH, Band.PAUSE)


@dataclass(frozen=True)
class HealthSheet:
    """A mailbox's line with its rates: name of the window, and its rates."""

    line: HealthLine
    windows: Sequence[tuple[str, Sequence[Rate]]]


def lines(boxes: Sequence[Mailbox]) -> Mapping[UUID, HealthLine]:
    """The line of each mailbox that was judged; one statement."""
    return {pk: line(row) for pk, row in judging.of(boxes).items()}


def line(row: MailboxHealth) -> HealthLine:
    """What was found of one mailbox."""
    band = Band(row.band)
    label, tone = bands.LABELS[band], _TONES[band]
    if band == Band.PAUSE and not row.gate_id:
        label = "Over its limit"
    return HealthLine(row, label, tone, row.why, _follows(row, band))


def sheet(box: Mailbox) -> HealthSheet | None:
    """Everything about one mailbox; None before anybody has looked. Two statements."""
    row = judging.of([box]).get(box.pk)
    if row is None:
        return None
    limits = terms.current()
    month = Sample(row.sent, row.bounced, row.complained, row.replied)
    week = Sample(row.week_sent, row.week_bounced, row.week_complained)
    replies = _rate("Answered", month, month.replied, _reply_limit(limits))
    windows = [
        (f"{bands.MONTH} days", [*_harms(month, limits), replies]),
        (f"{bands.WEEK} days", _harms(week, limits)),
    ]
    return HealthSheet(line(row), windows)


def _harms(sample: Sample, limits: Limits) -> list[Rate]:
    bounce = _limit(limits.bounce_watch, limits.bounce_pause)
    complaint = _limit(limits.complaint_watch, limits.complaint_pause)
    return [
        _rate("Bounced", sample, sample.bounced, bounce),
        _rate("Complained", sample, sample.complained, complaint),
    ]


def _rate(name: str, sample: Sample, count: int, limit: str) -> Rate:
    percent = f"{sample.rate(count):.2f} %" if sample.is_enough else "too few to judge"
    return Rate(name, f"{count:,} of {sample.sent:,}", percent, limit)


def _limit(watch: float, pause: float) -> str:
    return f"watched from {watch:g} %, paused from {pause:g} %"


def _reply_limit(limits: Limits) -> str:
    return f"watched below {limits.reply_watch:g} %" if limits.reply_watch else "not watched"


def _follows(row: MailboxHealth, band: Band) -> str:
    if band == Band.UNJUDGED:
        return f"It is judged when it has sent {bands.FLOOR} messages."
    if band == Band.GOOD:
        return "It goes on sending."
    if band == Band.WATCH:
        return "It goes on sending. Beyond a limit for bounces or complaints it is paused."
    if row.gate_id:
        return (
            "Nothing leaves. An admin opens it under Operations, with a plan for what waits."
            " From then on only what is sent afterwards counts."
        )
    return "It was stopped already. When that stop is lifted, it is paused for its health."
