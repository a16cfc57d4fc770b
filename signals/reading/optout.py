"""Does a person ask to be left alone? Recall over precision; doubt goes to a person."""

import re
from dataclasses import dataclass
from enum import StrEnum

from signals.reading.optout_words import BARE, CLEAR, HARMLESS_STOP, NEGATED, POLITE, POSSIBLE

_CLEAR = [re.compile(pattern) for pattern in CLEAR]
_NEGATED = [re.compile(pattern) for pattern in NEGATED]
_BARE = re.compile(BARE)
_POSSIBLE = re.compile("|".join(POSSIBLE))
_POLITE = re.compile(POLITE)
_HARMLESS_STOP = re.compile(HARMLESS_STOP)
_STOP = re.compile(r"\bstopp?\b")
_FOOTER = re.compile(r"https?://|click here|klicken sie hier|cliquez ici")
_ANSWER_PREFIX = re.compile(r"^(?:(?:re|aw|sv|antw|odp|res|rif|r|fwd?|wg|tr)\s?[:：]\s?){1,5}")
_SENTENCE_END = re.compile(r"(?<=[.!?;。！？])\s*|\n\s*\n|\n(?=[-*•]\s)")
_MAX_SENTENCES = 300
_SHORT = 15


class Wish(StrEnum):
    """How sure we are that the person wants no more mail."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    NEGATED = "negated"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """A wish and the words that show it."""

    wish: Wish
    quote: str = ""


def find_wish(text: str, tail: str = "", subject: str = "") -> Finding:
    """Judge the new text; a signature (`tail`) alone can only make it possible.

    Reads at most 300 sentences of 10,000 characters together. `subject` counts when it is
    nothing but an opt-out word, as mail programs send for a List-Unsubscribe address.
    """
    bare = next((line for line in _bare_lines(text, subject) if _BARE.fullmatch(line)), None)
    if bare:
        return Finding(Wish.CLEAR, bare)
    finding = _strongest([_judge(sentence) for sentence in _sentences(text)])
    if finding.wish in (Wish.CLEAR, Wish.POSSIBLE):
        return finding
    if _stops_in_a_short_answer(text):
        return Finding(Wish.POSSIBLE, "stop")
    below = _strongest([_judge(sentence) for sentence in _sentences(tail)])
    return Finding(Wish.POSSIBLE, below.quote) if below.wish is Wish.CLEAR else finding


def _judge(sentence: str) -> Finding:
    rest, negated = sentence, False
    for pattern in _NEGATED:
        rest, count = pattern.subn(" ", rest)
        negated = negated or count > 0
    clear = next((match for pattern in _CLEAR if (match := pattern.search(rest))), None)
    if clear:
        return Finding(Wish.CLEAR, sentence)
    if (possible := _POSSIBLE.search(rest)) and not _FOOTER.search(rest):
        return Finding(Wish.POSSIBLE, possible[0])
    return Finding(Wish.NEGATED, sentence) if negated else Finding(Wish.NONE)


def _strongest(findings: list[Finding]) -> Finding:
    order = list(Wish)
    return min(findings, key=lambda f: order.index(f.wish), default=Finding(Wish.NONE))


def _sentences(text: str) -> list[str]:
    pieces = _SENTENCE_END.split(_plain(text[:10_000]))[:_MAX_SENTENCES]
    return [" ".join(piece.split())[:600] for piece in pieces if piece.strip()]


def _bare_lines(text: str, subject: str) -> list[str]:
    lines = [line for line in _plain(text[:2_000]).split("\n") if line.strip()]
    subject_line = _ANSWER_PREFIX.sub("", _plain(subject)) if len(lines) < 2 else ""
    bare = (_POLITE.sub(" ", line) for line in [*lines[:6], *_sentences(text)[:6], subject_line])
    return [" ".join(line.split()).strip(" .!,;-*'\"<>。！") for line in bare]


def _stops_in_a_short_answer(text: str) -> bool:
    plain = _HARMLESS_STOP.sub(" ", _plain(text[:2_000]))
    without = plain
    for pattern in _NEGATED:
        without = pattern.sub(" ", without)
    return len(plain.split()) <= _SHORT and _STOP.search(without) is not None


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("`", "'")
