"""The motions, and which fields conditions of a sequence may ask for. All values are text; yes is
"yes"."""

import re

from contacts import vocabulary as people

# What kind of outreach a sequence is for, the usual one first.
MOTIONS = ("outbound inbound account_based renewal partner event onboarding reengagement").split()
# Whom a sequence takes beside others and again, the usual rule first.
ENTRIES = ("one_at_a_time", "exclusive", "once_ever", "any")
# A day further away leaves no room for the days counted from it.
FIRST_YEAR, LAST_YEAR = 2000, 2200
ACTIVITIES = ("opened", "clicked", "replied", "out_of_office", "bounced", "meeting")
STEP_FACTS = ("outcome", "opened", "clicked", "replied")
# What became of an earlier step, as `step.<key>.outcome` says it; tasks add what a person chose.
STEP_OUTCOMES = ("sent", "done", "skipped", "expired", "failed")
TASK_OUTCOMES = (
    "connected",
    "interested",
    "not_interested",
    "no_answer",
    "left_message",
    "wrong_number",
    "accepted",
    "declined",
)
SIGNALS = (
    "reply opt_out complaint bounce_hard bounce_soft auto_reply left_company meeting_booked"
    " account_change objection referral not_now wrong_person unclear"
).split()

_STEP = re.compile(r"step\.([a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?)\.([a-z]+)")

FIELDS = frozenset(
    people.FIELDS
    | {f"activity.{name}" for name in ACTIVITIES}
    | {f"signal.{name}" for name in SIGNALS}
)


def is_field(name: str) -> bool:
    """Whether conditions of steps, jumps, exits and goals may name it."""
    if name in FIELDS or people.is_person_field(name):
        return True
    found = _STEP.fullmatch(name)
    return bool(found and found[2] in STEP_FACTS)


def step_of(name: str) -> str:
    """The key of the step that a field is about; "" for none."""
    found = _STEP.fullmatch(name)
    return found[1] if found else ""


def is_behaviour(name: str) -> bool:
    """Whether the field tells what somebody did, which only a smart sequence may branch on."""
    return name.startswith(("activity.", "signal.", "step."))
