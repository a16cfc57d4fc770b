"""Answers by which a receiver asks everybody to slow down, and for how long it is then left alone.

Pure. Only words about rates count: a full mailbox or greylisting concerns one message, and is tried
again as ever. A relay that queues gives its own answers, not those of the receiver.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=4)
# After so long without such an answer, it begins anew with the shortest time.
QUIET = timedelta(days=1)
CODES = (421, 450, 451, 452, 454)


@dataclass(frozen=True, slots=True)
class Form:
    """Words of an answer, who uses them, and for how long that receiver wants to be left alone."""

    who: str
    words: re.Pattern[str]
    wait: timedelta


def _form(who: str, words: str, minutes: int) -> Form:
    return Form(who, re.compile(words, re.IGNORECASE), timedelta(minutes=minutes))


# The first that fits counts.
FORMS = (
    _form("Google", r"\b4\.7\.28\b", 10),
    _form("Microsoft", r"\b4\.7\.(5\d\d|6\d\d)\b|\bRP-00[1-3]\b", 10),
    _form("Yahoo", r"\[TSS?\d\d\]", 15),
    _form(
        "the receiving server",
        r"rate[- ]?limit|limit\w* (?:the )?rate|throttl|unusual rate|slow(?:ing)? down"
        r"|too (?:many|much|fast|quick\w*|frequent\w*)\b.{0,40}"
        r"(?:messages?|mails?|connections?|sessions?|requests?|traffic|recipients?)?"
        r"|exceed\w*\b.{0,60}\b(?:rate|limit|quota|connections)|unexpected volume",
        5,
    ),
)
_ENHANCED = re.compile(r"\s*4\.(\d{1,3})\.\d{1,3}\b")
# Subjects of RFC 3463: other or undefined, network, delivery protocol, security or policy.
_SUBJECTS = ("0", "4", "5", "7")
# These speak of one mailbox or one message.
_OTHERWISE = re.compile(r"gr[ae]y-?list|mailbox (?:is )?full|over ?quota|storage", re.IGNORECASE)


def asked_by(code: int, text: str) -> Form | None:
    """The form by which an answer asks to slow down; None when it does not."""
    if code not in CODES or _OTHERWISE.search(text):
        return None
    enhanced = _ENHANCED.match(text)
    if enhanced and enhanced[1] not in _SUBJECTS:
        return None
    return next((form for form in FORMS if form.words.search(text)), None)


def wait_after(form: Form, last: timedelta, since: timedelta) -> timedelta:
    """How long the receiver is left alone: the form's time; twice the `last` time when the last
    such answer came less than a day before (`since`)."""
    twice = last * 2 if since < QUIET else timedelta()
    return min(LONGEST, max(SHORTEST, form.wait, twice))


def share(key: int, until: datetime, wait: timedelta) -> datetime:
    """The moment after `until` at which one of those who waited is looked at again: spread over a
    quarter of the time, so that they do not come all at once. `key` is any number of theirs."""
    return until + (wait / 4) * ((key % 997) / 997)
