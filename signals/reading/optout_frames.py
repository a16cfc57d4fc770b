"""Wishes to be left alone by what they are made of, not by how they are put.

A sentence is cut into words, each word belongs to classes ("remove", "me", "not", "write"), and
few frames over near words tell the wish: `remove … me`, `not … write … again`, `not … want …
mails`, `stop … mails`. A frame that a stop-verb under "not" stands in is the contrary.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from signals.reading.optout_lexicon import DATA, LEXICONS, MINE, PLEASE, Lexicon


class Wish(StrEnum):
    """How sure we are that the person wants no more mail."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    NEGATED = "negated"
    NONE = "none"


_CLASSES = tuple(each.name for each in fields(Lexicon))
_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    language: tuple(re.compile(getattr(lexicon, name)) for name in _CLASSES)
    for language, lexicon in LEXICONS.items()
}
#: Both "not" and "any more" in the lexicon, but "never had such a mail" is no wish.
_NEVER = frozenset({"nooit", "nigdy", "nunca", "mai", "jamais", "ever"})
_MINE, _DATA, _PLEASE = (re.compile(pattern) for pattern in (MINE, DATA, PLEASE))
_WORD = re.compile(r"[^\W_]+|[,;:()|–]")
_BREAK = "|"
_OR = ("or", "and")
#: "No", which denies a thing and not a deed.
_NO = frozenset(
    {"no", "sin", "sans", "ohne", "aucun", "inutile", "without", "kein", "keine", "keinen", "geen"}
)
_MAX_WORDS = 120
#: Who only says what arrives ("we don't get many mails") has wished for nothing.
_ARRIVES = re.compile(
    r"get|getting|receiv\w*|erhalt\w*|bekomm\w*|recevoir|recois|recib\w*|ricev\w*|receb\w*|"
    r"ontvang\w*|krijg\w*|otrzymyw\w*|dostaw\w*|fa|far|ha|emot|accept\w*"
)
_TO_GET = re.compile(
    r"receiv\w*|erhalt\w*|bekomm\w*|recevoir|recibir\w*|ricev\w*|receber|ontvangen|otrzymywac|"
    r"dostawac|lists?|liste|lista|listan|lijst|verteiler"
)
_PASSIVE = re.compile(r"be|being|werden|etre|ser|essere|estar|worden|byc|bli|zostac|get")
#: What stands for the mails without naming them.
_POINTS = re.compile(
    r"this|these|those|it|das|diese\w*|cela|ca|esto|questo|queste|isto|isso|dit|deze|tego|detta"
)
#: "I would be glad if you did not …" is a wish in spite of its "if".
_GRATEFUL = re.compile(
    r"grateful|appreciate|glad|thankful|kind|dankbar|verbunden|reconnaissant\w*|agradec\w*|"
    r"agradezco|grat[oai]|lieto|dank|wdzieczn\w*|tacksam\w*"
)
#: "You did not send me the file" tells of the past.
_PAST = re.compile(r"did|didn|have|has|had|haven|hasn|was|were|could|couldn")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Words with, for one language, where each class of words stands."""

    words: tuple[str, ...]
    at: dict[str, tuple[int, ...]]

    def near(self, first: str, second: str, gap: int) -> Iterator[tuple[int, int]]:
        for i in self.at[first]:
            for j in self.at[second]:
                if i != j and abs(i - j) <= gap:
                    yield i, j

    def has(self, name: str, around: int, gap: int) -> bool:
        return any(abs(around - i) <= gap for i in self.at[name])


def words_of(sentence: str) -> tuple[str, ...]:
    """At most 120 words; a comma or bracket stands as two breaks, so that it parts what it "
    "parts."""
    plain = sentence.replace("n't", " not").replace("e-mail", "email").replace("let us ", "lets ")
    found = _WORD.findall(plain)[:_MAX_WORDS]
    return tuple(w for each in found for w in ((each,) if each[0].isalnum() else (_BREAK,) * 2))


def judge(sentence: str) -> Wish:
    """The surest wish that any language finds in a folded sentence."""
    words = words_of(sentence)
    unique = set(words)
    order = list(Wish)
    found = (_in_language(words, unique, language) for language in _PATTERNS)
    return min(found, key=order.index, default=Wish.NONE)


def refuses(sentence: str) -> bool:
    """Whether a folded sentence says "no" or "not", whatever to."""
    said = {word for word in words_of(sentence) if len(word) > 2}
    at = _CLASSES.index("neg")
    return any(patterns[at].fullmatch(word) for patterns in _PATTERNS.values() for word in said)


def _in_language(words: tuple[str, ...], unique: set[str], language: str) -> Wish:
    at: dict[str, tuple[int, ...]] = {}
    for name, pattern in zip(_CLASSES, _PATTERNS[language], strict=True):
        hits = {word for word in unique if pattern.fullmatch(word)}
        at[name] = tuple(i for i, w in enumerate(words) if w in hits) if hits else ()
    if not (at["neg"] or at["remove"] or at["stop"] or at["loose"]):
        return Wish.NONE
    sentence = _Sentence(words, at)
    negated = _under_negation(sentence)
    if negated:
        return Wish.NEGATED
    order = list(Wish)
    frames = (_removes(sentence), _writes(sentence), _wants(sentence), _bare(sentence))
    return min((*frames, _stops(sentence)), key=order.index)


def _under_negation(s: _Sentence) -> bool:
    """ "Do not stop", "nehmen Sie mich nicht aus": the contrary of a wish."""
    for name in ("stop", "remove", "loose"):
        for verb, neg in s.near(name, "neg", 4):
            before = verb - neg
            if neg + 1 in s.at["more"] or _parted(s, verb, neg) or _past(s, neg):
                continue
            if name == "loose" and not s.has("me", verb, 3):
                continue
            directly = 0 < before <= 2
            behind = before < 0 and (name == "stop" or s.has("me", verb, 3)) and neg - verb <= 4
            if (directly and s.words[neg] not in _NO - {"no"}) or (
                behind and not any(abs(neg - c) <= 3 for c in s.at["contact"] if c != verb)
            ):
                return True
    return False


def _parted(s: _Sentence, first: int, second: int) -> bool:
    return _BREAK in s.words[min(first, second) : max(first, second)]


def _past(s: _Sentence, neg: int) -> bool:
    return any(_PAST.fullmatch(word) for word in s.words[max(0, neg - 2) : neg])


def _removes(s: _Sentence) -> Wish:
    near_me = any(True for _ in s.near("remove", "me", 4)) or any(
        s.has("list_", verb, 8) for verb, _ in s.near("loose", "me", 4)
    )
    loosely = [verb for verb in s.at["loose"] if s.has("list_", verb, 8)]
    if near_me or any(_my_data(s, verb) for verb in (*s.at["remove"], *loosely)):
        return Wish.CLEAR
    if any(_passive(s, verb) for _, verb in s.near("want", "remove", 5)):
        return Wish.CLEAR
    please = any(_PLEASE.fullmatch(word) for word in s.words)
    if please and any(
        _DATA.fullmatch(w) for v in s.at["remove"] for w in s.words[max(0, v - 3) : v]
    ):
        return Wish.CLEAR
    listed = [verb for verb, _ in s.near("remove", "list_", 8)]
    if listed:
        ours = any(_MINE.fullmatch(word) for word in s.words) and not _told(s, listed)
        surely = s.at["me"] or please or ours or any(_passive(s, verb) for verb in listed)
        return Wish.CLEAR if surely else Wish.POSSIBLE
    if please and any(True for _ in s.near("loose", "list_", 6)):
        ours = any(_MINE.fullmatch(word) for word in s.words)
        return Wish.CLEAR if ours else Wish.POSSIBLE
    return Wish.NONE


def _told(s: _Sentence, verbs: list[int]) -> bool:
    """ "We removed outreach from our playbook" tells of the writers."""
    return any(0 < verb - who <= 3 for verb in verbs for who in s.at["subject"])


def _passive(s: _Sentence, verb: int) -> bool:
    """ "I want to be removed", "je souhaite être retiré"."""
    return any(_PASSIVE.fullmatch(word) for word in s.words[max(0, verb - 3) : verb + 2])


def _my_data(s: _Sentence, verb: int) -> bool:
    near = s.words[max(0, verb - 6) : verb + 8]
    return any(
        _MINE.fullmatch(word) and any(_DATA.fullmatch(each) for each in near[i + 1 : i + 4])
        for i, word in enumerate(near)
    )


def _writes(s: _Sentence) -> Wish:
    best = Wish.NONE
    for contact, neg in s.near("contact", "neg", 6):
        if _calms(s, neg) or _parted(s, contact, neg):
            continue
        again = s.has("more", contact, 6)
        if not (again or s.has("me", contact, 5)):
            best = _unaddressed(s, contact, neg) if best is Wish.NONE else best
        elif _grateful(s) or not (_by_us(s, neg) or _conditional(s, neg)):
            return Wish.CLEAR
        elif again and s.at["me"]:
            best = Wish.POSSIBLE
    return best


def _calms(s: _Sentence, neg: int) -> bool:
    return any(0 < i - neg <= 5 for i in s.at["calm"])


def _unaddressed(s: _Sentence, contact: int, neg: int) -> Wish:
    """ "Please don't follow up": a request, though it names neither "me" nor "again"."""
    if _by_us(s, neg) or _conditional(s, neg):
        return Wish.NONE
    directly = 0 < contact - neg <= 2 and s.words[neg] not in _NO
    last = contact + 1 >= len(s.words) or s.words[contact + 1] in (_BREAK, *_OR)
    if directly and last and neg and s.words[neg - 1] == "do":
        return Wish.CLEAR
    if directly and any(_PLEASE.fullmatch(word) for word in s.words):
        return Wish.CLEAR
    begins = neg == 0 or s.words[neg - 1] in (_BREAK, "do", "and")
    return Wish.POSSIBLE if directly and (begins or len(s.words) <= 6) else Wish.NONE


def _by_us(s: _Sentence, neg: int) -> bool:
    """The writer tells what the writer does or does not; a wish verb makes it a wish again."""
    near = any(abs(neg - i) <= 3 for i in s.at["subject"])
    return near and not any(abs(neg - i) <= 5 for i in s.at["want"])


def _conditional(s: _Sentence, neg: int) -> bool:
    return _past(s, neg) or any(0 < neg - i <= 4 for i in s.at["condition"])


def _grateful(s: _Sentence) -> bool:
    return any(_GRATEFUL.fullmatch(word) for word in s.words)


def _wants(s: _Sentence) -> Wish:
    best = Wish.NONE
    for want, neg in s.near("want", "neg", 4):
        if any(0 < neg - i <= 4 for i in s.at["condition"]) or _calms(s, neg):
            continue
        thing = any(0 < abs(want - i) <= 6 and i != neg for i in s.at["thing"])
        near = [i for i in s.at["contact"] if 0 < abs(want - i) <= 6 and i != neg]
        write = bool(near)
        surely = (
            thing
            or (write and (s.has("more", want, 6) or s.has("me", want, 6)))
            or _to_receive(s, want)
            or any(_passive(s, i) for i in near)
        )
        if surely and not _only_arrives(s, want):
            return Wish.CLEAR
        if surely or write:
            best = Wish.POSSIBLE
    return best


def _to_receive(s: _Sentence, want: int) -> bool:
    """ "Ich möchte nichts mehr bekommen", "not to be on this list": no mail has to be named."""
    near = range(max(0, want - 6), min(len(s.words), want + 7))
    return any(i != want and _TO_GET.fullmatch(s.words[i]) for i in near)


def _only_arrives(s: _Sentence, want: int) -> bool:
    wishes = (i for i in s.at["want"] if abs(i - want) <= 6)
    return all(_ARRIVES.fullmatch(s.words[i]) for i in wishes)


def _bare(s: _Sentence) -> Wish:
    """ "No further mails", "keine Werbung": no verb at all."""
    for thing, neg in s.near("thing", "neg", 5):
        if _parted(s, thing, neg) or neg > thing:
            continue
        more = any(neg <= i <= thing and s.words[i] not in _NEVER for i in s.at["more"])
        between = [w for i, w in enumerate(s.words[neg:thing], neg) if i not in s.at["more"]]
        if _POINTS.fullmatch(s.words[thing]) and any(len(word) > 3 for word in between[1:]):
            continue
        if more or (thing - neg <= 2 and len(s.words) <= 4):
            return Wish.POSSIBLE if _by_us(s, neg) else Wish.CLEAR
    return Wish.NONE


def _stops(s: _Sentence) -> Wish:
    best = Wish.NONE
    for name in ("contact", "thing"):
        for stop, i in s.near("stop", name, 4):
            if i > stop and not any(0 < stop - who <= 2 for who in s.at["subject"]):
                best = Wish.CLEAR if not _conditional(s, stop) else Wish.POSSIBLE
    return best
