"""Windows and dates in which nothing, or less than all of it, could ever leave."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from compliance.findings import Severity
from sequences.cadence import OFFICE_HOURS, Block, Hours, Window
from sequences.lint.finding import Context, Finding, whole
from sequences.plans import Plan, days

SEARCH_DAYS = 400
MINUTES_A_DAY = 24 * 60
_DAY = timedelta(days=1)


def findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Everything about when the steps may run."""
    window = plan.window or context.window or OFFICE_HOURS
    yield from _narrow(plan, window)
    opens = _first_open(window, context)
    if context.ends_on and context.ends_on < context.today:
        message = f"The last day of this sequence, {context.ends_on:%d %b %Y}, is over."
        fix = "Choose a later one, or none."
        yield whole("dates_over", Severity.ERROR, message, fix)
    elif opens is None and context.ends_on:
        message = "The window does not open on any day from the first to the last of the sequence."
        fix = "Open another weekday, or choose other dates."
        yield whole("dates_closed", Severity.ERROR, message, fix)
    elif opens is None:
        message = f"The window does not open on any of the next {SEARCH_DAYS} days."
        fix = "Open another weekday, or remove closed dates."
        yield whole("window_closed", Severity.ERROR, message, fix)
    elif context.ends_on:
        yield from _short(plan, opens, context.ends_on)


def _first_open(window: Window, context: Context) -> date | None:
    """The first day on which something could leave; None when there is none."""
    day = max(context.starts_on or date.min, context.today)
    hours = Hours(ZoneInfo("UTC"), window, context.closures)
    most = min(SEARCH_DAYS, (context.ends_on - day).days + 1 if context.ends_on else SEARCH_DAYS)
    search = (day + number * _DAY for number in range(most))
    return next((each for each in search if hours.opens_on(each)), None)


def _narrow(plan: Plan, window: Window) -> Iterator[Finding]:
    widest = max(map(_minutes, window.blocks))
    if widest < plan.spread_minutes:
        message = (
            f"The longest block of the window has {widest} minutes, which is less than the random"
            f" spread of {plan.spread_minutes}: messages would leave in a crowd."
        )
        fix = "Lengthen the block, or lower the spread."
        yield whole("window_short", Severity.WARNING, message, fix)


def _minutes(block: Block) -> int:
    end = block.end.hour * 60 + block.end.minute or MINUTES_A_DAY
    return end - block.start.hour * 60 - block.start.minute


def _short(plan: Plan, opens: date, ends_on: date) -> Iterator[Finding]:
    """Steps that nobody can come to before the end, even whoever starts first."""
    left = (ends_on - opens).days + 1
    late = [n for n, day in enumerate(days(plan.steps), 1) if day > left]
    if late:
        message = f"Step {late[0]} comes after the last day, {ends_on:%d %b %Y}, for everybody."
        yield whole("dates_short", Severity.WARNING, message, "Choose a later one, or fewer steps.")
