"""Decides in which band a mailbox is. Pure.

Rates are percents of the messages sent. Below FLOOR messages nothing is judged. The windows of 30
and of 7 days are both judged, and the worse one counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

FLOOR = 50
MONTH, WEEK = 30, 7
# As few can be chance: so many of a kind there are at least before a mailbox is paused.
LEAST_BOUNCES, LEAST_COMPLAINTS = 3, 2
# A watched mailbox is good again below this part of the limit, so that it does not flap.
EASED = 0.75


class Band(StrEnum):
    """Where a mailbox stands. The values are stored."""

    UNJUDGED = "unjudged"
    GOOD = "good"
    WATCH = "watch"
    PAUSE = "pause"


LABELS = {
    Band.UNJUDGED: "Too few to judge",
    Band.GOOD: "Healthy",
    Band.WATCH: "Watch",
    Band.PAUSE: "Paused for its health",
}
CHOICES = [(band.value, LABELS[band]) for band in Band]


@dataclass(frozen=True, slots=True)
class Limits:
    """Percents from which on a mailbox is watched or paused; a reply rate below `reply_watch` is
    watched, 0 switches that off."""

    bounce_watch: float = 2.0
    bounce_pause: float = 4.0
    complaint_watch: float = 0.1
    complaint_pause: float = 0.3
    reply_watch: float = 1.0


DEFAULTS = Limits()
# What mailbox providers and e-mail services bear at most; a workspace may only be stricter.
LAXEST = Limits(bounce_watch=5.0, bounce_pause=5.0, complaint_watch=0.3, complaint_pause=0.3)


@dataclass(frozen=True, slots=True)
class Sample:
    """Messages that were sent, and to how many of them what happened."""

    sent: int = 0
    bounced: int = 0
    complained: int = 0
    replied: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether it can be judged."""
        return self.sent >= FLOOR

    def rate(self, count: int) -> float:
        """`count` as a percent of what was sent; 0 when nothing was."""
        return 100 * count / self.sent if self.sent else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A band, and the sentences that say why; none for a good one."""

    band: Band
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Harm:
    count: int
    verb: str
    watch: float
    pause: float
    least: int


def judge(month: Sample, week: Sample, limits: Limits, before: Band = Band.UNJUDGED) -> Verdict:
    """The band of a mailbox by what it sent in 30 days and in 7; `before` is its band until now."""
    if not month.is_enough:
        return Verdict(Band.UNJUDGED)
    windows = [(month, MONTH)] + ([(week, WEEK)] if week.is_enough else [])
    found = [each for sample, days in windows for each in _of_window(sample, days, limits, 1.0)]
    if limits.reply_watch and month.rate(month.replied) < limits.reply_watch:
        found.append((Band.WATCH, _few_replies(month, limits.reply_watch)))
    if not found and before == Band.WATCH:
        found = [
            each for sample, days in windows for each in _of_window(sample, days, limits, EASED)
        ]
    for band in (Band.PAUSE, Band.WATCH):
        if why := tuple(sentence for each, sentence in found if each == band):
            return Verdict(band, why)
    return Verdict(Band.GOOD)


def _of_window(
    sample: Sample, days: int, limits: Limits, part: float
) -> Iterator[tuple[Band, str]]:
    """What is wrong in one window; `part` of the limits to be watched is taken."""
    for harm in _harms(sample, limits):
        rate = sample.rate(harm.count)
        if harm.count >= harm.least and rate >= harm.pause:
            yield Band.PAUSE, _said(sample, harm, days, harm.pause)
        elif harm.count and rate >= harm.watch * part:
            yield Band.WATCH, _said(sample, harm, days, harm.watch)


def _harms(sample: Sample, limits: Limits) -> tuple[_Harm, _Harm]:
    bounces = (limits.bounce_watch, limits.bounce_pause, LEAST_BOUNCES)
    complaints = (limits.complaint_watch, limits.complaint_pause, LEAST_COMPLAINTS)
    return (
        _Harm(sample.bounced, "bounced", *bounces),
        _Harm(sample.complained, "drew a complaint", *complaints),
    )


def _said(sample: Sample, harm: _Harm, days: int, limit: float) -> str:
    rate = sample.rate(harm.count)
    return (
        f"{harm.count} of {sample.sent:,} messages of {days} days {harm.verb}"
        f" ({rate:.2f} %, the limit is {limit:g} %)."
    )


def _few_replies(sample: Sample, limit: float) -> str:
    rate = sample.rate(sample.replied)
    return (
        f"{sample.replied} of {sample.sent:,} messages of {MONTH} days were answered"
        f" ({rate:.2f} %, expected are {limit:g} %)."
    )
