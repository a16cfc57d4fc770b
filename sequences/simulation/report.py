"""The figures of a simulation as JSON for pages, and what they come to in sentences. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sequences.cadence import WEEKDAYS
from sequences.simulation.causes import LABELS
from sequences.simulation.figures import Result, StepFigures, most, span
from sequences.simulation.journey import What
from sequences.simulation.world import Owner, Sender

FORECAST_DAYS = 30
SENTENCES_OF_A_KIND = 3
DIDS = (What.SENT, What.DONE, What.ELAPSED)


def as_data(result: Result) -> dict[str, Any]:
    """Everything that a page shows: totals, days (each with its date), mailboxes, owners, steps,
    waits, reviews, what competes, and sentences. Dates are ISO, in the workspace's zone; those of
    a mailbox are UTC."""
    return {
        "totals": _totals(result),
        "sentences": list(sentences(result)),
        "days": _days(result),
        "mailboxes": _mailboxes(result),
        "owners": _owners(result),
        "steps": [_step(each) for each in result.steps],
        "waits": [
            {"cause": kind, "label": LABELS[kind], "count": count}
            for kind, count in result.waits.most_common()
        ],
        "ends": [{"reason": reason, "count": n} for reason, n in result.ends.most_common()],
        "reasons": [
            {"reason": reason, "because": because, "count": count}
            for (reason, because), count in result.reasons.most_common(20)
        ],
        "reviews": _reviews(result),
        "competing": _competing(result),
    }


def sentences(result: Result) -> Iterator[str]:
    """What a person wants to know first, in whole sentences."""
    yield from _about_first_messages(result)
    yield from _about_reviews(result)
    yield from _about_mailboxes(result)
    yield from _about_owners(result)
    for day, count in result.peaks(1):
        yield f"The fullest day is {named(day)} with {counted(count, 'message')}."
    if result.same_day_people:
        day, count = max(result.same_day.items(), key=lambda pair: (pair[1], -pair[0].toordinal()))
        people = counted(result.same_day_people, "person", "people")
        yield (
            f"Another sequence touches {people} on the same day as this one; "
            f"most often on {named(day)} ({counted(count, 'touch', 'touches')})."
        )


def named(day: date) -> str:
    """A day for people: Thu 14 May."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%b}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _today(result: Result) -> date:
    return _day(result, result.world.start)


def _day(result: Result, moment: datetime) -> date:
    return moment.astimezone(result.world.zone).date()


def _about_first_messages(result: Result) -> Iterator[str]:
    if not result.new or not any(step.leaves_by_itself for step in result.plan.steps):
        return
    got = len(result.first_messages)
    if got:
        last = _day(result, max(result.first_messages))
        days = (last - _today(result)).days
        when = f"in {counted(days, 'day')}, on {named(last)}" if days else "today"
        yield f"The last person gets the first message {when}."
    edge = _today(result) + timedelta(days=FORECAST_DAYS)
    late = sum(_day(result, moment) >= edge for moment in result.first_messages)
    if late:
        people = counted(late, "person gets", "people get")
        yield f"{people} the first message only after {FORECAST_DAYS} days."
    if got < result.new:
        people = counted(result.new - got, "person leaves", "people leave")
        yield (
            f"{people} or waits before the first message."
            if result.new - got == 1
            else (f"{people} or wait before the first message.")
        )


def _about_reviews(result: Result) -> Iterator[str]:
    waiting = result.reviews.waiting()
    if not waiting:
        return
    day, count = max(waiting.items(), key=lambda pair: (pair[1], -pair[0].toordinal()))
    last = max(result.reviews.done)
    yield f"The review queue peaks on {named(day)} with {count:,}; it is empty on {named(last)}."


def _about_mailboxes(result: Result) -> Iterator[str]:
    found = []
    for key, days in result.senders.items():
        sender = result.world.senders.get(key)
        full = _full(sender, days) if sender else []
        if sender and full:
            found.append((len(full), sender.label, min(full), max(full)))
    for count, label, first, last in sorted(found, reverse=True)[:SENTENCES_OF_A_KIND]:
        when = f"from {named(first)} to {named(last)}" if count > 1 else f"on {named(first)}"
        yield f"{label} is at its daily limit on {counted(count, 'day')}, {when}."


def _full(whose: Sender | Owner, days: Counter[date]) -> list[date]:
    """The days on which nothing more fits."""
    return [day for day, n in days.items() if n + whose.taken.get(day, 0) >= whose.most(day)]


def _about_owners(result: Result) -> Iterator[str]:
    found = []
    for key, days in result.owners.items():
        owner = result.world.owners.get(key)
        if owner is None or not owner.limit:
            continue
        day, count = max(days.items(), key=lambda pair: (pair[1], -pair[0].toordinal()))
        full = _full(owner, days)
        if full:
            found.append((len(full), owner, day, count))
    for n, owner, day, count in sorted(found, key=lambda each: -each[0])[:SENTENCES_OF_A_KIND]:
        tasks = counted(owner.limit, "task")
        yield (
            f"{owner.label} has no time left on {counted(n, 'day')} ({tasks} a day); "
            f"this sequence asks most on {named(day)} ({count:,})."
        )
    expired = sum(each.became[What.EXPIRED] for each in result.steps)
    if expired:
        tasks = counted(expired, "task expires", "tasks expire")
        yield f"{tasks} because nobody has time for them within five days."


def _totals(result: Result) -> dict[str, Any]:
    days = result.days.values()
    last = max(result.days, default=None)
    return {
        "people": result.people,
        "new": result.new,
        "messages": sum(day.messages for day in days),
        "tasks": sum(day.tasks for day in days),
        "first_messages": len(result.first_messages),
        "last_first_message": _iso(max(result.first_messages, default=None)),
        "last_day": last.isoformat() if last else None,
        "peaks": [{"date": day.isoformat(), "messages": n} for day, n in result.peaks()],
    }


def _days(result: Result) -> list[dict[str, Any]]:
    waiting = result.reviews.waiting()
    known = {*result.days, *waiting}
    found = []
    for day in span(known):
        figures = result.days.get(day)
        found.append(
            {
                "date": day.isoformat(),
                "messages": figures.messages if figures else 0,
                "first": figures.first if figures else 0,
                "tasks": figures.tasks if figures else 0,
                "reviewed": result.reviews.done[day],
                "in_review": waiting.get(day, 0),
            }
        )
    return found


def _mailboxes(result: Result) -> list[dict[str, Any]]:
    found = []
    for key, days in sorted(result.senders.items(), key=lambda pair: -pair[1].total()):
        sender = result.world.senders.get(key)
        limit = sender.limit if sender else 0
        full = len(_full(sender, days)) if sender else 0
        label = sender.label if sender else ""
        found.append({"id": key, "label": label, "limit": limit, "full": full, **_spread(days)})
    return found


def _owners(result: Result) -> list[dict[str, Any]]:
    found = []
    for key, days in sorted(result.owners.items(), key=lambda pair: -pair[1].total()):
        owner = result.world.owners.get(key)
        label, limit = (owner.label, owner.limit) if owner else ("", 0)
        found.append({"id": key, "label": label, "limit": limit, **_spread(days)})
    return found


def _spread(days: Counter[date]) -> dict[str, Any]:
    day, count = max(days.items(), key=lambda pair: (pair[1], -pair[0].toordinal()))
    return {
        "total": days.total(),
        "peak": {"date": day.isoformat(), "count": count},
        "days": [{"date": day.isoformat(), "count": days[day]} for day in sorted(days)],
    }


def _step(step: StepFigures) -> dict[str, Any]:
    return {
        "number": step.number,
        "key": step.key,
        "label": step.label,
        "reached": step.became.total(),
        "done": sum(step.became[what] for what in DIDS),
        **{what.value: step.became[what] for what in (What.SKIPPED, What.JUMPED, What.EXPIRED)},
        "reasons": [{"reason": reason, "count": n} for reason, n in most(step.reasons)],
        "variants": dict(sorted(step.variants.items())),
    }


def _reviews(result: Result) -> dict[str, Any]:
    waiting = result.reviews.waiting()
    if not waiting:
        return {}
    day, count = max(waiting.items(), key=lambda pair: (pair[1], -pair[0].toordinal()))
    return {
        "peak": {"date": day.isoformat(), "count": count},
        "last": max(result.reviews.done).isoformat(),
    }


def _competing(result: Result) -> dict[str, Any]:
    return {
        "people": result.same_day_people,
        "touches": result.same_day.total(),
        "days": [
            {"date": day.isoformat(), "count": result.same_day[day]}
            for day in sorted(result.same_day)
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
