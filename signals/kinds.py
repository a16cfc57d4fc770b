"""The closed vocabulary of signals: what each kind is called and what it does.

Pure Python. `Kind` values are stored, so they never change their spelling; label, tone and
effect are for people. Tones are those of the badge: neutral, info, good, warn, bad, muted.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """One kind of signal about a person or a company."""

    REPLY = "reply"
    OPT_OUT = "opt_out"
    COMPLAINT = "complaint"
    BOUNCE_HARD = "bounce_hard"
    BOUNCE_SOFT = "bounce_soft"
    DELAY = "delay"
    DELIVERED = "delivered"
    AUTO_REPLY = "auto_reply"
    LEFT_COMPANY = "left_company"
    MEETING_BOOKED = "meeting_booked"
    ACCOUNT_CHANGE = "account_change"
    RECORD_CHANGE = "record_change"
    OBJECTION = "objection"
    REFERRAL = "referral"
    NOT_NOW = "not_now"
    WRONG_PERSON = "wrong_person"
    CHANNEL_OPT_OUT = "channel_opt_out"
    NOT_BEFORE = "not_before"
    LANGUAGE = "language"
    NOT_TRACKED = "not_tracked"
    OPENED = "opened"
    CLICKED = "clicked"
    UNCLEAR = "unclear"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What people read."""
        return _FACES[self].label

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _FACES[self].tone

    @property
    def effect(self) -> str:
        """One sentence: what the signal does to the sequence."""
        return _FACES[self].effect


@dataclass(frozen=True, slots=True)
class _Face:
    label: str
    tone: str
    effect: str


_FACES: dict[Kind, _Face] = {
    Kind.REPLY: _Face(
        "Reply", "good", "Ends the sequence before the next touch and goes to the owner."
    ),
    Kind.OPT_OUT: _Face(
        "Opt-out", "bad", "Ends every sequence and suppresses the person in the whole workspace."
    ),
    Kind.COMPLAINT: _Face(
        "Complaint",
        "bad",
        "Ends every sequence and suppresses the person in the whole workspace.",
    ),
    Kind.BOUNCE_HARD: _Face(
        "Hard bounce", "bad", "Ends the sequence and suppresses the address that does not exist."
    ),
    Kind.BOUNCE_SOFT: _Face(
        "Soft bounce", "warn", "Tries again later, in growing gaps, and ends after the third try."
    ),
    Kind.DELAY: _Face(
        "Delivery delayed", "muted", "Changes nothing; the receiving server is still trying."
    ),
    Kind.DELIVERED: _Face(
        "Delivered", "muted", "Changes nothing; the receiving server has taken the message."
    ),
    Kind.AUTO_REPLY: _Face(
        "Out of office", "info", "Pauses until the return date, or for 14 days when none is given."
    ),
    Kind.LEFT_COMPANY: _Face(
        "Left the company", "warn", "Ends the sequence and offers the successor that was named."
    ),
    Kind.MEETING_BOOKED: _Face(
        "Meeting booked", "good", "Ends the sequence; the owner takes over."
    ),
    Kind.ACCOUNT_CHANGE: _Face(
        "Account change", "neutral", "Checks the people of this company against the rules again."
    ),
    Kind.RECORD_CHANGE: _Face(
        "Record changed",
        "neutral",
        "Asks the rules again about this person; whom they block is paused or ended.",
    ),
    Kind.OBJECTION: _Face("Objection", "warn", "Ends the sequence and goes to the owner."),
    Kind.REFERRAL: _Face(
        "Referral", "good", "Ends the sequence and offers the person who was named."
    ),
    Kind.NOT_NOW: _Face("Not now", "info", "Ends the sequence with a date to come back."),
    Kind.WRONG_PERSON: _Face(
        "Wrong person", "warn", "Ends the sequence and asks the owner to correct the contact."
    ),
    Kind.CHANNEL_OPT_OUT: _Face(
        "Opt-out of one channel",
        "bad",
        "Suppresses the person for this channel; steps of other channels go on.",
    ),
    Kind.NOT_BEFORE: _Face(
        "Asked for a later date",
        "info",
        "Pauses every sequence until the morning of that day; nobody is enrolled before it.",
    ),
    Kind.LANGUAGE: _Face(
        "Chose a language", "muted", "Is kept as the contact's language; stops nothing."
    ),
    Kind.NOT_TRACKED: _Face(
        "Do not track",
        "info",
        "Opens and clicks of the person are watched no more; stops nothing.",
    ),
    Kind.OPENED: _Face(
        "Opened", "muted", "Stops nothing; steps may ask whether the message was opened."
    ),
    Kind.CLICKED: _Face(
        "Clicked", "info", "Stops nothing; steps may ask whether a link was followed."
    ),
    Kind.UNCLEAR: _Face("Unclear", "warn", "Holds the sequence until a person has decided."),
    Kind.OTHER: _Face(
        "Not about a sequence", "muted", "Changes nothing; it is kept to be looked up."
    ),
}

#: Written by a person for us, or by a machine at that person's wish.
HUMAN: frozenset[Kind] = frozenset(
    {
        Kind.REPLY,
        Kind.OPT_OUT,
        Kind.OBJECTION,
        Kind.REFERRAL,
        Kind.NOT_NOW,
        Kind.WRONG_PERSON,
        Kind.MEETING_BOOKED,
    }
)

#: Written by a machine; never to be answered.
AUTOMATIC: frozenset[Kind] = frozenset(
    {
        Kind.COMPLAINT,
        Kind.BOUNCE_HARD,
        Kind.BOUNCE_SOFT,
        Kind.DELAY,
        Kind.DELIVERED,
        Kind.AUTO_REPLY,
        Kind.LEFT_COMPANY,
    }
)

#: What became of one message of ours, as a program reports it: noted, and nothing else.
ENGAGEMENT: frozenset[Kind] = frozenset({Kind.OPENED, Kind.CLICKED})

#: Said on the recipient's own page and nowhere else.
CHOSEN: frozenset[Kind] = frozenset(
    {Kind.CHANNEL_OPT_OUT, Kind.NOT_BEFORE, Kind.LANGUAGE, Kind.NOT_TRACKED}
)

#: No further touch of this enrollment until a person or a new enrolment says otherwise.
STOPPING: frozenset[Kind] = (HUMAN | {Kind.COMPLAINT, Kind.BOUNCE_HARD, Kind.LEFT_COMPANY}) | {
    Kind.UNCLEAR
}

#: From the moment that it is stored until it has its effect, nothing leaves to the person.
HOLDS_BACK: frozenset[Kind] = STOPPING | {
    Kind.AUTO_REPLY,
    Kind.BOUNCE_SOFT,
    Kind.CHANNEL_OPT_OUT,
    Kind.NOT_BEFORE,
}

#: Waits in the signal inbox for a decision.
NEEDS_PERSON: frozenset[Kind] = frozenset(
    {
        Kind.REPLY,
        Kind.OBJECTION,
        Kind.REFERRAL,
        Kind.NOT_NOW,
        Kind.WRONG_PERSON,
        Kind.LEFT_COMPANY,
        Kind.UNCLEAR,
    }
)

#: Shown although it names nobody we know: what a person may have written about us, or a machine at
#: their wish. Of automatic answers, those that look like somebody's whom we have written to.
FROM_STRANGERS: frozenset[Kind] = HUMAN | {
    Kind.UNCLEAR,
    Kind.COMPLAINT,
    Kind.LEFT_COMPANY,
    Kind.AUTO_REPLY,
}

#: (value, label) pairs for database columns and filters.
CHOICES: tuple[tuple[str, str], ...] = tuple((kind.value, kind.label) for kind in Kind)
