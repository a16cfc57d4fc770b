"""The table that a person reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from tests.benchmarks.drain.rounds import Contender, machine

COLUMNS = (
    "mails/s",
    "lowest",
    "highest",
    "x plain",
    "x best",
    "of SMTP",
    "client",
    "database",
    "broker",
    "sink",
    "sessions",
    "bytes",
    "start",
)
EXPLAINED = """\
mails/s is the median; "x plain" compares it with plain Celery, "x best" with django-post-office's
best setting, "of SMTP" with raw SMTP to the same sink. client, database, broker and sink are
microseconds of the processor for each mail; bytes are those of a message; start are seconds until
the senders were ready, which count for nobody."""


@dataclass(frozen=True)
class Against:
    """With whose rates all others are compared; 0 where nobody was measured."""

    plain: float = 0.0
    best: float = 0.0
    smtp: float = 0.0


def against(contenders: Sequence[Contender]) -> Against:
    """Plain Celery, the best of django-post-office, and the best of raw SMTP."""

    def best(words: str, *, but: str = "\0") -> float:
        named = (each for each in contenders if words in each.name and but not in each.name)
        return max((each.rate for each in named), default=0.0)

    return Against(
        best("Celery, a task per mail", but="tuned"), best("django-post-office"), best("raw SMTP")
    )


def lines(title: str, contenders: Sequence[Contender], rates: Against | None = None) -> list[str]:
    """The table of one part, with date and machine."""
    rates = rates or against(contenders)
    known = machine()
    widest = max((len(_label(each)) for each in contenders), default=0)
    head = "".join(f"{name:>10}" for name in COLUMNS)
    body = [f"{_label(each):<{widest}}{''.join(_cells(each, rates))}" for each in contenders]
    counted = sorted({len(each.took) for each in contenders if not each.broken})
    rounds = " to ".join(map(str, {counted[0]: 0, counted[-1]: 0})) if counted else "no"
    on = f"{date.today():%d %B %Y}, rounds: {rounds}, {known['processors']}, {known['python']}"
    return ["", title, on, "", f"{'':<{widest}}{head}", *body, "", EXPLAINED, *_notes(contenders)]


def _notes(contenders: Sequence[Contender]) -> Iterator[str]:
    """What was noted besides, at its worst."""
    for each in contenders:
        names = dict.fromkeys(name for took in each.took for name in took.notes)
        for name in names:
            worst = max(took.notes[name] for took in each.took)
            yield f"{_label(each)}: {name}: {worst:,.1f}"


def _label(contender: Contender) -> str:
    return f"{contender.name} ({contender.mails:,})"


def _cells(contender: Contender, rates: Against) -> Iterator[str]:
    if contender.broken or not contender.took:
        yield "     DOES NOT COUNT" if contender.broken else "     not measured"
        return
    middle, low, high = contender.rates
    yield from (f"{rate:>10,.0f}" for rate in (middle, low, high))
    for other in (rates.plain, rates.best):
        yield f"{middle / other:>10.2f}" if other else f"{'':>10}"
    yield f"{middle / rates.smtp:>10.1%}" if rates.smtp else f"{'':>10}"
    yield from (f"{contender.micros(part):>10,.0f}" for part in ("client", "postgres"))
    yield from (f"{contender.micros(part):>10,.0f}" for part in ("broker", "sink"))
    yield f"{median(each.sessions for each in contender.took):>10,.0f}"
    yield f"{median(each.size for each in contender.took):>10,.0f}"
    yield f"{median(each.start for each in contender.took):>10.1f}"
