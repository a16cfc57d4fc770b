"""Bounces without a report that follows RFC 3464: Exim, qmail, Exchange and many others.

A message is taken for a bounce only when its envelope says "machine" and its content says
"failed": a person who forwards or discusses a bounce is never one. flufl.bounce is asked as
second opinion on who failed.
"""

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flufl.bounce import all_failures

from signals.reading.bodies import body_text
from signals.reading.delivery import original_ids, original_recipients
from signals.reading.fields import addresses, message_ids
from signals.reading.mime import Mail
from signals.reading.reasons import ENHANCED, judge
from signals.reading.results import Delivery, Reason

# It logs at INFO for every message and would put traces of foreign mail into our log.
logging.getLogger("flufl.bounce").disabled = True

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?daemon|mailer|mdaemon|maildelivery|"
    r"mail\.delivery|bounces?|microsoftexchange\w*|mail-?delivery-?(?:system|subsystem))@"
)
_MAYBE_PERSON = re.compile(r"^(?:postmaster|bounces?)@")
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|failed|has failed|problem|report|error|"
    r"notification|incomplete)|failure (?:notice|delivery)|delivery.{0,12}(?:fail|delayed|suspend)|"
    r"returned (?:mail|message)|mail.{0,20}(?:failed|failure|failing|system error|delayed)|"
    r"returned to sender|non[- ]?remis|unzustellbar|nicht (?:zu(?:ge)?stell|ausgeliefert)|"
    r"zustell(?:ung|fehler)|échec|non distribu|no se (?:ha )?(?:podido|pudo) entregar|devuelto|"
    r"no entregado|mancata consegna|non (?:recapitat|consegnat)|não (?:entreg|pôde ser entregue)|"
    r"falha na entrega|onbestelbaar|niet (?:bezorgd|afgeleverd)|nie(?:dostarcz| dostarcz)|"
    r"olevererat|kunde inte levereras|配信(?:不能|できません|エラー|に失敗)|送信できません|"
    r"^warning: |could ?n[o']t (?:be )?(?:send|sent|deliver)|unable to deliver|address not found"
)
_LEAD_IN = re.compile(
    r"could ?n[o']t be (?:delivered|reached)|was ?n[o']t (?:able to )?(?:be )?deliver|"
    r"(?:unable|not able) to deliver|delivery (?:to|of|has).{0,80}fail|did not reach|"
    r"permanent (?:fatal )?error|failed permanently|undeliverable|your message (?:to|was).{0,90}"
    r"(?:rejected|blocked|returned)|following (?:address|recipient).{0,40}(?:fail|error)|"
    r"created automatically by mail delivery software|konnte nicht.{0,80}zugestellt|"
    r"nicht zugestellt werden|n'a (?:pas )?pu être (?:remis|livré|distribué)|pas pu être délivré|"
    r"no (?:se )?(?:ha podido|pudo|pudo ser) entreg|non è stato (?:possibile )?(?:consegn|recapit)|"
    r"não (?:pôde|foi possível|foi) .{0,20}entreg|kon niet worden (?:bezorgd|afgeleverd)|"
    r"nie (?:mogła|została|udało).{0,30}dostarcz|kunde inte levereras|配信できませんでした|"
    r"送信できませんでした|has not (?:yet )?been delivered|delivery.{0,30}delayed|still trying"
)
_STILL_TRYING = re.compile(
    r"still (?:be )?(?:trying|being retried)|will (?:continue to )?(?:be )?(?:try|retr)|"
    r"has not yet been delivered|you do not need to re-?send|no action is required|"
    r"(?:warning|message).{0,30}delayed|wird weiter versucht|continuer.{0,20}tentatives"
)
_GAVE_UP = re.compile(
    r"permanent|giving up|given up|failed permanently|will not (?:be )?retr|no longer|gave up"
)
_COPY = re.compile(
    r"^(?:-{2,}.{0,20}(?:below this line is a copy|this is a copy|return(?:ed)? message|"
    r"the (?:header|message|body)|original (?:message|mail)|transcript|unsent message|"
    r"kopie|copie).{0,60}|original message (?:headers|follows).{0,20}|"
    r"received: from .{5,200}|return-path: ?<.{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_ON_ITS_LINE = re.compile(
    r"^[ \t*>-]{0,8}[<(]?([^\s<>()@:;,\"]{1,90}@[\w.-]{3,120})[>)]?[ \t]*(?:$|[:;,(]|\.{2,}| -)",
    re.MULTILINE,
)
_AFTER_WORD = re.compile(
    r"(?:\b(?:to|rcpt to|recipient|address|for|user|an|à|para|aan|till)\b[ :<\"']{1,6})"
    r"([^\s<>()@:;,\"']{1,90}@[\w.-]{3,120})",
    re.IGNORECASE,
)
_MAX_NOTICE = 30_000
_MAX_RECIPIENTS = 100
_FLUFL_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Notice:
    """A bounce told in words: who failed, and the Message-IDs of what was returned."""

    deliveries: tuple[Delivery, ...]
    references: tuple[str, ...]
    cue: str


def is_daemon(mail: Mail) -> bool:
    """Whether the envelope or sender is a mail system's, not a person's."""
    return _DAEMON.match(_sender(mail)) is not None or _is_surely_machine(mail)


def _is_surely_machine(mail: Mail) -> bool:
    paths = [value.strip() for value in mail.fields.every("return-path")]
    if "<>" in paths or mail.fields.has("x-failed-recipients"):
        return True
    return mail.root.params.get("report-type", "").lower() == "delivery-status"


def _sender(mail: Mail) -> str:
    return (addresses(mail.fields.get("from")) or ("",))[0]


def read_notice(mail: Mail, raw: bytes, not_these: frozenset[str]) -> Notice | None:
    """The bounce that this message tells, or None when it is none.

    `not_these` are our own addresses, which a notice also names but which did not fail.
    """
    if not is_daemon(mail):
        return None
    text = body_text(mail)[:_MAX_NOTICE]
    notice, copy = _split_copy(text)
    cue = _cue(mail, notice)
    if not cue:
        return None
    ids = (*original_ids(mail), *message_ids(_field_in_text(copy, "message-id")))
    senders = frozenset(addresses(_field_in_text(copy, "from"))) | _daemons(mail) | not_these
    failed = _failed(mail, raw, notice, copy, senders)
    action = "delayed" if _is_delay(mail, notice) else "failed"
    elsewhere = notice if len(failed) == 1 else ""
    deliveries = tuple(_judged(a, action, notice, elsewhere) for a in failed[:_MAX_RECIPIENTS])
    return Notice(deliveries, ids, cue)


def _cue(mail: Mail, notice: str) -> str:
    """The words that tell a failure; people read postmaster mail too, so there both must."""
    if mail.fields.has("x-failed-recipients"):
        return "X-Failed-Recipients"
    subject = _SUBJECT.search(mail.fields.get("subject").lower())
    lead_in = _LEAD_IN.search(" ".join(notice.lower().split())[:6_000])
    if _MAYBE_PERSON.match(_sender(mail)) and not _is_surely_machine(mail):
        return lead_in[0] if lead_in and subject else ""
    found = lead_in or subject
    return found[0] if found else ""


def _split_copy(text: str) -> tuple[str, str]:
    match = _COPY.search(text)
    return (text, "") if match is None else (text[: match.start()], text[match.start() :])


def _field_in_text(text: str, name: str) -> str:
    match = re.search(rf"^{name}:[ \t]*(.{{0,500}})$", text, re.IGNORECASE | re.MULTILINE)
    return match[1] if match else ""


def _daemons(mail: Mail) -> frozenset[str]:
    ours = (mail.fields.get(name) for name in ("from", "to", "delivered-to", "x-original-to"))
    return frozenset(address for value in ours for address in addresses(value))


def _failed(mail: Mail, raw: bytes, notice: str, copy: str, not_these: frozenset[str]) -> list[str]:
    for named in _sources(mail, raw, notice, copy):
        people = [a for a in dict.fromkeys(named) if a not in not_these and not _DAEMON.match(a)]
        if people:
            return people
    return []


def _sources(mail: Mail, raw: bytes, notice: str, copy: str) -> Iterator[tuple[str, ...]]:
    """Where failed addresses may stand, the surest place first."""
    yield addresses(mail.fields.get("x-failed-recipients"))
    yield addresses("\n".join(match[1] for match in _ON_ITS_LINE.finditer(notice)))
    yield _second_opinion(mail, raw)
    yield addresses("\n".join(match[1] for match in _AFTER_WORD.finditer(notice)))
    yield original_recipients(mail) or addresses(_field_in_text(copy, "to"))
    yield addresses(notice)


def _second_opinion(mail: Mail, raw: bytes) -> tuple[str, ...]:
    if mail.limits:
        return ()
    message = email.message_from_bytes(raw[:_FLUFL_BYTES])
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # The detectors meet hostile input here and raise whatever they like.
        return ()
    failed = [address.decode("ascii", "ignore") for address in (*permanent, *temporary)]
    return addresses("\n".join(sorted(failed)))


def _is_delay(mail: Mail, notice: str) -> bool:
    words = " ".join(f"{mail.fields.get('subject')} {notice}".lower().split())[:6_000]
    return _STILL_TRYING.search(words) is not None and _GAVE_UP.search(words) is None


def _judged(address: str, action: str, notice: str, elsewhere: str) -> Delivery:
    """Judge an address by the words after it; several addresses keep their own causes."""
    at = notice.lower().find(address)
    after = notice[at : at + 600] if at >= 0 else notice[:2_000]
    others = [a for a in addresses(after) if a != address]
    end = after.lower().find(others[0]) if others else -1
    words = after[:end] if end > 0 else after
    code = ENHANCED.search(words) or ENHANCED.search(elsewhere)
    judged = judge(address, action, code[1] if code else "", words)
    if judged.reason is Reason.UNSPECIFIED and elsewhere:
        return judge(address, action, judged.status, elsewhere)
    return judged
