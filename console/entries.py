"""Audit entries as lines of a timeline: title, sign, tone, and what the entry says in words.

Entries hold ids, labels and numbers; ids are left out here, except that of the decision, which
becomes the *Why?* link.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.models import Entry
from compliance.models import SuppressionReason
from console.components.texts import words
from enrollment.models import ExitReason, PauseReason
from signals.kinds import Kind

# First part of an action, then the whole action where it has a sign of its own.
ICONS: Mapping[str, str] = {
    "contact": "user",
    "import": "upload",
    "consent": "check",
    "suppression": "stop",
    "enrollment": "enrollments",
    "touch": "email",
    "review": "review",
    "signal": "reply",
    "recipient": "stop",
    "data": "download",
    "enrollment.pause": "pause",
    "enrollment.hold": "pause",
    "enrollment.resume": "play",
    "enrollment.exit": "stop",
    "touch.complete": "task",
    "touch.fall_due": "task",
    "touch.snoozed": "clock",
    "touch.deferred": "clock",
}
TONES: Mapping[str, str] = {
    "suppression.added": "bad",
    "suppression.repeated": "bad",
    "recipient.stopped": "bad",
    "enrollment.admit": "good",
    "enrollment.activate": "good",
    "enrollment.pause": "warn",
    "enrollment.hold": "warn",
    "enrollment.exit": "muted",
    "enrollment.refuse": "muted",
    "touch.record_sent": "good",
    "touch.complete": "good",
    "touch.fail": "bad",
    "touch.doubt": "warn",
    "review.approve": "good",
    "review.reject": "bad",
    "review.request_changes": "warn",
    "signal.hold": "warn",
    "signal.apply": "good",
}
# What is shown of an entry's data, in this order, with the word before it.
SHOWN: Mapping[str, str] = {
    "version": "Version",
    "step": "Step",
    "kind": "Kind",
    "reason": "Reason",
    "cause": "Cause",
    "rules": "Rules",
    "changed": "Changed",
    "fields": "Fields",
    "missing": "Missing",
    "basis": "Basis",
    "channel": "Channel",
    "source": "Source",
    "table": "Reaction table",
    "track": "Track",
    "cancelled": "Cancelled touches",
}
LABELS: Mapping[str, str] = {
    **{value: str(label) for value, label in ExitReason.choices},
    **{value: str(label) for value, label in PauseReason.choices},
    **{value: str(label) for value, label in SuppressionReason.choices},
    **{kind.value: kind.label for kind in Kind},
}


@dataclass(frozen=True)
class Line:
    """One entry as a person reads it; `decision` is the id of the verdict behind it, or ""."""

    at: datetime
    title: str
    actor: str
    icon: str
    tone: str
    detail: str
    decision: str


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Entries in their order."""
    return [line(entry) for entry in entries]


def line(entry: Entry) -> Line:
    """One entry in words."""
    family = entry.action.partition(".")[0]
    return Line(
        at=entry.at,
        title=entry.get_action_display(),
        actor=entry.actor_label,
        icon=ICONS.get(entry.action, ICONS.get(family, "info")),
        tone=TONES.get(entry.action, "neutral"),
        detail=" · ".join(_details(entry)),
        decision=str(entry.data.get("decision") or ""),
    )


def _details(entry: Entry) -> list[str]:
    parts = [entry.target_label] if entry.target_label else []
    known = [(name, entry.data.get(key)) for key, name in SHOWN.items()]
    return parts + [f"{name}: {_value(value)}" for name, value in known if value]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(each) for each in value)
    text = str(value)
    known = LABELS.get(text, text)
    # Identifiers such as a rule's read as words; sentences that people wrote stay as they are.
    return words(known) if known.islower() and " " not in known and "-" not in known else known
