"""What looks like a bounce and is none: vacation programs with empty return paths, receipts, help
desks, lists, parcels, digests, messages that wait, and people whose mail came that way.

The less a sender can be anything but a mail system, the more of these questions are asked.
"""

import re

from signals.reading.automatic import acknowledges, announces_itself, engages, says_absence
from signals.reading.bounce_words import GOODS, MAIL, OTHER_THINGS, WAITS
from signals.reading.mime import Mail
from signals.reading.named import is_refused
from signals.reading.reasons import ENHANCED
from signals.reading.returned import Words
from signals.reading.speakers import (
    answers,
    has_null_path,
    is_daemon,
    is_daemon_sender,
    is_robot_sender,
    is_unattended,
    says_failure,
    sender,
    subject_of,
)

_GOODS = re.compile(GOODS)
_MAIL = re.compile(MAIL)
_OTHER_THINGS = re.compile(OTHER_THINGS)
_WAITS = re.compile(WAITS)
_REFUSED = re.compile(r"(?<![\d.])[45][0-7]\d[ -](?=[a-z<])")
_TICKET = re.compile(
    r"[\[(](?:[a-z]{2,10}-\d{1,7}|[^\])]{0,20}# ?\d{2,20})[\])]|"
    r"\b(?:ticket|case|issue) ?(?:id )?[#:]? ?\d{3}"
)
_FORWARDED = re.compile(
    r"^[ \t>*-]{0,8}(?:-{2,} ?forwarded message|begin forwarded message|"
    r"-{3,} ?original message ?-|"
    r"-{2,} ?weitergeleitete|-{2,} ?message transféré|-{2,} ?mensaje reenviado|on .{5,80} wrote:|"
    r"am .{5,80} schrieb|le .{5,80} a écrit)",
    re.IGNORECASE | re.MULTILINE,
)
_GREETING = re.compile(
    r"\s{0,20}(?:hi|hello|hey|dear|good (?:morning|afternoon)|hallo|liebe|guten|sehr geehrte|"
    r"bonjour|hola|"
    r"buongiorno|ciao|olá|bom dia|beste|dzień dobry|hej)\b"
    r"(?![.!,]? (?:this is|i'?m|sender|user|customer|sir|e?mail|\S{1,60}@))",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S{1,500}")
_LISTS = ("list-id", "list-unsubscribe", "list-post")
_HEAD = 6_000


def is_lookalike(mail: Mail, words: Words, *, tells_early: bool) -> bool:
    """Whether this tells of something else, though its words are those of a failure.

    tells_early: whether the first words tell it.
    """
    if _is_absence(mail, words, tells_early) or _is_receipt(mail, words):
        return True
    if is_daemon_sender(mail):
        return _is_letter(mail, words, tells_early) or _tells_other_things(mail, words)
    if _is_ticket(mail) or _is_from_list(mail, words):
        return True
    if _is_of_goods(mail, words) or _waits(words):
        return True
    return _is_from_person(mail, words)


def is_handed_on(words: Words) -> bool:
    """Whether a person forwards it or answers with it."""
    return _FORWARDED.search(words.text) is not None


def greets(words: Words) -> bool:
    """Whether it begins as letters do."""
    return _GREETING.match(words.text) is not None


def is_robots(mail: Mail, words: Words, failed: tuple[str, ...]) -> bool:
    """Robots greet too; then they tell the failure in the subject and with its code."""
    if not (says_failure(mail) and is_unattended(mail)):
        return False
    return any(is_refused(address, words.lines) for address in failed[:5])


def _is_ticket(mail: Mail) -> bool:
    """Help desks number their mail in front; behind words of failure it is another's subject."""
    subject = subject_of(mail)
    number, failure = _TICKET.search(subject[:60]), says_failure(mail)
    return number is not None and not (failure and subject.find(failure) < number.start())


def _is_from_list(mail: Mail, words: Words) -> bool:
    return any(mail.fields.has(name) for name in _LISTS) and not words.original.was_returned


def _waits(words: Words) -> bool:
    flat = words.flat[:_HEAD]
    return _WAITS.search(flat) is not None and not (ENHANCED.search(flat) or _REFUSED.search(flat))


def _is_from_person(mail: Mail, words: Words) -> bool:
    """People's mail comes with an empty return path too, when a program lost it."""
    if is_robot_sender(mail) or mail.fields.has("x-failed-recipients"):
        return False
    if answers(mail) or is_handed_on(words):
        return True
    if words.original.was_returned and says_failure(mail):
        return False
    said = _LINK.sub("", words.flat[:_HEAD])
    return "?" in said or engages(said)


def _is_of_goods(mail: Mail, words: Words) -> bool:
    """Parcels are delivered too; then nothing is said of mail, but for what a line quotes."""
    if words.original.was_returned or _REFUSED.search(words.flat[:_HEAD]):
        return False
    own = [line for line in words.lines[:60] if ":" not in line[:20]]
    said = f"{subject_of(mail)} {' '.join(own).lower()}"[:_HEAD]
    return _GOODS.search(said) is not None and _MAIL.search(said) is None


def _is_letter(mail: Mail, words: Words, tells_early: bool) -> bool:
    """A postmaster is a person too: then he greets somebody, and his letter has a return path."""
    if is_daemon(sender(mail)) or has_null_path(mail.fields):
        return False
    if words.original.was_returned or (says_failure(mail) and tells_early):
        return False
    return greets(words)


def _tells_other_things(mail: Mail, words: Words) -> bool:
    """Digests of a quarantine, reports of a domain and the like name addresses as well."""
    if is_daemon(sender(mail)) or words.original.was_returned or says_failure(mail):
        return False
    return _OTHER_THINGS.search(f"{subject_of(mail)} {words.flat[:300]}") is not None


def _is_absence(mail: Mail, words: Words, tells_early: bool) -> bool:
    """Vacation programs use null paths too, and may say that a message will not be read."""
    if announces_itself(mail.fields.get("subject")):
        return not words.original.was_returned
    if is_daemon_sender(mail) or words.original.was_returned:
        return False
    if says_failure(mail) and (is_robot_sender(mail) or ENHANCED.search(words.flat[:_HEAD])):
        return False
    if tells_early and is_robot_sender(mail) and has_null_path(mail.fields):
        return False
    return says_absence(words.flat[:_HEAD]) or acknowledges(words.flat[:400])


def _is_receipt(mail: Mail, words: Words) -> bool:
    """Read receipts come with a null path; only some of them refuse the message."""
    receipts = mail.parts("message/disposition-notification")
    return bool(receipts) and "reject" not in words.flat and "refused" not in words.flat
