"""Why a delivery failed, from RFC 3463 codes and the words of the server.

Words beat codes: many servers answer 5.0.0 or 5.7.1 to everything. What is permanent for the
server is not always so for us: a full mailbox, a size limit, a spam verdict or our own bad
reputation say nothing against the address, so they count as soft.
"""

import re

from signals.kinds import Kind
from signals.reading.results import Delivery, Reason

ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-#:])(?!\s?(?:kb|bytes|mb|seconds))")
_WORDS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        Reason.FULL,
        re.compile(
            r"(?:mailbox|inbox|account|user)(?: is|'s)? (?:full|over ?quota)|over ?quota|"
            r"quota.{0,20}exceed|exceed.{0,30}(?:quota|storage)|out of storage|"
            r"insufficient (?:system |disk )?(?:storage|space)|not enough (?:storage )?space|"
            r"postfach.{0,12}voll|boîte.{0,20}pleine|buzón.{0,12}lleno|casella.{0,15}piena|"
            r"caixa.{0,15}cheia|skrzynk.{0,20}pełn"
        ),
    ),
    (
        Reason.SIZE,
        re.compile(
            r"(?:message|mail).{0,20}(?:too (?:large|big)|exceed)|size (?:limit|exceed)|"
            r"maximum.{0,20}size|zu groß"
        ),
    ),
    (
        Reason.UNKNOWN_USER,
        re.compile(
            r"(?:user|recipient|mailbox|address|account|e-?mail)\)?.{0,60}(?:unknown|not found|"
            r"does ?n[o']t exist|n't exist|disabled|inactive|no longer|invalid|wasn't found|"
            r"couldn't be found|not known)|(?:unknown|invalid|no such|non-?existent|not a valid|"
            r"no) (?:local )?(?:user|recipient|mailbox|address|person|account)|"
            r"not our customer|mailbox unavailable|doesn't have an? .{0,30}account|"
            r"resolver\.adr\.|unbekannt|existiert nicht|utilisateur inconnu|n'existe pas|"
            r"desconocido|no existe|sconosciuto|non esiste|não existe|bestaat niet|"
            r"nie istnieje|finns inte|宛先不明|存在しません"
        ),
    ),
    (
        Reason.REPUTATION,
        re.compile(
            r"black ?list|block ?list|reputation|spamhaus|spamcop|\bdnsbl\b|\brbl\b|rate limit|"
            r"throttl|unusual rate|too many (?:connections|messages|e?mails)|"
            r"(?:ip|host|client|address) .{0,50}(?:blocked|banned|listed)"
        ),
    ),
    (
        Reason.CONTENT,
        re.compile(
            r"\bspam|virus|malware|phish|unsolicited|junk|content (?:rejected|filter|not)|"
            r"message content|content.{0,20}(?:policy|unacceptable)|attachment"
        ),
    ),
    (
        Reason.NETWORK,
        re.compile(
            r"connection (?:timed|refused|reset|dropped)|timed? ?out|host (?:or domain )?(?:name )?"
            r"not found|(?:host|domain).{0,40}(?:not found|does not exist|n't exist)|no route|"
            r"unroute?able|unreachable|name (?:server|service)|\bdns\b|\bmx\b|retry time|"
            r"could not (?:be )?(?:contact|connect|resolve)|unable to (?:connect|resolve)"
        ),
    ),
    (
        Reason.POLICY,
        re.compile(
            r"polic|not (?:authori[sz]ed|permitted|allowed|accepted)|denied|relay|blocked|"
            r"rejected|refused|grey-?list|dmarc|\bspf\b|\bdkim\b|authenticat|permission"
        ),
    ),
)
_BY_CODE: dict[str, Reason] = {
    "1.0": Reason.UNKNOWN_USER,
    "1.1": Reason.UNKNOWN_USER,
    "1.2": Reason.NETWORK,
    "1.3": Reason.UNKNOWN_USER,
    "1.6": Reason.UNKNOWN_USER,
    "1.10": Reason.UNKNOWN_USER,
    "2.1": Reason.UNKNOWN_USER,
    "2.2": Reason.FULL,
    "2.3": Reason.SIZE,
    "3.1": Reason.FULL,
    "3.4": Reason.SIZE,
}
_BY_SUBJECT: dict[str, Reason] = {
    "4": Reason.NETWORK,
    "6": Reason.CONTENT,
    "7": Reason.POLICY,
}
#: Refused for good by the server, yet no reason to give the address up.
_NOT_THE_ADDRESS = frozenset({Reason.FULL, Reason.SIZE, Reason.CONTENT, Reason.REPUTATION})
_MAX_DIAGNOSTIC = 2_000


def judge(recipient: str, action: str, status: str, diagnostic: str) -> Delivery:
    """The fate of one recipient; `action` and `status` may be empty when nobody stated them."""
    words = diagnostic.lower()[:_MAX_DIAGNOSTIC]
    code = _best_code(status, words)
    reason = _reason(code, words)
    permanent = _is_permanent(action, code, words)
    kind = _kind(action, permanent, reason)
    return Delivery(recipient, kind, code, reason, permanent, " ".join(diagnostic.split())[:300])


def _best_code(status: str, words: str) -> str:
    stated = ENHANCED.search(status)
    code = stated[1] if stated else ""
    if code and not code.endswith(".0.0"):
        return code
    # x.0.0 says nothing; the answer of the remote server often does.
    remote = ENHANCED.search(words)
    return remote[1] if remote and remote[1][0] in "45" else code


def _reason(code: str, words: str) -> Reason:
    spoken = next((reason for reason, pattern in _WORDS if pattern.search(words)), None)
    detail = code.partition(".")[2]
    coded = _BY_CODE.get(detail) or _BY_SUBJECT.get(detail.partition(".")[0])
    if spoken is None or (spoken is Reason.POLICY and coded):
        return coded or Reason.UNSPECIFIED
    return spoken


def _is_permanent(action: str, code: str, words: str) -> bool:
    if action == "delayed":
        return False
    if code:
        return code.startswith("5")
    reply = _REPLY_CODE.search(words)
    return reply is None or reply[1] == "5"


def _kind(action: str, permanent: bool, reason: Reason) -> Kind:
    if action == "delayed":
        return Kind.DELAY
    if not permanent or reason in _NOT_THE_ADDRESS:
        return Kind.BOUNCE_SOFT
    return Kind.BOUNCE_HARD
