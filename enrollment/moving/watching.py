"""How the first share fares after it was moved."""

from collections.abc import Mapping
from typing import Any

from enrollment.models import ExitReason, Migration, PersonFate, Touch, TouchState

# Percent of the people moved. Complaints stop at their limit, the others above it.
THRESHOLDS: Mapping[str, float] = {"bounce": 5.0, "opt_out": 1.0, "complaint": 0.1, "failed": 5.0}
WORDS: Mapping[str, str] = {
    "bounce": "bounced",
    "opt_out": "opted out",
    "complaint": "complained",
    "failed": "had a message that failed",
}
_REASONS = {
    ExitReason.BOUNCED: "bounce",
    ExitReason.OPTED_OUT: "opt_out",
    ExitReason.COMPLAINED: "complaint",
}


def figures(migration: Migration) -> dict[str, Any]:
    """Counts among those moved, since each was moved; `people` is how many they are."""
    moved = migration.people.filter(fate=PersonFate.MOVED).select_related("enrollment")
    found: dict[str, Any] = {"people": 0, **dict.fromkeys(THRESHOLDS, 0)}
    ids = []
    for person in moved:
        found["people"] += 1
        ids.append(person.enrollment_id)
        row = person.enrollment
        name = _REASONS.get(ExitReason(row.exit_reason)) if row.exit_reason else None
        if name and person.moved_at and row.exited_at and row.exited_at >= person.moved_at:
            found[name] += 1
    failed = Touch.objects.filter(
        enrollment_id__in=ids, step__version=migration.target_id, state=TouchState.FAILED
    )
    found["failed"] = failed.values("enrollment_id").distinct().count()
    return found


def broken(found: Mapping[str, Any], thresholds: Mapping[str, float]) -> str:
    """The first threshold that was passed, as a sentence; "" when none was."""
    people = found["people"]
    for name, limit in {**THRESHOLDS, **thresholds}.items():
        share = 100 * found[name] / people if people else 0.0
        over = share >= limit if name == "complaint" else share > limit
        if found[name] and over:
            return (
                f"{found[name]} of the first {people} people {WORDS[name]} ({share:.1f} %, "
                f"limit {limit:g} %)."
            )
    return ""
