"""Why a delivery failed, from RFC 3463 codes and the words of the server.

Words beat codes: many servers answer 5.0.0 or 5.7.1 to everything. What is permanent for the
server is not always so for us: a full mailbox, a size limit, a spam verdict or our own bad
reputation say nothing against the address, so they count as soft.
"""

import re

from signals.kinds import Kind
from signals.reading.refusal_words import REASON_WORDS
from signals.reading.results import Delivery, Reason

ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-#:])(?!\s?(?:kb|bytes|mb|seconds))")
_WORDS = tuple((reason, re.compile(pattern)) for reason, pattern in REASON_WORDS)
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
#: No answer, a bad connection, congestion, too late: these pass, whoever gives up over them.
_IN_TRANSIT = frozenset({"5.4.1", "5.4.2", "5.4.5", "5.4.7", "5.4.300", "5.4.316"})
_MAX_DIAGNOSTIC = 2_000
_ADDRESS = re.compile(r"[^\s<>()@:;,\"]{1,100}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,10}")
_HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9_-]{1,63}\.){1,6}[a-z]{2,24}(?![\w.-])")
_TELLING = re.compile(r"resolver|spamhaus|spamcop|sorbs|barracuda|rbl|blocklist|bl\.")
#: What passes by itself; some programs call it permanent when they give up.
_PASSING = re.compile(
    r"connection (?:timed|refused|reset|lost)|timed? ?out|retry time|no route|unreachable|"
    r"lost connection|in the queue too long|expired|not (?:be )?(?:reach|respond)|"
    r"in(?:side|to)? \d{1,3} (?:day|hour)"
)


def judge(recipient: str, action: str, status: str, diagnostic: str, notice: str = "") -> Delivery:
    """The fate of one recipient; `action` and `status` may be empty when nobody stated them.

    notice: words about the message as a whole; they are asked when the diagnostic is silent.
    """
    words = _plain(diagnostic)
    code = _best_code(status, words)
    reason = _reason(code, words, _plain(notice))
    permanent = _is_permanent(action, code, words)
    told = f"{words} {_plain(notice)}"
    vague = not code or code.endswith(".0.0") or code in _IN_TRANSIT
    is_passing = vague and reason is Reason.NETWORK and _PASSING.search(told) is not None
    kind = _kind(action, permanent, reason, is_passing)
    return Delivery(recipient, kind, code, reason, permanent, " ".join(diagnostic.split())[:300])


def _plain(text: str) -> str:
    # Names must not be read as words ("no-user@full.example", "mx.relay.example").
    words = " ".join(text[: 2 * _MAX_DIAGNOSTIC].lower().replace("’", "'").split())
    return _HOST.sub(_masked, _ADDRESS.sub("<>", words))[:_MAX_DIAGNOSTIC]


def _masked(host: re.Match[str]) -> str:
    return host[0] if _TELLING.search(host[0]) else "x.y"


def _best_code(status: str, words: str) -> str:
    stated = ENHANCED.search(status)
    code = stated[1] if stated and stated[1][0] in "45" else ""
    if code and not code.endswith(".0.0"):
        return code
    # x.0.0 says nothing; the answer of the remote server often does.
    remote = next((m[1] for m in ENHANCED.finditer(words) if m[1][0] in "45"), "")
    return remote or code


def _reason(code: str, words: str, notice: str) -> Reason:
    """The server's words, a code that says one thing, the notice's words, a class of codes."""
    detail = code.partition(".")[2]
    stated, roughly = _BY_CODE.get(detail), _BY_SUBJECT.get(detail.partition(".")[0])
    spoken, told = _spoken(words), None
    if spoken is None or (spoken is Reason.POLICY and stated):
        told = stated or _spoken(notice)
    elif spoken is Reason.POLICY and roughly:
        return roughly
    if told is Reason.POLICY and roughly:
        told = roughly
    return told or spoken or roughly or Reason.UNSPECIFIED


def _spoken(words: str) -> Reason | None:
    return next((reason for reason, pattern in _WORDS if pattern.search(words)), None)


def _is_permanent(action: str, code: str, words: str) -> bool:
    if action == "delayed":
        return False
    if code:
        return code.startswith("5")
    reply = _REPLY_CODE.search(words)
    return reply is None or reply[1] == "5"


def _kind(action: str, permanent: bool, reason: Reason, is_passing: bool) -> Kind:
    if action == "delayed":
        return Kind.DELAY
    if not permanent or reason in _NOT_THE_ADDRESS or is_passing:
        return Kind.BOUNCE_SOFT
    return Kind.BOUNCE_HARD
