"""Does a person ask to be left alone? Recall over precision; doubt goes to a person."""

import re
from dataclasses import dataclass
from enum import StrEnum

from signals.reading.fields import ANSWER
from signals.reading.folding import bare, fold, sentences
from signals.reading.optout_contrary import (
    FEATURE,
    FOOTER,
    HARMLESS_STOP,
    LATER,
    OTHERS,
    TOLD,
    WELCOME,
)
from signals.reading.optout_elsewhere import ELSEWHERE
from signals.reading.optout_frames import Wish, judge
from signals.reading.optout_idioms import HINTS, IDIOMS
from signals.reading.optout_objects import (
    ADDS_ME,
    DECLINED,
    DUG_UP,
    ENOUGH_OF_OTHERS,
    OF_A_PAPER,
    SETTLED,
)
from signals.reading.optout_spelling import corrected
from signals.reading.optout_words import BARE, CLEAR, ENOUGH, NOT, POLITE, POSSIBLE, WHY

__all__ = ["Contrary", "Finding", "Wish", "find_wish", "without_other_things"]

_CLEAR = [re.compile(bare(pattern)) for pattern in (*CLEAR, *IDIOMS)]
_WELCOME = [re.compile(bare(pattern)) for pattern in WELCOME]
_LATER = [re.compile(bare(pattern)) for pattern in LATER]
_TOLD = [re.compile(bare(pattern)) for pattern in TOLD]
_FOOTER = [re.compile(bare(pattern)) for pattern in FOOTER]
_BARE = re.compile(bare(BARE))
_POSSIBLE = re.compile(bare("|".join((*POSSIBLE, *HINTS))))
_POLITE = re.compile(bare(POLITE))
_FEATURE = re.compile(bare(FEATURE))
_HARMLESS_STOP = re.compile(bare(f"{HARMLESS_STOP}|{ENOUGH_OF_OTHERS}"))
_OF_A_PAPER = re.compile(bare(f"{OF_A_PAPER}|{DECLINED}"))
_ELSEWHERE = [re.compile(bare(pattern)) for pattern in ELSEWHERE]
_DUG_UP = re.compile(bare(DUG_UP))
_SETTLED = re.compile(SETTLED)
_WHY, _NOT = re.compile(WHY), re.compile(NOT)
_CLAUSE_END = re.compile(r"(?=[,;:])")
_ADDS_ME = re.compile(ADDS_ME)
_ENOUGH = re.compile(bare(ENOUGH))
_STOP = re.compile(r"\bstopp?\b")
_LINK = re.compile(r"https?://")
_QUOTED = re.compile(r"\"[^\"]{1,40}\"|(?<!\w)'[^']{1,40}'(?!\w)|[「『][^」』]{1,40}[」』]")
_MYSELF = re.compile(
    r"\b(?:me|my|i(?= (?:want|am|do|can|would|wish|get|unsub|opt|stop))|us|mich|mir|moi|je|mi|"
    r"yo|io|eu|mij|ik|mnie|mig|jag)\b|私"
)
_OUR = re.compile(
    r"\b(?:our|ours|unser\w*|notre|nos|nuestr\w+|nostr\w|noss[ao]s?|ons|onze|nas|nasz\w*|oss|"
    r"var[at]?)\b|弊社|当社|うち"
)
#: Whom a question about the product is about.
_OTHERS = re.compile(bare(OTHERS))
#: "Could you take our address off your list?" asks to do it.
_REQUEST = re.compile(r"(?:削除|解除|停止|外し|除外)(?:して)?(?:いただけ|もらえ|頂け|くださいま)")
_QUESTION = re.compile(r"\?\W{0,3}$|か[。?]?$")
_ANSWER_PREFIX = re.compile(rf"^(?:{ANSWER}\s?){{1,5}}")
_SHORT = 15


class Contrary(StrEnum):
    """What holds the words of a wish and is none."""

    WELCOME = "welcome"  # "Do not stop."
    LATER = "later"  # "Not before May."
    TOLD = "told"  # "We stopped sending mails."


@dataclass(frozen=True, slots=True)
class Finding:
    """A wish and the words that show it; contrary: what such words meant where they are none."""

    wish: Wish
    quote: str = ""
    contrary: Contrary | None = None


def find_wish(text: str, tail: str = "", subject: str = "") -> Finding:
    """Judge the new text; a signature (`tail`) alone can only make it possible.

    Reads at most 300 sentences of 10,000 characters together. `subject` counts when it is
    nothing but an opt-out word, as mail programs send for a List-Unsubscribe address.
    """
    plain = corrected(fold(text))
    alone = next((line for line in _bare_lines(plain, subject) if _BARE.fullmatch(line)), None)
    if alone:
        return Finding(Wish.CLEAR, alone)
    own, footer = _without(plain, _FOOTER)
    finding = _strongest([_judged(sentence) for sentence in sentences(own)])
    if finding.wish in (Wish.CLEAR, Wish.POSSIBLE):
        return finding
    if footer and not _says_something(own):
        return Finding(Wish.POSSIBLE, footer)
    if _ENOUGH.search(own) and len(own.split()) <= _SHORT:
        return Finding(Wish.POSSIBLE, "enough")
    if _stops_in_a_short_answer(own):
        return Finding(Wish.POSSIBLE, "stop")
    below = _strongest([_judged(sentence) for sentence in sentences(corrected(fold(tail)))])
    return Finding(Wish.POSSIBLE, below.quote) if below.wish is Wish.CLEAR else finding


def without_other_things(sentence: str) -> str:
    """A folded sentence without what it removes from a paper, has enough of, or calls settled."""
    for pattern in (*_ELSEWHERE, _OF_A_PAPER, _HARMLESS_STOP, _SETTLED):
        sentence = pattern.sub(" ", sentence)
    return sentence


def _judged(sentence: str) -> Finding:
    """One sentence; a question about the product asks for nothing, unless it speaks of "me"."""
    asks = asks_about_the_product(sentence) and not _REQUEST.search(sentence)
    said = _QUOTED.sub(" ", sentence)
    found = _judge(said)
    if said != sentence and not asks and found.wish is not Wish.CLEAR:
        # Who quotes the word speaks of it, and may mean it.
        whole = _judge(sentence)
        return Finding(Wish.POSSIBLE, whole.quote) if whole.wish is Wish.CLEAR else whole
    if not asks or found.wish in (Wish.NONE, Wish.NEGATED):
        return found
    if _MYSELF.search(said):
        return Finding(Wish.POSSIBLE, found.quote)
    clear = found.wish is Wish.CLEAR and (_OUR.search(said) or not _OTHERS.search(said))
    return Finding(Wish.POSSIBLE, found.quote) if clear else Finding(Wish.NONE)


def asks_about_the_product(sentence: str) -> bool:
    """Whether a folded sentence is a question about what the product does."""
    return _QUESTION.search(sentence) is not None and _FEATURE.search(sentence) is not None


def _judge(sentence: str) -> Finding:
    """One clause of asking; who has another taken off to be put there may mean the invitation."""
    rest = _ADDS_ME.sub(" ", sentence)
    found = _plainly(sentence)
    if rest != sentence and found.wish is Wish.CLEAR and not _MYSELF.search(rest):
        return Finding(Wish.POSSIBLE, found.quote)
    return found


def _plainly(sentence: str) -> Finding:
    found = _as_it_stands(sentence)
    if found.wish is Wish.NONE:
        return found  # What reaches elsewhere is looked at where there is something to take out.
    rest, taken = _without(sentence, _ELSEWHERE)
    return _as_it_stands(rest) if taken else found


def _as_it_stands(sentence: str) -> Finding:
    sentence = _OF_A_PAPER.sub(" ", _DUG_UP.sub(r"\1", sentence))
    asked = _asked(sentence)
    found = _weighed(asked)
    if asked != sentence and not _QUESTION.search(sentence):
        return _strongest([_weighed(sentence), found])  # "Perché" is "because" as well.
    return found


def _weighed(sentence: str) -> Finding:
    plain, later = _without(_HARMLESS_STOP.sub(" ", sentence), _LATER)
    plain, told = _without(plain, _TOLD)
    rest, welcome = _without(plain, _WELCOME)
    framed = judge(rest)
    if framed is not Wish.NEGATED and any(pattern.search(rest) for pattern in _CLEAR):
        return Finding(Wish.CLEAR, sentence)
    if framed is Wish.CLEAR:
        return Finding(framed, sentence)
    possible = _POSSIBLE.search(rest)
    if possible and framed is not Wish.NEGATED and not _LINK.search(rest):
        return Finding(Wish.POSSIBLE, possible[0])
    if framed is Wish.POSSIBLE:
        return Finding(framed, sentence)
    if welcome or framed is Wish.NEGATED:
        return Finding(Wish.NEGATED, sentence, Contrary.WELCOME)
    if later or told:
        return Finding(Wish.NEGATED, sentence, Contrary.LATER if later else Contrary.TOLD)
    return Finding(framed, sentence if framed else "")


def _asked(sentence: str) -> str:
    """What a "why not" asks for: the clause without its "not"."""
    why = _WHY.search(sentence)
    if why is None:
        return sentence
    clause, *rest = _CLAUSE_END.split(sentence[why.end() :], 1)
    plain = _NOT.sub(r" \1", clause, 1)
    return " ".join([sentence[: why.end()], *plain.split(), *rest])


def _without(text: str, patterns: list[re.Pattern[str]]) -> tuple[str, str]:
    """The text without what the patterns match, and the first words that were taken out."""
    taken = ""
    for pattern in patterns:
        match = pattern.search(text)
        if match:
            taken = taken or match[0]
            text = pattern.sub(" ", text)
    return text, taken


def _strongest(findings: list[Finding]) -> Finding:
    order = list(Wish)
    return min(findings, key=lambda f: order.index(f.wish), default=Finding(Wish.NONE))


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in _POLITE.sub(" ", text))


def _bare_lines(plain: str, subject: str) -> list[str]:
    lines = [line for line in plain[:2_000].split("\n") if line.strip()]
    subject_line = _ANSWER_PREFIX.sub("", corrected(fold(subject))) if len(lines) < 2 else ""
    whole = (_POLITE.sub(" ", line) for line in [*lines[:6], *sentences(plain)[:6], subject_line])
    return [" ".join(line.split()).strip(" .!,;-*'\"<>。") for line in whole]


def _stops_in_a_short_answer(text: str) -> bool:
    if any(asks_about_the_product(sentence) for sentence in sentences(text[:2_000])):
        return False
    plain = _HARMLESS_STOP.sub(" ", _without(text[:2_000], _ELSEWHERE)[0])
    rest, _ = _without(plain, [*_LATER, *_TOLD, *_WELCOME])
    return len(plain.split()) <= _SHORT and _STOP.search(rest) is not None
