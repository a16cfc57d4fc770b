"""What a signal does to somebody in a sequence: the same as the engine's reactions. Pure.

`tests/enrollment/test_replays.py` sends each of them through the engine and compares.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sequences import pauses
from sequences.cadence import Hours
from sequences.plans.document import Track

# A reply of somebody who is interested or wants to meet. The engine reads that from the words.
POSITIVE = "positive_reply"
# A human answer ends; what each kind of it ends as.
ENDS: Mapping[str, str] = MappingProxyType(
    {
        "reply": "replied",
        POSITIVE: "replied",
        "objection": "replied",
        "referral": "replied",
        "not_now": "replied",
        "wrong_person": "disqualified",
        "left_company": "disqualified",
        "meeting_booked": "meeting_booked",
        "opt_out": "opted_out",
        "complaint": "complained",
        "bounce_hard": "bounced",
    }
)
# Which activity a signal is written down as; the others are about nothing that somebody did.
ACTIVITY: Mapping[str, str] = MappingProxyType(
    {
        "reply": "replied",
        POSITIVE: "replied",
        "objection": "replied",
        "referral": "replied",
        "not_now": "replied",
        "wrong_person": "replied",
        "auto_reply": "out_of_office",
        "bounce_hard": "bounced",
        "bounce_soft": "bounced",
        "opt_out": "opted_out",
        "complaint": "opted_out",
        "meeting_booked": "meeting",
        "opened": "opened",
        "clicked": "clicked",
    }
)
ACTIVITIES = frozenset({"opened", "clicked"})
WAITS = frozenset({"auto_reply", "bounce_soft", "unclear", "account_change"})
SIGNALS = ENDS.keys() | WAITS

RETURN_DATE = "return_date"
COMPANY = "account.state"
# Companies that an outbound motion is not meant for.
WAITING_COMPANY, BARRED = (
    "open_opportunity",
    frozenset({"customer", "competitor"}) | {"do_not_contact"},
)


@dataclass(frozen=True, slots=True)
class Effect:
    """`leads` is a track to go on with, which `ends` where there is no such way; `ends` is an exit
    reason; `until` a moment at which a pause ends, None with `waits` one that a person ends. All
    empty: nothing changes."""

    leads: Track | None = None
    ends: str = ""
    waits: str = ""
    until: datetime | None = None


NOTHING = Effect()


def of(
    what: str,
    at: datetime,
    fields: Mapping[str, str],
    hours: Hours,
    soft_bounces: int,
    decided: Collection[str] = (),
) -> Effect:
    """The effect of a signal that comes at `at`; `soft_bounces` counts this one, `decided` are the
    signals on which somebody decides."""
    if what in decided:
        return Effect(waits="an answer waits for a person")
    if what in ENDS:
        return Effect(leads=Track.POSITIVE if what == POSITIVE else None, ends=ENDS[what])
    if what == "auto_reply":
        named = fields.get(RETURN_DATE, "")
        back = date.fromisoformat(named) if named else None
        return Effect(waits="out of office", until=pauses.back_at(back, at, hours))
    if what == "bounce_soft":
        until = pauses.refused_until(soft_bounces, at)
        if until is None:
            return Effect(ends="bounced")
        return Effect(waits="the receiving server refuses for now", until=until)
    if what == "unclear":
        return Effect(waits="an unclear answer waits for a person")
    if what == "account_change":
        return _company(fields.get(COMPANY, ""))
    return NOTHING


def kind_of(what: str) -> str:
    """The kind of signal that something is stored as."""
    return "reply" if what == POSITIVE else what


def _company(state: str) -> Effect:
    if state in BARRED:
        return Effect(ends="account_change")
    if state == WAITING_COMPANY:
        return Effect(waits="the company has an open opportunity")
    return NOTHING
