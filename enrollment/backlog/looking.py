"""What a release plan would do: touches a day and what becomes of the rest, from stored counts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from enrollment.backlog import allotting, counting
from enrollment.backlog.choosing import of_group
from enrollment.backlog.deciding import Choice, Fate, How, Part, fate_of
from enrollment.models import Release
from sequences.cadence import CadenceError, Hours, next_in_window
from sequences.timetable import closed_dates, hours_of_workspace
from tenancy.reading import own_workspace


@dataclass(frozen=True)
class Group:
    """What is decided on together: one part of one sequence."""

    key: str
    sequence: str
    part: Part
    count: int
    mailboxes: int
    oldest: datetime
    choice: Choice
    fates: Mapping[str, int]


@dataclass(frozen=True)
class Outlook:
    """What would happen: by group, what leaves on which day, and what becomes of all.

    Days are those of the workspace's hours; a person's own hours may lead to the day after."""

    groups: Sequence[Group]
    days: Sequence[tuple[date, int]]
    fates: Mapping[str, int]
    ages: Sequence[tuple[int, int]]
    slots: Sequence[allotting.Slot]


def outlook(release: Release) -> Outlook:
    """The plan as it is chosen now; reads the workspace's hours, and no touch. Two statements."""
    rows = counting.rows_of(release.counted)
    hours = _hours()
    slots = _slots(release, rows, hours)
    days: Counter[date] = Counter()
    for slot in slots:
        days[slot.day] += slot.count
    for row in rows:
        if _fate(release, row) == Fate.MOVE and _choice(release, row).how == How.SHIFT:
            days[_shifted(release, row, hours)] += row.count
    return Outlook(
        groups=_groups(release, rows),
        days=sorted(days.items()),
        fates=_fates(release, rows),
        ages=sorted(_ages(rows).items()),
        slots=slots,
    )


def _hours() -> Hours:
    workspace = own_workspace()
    return hours_of_workspace(workspace, closed_dates())


def _slots(
    release: Release, rows: Sequence[counting.Counted], hours: Hours
) -> list[allotting.Slot]:
    first = _first_day(release.cutoff, hours)
    counted = release.counted
    taken = counting.taken_of(counted, _today(release.cutoff, hours.zone))
    # A day that is half over has room for half of its limit.
    gone = 1 - allotting.share_left(first, hours, release.cutoff)

    def cap(key: str, day: date) -> int:
        limit, apart = counting.cap_of(counted, key, day), counting.distance_of(counted, key)
        return min(limit, allotting.room_for(day, hours, apart)) if apart else limit

    shared = counted.get("shared", {})
    for (lane, day), n in list(taken.items()):
        for key in shared.get(lane, ()):
            taken[key, day] = taken.get((key, day), 0) + n
    for key in (*counted.get("limits", {}), *counted.get("common", {})):
        taken[key, first] = taken.get((key, first), 0) + round(cap(key, first) * gone)
    days = allotting.open_days(first, hours)
    return allotting.allot(_lots(release, rows), days, cap, taken, shared)


def _lots(release: Release, rows: Sequence[counting.Counted]) -> list[allotting.Lot]:
    """In the order in which they get days."""
    counts: Counter[tuple[Part, str, str]] = Counter()
    for row in rows:
        choice = _choice(release, row)
        if _fate(release, row) == Fate.MOVE and choice.how != How.SHIFT:
            counts[row.part, row.sequence, row.lane] += row.count
    order = {part: n for n, part in enumerate(Part)}
    found = []
    for part, sequence, lane in sorted(counts, key=lambda key: (order[key[0]], *key[1:])):
        group = counting.group_of(sequence, part)
        choice = of_group(release.choices, group)
        days = choice.days if choice.how == How.SPREAD else 0
        n = counts[part, sequence, lane]
        key = lot_key(group, lane)
        found.append(allotting.Lot(key, lane, n, part != Part.TASK and bool(lane), days))
    return found


def lot_key(group: str, lane: str) -> str:
    """The key of the touches of one group that leave from one mailbox."""
    return f"{group}:{lane}"


def _groups(release: Release, rows: Sequence[counting.Counted]) -> list[Group]:
    by_group: dict[str, list[counting.Counted]] = defaultdict(list)
    for row in rows:
        if row.part != Part.WAIT:
            by_group[row.group].append(row)
    return [_group(release, key, each) for key, each in by_group.items()]


def _group(release: Release, key: str, rows: Sequence[counting.Counted]) -> Group:
    return Group(
        key=key,
        sequence=rows[0].sequence,
        part=rows[0].part,
        count=counting.total(rows),
        mailboxes=len({row.lane for row in rows if row.lane}),
        oldest=min(row.oldest for row in rows),
        choice=of_group(release.choices, key),
        fates=_fates(release, rows),
    )


def _fates(release: Release, rows: Sequence[counting.Counted]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[_fate(release, row).value] += row.count
    return dict(found)


def _ages(rows: Sequence[counting.Counted]) -> dict[int, int]:
    found: Counter[int] = Counter()
    for row in rows:
        found[row.late_hours] += row.count
    return dict(found)


def _choice(release: Release, row: counting.Counted) -> Choice:
    return of_group(release.choices, row.group)


def _fate(release: Release, row: counting.Counted) -> Fate:
    most = int(release.counted.get("max_hours", 0))
    choice = _choice(release, row)
    return fate_of(row.part, choice, row.late_hours, row.approved_days, most)


def _shifted(release: Release, row: counting.Counted, hours: Hours) -> date:
    """About when the oldest of them is due after a shift: the day that its row of counts gets."""
    length = release.cutoff - release.since
    newest = release.cutoff - timedelta(hours=row.late_hours)
    return _first_day(max(newest + length, release.cutoff), hours)


def _first_day(moment: datetime, hours: Hours) -> date:
    try:
        return next_in_window(moment, hours).at.astimezone(hours.zone).date()
    except CadenceError:
        return _today(moment, hours.zone)


def _today(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def stored(slots: Sequence[allotting.Slot]) -> list[list[Any]]:
    """The slots as `Release.slots` keeps them."""
    return [[s.key, s.day.isoformat(), s.count, s.at, s.of] for s in slots]


def slots_of(release: Release) -> dict[str, list[allotting.Slot]]:
    """The slots that were given out at the start, by lot."""
    found: dict[str, list[allotting.Slot]] = defaultdict(list)
    for key, day, count, at, of in release.slots.get("given", ()):
        found[key].append(allotting.Slot(key, date.fromisoformat(day), count, at, of))
    return found
