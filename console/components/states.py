"""States as badges: the word from the state's own list, the tone from this one.

Tones follow the three words of the house: what waits is info or warn, what a rule or a person
ended is muted, what failed is bad. A state that is not listed fails its page's test.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from console.components.tones import render

register = template.Library()

TONES: Mapping[str, Mapping[str, str]] = {
    "enrollment": {
        "requested": "neutral",
        "ineligible": "muted",
        "awaiting_review": "info",
        "active": "good",
        "paused": "warn",
        "on_hold": "warn",
        "exited": "muted",
    },
    "touch": {
        "planned": "neutral",
        "armed": "info",
        "sent": "good",
        "failed": "bad",
        "unknown": "warn",
        "assumed_sent": "warn",
        "skipped": "muted",
        "cancelled": "muted",
        "due": "info",
        "done": "good",
        "expired": "muted",
    },
    "review": {
        "pending": "info",
        "approved": "good",
        "changes_requested": "warn",
        "rejected": "bad",
        "withdrawn": "muted",
        "void": "muted",
    },
    "signal": {
        "received": "neutral",
        "matched": "info",
        "applied": "good",
        "held": "warn",
        "ignored": "muted",
        "reversed": "muted",
    },
    "liftrequest": {"asked": "info", "lifted": "good", "refused": "warn", "withdrawn": "muted"},
    "stoplist": {"uploaded": "neutral", "running": "info", "done": "good", "failed": "bad"},
    "version": {"draft": "neutral", "in_approval": "info", "approved": "good", "retired": "muted"},
    "import": {"uploaded": "neutral", "running": "info", "done": "good", "failed": "bad"},
    "preflight": {
        "checking": "info",
        "ready": "neutral",
        "enrolling": "info",
        "committed": "good",
        "undone": "muted",
    },
    "migration": {
        "draft": "neutral",
        "canary": "info",
        "running": "info",
        "done": "good",
        "stopped": "warn",
        "rolling_back": "info",
        "rolled_back": "muted",
        "discarded": "muted",
    },
    "simulation": {"waiting": "neutral", "running": "info", "done": "good", "failed": "bad"},
    "experiment": {"running": "info", "decided": "good", "undecided": "muted"},
    "release": {
        "draft": "warn",
        "applying": "info",
        "done": "good",
        "discarded": "muted",
    },
    "absence": {
        "planned": "neutral",
        "running": "warn",
        "returning": "info",
        "ended": "muted",
        "cancelled": "muted",
    },
    "canaryrun": {"sending": "info", "holding": "info", "passed": "good", "stopped": "warn"},
}
# Rows whose state is no machine's: a worker writes how far it is.
STAGED = frozenset({"preflight", "simulation"})
# How an exit reads: an answer is what the sequence was for.
EXITS: Mapping[str, str] = {
    "replied": "good",
    "meeting_booked": "good",
    "converted": "good",
    "opted_out": "bad",
    "complained": "bad",
    "bounced": "bad",
}


@register.simple_tag
def state(row: Any, detail: str = "") -> SafeString:
    """`{% state enrollment %}`: the badge of a row's state; an exit shows its reason as detail."""
    kind = row._meta.model_name
    field = "stage" if kind in STAGED else "state"
    value = str(getattr(row, field))
    tone = TONES[kind][value]
    if value == "exited":
        detail, tone = detail or row.get_exit_reason_display(), EXITS.get(row.exit_reason, tone)
    label = getattr(row, f"get_{field}_display")()
    return SafeString(render("badge", label=label, tone=tone, detail=detail))
