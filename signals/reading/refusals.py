"""Bounces: what a mail system reports of messages that did not arrive, in whatever form.

Three questions. Who says it: a mail system or a person (`speakers`)? What is said: failed,
delayed, delivered? About whom: the fields of a report first, then X-Failed-Recipients, then the
addresses of the notice by weight (`named`), checked with the returned message. A person who
forwards or discusses a bounce is never one. flufl.bounce is asked as second opinion.
"""

import email
import logging
import re
from dataclasses import dataclass, replace

from flufl.bounce import all_failures

from signals.reading.bounce_tongues import saying_of_failure
from signals.reading.bounce_words import ARRIVED, ARRIVED_SUBJECT, GAVE_UP, LEAD_IN, TRYING
from signals.reading.delivery import has_report, report_deliveries, reports_success
from signals.reading.fields import Fields, addresses
from signals.reading.lookalikes import greets, is_handed_on, is_lookalike, is_robots
from signals.reading.mime import Mail
from signals.reading.named import (
    came_from,
    failed_addresses,
    find_addresses,
    find_all,
    is_refused,
    said_of,
    stands_out,
)
from signals.reading.reasons import ENHANCED, judge
from signals.reading.results import Delivery
from signals.reading.returned import Words, split_notice
from signals.reading.speakers import (
    LIKELY,
    SURE,
    answers,
    has_null_path,
    introduces_itself,
    is_daemon,
    is_daemon_sender,
    is_help,
    is_robot_sender,
    machine_points,
    says_failure,
    sender,
    subject_of,
)

# It logs at INFO for every message and would put traces of foreign mail into our log.
logging.getLogger("flufl.bounce").disabled = True

_LEAD_IN = re.compile(LEAD_IN)
_TRYING = re.compile(TRYING)
_GAVE_UP = re.compile(GAVE_UP)
_ARRIVED_SUBJECT = re.compile(ARRIVED_SUBJECT)
_ARRIVED = re.compile(ARRIVED)
_TAG = re.compile(r"[+-]([\w.+-]{1,80})=((?:[\w-]{1,60}\.){1,6}[a-z]{2,20})@")
_REFUSED = re.compile(r"(?<![\d.])[45][0-7]\d[ -](?=[a-z<])")
_HEAD = 6_000
_MAX_RECIPIENTS = 100
_FLUFL_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Notice:
    """A bounce: who failed, the Message-IDs of what was returned, and what told it.

    `deliveries` is empty when nobody is named; `is_report` says that the fields of RFC 3464
    stood in it; `is_success` that it reports nothing but deliveries.
    """

    deliveries: tuple[Delivery, ...]
    references: tuple[str, ...]
    cue: str
    is_report: bool = False
    is_success: bool = False


def read_bounce(mail: Mail, raw: bytes, not_these: frozenset[str]) -> Notice | None:
    """The bounce in this message, or None when it is none.

    `not_these` are our own addresses, which a notice also names but which did not fail.
    """
    points = machine_points(mail)
    words = split_notice(mail)
    if points and introduces_itself(words.flat[:300]):
        points = max(points, LIKELY)
    found = _report(mail, words, points)
    if found is None and not mail.parts("message/feedback-report"):
        found = _notice(mail, raw, words, points, not_these)
    return found or _passed_on(mail, words, points, not_these)


def _report(mail: Mail, words: Words, points: int) -> Notice | None:
    if points < LIKELY and not _is_own_report(mail, words):
        return None
    deliveries = report_deliveries(mail, words.text)
    ids = words.original.ids
    if deliveries:
        sources = _sources(words)
        deliveries = tuple(
            replace(d, recipient=sources.get(d.recipient, d.recipient)) for d in deliveries
        )
        cue = f"{deliveries[0].status} {deliveries[0].diagnostic}".strip()
        named = _with_names(deliveries, mail, words)
        return Notice(named, ids, cue or "delivery-status", is_report=True)
    if reports_success(mail):
        cue = "reports a delivery, not a failure"
        return Notice((), ids, cue, is_report=True, is_success=True)
    return None


def _is_own_report(mail: Mail, words: Words) -> bool:
    """A report whose sender nobody knows: whole, or told by the first words of the message."""
    if not has_report(mail):
        return False
    if mail.root.content_type == "multipart/report":
        return True
    is_told = bool(says_failure(mail)) and not answers(mail) and _is_early(words)
    return is_told and not (is_handed_on(words) or greets(words))


def _with_names(deliveries: tuple[Delivery, ...], mail: Mail, words: Words) -> tuple[Delivery, ...]:
    """A report that fails to name its only recipient often has it in its words."""
    if len(deliveries) > 1 or deliveries[0].recipient:
        return deliveries
    named = _failed(mail, b"", words, _never(mail, words, frozenset()))
    return tuple(replace(deliveries[0], recipient=a) for a in named[:_MAX_RECIPIENTS]) or deliveries


def _notice(
    mail: Mail, raw: bytes, words: Words, points: int, not_these: frozenset[str]
) -> Notice | None:
    if points < LIKELY:
        return None
    words = _own(mail, words)
    failed = _failed(mail, raw, words, _never(mail, words, not_these))
    cue = _cue(mail, words, points, failed)
    if not cue or not _is_told(mail, words, points, failed):
        return None
    action = "delayed" if _is_delay(mail, words) else "failed"
    deliveries = tuple(_judged(a, action, words.text, failed) for a in failed[:_MAX_RECIPIENTS])
    return Notice(deliveries or _nameless(words, action), words.original.ids, cue)


def _own(mail: Mail, words: Words) -> Words:
    """What others than mail systems quote, they do not say themselves."""
    if is_daemon_sender(mail):
        return words
    own = (line for line in words.lines if not line.lstrip().startswith(">"))
    return replace(words, lines=tuple(own))


def _nameless(words: Words, action: str) -> tuple[Delivery, ...]:
    """A message of ours came back, though nobody is named: its Message-ID says for whom."""
    return (_judged("", action, words.text, ()),) if words.original.ids else ()


def _cue(mail: Mail, words: Words, points: int, failed: tuple[str, ...]) -> str:
    """The words that tell a failure, or nothing when they do not."""
    if mail.fields.has("x-failed-recipients"):
        return "X-Failed-Recipients"
    if _tells_success(mail, words):
        return ""
    subject, lead_in = says_failure(mail), _lead_in(words.flat[:_HEAD])
    if points >= SURE:
        return lead_in or subject or _form(mail, words, failed)
    is_formal = bool(subject) or introduces_itself(words.flat[:300]) or _is_refused(words, failed)
    return lead_in if is_formal else ""


def _tells_success(mail: Mail, words: Words) -> bool:
    if _ARRIVED_SUBJECT.search(subject_of(mail)):
        return True
    begin = words.flat[:600]
    if says_failure(mail) or ENHANCED.search(begin) or _LEAD_IN.search(begin):
        return False
    return _ARRIVED.search(begin) is not None


def _lead_in(flat: str) -> str:
    found = _LEAD_IN.search(flat)
    return found[0] if found else saying_of_failure(flat[: _HEAD // 2])


def _is_refused(words: Words, failed: tuple[str, ...]) -> bool:
    return any(is_refused(address, words.lines) for address in failed[:5])


def _form(mail: Mail, words: Words, failed: tuple[str, ...]) -> str:
    """A mail system speaks a language that nobody knows here: codes and what comes back tell."""
    code = ENHANCED.search(words.flat[:_HEAD]) or _REFUSED.search(words.flat[:_HEAD])
    if code and code[0][0] in "45":
        return code[0]
    is_system = is_daemon(sender(mail)) or bool(words.original.ids)
    if not is_system and is_daemon_sender(mail):
        is_system = any(stands_out(address, words.lines) for address in failed[:5])
    return "sent by a mail system" if is_system else ""


def _is_told(mail: Mail, words: Words, points: int, failed: tuple[str, ...]) -> bool:
    """Whether a machine tells it: the less is known of the sender, the more the form must say."""
    is_early = _is_early(words)
    if is_lookalike(mail, words, tells_early=is_early):
        return False
    if is_daemon_sender(mail):
        return True
    named, is_plain = bool(failed) or words.original.was_returned, _is_plain(mail, words)
    if is_plain and named and has_null_path(mail.fields):
        return True
    if is_handed_on(words) or (greets(words) and not is_robots(mail, words, failed)):
        return False
    if points >= SURE and not is_plain:
        return bool(failed) and (is_early or _is_refused(words, failed))
    return named


def _is_plain(mail: Mail, words: Words) -> bool:
    """Whether more than an empty return path, which vacation programs have too, says "bounce"."""
    if says_failure(mail) or words.original.was_returned:
        return True
    return mail.fields.has("x-failed-recipients") or introduces_itself(words.flat[:300])


def _is_early(words: Words) -> bool:
    return _lead_in(words.flat[:400]) != ""


def _never(mail: Mail, words: Words, not_these: frozenset[str]) -> frozenset[str]:
    # Some servers let the one who refuses say it.
    is_his_own = has_null_path(mail.fields) and says_failure(mail) and not is_robot_sender(mail)
    others = () if is_his_own else ("from", "reply-to", "sender")
    names = ("to", "delivered-to", "x-original-to", "return-path", *others)
    ours = (a for name in names for v in mail.fields.every(name) for a in addresses(v))
    return frozenset((*ours, *words.original.senders)) | not_these


def _failed(mail: Mail, raw: bytes, words: Words, never: frozenset[str]) -> tuple[str, ...]:
    stated = [v for value in mail.fields.every("x-failed-recipients") for v in addresses(value)]
    sources = _sources(words)
    if stated:
        return tuple(dict.fromkeys(sources.get(a, a) for a in stated))
    subject, opinion = mail.fields.get("subject"), _second_opinion(mail, raw) if raw else ()
    help_ = {a for a in (*find_all(f"{subject}\n{words.text}"), *opinion) if is_help(a)}
    named = failed_addresses(words, subject, opinion, never | help_)
    people = tuple(dict.fromkeys(sources.get(a, a) for a in named))
    return people or _tagged(mail.fields)


def _sources(words: Words) -> dict[str, str]:
    """What we wrote to, for the addresses to which it went from there."""
    ours = set(words.original.recipients)
    return {a: b for a, b in came_from(words.text).items() if b in ours}


def _tagged(fields: Fields) -> tuple[str, ...]:
    """A return path of its own for each recipient names him: bounce+user=host@ours."""
    for name in ("to", "delivered-to", "x-original-to"):
        match = _TAG.search(fields.get(name).lower())
        if match:
            return (f"{match[1]}@{match[2]}",)
    return ()


def _second_opinion(mail: Mail, raw: bytes) -> tuple[str, ...]:
    if mail.limits:
        return ()
    try:
        temporary, permanent = all_failures(email.message_from_bytes(raw[:_FLUFL_BYTES]))
    except Exception:  # The detectors meet hostile input here and raise whatever they like.
        return ()
    failed = [address.decode("ascii", "ignore") for address in (*permanent, *temporary)]
    return addresses("\n".join(sorted(failed)))


def _is_delay(mail: Mail, words: Words) -> bool:
    flat = f"{' '.join(mail.fields.get('subject').lower().split())} {words.flat}"[:_HEAD]
    return _TRYING.search(flat) is not None and _GAVE_UP.search(flat) is None


def _judged(address: str, action: str, notice: str, failed: tuple[str, ...]) -> Delivery:
    """Judge an address by the words after it; several addresses keep their own causes."""
    others = {a for a in failed if a != address}
    said = said_of(address, notice, others)
    elsewhere = _introduction(notice, failed) if others else notice[:4_000]
    code = _code(said) or _code(elsewhere)
    return judge(address, action, code, said or elsewhere, elsewhere)


def _introduction(notice: str, failed: tuple[str, ...]) -> str:
    """What a notice says of all its recipients: the words before the first of them."""
    first = next((start for a, start, _ in find_addresses(notice) if a in failed), 0)
    return notice[max(0, first - 2_000) : first]


def _code(text: str) -> str:
    return next((m[1] for m in ENHANCED.finditer(text) if m[1][0] in "45"), "")


def _passed_on(mail: Mail, words: Words, points: int, not_these: frozenset[str]) -> Notice | None:
    """A list or gateway hands on the bounce that it got; a person who does so says more."""
    if points < LIKELY or len(mail.originals()) != 1:
        return None
    inner = Mail(mail.originals()[0], mail.limits)
    if machine_points(inner) < SURE or is_lookalike(mail, words, tells_early=False):
        return None
    found = read_bounce(inner, b"", not_these)
    return found if found is not None and not found.is_success else None
